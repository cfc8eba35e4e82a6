"""The engine's program on this machine: is it there, bring it, renew it, take it away. Asked by its operator alone."""

from tongdai.engine import (
    EngineError,
    EngineProgram,
    EngineStatus,
    EngineUpgrade,
    Progress,
    engine_status,
    find_engine,
    install_engine,
    remove_engine,
    upgrade_engine,
)

__all__ = ["EngineError", "EngineProgram", "EngineStatus", "EngineUpgrade", "Progress", "engine_status",
           "find_engine", "install_engine", "remove_engine", "upgrade_engine"]
