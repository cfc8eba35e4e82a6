"""The product's own phones, under the name that tests know them by, of the make that this machine has."""

from typing import Any

from testphones import usual_make
from tongdai.engine import testphone
from tongdai.engine.testphone import (
    SAME_SPEECH,
    Make,
    PhoneError,
    Status,
    dominant_frequency,
    likeness,
    loud_seconds,
    read_samples,
    sine,
    tone_share,
    write_speech,
)

__all__ = [
    "SAME_SPEECH",
    "Phone",
    "PhoneError",
    "Status",
    "dominant_frequency",
    "likeness",
    "loud_seconds",
    "read_samples",
    "sine",
    "tone_share",
    "write_speech",
]


class Phone(testphone.Phone):
    """A phone of the usual make, or of another if told so."""

    def __init__(self, account: str, password: str, server: str, port: int, *, make: Make | None = None,
                 **more: Any) -> None:
        super().__init__(account, password, server, port, make=make or usual_make(), **more)
