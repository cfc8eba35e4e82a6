"""Tables, one module for each module of the domain."""

from tongdai.store.models.call import Call, PendingEvent, SpoolPosition
from tongdai.store.models.extension import Extension
from tongdai.store.models.journal import JournalEntry
from tongdai.store.models.person import FailedSignIn, Person, Token
from tongdai.store.models.release import Release
from tongdai.store.models.tenant import Cell, Package, Tenant

__all__ = ["Call", "Cell", "Extension", "FailedSignIn", "JournalEntry", "Package", "PendingEvent", "Person", "Release",
           "SpoolPosition", "Tenant", "Token"]
