"""How long until a change is usable: from the verb to a phone that is registered with it, proof boot included."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TURNS = {"--quick": 8, "": 20, "--long": 100}
BOUNDS = {1000: 1.0, 2000: 2.0}
COMPILE_BOUND = 0.3
START = "import django; django.setup(); from apply_once import main; main()"


def main() -> int:
    """Measure every size in an installation of its own; 1 where a bound is missed."""
    turns = TURNS[sys.argv[1] if len(sys.argv) > 1 else ""]
    results = {size: measure(size, turns) for size in BOUNDS}
    missed = [size for size, each in results.items()
              if each["usable"]["p95"] > BOUNDS[size] or each["compile"]["p50"] > COMPILE_BOUND]
    print(json.dumps({"turns": turns, "bounds": BOUNDS, "results": results, "missed": missed}, indent=2))
    return 1 if missed else 0


def measure(size: int, turns: int) -> dict[str, Any]:
    """One cell of this size, in a process that knows no other database."""
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as directory:
        Path(directory).chmod(0o755)
        rooms = os.pathsep.join(str(ROOT / each) for each in ("src", "tests", "bench"))
        environment = {**os.environ, "PYTHONPATH": rooms, "DJANGO_SETTINGS_MODULE": "tongdai.site.settings",
                       "TONGDAI_DATA": str(Path(directory) / "data")}
        done = subprocess.run([sys.executable, "-c", START, directory, str(size), str(turns)], env=environment,
                              check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    sys.exit(main())
