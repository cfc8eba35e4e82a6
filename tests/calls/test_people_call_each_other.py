"""People call each other by number: what both hear, how it ends, and what the call log says of it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest

from actors.raw_phone import refuse_with, ring_forever
from actors.softphone import SAME_SPEECH, Phone, likeness, read_samples
from calls.office import (
    ACCOUNTS,
    BINH,
    CALLS_AT_ONCE,
    HOA,
    KITCHEN,
    ONLY_SEN,
    SEN,
    Office,
    foreseen,
    trail,
    way_to,
)
from testphones import BARESIP, make_named
from tongdai.domain.call import Call, Direction, EventKind, Outcome, Side
from tongdai.engine.boot import SOUNDS
from tongdai.simulator import Callee, Does

pytestmark = [pytest.mark.wet, pytest.mark.asterisk, pytest.mark.usefixtures("calm")]

HOA_TONE, BINH_TONE = 440, 620
PROMPTS = SOUNDS / "en" / "tongdai"


@pytest.fixture
def hoa(office: Office) -> Iterator[Phone]:
    """Hoa's phone, registered."""
    with office.phone(SEN, HOA, tone=HOA_TONE) as phone:
        yield phone.register().wait_registered()


@pytest.fixture
def binh(office: Office) -> Iterator[Phone]:
    """Bình's phone, registered; it answers by itself."""
    with office.phone(SEN, BINH, tone=BINH_TONE) as phone:
        yield phone.answers_by_itself().register().wait_registered()


def moments(call: Call) -> list[tuple[EventKind, int]]:
    """The timeline without its times."""
    return [(each.kind, each.leg) for each in call.timeline]


@pytest.mark.parametrize("ends", ["caller", "called"])
def test_two_people_hear_each_other_and_either_may_hang_up(office: Office, hoa: Phone, binh: Phone, ends: str) -> None:
    binh.waits_to_be_told()
    hoa.call(BINH)
    binh.wait_incoming()
    hoa.wait_ringing()
    assert office.channels() == 1
    binh.answer()
    hoa.wait_talking()
    assert hoa.wait_hears(BINH_TONE)
    assert binh.wait_hears(HOA_TONE)
    assert '"Nguyễn Văn Hoa" <sip:101@' in binh.caller
    (hoa if ends == "caller" else binh).hang_up()
    assert (hoa.wait_ended().code, binh.wait_ended().code) == (200, 200)

    call = office.row()
    assert (call.tenant, call.cell, call.direction) == (SEN, "c1", Direction.INTERNAL)
    assert (call.caller, call.dialled, call.answered_by) == (HOA, BINH, BINH)
    assert (call.outcome, call.cause, call.ended_by) == (Outcome.ANSWERED, 16, Side(ends))
    assert str(call.trail) == trail(*way_to(BINH), f"ring({BINH})>answered")
    assert call.trail == foreseen(SEN, HOA, BINH)
    assert call.codec in {"alaw", "ulaw"}
    assert [leg.number for leg in call.legs] == [HOA, BINH]
    assert 0 < call.talk_seconds < 10
    assert moments(call) == [(EventKind.STARTED, 0), (EventKind.RINGING, 1), (EventKind.ANSWERED, 1),
                             (EventKind.TALKING, 0), (EventKind.ENDED, call.timeline[-1].leg)]


def test_audio_is_at_the_address_of_sip_and_nowhere_else(office: Office, hoa: Phone, binh: Phone) -> None:
    hoa.call(BINH)
    hoa.wait_talking()

    assert office.cell.process is not None
    settings = office.cell.settings
    sockets = psutil.Process(office.cell.process.pid).net_connections("udp")
    audio = [each.laddr for each in sockets if settings.rtp_first_port <= each.laddr.port <= settings.rtp_last_port]
    assert len(audio) == 4, "two phones, each with RTP and RTCP"
    assert {each.ip for each in audio} == {office.server}
    hoa.hang_up()
    binh.wait_ended()
    assert office.row().outcome is Outcome.ANSWERED


