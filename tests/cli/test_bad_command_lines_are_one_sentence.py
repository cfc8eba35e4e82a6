"""Whatever is wrong with a command line, one sentence says what, where and what to do; never a stack trace."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.installation import SOURCE, Installation
from testhouse import House
from tongdai.cli.output import table
from tongdai.domain.message import say

pytestmark = pytest.mark.wet

BAD = [
    (("tenan",), 2, "Did you mean 'tenant'"),
    (("tenant", "lst"), 2, "Did you mean 'list'?"),
    (("tenant", "show"), 2, "TENANT is missing."),
    (("tenant", "show", "sen", "--colour"), 2, "There is no option --colour."),
    (("tenant", "list", "--page", "0"), 2, "--page cannot be that"),
    (("tenant", "create", "lan", "--name", "Lan"), 2, "--package is missing."),
    (("tenant", "create", "Lan!", "--name", "Lan", "--package", "standard"), 1, "E_TENANT_HANDLE"),
    (("tenant", "create", "lan", "--name", "Lan", "--package", "none"), 1, "E_PACKAGE_UNKNOWN"),
    (("tenant", "update", "sen", "--country", "Vietnam"), 1, "E_TENANT_COUNTRY"),
    (("extension", "create", "sen", "0", "--name", "x"), 1, "E_EXTENSION_NUMBER"),
    (("extension", "create", "sen", "101", "--name", "x"), 1, "E_EXTENSION_EXISTS"),
    (("extension", "create", "sen", "103", "--name", "a\nb"), 1, "E_EXTENSION_NAME"),
    (("extension", "create", "sen", "103", "--name", "x" * 5000), 1, "E_EXTENSION_NAME"),
    (("extension", "update", "sen", "101", "--ring-seconds", "1" + "0" * 30), 1, "E_FIELD_INTEGER"),
    (("extension", "update", "sen", "101", "--encryption", "maybe"), 2, "--encryption cannot be that"),
    (("extension", "list", "sen", "--sort", "secret"), 2, "--sort cannot be that"),
    (("extension", "bulk", "sen", "200", "99999"), 2, "COUNT cannot be that"),
    (("release", "show", "sen", "99"), 1, "99"),
    (("release", "rollback", "sen", "99"), 1, "99"),
    (("package", "create", "big", "--name", "Big", "--extensions", "100000"), 1, "E_PACKAGE_LIMIT"),
    (("person", "create", "x", "--name", "X", "--role", "king"), 2, "--role cannot be that"),
    (("simulate", "sen", "999", "101"), 1, "999"),
    (("engine", "fly"), 2, "No such command 'fly'."),
]


@pytest.mark.parametrize(("arguments", "code", "words"), BAD, ids=lambda each: str(each)[:50])
def test_a_bad_command_line_says_what_is_wrong(house: House, tongdai, arguments, code, words):
    ending = tongdai(*arguments)

    assert (ending.code, ending.out) == (code, ""), ending.err
    assert words in ending.err
    assert "Traceback" not in ending.err


def test_what_should_never_happen_is_written_down_and_not_shown(house: House, tongdai, monkeypatch):
    monkeypatch.setattr(house.engine, "observe", None)

    ending = tongdai("status")

    log = house.settings.data / "log" / "command-line.log"
    assert ending.code == 3
    assert str(log) in ending.err
    assert ending.err.count("\n") == 1
    assert "TypeError" in log.read_text()


def test_an_engine_that_cannot_is_told_apart_from_a_refusal(house: House, tongdai):
    house.engine.broken = say("The engine would not reload.")

    ending = tongdai("extension", "create", "sen", "103", "--name", "Lan")

    assert (ending.code, ending.err) == (3, "The engine would not reload.\n")


def test_names_cannot_command_the_terminal(house: House, tongdai, capsys):
    table(["Name"], [["\x1b[31mred\x07\u202e"]], "")

    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\x07" not in printed
    assert "\u202e" not in printed


def test_a_bad_setting_is_named(reachable_path: Path):
    refused = Installation(reachable_path, {}, {"TONGDAI_SIP_PORT": "0"}).command("status")

    assert refused.returncode == 3
    assert refused.stderr == "Setting 'sip_port' is '0'; it must be a port from 1 to 65535.\n"


def test_the_help_comes_at_once(reachable_path: Path):
    command = [sys.executable, "-X", "importtime", "-P", "-m", "tongdai.site.entry", "--help"]

    done = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True)

    total = int(done.stderr.strip().splitlines()[-1].split("|")[1])
    assert total < 500_000, "microseconds to import what --help needs"
    assert "django.contrib" not in done.stderr


@pytest.mark.parametrize(("language", "words"), [("vi", "LANG"), ("km", "LANG"), ("vi", "TONGDAI_LANGUAGE")])
def test_the_command_line_speaks_the_language_of_the_terminal_or_the_setting(reachable_path: Path, language, words):
    told = {"LANG": f"{language}_XX.UTF-8"} if words == "LANG" else {"TONGDAI_LANGUAGE": language}
    here, english = Installation(reachable_path, {}, told), Installation(reachable_path, {}, {})

    assert here.command("tenant", "list").stderr != english.command("tenant", "list").stderr
    assert "Options" in english.command("--help").stdout
    assert "Options" not in here.command("--help").stdout
    assert "Audio" not in here.command("settings").stdout
