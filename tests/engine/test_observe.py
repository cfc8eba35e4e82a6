"""What an engine looks like: who is registered from where, which calls are up, and whether it serves."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from actors.sipp import Sipp
from cells import RunningCell
from engine.calling import CALLER, answering, register
from engine.casts import SEN, both
from tongdai.domain.observation import EngineState, LiveCall, Observation

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


def wait_for_call(cell: RunningCell, state: str) -> LiveCall:
    """The one call, once it is in this state."""
    deadline = time.monotonic() + 10
    seen: Observation | None = None
    while time.monotonic() < deadline:
        seen = cell.engine.observe()
        if [call.state for call in seen.calls] == [state]:
            return seen.calls[0]
        time.sleep(0.05)
    raise AssertionError(f"no call is {state}: {seen}")


def test_a_registered_phone_is_seen_with_its_address(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    port = register(cell)

    [phone] = cell.engine.observe().registrations

    assert (phone.account, phone.address, phone.transport) == (f"{SEN}-102", f"127.0.0.1:{port}", "udp")
    assert phone.expires is not None
    assert phone.expires > cell.engine.observe().at


def test_a_call_is_seen_from_ringing_to_talking_and_can_be_ended(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    with answering(cell, 1), Sipp("call", "127.0.0.1", cell.settings.sip_port, calls=1, seconds=20,
                                  hold_milliseconds=15000, logins=[CALLER]):
        call = wait_for_call(cell, "talking")

        assert (call.account, call.caller, call.dialled, call.peer) == (f"{SEN}-101", "101", "102", f"{SEN}-102")
        assert call.id.startswith(f"{cell.boot.name}-")
        assert cell.engine.hang_up(call.id)
        deadline = time.monotonic() + 5
        while cell.engine.observe().calls:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert not cell.engine.hang_up(call.id)


def test_a_serving_engine_tells_its_version(running_cell: Callable[..., RunningCell]) -> None:
    observation = running_cell(both()).engine.observe()

    assert observation.state is EngineState.SERVING
    assert observation.version.startswith("22.")
    assert observation.up_seconds < 60


def test_a_stopped_engine_is_an_answer(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    cell.stop()

    assert cell.engine.observe().state is EngineState.STOPPED


def test_a_silent_engine_is_an_answer_within_bounds(running_cell: Callable[..., RunningCell],
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.observe.SECONDS_TO_ANSWER", 0.5)
    monkeypatch.setattr("tongdai.engine.observe.SECONDS_TO_START", 0)
    cell = running_cell(both())
    process = cell.boot.process
    os.kill(process.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert cell.engine.observe().state is EngineState.SILENT
        assert time.monotonic() - began < 3
    finally:
        os.kill(process.pid, signal.SIGCONT)
