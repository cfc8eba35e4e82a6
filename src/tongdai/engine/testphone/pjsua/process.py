"""The process of one test phone: commands come in as JSON lines, events and replies go out as JSON lines.

pjsua2 allows one endpoint per process and calls back from its own threads, so each phone is a process of its own, and
this one runs everything, callbacks included, in its single main thread.
"""

import json
import os
import select
import sys
from collections.abc import Iterator
from typing import Any

import pjsua2

from tongdai.engine.testphone.pjsua.line import Line

LONGEST_COMMAND = 65536


def main() -> None:
    """Be one phone until the commands end; the first line is the phone's account."""
    out = _private_output()
    commands = _Commands()
    line = Line(commands.first(), lambda event: _write(out, event))
    try:
        while not commands.ended:
            for command in commands.waiting():
                _write(out, _obey(line, command))
            line.turn()
    finally:
        line.close()
    os._exit(0)  # the library's own exit handlers wait for objects that Python has not let go yet


class _Commands:
    """The lines that have arrived, without ever waiting for the next."""

    def __init__(self) -> None:
        self.ended = False
        self._rest = b""

    def first(self) -> dict[str, Any]:
        """The first line, for which it does wait."""
        select.select([sys.stdin.fileno()], [], [])
        return next(self.waiting())

    def waiting(self) -> Iterator[dict[str, Any]]:
        """What has arrived since."""
        while select.select([sys.stdin.fileno()], [], [], 0)[0]:
            read = os.read(sys.stdin.fileno(), LONGEST_COMMAND)
            if not read:
                self.ended = True
                return
            *lines, self._rest = (self._rest + read).split(b"\n")
            yield from (json.loads(line) for line in lines)


def _obey(line: Line, command: dict[str, Any]) -> dict[str, Any]:
    """Carry out one command and say how it went."""
    try:
        value = line.obey(command["do"], command["with"])
    except pjsua2.Error as error:
        return {"reply": command["id"], "error": f"{error.title}: {error.reason}"}
    except (KeyError, TypeError, ValueError) as error:
        return {"reply": command["id"], "error": str(error)}
    return {"reply": command["id"], "value": value}


def _private_output() -> int:
    """Keep standard output for ourselves: what the library prints goes to standard error."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return ours


def _write(out: int, event: dict[str, Any]) -> None:
    os.write(out, json.dumps(event).encode() + b"\n")


if __name__ == "__main__":
    main()
