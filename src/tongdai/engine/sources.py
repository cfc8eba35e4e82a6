"""Read the machine's own apt sources and choose the archive that carries Debian itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SUITES = frozenset({"bookworm", "trixie", "forky", "duke", "sid", "stable", "testing", "unstable", "oldstable"})
POCKETS = ("-updates", "-proposed-updates", "-backports", "-backports-sloppy")
SCHEMES = ("http", "https", "file", "copy", "mirror", "mirror+file", "mirror+http", "mirror+https", "tor+http")


@dataclass(frozen=True, slots=True)
class AptSource:
    """One archive as an apt source file names it."""

    address: str
    suites: tuple[str, ...]
    components: tuple[str, ...]


def choose_archive(files: Iterable[tuple[str, str]]) -> str | None:
    """The address of the first archive that carries Debian's main component; `files` are names and texts."""
    for name, text in files:
        sources = read_stanzas(text) if name.endswith(".sources") else read_lines(text)
        for source in sources:
            if _carries_debian(source):
                return source.address
    return None


def is_address(text: str) -> bool:
    """Whether a text is one archive address and nothing more: it is written into an apt source file."""
    scheme, colon, rest = text.partition(":")
    return bool(colon) and scheme in SCHEMES and re.fullmatch(r"[!#-Z^-~]{1,500}", rest) is not None


def read_lines(text: str) -> Iterator[AptSource]:
    """The one-line format: `deb [options] address suite component...`."""
    for line in text.splitlines():
        found = re.match(r"\s*deb\s+(?:\[[^\]]*\]\s*)?([^#]*)", line)
        words = found[1].split() if found else []
        if len(words) > 1:
            yield AptSource(words[0], (words[1],), tuple(words[2:]))


def read_stanzas(text: str) -> Iterator[AptSource]:
    """The deb822 format: stanzas of `Field: value`, several addresses and suites each."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n[ \t]*\n", kept):
        values = _read_fields(stanza)
        if "deb" not in values.get("types", ()) or values.get("enabled", ["yes"])[:1] == ["no"]:
            continue
        for address in values.get("uris", ()):
            yield AptSource(address, tuple(values.get("suites", ())), tuple(values.get("components", ())))


def _read_fields(stanza: str) -> dict[str, list[str]]:
    unfolded = re.sub(r"\n[ \t]+", " ", stanza)
    fields = (line.partition(":") for line in unfolded.splitlines())
    return {name.strip().lower(): value.split() for name, _, value in fields}


def _carries_debian(source: AptSource) -> bool:
    return ("main" in source.components and is_address(source.address) and "security" not in source.address
            and any(_plain_suite(suite) in SUITES for suite in source.suites))


def _plain_suite(suite: str) -> str:
    ending = next((pocket for pocket in POCKETS if suite.endswith(pocket)), "")
    return suite.removesuffix(ending)
