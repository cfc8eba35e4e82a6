"""How many bridged calls with sound are carried before a packet is lost: bare, ours, and ours recording all."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from rigs import Rig, start_bare, start_ours
from sound import Heard, Sound, TalkingPhones
from steps import cpu_seconds, free_port, settle

from testengine import bring_engine

LEAST_CALLS, LEAST_RECORDED = 150, 80
MOST_JITTER_MS, LEAST_MOS = 5.0, 4.3
RAW_BYTES_A_SECOND = 2 * 2 * 8000
SECONDS_SHORT = 0.1
TRIES = 3


@dataclass(frozen=True, slots=True)
class Effort:
    """How many calls at once, step by step, and for how many seconds each step is measured."""

    steps: tuple[int, ...]
    seconds: float


EFFORTS = {
    "quick": Effort((40, 80), 5),
    "default": Effort((80, 150, 200, 250, 300, 400), 8),
    "long": Effort((50, 80, 100, 150, 200, 250, 300, 350, 400, 500, 600), 20),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One measurement; `cpu_percent_per_call` is of one processor. `files` and `short_files` are what was recorded."""

    engine: str
    heard: Heard
    cpu_percent_per_call: float
    files: int = 0
    short_files: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every call was up and heard every packet in time, and every file is complete."""
        heard = self.heard
        return (heard.silent == 0 and heard.lost == 0 and heard.jitter_p99 <= MOST_JITTER_MS
                and heard.mos >= LEAST_MOS and self.short_files == 0 and self.files in (0, heard.calls))


def main() -> int:
    """Measure, print JSON, and answer 1 where fewer calls are carried than should be."""
    effort, program = _effort(), bring_engine()
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as directory:
        place = Path(directory)
        rigs = [start_bare(program, place / "bare", free_port()), start_ours(program, place / "ours", free_port()),
                start_ours(program, place / "recorded", free_port(), recorded=True)]
        sound = Sound(place)
        phones = {rig.name: TalkingPhones(rig.place, rig.sip_port, sound) for rig in rigs}
        try:
            for rig in rigs:
                phones[rig.name].start([called for _, called in rig.pairs])
            report = _measure(rigs, phones, effort)
        finally:
            for rig in rigs:
                phones[rig.name].close()
                rig.close()
            sound.close()
    print(json.dumps(report, indent=1))
    return 0 if report["met"] else 1


def _effort() -> Effort:
    parser = argparse.ArgumentParser(description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--quick", action="store_true", help="two minutes, for a first look; proves no bound")
    choice.add_argument("--long", action="store_true", help="half an hour, for figures to publish")
    chosen = parser.parse_args()
    return EFFORTS["quick" if chosen.quick else "long" if chosen.long else "default"]


def _measure(rigs: list[Rig], phones: dict[str, TalkingPhones], effort: Effort) -> dict[str, object]:
    """Ever more calls on each, turn by turn; an engine that is not clean three times is left alone."""
    steps: list[Step] = []
    carried = {rig.name: 0 for rig in rigs}
    climbing = list(rigs)
    for calls in effort.steps:
        for rig in list(climbing):
            for _ in range(TRIES):
                steps.append(_step(rig, phones[rig.name], calls, effort.seconds))
                if steps[-1].is_clean:
                    carried[rig.name] = calls
                    break
            else:
                climbing.remove(rig)
    wanted = {"ours": min(LEAST_CALLS, effort.steps[-1]), "recorded": min(LEAST_RECORDED, effort.steps[-1])}
    return {"met": all(carried[name] >= least for name, least in wanted.items()), "carried": carried,
            "least": wanted, "steps": [asdict(each) for each in steps]}


def _step(rig: Rig, phones: TalkingPhones, calls: int, seconds: float) -> Step:
    before, hold = cpu_seconds(rig.process.pid), phones.hold_of(calls, seconds)
    heard = phones.talk(rig.pairs, calls, seconds)
    used = cpu_seconds(rig.process.pid) - before
    settle(1)
    files = [each.stat().st_size for each in rig.monitor.rglob("*.raw")] if rig.name == "recorded" else []
    for each in list(rig.monitor.rglob("*.raw")):
        each.unlink()
    done = Step(rig.name, heard, round(100 * used / (calls * hold), 3), len(files),
                sum(size < (hold - SECONDS_SHORT) * RAW_BYTES_A_SECOND for size in files))
    print(f"{rig.name} {calls}: {'clean' if done.is_clean else 'NOT CLEAN'} {done}", file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
