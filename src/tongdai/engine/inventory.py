"""Inventory: what a running engine really holds, asked object by object, since its answers to reloads prove nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tongdai.compiler import Build
from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.engine.ami import ManagerClient, Packet
from tongdai.engine.console import loaded_modules

SHOWN = 5
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


def take_inventory(manager: ManagerClient, run: Path) -> Inventory:
    """Ask an engine for everything. Raises AmiSilentError or ConsoleSilentError where it does not answer."""
    return Inventory(
        endpoints=names_of(manager.entries("PJSIPShowEndpoints")), auths=names_of(manager.entries("PJSIPShowAuths")),
        aors=names_of(manager.entries("PJSIPShowAors")), contexts=read_contexts(manager.entries("ShowDialPlan")),
        modules=loaded_modules(run), database=read_database(manager.entries("DBGetTree", Family="tongdai")))


def names_of(packets: Iterable[Packet]) -> frozenset[str]:
    """Names of listed PJSIP objects."""
    return frozenset(packet.get("ObjectName") for packet in packets)


def read_contexts(packets: Iterable[Packet]) -> dict[str, int]:
    """Contexts that came from the dialplan files, with the number of their extensions; includes count as one each."""
    extensions = {(packet.get("Context"), packet.get("Extension") or f"include {packet.get('IncludeContext')}")
                  for packet in packets if packet.get("Registrar") == "pbx_config"}
    return dict(Counter(context for context, _ in extensions))


def read_database(packets: Iterable[Packet]) -> dict[str, str]:
    """Rows as the engine lists them, by `family/key`."""
    return {packet.get("Key").removeprefix("/"): packet.get("Val") for packet in packets}


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
    different = {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)}
    if different:
        yield E_PROOF_DATABASE.at(CELL, count=len(different), names=_shown(different))


def _shown(names: Iterable[str]) -> str:
    """A few of the names, fit for a sentence."""
    return ", ".join(_printable(name) for name in sorted(names)[:SHOWN])


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:80])
