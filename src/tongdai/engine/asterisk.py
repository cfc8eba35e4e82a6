"""AsteriskEngine: the machine room's door, with a real Asterisk behind it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tongdai.compiler import Build
from tongdai.domain.incident import Incident
from tongdai.domain.message import say
from tongdai.domain.observation import Observation
from tongdai.domain.storage import MEGABYTE
from tongdai.engine.boot import running_boot
from tongdai.engine.budgets import is_reserve_given_up, logs_budget, room_for_folded, spool_budget
from tongdai.engine.cell import cell_directory
from tongdai.engine.console import ConsoleRefusedError, ConsoleSilentError
from tongdai.engine.deploy import deploy_build
from tongdai.engine.evidence import list_evidence, read_evidence
from tongdai.engine.generation import current_deployed
from tongdai.engine.incidents import forget_incident, keep_incident, kept_incidents
from tongdai.engine.locate import find_engine
from tongdai.engine.observe import hang_up_call, observe_cell
from tongdai.engine.port import CellStorage, Deployed, EngineError, KeptIncident, Proof, SpoolLine
from tongdai.engine.program import EngineProgram
from tongdai.engine.prove import prove_build
from tongdai.engine.pulse import beat
from tongdai.engine.recorded import discard_part, recorded_part, recorded_parts, stop_recording, stopped_recording
from tongdai.engine.reserve import reserve_held
from tongdai.engine.spool import forget_spool, read_spool
from tongdai.settings import Settings


class AsteriskEngine:
    """The engine of one cell, seen from any process of ours on its machine; it need not run."""

    def __init__(self, settings: Settings, program: EngineProgram | None = None) -> None:
        self.settings = settings
        self.cell = cell_directory(settings)
        self._program = program

    @property
    def program(self) -> EngineProgram:
        """The Asterisk of this installation, looked for when it is needed. Raises EngineError where there is none."""
        if self._program is None:
            self._program = find_engine(self.settings)
        return self._program

    def prove(self, build: Build) -> Proof:
        """Boot a scratch engine on this Build and compare its inventory with the manifest."""
        return prove_build(self.cell, self.program, build)

    def deploy(self, build: Build, releases: Mapping[str, int]) -> None:
        """Put a Build in force; see `Engine.deploy`. One that was never proved is proved first."""
        deploy_build(self.cell, self.program, build, releases)

    def deployed(self) -> Deployed | None:
        """The tree in force; None before the first deployment."""
        return current_deployed(self.cell)

    def observe(self) -> Observation:
        """Registrations, live calls and state; a stopped or silent engine is an answer, not an error."""
        return observe_cell(self.cell, self.settings.cell, datetime.now(UTC))

    def hang_up(self, call_id: str) -> bool:
        """End a live call by its linked id; False where it is not up any more."""
        if running_boot(self.cell) is None:
            return False
        try:
            return hang_up_call(self.cell, call_id)
        except (ConsoleSilentError, ConsoleRefusedError) as error:
            raise EngineError(say("The call could not be ended: {reason}. Try again in a moment.",
                                  reason=str(error))) from error

    def spool(self, position: str, most: int) -> Iterator[SpoolLine]:
        """At most `most` call events after a position (empty: from the first that is kept), in the order written."""
        return read_spool(self.cell, position, most)

    def forget(self, position: str) -> None:
        """Tell that everything before a position has been folded, so that old spool files may go."""
        forget_spool(self.cell, position, room_for_folded(self.settings, self.cell))

    def incidents(self) -> Iterator[KeptIncident]:
        """What was noticed while nobody could file it, in the order in which it was told."""
        for incident, name in kept_incidents(self.cell):
            yield KeptIncident(incident, name)

    def forget_incident(self, name: str) -> None:
        """Tell that an incident has been filed."""
        forget_incident(self.cell, name)

    def evidence(self, incident_id: str) -> Mapping[str, int]:
        """Names and sizes of the files that were kept of an incident; none where its evidence has expired."""
        return list_evidence(self.cell, incident_id)

    def read_evidence(self, incident_id: str, name: str) -> bytes | None:
        """One of them."""
        return read_evidence(self.cell, incident_id, name)

    def beat(self) -> None:
        """Put the events on the disk, and note that the engine lives; some process of ours does so every second."""
        beat(self.cell)

    def keep_incident(self, incident: Incident) -> None:
        """Keep an incident that cannot be filed now; it is among `incidents` until it is."""
        keep_incident(self.cell, incident)

    def storage(self) -> CellStorage:
        """What the spool and the logs take, measured now."""
        return CellStorage(
            spool_budget(self.settings, self.cell), logs_budget(self.settings, self.cell), reserve_held(self.cell),
            self.settings.spool_reserve_mb * MEGABYTE, is_reserve_given_up(self.settings, self.cell))

    def recorded_part(self, tenant_key: str, file: str) -> Path:
        """Where a part of a recording lies; see `Engine.recorded_part`."""
        return recorded_part(self.cell, tenant_key, file)

    def recorded_parts(self) -> Iterator[tuple[str, str]]:
        """Tenant key and file of every part that lies there, in no order."""
        return recorded_parts(self.cell.monitor)

    def discard_part(self, tenant_key: str, file: str) -> None:
        """Delete a part that is kept elsewhere by now; that it is gone already is as good."""
        discard_part(self.cell, tenant_key, file)

    def stop_recording(self, keys: frozenset[str]) -> None:
        """From now on new calls of exactly these tenants are not recorded; outlives the engine. Raises EngineError."""
        stop_recording(self.cell, keys)

    def stopped_recording(self) -> frozenset[str]:
        """The tenants whose new calls are not recorded, as the engine knows them. Raises EngineError."""
        return stopped_recording(self.cell)
