"""Calls that are over and incidents, as values, for tests that need some."""

from dataclasses import replace
from typing import Any

from testhouse import NOON, House
from tongdai.actions.archive import archive_months
from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.incident import Incident, IncidentKind
from tongdai.domain.trail import parse_trail
from tongdai.store import models
from tongdai.store.calls import write_calls
from tongdai.store.tenancy import everywhere


def a_call(tenant_key: str, call_id: str = "c1.1", caller: str = "101", dialled: str = "102",
           **fields: Any) -> Call:
    """A call that was answered after four seconds and lasted ten."""
    trail = f"1/dialled({dialled})>extension/calls>free/find>found/ring({dialled})>answered"
    call = Call(
        id=call_id, tenant=tenant_key, cell="c1", direction=Direction.INTERNAL, caller=caller, dialled=dialled,
        answered_by=dialled, started=NOON, ring_seconds=4.0, talk_seconds=10.0, outcome=Outcome.ANSWERED, cause=16,
        ended_by=Side.CALLER, codec="opus", trail=parse_trail(trail),
        legs=(Leg(id="l1", account=f"{tenant_key}-{caller}", number=caller, started=0.0, answered=4.0, ended=14.0,
                  cause=16, codec="opus"),
              Leg(id="l2", account=f"{tenant_key}-{dialled}", number=dialled, started=0.2, answered=4.0, ended=14.0,
                  cause=16, codec="opus")),
        timeline=(Moment(0.0, EventKind.STARTED, 0, dialled), Moment(0.2, EventKind.RINGING, 1),
                  Moment(4.0, EventKind.ANSWERED, 1), Moment(14.0, EventKind.ENDED, 0)))
    return replace(call, **fields)


def an_incident(incident_id: str = "c1-1", **fields: Any) -> Incident:
    """A crash of the engine that is not over, with evidence."""
    incident = Incident(id=incident_id, kind=IncidentKind.ENGINE_CRASHED, cell="c1", began=NOON,
                        details={"how": "signal 9", "boot": "c1abc"}, evidence=incident_id)
    return replace(incident, **fields)


def archive_october(house: House, *keys: str) -> None:
    """Let each of these tenants have one call in October, which stands in the archive and not in the log any more."""
    write_calls([a_call(key, f"{key}.october", started=NOON.replace(month=10)) for key in keys])
    archive_months(house.operator)
    with everywhere():
        models.Call.objects.filter(id__endswith=".october").delete()
