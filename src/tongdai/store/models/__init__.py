"""Tables, one module for each module of the domain."""

from tongdai.store.models.call import ArchivedMonth, Call, PendingEvent, SpoolPosition
from tongdai.store.models.extension import Extension
from tongdai.store.models.incident import Incident
from tongdai.store.models.journal import JournalEntry
from tongdai.store.models.person import FailedSignIn, Person, Token
from tongdai.store.models.recording import Listening, Recording, RecordingUse
from tongdai.store.models.release import Release
from tongdai.store.models.tenant import Cell, Package, Tenant

__all__ = ["ArchivedMonth", "Call", "Cell", "Extension", "FailedSignIn", "Incident", "JournalEntry", "Listening",
           "Package", "PendingEvent", "Person", "Recording", "RecordingUse", "Release", "SpoolPosition", "Tenant",
           "Token"]
