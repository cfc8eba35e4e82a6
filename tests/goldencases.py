"""Golden cases: numbered folders that each show one thing, from tenants as YAML to the files an engine reads."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from tongdai.compiler import Build, compile_snapshot, lint_build
from tongdai.domain.cell import Cell
from tongdai.domain.codec import restore_house
from tongdai.domain.finding import Finding, has_errors
from tongdai.domain.rules import check_snapshot
from tongdai.domain.snapshot import Snapshot

CASES = Path(__file__).parent / "cases"
SHARED = "000-an-empty-house"
"""The case whose expected files are those that every other case shares."""


def case_names() -> list[str]:
    """Every case, in order."""
    return sorted(each.name for each in CASES.iterdir() if each.is_dir())


@cache
def snapshot_of(case: str) -> Snapshot:
    """All tenants of a case; each of its YAML files is one."""
    read = YAML(typ="safe").load
    houses = [restore_house(read(file.read_text("utf-8"))) for file in sorted((CASES / case).glob("*.yaml"))]
    return Snapshot(Cell(), tuple(sorted(houses, key=lambda each: each.tenant.key)))


def outcome_of(case: str) -> tuple[Build | None, tuple[Finding, ...]]:
    """The Build, or None where the rules refuse the house; and all findings."""
    faults = check_snapshot(snapshot_of(case))
    if has_errors(faults):
        return None, faults
    build = compile_snapshot(snapshot_of(case))
    return build, (*faults, *build.findings, *lint_build(build))


def texts_of(case: str) -> Mapping[str, str]:
    """What is kept of a case: its files that no other case has, rows, findings."""
    build, findings = outcome_of(case)
    texts = {"findings.txt": "".join(f"{each.code} {each.where.name} {each.message}\n" for each in findings)}
    if build is None:
        return texts
    shared = compile_snapshot(Snapshot()).files if case != SHARED else {}
    texts |= {f"expected/{path}": text for path, text in build.files.items()
              if path not in shared or _own_lines(text) != _own_lines(shared[path])}
    if build.database:
        texts["expected/database.txt"] = "".join(f"{key} = {value}\n" for key, value in build.database.items())
    return texts


def _own_lines(text: str) -> list[str]:
    """A file without what it includes: every case includes its own tenants."""
    return [line for line in text.splitlines() if not line.startswith("#include")]


def kept_of(case: str) -> Mapping[str, str]:
    """What was accepted for a case."""
    folder = CASES / case
    files = [folder / "findings.txt", *(each for each in (folder / "expected").rglob("*") if each.is_file())]
    return {str(each.relative_to(folder)): each.read_text("utf-8") for each in files if each.exists()}
