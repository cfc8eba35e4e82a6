"""Budgets as this machine's disks bear them: what is configured, or a share of the disk, and what is free in truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tongdai.domain.storage import GIGABYTE, MEGABYTE, Budget, BudgetName, budget_limit
from tongdai.engine.cell import CellDirectory, cell_directory
from tongdai.engine.disk import Room, room_of, weigh
from tongdai.engine.reserve import reserve_file, reserve_held
from tongdai.settings import Settings


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a budget is configured, its part of the disk where it is not, and what it leaves free for the others."""

    setting: str
    parts: int
    most: int | None
    spare_parts: int
    spare_most: int
    spare_least: int = 0


RULES: Final[Mapping[BudgetName, Rule]] = {
    BudgetName.DATABASE: Rule("database_budget_mb", 10, None, 100, 64 * MEGABYTE, 8 * MEGABYTE),
    BudgetName.SPOOL: Rule("spool_budget_mb", 10, None, 1, 0),
    BudgetName.RECORDINGS: Rule("recordings_budget_mb", 2, None, 33, 2 * GIGABYTE),
    BudgetName.LOGS: Rule("logs_budget_mb", 20, 2 * GIGABYTE, 33, 2 * GIGABYTE),
}


def budget_of(settings: Settings, name: BudgetName, directory: Path, used: int) -> Budget:
    """A budget of which it is known how much is used."""
    rule, room = RULES[name], room_of(directory)
    limit = budget_limit(getattr(settings, rule.setting), room.total, rule.parts, rule.most)
    return Budget(name=name, directory=str(directory), used=used, limit=limit, free=_free(rule, room))


def budgets_in_force(settings: Settings) -> dict[str, int]:
    """The setting of each budget, and what it comes to on the disk of this machine, in bytes."""
    cell = cell_directory(settings)
    places = {BudgetName.SPOOL: cell.spool, BudgetName.RECORDINGS: settings.recordings_directory,
              BudgetName.LOGS: cell.log}
    if settings.database_file is not None:
        places[BudgetName.DATABASE] = settings.database_file.parent
    budgets = (budget_of(settings, name, place, 0) for name, place in places.items())
    return {RULES[each.name].setting: each.limit for each in budgets if each.limit is not None}


def has_room(name: BudgetName, directory: Path) -> bool:
    """Whether the disk itself has room for more of this, whatever the budget says: the cheapest question."""
    return _free(RULES[name], room_of(directory)) > 0


def _free(rule: Rule, room: Room) -> int:
    spare = max(rule.spare_least, min(room.total // rule.spare_parts, rule.spare_most))
    return max(0, room.free - spare)


def spool_budget(settings: Settings, cell: CellDirectory) -> Budget:
    """Call events and recordings that wait; the reserve is not theirs."""
    used = max(0, weigh(cell.spool) - reserve_held(cell))
    return budget_of(settings, BudgetName.SPOOL, cell.spool, used)


def room_for_folded(settings: Settings, cell: CellDirectory) -> int:
    """How much of the spool may be what has been folded already: a quarter of its budget, or of what the disk has."""
    budget = budget_of(settings, BudgetName.SPOOL, cell.spool, 0)
    return (budget.capacity or 0) // 4


def logs_budget(settings: Settings, cell: CellDirectory) -> Budget:
    """The engine's logs, and the evidence of incidents."""
    return budget_of(settings, BudgetName.LOGS, cell.log, weigh(cell.log) + weigh(cell.path / "evidence"))


def is_reserve_given_up(settings: Settings, cell: CellDirectory) -> bool:
    """Whether call events live on what was kept for them; one that was never made yet does not count."""
    return reserve_file(cell).exists() and reserve_held(cell) < settings.spool_reserve_mb * MEGABYTE
