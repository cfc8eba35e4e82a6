"""How long the call log takes to answer: millions of calls, in a file and on a server, each question many times."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from postgresserver import postgres_server

ROOT = Path(__file__).resolve().parents[1]
MOST_MILLISECONDS = 100.0
START = "import django; django.setup(); from log_once import main; main()"
MEMORY = {"shared_buffers": "1GB", "maintenance_work_mem": "1GB", "effective_cache_size": "8GB", "max_wal_size": "16GB"}


def main() -> int:
    """Measure, print JSON, and answer 1 where a question takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=60, help="how often each question is asked")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    asked = parser.parse_args()
    results = {each: _measure(each, asked.calls, asked.times) for each in asked.database or ("sqlite", "postgresql")}
    missed = [f"{name}: {question}" for name, each in results.items()
              for question, taken in each["milliseconds"].items() if taken["p95"] > MOST_MILLISECONDS]
    print(json.dumps({"calls": asked.calls, "times": asked.times, "most_milliseconds": MOST_MILLISECONDS,
                      "results": results, "missed": missed}, indent=1))
    return 1 if missed else 0


def _measure(name: str, calls: int, times: int) -> dict[str, Any]:
    """One database, in a directory that goes with it."""
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as directory:
        if name == "sqlite":
            return _ask(directory, calls, times)
        with postgres_server(**MEMORY) as server:
            return _ask(directory, calls, times, TONGDAI_DATABASE_URL=server.url(server.make()))


def _ask(directory: str, calls: int, times: int, **more: str) -> dict[str, Any]:
    rooms = os.pathsep.join(str(ROOT / each) for each in ("src", "tests", "bench"))
    environment = {**os.environ, "PYTHONPATH": rooms, "DJANGO_SETTINGS_MODULE": "tongdai.site.settings",
                   "TONGDAI_DATA": directory, **more}
    done = subprocess.run([sys.executable, "-c", START, str(calls), str(times)], env=environment, check=True,
                          stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    sys.exit(main())
