"""Real SIP phones driven by program: they register, call, play a tone or speech, measure what they hear."""

from tongdai.engine.testphone.phone import Phone, PhoneError, Status
from tongdai.engine.testphone.sound import (
    SAME_SPEECH,
    dominant_frequency,
    likeness,
    loud_seconds,
    read_samples,
    sine,
    tone_share,
    write_samples,
)
from tongdai.engine.testphone.speech import write_speech

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
    "write_samples",
    "write_speech",
]
