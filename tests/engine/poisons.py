"""Poisoned configurations: each is a sound Build of the cast with one thing done to it that must never be published.

`alone` says whether the scratch engine alone must refuse it; what it reads without a word (a foreign context, a
command in a label) only the reading back can see.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.casts import SEN, TRE
from tongdai.compiler import Build

Deed = Callable[[Build], Build]
SEN_SIP, TRE_SIP = f"pjsip/{SEN}.conf", f"pjsip/{TRE}.conf"
SEN_PLAN, TRE_PLAN = f"extensions/{SEN}.conf", f"extensions/{TRE}.conf"


@dataclass(frozen=True)
class Poison:
    """What was done, in words, and how."""

    name: str
    deed: Deed
    alone: bool = True


def write(path: str, text: str) -> Deed:
    """Put another text in the place of a file."""
    return lambda build: replace(build, files={**build.files, path: text}, digest=f"poison {path} {hash(text)}")


def change(path: str, old: str, new: str) -> Deed:
    """Replace the first such text in a file."""
    def deed(build: Build) -> Build:
        assert old in build.files[path], f"{old!r} is not in {path}"
        return write(path, build.files[path].replace(old, new, 1))(build)
    return deed


def append(path: str, text: str) -> Deed:
    """Add to the end of a file."""
    return lambda build: write(path, build.files[path] + text)(build)


def prepend(path: str, text: str) -> Deed:
    """Add to the beginning of a file."""
    return lambda build: write(path, text + build.files[path])(build)


def row(key: str, value: str) -> Deed:
    """Add a row to the engine's database."""
    return lambda build: replace(build, database={**build.database, key: value}, digest=f"poison {key}")


def jump(target: str) -> Deed:
    """Let the first jump of Sen's dialplan lead elsewhere."""
    def deed(build: Build) -> Build:
        text, count = re.subn(r"(?<=n,)Goto\([^()]*\)", f"Goto({target},1)", build.files[SEN_PLAN], count=1)
        assert count, "the dialplan has no jump"
        return write(SEN_PLAN, text)(build)
    return deed


FIRST = f"[{SEN}]\n"
PHONE = "callerid = <101>\n"
LABEL = f"{FIRST}exten => 199,1,Set(L=label %s)\n"
AOR = f"[{SEN}-101](aor-3)\n"


def label(text: str) -> Deed:
    """Free text in a dialplan step, as a careless compiler would write a name."""
    return change(SEN_PLAN, FIRST, LABEL % text)


