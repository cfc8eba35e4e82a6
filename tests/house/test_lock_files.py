"""The lock files: pinned, hashed, without addresses, and the one for tests contains the one to run."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["requirements.lock", "requirements-dev.lock"]


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned_and_hashed(name):
    for package, hashes in _entries(name).items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*==[^ ;]+( ; .+)?", package), package
        assert hashes, f"{package} has no hash"


@pytest.mark.parametrize("name", NAMES)
def test_no_address_of_an_index_is_named(name):
    assert not re.search(r"://|--index|--find-links|--extra-index", (ROOT / name).read_text(encoding="utf-8"))


def test_the_lock_of_the_tests_contains_the_lock_to_run():
    run, tests = (_entries(name) for name in NAMES)

    assert run.items() <= tests.items()


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["demo"]]

    assert _names(wanted) <= _names(_entries("requirements.lock"))
    assert _names(project["dependency-groups"]["dev"]) <= _names(_entries("requirements-dev.lock"))


def _entries(name: str) -> dict[str, frozenset[str]]:
    """Packages with their hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.split(" --hash=") for line in text.splitlines() if line and not line.startswith("#"))
    return {package.strip(): frozenset(each.strip() for each in hashes) for package, *hashes in lines}


def _names(requirements) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", each)[0].lower().replace("_", "-").replace(".", "-") for each in requirements}
