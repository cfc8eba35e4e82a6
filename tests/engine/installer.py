"""An installation in a process of its own, that can be watched, halted at a step, and killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
PROGRAM = """
import sys
from pathlib import Path
from tongdai.engine import Archive
from tongdai.engine.install import install_private
from tongdai.settings import Settings

def show(progress):
    print(progress.step, progress.done, progress.total, flush=True)
    if progress.step == sys.argv[2] and progress.done >= progress.total * float(sys.argv[3]):
        sys.stdin.read()

archive = Archive(sys.argv[4], Path(sys.argv[5])) if len(sys.argv) > 4 else None
install_private(Settings(data=Path(sys.argv[1])), show, archive)
print("finished")
"""


@contextmanager
def halted_installation(data: Path, step: str, share: float, *archive: str, limit: int = 0) -> Iterator[None]:
    """Install until a share of one step is done; inside the block it stands still; then it is killed."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    if limit:
        slow = data.with_suffix(".slow.conf")
        slow.write_text("".join(f'Acquire::{each}::Dl-Limit "{limit}";\n' for each in ("http", "https")))
        environment["APT_CONFIG"] = str(slow)
    command = [sys.executable, "-c", PROGRAM, str(data), step, str(share), *archive]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as process:
        try:
            assert process.stdout is not None
            reached = any(_is_reached(line.split(), step, share) for line in process.stdout)
            assert reached, f"the installation ended before {share:.0%} of '{step}'"
            yield
        finally:
            process.kill()


def _is_reached(words: list[str], step: str, share: float) -> bool:
    return words[0] == step and int(words[1]) >= int(words[2]) * share
