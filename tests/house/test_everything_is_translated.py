"""Every sentence a person can see exists in every language, with the same places, as fresh as the source."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402 - a tool of the repository, not a package


@pytest.fixture(scope="module")
def fresh() -> messages.Catalog:
    """Every sentence of the source."""
    return messages.gather()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_sentence_is_translated_with_its_places(language: str, fresh: messages.Catalog) -> None:
    assert list(messages.faults(language, messages.updated(language, fresh))) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_catalogue_in_the_tree_is_what_the_tool_would_write(language: str, fresh: messages.Catalog) -> None:
    assert not messages.stale(language, fresh), "run tools/messages.py"


def test_sentences_of_code_and_of_templates_are_found(fresh: messages.Catalog) -> None:
    assert "Choose 2 to 6 digits that do not begin with 0." in fresh  # a remedy
    assert "Extension {name} has a new secret." in fresh  # a template in a table
    assert "There is no extension '{number}'." in fresh  # said by an action
    assert "Sign in" in fresh  # on a page


def test_a_missing_translation_is_noticed(fresh: messages.Catalog) -> None:
    catalog = messages.Catalog(locale="vi", domain="django")
    catalog.add("Release {number}", "")
    catalog.add("Package {name}", "Gói {tên}")
    catalog.add("Home", "Trang chủ")

    found = list(messages.faults("vi", catalog))

    assert len(found) == 2
    assert "Release" in found[0]
    assert "Package" in found[1]