@pytest.mark.parametrize(("caller_way", "called_way"), [
    ("udp", "tcp"), ("tcp", "udp"), ("udp", "tls"), ("tls", "udp"), ("tcp", "tls"), ("tls", "tcp")])
def test_every_transport_talks_to_every_other(office: Office, caller_way: str, called_way: str) -> None:
    """Whoever comes by TLS demands SRTP; that is 105, to which nothing else is offered."""
    caller_number = ACCOUNTS if caller_way == "tls" else HOA
    called_number = ACCOUNTS if called_way == "tls" else BINH
    with (office.phone(SEN, caller_number, transport=caller_way, tone=HOA_TONE) as caller,
          office.phone(SEN, called_number, transport=called_way, tone=BINH_TONE) as called):
        caller.register().wait_registered()
        called.answers_by_itself().register().wait_registered()
        caller.call(called_number)
        caller.wait_talking()
        caller.wait_hears(BINH_TONE)
        called.wait_hears(HOA_TONE)
        assert caller.statistics()["srtp"] is (caller_way == "tls")
        assert called.statistics()["srtp"] is (called_way == "tls")
        caller.hang_up()
        called.wait_ended()

    call = office.row()
    assert (call.outcome, call.answered_by) == (Outcome.ANSWERED, called_number)


@pytest.mark.parametrize("way", ["udp", "tls"])
def test_a_phone_of_another_make_is_understood(office: Office, hoa: Phone, way: str) -> None:
    number = ACCOUNTS if way == "tls" else BINH
    with office.phone(SEN, number, make=make_named(BARESIP), transport=way, tone=BINH_TONE) as other:
        other.register().wait_registered()
        hoa.call(number)
        other.wait_incoming().answer()
        hoa.wait_talking()
        hoa.wait_hears(BINH_TONE)
        other.wait_hears(HOA_TONE)
        other.hang_up()
        hoa.wait_ended()

    call = office.row()
    assert (call.outcome, call.answered_by, call.ended_by) == (Outcome.ANSWERED, number, Side.CALLED)


@pytest.mark.parametrize(("status", "outcome", "cause", "branch", "does"), [
    (486, Outcome.BUSY, 17, "busy", Does.IS_BUSY), (603, Outcome.DECLINED, 21, "declined", Does.DECLINES)])
def test_a_phone_refuses_and_the_caller_is_told_so(
        office: Office, hoa: Phone, status: int, outcome: Outcome, cause: int, branch: str, does: Does) -> None:
    with office.raw(SEN, ONLY_SEN) as refuser:
        refuser.register()
        refuser.serve(refuse_with(status))
        hoa.call(ONLY_SEN)

        assert hoa.wait_ended().code == status
    call = office.row()
    assert (call.outcome, call.cause, call.ended_by, call.answered_by) == (outcome, cause, Side.CALLED, "")
    assert str(call.trail) == trail(*way_to(ONLY_SEN), f"ring({ONLY_SEN})>{branch}", f"end-{branch}")
    assert call.trail == foreseen(SEN, HOA, ONLY_SEN, callees={ONLY_SEN: Callee(does)})
    assert call.talk_seconds == 0


def test_a_phone_in_a_call_is_busy_for_everybody_else(office: Office, hoa: Phone, binh: Phone) -> None:
    with office.phone(SEN, ONLY_SEN) as third:
        third.register().wait_registered()
        hoa.call(BINH)
        hoa.wait_talking()

        third.call(BINH)

        assert third.wait_ended().code == 486
        assert office.row().outcome is Outcome.BUSY
        assert hoa.state == binh.state == "talking"
        hoa.hang_up()
        binh.wait_ended()
    assert office.row().outcome is Outcome.ANSWERED


def test_nobody_answers_and_the_ringing_ends_when_its_time_is_up(office: Office, hoa: Phone) -> None:
    with office.phone(SEN, KITCHEN) as kitchen:
        kitchen.register().wait_registered()
        began = time.monotonic()
        hoa.call(KITCHEN)
        kitchen.wait_incoming()

        assert hoa.wait_ended(15).code == 480
        assert kitchen.wait_ended().code == 487
        assert 4.5 < time.monotonic() - began < 7

    call = office.row()
    assert (call.outcome, call.cause, call.ended_by) == (Outcome.NO_ANSWER, 19, Side.SYSTEM)
    assert str(call.trail) == trail(*way_to(KITCHEN), f"ring({KITCHEN})>no_answer", "end-no-answer")
    assert call.trail == foreseen(SEN, HOA, KITCHEN, callees={KITCHEN: Callee(Does.DOES_NOT_ANSWER)})
    assert 4.5 < call.ring_seconds < 6


