"""Engine: what the floors above may ask of the machine room."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tongdai.compiler import Build
from tongdai.domain.finding import Finding
from tongdai.domain.incident import Incident
from tongdai.domain.message import Message
from tongdai.domain.observation import Observation
from tongdai.domain.storage import Budget


class EngineError(Exception):
    """The machine room could not do what was asked; the message says what, where and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Deployed:
    """The tree an engine stands on: the digest of its Build and the release number of each tenant (by key)."""

    digest: str
    releases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a scratch engine said of a Build: no findings means proved. `seconds` is how long the boot took."""

    findings: tuple[Finding, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class SpoolLine:
    """One call event as the engine wrote it, and where the next one begins (opaque; kept by the reader)."""

    text: str
    position: str


@dataclass(frozen=True, slots=True)
class KeptIncident:
    """An incident that waits to be filed, and the name to forget it by."""

    incident: Incident
    name: str


@dataclass(frozen=True, slots=True)
class CellStorage:
    """What a cell takes of its disks. The reserve, in bytes, is room for call events alone: held, and in all.

    `is_given_up`: the disk is full, and call events live on it.
    """

    spool: Budget
    logs: Budget
    reserve_held: int
    reserve_size: int
    is_given_up: bool


class Engine(Protocol):
    """One cell's engine, running or not."""

    def prove(self, build: Build) -> Proof:
        """Boot a scratch engine on this Build and compare its inventory with the manifest."""

    def deploy(self, build: Build, releases: Mapping[str, int]) -> None:
        """Put a proved Build in force: one atomic switch, the smallest reload, read back.

        Raises EngineError, and the engine stands on the tree it stood on before, if anything does not hold.
        A stopped engine is switched without a reload and starts from the new tree.
        """

    def deployed(self) -> Deployed | None:
        """The tree in force; None before the first deployment."""

    def observe(self) -> Observation:
        """Registrations, live calls and state; a stopped or silent engine is an answer, not an error."""

    def hang_up(self, call_id: str) -> bool:
        """End a live call by its linked id; False where it is not up any more."""

    def spool(self, position: str, most: int) -> Iterator[SpoolLine]:
        """At most `most` call events after a position (empty: from the first that is kept), in the order written."""

    def forget(self, position: str) -> None:
        """Tell that everything before a position has been folded, so that old spool files may go."""

    def incidents(self) -> Iterator[KeptIncident]:
        """What was noticed while nobody could file it, in the order in which it was told."""

    def forget_incident(self, name: str) -> None:
        """Tell that an incident has been filed."""

    def evidence(self, incident_id: str) -> Mapping[str, int]:
        """Names and sizes of the files that were kept of an incident; none where its evidence has expired."""

    def read_evidence(self, incident_id: str, name: str) -> bytes | None:
        """One of them."""

    def beat(self) -> None:
        """Put the events on the disk, and note that the engine lives; some process of ours does so every second."""

    def keep_incident(self, incident: Incident) -> None:
        """Keep an incident that cannot be filed now; it is among `incidents` until it is."""

    def storage(self) -> CellStorage:
        """What the spool and the logs take, measured now."""

    def recorded_part(self, tenant_key: str, file: str) -> Path:
        """Where a part of a recording lies, by the name that a call's events give it; it need not exist (yet).

        Raw interleaved stereo PCM: signed, 16 bits, little endian, 8 kHz; left what the channel said, right what it
        heard. Raises EngineError where no engine of ours can have named it so.
        """

    def recorded_parts(self) -> Iterator[tuple[str, str]]:
        """Tenant key and file of every part that lies there, in no order."""

    def discard_part(self, tenant_key: str, file: str) -> None:
        """Delete a part that is kept elsewhere by now; that it is gone already is as good."""

    def stop_recording(self, keys: frozenset[str]) -> None:
        """From now on new calls of exactly these tenants are not recorded; outlives the engine. Raises EngineError."""

    def stopped_recording(self) -> frozenset[str]:
        """The tenants whose new calls are not recorded, as the engine knows them. Raises EngineError."""
