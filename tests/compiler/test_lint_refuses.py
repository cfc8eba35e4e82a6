"""Each rule of the lint refuses what it is there for; a sound Build passes them all."""

from dataclasses import replace

import pytest

from compiler.builds import (
    ACCOUNTS,
    DIALPLAN,
    PLACE,
    SEN,
    TRE,
    added,
    encrypting_build,
    sound_build,
    spoiled,
    spoiled_place,
)
from tongdai.compiler import compile_place, lint_build, lint_place
from tongdai.compiler.lint import KINDS
from tongdai.compiler.lint.dialplan import substitutions
from tongdai.compiler.names import TLS


def codes(findings):
    return {each.code for each in findings}


def test_a_sound_build_and_a_sound_place_pass():
    assert lint_build(sound_build()) == ()
    assert lint_build(encrypting_build()) == ()
    assert lint_place(compile_place(PLACE)) == ()


STEP = " same => n,Dial(${C},${D:0:3},e${W})"
LINES = [
    ("a block comment that would swallow the tenants below", DIALPLAN, ";-- gone"),
    ("a comment that would swallow the rest of a line", DIALPLAN, " same => n,Hangup(16) ; done"),
    ("an unclosed section", ACCOUNTS, "[evil"),
    ("a file taken in from elsewhere", "pjsip.conf", '#include "/etc/passwd"'),
    ("a program run while reading", "pjsip.conf", '#exec "/bin/id"'),
    ("a section added to another", ACCOUNTS, f"[{SEN}-101](+)"),
    ("an option added to another", ACCOUNTS, "allow += g729"),
    ("a context taken into another", DIALPLAN, f"include => {TRE}"),
    ("a switch", DIALPLAN, "switch => Realtime/x"),
    ("an extension that is no call", DIALPLAN, "exten => 911,1,NoOp"),
    ("a control character", ACCOUNTS, "callerid = <1\x0001>"),
    ("a backslash", ACCOUNTS, "callerid = \\<101>"),
    ("a carriage return", ACCOUNTS, "callerid = <101>\r"),
    ("a line before any section", "cel.conf", None),
]


@pytest.mark.parametrize(("what", "file", "line"), LINES, ids=[what for what, _, _ in LINES])
def test_a_line_that_the_compiler_does_not_write_is_refused(what, file, line):
    build = spoiled(sound_build(), file, "[general]\n", "") if line is None else added(sound_build(), file, f"{line}\n")

    assert "E_CONF_LINE" in codes(lint_build(build))


