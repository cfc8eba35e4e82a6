# What ./run and ./test share: find Python, and make the virtual environment from a lock file.
# Sourced by bash, from the top of the checkout.

refuse() {
    printf '%s\n' "$1" >&2
    exit 1
}

# install_packages WHY PACKAGE...: bring missing packages of the system, or say which.
install_packages() {
    local why=$1 as_root=()
    shift
    command -v apt-get >/dev/null || refuse "$why: install $* in this system's own way, then run this again."
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo -n)
        [ ! -t 2 ] || as_root=(sudo)
        "${as_root[@]}" true 2>/dev/null || refuse "$why: ask an administrator to run 'apt-get install $*'."
    fi
    printf '%s: installing %s\n' "$why" "$*"
    "${as_root[@]}" apt-get -qq update </dev/null || refuse "$why: the lists of packages cannot be brought; check the network."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" \
        </dev/null >/dev/null || refuse "$why: apt-get could not install $*; its words above say why."
}

# find_python: print a Python of at least 3.11; those that the phones of the demo are published for go first.
find_python() {
    local name
    for name in python3.12 python3.11 python3.13 python3.14 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    return 1
}

make_environment() {
    local python
    find_python >/dev/null || install_packages "Python 3.11 or newer is missing" python3 python3-venv >&2
    python=$(find_python) || refuse "Python 3.11 or newer is needed, and this system's is older; install one."
    "$python" -c 'import ensurepip, venv' 2>/dev/null \
        || install_packages "Python's venv module is missing" python3-venv "$("$python" -c \
            'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    "$python" -m venv --clear .venv
}

# prepare LOCK: the virtual environment holds what the lock file names, and the project itself.
prepare() {
    local lock=$1 stamp=.venv/installed.$1 site
    mkdir -p .cache
    exec 9>.cache/setup.lock
    flock 9
    .venv/bin/python -c '' 2>/dev/null || make_environment
    if ! cmp -s "$lock" "$stamp"; then
        printf 'Installing what %s names\n' "$lock"
        .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --only-binary :all: \
            --require-hashes -r "$lock" </dev/null || refuse "What $lock names could not be installed; pip's words above say why."
        cp requirements.lock .venv/installed.requirements.lock
        cp "$lock" "$stamp"
    fi
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s/src\n' "$PWD" >"$site/tongdai.pth"
    write_command >.venv/bin/tongdai
    chmod +x .venv/bin/tongdai
    exec 9>&-
}

# The command of the project: a shell line that is a string to Python, since a long path cannot follow '#!'.
write_command() {
    cat <<END
#!/bin/sh
'''exec' "$PWD/.venv/bin/python" "\$0" "\$@"
' '''
from tongdai.site.entry import main

main()
END
}
