"""The manager's language: whatever arrives in whatever pieces gives the same packets, or is refused within bounds."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongdai.engine.ami import Parser, ProtocolError, encode_action
from tongdai.engine.ami.protocol import LARGEST_PACKET, LONGEST_LINE

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
NAMES = st.text("ABCDEFabcdef", min_size=1, max_size=12)
VALUES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=("Cs",)), max_size=60)
FIELDS = st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=8)


def written(fields: list[tuple[str, str]]) -> bytes:
    """A packet as the engine writes it."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode() + b"\r\n"


@given(st.lists(FIELDS, max_size=5), st.lists(st.integers(1, 400), max_size=8))
def test_packets_are_the_same_in_whatever_pieces_they_come(packets: list[list[tuple[str, str]]], cuts: list[int],
                                                           ) -> None:
    data = GREETING + b"".join(map(written, packets))
    parser, read = Parser(), []

    for cut in cuts:
        read += parser.feed(data[:cut])
        data = data[cut:]
    read += parser.feed(data)

    assert [packet.fields for packet in read] == [tuple(fields) for fields in packets]
    for packet, fields in zip(read, packets, strict=True):
        assert all(packet.get(name) == dict(reversed(fields))[name] for name, _ in fields)


@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ProtocolError):
        Parser().feed(data)


@given(st.binary(max_size=500))
def test_any_bytes_after_a_greeting_are_read(data: bytes) -> None:
    for packet in Parser().feed(GREETING + data):
        assert packet.text
        assert packet.get("Nothing", "none") == dict(reversed(packet.fields)).get("Nothing", "none")


@given(NAMES, FIELDS)
def test_an_action_reads_back_as_it_was_written(name: str, fields: list[tuple[str, str]]) -> None:
    [packet] = Parser().feed(GREETING + encode_action(name, fields))

    assert packet.fields == (("Action", name), *fields)


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb", "a\rb", "a\0b", "x" * LONGEST_LINE])
def test_what_would_end_a_line_early_is_never_sent(value: str) -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        encode_action("DBPut", [("Val", value)])


def test_a_packet_without_an_end_is_refused() -> None:
    parser = Parser()
    parser.feed(GREETING)

    with pytest.raises(ProtocolError, match="more than"):
        parser.feed(b"Event: " + b"x" * LARGEST_PACKET)


@pytest.mark.parametrize("data", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"x" * 2000])
def test_somebody_else_on_the_port_is_no_manager(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="no manager"):
        Parser().feed(data)


def test_a_name_may_come_more_than_once() -> None:
    [packet] = Parser().feed(GREETING + b"Event: X\r\nVariable: a=1\r\nVariable: b=2\r\n\r\n")

    assert packet.all("Variable") == ("a=1", "b=2")
    assert packet.get("Variable") == "a=1"
    assert packet.get("Nothing", "none") == "none"
