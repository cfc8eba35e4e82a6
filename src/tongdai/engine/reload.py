"""Bring a running engine from one generation to another with the smallest reload, and confirm that it took.

Asterisk answers "reloaded" also when it kept the old configuration; only what is read back counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tongdai.compiler import Build, Reload, compare_builds
from tongdai.domain.finding import Finding, FindingKind
from tongdai.engine.ami import AmiRefusedError, ManagerClient
from tongdai.engine.generation import Generation, release_variables
from tongdai.engine.inventory import (
    CELL,
    compare_contexts,
    compare_database,
    compare_inventory,
    compare_names,
    names_of,
    read_contexts,
    read_database,
    take_inventory,
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


def bring(manager: ManagerClient, before: Generation, after: Generation, details: Mapping[str, str],
          ) -> tuple[Finding, ...]:
    """Apply what changed between two generations and read exactly that back. `details`: what the proof saw."""
    reload = compare_builds(before.build, after.build).reload
    apply_reload(manager, reload)
    changed = {name: number for name, number in release_variables(after.releases).items()
               if DIALPLAN in reload.modules or before.releases.get(name.removeprefix("R_")) != number}
    set_releases(manager, changed)
    return tuple(_read_back(manager, reload, before.build, after.build, details, changed))


def apply_reload(manager: ManagerClient, reload: Reload) -> None:
    """Rows first, then modules in order, then rows that nothing reaches any more."""
    manager.actions([("DBPut", _row(key) | {"Val": value}) for key, value in reload.puts])
    for module in reload.modules:
        manager.action("Reload", Module=module)
    for key in reload.deletes:
        delete_row(manager, key)


def _row(key: str) -> dict[str, str]:
    family, _, name = key.rpartition("/")
    return {"Family": family, "Key": name}


def delete_row(manager: ManagerClient, key: str) -> None:
    """Delete one row; that it was not there is as good."""
    try:
        manager.action("DBDel", **_row(key))
    except AmiRefusedError as refused:
        if "not found" not in str(refused).lower():
            raise


def set_releases(manager: ManagerClient, variables: Mapping[str, int]) -> None:
    """Tell the dialplan under which release calls are made from now on."""
    manager.actions([("Setvar", {"Variable": name, "Value": str(number)}) for name, number in variables.items()])


def _read_back(manager: ManagerClient, reload: Reload, before: Build, after: Build, details: Mapping[str, str],
               releases: Mapping[str, int]) -> Iterator[Finding]:
    manifest = after.manifest
    if DIALPLAN in reload.modules:
        yield from compare_contexts(manifest.contexts, read_contexts(manager.entries("ShowDialPlan")))
    if SIP in reload.modules:
        yield from compare_names("endpoint", manifest.endpoints, names_of(manager.entries("PJSIPShowEndpoints")))
        yield from compare_names("auth", manifest.auths, names_of(manager.entries("PJSIPShowAuths")))
        yield from compare_names("aor", manifest.aors, names_of(manager.entries("PJSIPShowAors")))
        yield from _read_details_back(manager, changed_accounts(before, after), details)
    if reload.puts or reload.deletes:
        yield from compare_database(after.database, read_database(manager.entries("DBGetTree", Family="tongdai")))
    yield from read_releases_back(manager, releases)


def _read_details_back(manager: ManagerClient, accounts: Iterable[str], details: Mapping[str, str],
                       ) -> Iterator[Finding]:
    known = [name for name in accounts if name in details]
    kept = different_details(details, read_details(manager, known))
    if kept:
        yield E_RELOAD_KEPT_OLD.at(CELL, names=", ".join(sorted(kept)[:5]), count=len(kept))


def read_releases_back(manager: ManagerClient, variables: Mapping[str, int]) -> Iterator[Finding]:
    """Whether the dialplan knows the releases."""
    answers = manager.actions([("Getvar", {"Variable": name}) for name in variables])
    for (name, number), answer in zip(variables.items(), answers, strict=True):
        if answer.get("Value") != str(number):
            yield E_RELOAD_RELEASE.at(CELL, variable=name, found=answer.get("Value")[:20] or "none", expected=number)


def bring_wholly(manager: ManagerClient, run: Path, after: Generation) -> tuple[Finding, ...]:
    """Bring an engine of which nobody knows what it stands on to a generation, and read everything back."""
    held = read_database(manager.entries("DBGetTree", Family="tongdai"))
    wanted = after.build.database
    apply_reload(manager, Reload(
        puts=tuple((key, value) for key, value in wanted.items() if held.get(key) != value), modules=EVERYTHING,
        deletes=tuple(key for key in held if key not in wanted)))
    set_releases(manager, release_variables(after.releases))
    return (*compare_inventory(after.build, take_inventory(manager, run)),
            *read_releases_back(manager, release_variables(after.releases)))
