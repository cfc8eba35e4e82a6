"""A real worker on a data directory whose spool a test writes itself: what is read, and what becomes of it."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tongdai.engine.cell import CellDirectory, cell_directory, prepare_cell
from tongdai.engine.spool import prepare_spool, spool_folder
from tongdai.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
STEP = 0.1

Row = tuple[object, ...]


@dataclass
class Workshop:
    """A data directory with a spool and a database, and a worker that can be started and ended."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)
    worker: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def cell(self) -> CellDirectory:
        """Where the spool is."""
        return cell_directory(Settings(data=self.data))

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.data / "database" / "tongdai.sqlite3"

    @property
    def spool(self) -> Path:
        """The file that an engine would write to."""
        return spool_folder(self.cell) / "calls.tsv"

    def prepare(self) -> "Workshop":
        """Make all that `tongdai run` would."""
        self.data.mkdir(exist_ok=True)
        prepare_cell(self.cell)
        prepare_spool(self.cell)
        self.ingest(0)
        return self

    def ingest(self, lines_at_once: int = 5000) -> None:
        """Read once what there is, in a process of its own."""
        subprocess.run([sys.executable, "-m", "actions.ingest_once", str(lines_at_once)], env=self.environment,
                       timeout=120, check=True, capture_output=True)

    @property
    def environment(self) -> dict[str, str]:
        """What a process of ours is told."""
        return {**os.environ, "TONGDAI_DATA": str(self.data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
                **self.more}

    def append(self, lines: Iterable[str]) -> None:
        """As the engine does."""
        with self.spool.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def start(self) -> None:
        """Start a worker."""
        with (self.data / "worker.out").open("ab") as out:
            self.worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "tongdai.site.entry", "worker", "--quiet"], env=self.environment,
                stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def kill(self) -> None:
        """End it as a crash does."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()
            self.worker = None

    def wait_ended(self, seconds: float) -> int:
        """Until the worker has ended by itself; gives its status."""
        assert self.worker
        return self.worker.wait(seconds)

    def rows(self) -> list[Row]:
        """The whole call log, in the order of the ids."""
        return self.select("SELECT * FROM store_call ORDER BY id")

    def count(self) -> int:
        """How many calls there are in the log; 0 while the database cannot be opened."""
        try:
            [(count,)] = self.select("SELECT COUNT(*) FROM store_call")
        except sqlite3.OperationalError:
            return 0
        return int(str(count))

    def select(self, question: str) -> list[Row]:
        """Ask the database beside the worker."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=rw", uri=True, timeout=30)) as database:
            return database.execute(question).fetchall()

    def wait_rows(self, count: int, seconds: float = 60) -> float:
        """Until so many calls are in the log; gives how long that took."""
        return wait_until(lambda: self.count() >= count, seconds, lambda: f"{self.count()} of {count}: {self.said()}")

    def said(self) -> str:
        """The end of what the worker has printed."""
        return (self.data / "worker.out").read_text(errors="replace")[-1500:]


def wait_until(happened: Callable[[], object], seconds: float, what: Callable[[], str]) -> float:
    """Wait for something; gives how long that took."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < seconds, what()
        time.sleep(STEP)
    return time.monotonic() - began
