"""Lines of the spool: whatever stands there, only whole events of kinds that we know are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spool import captured, stories
from tongdai.engine import CallEvent, parse_line, write_line
from tongdai.engine.events import Kind, boot_line, clock_line, gone_line

BUSY = captured("busy")[2]


@pytest.mark.parametrize("story", stories())
def test_every_captured_line_is_read_and_written_back_alike(story: str):
    for line in captured(story):
        event = parse_line(line)
        assert event
        assert parse_line(write_line(event)) == event


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


@given(st.builds(
    CallEvent, kind=st.sampled_from(Kind), wall=st.floats(1, 1e10).map(lambda wall: round(wall, 6)),
    channel=PLAIN.filter(bool), linked=PLAIN, name=PLAIN, trail=PLAIN, tenant=PLAIN,
    codec=st.just("") | st.just("alaw"), extra=st.dictionaries(PLAIN, PLAIN | st.integers(), max_size=3)))
def test_an_event_is_read_back_as_it_was_written(event: CallEvent):
    assert parse_line(write_line(event)) == event


def test_the_machine_room_s_own_lines_are_events():
    lines = [boot_line(1.5, "c1a"), gone_line(2.5, "c1a"), clock_line(3.5, 7.25)]

    assert [(each.kind, each.wall, each.boot) for each in map(parse_line, (line.rstrip("\n") for line in lines))
            if each] == [(Kind.BOOT, 1.5, "c1a"), (Kind.GONE, 2.5, "c1a"), (Kind.CLOCK, 3.5, "clock")]
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
