"""Rules for a cell: how much one engine carries well."""

from collections.abc import Iterator

from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.snapshot import Snapshot

MOST_EXTENSIONS_IN_A_CELL = 2000

W_CELL_FULL = FindingKind(
    "W_CELL_FULL", "Cell {cell} has {count} extensions; above {most} its engine restarts and changes slowly.",
    "Set up another cell and create further tenants there.")

KINDS = (W_CELL_FULL,)


def check_cell(snapshot: Snapshot) -> Iterator[Finding]:
    """Whether the cell holds more than one engine carries well."""
    count = sum(len(house.extensions) for house in snapshot.tenants)
    if count > MOST_EXTENSIONS_IN_A_CELL:
        yield W_CELL_FULL.at(Where("", "cell", snapshot.cell.name), cell=snapshot.cell.name, count=count,
                             most=MOST_EXTENSIONS_IN_A_CELL)
