"""Generations: every Build that was put in force stands in a directory of its own, written once, never changed.

Beside the Build's files a generation holds what the compiler knew of them (`manifest.json`), the engine's database
(`database.json`), the release of each tenant (`releases.json` and `generation.conf`), links to the files of the
place where the engine stands (`../../instance/...`), and, once the engine has read it and it was read back, `applied`.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongdai.compiler import Build, Manifest
from tongdai.domain.message import say
from tongdai.engine.cell import CellDirectory, give
from tongdai.engine.durable import replace_durably, switch_link, sync_directory, write_durably
from tongdai.engine.port import Deployed, EngineError

KEPT = 10
FORMAT = 1
APPLIED = "applied"
RELEASES_FILE = "generation.conf"
RECORDS = ("manifest.json", "database.json", "releases.json")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_PATH = re.compile(r"[A-Za-z0-9_.-]{1,80}(?:/[A-Za-z0-9_.-]{1,80}){0,3}")
_KEY = re.compile(r"[a-z][a-z0-9]{1,31}")


@dataclass(frozen=True, slots=True)
class Generation:
    """One deployed Build with the releases it carries."""

    number: int
    path: Path
    build: Build
    releases: Mapping[str, int]

    @property
    def deployed(self) -> Deployed:
        """What the floors above want to know of it."""
        return Deployed(self.build.digest, dict(self.releases))

    @property
    def is_applied(self) -> bool:
        """Whether an engine has read it and it was read back."""
        return (self.path / APPLIED).exists()


def numbers(cell: CellDirectory) -> list[int]:
    """Numbers of the whole generations that are kept, oldest first."""
    if not cell.generations.is_dir():
        return []
    return sorted(int(each.name) for each in cell.generations.iterdir() if _NUMBER.fullmatch(each.name))


def current_number(cell: CellDirectory) -> int | None:
    """The number of the generation in force."""
    try:
        name = cell.current.readlink().name
    except FileNotFoundError:
        return None
    return int(name) if _NUMBER.fullmatch(name) and (cell.generations / name).is_dir() else None


def current_generation(cell: CellDirectory) -> Generation | None:
    """The generation in force; None before the first deployment."""
    number = current_number(cell)
    return None if number is None else read_generation(cell, number)


def current_deployed(cell: CellDirectory) -> Deployed | None:
    """The digest and the releases in force, without reading the files."""
    number = current_number(cell)
    if number is None:
        return None
    record = _read_record(cell.generations / str(number), "releases.json")
    return Deployed(str(record["digest"]), {str(key): int(value) for key, value in record["releases"].items()})


def read_generation(cell: CellDirectory, number: int) -> Generation:
    """Read a generation back from the disk. Raises EngineError where it is not whole."""
    path = cell.generations / str(number)
    manifest, database, releases = (_read_record(path, name) for name in RECORDS)
    try:
        files = {name: (path / name).read_text(encoding="utf-8") for name in manifest["files"]}
        build = Build(files=files, database=database["database"], manifest=_read_manifest(manifest), findings=(),
                      digest=releases["digest"])
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path) from error
    return Generation(number, path, build, releases["releases"])


def _read_record(path: Path, name: str) -> dict[str, Any]:
    try:
        record = json.loads((path / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise _damaged(path)
    return record


def _damaged(path: Path) -> EngineError:
    return EngineError(say("Generation {path} cannot be read back: somebody changed or deleted its files. Restore "
                           "them from a backup.", path=str(path)))


def _read_manifest(record: Mapping[str, Any]) -> Manifest:
    return Manifest(endpoints=frozenset(record["endpoints"]), auths=frozenset(record["auths"]),
                    aors=frozenset(record["aors"]), contexts=dict(record["contexts"]),
                    modules=frozenset(record["modules"]))


def write_generation(cell: CellDirectory, build: Build, releases: Mapping[str, int], place_files: Iterable[str],
                     previous: Generation | None) -> Generation:
    """Write a Build as the next generation: aside, whole, synced, and then under its number."""
    number = max(numbers(cell), default=0) + 1
    aside, path = cell.generations / f".{number}.new", cell.generations / str(number)
    shutil.rmtree(aside, ignore_errors=True)
    give(cell, aside, 0o750)
    for name in _directories(build.files):
        give(cell, aside / name, 0o750)
    for name, text in build.files.items():
        _write_or_link(cell, aside / name, text, previous if previous and previous.build.files.get(name) == text
                       else None, name)
    for name, text in _records(build, releases).items():
        write_durably(aside / name, text, 0o640, cell.uid)
    link_place(aside, place_files)
    for directory in (*(aside / name for name in reversed(_directories(build.files))), aside):
        sync_directory(directory)
    aside.rename(path)
    sync_directory(cell.generations)
    return Generation(number, path, build, dict(releases))


def write_scratch(cell: CellDirectory, build: Build, place_files: Iterable[str]) -> None:
    """Write a Build as the configuration directory of an engine that will not live; nothing is synced."""
    give(cell, cell.current, 0o750)
    for name in _directories(build.files):
        give(cell, cell.current / name, 0o750)
    for name, text in {**build.files, RELEASES_FILE: releases_file({})}.items():
        path = cell.current / name
        path.write_text(text, encoding="utf-8")
        if cell.uid is not None:
            os.chown(path, -1, cell.uid)
    for name in place_files:
        (cell.current / name).symlink_to(f"../instance/{name}")


def _directories(files: Iterable[str]) -> list[str]:
    """The directories these files need, parents first. Raises ValueError for a path that leaves the tree."""
    wanted: set[str] = set()
    for name in files:
        if _PATH.fullmatch(name) is None or any(part.startswith(".") for part in name.split("/")) or name in RECORDS:
            raise ValueError(f"{name!r} is no path of a generated file")
        wanted |= {str(parent) for parent in Path(name).parents if str(parent) != "."}
    return sorted(wanted)


def _write_or_link(cell: CellDirectory, path: Path, text: str, same: Generation | None, name: str) -> None:
    """A file that did not change is the same file: nothing to write and nothing to sync."""
    if same is not None:
        try:
            os.link(same.path / name, path)
        except OSError:  # a file system without hard links, or a file with too many
            pass
        else:
            return
    write_durably(path, text, 0o640, cell.uid)


def _records(build: Build, releases: Mapping[str, int]) -> dict[str, str]:
    manifest = build.manifest
    return {
        "manifest.json": _json({
            "files": sorted(build.files), "endpoints": sorted(manifest.endpoints), "auths": sorted(manifest.auths),
            "aors": sorted(manifest.aors), "contexts": dict(sorted(manifest.contexts.items())),
            "modules": sorted(manifest.modules)}),
        "database.json": _json({"database": dict(sorted(build.database.items()))}),
        "releases.json": _json({"digest": build.digest, "releases": dict(sorted(releases.items()))}),
        RELEASES_FILE: releases_file(releases),
    }


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps({"format": FORMAT, **record}, ensure_ascii=False, indent=0) + "\n"


def releases_file(releases: Mapping[str, int]) -> str:
    """What tells the dialplan under which release of its tenant a call is made. Raises ValueError for a bad key."""
    lines = ["; Written by tongdai with each generation. Do not edit.", "[globals]"]
    lines += [f"{variable} = {number}" for variable, number in release_variables(releases).items()]
    return "\n".join(lines) + "\n"


def release_variables(releases: Mapping[str, int]) -> dict[str, int]:
    """The dialplan's global variable of each tenant. Raises ValueError for a key that was not minted."""
    for key, number in releases.items():
        if _KEY.fullmatch(key) is None or isinstance(number, bool) or not 0 <= number < 10**9:
            raise ValueError(f"{key!r}: {number!r} is no release of a tenant")
    return {f"R_{key}": number for key, number in sorted(releases.items())}


