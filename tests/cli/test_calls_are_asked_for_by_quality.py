"""The command line asks for calls by their quality, and tells it."""

import pytest

from cli.conftest import CommandLine
from housecalls import a_call
from testhouse import House
from tongdai.domain.quality import OneWay
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of


@pytest.fixture
def logged(house: House) -> House:
    """Three calls of Sen: good, poor, and one in which nobody was heard."""
    key = key_of("sen") or ""
    write_calls([a_call(key, "good", mos=4.37), a_call(key, "poor", mos=3.31),
                 a_call(key, "silent", mos=1.0, one_way=OneWay.NOBODY)])
    return house


@pytest.mark.parametrize(("options", "expected"), [
    (("--mos-below", "3.6"), {"poor", "silent"}), (("--one-way", "nobody"), {"silent"}),
    (("--one-way", "caller"), set()), (("--not-recorded",), {"good", "poor", "silent"}), (("--recorded",), set())])
def test_options_find_calls(logged: House, tongdai: CommandLine, options: tuple[str, ...], expected: set[str]):
    rows = tongdai("calls", "list", "sen", *options, "--json").data["rows"]

    assert {each["id"] for each in rows} == expected


def test_a_list_says_who_was_not_heard(logged: House, tongdai: CommandLine):
    assert "1.00 (not heard: nobody)" in tongdai("calls", "list", "sen").out


def test_a_score_that_cannot_be_is_a_wrong_command_line(logged: House, tongdai: CommandLine):
    assert tongdai("calls", "list", "sen", "--mos-below", "7").code == 2


def test_a_call_is_told_with_its_score(logged: House, tongdai: CommandLine):
    assert "3.31" in tongdai("calls", "show", "sen", "poor").out
