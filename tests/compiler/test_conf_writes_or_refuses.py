"""What conf.py writes, the engine reads back equal; what it cannot write so, it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongdai.compiler import conf
from tongdai.compiler.conf import LONGEST_LINE, UnwritableError

HOSTILE = st.lists(st.sampled_from([
    "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", ";", ";--", "--;", "\\;", "\\", "=>", "=", "+=", "[", "]",
    "[x](!)", "(", ")", ",", "|", "&", "@", '"', "'", "<", ">", "{", "}", "${", "${SHELL(id)}", "$[", "`id`", "$(id)",
    "#include", "#exec \"/bin/sh\"", "exten => ", "same => ", "type=endpoint", "../", "%s", "A" * 8200, "😀", "\u202e",
    "e\u0301" * 100, "\ud800", " ", "a"])).map("".join) | st.text()


@given(HOSTILE)
def test_a_value_is_one_line_with_every_semicolon_kept_quiet_or_is_refused(value):
    try:
        line = conf.option("name", value)
    except UnwritableError:
        return

    assert line.splitlines() == [line]
    assert len(line.encode()) <= LONGEST_LINE
    assert line.removeprefix("name = ").replace("\\;", ";") == value
    assert ";" not in line.replace("\\;", "")


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00b", " a", "a ", "a\u2028b", "x" * 8000, "a\ud800"])
def test_a_value_that_would_not_read_back_is_refused(value):
    with pytest.raises(UnwritableError):
        conf.option("name", value)


@pytest.mark.parametrize("write", [
    lambda: conf.section("a]b"), lambda: conf.section("a", "b,c"), lambda: conf.template("A"),
    lambda: conf.option("na me", 1), lambda: conf.option("name+", 1), lambda: conf.include("/etc/passwd"),
    lambda: conf.include("../x.conf"), lambda: conf.call("Sys tem"), lambda: conf.banner("a;b"),
    lambda: conf.comment("a\nb"), lambda: list(conf.extension("1,1,Dial(x)", ["Hangup()"])),
])
def test_a_name_that_would_mean_something_else_is_refused(write):
    with pytest.raises(UnwritableError):
        write()


def test_sections_options_and_extensions_look_as_asterisk_wants_them():
    steps = [conf.call("Set", "T=1;2"), conf.call("Hangup", "16")]
    lines = [conf.section("a-1", "b", "c"), conf.template("b"), conf.template("c", "b"), conf.option("x", "1;2"),
             conf.include("pjsip/a.conf"), *conf.extension("_X.", steps)]

    assert conf.text(lines) == (
        "[a-1](b,c)\n[b](!)\n[c](!,b)\nx = 1\\;2\n#include \"pjsip/a.conf\"\n"
        "exten => _X.,1,Set(T=1\\;2)\n same => n,Hangup(16)\n")
