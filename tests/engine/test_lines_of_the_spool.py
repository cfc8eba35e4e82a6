"""Lines of the spool: whatever stands there, only whole events of kinds that we know are read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spool import captured, stories
from tongdai.engine import CallEvent, parse_line
from tongdai.engine.clock import ClockReading
from tongdai.engine.events import Kind, boot_line, clock_line, gone_line, lost_line, read_reading

BUSY = captured("busy")[2]


@pytest.mark.parametrize("story", stories())
def test_every_captured_line_is_read(story: str):
    for line in captured(story):
        assert parse_line(line)


@pytest.mark.parametrize("line", [
    "", "\t", "HANGUP", BUSY[:40], BUSY.replace("HANGUP", "CHAN_END"), BUSY.replace("1795525197.168701", "yesterday"),
    BUSY.replace("1795525197.168701", "-1.0"), BUSY.replace("1795525197.168701", "nan"),
    BUSY.replace("1795525197.168701", "1e300"), BUSY + "\tmore", BUSY.replace("c1k3x9-1795525196.5", ""),
    BUSY + "x" * 20_000, BUSY.replace("PJSIP", "x" * 5_000)])
def test_what_is_no_event_is_passed_over(line: str):
    assert parse_line(line) is None


@pytest.mark.parametrize(("extra", "cause"), [("", ""), ("{", ""), ("[1]", ""), ('{"hangupcause":17}', "17"),
                                              ('{"hangupcause":"N/A"}', ""), ('{"hangupcause":[1]}', ""),
                                              ("[" * 4000, "")])
def test_extra_values_that_cannot_be_read_are_missing(extra: str, cause: str):
    event = parse_line(BUSY.rpartition("\t")[0] + "\t" + extra)

    assert event
    assert event.text("hangupcause") == cause


@given(st.text(max_size=300))
def test_any_text_is_an_event_or_none(text: str):
    assert parse_line(text) is None


PLAIN = st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters=" "), max_size=40)


@given(kind=st.sampled_from(Kind), wall=st.floats(1, 1e10).map(lambda wall: round(wall, 6)),
       texts=st.tuples(PLAIN.filter(bool), *[PLAIN] * 5),
       extra=st.dictionaries(PLAIN, PLAIN | st.integers(), max_size=3))
def test_every_field_is_read_as_it_was_written(kind: Kind, wall: float, texts: tuple[str, ...],
                                               extra: dict[str, object]):
    channel, linked, name, trail, codec, tenant = texts
    shown = f"{trail} {codec}" if codec else trail

    line = "\t".join((kind, f"{wall:.6f}", channel, linked, name, shown, tenant, json.dumps(extra)))

    assert parse_line(line) == CallEvent(kind, wall, channel, linked, name, trail, codec, tenant, extra)


def test_the_machine_room_s_own_lines_are_events():
    clocks = ClockReading(2.5, 7.25, "3f1c")
    lines = [boot_line(1.5, "c1a"), gone_line(clocks, "c1a"), clock_line(clocks), f"{lost_line()}\n"]

    events = [parse_line(line.rstrip("\n")) for line in lines]

    assert [(each.kind, each.wall, each.boot) for each in events if each] == [
        (Kind.BOOT, 1.5, "c1a"), (Kind.GONE, 2.5, "c1a"), (Kind.CLOCK, 2.5, "clock"), (Kind.LOST, 1.0, "lost")]
    assert [read_reading(each) for each in events if each] == [None, clocks, clocks, None]
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