def test_a_caller_gives_up_and_the_ringing_stops(office: Office, hoa: Phone, binh: Phone) -> None:
    binh.waits_to_be_told()
    hoa.call(BINH)
    hoa.wait_ringing()
    hoa.hang_up()

    assert hoa.wait_ended().code == 487
    binh.wait_ended()
    call = office.row()
    assert (call.outcome, call.cause, call.ended_by) == (Outcome.CANCELLED, 16, Side.CALLER)
    assert str(call.trail) == trail(*way_to(BINH), f"ring({BINH})>cancelled")
    assert call.trail == foreseen(SEN, HOA, BINH, gives_up_after=1.0)


def test_an_extension_without_a_phone_is_offline(office: Office, hoa: Phone) -> None:
    hoa.call(BINH)

    assert hoa.wait_ended().code == 480
    call = office.row()
    assert (call.outcome, call.cause, call.ended_by) == (Outcome.OFFLINE, 20, Side.SYSTEM)
    assert str(call.trail) == trail(*way_to(BINH), f"ring({BINH})>offline", "end-offline")
    assert call.trail == foreseen(SEN, HOA, BINH, registered=frozenset({HOA}))


def test_a_phone_that_is_there_but_cannot_take_the_call_is_not_called_offline(office: Office, hoa: Phone) -> None:
    """Bình's phone demands encryption, and his extension offers it to none but those that are said to."""
    with office.phone(SEN, BINH, transport="tls") as binh:
        binh.register().wait_registered()
        hoa.call(BINH)

        assert hoa.wait_ended().code == 503
    call = office.row()
    assert (call.outcome, call.cause, call.answered_by) == (Outcome.FAILED, 42, "")
    assert str(call.trail) == trail(*way_to(BINH), f"ring({BINH})>failed", "end-failed")
    assert call.trail == foreseen(SEN, HOA, BINH, callees={BINH: Callee(Does.FAILS)})


def test_who_dials_the_own_number_hears_busy(office: Office, hoa: Phone) -> None:
    hoa.call(HOA)

    assert hoa.wait_ended().code == 486
    call = office.row()
    assert (call.outcome, call.cause) == (Outcome.BUSY, 17)
    assert str(call.trail) == trail(f"dialled({HOA})>extension", "calls>free", "find>own", "end-busy")
    assert call.trail == foreseen(SEN, HOA, HOA)


@pytest.mark.parametrize(("dialled", "steps"), [
    ("199", ("dialled(199)>extension", "calls>free", "find>unknown")),
    ("0123456789", ("dialled(0123456789)>unknown",)),
    ("nobody", ("dialled>unknown",)),
])
def test_an_unknown_number_is_told_in_words_before_any_answer(
        office: Office, hoa: Phone, dialled: str, steps: tuple[str, ...]) -> None:
    hoa.call(dialled)

    assert hoa.wait_ended(20).code == 404
    assert "talking" not in hoa.passed
    assert likeness(read_samples(PROMPTS / "number-unknown.wav"), hoa.heard_samples()) > SAME_SPEECH
    call = office.row()
    assert (call.outcome, call.cause, call.ended_by) == (Outcome.REFUSED, 1, Side.SYSTEM)
    assert str(call.trail) == trail(*steps, "say-unknown>done", "end-unknown")
    assert call.trail == foreseen(SEN, HOA, dialled)


def test_who_hangs_up_during_an_announcement_has_not_heard_it_to_its_end(office: Office, hoa: Phone) -> None:
    hoa.call("199")
    hoa.wait_ringing()
    hoa.hang_up()

    assert hoa.wait_ended().code == 487
    call = office.row()
    assert call.ended_by is Side.CALLER
    assert str(call.trail) == trail("dialled(199)>extension", "calls>free", "find>unknown", "say-unknown")


