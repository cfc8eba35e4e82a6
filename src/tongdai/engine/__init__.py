"""The machine room: Asterisk 22, for real."""

from tongdai.engine.aptwords import Archive
from tongdai.engine.asterisk import AsteriskEngine
from tongdai.engine.install import (
    EngineStatus,
    EngineUpgrade,
    engine_status,
    install_engine,
    remove_engine,
    upgrade_engine,
)
from tongdai.engine.locate import find_engine
from tongdai.engine.opening import open_engine
from tongdai.engine.port import Deployed, Engine, EngineError, Proof, SpoolLine
from tongdai.engine.program import EngineProgram
from tongdai.engine.progress import Progress
from tongdai.engine.service import Service
from tongdai.engine.supervise import supervise
from tongdai.engine.testphone import Phone, PhoneError, likeness, read_samples, write_speech

__all__ = [
    "Archive",
    "AsteriskEngine",
    "Deployed",
    "Engine",
    "EngineError",
    "EngineProgram",
    "EngineStatus",
    "EngineUpgrade",
    "Phone",
    "PhoneError",
    "Progress",
    "Proof",
    "Service",
    "SpoolLine",
    "engine_status",
    "find_engine",
    "install_engine",
    "likeness",
    "open_engine",
    "read_samples",
    "remove_engine",
    "supervise",
    "upgrade_engine",
    "write_speech",
]
