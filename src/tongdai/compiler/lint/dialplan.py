"""Rules for the dialplan: every step is known, every jump lands, nothing of a caller is taken as it comes."""

import re
from collections.abc import Iterator

from tongdai.compiler.asterisk22 import APPLICATIONS, FUNCTIONS
from tongdai.compiler.lint.reading import Call, Reading, Section
from tongdai.compiler.names import tenant_of_context
from tongdai.domain.finding import Finding, FindingKind
from tongdai.domain.trail import RING_BRANCHES

_REPORT = "Report this as a fault of tongdai."

E_DIALPLAN_GOTO = FindingKind("E_DIALPLAN_GOTO", "{file} line {line} jumps to {target}, which is not there.", _REPORT)
E_DIALPLAN_APPLICATION = FindingKind(
    "E_DIALPLAN_APPLICATION", "{file} line {line} uses {name}, which the compiler may not use.", _REPORT)
E_DIALPLAN_FUNCTION = FindingKind(
    "E_DIALPLAN_FUNCTION", "{file} line {line} uses the function {name}, which the compiler may not use.", _REPORT)
E_DIALPLAN_MODULE = FindingKind(
    "E_DIALPLAN_MODULE", "{file} line {line} uses {name}, but {module} is not loaded.", _REPORT)
E_DIALPLAN_UNFILTERED = FindingKind(
    "E_DIALPLAN_UNFILTERED", "{file} line {line} takes {name} from a caller without a filter.", _REPORT)
E_DIALPLAN_CONTACTS = FindingKind(
    "E_DIALPLAN_CONTACTS", "{file} line {line} dials what phones registered without testing its form first.", _REPORT)
E_DIALPLAN_FOREIGN = FindingKind(
    "E_DIALPLAN_FOREIGN", "{file} line {line}, of tenant {tenant}, reaches tenant {other}.", _REPORT)
KINDS = (E_DIALPLAN_GOTO, E_DIALPLAN_APPLICATION, E_DIALPLAN_FUNCTION, E_DIALPLAN_MODULE, E_DIALPLAN_UNFILTERED,
         E_DIALPLAN_CONTACTS, E_DIALPLAN_FOREIGN)

_CALLERS = frozenset({"EXTEN", "CALLERID", "CALLERIDNUM", "CALLERIDNAME", "DNID", "CONNECTEDLINE", "REDIRECTING",
                      "PJSIP_HEADER", "PJSIP_HEADERS", "PJSIP_RESPONSE_HEADER", "SIPDOMAIN", "SIP_HEADER"})
