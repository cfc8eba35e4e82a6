"""Which versions we read and accept."""

import pytest

from tongdai.engine.program import is_accepted, numbers, read_version


@pytest.mark.parametrize(("text", "version"), [
    ("Asterisk 22.10.1", "22.10.1"),
    ("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1\n", "22.10.1"),
    ("1:22.10.1+dfsg+~cs6.17.60671434-1", "22.10.1"),
    ("1:20.6.0~dfsg+~cs6.13.40431414-2", "20.6.0"),
    ("22.11", "22.11"),
])
def test_a_version_is_read_from_what_the_engine_or_debian_says(text: str, version: str) -> None:
    assert read_version(text) == version


@pytest.mark.parametrize("text", ["", "Asterisk", "Asterisk GIT-22-1a2b3c", "Asterisk certified/22.8-cert1",
                                  "FreeSWITCH 1.10.12", "22", "Asterisk 22.10.1-rc1", "1:22.10.1~rc1-1",
                                  "2222.1.1", "22.1.1.1.1"])
def test_a_text_without_the_version_of_a_release_has_none(text: str) -> None:
    assert read_version(text) is None


@pytest.mark.parametrize("version", ["22.10.1", "22.10.2", "22.11.0", "22.99"])
def test_versions_from_the_floor_to_below_the_ceiling_are_accepted(version: str) -> None:
    assert is_accepted(version)


@pytest.mark.parametrize("version", ["22.10.0", "22.10", "22.9.9", "21.99.0", "23.0.0", "23.0", "20.6.0"])
def test_older_and_newer_versions_are_not_accepted(version: str) -> None:
    assert not is_accepted(version)


def test_ten_comes_after_nine() -> None:
    assert numbers("22.10") > numbers("22.9")
