"""Take an Observation: registrations, live calls and state of an engine, whatever shape it is in."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tongdai.compiler import split_account
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.engine.answers import (
    Contact,
    read_channel,
    read_channel_names,
    read_contacts,
    read_reachability,
)
from tongdai.engine.boot import Boot, console_of, running_boot
from tongdai.engine.cell import CellDirectory
from tongdai.engine.console import Console, ConsoleRefusedError, ConsoleSilentError
from tongdai.engine.program import read_version

SECONDS_TO_ANSWER = 3.0
SECONDS_TO_START = 60
_CHANNEL = re.compile(r"PJSIP/([a-z0-9]+-[0-9]+)-[0-9a-f]{8}")
_ADDRESS = re.compile(r"sips?:(?:[^@;>]*@)?(?P<address>\[[0-9A-Fa-f:.]+\](?::\d+)?|[^;>@]+)")
_TRANSPORT = re.compile(r";transport=([A-Za-z]+)")
_NUMBER = re.compile(r"[0-9A-Za-z*#+]{0,32}")
_ELAPSED = re.compile(r"(\d+)h(\d+)m(\d+)s")
_UNREACHABLE = {"Unavail", "Removed"}


def observe_cell(cell: CellDirectory, name: str, now: datetime) -> Observation:
    """What the engine of a cell looks like now; a stopped or silent one is an answer, not an error."""
    boot = running_boot(cell)
    if boot is None:
        return Observation(now, name, EngineState.STOPPED)
    try:
        return _observe(console_of(cell, SECONDS_TO_ANSWER), boot, name, now)
    except (ConsoleSilentError, ConsoleRefusedError):
        up = up_seconds(boot)
        return Observation(now, name, EngineState.STARTING if up < SECONDS_TO_START else EngineState.SILENT,
                           up_seconds=up)


def _observe(console: Console, boot: Boot, name: str, now: datetime) -> Observation:
    console.tell("core waitfullybooted", "fully booted")
    version = read_version(console.ask("core show version").partition(" built ")[0]) or ""
    return Observation(now, name, EngineState.SERVING, version, up_seconds(boot), _registrations(console),
                       tuple(_live_calls(console)))


def up_seconds(boot: Boot) -> int:
    """How long the engine has run, by the kernel's clock, which no one sets."""
    since_boot = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return max(0, int(since_boot - boot.process.began / os.sysconf("SC_CLK_TCK")))


def _registrations(console: Console) -> tuple[Registration, ...]:
    """Each is known by its row in the engine's database; whether it answers, by the list of contacts."""
    contacts = list(read_contacts(console.ask("database show registrar/contact")))
    answers = read_reachability(console.ask("pjsip show contacts")) if contacts else {}
    found = (_registration(each, *answers.get(each.hash[:10], ("", None))) for each in contacts)
    return tuple(sorted(found, key=lambda each: (each.account, each.address)))


def _registration(contact: Contact, status: str, took: float | None) -> Registration:
    uri = contact.fields.get("uri", "")
    address, transport = _ADDRESS.match(uri), _TRANSPORT.search(uri)
    expires = contact.fields.get("expiration_time", "")
    return Registration(
        account=contact.fields.get("endpoint") or contact.aor,
        address=address["address"] if address else uri[:100],
        transport=transport[1].lower() if transport else "udp", user_agent=contact.fields.get("user_agent", "")[:200],
        expires=datetime.fromtimestamp(int(expires), UTC) if expires.isdigit() and 0 < int(expires) < 2**40 else None,
        round_trip_ms=took, reachable=status not in _UNREACHABLE)


Channel = Mapping[str, str]
"""What the engine says of one channel, by its own words."""


def channels_by_call(console: Console) -> dict[str, list[Channel]]:
    """Channels that are up, gathered by the linked id of their call, oldest channel first."""
    calls: dict[str, list[Channel]] = defaultdict(list)
    for name in read_channel_names(console.ask("core show channels concise")):
        channel = read_channel(console.ask(f"core show channel {name}"))
        if channel.get("Name") == name and "LinkedID" in channel:
            calls[channel["LinkedID"]].append(channel)
    for channels in calls.values():
        channels.sort(key=lambda each: (each["UniqueID"] != each["LinkedID"], each["UniqueID"]))
    return dict(sorted(calls.items()))


def _live_calls(console: Console) -> Iterator[LiveCall]:
    for linked_id, channels in channels_by_call(console).items():
        caller = channels[0]
        account = _account(caller)
        yield LiveCall(
            id=linked_id, account=account, caller=split_account(account)[1] or caller.get("Caller ID", "")[:32],
            dialled=_number(caller), state=_state(channels), seconds=_seconds(caller.get("Elapsed Time", "")),
            peer=next((_account(each) for each in channels[1:] if _account(each)), ""))


def _number(caller: Channel) -> str:
    """What the caller dialled: the dialplan keeps it, filtered, in N."""
    return caller["N"] if _NUMBER.fullmatch(caller["N"]) else ""


def _account(channel: Channel) -> str:
    match = _CHANNEL.fullmatch(channel["Name"])
    return match[1] if match else ""


def _state(channels: Sequence[Channel]) -> str:
    """`talking` where two are bridged, `answered` where the switchboard itself speaks, `ringing` before."""
    if sum(1 for each in channels if each.get("Bridge ID", "(Not bridged)") != "(Not bridged)") > 1:
        return "talking"
    return "answered" if channels[0].get("State", "").startswith("Up ") else "ringing"


def _seconds(elapsed: str) -> int:
    """`1h2m3s` as seconds."""
    match = _ELAPSED.fullmatch(elapsed)
    return sum(int(part) * unit for part, unit in zip(match.groups(), (3600, 60, 1), strict=True)) if match else 0


def hang_up_call(cell: CellDirectory, linked_id: str) -> bool:
    """End every channel of a call; False where it is not up any more."""
    console = console_of(cell, SECONDS_TO_ANSWER)
    channels = channels_by_call(console).get(linked_id, [])
    answers = [console.ask(f"channel request hangup {each['Name']}") for each in channels]
    return any("Requested Hangup" in answer for answer in answers)
