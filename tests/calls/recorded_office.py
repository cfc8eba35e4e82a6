"""An office that records: who calls decides, or who is called, always or by code; and where its files lie."""

from dataclasses import replace
from pathlib import Path

from calls.office import RELEASE, SEN, Office, secret_of
from tongdai.domain.call import Call
from tongdai.domain.extension import Extension
from tongdai.domain.recording import RecordedPart, RecordPolicy
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Feature, Language, Package, Tenant
from tongdai.domain.trail import Trail
from tongdai.simulator import CallToCome, World, simulate

PLAIN, ALWAYS_IN, ALWAYS_OUT, DEMAND_OUT, DEMAND_IN, THIRD = "101", "102", "103", "104", "105", "106"
_PACKAGE = Package(handle="recorded", name="Recorded", extensions=50, concurrent_calls=200, recording_gb=1,
                   recording_days=10, features=frozenset({Feature.RECORDING}))
_POLICIES = {
    PLAIN: {}, THIRD: {}, ALWAYS_IN: {"record_incoming": RecordPolicy.ALWAYS},
    ALWAYS_OUT: {"record_outgoing": RecordPolicy.ALWAYS}, DEMAND_OUT: {"record_outgoing": RecordPolicy.ON_DEMAND},
    DEMAND_IN: {"record_incoming": RecordPolicy.ON_DEMAND}}


def recording_house(*, announced: bool = False) -> TenantSnapshot:
    """Sen with one extension of each wish."""
    tenant = Tenant(key=SEN, handle="sen", name="Sen", package=_PACKAGE.handle, language=Language.ENGLISH,
                    recording_announcement=announced)
    extensions = tuple(replace(Extension(number=number, name=f"Phone {number}", secret=Secret(secret_of(SEN, number))),
                               **wishes) for number, wishes in _POLICIES.items())
    return TenantSnapshot(tenant, _PACKAGE, extensions)


def recording_snapshot(*, announced: bool = False) -> Snapshot:
    """The same as a snapshot."""
    return Snapshot(tenants=(recording_house(announced=announced),))


def foreseen(caller: str, dialled: str, **world: object) -> Trail:
    """What the simulator says before."""
    return simulate(recording_house(), RELEASE, CallToCome(caller, dialled), World(**world)).trail  # type: ignore[arg-type]


def file_of(office: Office, part: RecordedPart) -> Path:
    """Where a part lies."""
    return office.cell.engine.recorded_part(SEN, part.file)


def the_parts(call: Call) -> tuple[RecordedPart, ...]:
    """The parts of the one recording of a call."""
    (recording,) = call.recordings
    return recording.parts


def files(office: Office) -> set[str]:
    """Everything that was ever recorded here."""
    return {each.name for each in office.cell.cell.monitor.rglob("*.raw")}
