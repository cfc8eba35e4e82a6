"""What memory the engine keeps over a load of calls, by how its allocator is set."""

import argparse
import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from rigs import start_ours
from steps import Phones, cpu_seconds, free_port

from testengine import bring_engine
from tongdai.engine import EngineProgram
from tongdai.engine.console import ask_console

RATE = 100
CALLS = {"quick": 2000, "default": 8000, "long": 20_000}
SAMPLE_SECONDS, REST_SECONDS, TRIM_SECONDS = 0.5, 15.0, 15.0
VARIANTS: dict[str, tuple[dict[str, str], bool]] = {
    "as it comes": ({}, False),
    "trimmed every 15 s": ({}, True),
    "2 arenas": ({"MALLOC_ARENA_MAX": "2"}, False),
    "2 arenas, fixed thresholds": (
        {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}, False),
    "1 arena, fixed thresholds": (
        {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}, False),
    "1 arena, trimmed every 15 s": ({"MALLOC_ARENA_MAX": "1"}, True),
}


def main() -> int:
    """Each variant on an engine of its own; prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--quick", action="store_true", help="2,000 calls each")
    choice.add_argument("--long", action="store_true", help="20,000 calls each")
    parser.add_argument("--only", help="one variant by its name")
    chosen = parser.parse_args()
    calls = CALLS["quick" if chosen.quick else "long" if chosen.long else "default"]
    program = bring_engine()
    report = {}
    for name, (environment, is_trimmed) in VARIANTS.items():
        if chosen.only in (None, name):
            report[name] = _measure(program, environment, is_trimmed, calls)
            print(name, report[name], file=sys.stderr)
    print(json.dumps({"calls": calls, "rate": RATE, "megabytes": report}, indent=1))
    return 0


def _measure(program: EngineProgram, environment: dict[str, str], is_trimmed: bool, calls: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as directory:
        rig = start_ours(program, Path(directory) / "ours", free_port(), environment)
        phones = Phones(rig.place, rig.sip_port)
        run, pid = rig.place / "run", rig.process.pid
        seen: list[float] = []
        stop = threading.Event()
        watch = threading.Thread(target=_watch, args=(pid, run, is_trimmed, seen, stop))
        try:
            phones.start([called for _, called in rig.pairs])
            before = cpu_seconds(pid)
            watch.start()
            load = phones.step(rig.pairs, RATE, calls / RATE)
            used, end = cpu_seconds(pid) - before, resident(pid)
            time.sleep(REST_SECONDS)
            stop.set()
            watch.join()
            rested = resident(pid)
            ask_console(run, "malloc trim", 30.0)
            return {"most": max(seen), "half way": seen[len(seen) // 2], "end": end, "rested": rested,
                    "trimmed": resident(pid), "failed": load.failed,
                    "cpu ms per call": round(1000 * used / max(1, load.calls), 2)}
        finally:
            stop.set()
            phones.close()
            rig.close()


def _watch(pid: int, run: Path, is_trimmed: bool, seen: list[float], stop: threading.Event) -> None:
    due = time.monotonic() + TRIM_SECONDS
    while not stop.wait(SAMPLE_SECONDS):
        seen.append(resident(pid))
        if is_trimmed and time.monotonic() >= due:
            due += TRIM_SECONDS
            ask_console(run, "malloc trim", 30.0)


def resident(pid: int) -> float:
    """Megabytes that a process has in memory."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return round(int(text.partition("VmRSS:")[2].split()[0]) / 1024, 1)


if __name__ == "__main__":
    sys.exit(main())
