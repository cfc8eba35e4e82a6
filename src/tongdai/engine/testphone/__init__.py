"""Real SIP phones driven by program: they register, call, play a tone or speech, measure what they hear."""

from tongdai.engine.testphone.account import PhoneError
from tongdai.engine.testphone.baresip import BaresipProgram
from tongdai.engine.testphone.make import Make, bring_make, find_make
from tongdai.engine.testphone.phone import Phone, Status
from tongdai.engine.testphone.pjsua import PjsuaLibrary
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
    "BaresipProgram",
    "Make",
    "Phone",
    "PhoneError",
    "PjsuaLibrary",
    "Status",
    "bring_make",
    "dominant_frequency",
    "find_make",
    "likeness",
    "loud_seconds",
    "read_samples",
    "sine",
    "tone_share",
    "write_samples",
    "write_speech",
]
