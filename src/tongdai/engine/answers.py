"""Answers of the engine's console as values; no sockets. What does not look as it must is refused, not guessed.

Only lists whose names are never cut off are read (res_pjsip: an endpoint's column holds 52 characters, an AOR's 50,
22.10.1, and the longest account has 39; a test holds an engine to it). Nothing that a phone or a carrier sent can look
like a line of ours: contacts come as JSON, one to a line, and of a channel only what stands before its first foreign
text says whose it is.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tongdai.engine.console import ConsoleRefusedError, first_line

_FOUND = re.compile(r"^Objects found: (\d+)$", re.MULTILINE)
_RESULTS = re.compile(r"^(\d+) results found\.$", re.MULTILINE)
_CONTEXT = re.compile(r"\[ (?:Included )?[Cc]ontext '(?P<name>[^']*)' created by '(?P<by>[^']*)' \]")
_EXTENSION = re.compile(r"  '.*' => +")
_INCLUDE = re.compile(r"  Include => +'")
_ROW = re.compile(r"/(?P<key>.*?) *: (?P<value>.*)")
_GLOBAL = re.compile(r"   (?P<name>[^=\s]+)=(?P<value>.*)")
_OPTION = re.compile(r" (?P<name>[A-Za-z0-9_]+) +: (?P<value>.*)")
_CONTACT_ROW = re.compile(r"/registrar/contact/(?P<aor>[^;]+);@(?P<hash>[0-9a-f]{32})\s*: (?P<json>\{.*\})\s*")
_CONTACT = re.compile(r"  Contact:  .* (?P<hash>[0-9a-f]{10}) (?P<status>[A-Za-z]+) +(?P<took>[0-9.]+|nan)")
_CHANNEL = re.compile(r"PJSIP/[a-z0-9]+-[0-9]+-[0-9a-f]{8}(?=!)")
_MODULE_RUNS = " Running "


def read_names(answer: str, label: str) -> frozenset[str]:
    """Names of a list such as `pjsip list endpoints`. Raises ConsoleRefusedError where the list is not whole."""
    line = re.compile(rf" *{label}:  (?P<name>[^\s/<]+)")
    names = [match["name"] for each in answer.split("\n") if (match := line.match(each))]
    _count(answer, _FOUND, "No objects found", len(names))
    return frozenset(names)


def _count(answer: str, total: re.Pattern[str], none: str, found: int) -> None:
    """A list says how long it is; one that was cut off, or that we cannot read, does not say what we found."""
    said = total.search(answer)
    expected = int(said[1]) if said else 0 if none in answer else None
    if expected != found:
        raise ConsoleRefusedError(f"a list of {expected} of which {found} can be read: {first_line(answer)}")


def read_contexts(answer: str) -> dict[str, int]:
    """Contexts that came from the dialplan files, with the number of their extensions; includes count as one each."""
    counts: Counter[str] = Counter()
    context = ""
    for line in answer.split("\n"):
        if match := _CONTEXT.match(line):
            context = match["name"] if match["by"] == "pbx_config" else ""
        elif context and (_EXTENSION.match(line) or _INCLUDE.match(line)):
            counts[context] += 1
    return dict(counts)


def read_rows(answer: str) -> dict[str, str]:
    """Rows of the engine's database by `family/key`. Its list fills a value up with spaces: none at an end is kept."""
    matches = [match for each in answer.split("\n") if (match := _ROW.fullmatch(each))]
    _count(answer, _RESULTS, "0 results found", len(matches))
    return {match["key"]: match["value"].rstrip(" ") for match in matches}


def read_globals(answer: str) -> dict[str, str]:
    """Global variables of the dialplan."""
    return {match["name"]: match["value"] for each in answer.split("\n") if (match := _GLOBAL.fullmatch(each))}


def read_options(answer: str) -> dict[str, str]:
    """Every option of one SIP object, from `pjsip show endpoint NAME` and its like."""
    _, found, options = answer.partition("ParameterValue\n")
    return {match["name"]: match["value"].rstrip() for each in options.split("\n")
            if (match := _OPTION.fullmatch(each))} if found else {}


def read_modules(answer: str) -> frozenset[str]:
    """Names of the modules that run now, without those that are part of the core."""
    return frozenset(line.split()[0] for line in answer.split("\n") if ".so " in line and _MODULE_RUNS in line)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one phone can be reached, as its registration left it in the engine's database."""

    aor: str
    hash: str
    fields: Mapping[str, str]


def read_contacts(answer: str) -> Iterator[Contact]:
    """Registrations, from `database show registrar/contact`."""
    for line in answer.split("\n"):
        match = _CONTACT_ROW.fullmatch(line)
        if match:
            fields = json.loads(match["json"])
            yield Contact(match["aor"], match["hash"], {str(name): str(value) for name, value in fields.items()})


def read_reachability(answer: str) -> dict[str, tuple[str, float | None]]:
    """State and round trip in milliseconds of each contact, by the first ten digits of its hash."""
    found: dict[str, tuple[str, float | None]] = {}
    for line in answer.split("\n"):
        match = _CONTACT.match(line)
        if match:
            took = None if match["took"] == "nan" else float(match["took"]) or None
            found[match["hash"]] = match["status"], took
    return found


def read_channel_names(answer: str) -> list[str]:
    """Names of the channels that are up, from `core show channels concise`."""
    return list(dict.fromkeys(match[0] for each in answer.split("\n") if (match := _CHANNEL.match(each))))


def read_channel(answer: str) -> dict[str, str]:
    """What `core show channel NAME` says: each property as it stands first, and our variable N under its name."""
    head, _, rest = answer.partition("\n --   PBX   --\n")
    properties: dict[str, str] = {}
    for line in head.split("\n"):
        name, found, value = line.strip().partition(": ")
        if found:
            properties.setdefault(name, value)
    variables = rest.rpartition("\n      Variables:\n")[2]
    number = next((each[2:] for each in variables.split("\n") if each.startswith("N=")), "")
    return {**properties, "N": number}
