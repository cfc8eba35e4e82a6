"""The tables of `docs/reference/engine-facts.md`, measured."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actors.plain_engine import ACCOUNTS, PlainEngine
from actors.ports import free_port
from actors.raw_phone import RawPhone
from actors.sipp import Login, Sipp, run_sipp
from actors.softphone import Phone, PhoneError
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

REFUSALS = {
    "486": ("BUSY 17", 486), "600": ("BUSY 17", 486),
    "603": ("CHANUNAVAIL 21", 403), "403": ("CHANUNAVAIL 21", 403),
    "480": ("NOANSWER 19", 480),
    "404": ("CHANUNAVAIL 1", 404), "604": ("CHANUNAVAIL 1", 404),
    "410": ("CHANUNAVAIL 22", 410), "408": ("CHANUNAVAIL 18", 408), "484": ("CHANUNAVAIL 28", 484),
    "488": ("CHANUNAVAIL 58", 488), "606": ("CHANUNAVAIL 58", 488),
    "302": ("CHANUNAVAIL 23", 302),
    "400": ("CHANUNAVAIL 127", 500), "406": ("CHANUNAVAIL 127", 500), "415": ("CHANUNAVAIL 127", 500),
    "500": ("CHANUNAVAIL 38", 500), "503": ("CONGESTION 34", 503),
}
"""What the called phone answers: what Dial says, and what the caller hears."""

CALLEE = Login("6002", ACCOUNTS["6002"])


@pytest.fixture
def caller(plain_engine: PlainEngine) -> Iterator[Phone]:
    """A phone on 6001."""
    with Phone("6001", ACCOUNTS["6001"], "127.0.0.1", plain_engine.port) as phone:
        yield phone


@pytest.fixture
def callee_port(plain_engine: PlainEngine) -> int:
    """The port at which 6002 is registered; what answers there is the test's choice."""
    port = free_port()
    run_sipp("register", "127.0.0.1", plain_engine.port, calls=1, seconds=5, local_port=port, logins=[CALLEE])
    return port


def result(engine: PlainEngine, name: str = "RESULT") -> str:
    """What Dial said, once it has been noted."""
    for _ in range(40):
        if found := engine.variable(name):
            return found
        time.sleep(0.05)
    return ""


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_of_the_called_phone_is_told_as_in_the_table(
        plain_engine: PlainEngine, callee_port: int, status: str) -> None:
    """The caller is a phone that takes the answer as it comes; what people hold in their hands follows a 302."""
    with (Sipp("refuse", "127.0.0.1", plain_engine.port, calls=1, seconds=9, local_port=callee_port,
               keys={"status": status, "ring": "50"}),
          RawPhone("6001", ACCOUNTS["6001"], "127.0.0.1", plain_engine.port) as caller):
        heard = caller.invite("6002")[-1].status

        assert (result(plain_engine), heard) == REFUSALS[status]


@pytest.mark.parametrize("number", ["6002", "6999"])
def test_who_is_not_registered_and_who_does_not_exist_are_told_alike_at_once(
        plain_engine: PlainEngine, caller: Phone, number: str) -> None:
    caller.call(number)

    assert caller.wait_ended(2).code == 404
    assert result(plain_engine) == "CHANUNAVAIL 3"


@pytest.mark.parametrize("callee", ["ring", None])
def test_a_phone_that_rings_and_one_that_vanished_use_up_the_ring_time(
        plain_engine: PlainEngine, caller: Phone, callee_port: int, callee: str | None) -> None:
    plain_engine.ask("dialplan set global RING 1")
    if callee:
        with Sipp(callee, "127.0.0.1", plain_engine.port, calls=1, seconds=9, local_port=callee_port):
            caller.call("6002")
            caller.wait_ringing()
            assert caller.wait_ended().code == 603
    else:
        caller.call("6002")
        assert caller.wait_ended().code == 603

    assert result(plain_engine) == "NOANSWER 0"


def test_a_caller_who_gives_up_is_seen_only_in_the_hangup_extension(
        plain_engine: PlainEngine, caller: Phone, callee_port: int) -> None:
    with Sipp("ring", "127.0.0.1", plain_engine.port, calls=1, seconds=9, local_port=callee_port):
        caller.call("6002")
        caller.wait_ringing()
        caller.hang_up()

        assert caller.wait_ended().code == 487
        assert result(plain_engine, "LAST") == "CANCEL 127"
        assert plain_engine.variable("RESULT") == ""


@pytest.mark.parametrize("caller_ends", [True, False])
def test_an_answered_call_is_seen_only_in_the_hangup_extension(
        plain_engine: PlainEngine, caller: Phone, caller_ends: bool) -> None:
    with Phone("6002", ACCOUNTS["6002"], "127.0.0.1", plain_engine.port) as callee:
        callee.answers_by_itself().register().wait_registered()
        caller.call("6002")
        caller.wait_talking()
        callee.wait_talking()

        (caller if caller_ends else callee).hang_up()

        assert caller.wait_ended().code == callee.wait_ended().code == 200
        assert result(plain_engine, "LAST") == "ANSWER 16"
        assert plain_engine.variable("RESULT") == ""


ENCRYPTION = {
    ("none", False): (True, True), ("none", True): (False, False),
    ("either", False): (True, True), ("either", True): (True, False),
    ("only", False): (False, False), ("only", True): (True, True),
}
"""Kind of endpoint, whether the phone demands SRTP: whether it can call, whether it can be called."""


@pytest.mark.parametrize(("kind", "demands"), ENCRYPTION)
def test_encryption_is_agreed_as_in_the_table(
        engine_program: EngineProgram, reachable_path: Path, kind: str, demands: bool) -> None:
    with PlainEngine(engine_program, reachable_path, encryption={"6001": kind}) as engine:
        port, more = (engine.tls_port, {"transport": "tls", "srtp": True}) if demands else (engine.port, {})
        with (Phone("6001", ACCOUNTS["6001"], "127.0.0.1", port, **more) as one,
              Phone("6002", ACCOUNTS["6002"], "127.0.0.1", engine.port, tone=620) as other):
            one.answers_by_itself().register().wait_registered()
            other.answers_by_itself().register().wait_registered()

            assert (talks(one, "6002", one), talks(other, "6001", one)) == ENCRYPTION[kind, demands]


def talks(caller: Phone, number: str, measured: Phone) -> bool:
    """Whether this call comes about; if so, it is encrypted exactly where the measured phone demands it."""
    caller.call(number)
    try:
        caller.wait_talking()
    except PhoneError:
        assert caller.last_status.code == 488
        return False
    measured.wait_hears(620)
    assert measured.statistics()["srtp"] is measured.account.srtp
    caller.hang_up()
    caller.wait_ended()
    measured.wait_ended()
    return True
