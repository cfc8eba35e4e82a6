"""Read generated files back, strictly: a line the compiler would not write is a finding, not a guess."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tongdai.compiler.conf import LONGEST_LINE
from tongdai.domain.finding import Finding, FindingKind, Where

E_CONF_LINE = FindingKind(
    "E_CONF_LINE", "Line {line} of {file} is nothing that the compiler writes.",
    "Do not edit generated files. If nobody did, report this as a fault of tongdai.")
E_CONF_LONG = FindingKind(
    "E_CONF_LONG", "Line {line} of {file} has {bytes} bytes; Asterisk drops lines of 8191.",
    "Report this as a fault of tongdai.")
KINDS = (E_CONF_LINE, E_CONF_LONG)

_SECTION = re.compile(r"\[([a-z0-9][a-z0-9_.-]*)\](?:\((!)?,?([a-z0-9_.,-]*)\))?")
_OPTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*) = (.*)")
_EXTEN = re.compile(r"exten => ([^,\s]+),1,([A-Za-z]+)\((.*)\)")
_SAME = re.compile(r" same => n,([A-Za-z]+)\((.*)\)")
_INCLUDE = re.compile(r'#include "([a-z0-9_]+(?:/[a-z0-9_]+)?\.conf)"')
_COMMENT = re.compile(r"; [A-Za-z0-9 ,.:'/_-]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a Build something stands."""

    file: str
    line: int

    def where(self) -> Where:
        """The same as a finding says it."""
        return Where(kind="file", name=self.file, line=self.line)


@dataclass(slots=True)
class Section:
    """One section of a file: its options, or its extensions if it is a dialplan context."""

    place: Place
    name: str
    template: bool = False
    inherits: tuple[str, ...] = ()
    options: list[tuple[str, str]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """The options with those of the templates, the nearest last."""
    extensions: dict[str, list["Call"]] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Call:
    """One application that an extension calls, its argument text as the engine will hold it."""

    place: Place
    application: str
    argument: str


@dataclass(slots=True)
class Reading:
    """Everything that stands in a set of files."""

    sections: dict[str, list[Section]] = field(default_factory=dict)
    includes: list[tuple[Place, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def below(self, folder: str) -> Iterator[Section]:
        """The sections of `folder.conf` and of every file in that folder."""
        for file, sections in self.sections.items():
            if file == f"{folder}.conf" or file.startswith(f"{folder}/"):
                yield from sections


def read_files(files: Mapping[str, str]) -> Reading:
    """Read every file, each on its own, in order of their names."""
    reading = Reading()
    for file, text in sorted(files.items()):
        reading.sections[file] = []
        for number, line in enumerate(text.split("\n"), start=1):
            _read_line(reading, Place(file, number), line)
    shared = _templates(reading.sections.get("pjsip.conf", []), {})
    for sections in reading.sections.values():
        _settle(sections, _templates(sections, shared))
    return reading


def _templates(sections: list[Section], known: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """What each template gives, in the order in which they are read; a template is known below itself only."""
    known = dict(known)
    for each in sections:
        if each.template:
            known[each.name] = _inherited(each, known)
    return known


def _settle(sections: list[Section], templates: dict[str, dict[str, str]]) -> None:
    for each in sections:
        each.settings = _inherited(each, templates)


def _inherited(section: Section, templates: dict[str, dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in section.inherits:
        found |= templates.get(name, {})
    return found | dict(section.options)


def _read_line(reading: Reading, place: Place, line: str) -> None:
    size = len(line) if line.isascii() else len(line.encode(errors="surrogatepass"))
    if size > LONGEST_LINE:
        reading.findings.append(E_CONF_LONG.at(place.where(), file=place.file, line=place.line, bytes=size))
    elif not _is_understood(reading, place, line):
        reading.findings.append(E_CONF_LINE.at(place.where(), file=place.file, line=place.line))


def _is_understood(reading: Reading, place: Place, line: str) -> bool:
    """Take a line in; whether it was one of the six forms that exist."""
    sections = reading.sections[place.file]
    if not line or _COMMENT.fullmatch(line):
        return True
    if found := _INCLUDE.fullmatch(line):
        reading.includes.append((place, found[1]))
        return True
    if found := _SECTION.fullmatch(line):
        inherits = tuple(each for each in (found[3] or "").split(",") if each)
        sections.append(Section(place, found[1], found[2] is not None, inherits))
        return True
    return bool(sections) and _is_content(sections[-1], place, line)


def _is_content(section: Section, place: Place, line: str) -> bool:
    """Take in a line that belongs to a section."""
    if "\\" in line.replace("\\;", "").replace(r"= \t", "") or not line.isprintable() or _opens_comment(line):
        return False
    if found := _OPTION.fullmatch(line):
        section.options.append((found[1], found[2].replace("\\;", ";")))
        return True
    if found := _EXTEN.fullmatch(line):
        if found[1] in section.extensions:
            section.repeated.append(found[1])
        section.extensions[found[1]] = [Call(place, found[2], found[3].replace("\\;", ";"))]
        return True
    if (found := _SAME.fullmatch(line)) and section.extensions:
        [*section.extensions.values()][-1].append(Call(place, found[1], found[2].replace("\\;", ";")))
        return True
    return False


def _opens_comment(line: str) -> bool:
    """Whether a `;` stands here that no backslash keeps quiet."""
    return ";" in line.replace("\\;", "")
