"""A test phone does what a phone does, and says truthfully what it hears."""

import time
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from actors.certificate import write_certificate
from actors.plain_engine import ACCOUNTS, PlainEngine
from actors.softphone import SAME_SPEECH, Phone, PhoneError, likeness, read_samples, write_speech
from testphones import BARESIP, MAKES, make_named
from tongdai.engine.testphone import Make

PAIRS = list(permutations(MAKES, 2)) or [(BARESIP, BARESIP)]
"""Caller and called of different makes; where there is but one, SIPp is the other, in the tests of calls."""

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@dataclass(frozen=True, slots=True)
class Shop:
    """Sells phones of one make for one engine."""

    engine: PlainEngine
    make: Make

    def phone(self, account: str, password: str = "", **more: object) -> Phone:
        return Phone(account, password or ACCOUNTS[account], "127.0.0.1", self.engine.port, make=self.make, **more)

    def secure_phone(self, account: str, tone: int = 440, authorities: Path | None = None) -> Phone:
        return Phone(account, ACCOUNTS[account], "127.0.0.1", self.engine.tls_port, make=self.make, transport="tls",
                     srtp=True, tone=tone, authorities=str(authorities or self.engine.certificate))


@pytest.fixture(params=MAKES)
def shop(plain_engine: PlainEngine, request: pytest.FixtureRequest) -> Shop:
    """Every test is for every make that this machine has."""
    return Shop(plain_engine, make_named(request.param))


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_two_phones_hear_each_others_tone(shop: Shop, transport: str) -> None:
    with (shop.phone("6001", tone=440, transport=transport) as hoa,
          shop.phone("6002", tone=620, transport=transport) as binh):
        hoa.register().wait_registered()
        binh.register().wait_registered()

        hoa.call("6002")
        binh.wait_incoming()
        hoa.wait_ringing()
        binh.answer()
        hoa.wait_talking()

        assert hoa.wait_hears(620)
        assert binh.wait_hears(440)
        time.sleep(0.5)
        binh.hang_up()
        assert hoa.wait_ended().code == 200
        assert binh.wait_ended().code == 200
        assert hoa.heard_seconds > 0.1


@pytest.mark.parametrize(("caller", "called"), PAIRS)
def test_phones_of_different_makes_understand_each_other(plain_engine: PlainEngine, caller: str, called: str) -> None:
    """They share no line of code: what works between them is the standard, and not one make's habit."""
    with (Shop(plain_engine, make_named(caller)).phone("6001", tone=440) as hoa,
          Shop(plain_engine, make_named(called)).secure_phone("6003", tone=620) as binh):
        hoa.register().wait_registered()
        binh.register().wait_registered()

        hoa.call("6003")
        binh.wait_incoming()
        hoa.wait_ringing()
        binh.answer()
        hoa.wait_talking()

        assert hoa.wait_hears(620)
        assert binh.wait_hears(440)
        hoa.hang_up()
        assert (hoa.wait_ended().code, binh.wait_ended().code) == (200, 200)


def test_tls_and_srtp_are_really_used(shop: Shop) -> None:
    with shop.phone("6001", tone=440) as hoa, shop.secure_phone("6003", tone=620) as binh:
        hoa.register().wait_registered()
        binh.answers_by_itself().register().wait_registered()

        hoa.call("6003")
        hoa.wait_talking()
        hoa.wait_hears(620)
        binh.wait_hears(440)

        assert binh.statistics()["srtp"] is True
        assert hoa.statistics()["srtp"] is False
        assert "RTP/SAVP" in binh.messages()


def test_a_server_with_an_unknown_certificate_is_not_believed(shop: Shop, tmp_path: Path) -> None:
    other = tmp_path / "other.crt"
    write_certificate(other, tmp_path / "other.key")
    with shop.secure_phone("6001", authorities=other) as hoa:
        assert hoa.register().wait_refused().code >= 500


def test_speech_arrives_as_it_was_said(shop: Shop, tmp_path: Path) -> None:
    speech = tmp_path / "speech.wav"
    write_speech(speech)
    with shop.phone("6001") as hoa, shop.phone("6002", tone=620) as binh:
        hoa.register().wait_registered()
        binh.answers_by_itself().register().wait_registered()
        hoa.call("6002")
        hoa.wait_talking()

        hoa.say(speech)
        hoa.wait_said()
        binh.wait_hears(hoa.account.tone)

        assert likeness(read_samples(speech), binh.heard_samples()) > SAME_SPEECH
        assert likeness(read_samples(speech), hoa.heard_samples()) < 0.6


def test_a_wrong_password_is_refused(shop: Shop) -> None:
    with shop.phone("6001", "wrong") as hoa:
        hoa.register()

        assert hoa.wait_refused().code == 401
        with pytest.raises(PhoneError, match=r"Phone 6001 \(udp\) was refused: 401"):
            hoa.wait_registered()


