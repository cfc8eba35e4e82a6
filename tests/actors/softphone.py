"""The product's own test phones, under the name that tests know them by."""

from tongdai.engine.testphone import (
    SAME_SPEECH,
    Phone,
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
