# Shortcuts; everything works without just.

python := ".venv/bin/python"

# make the virtual environment, with what the tests need
setup:
    bash -euc 'source tools/setup.sh; prepare requirements-dev.lock'

# everything: the definition of done
check:
    ./test

# tests alone, chosen by pytest's arguments
test *choice="tests":
    ./test {{choice}}

# the golden cases: a tenant in, the engine's files out
cases:
    ./test tests/compiler

# write a case's expected files anew; look at the difference before you commit it
accept case:
    {{python}} tests/accept.py {{case}}
    git diff --stat tests/cases

# real calls through the real engine
calls:
    ./test tests/calls

# documentation and catalogues that are written from the code
docs:
    {{python}} tools/write_settings.py
    PYTHONPATH=src {{python}} tools/write_reference.py
    PYTHONPATH=src {{python}} tools/cli_reference.py
    PYTHONPATH=src {{python}} tools/messages.py

# two real phones call each other
demo:
    .venv/bin/tongdai demo
