"""Inventory: what a running engine really holds, asked object by object, since its answers to reloads prove nothing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tongdai.compiler import Build
from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.engine.answers import read_contexts, read_modules, read_names, read_rows
from tongdai.engine.console import Console, ConsoleRefusedError

SHOWN = 5
TRIES = 3
DATABASE = "tongdai"
CELL = Where(kind="engine")

E_PROOF_MISSING = FindingKind(
    "E_PROOF_MISSING", "The engine read these files and has no {kind} {names} ({count} in all).",
    "Nothing was changed. Look for the line that stops the engine from reading it; the log of the proof names it.")
E_PROOF_UNEXPECTED = FindingKind(
    "E_PROOF_UNEXPECTED", "The engine read these files and has {kind} {names} that nobody asked for ({count} in all).",
    "Nothing was changed. Look for text that became configuration.")
E_PROOF_DIALPLAN = FindingKind(
    "E_PROOF_DIALPLAN", "Context {context} has {found} extensions in the engine, not {expected}.",
    "Nothing was changed. Look for the line that stops the engine from reading it; the log of the proof names it.")
E_PROOF_DATABASE = FindingKind(
    "E_PROOF_DATABASE", "The engine's database differs in {count} rows, first in {names}.",
    "Nothing was changed. Publish again; if it happens twice, restart the engine.")

KINDS = (E_PROOF_MISSING, E_PROOF_UNEXPECTED, E_PROOF_DIALPLAN, E_PROOF_DATABASE)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an engine holds, in the words of a Manifest, and our part of its database."""

    endpoints: frozenset[str]
    auths: frozenset[str]
    aors: frozenset[str]
    contexts: Mapping[str, int]
    modules: frozenset[str]
    database: Mapping[str, str]


def take_inventory(console: Console) -> Inventory:
    """Ask an engine for everything. Raises ConsoleSilentError, ConsoleRefusedError where it does not tell."""
    return Inventory(
        endpoints=endpoint_names(console), auths=auth_names(console), aors=aor_names(console),
        contexts=read_contexts(console.ask("dialplan show")), modules=read_modules(console.ask("module show")),
        database=database_rows(console))


def take_inventory_for(console: Console, build: Build) -> Inventory:
    """The inventory, asked again where it is not what a Build must give.

    On a starved machine the console leaves out a line that it could not write for 100 ms (cli.c, `ast_cli`, 22.10.1).
    """
    for _ in range(TRIES - 1):
        with suppress(ConsoleRefusedError):
            found = take_inventory(console)
            if not compare_inventory(build, found):
                return found
    return take_inventory(console)


def endpoint_names(console: Console) -> frozenset[str]:
    """Names of the endpoints it has."""
    return read_names(console.ask("pjsip list endpoints"), "Endpoint")


def auth_names(console: Console) -> frozenset[str]:
    """Names of the authentications it has."""
    return read_names(console.ask("pjsip list auths"), "Auth")


def aor_names(console: Console) -> frozenset[str]:
    """Names of the addresses of record it has."""
    return read_names(console.ask("pjsip list aors"), "Aor")


def database_rows(console: Console) -> dict[str, str]:
    """Our part of its database."""
    return read_rows(console.ask(f"database show {DATABASE}"))


def compare_inventory(build: Build, found: Inventory) -> tuple[Finding, ...]:
    """Every difference between what a Build must give and what an engine holds."""
    manifest = build.manifest
    return (
        *compare_names("endpoint", manifest.endpoints, found.endpoints),
        *compare_names("auth", manifest.auths, found.auths),
        *compare_names("aor", manifest.aors, found.aors),
        *compare_names("module", manifest.modules, found.modules),
        *compare_contexts(manifest.contexts, found.contexts),
        *compare_database(build.database, found.database),
    )


def compare_names(kind: str, expected: frozenset[str], found: frozenset[str]) -> Iterator[Finding]:
    """Names that are missing, names that are uninvited."""
    for fault, names in ((E_PROOF_MISSING, expected - found), (E_PROOF_UNEXPECTED, found - expected)):
        if names:
            yield fault.at(CELL, kind=kind, names=_shown(names), count=len(names))


def compare_contexts(expected: Mapping[str, int], found: Mapping[str, int]) -> Iterator[Finding]:
    """Contexts that are missing, uninvited, or of another size."""
    wanted = {name: count for name, count in expected.items() if count}
    yield from compare_names("context", frozenset(wanted), frozenset(found))
    for name in sorted(wanted.keys() & found.keys()):
        if wanted[name] != found[name]:
            yield E_PROOF_DIALPLAN.at(CELL, context=_printable(name), found=found[name], expected=wanted[name])


def compare_database(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Finding]:
    """Rows that are missing, uninvited or different."""
    wanted = {key: value.rstrip(" ") for key, value in expected.items()}
    different = {key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)}
    if different:
        yield E_PROOF_DATABASE.at(CELL, count=len(different), names=_shown(different))


def _shown(names: Iterable[str]) -> str:
    """A few of the names, fit for a sentence."""
    return ", ".join(_printable(name) for name in sorted(names)[:SHOWN])


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:80])
