"""How calls between a tenant's own phones are routed."""

from tongdai.domain.extension import Encryption
from tongdai.domain.number import Pattern, Service
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Feature
from tongdai.plan.graph import (
    END,
    Announce,
    Cause,
    Echo,
    FindExtension,
    HangUp,
    MatchNumber,
    Node,
    Prompt,
    RecordCall,
    RingExtension,
    TestLimit,
)

UNENCRYPTED = "unencrypted"
"""The branch of a phone that must encrypt and does not."""


def internal_nodes(house: TenantSnapshot) -> tuple[Node, ...]:
    """Everything a phone of this tenant can come to, beginning with `dialled`."""
    lengths = sorted({len(each.number) for each in house.extensions})
    extensions = tuple((Pattern(length=length), "extension") for length in lengths)
    secure = any(each.encryption is Encryption.REQUIRED for each in house.extensions)
    records = _records(house)
    services = ((Pattern(exact=Service.ECHO_TEST.value), "echo"),)
    return (
        MatchNumber(id="dialled", rules=(*services, *extensions), branches={
            "echo": "echo", "extension": "calls", "unknown": "say-unknown",
            **({UNENCRYPTED: "end-unencrypted"} if secure else {})}),
        TestLimit(id="calls", limit=house.package.concurrent_calls, branches={"free": "find", "full": "say-full"}),
        FindExtension(id="find", branches={"found": "record" if records else "ring", "own": "end-busy",
                                          "unknown": "say-unknown"}),
        *([RecordCall(id="record", announced=house.tenant.recording_announcement, branches=dict.fromkeys(
            ("always", "on_demand", "never", "stopped"), "ring"))] if records else []),
        RingExtension(id="ring", branches={
            "answered": END, "cancelled": END, "busy": "end-busy", "declined": "end-declined",
            "no_answer": "end-no-answer", "offline": "end-offline", "failed": "end-failed"}),
        Echo(id="echo", branches={"done": END}),
        Announce(id="say-unknown", prompt=Prompt.NUMBER_UNKNOWN, branches={"done": "end-unknown"}),
        Announce(id="say-full", prompt=Prompt.LIMIT_REACHED, branches={"done": "end-full"}),
        *(HangUp(id=f"end-{word}", cause=cause, branches={}) for word, cause in _ENDS.items()),
        *([HangUp(id="end-unencrypted", cause=Cause.UNENCRYPTED, branches={})] if secure else []),
    )


def _records(house: TenantSnapshot) -> bool:
    """Whether any call of this tenant can be recorded: the others' plans know nothing of recording."""
    return Feature.RECORDING in house.package.features and any(
        policy is not RecordPolicy.NEVER
        for each in house.extensions for policy in (each.record_incoming, each.record_outgoing))


_ENDS = {"busy": Cause.BUSY, "declined": Cause.DECLINED, "no-answer": Cause.NO_ANSWER, "offline": Cause.OFFLINE,
         "unknown": Cause.UNALLOCATED, "full": Cause.CONGESTION, "failed": Cause.CONGESTION}
