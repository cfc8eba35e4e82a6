"""Bring a running engine from one generation to another with the smallest reload, and confirm that it took.

Asterisk answers "reloaded" also when it kept the old configuration; only what is read back counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from tongdai.compiler import Build, Reload, compare_builds
from tongdai.domain.finding import Finding, FindingKind
from tongdai.engine.answers import read_contexts, read_globals
from tongdai.engine.console import Console, ConsoleRefusedError, quoted
from tongdai.engine.generation import Generation, release_variables
from tongdai.engine.inventory import (
    CELL,
    TRIES,
    aor_names,
    auth_names,
    compare_contexts,
    compare_database,
    compare_inventory,
    compare_names,
    database_rows,
    endpoint_names,
    take_inventory_for,
)
from tongdai.engine.readback import changed_accounts, different_details, read_details

DIALPLAN, SIP = "pbx_config.so", "res_pjsip.so"
EVERYTHING = (DIALPLAN, SIP, "cel", "cel_custom.so", "res_musiconhold.so", "indications", "features")

E_RELOAD_KEPT_OLD = FindingKind(
    "E_RELOAD_KEPT_OLD", "The engine says it reloaded and still has the old settings of {names} ({count} in all).",
    "Nothing was changed. Publish again; if it happens twice, restart the engine.")
E_RELOAD_RELEASE = FindingKind(
    "E_RELOAD_RELEASE", "The engine still counts calls to release {found} of {variable}, not {expected}.",
    "Nothing was changed. Publish again; if it happens twice, restart the engine.")

KINDS = (E_RELOAD_KEPT_OLD, E_RELOAD_RELEASE)


def bring(console: Console, before: Generation, after: Generation, details: Mapping[str, str],
          ) -> tuple[Finding, ...]:
    """Apply what changed between two generations and read exactly that back. `details`: what the proof saw."""
    reload = compare_builds(before.build, after.build).reload
    apply_reload(console, reload)
    changed = {name: number for name, number in release_variables(after.releases).items()
               if DIALPLAN in reload.modules or before.releases.get(name.removeprefix("R_")) != number}
    set_releases(console, changed)
    for _ in range(TRIES - 1):
        with suppress(ConsoleRefusedError):
            if not (findings := tuple(_read_back(console, reload, before.build, after.build, details, changed))):
                return findings
    return tuple(_read_back(console, reload, before.build, after.build, details, changed))


def apply_reload(console: Console, reload: Reload) -> None:
    """Rows first, then modules in order, then rows that nothing reaches any more."""
    for key, value in reload.puts:
        console.tell(f"database put {_row(key)} {quoted(value)}", "Updated database successfully")
    for module in reload.modules:
        console.tell(f"module reload {module}", "reloaded successfully")
    for key in reload.deletes:
        delete_row(console, key)


def _row(key: str) -> str:
    family, _, name = key.rpartition("/")
    return f"{quoted(family)} {quoted(name)}"


def delete_row(console: Console, key: str) -> None:
    """Delete one row; that it was not there is as good."""
    console.tell(f"database del {_row(key)}", "Database entry ")


def set_releases(console: Console, variables: Mapping[str, int]) -> None:
    """Tell the dialplan under which release calls are made from now on."""
    for name, number in variables.items():
        console.tell(f"dialplan set global {name} {number}", f"'{name}' set to '{number}'")


def _read_back(console: Console, reload: Reload, before: Build, after: Build, details: Mapping[str, str],
               releases: Mapping[str, int]) -> Iterator[Finding]:
    manifest = after.manifest
    if DIALPLAN in reload.modules:
        yield from compare_contexts(manifest.contexts, read_contexts(console.ask("dialplan show")))
    if SIP in reload.modules:
        yield from compare_names("endpoint", manifest.endpoints, endpoint_names(console))
        yield from compare_names("auth", manifest.auths, auth_names(console))
        yield from compare_names("aor", manifest.aors, aor_names(console))
        yield from _read_details_back(console, changed_accounts(before, after), details)
    if reload.puts or reload.deletes:
        yield from compare_database(after.database, database_rows(console))
    yield from read_releases_back(console, releases)


def _read_details_back(console: Console, accounts: Iterable[str], details: Mapping[str, str],
                       ) -> Iterator[Finding]:
    known = [name for name in accounts if name in details]
    kept = different_details(details, read_details(console, known))
    if kept:
        yield E_RELOAD_KEPT_OLD.at(CELL, names=", ".join(sorted(kept)[:5]), count=len(kept))


def read_releases_back(console: Console, variables: Mapping[str, int]) -> Iterator[Finding]:
    """Whether the dialplan knows the releases."""
    held = read_globals(console.ask("dialplan show globals")) if variables else {}
    for name, number in variables.items():
        if held.get(name) != str(number):
            yield E_RELOAD_RELEASE.at(CELL, variable=name, found=held.get(name, "none")[:20], expected=number)


def bring_wholly(console: Console, after: Generation) -> tuple[Finding, ...]:
    """Bring an engine of which nobody knows what it stands on to a generation, and read everything back."""
    held = database_rows(console)
    wanted = after.build.database
    apply_reload(console, Reload(
        puts=tuple((key, value) for key, value in wanted.items() if held.get(key) != value), modules=EVERYTHING,
        deletes=tuple(key for key in held if key not in wanted)))
    set_releases(console, release_variables(after.releases))
    return (*compare_inventory(after.build, take_inventory_for(console, after.build)),
            *read_releases_back(console, release_variables(after.releases)))
