"""SIPp's runs say what came of every call."""

import pytest

from actors.plain_engine import ACCOUNTS, PlainEngine
from actors.ports import free_port
from actors.sipp import Login, Sipp, run_sipp

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CALLER = Login("6001", ACCOUNTS["6001"], "6002")
CALLEE = Login("6002", ACCOUNTS["6002"])


def register_callee(engine: PlainEngine) -> int:
    """Register 6002 at a free port, which is returned."""
    port = free_port()
    assert run_sipp("register", "127.0.0.1", engine.port, calls=1, seconds=5, local_port=port,
                    logins=[CALLEE]).successful == 1
    return port


def test_calls_are_counted_and_timed(plain_engine: PlainEngine) -> None:
    port = register_callee(plain_engine)

    with Sipp("answer", "127.0.0.1", plain_engine.port, calls=10, seconds=20, local_port=port) as callee:
        result = run_sipp("call", "127.0.0.1", plain_engine.port, calls=10, seconds=15, rate=20, logins=[CALLER])

        assert (result.successful, result.failed, result.retransmissions) == (10, 0, 0)
        assert len(result.response_milliseconds) == 10
        assert 0 < result.percentile(0.95) < 1000
        assert callee.wait().successful == 10
        assert plain_engine.calls_so_far() == 10


def test_a_wrong_password_makes_the_run_fail(plain_engine: PlainEngine) -> None:
    result = run_sipp("register", "127.0.0.1", plain_engine.port, calls=1, seconds=5, logins=[Login("6002", "wrong")])

    assert (result.successful, result.failed) == (0, 1)
    assert "401" in result.errors


def test_a_busy_phone_is_heard_as_busy(plain_engine: PlainEngine) -> None:
    port = register_callee(plain_engine)

    with Sipp("refuse", "127.0.0.1", plain_engine.port, calls=1, seconds=10, local_port=port):
        assert run_sipp("refused", "127.0.0.1", plain_engine.port, calls=1, seconds=10,
                        logins=[CALLER]).successful == 1


def test_a_caller_who_gives_up_stops_the_ringing(plain_engine: PlainEngine) -> None:
    port = register_callee(plain_engine)

    with Sipp("ring", "127.0.0.1", plain_engine.port, calls=1, seconds=10, local_port=port) as callee:
        assert run_sipp("cancel", "127.0.0.1", plain_engine.port, calls=1, seconds=10, logins=[CALLER]).successful == 1
        assert callee.wait().successful == 1


def test_a_callee_that_never_answers_is_given_up_by_the_engine(plain_engine: PlainEngine) -> None:
    port = register_callee(plain_engine)
    plain_engine.ask("dialplan set global RING 1")

    with Sipp("ring", "127.0.0.1", plain_engine.port, calls=1, seconds=10, local_port=port) as callee:
        run_sipp("refused", "127.0.0.1", plain_engine.port, calls=1, seconds=10, logins=[CALLER])
        assert callee.wait().successful == 1
        assert plain_engine.variable("RESULT").startswith("NOANSWER")