def test_a_phone_refuses_a_call_and_the_caller_learns_it(shop: Shop) -> None:
    with shop.phone("6001") as hoa, shop.phone("6002") as binh:
        hoa.register().wait_registered()
        binh.refuses_by_itself(486).register().wait_registered()
        hoa.call("6002")
        assert hoa.wait_ended().code == 486

        binh.waits_to_be_told()
        hoa.call("6002")
        binh.wait_incoming()
        binh.reject(486)
        assert hoa.wait_ended().code == 486


def test_a_caller_gives_up(shop: Shop) -> None:
    with shop.phone("6001") as hoa, shop.phone("6002") as binh:
        hoa.register().wait_registered()
        binh.register().wait_registered()
        hoa.call("6002")
        hoa.wait_ringing()

        hoa.hang_up()

        assert hoa.wait_ended().code == 487
        binh.wait_ended()


def test_a_phone_in_a_call_turns_a_second_caller_away(shop: Shop) -> None:
    with (shop.phone("6001") as hoa, shop.phone("6002") as binh,
          shop.secure_phone("6003", tone=700) as carol):
        for one in (hoa, binh, carol):
            one.register().wait_registered()
        binh.answers_by_itself()
        hoa.call("6002")
        hoa.wait_talking()

        carol.call("6002")

        assert carol.wait_ended().code == 486
        assert hoa.state == binh.state == "talking"


def test_hold_silences_one_side_and_resume_brings_it_back(shop: Shop) -> None:
    with shop.phone("6001", tone=440) as hoa, shop.phone("6002", tone=620) as binh:
        hoa.register().wait_registered()
        binh.answers_by_itself().register().wait_registered()
        hoa.call("6002")
        hoa.wait_talking()
        binh.wait_hears(440)

        hoa.hold()
        hoa.wait_sound("held here")
        binh.wait_hears(0)

        hoa.resume()
        hoa.wait_sound("active")
        binh.wait_hears(440)
        hoa.wait_hears(620)


def test_keys_pressed_on_one_side_arrive_on_the_other(shop: Shop) -> None:
    with shop.phone("6001") as hoa, shop.phone("6002") as binh:
        hoa.register().wait_registered()
        binh.answers_by_itself().register().wait_registered()
        hoa.call("6002")
        hoa.wait_talking()
        binh.wait_talking()

        hoa.send_dtmf("15#")

        binh.wait_digits("15#")


def test_early_sound_is_heard_before_an_answer(shop: Shop) -> None:
    with shop.phone("6001") as hoa:
        hoa.call("901")

        hoa.wait_hears(1000)
        assert hoa.state == "ringing"
        assert hoa.wait_ended().code == 404


def test_waiting_is_bounded_and_says_what_happened_instead(shop: Shop) -> None:
    with shop.phone("6001") as hoa:
        with pytest.raises(PhoneError, match=r"Phone 6001 \(udp\) did not get a call: not within 0\.2 s"):
            hoa.wait_incoming(0.2)
        with pytest.raises(PhoneError, match="could not 'answer': This phone is in no call"):
            hoa.answer()
        hoa.call("900")
        hoa.wait_talking()
        with pytest.raises(PhoneError, match=r"hear 999 Hz \(it hears 44\d Hz\)"):
            hoa.wait_hears(999, 0.8)


def test_a_phone_says_what_it_cannot_do(plain_engine: PlainEngine) -> None:
    """Baresip has one way to refuse and no headers of a test's own; it says so before anything is sent."""
    with Shop(plain_engine, make_named(BARESIP)).phone("6001") as hoa:
        with pytest.raises(PhoneError, match=r"could not 'behave': baresip refuses calls with 486 only"):
            hoa.refuses_by_itself(603)
        with pytest.raises(PhoneError, match=r"could not 'call': baresip sends no further headers"):
            hoa.call("900", headers={"X-One": "1"})
        with pytest.raises(PhoneError, match=r"baresip cannot dial '900>'"):
            hoa.call("900>")


def test_a_phone_whose_process_has_died_says_so(shop: Shop) -> None:
    with shop.phone("6001") as hoa:
        hoa.die()

        with pytest.raises(PhoneError, match=r"its process ended|has ended"):
            hoa.call("6002")


def test_a_phone_that_cannot_start_says_why_and_leaves_nothing_behind(shop: Shop) -> None:
    with pytest.raises(PhoneError, match="IPv4 only, and the server is ::1"):
        Phone("6001", "secret", "::1", shop.engine.port, make=shop.make)
    with pytest.raises(PhoneError, match=r"6001 \(udp\) did not start: (its process ended|192\.0\.2\.77 is no addr)"):
        shop.phone("6001", address="192.0.2.77")