def test_more_calls_than_rented_are_refused_in_words(office: Office, hoa: Phone) -> None:
    with ExitStack() as stack:
        called = stack.enter_context(office.raw(SEN, BINH))
        assert called.register().status == 200
        called.serve(ring_forever)
        callers = [stack.enter_context(office.phone(SEN, ONLY_SEN)) for _ in range(CALLS_AT_ONCE)]
        for each in callers:
            each.call(BINH)
            each.wait_ringing()

        hoa.call(BINH)
        assert hoa.wait_ended(20).code == 503
        assert likeness(read_samples(PROMPTS / "limit-reached.wav"), hoa.heard_samples()) > SAME_SPEECH
        call = office.row()
        assert (call.outcome, call.cause, call.ended_by) == (Outcome.REFUSED, 42, Side.SYSTEM)
        assert str(call.trail) == trail(f"dialled({BINH})>extension", "calls>full", "say-full>done", "end-full")
        assert call.trail == foreseen(SEN, HOA, BINH, calls_up=CALLS_AT_ONCE)

        for each in callers:
            each.hang_up()
            each.wait_ended()
    assert [each.outcome for each in office.rows(CALLS_AT_ONCE)] == [Outcome.CANCELLED] * CALLS_AT_ONCE


def test_hold_silences_the_other_side_and_resume_brings_it_back(office: Office, hoa: Phone, binh: Phone) -> None:
    hoa.call(BINH)
    hoa.wait_talking()
    binh.wait_hears(HOA_TONE)

    hoa.hold()
    hoa.wait_sound("held here")
    binh.wait_hears(0)
    hoa.resume()
    hoa.wait_sound("active")
    binh.wait_hears(HOA_TONE)
    hoa.wait_hears(BINH_TONE)
    hoa.hang_up()
    binh.wait_ended()

    call = office.row()
    assert str(call.trail) == trail(*way_to(BINH), f"ring({BINH})>answered")
    assert call.trail == foreseen(SEN, HOA, BINH)


def test_keys_pressed_during_a_call_arrive(office: Office, hoa: Phone, binh: Phone) -> None:
    hoa.call(BINH)
    hoa.wait_talking()
    binh.wait_talking()
    hoa.send_dtmf("159*0#")
    binh.wait_digits("159*0#")
    hoa.hang_up()
    binh.wait_ended()
    assert office.row().outcome is Outcome.ANSWERED


def test_the_echo_test_says_what_it_is_and_gives_back_what_is_said(office: Office) -> None:
    with office.phone(SEN, HOA, tone=1500) as hoa:
        hoa.call("*43")
        hoa.wait_talking()
        hoa.wait_hears(1500, 20)
        assert likeness(read_samples(PROMPTS / "echo-test.wav"), hoa.heard_samples()) > SAME_SPEECH
        hoa.hang_up()
        hoa.wait_ended()

    call = office.row()
    assert (call.outcome, call.answered_by, call.dialled, call.ended_by) == (Outcome.ANSWERED, "", "*43", Side.CALLER)
    assert str(call.trail) == trail("dialled(*43)>echo", "echo>done")
    assert call.trail == foreseen(SEN, HOA, "*43")


def test_all_phones_of_an_extension_ring_and_the_first_to_answer_has_the_call(
        office: Office, hoa: Phone, binh: Phone) -> None:
    binh.waits_to_be_told()
    with office.phone(SEN, BINH, transport="tcp", tone=800) as mobile:
        mobile.register().wait_registered()
        hoa.call(BINH)
        binh.wait_incoming()
        mobile.wait_incoming()
        mobile.answer()
        hoa.wait_talking()
        hoa.wait_hears(800)
        assert binh.wait_ended().code == 487
        hoa.hang_up()
        mobile.wait_ended()

    call = office.row()
    assert (call.answered_by, len(call.legs)) == (BINH, 3)
    assert str(call.trail) == trail(*way_to(BINH), f"ring({BINH})>answered")
    assert call.trail == foreseen(SEN, HOA, BINH)
