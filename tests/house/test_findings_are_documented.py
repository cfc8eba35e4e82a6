"""Every finding has a page, a remedy and a test that raises it."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import tongdai
from tongdai.domain.finding import FindingKind

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "findings"


def declared() -> dict[str, FindingKind]:
    """Every kind of finding that any room declares; a make of phone declares none, and not every Python has pjsua2."""
    modules = (import_module(each.name) for each in pkgutil.walk_packages(tongdai.__path__, "tongdai.")
               if ".migrations" not in each.name and ".testphone.pjsua." not in each.name)
    return {value.code: value for module in modules for value in vars(module).values()
            if isinstance(value, FindingKind)}


KINDS = declared()


@pytest.fixture(scope="module")
def tests() -> str:
    """The text of every test and of every case's findings."""
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tests" / "cases").rglob("findings.txt")]
    return "\n".join(each.read_text(encoding="utf-8") for each in files if each != Path(__file__))


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_finding_has_a_page_a_remedy_and_a_test_that_raises_it(code: str, tests: str):
    kind, page = KINDS[code], PAGES / f"{code}.md"

    assert page.exists(), f"write docs/findings/{code}.md"
    text = page.read_text(encoding="utf-8")
    assert f"\n> {kind.template}\n" in text
    assert f"\n## What to do\n\n{kind.remedy}\n" in text
    assert code in tests, f"no test raises {code}"


def test_every_page_is_of_a_finding_that_exists():
    index = (PAGES / "README.md").read_text(encoding="utf-8")

    assert {each.stem for each in PAGES.glob("*.md")} - {"README"} == set(KINDS)
    assert all(f"| [{code}]({code}.md) | {kind.template} |\n" in index for code, kind in KINDS.items())
