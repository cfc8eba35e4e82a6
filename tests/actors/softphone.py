"""The product's own test phones, under the name that tests know them by."""

from tongdai.engine.testphone import (
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
