"""Known attacks on switchboards, tried on the configuration that we compile."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from actors.probes.leak import Challenger, leaked
from actors.probes.spray import TONE, Ear, spray
from actors.probes.strangers import REFUSALS, Source, knock
from actors.raw_phone import RawPhone
from actors.sip import audio_port
from actors.softphone import Phone, tone_share
from calls.office import BINH, CAROL, HOA, ONLY_SEN, SEN, TRE, Office, two_customers
from cells import RunningCell

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

SETTLING = 0.5
QUALIFIED_WITHIN = 5.0
REFRESHED_WITHIN = 60.0
MOST_BLED = 5
AUDIBLE = 0.01
TARGETS = (
    f"{SEN}-{HOA}", f"{SEN}-{BINH}", f"{TRE}-{CAROL}", f"{SEN}-{ONLY_SEN}", SEN, f"{SEN}-plan", HOA, "*43",
    "0084901234567", "911", "s", "h", "i", "tongdai", "operator", "anonymous", "default", "asterisk", "..%2Fetc", "%00",
)


@pytest.fixture
def hoa(office: Office) -> Iterator[Phone]:
    """Hoa's phone, registered."""
    with office.phone(SEN, HOA) as phone:
        yield phone.register().wait_registered()


@pytest.fixture
def hostile(office: Office) -> Iterator[RawPhone]:
    """Bình's phone has been taken over: every byte of it is the attacker's."""
    with office.raw(SEN, BINH) as phone:
        yield phone


@pytest.mark.parametrize("status", [401, 407])
@pytest.mark.parametrize(("algorithm", "realm"), [("MD5", "evil.example"), ("SHA-256", "tongdai")])
@pytest.mark.parametrize("method", ["INVITE", "BYE", "CANCEL"])
def test_the_engine_never_logs_in_at_a_phone(
        office: Office, hoa: Phone, hostile: RawPhone, status: int, algorithm: str, realm: str, method: str) -> None:
    asks = Challenger(status, frozenset({method}), algorithm=algorithm, realm=realm, answers=method != "CANCEL")
    assert hostile.serve(asks).register().status == 200
    hoa.call(BINH)
    hostile.wait_seen("INVITE")
    if method != "INVITE":
        (hoa.wait_ringing if method == "CANCEL" else hoa.wait_talking)()
    time.sleep(SETTLING)
    if hoa.state != "ended":
        hoa.hang_up()
    hoa.wait_ended()
    hostile.wait_seen(method)
    time.sleep(SETTLING)

    assert method in asks.challenged
    assert leaked(hostile.seen) == []


@pytest.mark.parametrize("status", [401, 407])
def test_the_engine_never_logs_in_when_it_asks_whether_a_phone_is_there(
        office: Office, hostile: RawPhone, status: int) -> None:
    asks = Challenger(status, frozenset({"OPTIONS"}))
    assert hostile.serve(asks).register().status == 200
    hostile.wait_seen("OPTIONS", seconds=QUALIFIED_WITHIN)
    time.sleep(SETTLING)

    assert "OPTIONS" in asks.challenged
    assert leaked(hostile.seen) == []


@pytest.mark.parametrize("status", [401, 407])
def test_the_engine_never_logs_in_at_a_caller_whose_call_it_ends(
        office: Office, hoa: Phone, hostile: RawPhone, status: int) -> None:
    asks = Challenger(status, frozenset({"BYE"}))
    assert hostile.serve(asks).register().status == 200
    hoa.answers_by_itself()
    assert hostile.invite(HOA)[-1].status == 200
    hoa.wait_talking()
    hoa.hang_up()
    hostile.wait_seen("BYE")
    time.sleep(SETTLING)

    assert "BYE" in asks.challenged
    assert leaked(hostile.seen) == []