SPOILED = [
    ("E_CONF_LONG", added(sound_build(), ACCOUNTS, f"callerid = <{'1' * 8001}>\n")),
    ("E_CONF_LONG", added(sound_build(), ACCOUNTS, f"callerid = <{'ស' * 2800}>\n")),
    ("E_CONF_INCLUDE", added(sound_build(), "pjsip.conf", '#include "pjsip/k9999999.conf"\n')),
    ("E_CONF_DUPLICATE", added(sound_build(), ACCOUNTS, f"[{SEN}-101](phone)\n")),
    ("E_CONF_DUPLICATE", added(sound_build(), DIALPLAN, f"[{SEN}]\nexten => 1,1,Hangup(16)\n")),
    ("E_CONF_DUPLICATE", added(sound_build(), DIALPLAN, "exten => end-busy,1,Hangup(16)\n")),
    ("E_CONF_TEMPLATE", added(sound_build(), ACCOUNTS, f"[{SEN}-103](nothing)\n")),
    ("E_CONF_TEMPLATE", spoiled(sound_build(), "pjsip.conf", "[aor](!)", "[aor-0](!)")),
    ("E_DIALPLAN_GOTO", spoiled(sound_build(), DIALPLAN, "exten => calls-full,", "exten => calls-none,")),
    ("E_DIALPLAN_GOTO", spoiled(sound_build(), DIALPLAN, "exten => ring-BUSY,", "exten => ring-FREE,")),
    ("E_DIALPLAN_GOTO", added(sound_build(), DIALPLAN, " same => n,Goto(end-busy,2)\n")),
    ("E_DIALPLAN_GOTO", added(sound_build(), DIALPLAN, " same => n,Goto(1)\n")),
    ("E_DIALPLAN_GOTO", added(sound_build(), DIALPLAN, f" same => n,Goto({SEN}-gone,end-busy,1)\n")),
    ("E_DIALPLAN_APPLICATION", added(sound_build(), DIALPLAN, " same => n,System(id)\n")),
    ("E_DIALPLAN_APPLICATION", added(sound_build(), DIALPLAN, " same => n,AGI(x.py)\n")),
    ("E_DIALPLAN_FUNCTION", added(sound_build(), DIALPLAN, " same => n,Set(T=${SHELL(id)})\n")),
    ("E_DIALPLAN_FUNCTION", added(sound_build(), DIALPLAN, " same => n,Set(T=${EVAL(${T})})\n")),
    ("E_DIALPLAN_MODULE", spoiled(replace(sound_build(), manifest=replace(
        sound_build().manifest, modules=sound_build().manifest.modules - {"app_dial.so", "func_db.so"})),
        "modules.conf", "load = app_dial.so\n", "")),
    ("E_DIALPLAN_UNFILTERED", added(sound_build(), DIALPLAN, " same => n,Dial(PJSIP/${EXTEN},20)\n")),
    ("E_DIALPLAN_UNFILTERED", added(sound_build(), DIALPLAN, " same => n,Set(T=${CALLERID(name)})\n")),
    ("E_DIALPLAN_UNFILTERED", added(sound_build(), DIALPLAN, " same => n,Set(T=${DB(x/${EXTEN:1})})\n")),
    ("E_DIALPLAN_UNFILTERED", added(sound_build(), DIALPLAN, " same => n,Set(T=${PJSIP_HEADER(read,X-A)})\n")),
    ("E_DIALPLAN_CONTACTS", spoiled(sound_build(), DIALPLAN, STEP, " same => n,Dial(${B},${D:0:3},e${W})")),
    ("E_DIALPLAN_CONTACTS", added(sound_build(), DIALPLAN, "exten => x,1,Dial(PJSIP/x)\n")),
    ("E_DIALPLAN_FOREIGN", added(sound_build(), DIALPLAN, f" same => n,Goto({TRE},101,1)\n")),
    ("E_DIALPLAN_FOREIGN", added(sound_build(), DIALPLAN, f" same => n,Set(T=${{DB(tongdai/{TRE}/101)}})\n")),
    ("E_SIP_REALM", added(sound_build(), "pjsip.conf", "[trunk]\ntype = auth\nusername = trunk\n")),
    ("E_SIP_REALM", added(sound_build(), "pjsip.conf", "[trunk]\ntype = auth\nrealm = *\n")),
    ("E_SIP_CLEAR_SECRET", added(sound_build(), ACCOUNTS, f"[{SEN}-103](auth)\npassword = abc\n")),
    ("E_SIP_OUTBOUND_AUTH", spoiled(sound_build(), ACCOUNTS, f"aors = {SEN}-101\n",
                                    f"aors = {SEN}-101\noutbound_auth = {SEN}-101\n")),
    ("E_SIP_MATCH", added(sound_build(), "pjsip.conf", "[in]\ntype = identify\nmatch = 10.0.0.0/8\n")),
    ("E_SIP_MATCH", added(sound_build(), "pjsip.conf", "[in]\ntype = identify\nmatch = 0.0.0.0/0\n")),
    ("E_SIP_MATCH", added(sound_build(), "pjsip.conf", "[in]\ntype = identify\nmatch = carrier.example\n")),
    ("E_SIP_MATCH", added(sound_build(), "pjsip.conf",
                          "[in]\ntype = identify\nmatch = 192.0.2.1\nmatch_header = X-A: b\n")),
    ("E_SIP_FOREIGN", spoiled(sound_build(), ACCOUNTS, f"context = {SEN}", f"context = {TRE}")),
    ("E_SIP_OPEN", spoiled(sound_build(), ACCOUNTS, f"tenantid = {SEN}\n", "")),
    ("E_SIP_FOREIGN", spoiled(sound_build(), ACCOUNTS, f"aors = {SEN}-101", f"aors = {TRE}-101")),
    ("E_SIP_FOREIGN", added(sound_build(), ACCOUNTS, f"[{TRE}-103](aor-1)\n")),
    ("E_SIP_ENCRYPTION", spoiled(sound_build(), "pjsip.conf", "media_encryption = sdes", "media_encryption = no")),
    ("E_SIP_ENCRYPTION", spoiled(encrypting_build(), ACCOUNTS, f"transport = {TLS}\n", "")),
    ("E_SIP_ENCRYPTION", spoiled(encrypting_build(), ACCOUNTS, f"context = {SEN}-secure", f"context = {SEN}")),
    ("E_MODULE_REFUSED", added(sound_build(), "modules.conf", "load = app_system.so\n")),
    ("E_MODULE_REFUSED", added(sound_build(), "modules.conf", "load = res_pjsip_endpoint_identifier_anonymous.so\n")),
    ("E_MODULE_MANIFEST", spoiled(sound_build(), "modules.conf", "load = app_echo.so\n", "")),
    ("E_ROW_LONG", replace(sound_build(), database={f"tongdai/{SEN}/101": "025" + "ស" * 90})),
    ("E_ROW_KEY", replace(sound_build(), database={"tongdai/k9999999/101": "025Hoa"})),
    ("E_ROW_KEY", replace(sound_build(), database={"cidname/101": "025Hoa"})),
    ("E_ROW_TEXT", replace(sound_build(), database={f"tongdai/{SEN}/101": "025Hoa\r\nAction: Command"})),
    ("E_DOOR_OPEN", spoiled(sound_build(), "modules.conf", "autoload = no", "autoload = yes")),
    ("E_DOOR_OPEN", added(sound_build(), "cdr.conf", "enable = yes\n")),
    ("E_MANIFEST", added(sound_build(), ACCOUNTS, f"[{SEN}-103](aor-1)\n")),
    ("E_MANIFEST", spoiled(sound_build(), ACCOUNTS, f"[{SEN}-102](aor-3)\n", "")),
    ("E_MANIFEST", added(sound_build(), DIALPLAN, "exten => x,1,Hangup(16)\n")),
]


