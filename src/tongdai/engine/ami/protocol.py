"""Bytes to packets and actions to bytes, as Asterisk's manager (AMI 11) writes and reads them; no sockets."""

from collections.abc import Iterable
from dataclasses import dataclass

LARGEST_PACKET = 256 * 1024
LONGEST_LINE = 1000
"""The manager's input buffer holds 1,025 bytes of one line (manager.h, `inbuf`, 22.10.1); we stop before."""

END_OF_LINE = b"\r\n"
END_OF_PACKET = b"\r\n\r\n"
GREETING = "Asterisk Call Manager/"


class ProtocolError(Exception):
    """The other side does not speak the manager's language, or says more at once than we take."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One response or event as it came, each line a name and a value; a name may come more than once.

    Lines are looked for when they are asked for: of a long list two in fifteen are ever looked at.
    """

    text: str

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every line, in order."""
        parts = (line.partition(":") for line in self.text.split("\r\n"))
        return tuple((name, value.removeprefix(" ")) for name, _, value in parts if name)

    def get(self, name: str, default: str = "") -> str:
        """The first value under a name."""
        before = f"\r\n{name}:"
        start = 0 if self.text.startswith(before[2:]) else self.text.find(before) + 2
        if start == 1:
            return default
        start += len(before) - 2
        end = self.text.find("\r\n", start)
        return self.text[start:end if end >= 0 else None].removeprefix(" ")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value under a name."""
        return tuple(value for each, value in self.fields if each == name)

    @property
    def is_response(self) -> bool:
        """A response answers an action; everything else is an event."""
        return self.text.startswith("Response:")

    @property
    def ends_list(self) -> bool:
        """Whether this event is the last of a list."""
        return self.get("EventList") in {"Complete", "cancelled"}


class Parser:
    """Takes bytes as they come and gives whole packets; holds at most one unfinished packet."""

    def __init__(self) -> None:
        self._rest = b""
        self.greeting = ""

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are complete now. Raises ProtocolError."""
        self._rest += data
        if not self.greeting and not self._take_greeting():
            return []
        *complete, self._rest = self._rest.split(END_OF_PACKET)
        if max(map(len, (*complete, self._rest))) > LARGEST_PACKET:
            raise ProtocolError(f"a packet of more than {LARGEST_PACKET} bytes")
        texts = (each.decode("utf-8", "replace").lstrip("\r\n") for each in complete)
        return [Packet(text) for text in texts if text]

    def _take_greeting(self) -> bool:
        line, found, rest = self._rest.partition(END_OF_LINE)
        text = line.decode("utf-8", "replace")
        if not GREETING.startswith(text[:len(GREETING)]) or len(line) > LONGEST_LINE:
            raise ProtocolError(f"greeted with {text[:60]!r}, which is no manager")
        if found:
            self.greeting, self._rest = text, rest
        return bool(found)


def encode_action(name: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """One action as bytes. Raises ValueError for what would end a line early or not be read whole."""
    lines = [f"{key}: {value}" for key, value in (("Action", name), *fields)]
    for line in lines:
        if any(character in line for character in "\r\n\0") or len(line.encode()) > LONGEST_LINE:
            raise ValueError(f"the manager cannot be told {line[:40]!r}")
    return "".join(f"{line}\r\n" for line in lines).encode() + END_OF_LINE