def link_place(generation: Path, place_files: Iterable[str]) -> None:
    """Let the files of the place be seen in the configuration directory; the links are relative and never change."""
    for name in place_files:
        link = generation / name
        if not link.is_symlink():
            link.symlink_to(f"../../instance/{name}")


def switch_to(cell: CellDirectory, generation: Generation) -> None:
    """Put a generation in force for whoever reads the configuration directory next."""
    switch_link(cell.current, f"generations/{generation.number}")


def mark_applied(cell: CellDirectory, generation: Generation) -> None:
    """Write down that the engine stands on it."""
    if not generation.is_applied:
        replace_durably(generation.path / APPLIED, "", 0o640, cell.uid)


def drop_generation(cell: CellDirectory, generation: Generation) -> None:
    """Take away a generation that did not hold; it must not be the current one."""
    _remove(cell, generation.number)


def prune(cell: CellDirectory) -> None:
    """Keep the youngest generations and the current one; take away what killed deployments left behind."""
    current = current_number(cell)
    for number in numbers(cell)[:-KEPT]:
        if number != current:
            _remove(cell, number)
    for leftover in cell.generations.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _remove(cell: CellDirectory, number: int) -> None:
    """Aside first, so that a half-deleted generation never bears a number."""
    aside = cell.generations / f".{number}.old"
    shutil.rmtree(aside, ignore_errors=True)
    (cell.generations / str(number)).rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