@pytest.mark.long
@pytest.mark.parametrize("status", [401, 407])
def test_the_engine_never_logs_in_when_it_refreshes_a_call(
        office: Office, hoa: Phone, hostile: RawPhone, status: int) -> None:
    """The hostile phone agreed to the shortest session, so the engine sends a re-INVITE after 45 s."""
    asks = Challenger(status, frozenset({"RE-INVITE", "UPDATE"}))
    assert hostile.serve(asks).register().status == 200
    hoa.call(BINH)
    hoa.wait_talking()
    end = time.monotonic() + REFRESHED_WITHIN
    while not asks.challenged and time.monotonic() < end:
        time.sleep(SETTLING)
    time.sleep(SETTLING)
    if hoa.state == "talking":
        hoa.hang_up()
    hoa.wait_ended()

    assert asks.challenged
    assert leaked(hostile.seen) == []


def test_sound_is_neither_given_away_nor_taken_in(office: Office, hoa: Phone) -> None:
    """An attacker sprays every audio port of the engine during a call, with audio and with forged reports.

    A phone behind address translation gets the engine's reports where its own came from, and so does whoever forges
    one (docs/threat-model.md); they count packets and carry no audio.
    """
    settings = office.cell.settings
    with Ear() as ear, office.raw(SEN, BINH) as binh:
        behaviour = Challenger(401, frozenset(), audio_port=ear.port)
        assert binh.serve(behaviour).register().status == 200
        hoa.call(BINH)
        towards_hoa = audio_port(binh.wait_seen("INVITE")[0])
        ear.speak_to("127.0.0.1", towards_hoa)
        hoa.wait_talking()

        sprayed = spray("127.0.0.1", settings.rtp_first_port, settings.rtp_last_port, 60)

        hoa.hang_up()
        binh.wait_seen("BYE")
        assert len(ear.listen().packets) > 50
        assert ear.injected == 0
        assert sprayed.bled == 0
        assert sprayed.rtcp_bled <= MOST_BLED


def test_a_spray_that_began_before_the_call_gets_at_most_five_packets(office: Office, hoa: Phone) -> None:
    settings = office.cell.settings
    with office.phone(SEN, BINH, tone=620) as binh, ThreadPoolExecutor(1) as attacker:
        binh.answers_by_itself().register().wait_registered()
        attack = attacker.submit(spray, "127.0.0.1", settings.rtp_first_port, settings.rtp_last_port, 100)
        time.sleep(SETTLING)
        hoa.call(BINH)
        hoa.wait_talking()
        hoa.wait_hears(620)
        binh.wait_hears(440)
        sprayed = attack.result()
        heard = tone_share(binh.heard_samples(1.0), TONE), tone_share(hoa.heard_samples(1.0), TONE)
        hoa.hang_up()
        binh.wait_ended()

    assert sprayed.bled <= MOST_BLED
    assert max(heard) < AUDIBLE


@pytest.mark.parametrize("method", ["INVITE", "REGISTER", "OPTIONS", "MESSAGE", "SUBSCRIBE", "NOTIFY", "REFER"])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_strangers_are_refused_whatever_they_ask_for(office: Office, transport: str, method: str) -> None:
    answers = knock(Source("127.0.0.1", transport), office.port, TARGETS, method)

    assert len(TARGETS) == 20
    assert {each.status for each in answers.values() if each} <= REFUSALS
    assert office.channels() == 0


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("user", ["stranger", f"{SEN}-{HOA}", "anonymous", "asterisk", "127.0.0.1"])
def test_strangers_are_refused_whoever_they_say_they_are(office: Office, transport: str, user: str) -> None:
    answers = knock(Source("127.0.0.1", transport, user), office.port, TARGETS)

    assert {each.status for each in answers.values() if each} <= REFUSALS
    assert office.channels() == 0


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_strangers_are_refused_over_ipv6_too(running_cell: Callable[..., RunningCell], transport: str) -> None:
    office = Office(running_cell(two_customers(), sip_host="::1"))
    answers = knock(Source("::1", transport), office.port, TARGETS)

    assert {each.status for each in answers.values() if each} <= REFUSALS
    assert any(answers.values())
    assert office.channels() == 0