@pytest.mark.parametrize(("code", "build"), SPOILED, ids=[f"{at}-{code}" for at, (code, _) in enumerate(SPOILED)])
def test_a_spoiled_build_is_refused_by_name(code, build):
    assert code in codes(lint_build(build))


@pytest.mark.parametrize(("file", "old", "new"), [
    ("rtp.conf", "strictrtp = yes", "strictrtp = no"),
    ("rtp.conf", "strictrtp = yes\n", ""),
    ("asterisk.conf", "execincludes = no", "execincludes = yes"),
    ("asterisk.conf", "live_dangerously = no", "live_dangerously = yes"),
    ("asterisk.conf", "disable_remote_console_shell = yes", "disable_remote_console_shell = no"),
    ("http.conf", "enabled = no", "enabled = yes"),
])
def test_a_door_that_stands_open_is_refused(file, old, new):
    assert codes(lint_place(spoiled_place(file, old, new))) == {"E_DOOR_OPEN"}


@pytest.mark.parametrize("file", ["manager.conf", "cdr.conf"])
def test_what_is_off_for_everybody_stays_off(file):
    build = sound_build()
    files = {**build.files, file: build.files[file].replace(" = no", " = yes")}

    assert codes(lint_build(replace(build, files=files))) == {"E_DOOR_OPEN"}


def test_narrow_matches_of_a_carrier_pass():
    build = added(sound_build(), "pjsip.conf", "[in]\ntype = identify\nmatch = 192.0.2.0/24, 2001:db8::1\n")

    assert lint_build(build) == ()


def test_what_a_step_takes_and_from_where_is_seen_through_braces():
    assert list(substitutions("${FILTER(a{1},${EXTEN:1})} ${X} }")) == [
        ("FILTER", True, ()), ("EXTEN", False, ("FILTER",)), ("X", False, ())]


def test_every_rule_has_a_build_that_it_refuses():
    refused = {code for code, _ in SPOILED} | {"E_CONF_LINE"}

    assert {each.code for each in KINDS} == refused
