"""What was recorded of a call is folded from its events: parts, moments, and what an engine's death leaves open."""

import json
from collections.abc import Sequence

from tongdai.domain.call import Call, EventKind
from tongdai.domain.recording import RecordedPart
from tongdai.engine import Ledger, fold_lines
from tongdai.engine.events import Kind, boot_line

BOOT, KEY, START = "c1aaaa", "k7m2qxab", 1_795_525_000.0
CALLER, CALLED, THIRD = (f"{BOOT}-1795525000.{number}" for number in (0, 1, 2))
NUMBERS = {CALLER: "101", CALLED: "102", THIRD: "103"}


def line(at: float, kind: Kind, channel: str, **extra: str | int) -> str:
    """One event, so many seconds after the call began."""
    name = f"PJSIP/{KEY}-{NUMBERS[channel]}-00000000"
    return "\t".join((kind, f"{START + at:.6f}", channel, CALLER, name, "", KEY, json.dumps(extra)))


def record(at: float, what: str, part: int, channel: str = CALLER) -> str:
    """One event of recording."""
    return line(at, Kind.RECORDED, channel, extra=f"{what} {channel}.{part}.raw")


def begun(answered: float = 2.0) -> list[str]:
    """Two phones, and when they are joined."""
    return [boot_line(START - 10, BOOT).rstrip("\n"), line(0, Kind.STARTED, CALLER), line(0.1, Kind.STARTED, CALLED),
            line(answered, Kind.ANSWERED, CALLED), line(answered, Kind.ANSWERED, CALLER)]


def over(at: float, *channels: str) -> list[str]:
    """Everybody hangs up."""
    return [line(at, Kind.HUNG_UP, each, hangupcause=16) for each in channels or (CALLER, CALLED)]


def folded(lines: Sequence[str]) -> Call:
    """The one call."""
    (call,) = fold_lines(Ledger(), lines, "c1").calls
    return call


def parts(call: Call) -> list[tuple[str, float, float | None]]:
    """All parts without their channel's name."""
    return [(each.file.removeprefix(f"{BOOT}-1795525000."), each.began, each.ended)
            for recording in call.recordings for each in recording.parts]


def told(call: Call) -> list[tuple[EventKind, float]]:
    """What the timeline says of recording."""
    return [(each.kind, each.offset) for each in call.timeline if each.kind.value.startswith("recording")]


def armed(lines: list[str]) -> list[str]:
    """The same with a part that was named before the ring."""
    return [*lines[:2], record(0.05, "armed", 1), *lines[2:]]


def test_a_part_that_was_named_before_the_ring_begins_with_the_answer_and_ends_with_the_call() -> None:
    call = folded([*armed(begun()), *over(9)])

    assert call.recordings[0].parts == (RecordedPart(f"{CALLER}.1.raw", 2.0, 9.0),)
    assert (call.recordings[0].channel, call.recordings[0].number) == (CALLER, "101")
    assert told(call) == [(EventKind.RECORDING, 2.0)]


def test_a_call_that_nobody_answers_has_no_recording() -> None:
    lines = armed(begun())

    assert folded([*lines[:4], *over(9)]).recordings == ()


def test_codes_make_parts_and_another_start_makes_another_recording() -> None:
    call = folded([*begun(), record(3, "began", 1), record(4, "paused", 1), record(5, "resumed", 2),
                   record(6, "stopped", 2), record(7, "began", 3), *over(9)])

    assert parts(call) == [("0.1.raw", 3.0, 4.0), ("0.2.raw", 5.0, 6.0), ("0.3.raw", 7.0, 9.0)]
    assert [len(each.parts) for each in call.recordings] == [2, 1]
    assert [kind for kind, _ in told(call)] == [
        EventKind.RECORDING, EventKind.RECORDING_PAUSED, EventKind.RECORDING_RESUMED, EventKind.RECORDING_ENDED,
        EventKind.RECORDING]


def test_an_engine_that_dies_leaves_the_part_without_an_end() -> None:
    call = folded([*armed(begun()), boot_line(START + 8, "c1bbbb").rstrip("\n")])

    assert parts(call) == [("0.1.raw", 2.0, None)]


def test_after_a_blind_transfer_a_part_begins_with_the_answer_of_whoever_it_went_to() -> None:
    transferred = [line(4, Kind.BLIND_TRANSFER, CALLED, extension="103"), *over(4, CALLED), record(4.1, "armed", 2),
                   line(4.2, Kind.STARTED, THIRD), line(6, Kind.ANSWERED, THIRD)]

    call = folded([*armed(begun()), *transferred, *over(9, CALLER, THIRD)])

    assert parts(call) == [("0.1.raw", 2.0, 4.0), ("0.2.raw", 6.0, 9.0)]
    assert told(call) == [(EventKind.RECORDING, 2.0), (EventKind.RECORDING_ENDED, 4.0), (EventKind.RECORDING, 6.0)]


def test_after_a_transfer_a_part_begins_behind_the_announcement() -> None:
    transferred = [line(4, Kind.BLIND_TRANSFER, CALLED, extension="103"), *over(4, CALLED), record(4.1, "armed", 2),
                   line(4.2, Kind.STARTED, THIRD), line(6, Kind.ANSWERED, THIRD),
                   line(6.1, Kind.PLAYING, CALLER, sound="tongdai/call-recorded"), line(8, Kind.PLAYED, CALLER)]

    call = folded([*armed(begun()), *transferred, *over(9, CALLER, THIRD)])

    assert parts(call)[1] == ("0.2.raw", 8.0, 9.0)
    assert told(call)[-1] == (EventKind.RECORDING, 8.0)


def test_a_file_that_is_not_of_its_channel_is_nobodys_recording() -> None:
    for file in ("../x.raw", f"{CALLED}.1.raw", f"{CALLER}.1.wav"):
        call = folded([*begun(), line(3, Kind.RECORDED, CALLER, extra=f"began {file}"), *over(9)])

        assert call.recordings == ()
