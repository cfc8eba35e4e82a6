"""A change is killed at one system call after the other: database and engine stand on the old or on the new release."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cells import free_ports
from engine.deploy_once import told
from tongdai.engine import EngineProgram
from tongdai.settings import Settings

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]
ROOT = Path(__file__).parents[2]
CHANGING = ",".join(f"?{name}" for name in (
    "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "ftruncate",
    "mkdir", "rmdir", "link", "symlink", "flock"))
SAMPLES = 8
START = "import django; django.setup(); from actions.change_once import main; main()"

Call = tuple[str, int]


class Installation:
    """A data directory and the processes that work on it."""

    def __init__(self, directory: Path, program: EngineProgram) -> None:
        self.settings = Settings(data=directory / "data", **free_ports())
        self.told = told(self.settings, program)
        self.names = (f"name {number}" for number in count(2))
        self.say("make")
        self.state: dict[str, Any] = {}

    def say(self, *words: str) -> dict[str, Any]:
        """Do something to the end."""
        done = self.run([], *words)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def run(self, tracer: list[str], *words: str) -> "subprocess.CompletedProcess[str]":
        """Do something in a process of its own, perhaps under a tracer."""
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "PYTHONDONTWRITEBYTECODE": "1",
                       "DJANGO_SETTINGS_MODULE": "tongdai.site.settings", "TONGDAI_DATA": str(self.settings.data)}
        command = [*tracer, sys.executable, "-c", START, self.told, *words]
        return subprocess.run(command, env=environment, timeout=120, check=False, capture_output=True, text=True)

    def calls(self) -> list[Call]:
        """The changing calls of one whole change, from the first lock on."""
        record = self.settings.data / "calls.txt"
        done = self.run(_tracer("-o", str(record)), "change", next(self.names))
        assert done.returncode == 0, done.stderr
        names = re.findall(r"^(\w+)\(", record.read_text(errors="replace"), re.MULTILINE)
        seen: Counter[str] = Counter()
        calls = [(name, seen[name]) for name in names if not seen.update([name])]
        return calls[calls.index(("flock", 1)):]

    def kill_at(self, call: Call) -> bool:
        """Make a change that dies as it enters this call; whether it came that far."""
        name, nth = call
        before, wanted = self.state or self.say("stand"), next(self.names)
        done = self.run(_tracer("-o", os.devnull, "-e", f"inject={name}:signal=KILL:when={nth}"), "change", wanted)
        after = self.state = self.say("stand")

        assert done.returncode in (0, -9, 137), done.stderr
        assert after["name"] in (before["name"], wanted), f"killed at {call}"
        assert after["release"] == before["release"] + (after["name"] == wanted), f"killed at {call}"
        assert after["in force"] == after["release"] == after["changes"]
        assert (after["sound"], after["again"]) == ("ok", False)
        return done.returncode != 0


def _tracer(*options: str) -> list[str]:
    """strace on the process alone, not on the scratch engine it starts."""
    return ["strace", "-qq", "-e", f"trace={CHANGING}", "-e", "signal=none", *options]


@pytest.fixture
def installation(reachable_path: Path, engine_program: EngineProgram) -> Installation:
    """Sen with one extension, in force on a cell whose engine does not run."""
    return Installation(reachable_path, engine_program)


def test_a_change_killed_here_and_there_is_whole_or_not_at_all(installation: Installation):
    calls = installation.calls()

    killed = [installation.kill_at(calls[(len(calls) - 1) * step // (SAMPLES - 1)]) for step in range(SAMPLES)]

    assert sum(killed) > SAMPLES // 2


@pytest.mark.long
def test_a_change_killed_at_every_call_is_whole_or_not_at_all(installation: Installation):
    killed = [installation.kill_at(call) for call in installation.calls()]

    assert sum(killed) > 100
