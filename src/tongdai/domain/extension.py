"""Extensions: the people and rooms that a tenant's phones ring."""

from dataclasses import dataclass
from enum import StrEnum

from tongdai.domain.recording import RecordPolicy
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language

FEWEST_RING_SECONDS = 5
MOST_RING_SECONDS = 120
MOST_DEVICES = 10


class Encryption(StrEnum):
    """What the audio of an extension's phones must be: `required` takes TLS and SRTP or nothing."""

    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One extension. `ring_seconds` is how long it rings; `devices` is how many phones may register."""

    number: str
    name: str
    secret: Secret
    email: str = ""
    language: Language | None = None
    ring_seconds: int = 25
    devices: int = 3
    encryption: Encryption = Encryption.OPTIONAL
    record_incoming: RecordPolicy = RecordPolicy.NEVER
    record_outgoing: RecordPolicy = RecordPolicy.NEVER
