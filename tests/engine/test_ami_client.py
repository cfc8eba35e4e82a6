"""The manager's client: every silence has a bound, every refusal a word."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tongdai.domain.secret import Secret
from tongdai.engine.ami import AmiRefusedError, AmiSilentError, ManagerClient

pytestmark = pytest.mark.wet

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
Answer = Callable[[dict[str, str]], bytes]


class Manager:
    """A manager on a free port that says what it is told to; an empty answer is silence, None hangs up."""

    def __init__(self, greeting: bytes = GREETING) -> None:
        self._greeting = greeting
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.answers: dict[str, Callable[[str], bytes | None]] = {
            "Login": lambda asked: b"Response: Success\r\nActionID: " + asked.encode() + b"\r\n\r\n"}
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            wire, _ = self._server.accept()
        except OSError:
            return
        with wire:
            wire.sendall(self._greeting)
            rest = b""
            while data := wire.recv(4096):
                *packets, rest = (rest + data).split(b"\r\n\r\n")
                for packet in packets:
                    fields = dict(line.split(": ", 1) for line in packet.decode().split("\r\n"))
                    answer = self.answers.get(fields["Action"], lambda _: b"")(fields["ActionID"])
                    if answer is None:
                        return
                    wire.sendall(answer)

    def close(self) -> None:
        self._server.close()
        self._thread.join(5)


@pytest.fixture
def manager() -> Iterator[Manager]:
    one = Manager()
    yield one
    one.close()


def client(manager: Manager, seconds: float = 0.3) -> ManagerClient:
    """Logged in."""
    return ManagerClient(manager.port, Secret("s"), seconds=seconds)


def test_nobody_at_the_port_is_silence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(AmiSilentError, match=f"port {port}"):
        ManagerClient(port, Secret("s"), seconds=0.3)


def test_an_engine_that_hangs_is_silence_within_its_bound(manager: Manager) -> None:
    with client(manager) as asked:
        began = time.monotonic()

        with pytest.raises(AmiSilentError, match="no answer within"):
            asked.action("Ping")

        assert time.monotonic() - began < 1


def test_an_engine_that_trickles_is_silence_within_its_bound(manager: Manager) -> None:
    manager.answers["Slow"] = lambda _: b"Event: X\r\n\r\n"
    with client(manager) as asked:
        began = time.monotonic()

        with pytest.raises(AmiSilentError):
            asked.entries("Slow")

        assert time.monotonic() - began < 1


def test_an_engine_that_hangs_up_is_silence(manager: Manager) -> None:
    manager.answers["Ping"] = lambda _: None

    with client(manager) as asked, pytest.raises(AmiSilentError, match="hung up"):
        asked.action("Ping")


def test_somebody_else_on_the_port_is_silence() -> None:
    other = Manager(b"SSH-2.0-OpenSSH_9\r\n")
    try:
        with pytest.raises(AmiSilentError, match="no manager"):
            client(other)
    finally:
        other.close()


def test_an_error_is_a_refusal_with_its_words(manager: Manager) -> None:
    manager.answers["Reload"] = lambda asked: (
        f"Response: Error\r\nActionID: {asked}\r\nMessage: No such module\r\n\r\n".encode())

    with client(manager) as asked, pytest.raises(AmiRefusedError, match="Reload: No such module"):
        asked.action("Reload", Module="x")


def test_an_empty_list_may_come_as_an_error(manager: Manager) -> None:
    manager.answers["PJSIPShowContacts"] = lambda asked: (
        f"Response: Error\r\nActionID: {asked}\r\nMessage: No Contacts found\r\n\r\n".encode())

    with client(manager) as asked:
        assert asked.entries("PJSIPShowContacts") == []


def test_answers_to_other_questions_are_passed_over(manager: Manager) -> None:
    manager.answers["Ping"] = lambda asked: (
        b"Event: FullyBooted\r\n\r\nResponse: Success\r\nActionID: other\r\n\r\n"
        + f"Response: Success\r\nActionID: {asked}\r\nPing: Pong\r\n\r\n".encode())

    with client(manager) as asked:
        assert asked.action("Ping").get("Ping") == "Pong"
