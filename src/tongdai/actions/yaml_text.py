"""YAML text to plain data with the line of every place, and back; only what a person writes by hand is understood."""

import io
import re
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tongdai.domain.codec import Path
from tongdai.domain.finding import Finding, FindingKind, Where

LARGEST_FILE: Final = 2_000_000
DEEPEST: Final = 8

E_FILE_SIZE = FindingKind(
    "E_FILE_SIZE", "The file has {size} bytes.",
    "Files may have up to {most}; check that it is the right one.")
E_FILE_SYNTAX = FindingKind(
    "E_FILE_SYNTAX", "This is not YAML: {problem}.", "Correct the line; look at the indentation and the quotes.")
E_FILE_DUPLICATE = FindingKind(
    "E_FILE_DUPLICATE", "'{key}' stands twice in the same place.", "Keep one of them.")
E_FILE_ALIAS = FindingKind(
    "E_FILE_ALIAS", "Anchors and aliases (& and *) are not read here.",
    "Write the value out, in quotes if it begins so.")
E_FILE_TAG = FindingKind(
    "E_FILE_TAG", "Tags (words beginning with !) are not read here.",
    "Write the value alone, in quotes if it begins so.")
E_FILE_DEPTH = FindingKind(
    "E_FILE_DEPTH", "The file is nested more than {most} levels deep.",
    "Look at docs/reference/yaml.md for its form.")

KINDS = (E_FILE_SIZE, E_FILE_SYNTAX, E_FILE_DUPLICATE, E_FILE_ALIAS, E_FILE_TAG, E_FILE_DEPTH)

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


class UnreadableError(Exception):
    """The text is not a file of ours; the finding says why and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding.message))
        self.finding = finding


@dataclass(slots=True)
class _Level:
    """A mapping or sequence that is being read; `key` is the mapping's key whose value comes next."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds plain data from events, without recursion."""

    lines: dict[Path, int] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    result: Any = None
    documents: int = 0

    def take(self, event: Any) -> None:
        """One event of the text."""
        line = event.start_mark.line + 1
        if isinstance(event, NodeEvent):
            _refuse_tricks(event, line)
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise UnreadableError(_syntax(line, "a second document begins here"))
            case MappingStartEvent() | SequenceStartEvent():
                self._open({} if isinstance(event, MappingStartEvent) else [], line)
            case MappingEndEvent() | SequenceEndEvent():
                self.levels.pop()
            case ScalarEvent():
                self._scalar(event, line)

    def _open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.levels) >= DEEPEST:
            raise UnreadableError(E_FILE_DEPTH.at(Where("", "file", line=line), most=DEEPEST))
        path = self._put(value, line)
        self.levels.append(_Level(value, path))

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.value, dict) and level.key is None:
            if event.value in level.value:
                where = Where("", "file", field=event.value[:32], line=line)
                raise UnreadableError(E_FILE_DUPLICATE.at(where, key=event.value[:32]))
            level.key = event.value
            self.lines[(*level.path, event.value)] = line
            return
        self._put(_meant(event), line)

    def _put(self, value: Any, line: int) -> Path:
        """Put a value where it belongs, and return the way there."""
        if not self.levels:
            self.result = value
            return ()
        level = self.levels[-1]
        if isinstance(level.value, list):
            path: Path = (*level.path, len(level.value))
            level.value.append(value)
        elif level.key is None:
            raise UnreadableError(_syntax(line, "a mapping or list cannot be a key"))
        else:
            path = (*level.path, level.key)
            level.value[level.key] = value
            level.key = None
        self.lines.setdefault(path, line)
        return path


def read_yaml(text: str) -> tuple[Any, dict[Path, int]]:
    """The data of a text and the line of every place in it; raises UnreadableError."""
    size = len(text.encode(errors="replace"))
    if size > LARGEST_FILE:
        raise UnreadableError(E_FILE_SIZE.at(Where("", "file"), size=size, most=LARGEST_FILE))
    builder = _Builder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableError(_syntax(line, str(error.problem or "it cannot be read"))) from error
    except (YAMLError, ValueError) as error:
        raise UnreadableError(_syntax(1, str(error).splitlines()[0])) from error
    return builder.result, builder.lines


def _syntax(line: int, problem: str) -> Finding:
    return E_FILE_SYNTAX.at(Where("", "file", line=line), problem=problem[:120])


def _refuse_tricks(event: Any, line: int) -> None:
    where = Where("", "file", line=line)
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise UnreadableError(E_FILE_ALIAS.at(where))
    if getattr(event, "tag", None) is not None:
        raise UnreadableError(E_FILE_TAG.at(where))


def _meant(event: ScalarEvent) -> str | int | bool | None:
    """YAML 1.2's core kinds, of plain scalars alone; whatever else it looks like (a date, a fraction) is text."""
    text: str = event.value
    if event.style is not None or not event.implicit[0]:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return _WORDS.get(text, text)


def write_yaml(data: dict[str, Any], heading: str) -> str:
    """Data as YAML, its keys in the order given; the heading is a comment."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # declared as None
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(data, out)
    return f"# {heading}\n{out.getvalue()}"
