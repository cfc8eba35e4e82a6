"""The control port of a running baresip: commands, replies and events as netstrings with JSON in them."""

import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from tongdai.engine.testphone.account import Event, PhoneError

HOST = "127.0.0.1"
REPLY_BOUND = 5.0
CONNECT_BOUND = 10.0
CONNECT_STEP = 0.05
LONGEST_COMMAND = 900  # baresip 1.0 and 1.1 cut a command off after 1,023 bytes
LONGEST_LENGTH = 9
"""Digits of a netstring's length."""


class Control:
    """One connection; everything baresip tells is given to `take`, and its end to `gone`, in a thread of its own."""

    def __init__(self, port: int, alive: Callable[[], bool], take: Callable[[Event], None],
                 gone: Callable[[], None]) -> None:
        self._take, self._gone = take, gone
        self._replies: dict[str, Event] = {}
        self._commands = 0
        self._ended = False
        self._changed = threading.Condition()
        self._socket = _connect(port, alive)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def ask(self, command: str, parameters: str = "") -> str:
        """Send a command and wait for what baresip answers; PhoneError where it will not do it."""
        token = self.tell(command, parameters)
        with self._changed:
            self._changed.wait_for(lambda: token in self._replies or self._ended, REPLY_BOUND)
            reply = self._replies.pop(token, None)
        if reply is None:
            raise PhoneError("its process ended." if self._ended else f"no reply within {REPLY_BOUND:g} s.")
        if not reply.get("ok"):
            raise PhoneError(str(reply.get("data", "")).strip() or f"baresip refused '{command}'.")
        return str(reply.get("data", ""))

    def tell(self, command: str, parameters: str = "") -> str:
        """Send a command without waiting; returns the token its reply will carry."""
        with self._changed:
            self._commands += 1
            token = str(self._commands)
            text = json.dumps({"command": command, "params": parameters, "token": token}).encode()
            if len(command) + len(parameters) > LONGEST_COMMAND:
                raise PhoneError(f"baresip takes commands of at most {LONGEST_COMMAND} bytes, this has {len(text)}.")
            try:
                self._socket.sendall(b"%d:%s," % (len(text), text))
            except OSError as error:
                raise PhoneError("its process has ended; start another phone.") from error
        return token

    def close(self) -> None:
        """Wait until baresip, which must have ended, has said its last word."""
        self._reader.join()
        self._socket.close()

    def _read(self) -> None:
        self._socket.settimeout(None)
        with self._socket.makefile("rb") as stream:
            while (said := _netstring(stream.read)) is not None:
                if said.get("response"):
                    self._keep(said)
                else:
                    self._take(said)
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._gone()

    def _keep(self, reply: Event) -> None:
        with self._changed:
            self._replies[str(reply.get("token", ""))] = reply
            self._changed.notify_all()


def _connect(port: int, alive: Callable[[], bool]) -> socket.socket:
    end = time.monotonic() + CONNECT_BOUND
    while True:
        try:
            return socket.create_connection((HOST, port), timeout=REPLY_BOUND)
        except OSError as error:
            if time.monotonic() > end or not alive():
                raise PhoneError("baresip did not start") from error
            time.sleep(CONNECT_STEP)


def _netstring(read: Callable[[int], bytes]) -> dict[str, Any] | None:
    """The next message; None at the end, or where what comes is no netstring."""
    digits = b""
    try:
        while (byte := read(1)) and byte != b":" and len(digits) < LONGEST_LENGTH:
            digits += byte
        if not digits.isdigit():
            return None
        message = read(int(digits))
        read(1)
        return dict(json.loads(message))
    except (OSError, ValueError):
        return None
