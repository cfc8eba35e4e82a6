"""A connection to the engine's manager: actions and lists, each within a bound of seconds."""

import socket
import time
from collections.abc import Mapping, Sequence
from itertools import count
from types import TracebackType
from typing import Self

from tongdai.domain.secret import Secret
from tongdai.engine.ami.protocol import Packet, Parser, ProtocolError, encode_action

USER = "tongdai"
SECONDS = 5.0
CHUNK = 256 * 1024
MOST_IN_ONE_LIST = 200_000
PIPELINE = 200


class AmiSilentError(Exception):
    """The engine does not answer: no connection, a broken one, or none of the expected words in time."""


class AmiRefusedError(Exception):
    """The engine answered an action with an error."""


class ManagerClient:
    """Logged in as long as it is open; not for two threads at once."""

    def __init__(self, port: int, secret: Secret, *, host: str = "127.0.0.1", seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._ids = count(1)
        self._parser = Parser()
        self._waiting: list[Packet] = []
        try:
            self._socket = socket.create_connection((host, port), timeout=seconds)
        except OSError as error:
            raise AmiSilentError(f"no connection to the manager on port {port}: {error.strerror or error}") from error
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.action("Login", Username=USER, Secret=secret.reveal(), Events="off")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
                 ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on the manager."""
        self._socket.close()

    def action(self, name: str, **fields: str) -> Packet:
        """Ask one thing and take its answer. Raises AmiRefusedError for an error, AmiSilentError for none."""
        return self.actions([(name, fields)])[0]

    def actions(self, asked: Sequence[tuple[str, Mapping[str, str]]]) -> list[Packet]:
        """Ask many things and take the answers in order. Raises AmiRefusedError where one is an error."""
        answers = self.answers(asked)
        for (name, _), answer in zip(asked, answers, strict=True):
            _check(name, answer)
        return answers

    def answers(self, asked: Sequence[tuple[str, Mapping[str, str]]]) -> list[Packet]:
        """Like `actions`, and an error is an answer like any other."""
        answers: list[Packet] = []
        for start in range(0, len(asked), PIPELINE):
            deadline = time.monotonic() + self._seconds
            ids = [self._send(name, fields) for name, fields in asked[start:start + PIPELINE]]
            answers += [self._next(each, deadline) for each in ids]
        return answers

    def entries(self, name: str, **fields: str) -> list[Packet]:
        """Ask for a list and take all of its events; an empty list may be answered as an error ("No ... found")."""
        deadline = time.monotonic() + self._seconds
        asked = self._send(name, fields)
        try:
            _check(name, self._next(asked, deadline))
        except AmiRefusedError as refused:
            if str(refused).startswith((f"{name}: No ", f"{name}: Unable to retrieve")):
                return []
            raise
        events: list[Packet] = []
        while not (event := self._next(asked, deadline)).ends_list:
            events.append(event)
            if len(events) > MOST_IN_ONE_LIST:
                raise AmiSilentError(f"{name}: a list of more than {MOST_IN_ONE_LIST} entries")
        return events

    def _send(self, name: str, fields: Mapping[str, str]) -> str:
        asked = f"{name}-{next(self._ids)}"
        try:
            self._socket.sendall(encode_action(name, [("ActionID", asked), *fields.items()]))
        except OSError as error:
            raise AmiSilentError(f"{name}: the connection to the manager broke") from error
        return asked

    def _next(self, asked: str, deadline: float) -> Packet:
        while True:
            for index, packet in enumerate(self._waiting):
                if packet.get("ActionID") == asked:
                    del self._waiting[:index + 1]
                    return packet
            self._waiting = self._receive(asked, deadline)

    def _receive(self, asked: str, deadline: float) -> list[Packet]:
        left = deadline - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            data = self._socket.recv(CHUNK)
        except OSError as error:
            raise AmiSilentError(f"{asked.rpartition('-')[0]}: no answer within {self._seconds:g} seconds") from error
        if not data:
            raise AmiSilentError(f"{asked.rpartition('-')[0]}: the manager hung up")
        try:
            return self._parser.feed(data)
        except ProtocolError as error:
            raise AmiSilentError(f"{asked.rpartition('-')[0]}: {error}") from error




def _check(name: str, answer: Packet) -> None:
    if not answer.is_response or answer.get("Response") not in {"Success", "Goodbye"}:
        raise AmiRefusedError(f"{name}: {answer.get('Message') or 'refused'}")
