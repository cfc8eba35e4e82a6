"""An engine that only remembers: for tests and for trying things out; it keeps the same promises as the real one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tongdai.compiler import Build, lint_build
from tongdai.domain.finding import Finding
from tongdai.domain.incident import Incident
from tongdai.domain.message import Message
from tongdai.domain.observation import EngineState, Observation
from tongdai.domain.storage import GIGABYTE, Budget, BudgetName
from tongdai.engine.port import CellStorage, Deployed, EngineError, KeptIncident, Proof, SpoolLine
from tongdai.engine.recorded import check_part, check_tenants, recorded_parts


@dataclass
class FakeEngine:
    """Remembers what it was given. Set `faults` to refuse proofs and `broken` to refuse deployments."""

    cell: str = "c1"
    faults: tuple[Finding, ...] = ()
    broken: Message | None = None
    proved: list[str] = field(default_factory=list)
    builds: list[Build] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    observation: Observation | None = None
    live: set[str] = field(default_factory=set)
    monitor: Path = Path("nowhere")
    stopped: frozenset[str] = frozenset()
    noticed: dict[str, Incident] = field(default_factory=dict)
    kept_evidence: dict[str, dict[str, bytes]] = field(default_factory=dict)
    cell_storage: CellStorage | None = None
    _deployed: Deployed | None = None

    def prove(self, build: Build) -> Proof:
        """Proved, unless there are faults, or reading it back finds some."""
        self.proved.append(build.digest)
        return Proof(self.faults or lint_build(build), 0.0)

    def deploy(self, build: Build, releases: Mapping[str, int]) -> None:
        """Remember the build, unless reading it back finds faults."""
        if self.broken is not None:
            raise EngineError(self.broken)
        if faults := lint_build(build):
            raise EngineError(faults[0].message)
        self.builds.append(build)
        self._deployed = Deployed(build.digest, dict(releases))

    def deployed(self) -> Deployed | None:
        """The build that was given last."""
        return self._deployed

    def observe(self) -> Observation:
        """What was put in `observation`, or an engine without phones."""
        return self.observation or Observation(datetime.now(UTC), self.cell, EngineState.SERVING)

    def hang_up(self, call_id: str) -> bool:
        """End a call that is in `live`."""
        up = call_id in self.live
        self.live.discard(call_id)
        return up

    def spool(self, position: str, most: int) -> Iterator[SpoolLine]:
        """What was put in `lines`."""
        start = int(position) if position.isascii() and position.isdigit() else 0
        for index, text in enumerate(self.lines[start:start + most], start + 1):
            yield SpoolLine(text, str(index))

    def forget(self, position: str) -> None:
        """Everything is kept."""

    def incidents(self) -> Iterator[KeptIncident]:
        """What was put in `noticed`."""
        yield from [KeptIncident(incident, name) for name, incident in self.noticed.items()]

    def forget_incident(self, name: str) -> None:
        """Take it out of `noticed`."""
        self.noticed.pop(name, None)

    def evidence(self, incident_id: str) -> Mapping[str, int]:
        """What was put in `kept_evidence`."""
        return {name: len(data) for name, data in self.kept_evidence.get(incident_id, {}).items()}

    def read_evidence(self, incident_id: str, name: str) -> bytes | None:
        """One file of it."""
        return self.kept_evidence.get(incident_id, {}).get(name)

    def beat(self) -> None:
        """Nothing stands on a disk."""

    def keep_incident(self, incident: Incident) -> None:
        """Put it into `noticed`."""
        self.noticed[f"{incident.id}.{len(self.noticed)}.json"] = incident

    def storage(self) -> CellStorage:
        """What was put in `cell_storage`, or an empty cell."""
        return self.cell_storage or CellStorage(
            Budget(name=BudgetName.SPOOL, directory="/spool", used=0, limit=GIGABYTE, free=GIGABYTE),
            Budget(name=BudgetName.LOGS, directory="/log", used=0, limit=GIGABYTE, free=GIGABYTE), 0, 0, False)

    def recorded_part(self, tenant_key: str, file: str) -> Path:
        """Below the directory `monitor`."""
        check_part(tenant_key, file)
        return self.monitor / tenant_key / file

    def recorded_parts(self) -> Iterator[tuple[str, str]]:
        """Those in `monitor`."""
        return recorded_parts(self.monitor)

    def discard_part(self, tenant_key: str, file: str) -> None:
        """Delete it there."""
        self.recorded_part(tenant_key, file).unlink(missing_ok=True)

    def stop_recording(self, keys: frozenset[str]) -> None:
        """Remember the tenants in `stopped`."""
        check_tenants(keys)
        self.stopped = keys

    def stopped_recording(self) -> frozenset[str]:
        """What was said last."""
        return self.stopped