_FILTERS = frozenset({"FILTER", "QUOTE", "LEN"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"[a-z][a-z0-9]{7,15}")
_STATUS = "${DIALSTATUS}"
_CONTACTS = re.compile(r'\$\{REGEX\("\^\([^"]+\)\+\$" (?P<listed>\$\{[A-Z]\})\)\}\?:|'
                       r"\$\[\$\{LEN\(\$\{FILTER\([^,&]+,(?P<plain>\$\{[A-Z]\})\)\}\)\} < \$\{LEN\((?P=plain)\)\} \| "
                       r"\$\{LEN\((?P=plain)\)\} = 0\]\?[^:]+$")
"""Leave unless a whole list is plain; leave if anything is not plain, or there is nothing."""
_IF = re.compile(r"\$\{IF\(\$\[[^][?:]+\]\?(?P<holds>[a-z0-9_-]+):(?P<otherwise>.+)\)\}")


def check_dialplan(reading: Reading, modules: frozenset[str]) -> Iterator[Finding]:
    """Every rule, for every step of every context."""
    contexts = {each.name: each for each in reading.below("extensions")}
    keys = frozenset(tenant_of_context(name) for name in contexts)
    for context in contexts.values():
        for calls in context.extensions.values():
            yield from _check_contacts(calls)
            for call in calls:
                yield from _check_use(call, modules)
                yield from _check_jump(call, context, contexts)
                yield from _check_tenant(call, tenant_of_context(context.name), keys)


def _check_use(call: Call, modules: frozenset[str]) -> Iterator[Finding]:
    """The application and every function in its argument are in the table, and their modules are loaded."""
    if call.application not in APPLICATIONS:
        yield _at(E_DIALPLAN_APPLICATION, call, name=call.application)
    elif (module := APPLICATIONS[call.application]) and module not in modules:
        yield _at(E_DIALPLAN_MODULE, call, name=call.application, module=module)
    for name, is_function, around in substitutions(call.argument):
        if is_function and name not in FUNCTIONS:
            yield _at(E_DIALPLAN_FUNCTION, call, name=name)
        elif is_function and FUNCTIONS[name] not in modules:
            yield _at(E_DIALPLAN_MODULE, call, name=name, module=FUNCTIONS[name])
        if name in _CALLERS and not _FILTERS.intersection(around):
            yield _at(E_DIALPLAN_UNFILTERED, call, name=name)


def substitutions(text: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Every `${NAME}` and `${NAME(...)}`: its name, whether it is a function, and the functions around it."""
    around: list[str] = []
    at = 0
    while at < len(text):
        if text.startswith("${", at):
            found = _NAME.match(text, at + 2)
            name = found[0] if found else ""
            yield name, text.startswith("(", at + 2 + len(name)), tuple(around)
            around.append(name)
            at += 1
        elif text[at] == "{":
            around.append("")
        elif text[at] == "}" and around:
            around.pop()
        at += 1


def _check_jump(call: Call, context: Section, contexts: dict[str, Section]) -> Iterator[Finding]:
    """Where a Goto or a GotoIf leads is an extension that stands there."""
    for target in _targets(call):
        *place, extension, priority = target.split(",")
        there = contexts.get(place[0]) if place else context
        names = _possible(extension)
        if priority != "1" or there is None or not there.extensions.keys() >= names:
            yield _at(E_DIALPLAN_GOTO, call, target=target)


def _targets(call: Call) -> Iterator[str]:
    if call.application == "Goto":
        yield call.argument if "," in call.argument else f",{call.argument}"
    if call.application == "GotoIf":
        yield from (each for each in _labels(call.argument) if each)


def _labels(argument: str) -> list[str]:
    """What stands behind the last `?`: a condition of ours never ends in one."""
    return argument.rpartition("?")[2].split(":")


def _possible(extension: str) -> set[str]:
    """The extensions a target can mean; DIALSTATUS is the one variable that may stand in one, IF the one function."""
    if found := _IF.fullmatch(extension):
        return {found["holds"]} | _possible(found["otherwise"])
    if _STATUS not in extension:
        return {extension}
    back = [status for status, branch in RING_BRANCHES.items() if branch not in ("answered", "cancelled")]
    return {extension.replace(_STATUS, status) for status in back}


def _check_contacts(calls: list[Call]) -> Iterator[Finding]:
    """A Dial of a variable comes after a test that saw the same variable in the same extension."""
    seen: set[str] = set()
    for call in calls:
        variable = call.argument.partition(",")[0]
        if call.application == "Dial" and variable not in seen:
            yield _at(E_DIALPLAN_CONTACTS, call)
        if call.application == "GotoIf" and (test := _CONTACTS.match(call.argument)):
            seen.add(test["listed"] or test["plain"])


def _check_tenant(call: Call, tenant: str, keys: frozenset[str]) -> Iterator[Finding]:
    """No other tenant's key stands in a tenant's step: keys are what contexts, accounts and rows are named by."""
    for other in sorted(keys.intersection(_KEY.findall(call.argument)) - {tenant}):
        yield _at(E_DIALPLAN_FOREIGN, call, tenant=tenant, other=other)


def _at(kind: FindingKind, call: Call, **args: str) -> Finding:
    return kind.at(call.place.where(), file=call.place.file, line=call.place.line, **args)
