"""Take an Observation: registrations, live calls and state of an engine, whatever shape it is in."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tongdai.compiler import split_account
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.engine.ami import AmiRefusedError, AmiSilentError, ManagerClient, Packet
from tongdai.engine.boot import Boot, running_boot
from tongdai.engine.cell import CellDirectory
from tongdai.engine.program import read_version

SECONDS_TO_ANSWER = 3.0
SECONDS_TO_START = 60
_CHANNEL = re.compile(r"PJSIP/([a-z0-9]+-[0-9]+)-[0-9a-f]{8}")
_ADDRESS = re.compile(r"sips?:(?:[^@;>]*@)?(?P<address>\[[0-9A-Fa-f:.]+\](?::\d+)?|[^;>@]+)")
_TRANSPORT = re.compile(r";transport=([A-Za-z]+)")


def observe_cell(cell: CellDirectory, name: str, now: datetime) -> Observation:
    """What the engine of a cell looks like now; a stopped or silent one is an answer, not an error."""
    boot = running_boot(cell)
    if boot is None:
        return Observation(now, name, EngineState.STOPPED)
    try:
        with boot.manager(SECONDS_TO_ANSWER) as manager:
            return _observe(manager, boot, name, now)
    except (AmiSilentError, AmiRefusedError):
        up = up_seconds(boot)
        return Observation(now, name, EngineState.STARTING if up < SECONDS_TO_START else EngineState.SILENT,
                           up_seconds=up)


def _observe(manager: ManagerClient, boot: Boot, name: str, now: datetime) -> Observation:
    version = read_version(manager.action("CoreSettings").get("AsteriskVersion")) or ""
    contacts = manager.entries("PJSIPShowRegistrationInboundContactStatuses")
    return Observation(now, name, EngineState.SERVING, version, up_seconds(boot),
                       tuple(sorted(map(_registration, contacts), key=lambda each: (each.account, each.address))),
                       tuple(_live_calls(manager)))


def up_seconds(boot: Boot) -> int:
    """How long the engine has run, by the kernel's clock, which no one sets."""
    since_boot = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return max(0, int(since_boot - boot.process.began / os.sysconf("SC_CLK_TCK")))


def _registration(packet: Packet) -> Registration:
    uri, took = packet.get("URI"), packet.get("RoundtripUsec")
    address, transport = _ADDRESS.match(uri), _TRANSPORT.search(uri)
    expires = packet.get("RegExpire")
    return Registration(
        account=packet.get("EndpointName") or packet.get("AOR"), address=address["address"] if address else uri[:100],
        transport=transport[1].lower() if transport else "udp", user_agent=packet.get("UserAgent")[:200],
        expires=datetime.fromtimestamp(int(expires), UTC) if expires.isdigit() and int(expires) else None,
        round_trip_ms=int(took) / 1000 if took.isdigit() and int(took) else None,
        reachable=packet.get("Status") != "Unreachable")


def channels_by_call(manager: ManagerClient) -> dict[str, list[Packet]]:
    """Channels that are up, gathered by the linked id of their call, oldest channel first."""
    calls: dict[str, list[Packet]] = defaultdict(list)
    for packet in manager.entries("CoreShowChannels"):
        calls[packet.get("Linkedid")].append(packet)
    for channels in calls.values():
        channels.sort(key=lambda each: (each.get("Uniqueid") != each.get("Linkedid"), each.get("Uniqueid")))
    return dict(sorted(calls.items()))


def _live_calls(manager: ManagerClient) -> Iterator[LiveCall]:
    calls = channels_by_call(manager)
    dialled = _dialled(manager, [channels[0] for channels in calls.values()])
    for (linked_id, channels), number in zip(calls.items(), dialled, strict=True):
        caller = channels[0]
        account = _account(caller)
        yield LiveCall(
            id=linked_id, account=account, caller=split_account(account)[1] or caller.get("CallerIDNum")[:32],
            dialled=number, state=_state(channels), seconds=_seconds(caller.get("Duration")),
            peer=next((_account(each) for each in channels[1:] if _account(each)), ""))


def _dialled(manager: ManagerClient, callers: Sequence[Packet]) -> Iterable[str]:
    """What each caller dialled: the dialplan keeps it, filtered, in N."""
    answers = manager.answers([("Getvar", {"Channel": each.get("Channel"), "Variable": "N"}) for each in callers])
    return [answer.get("Value")[:32] for answer in answers]


def _account(channel: Packet) -> str:
    match = _CHANNEL.fullmatch(channel.get("Channel"))
    return match[1] if match else ""


def _state(channels: Sequence[Packet]) -> str:
    """`talking` where two are bridged, `answered` where the switchboard itself speaks, `ringing` before."""
    if sum(1 for each in channels if each.get("BridgeId")) > 1:
        return "talking"
    return "answered" if channels[0].get("ChannelStateDesc") == "Up" else "ringing"


def _seconds(duration: str) -> int:
    """`01:02:03` as seconds."""
    parts = duration.split(":")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return 0
    hours, minutes, seconds = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds


def hang_up_call(boot: Boot, linked_id: str) -> bool:
    """End every channel of a call; False where it is not up any more."""
    with boot.manager(SECONDS_TO_ANSWER) as manager:
        channels = channels_by_call(manager).get(linked_id, [])
        answers = manager.answers([("Hangup", {"Channel": each.get("Channel"), "Cause": "16"}) for each in channels])
    return any(answer.get("Response") == "Success" for answer in answers)
