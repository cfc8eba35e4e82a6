"""The probes find what they look for where it is, and nothing where it is not."""

import time
from pathlib import Path

import pytest

from actors.plain_engine import ACCOUNTS, REALM, PlainEngine
from actors.probes.dialled import dangerous
from actors.probes.leak import Challenger, leaked
from actors.probes.spray import Ear, encode_alaw, spray
from actors.probes.strangers import REFUSALS, Source, knock
from actors.raw_phone import RawPhone
from actors.sip import Message, audio_port, authorization, parse
from actors.softphone import Phone
from tongdai.engine import EngineProgram

SETTLING = 0.5
"""Seconds in which an engine that wants to say more has said it."""

LEAKY = """
[leaky]
type = auth
auth_type = digest
username = account-at-the-carrier
password = secret-of-the-carrier
"""
"""An outbound login that names no realm: the engine answers whoever asks."""


def phone(engine: PlainEngine, account: str, **more: object) -> Phone:
    return Phone(account, ACCOUNTS[account], "127.0.0.1", engine.port, **more)


def raw(engine: PlainEngine, account: str, **more: object) -> RawPhone:
    return RawPhone(account, ACCOUNTS[account], "127.0.0.1", engine.port, **more)


def incoming(one: Phone) -> int:
    return sum(event["event"] == "incoming" for event in one.events)


def test_a_message_survives_being_written_and_read() -> None:
    message = Message("INVITE sip:101@127.0.0.1 SIP/2.0", (("To", "<sip:101@x>"), ("Via", "a"), ("Via", "b")), "v=0\n")

    assert parse(message.encode()) == message
    assert (message.method, message.status) == ("INVITE", 0)
    assert message.all("via") == ("a", "b")
    assert parse(b"SIP/2.0 404 Not Found\r\n\r\n").status == 404


def test_a_digest_is_what_the_standard_says() -> None:
    challenge = 'Digest realm="testrealm@host.com", qop="auth", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'

    login = authorization(challenge.replace(', qop="auth"', ""), "Mufasa", "Circle Of Life", "GET", "/dir/index.html")

    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in login  # RFC 2069 with the values of RFC 2617, 3.5


@pytest.mark.wet
@pytest.mark.asterisk
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_phone_made_by_hand_registers_calls_and_is_called(plain_engine: PlainEngine, transport: str) -> None:
    with raw(plain_engine, "6001", transport=transport) as hoa, phone(plain_engine, "6002") as binh:
        binh.refuses_by_itself(486).register().wait_registered()
        assert hoa.register().status == 200
        assert hoa.invite("6002")[-1].status == 486

        hoa.serve(Challenger(401, frozenset()))
        binh.call("6001")
        binh.wait_talking()
        binh.hang_up()
        hoa.wait_seen("BYE")


@pytest.mark.wet
@pytest.mark.asterisk
@pytest.mark.parametrize("method", ["INVITE", "BYE"])
@pytest.mark.parametrize("status", [401, 407])
def test_the_leak_is_seen_where_the_engine_leaks(
        engine_program: EngineProgram, reachable_path: Path, method: str, status: int) -> None:
    with (PlainEngine(engine_program, reachable_path, before_phones=LEAKY, phone_options="outbound_auth = leaky")
          as engine, raw(engine, "6002") as hostile):
        call_and_challenge(engine, hostile, Challenger(status, frozenset({method})))

        assert any("account-at-the-carrier" in each for each in leaked(hostile.seen))


@pytest.mark.wet
@pytest.mark.asterisk
@pytest.mark.parametrize("method", ["INVITE", "BYE"])
def test_no_leak_is_seen_where_the_engine_knows_the_realm(
        engine_program: EngineProgram, reachable_path: Path, method: str) -> None:
    with (PlainEngine(engine_program, reachable_path, before_phones=f"{LEAKY}realm = {REALM}\n",
                      phone_options="outbound_auth = leaky") as engine, raw(engine, "6002") as hostile):
        call_and_challenge(engine, hostile, Challenger(407, frozenset({method})))

        assert leaked(hostile.seen) == []


def call_and_challenge(engine: PlainEngine, hostile: RawPhone, behaviour: Challenger) -> None:
    """A call to a hostile phone, ended by the caller, during which it challenges what it was told to."""
    assert hostile.register().status == 200
    hostile.serve(behaviour)
    with phone(engine, "6001") as caller:
        caller.call("6002")
        if "INVITE" in behaviour.methods:
            caller.wait_ended(15)
        else:
            caller.wait_talking()
            caller.hang_up()
            hostile.wait_seen("BYE")
            time.sleep(SETTLING)
    assert behaviour.challenged


@pytest.mark.wet
@pytest.mark.asterisk
def test_dangerous_dialling_rings_others_in_a_careless_dialplan(
        engine_program: EngineProgram, reachable_path: Path) -> None:
    with (PlainEngine(engine_program, reachable_path, context="careless") as engine, raw(engine, "6001") as caller,
          phone(engine, "6002") as binh, phone(engine, "6003") as carol):
        binh.refuses_by_itself(486).register().wait_registered()
        carol.refuses_by_itself(486).register().wait_registered()

        for user in dangerous("6002", "6003", reachable_path / "canary")[:8]:
            caller.invite(user, 1)

        assert incoming(carol) >= 2


@pytest.mark.wet
@pytest.mark.asterisk
@pytest.mark.parametrize("strict", [True, False])
def test_sound_bleeds_and_is_injected_only_without_strict_rtp(
        engine_program: EngineProgram, reachable_path: Path, strict: bool) -> None:
    with (PlainEngine(engine_program, reachable_path, strictrtp=strict) as engine, Ear() as ear,
          phone(engine, "6001") as hoa, raw(engine, "6002") as binh):
        binh.serve(Challenger(401, frozenset(), audio_port=ear.port))
        assert binh.register().status == 200
        hoa.call("6002")
        hoa.wait_talking()
        towards_hoa = audio_port(binh.wait_seen("INVITE")[0])
        if strict:
            ear.speak_to("127.0.0.1", towards_hoa)
        time.sleep(SETTLING)

        towards_binh = int(hoa.statistics()["remote"].rsplit(":", 1)[1])
        spray("127.0.0.1", towards_binh, towards_binh + 1, 30)
        injected = ear.listen().injected
        sprayed = spray("127.0.0.1", towards_hoa, towards_hoa + 1, 30)

        assert len(ear.packets) > 30
        assert (injected > 0) is not strict
        assert (sprayed.bled > 5) is not strict


@pytest.mark.parametrize(("sample", "code"), [
    (0, 0xD5), (8, 0xD5), (1000, 0xFA), (-1000, 0x7A), (32635, 0xAA), (-32635, 0x2A), (-5, 0x55), (300, 0xC7),
    (-300, 0x47), (12345, 0xBD), (-12345, 0x3D)])
def test_a_law_is_encoded_as_the_standard_says(sample: int, code: int) -> None:
    assert encode_alaw([sample]) == bytes([code])


@pytest.mark.wet
@pytest.mark.asterisk
@pytest.mark.parametrize("source", [Source("127.0.0.1", "udp"), Source("::1", "udp"), Source("127.0.0.1", "tcp")],
                         ids=str)
def test_a_stranger_is_refused(plain_engine: PlainEngine, source: Source) -> None:
    answers = knock(source, plain_engine.port, ["6001", "6002", "nobody", "h"])

    assert {each.status if each else 0 for each in answers.values()} <= REFUSALS
