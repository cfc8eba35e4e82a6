"""The only place that writes Asterisk's conf syntax; what it cannot write so that it reads back equal, it refuses."""

import re
from collections.abc import Iterable, Iterator, Sequence

LONGEST_LINE = 8000
"""Asterisk skips a line of 8,191 bytes and more with one warning (config.c, 22.10.1); we stop before."""

_SECTION = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,63}")
_PATTERN = re.compile(r"_?[A-Za-z0-9*#+.!\[\]_-]{1,63}")
_FILE = re.compile(r"[a-z0-9_]{1,40}(?:/[a-z0-9_]{1,40})?\.conf")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


class UnwritableError(ValueError):
    """This text has no spelling in a conf file that would read back equal."""


def banner(about: str) -> str:
    """The first line of a generated file: who wrote it, what it is about, and not to edit it."""
    return f"; Written by tongdai: {_checked(_PLAIN, about, 'comment')}. Do not edit: the next release writes it anew."


def comment(about: str) -> str:
    """A line for a reader of the generated file."""
    return f"; {_checked(_PLAIN, about, 'comment')}"


_PLAIN = re.compile(r"[A-Za-z0-9 ,.:'/_-]{1,200}")


def section(name: str, *inherits: str) -> str:
    """`[name]`, or `[name](template,template)`."""
    templates = ",".join(_checked(_SECTION, each, "section") for each in inherits)
    return f"[{_checked(_SECTION, name, 'section')}]" + (f"({templates})" if templates else "")


def template(name: str, *inherits: str) -> str:
    """`[name](!)`, or `[name](!,template)`: a section that other sections take their options from."""
    return f"[{_checked(_SECTION, name, 'section')}](" + ",".join(
        ["!", *(_checked(_SECTION, each, "section") for each in inherits)]) + ")"


def option(name: str, value: str | int) -> str:
    """`name = value`."""
    return _fitting(f"{_checked(_NAME, name, 'option')} = {_value(str(value))}")


def options(pairs: Iterable[tuple[str, str | int]]) -> list[str]:
    """Several options, in the order given."""
    return [option(name, value) for name, value in pairs]


def include(path: str) -> str:
    """Read another file of the configuration directory here."""
    return f'#include "{_checked(_FILE, path, "file")}"'


def call(application: str, *arguments: str) -> str:
    """`Application(argument,argument)`, as dialplan says it; the arguments are ours, never somebody's text."""
    return f"{_checked(_WORD, application, 'application')}({','.join(arguments)})"


def extension(pattern: str, steps: Sequence[str]) -> Iterator[str]:
    """One extension of a context and what is done there, step by step."""
    first, *others = steps
    yield _fitting(f"exten => {_checked(_PATTERN, pattern, 'extension')},1,{_value(first)}")
    for each in others:
        yield _fitting(f" same => n,{_value(each)}")


def text(lines: Iterable[str]) -> str:
    """A whole file."""
    return "\n".join(lines) + "\n"


def _value(value: str) -> str:
    """Escape what begins a comment; refuse what ends a line or would be stripped.

    `\\;` reads back as `;` and is no comment, not even as `;--` (config.c, config_text_file_load).
    """
    if value != value.strip() or not value.isprintable():
        raise UnwritableError(f"{value[:80]!r} cannot be written to a conf file: "
                              "take out control characters and outer spaces.")
    return value.replace(";", "\\;")


def _checked(allowed: re.Pattern[str], name: str, what: str) -> str:
    if allowed.fullmatch(name) is None:
        raise UnwritableError(f"{name[:80]!r} cannot be the name of a {what} in a conf file.")
    return name


def _fitting(line: str) -> str:
    if len(line.encode()) > LONGEST_LINE:
        raise UnwritableError(f"A line of a conf file may have {LONGEST_LINE} bytes; this one begins {line[:40]!r}.")
    return line
