"""The engine's logs, kept within bounds: renamed when they grow large, a few of each kept."""

from pathlib import Path

from tongdai.engine.boot import console_of
from tongdai.engine.cell import CellDirectory
from tongdai.engine.disk import BLOCK

LARGEST = 10 * 1024 * 1024
KEPT = 4


def bound_logs(cell: CellDirectory, largest: int = LARGEST) -> bool:
    """Turn over the logs that have grown too large, and let the engine open new ones; False where none had."""
    large = [path for path in sorted(cell.log.iterdir())
             if path.is_file() and not path.suffix[1:].isdigit() and path.stat().st_size > largest]
    for path in large:
        turn_over(path)
    if large:
        console_of(cell).tell("module reload logger", "reloaded successfully")
    return bool(large)


def turn_over(path: Path) -> None:
    """`messages` becomes `messages.1`, that `messages.2`, and so on; the oldest goes."""
    for number in range(KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.rename(path.with_name(f"{path.name}.1"))


def thin_logs(cell: CellDirectory, surplus: int) -> int:
    """Delete logs that were turned over, the oldest first, until this many bytes are free; how many that became."""
    freed = 0
    for path in sorted((each for each in cell.log.iterdir() if each.suffix[1:].isdigit() and each.is_file()),
                       key=lambda each: each.stat().st_mtime):
        if freed >= surplus:
            break
        freed += path.stat().st_blocks * BLOCK
        path.unlink()
    return freed
