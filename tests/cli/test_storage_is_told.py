"""`tongdai storage` and `tongdai settings`: what takes how much of the disk, and what the budgets come to."""

import re

import pytest

from cli.conftest import CommandLine
from testhouse import House
from tongdai.domain.storage import GIGABYTE, Budget, BudgetName
from tongdai.engine import CellStorage

pytestmark = pytest.mark.wet


def test_all_budgets_are_told(house: House, tongdai: CommandLine):
    told = tongdai("storage")

    assert told.code == 0
    for name in ("Database", "Spool", "Recordings", "Logs"):
        assert re.search(rf"^{name} .* % .*room enough", told.out, re.MULTILINE), told.out
    assert re.search(r"New calls are recorded +yes", told.out)


def test_what_is_stopped_ends_with_three_for_a_monitor(house: House, tongdai: CommandLine):
    spool, logs = (Budget(name=name, directory="/spool", used=95, limit=100, free=GIGABYTE)
                   for name in (BudgetName.SPOOL, BudgetName.LOGS))
    house.engine.cell_storage = CellStorage(spool, logs, 0, 64, True)

    told = tongdai("storage", "--json")

    assert told.code == 3
    assert told.data["alarms"] == ["logs_full", "recordings_full", "spool_full"]
    assert [each["name"] for each in told.data["budgets"]] == ["database", "spool", "recordings", "logs"]
    assert told.data["budgets"][1]["share"] == 95
    assert not told.data["recording"]


def test_a_tenants_recordings_are_told_beside_its_package(house: House, tongdai: CommandLine):
    told = tongdai("storage", "--tenant", "sen", "--json")

    assert (told.code, told.data) == (0, {"count": 0, "used": 0, "limit": 0, "days": 0})
    assert "Days kept" in tongdai("storage", "--tenant", "sen").out
    assert tongdai("storage", "--tenant", "nix").err == "There is no tenant 'nix'.\n"


def test_settings_say_what_a_budget_comes_to(house: House, tongdai: CommandLine):
    told = tongdai("settings", "--json")

    values = {each["name"]: each["value"] for each in told.data}
    comes_to = {each["name"]: each["comes_to"] for each in told.data}
    for name in ("database_budget_mb", "spool_budget_mb", "recordings_budget_mb", "logs_budget_mb"):
        assert values[name] == "0"
        assert re.fullmatch(r"\([0-9.]+ [kMG]B\)", comes_to[name]), comes_to
    assert values["spool_reserve_mb"] == "64"
