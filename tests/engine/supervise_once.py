"""Supervise an engine and two services as a process of its own, telling each message on a line: what tests disturb."""

import sys
import time
from pathlib import Path

from engine.deploy_once import engine_of
from tongdai.domain.message import Message
from tongdai.engine import EngineError, Service, supervise_house

LINGERING = 'trap "echo {name} >> {file}; exit 0" TERM; while :; do sleep 0.05; done'


def services(directory: Path) -> tuple[Service, ...]:
    """Two that live until they are told to stop, and then write down their names."""
    return tuple(Service(name, ("/bin/sh", "-c", LINGERING.format(name=name, file=directory / "stopped")))
                 for name in ("web", "worker"))


def tell(message: Message) -> None:
    """A line, at once."""
    print(message, flush=True)


def move_the_clock_by(seconds: Path) -> None:
    """From now on the wall clock is off by what stands in this file; the steady clock is not."""
    true = time.time
    time.time = lambda: true() + float(seconds.read_text() or 0)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        move_the_clock_by(Path(sys.argv[2]))
    engine = engine_of(sys.argv[1])
    try:
        supervise_house(engine.settings, engine.program, services(engine.settings.data.parent), tell)
    except EngineError as error:
        sys.exit(str(error))
