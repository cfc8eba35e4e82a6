"""Phones of the cast that register at a cell and call each other."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from actors.ports import free_port
from actors.sipp import Login, Result, Sipp, run_sipp
from cells import RunningCell
from engine.casts import SEN

CALLER = Login(f"{SEN}-101", "Kq7mW2xTz9Rb101", "102")
CALLEE = Login(f"{SEN}-102", "Kq7mW2xTz9Rb102")


def register(cell: RunningCell, login: Login = CALLEE) -> int:
    """Register a phone of SIPp; gives the port it listens on."""
    port = free_port()
    result = run_sipp("register", "127.0.0.1", cell.settings.sip_port, calls=1, seconds=10, local_port=port,
                      logins=[login])
    assert result.successful == 1, result.errors
    return port


def call(cell: RunningCell, calls: int, rate: float = 20, hold: int = 100) -> Result:
    """So many calls from 101 to 102, while it answers; the caller hangs up."""
    return run_sipp("call", "127.0.0.1", cell.settings.sip_port, calls=calls, seconds=20 + calls / rate, rate=rate,
                    hold_milliseconds=hold, logins=[CALLER])


@contextmanager
def answering(cell: RunningCell, calls: int) -> Iterator[None]:
    """102 is registered and answers so many calls; SIPp takes the engine's OPTIONS for calls, too."""
    port = register(cell)
    with Sipp("answer", "127.0.0.1", cell.settings.sip_port, calls=calls + 20, seconds=60, local_port=port):
        _wait_until_taken(port)
        yield


def _wait_until_taken(port: int) -> None:
    """Until the phone listens."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket(type=socket.SOCK_DGRAM) as wire:
            try:
                wire.bind(("127.0.0.1", port))
            except OSError:
                return
        time.sleep(0.02)
    raise AssertionError(f"nobody listens on port {port}")