POISONS = (
    # line breaks in data
    Poison("a line break in a label opens a context of its own", label("x)\n[evil]\nexten => 911,1,System(id")),
    Poison("a line break in a label adds an extension", label("x)\nexten => 911,1,Hangup(")),
    Poison("a line break in a caller id moves the phone to another tenant",
           change(SEN_SIP, PHONE, f"{PHONE}context = {TRE}\n"), alone=False),
    Poison("a line break in a caller id takes the password away",
           change(SEN_SIP, PHONE, f"{PHONE}[{SEN}-666]\ntype = endpoint\ncontext = {SEN}\n")),
    Poison("a bare carriage return stands in a label", label("a\rb"), alone=False),
    Poison("a Unicode line separator stands in a label", label("a\u2028b"), alone=False),
    Poison("a next-line character stands in a caller id", change(SEN_SIP, PHONE, "callerid = a\x85b <101>\n"),
           alone=False),
    # comments
    Poison("a block comment begins in a label", label("x ;-- y")),
    Poison("a block comment begins in a caller id", change(SEN_SIP, PHONE, "callerid = Bob ;-- <101>\n")),
    Poison("a block comment begins above everybody's accounts", prepend("pjsip.conf", ";--\n")),
    Poison("a semicolon cuts a label", label("x;y")),
    Poison("a semicolon cuts a caller id", change(SEN_SIP, PHONE, "callerid = Bob;<101>\n"), alone=False),
    Poison("a NUL cuts a label", label("x\0y")),
    Poison("a NUL cuts a caller id", change(SEN_SIP, PHONE, "callerid = Bob\0<101>\n"), alone=False),
    # lengths
    Poison("a dialplan line is too long to be read", label("A" * 8200)),
    Poison("a dialplan line is too long and others follow from it",
           change(SEN_PLAN, FIRST, f"{FIRST}exten => 199,1,Set(L={'A' * 8200})\n same => n,Hangup()\n")),
    Poison("a password is too long to be read",
           change(SEN_SIP, "password_digest = MD5:", f"password_digest = {'A' * 8200}MD5:")),
    # includes
    Poison("a command is run while reading", append("extensions.conf", '#exec "/bin/echo"\n')),
    Poison("the password file is included", append("extensions.conf", "#include /etc/passwd\n")),
    Poison("a file that is not there is included in the dialplan", append("extensions.conf", '#include "gone.conf"\n')),
    Poison("a file that is not there is included among the accounts", append("pjsip.conf", '#include "gone.conf"\n')),
    Poison("a file that is not there is included if it is there", append("pjsip.conf", '#tryinclude "gone.conf"\n'),
           alone=False),
    Poison("a tenant's dialplan is not included", change("extensions.conf", f'#include "{TRE_PLAN}"\n', "")),
    Poison("a tenant's accounts are not included", change("pjsip.conf", f'#include "{TRE_SIP}"\n', "")),
    Poison("a tenant's accounts are included twice",
           append("pjsip.conf", f'#include "{TRE_SIP}"\n')),
    # sections
    Poison("a bracket stays open in the dialplan", change(SEN_PLAN, FIRST, f"[{SEN}\n")),
    Poison("a bracket stays open among the accounts", change(SEN_SIP, AOR, AOR.replace("](", "("))),
    Poison("an endpoint stands twice in one file",
           append(SEN_SIP, f"[{SEN}-101](phone)\nauth = {SEN}-101\naors = {SEN}-101\n")),
    Poison("an endpoint stands in two tenants' files",
           append(TRE_SIP, f"[{SEN}-101](phone)\nauth = {SEN}-101\naors = {SEN}-101\n")),
    Poison("a login stands twice", append(SEN_SIP, f"[{SEN}-101](auth)\nusername = {SEN}-101\npassword = x\n")),
    Poison("a place for phones stands twice", append(SEN_SIP, AOR)),
    Poison("an endpoint is extended from another tenant's file",
           append(TRE_SIP, f"[{SEN}-101](+type=endpoint)\ncontext = {TRE}\n"), alone=False),
    Poison("an endpoint became a template",
           change(SEN_SIP, f"[{SEN}-101](phone)", f"[{SEN}-101](!,phone)")),
    Poison("an endpoint is made from a template that is not there",
           change(SEN_SIP, f"[{SEN}-101](phone)", f"[{SEN}-101](nobody)")),
    Poison("a context is missing", change(SEN_PLAN, FIRST, "[elsewhere]\n")),
    Poison("a context nobody asked for is there", append(SEN_PLAN, "[extra]\nexten => 1,1,Hangup()\n")),
    # options
    Poison("an endpoint has an option that does not exist", change(SEN_SIP, PHONE, f"{PHONE}colour = red\n")),
    Poison("a login has an option that does not exist",
           change(SEN_SIP, "password_digest", "colour = red\npassword_digest")),
    Poison("a place for phones has an option that does not exist", change(SEN_SIP, AOR, f"{AOR}colour = red\n")),
    Poison("an option has a value that cannot be", change(SEN_SIP, PHONE, f"{PHONE}dtmf_mode = smoke\n")),
    Poison("an option is added to with +=", change(SEN_SIP, PHONE, f"{PHONE}context += {TRE}\n"), alone=False),
    Poison("an object is made with an arrow", append(SEN_SIP, "thing => other\n"), alone=False),
    Poison("a line begins with a backslash", append(SEN_SIP, "\\context = x\n")),
    Poison("a line is no option at all", append(SEN_SIP, "Nguyen Van A\n")),
    Poison("a byte order mark stands before a file", prepend(SEN_PLAN, "\ufeff"), alone=False),
    # what dialplan must not do
    Poison("a label runs a command", label("${SHELL(id)}"), alone=False),
    Poison("a label runs a command although it is escaped", label("\\${SHELL(id)}"), alone=False),
    Poison("a label is evaluated twice", label("${EVAL(${X})}"), alone=False),
    Poison("a step runs a command", change(SEN_PLAN, FIRST, f"{FIRST}exten => 199,1,System(id)\n")),
    Poison("a step runs a command if it can", change(SEN_PLAN, FIRST, f"{FIRST}exten => 199,1,TrySystem(id)\n")),
    Poison("a step runs a program", change(SEN_PLAN, FIRST, f"{FIRST}exten => 199,1,AGI(x)\n")),
    Poison("what was dialled is dialled as it comes",
           change(SEN_PLAN, FIRST, f"{FIRST}exten => 199,1,Dial(PJSIP/${{EXTEN}})\n")),
    Poison("a jump leads nowhere", jump(f"{SEN}-plan,gone"), alone=False),
    Poison("a jump leads into another tenant", jump(f"{TRE},*43"), alone=False),
    Poison("a context includes another tenant's", append(SEN_PLAN, f"include => {TRE}\n")),
    Poison("a context asks another server", append(SEN_PLAN, "switch => IAX2/evil/default\n"), alone=False),
    Poison("an extension stands twice in a context",
           append(SEN_PLAN, "exten => dialled-echo,1,Hangup()\n")),
    Poison("a step follows nothing", change(SEN_PLAN, FIRST, f"{FIRST} same => n,Hangup()\n")),
    Poison("a file was cut in the middle", lambda build: write(SEN_PLAN, build.files[SEN_PLAN][:700])(build)),
    Poison("a file is empty", write(SEN_SIP, "")),
    # accounts that are open
    Poison("an account needs no password", change(SEN_SIP, f"auth = {SEN}-101\n", ""), alone=False),
    Poison("everybody may call as nobody",
           append(SEN_SIP, f"[anonymous]\ntype = endpoint\ncontext = {SEN}\n")),
    Poison("an address is taken for an account",
           append(SEN_SIP, f"[all]\ntype = identify\nendpoint = {SEN}-101\nmatch = 0.0.0.0/0\n"), alone=False),
    Poison("a tenant opens a port", append(SEN_SIP, "[own]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:0\n"),
           alone=False),
    # surroundings
    Poison("every module is loaded", change("modules.conf", "autoload = no", "autoload = yes")),
    Poison("a module is not loaded", change("modules.conf", "load = app_dial.so\n", "")),
    Poison("a module does not exist", append("modules.conf", "load = app_evil.so\n")),
    Poison("a module nobody asked for is loaded", append("modules.conf", "load = app_system.so\n")),
    Poison("call events are switched off by a filter without its event",
           append("cel.conf", "apps = dial\n")),
    Poison("a row stands outside our part of the database", row("pbx/UUID", "x")),
    Poison("a row belongs to no tenant", row("tongdai/zzzzzzzz/101", "025Eve"), alone=False),
)
