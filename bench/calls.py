"""What a call costs and how many a second are sustained: ours against a bare `Dial()`, turn by turn in one run."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rigs import Rig, start_bare, start_ours
from steps import Load, Phones, cpu_seconds, free_port, settle

from testengine import bring_engine

MOST_COST, LEAST_RATE = 1.1, 0.9
CLEAN_P95_MS, CLEAN_FAILED = 500.0, 0.001


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how hard a run is: rates and rounds for the cost, then a climb for the limit."""

    rates: tuple[int, ...]
    rounds: int
    seconds: float
    climb: tuple[int, ...]
    climb_seconds: float


EFFORTS = {
    "quick": Effort((60,), 3, 5, (200, 250), 4),
    "default": Effort((60, 120), 4, 6, tuple(range(220, 400, 40)), 6),
    "long": Effort((20, 60, 100, 160), 5, 12, tuple(range(180, 500, 20)), 12),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One measurement: which engine, at how many calls a second, and what came of it."""

    engine: str
    rate: int
    cpu_ms_per_call: float
    load: Load

    @property
    def is_clean(self) -> bool:
        """Whether this rate was sustained: next to no failures, and a phone rings within half a second."""
        return self.load.failed <= CLEAN_FAILED * (self.load.calls + self.load.failed) and (
            self.load.p95 <= CLEAN_P95_MS)


def main() -> int:
    """Measure, print JSON, and answer 1 where ours costs too much or sustains too little."""
    effort = _effort()
    program = bring_engine()
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as directory:
        place = Path(directory)
        rigs = [start_bare(program, place / "bare", free_port()),
                start_ours(program, place / "ours", free_port())]
        phones = {rig.name: Phones(rig.place, rig.sip_port) for rig in rigs}
        try:
            for rig in rigs:
                phones[rig.name].start([called for _, called in rig.pairs])
            report = _measure(rigs, phones, effort)
        finally:
            for rig in rigs:
                phones[rig.name].close()
                rig.close()
    print(json.dumps(report, indent=1))
    return 0 if report["met"] else 1


def _effort() -> Effort:
    parser = argparse.ArgumentParser(description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--quick", action="store_true", help="half a minute, for a first look")
    choice.add_argument("--long", action="store_true", help="a quarter of an hour, for figures to publish")
    chosen = parser.parse_args()
    return EFFORTS["quick" if chosen.quick else "long" if chosen.long else "default"]


def _measure(rigs: list[Rig], phones: dict[str, Phones], effort: Effort) -> dict[str, object]:
    """The cost by the median ratio of neighbours in time; the limit by climbing until a rate is not clean."""

    def step(rig: Rig, rate: int, seconds: float) -> Step:
        return _step(rig, phones[rig.name], rate, seconds)

    for rig in rigs:
        step(rig, 20, 2)
    cost = [[step(rig, rate, effort.seconds) for rig in rigs] for _ in range(effort.rounds) for rate in effort.rates]
    climb, limits = _climb(rigs, step, effort)
    ratios = [ours.cpu_ms_per_call / bare.cpu_ms_per_call for bare, ours in cost]
    ratio, share = statistics.median(ratios), limits["ours"] / max(1, limits["bare"])
    return {
        "met": ratio <= MOST_COST and share >= LEAST_RATE,
        "cost": {"ratio": round(ratio, 3), "most": MOST_COST, "ratios": [round(each, 3) for each in ratios]},
        "sustained": {**limits, "share": round(share, 3), "least": LEAST_RATE},
        "steps": [asdict(each) for pair in cost for each in pair] + [asdict(each) for each in climb],
    }


def _climb(rigs: list[Rig], step: Callable[[Rig, int, float], Step],
           effort: Effort) -> tuple[list[Step], dict[str, int]]:
    """Ever more calls a second on both, turn by turn; an engine that fails a rate twice is left alone."""
    steps: list[Step] = []
    limits = {rig.name: 0 for rig in rigs}
    climbing = list(rigs)
    for rate in effort.climb:
        for rig in list(climbing):
            tried = step(rig, rate, effort.climb_seconds)
            if not tried.is_clean:
                steps.append(tried)
                settle(2)
                tried = step(rig, rate, effort.climb_seconds)
            steps.append(tried)
            if tried.is_clean:
                limits[rig.name] = rate
            else:
                climbing.remove(rig)
    return steps, limits


def _step(rig: Rig, phones: Phones, rate: int, seconds: float) -> Step:
    before = cpu_seconds(rig.process.pid)
    load = phones.step(rig.pairs, rate, seconds)
    settle(0.3)
    used = cpu_seconds(rig.process.pid) - before
    done = Step(rig.name, rate, round(1000 * used / max(1, load.calls), 2), load)
    print(f"{rig.name} {rate}/s: {done.cpu_ms_per_call} ms, {load}", file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
