"""The machine room: Asterisk 22, for real."""

from tongdai.engine.aptwords import Archive
from tongdai.engine.asterisk import AsteriskEngine
from tongdai.engine.budgets import budget_of, budgets_in_force, has_room
from tongdai.engine.events import CallEvent, parse_line
from tongdai.engine.incidents import mint_incident
from tongdai.engine.install import (
    EngineStatus,
    EngineUpgrade,
    engine_status,
    install_engine,
    remove_engine,
    upgrade_engine,
)
from tongdai.engine.ledger import Book, Difference, Folded, Ledger, fold_lines
from tongdai.engine.locate import find_engine
from tongdai.engine.locks import hold
from tongdai.engine.occupancy import occupy
from tongdai.engine.opening import open_engine
from tongdai.engine.port import CellStorage, Deployed, Engine, EngineError, KeptIncident, Proof, SpoolLine
from tongdai.engine.program import EngineProgram
from tongdai.engine.progress import Progress
from tongdai.engine.pulse import beating
from tongdai.engine.service import Service
from tongdai.engine.supervise import supervise_house
from tongdai.engine.testphone import (
    SAME_SPEECH,
    Make,
    Phone,
    PhoneError,
    bring_make,
    likeness,
    read_samples,
    write_speech,
)
from tongdai.engine.timed import Timed
from tongdai.engine.watch import Watch

__all__ = [
    "SAME_SPEECH",
    "Archive",
    "AsteriskEngine",
    "Book",
    "CallEvent",
    "CellStorage",
    "Deployed",
    "Difference",
    "Engine",
    "EngineError",
    "EngineProgram",
    "EngineStatus",
    "EngineUpgrade",
    "Folded",
    "KeptIncident",
    "Ledger",
    "Make",
    "Phone",
    "PhoneError",
    "Progress",
    "Proof",
    "Service",
    "SpoolLine",
    "Timed",
    "Watch",
    "beating",
    "bring_make",
    "budget_of",
    "budgets_in_force",
    "engine_status",
    "find_engine",
    "fold_lines",
    "has_room",
    "hold",
    "install_engine",
    "likeness",
    "mint_incident",
    "occupy",
    "open_engine",
    "parse_line",
    "read_samples",
    "remove_engine",
    "supervise_house",
    "upgrade_engine",
    "write_speech",
]
