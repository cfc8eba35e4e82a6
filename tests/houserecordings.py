"""Recordings in a test house: sound as the engine writes it, and the calls that speak of it."""

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from housecalls import a_call
from testhouse import House
from tongdai.actions.keeping import take_over_recordings
from tongdai.domain.call import Call
from tongdai.domain.recording import CallRecording, RecordedPart, Recording
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of
from tongdai.store.recordings import read_recordings_of

RATE = 8000


def tone(hertz: float, seconds: float, loudness: float = 8000) -> NDArray[np.int16]:
    """One side: a tone, or (0 Hz) silence."""
    return (loudness * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)


def sides(left: NDArray[np.int16], right: NDArray[np.int16]) -> bytes:
    """Both sides as the engine writes them."""
    return np.column_stack((left, right)).astype("<i2").tobytes()


def engine_wrote(house: House, key: str, file: str, sound: bytes, ago: float = 60) -> None:
    """A part of a recording lies in the engine's spool, and was written to so many seconds ago for the last time."""
    folder = house.engine.monitor / key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(sound)
    written = house.clock().timestamp() - ago
    os.utime(folder / file, (written, written))


def recorded_call(key: str, call_id: str, parts: Sequence[RecordedPart] = (), **fields: Any) -> Call:
    """A call that was over two minutes ago, one side of which was recorded."""
    call = a_call(key, call_id, **fields)
    made = CallRecording(channel=f"{call_id}-1", number=call.caller,
                         parts=tuple(parts) or (RecordedPart(f"{call_id}-1.raw", 4.0, 14.0),))
    return a_call(key, call_id, **{"started": call.started - timedelta(minutes=2), **fields}, recordings=(made,))


def waiting(house: House, handle: str, call_id: str, seconds: float = 2.0, left: float = 440, right: float = 1000,
            **fields: Any) -> Recording:
    """A recording that the engine has just left: 440 Hz on the left, 1 kHz on the right."""
    key = key_of(handle) or ""
    house.engine.monitor = house.settings.data / "monitor"
    engine_wrote(house, key, f"{call_id}-1.raw", sides(tone(left, seconds), tone(right, seconds)))
    write_calls([recorded_call(key, call_id, **fields)])
    return of_call(handle, call_id)


def kept(house: House, handle: str, call_id: str, seconds: float = 2.0, **fields: Any) -> Recording:
    """The same, taken over."""
    waiting(house, handle, call_id, seconds, **fields)
    take_over_recordings(house.operator)
    return of_call(handle, call_id)


def of_call(handle: str, call_id: str) -> Recording:
    """What was recorded of a call."""
    return read_recordings_of(key_of(handle) or "", call_id)[0]
