"""However a leg ends, what was measured of it is in the row; and silence that somebody chose is not called one-way."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from actors.softphone import Phone
from calls.office import BINH, HOA, ONLY_SEN, SEN, Office
from tongdai.domain.call import Call, EventKind
from tongdai.engine.quality import SILENT_SECONDS

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

TALK = 2.0
"""Long enough for an opinion."""


@pytest.fixture
def phones(office: Office) -> Iterator[dict[str, Phone]]:
    """Phones of three extensions, registered, which answer by themselves."""
    with ExitStack() as all_of_them:
        yield {number: all_of_them.enter_context(office.phone(SEN, number)).answers_by_itself().register().
               wait_registered() for number in (HOA, BINH, ONLY_SEN)}


def talk(phones: dict[str, Phone], seconds: float = TALK) -> None:
    """Hoa calls Bình, and they talk."""
    phones[HOA].call(BINH)
    phones[HOA].wait_talking().wait_sound("active")
    time.sleep(seconds)


def expect_measured(row: Call) -> None:
    """Every leg that was answered has its codec, its packets and a score."""
    for leg in (each for each in row.legs if each.answered is not None):
        assert leg.quality is not None, leg
        assert leg.quality.sent.packets > 50 * (TALK - 1), leg
        assert leg.codec in ("alaw", "ulaw"), leg
    assert row.mos is not None
    assert row.one_way is None


@pytest.mark.parametrize("ends", [HOA, BINH])
def test_both_legs_are_measured_whoever_hangs_up(office: Office, phones: dict[str, Phone], ends: str) -> None:
    talk(phones)
    phones[ends].hang_up()

    expect_measured(office.row())


@pytest.mark.parametrize("by", [HOA, BINH])
def test_a_transferred_call_is_measured_leg_by_leg(office: Office, phones: dict[str, Phone], by: str) -> None:
    talk(phones)
    phones[by].transfer(ONLY_SEN)
    phones[ONLY_SEN].wait_talking().wait_sound("active")
    time.sleep(TALK)
    phones[ONLY_SEN].hang_up()

    row = office.row()

    assert [leg.number for leg in row.legs if leg.answered is not None] == [HOA, BINH, ONLY_SEN]
    expect_measured(row)


def test_a_phone_whose_plug_is_pulled_was_measured_until_then(office: Office, phones: dict[str, Phone]) -> None:
    talk(phones)
    phones[BINH].die()
    time.sleep(0.5)
    phones[HOA].hang_up()

    expect_measured(office.row())


def test_the_echo_test_is_measured(office: Office, phones: dict[str, Phone]) -> None:
    phones[HOA].call("*43")
    phones[HOA].wait_talking()
    time.sleep(TALK)
    phones[HOA].hang_up()

    expect_measured(office.row())


def test_nothing_is_measured_and_nothing_complained_of_where_nobody_answered(
        office: Office, phones: dict[str, Phone]) -> None:
    before = len(office.cell.complaints())
    phones[BINH].waits_to_be_told()
    phones[HOA].call(BINH)
    phones[HOA].wait_ringing()
    phones[HOA].hang_up()

    row = office.row()

    assert all(leg.quality is None for leg in row.legs)
    assert row.mos is None
    assert office.cell.complaints()[before:] == []


def test_a_call_that_is_put_on_hold_at_once_is_not_one_way(office: Office, phones: dict[str, Phone]) -> None:
    """A phone that holds sends nothing, and nothing is asked of the one that is held."""
    phones[HOA].call(BINH)
    phones[HOA].wait_talking().wait_sound("active")
    phones[HOA].hold()
    phones[HOA].wait_sound("held here")
    time.sleep(SILENT_SECONDS + 1.5)
    phones[HOA].hang_up()

    row = office.row()

    assert EventKind.HELD in [each.kind for each in row.timeline]
    assert row.one_way is None
