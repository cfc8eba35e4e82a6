"""Every action has a verb of the command line and a route of the API, or says here why not."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tongdai.actions.context import Context

SOURCE = Path(__file__).parents[2] / "src" / "tongdai"
DOORS = {"command line": SOURCE / "cli" / "commands", "API": SOURCE / "web" / "api"}

WHY_NOT = {
    ("command line", "measure_recording"): "show_recording tells its size",
    ("command line", "waveform"): "it is drawn, and a terminal does not draw",
    ("command line", "asker_for_token"): "the command line is its machine's operator and shows no token",
    ("command line", "get_tenant_row"): "get_tenant says all that it says",
    ("command line", "observe_engine"): "house_status says what an operator asks of the whole engine",
    ("command line", "see_now"): "live_calls and registrations say the same, each by itself",
    ("command line", "set_language"): "there is no person at the command line; a setting chooses its language",
    ("command line", "set_password"): "there is no person at the command line; reset_password gives a new one",
    ("command line", "sign_in"): "who can read the data directory is its operator",
    ("API", "get_tenant_row"): "get_tenant says all that it says",
    ("API", "observe_engine"): "house_status says what an operator asks of the whole engine",
    ("API", "see_now"): "live_calls and registrations say the same, each by itself",
    ("API", "sign_in"): "programs come with a token, people sign in at the console",
    ("API", "first_operator"): "the first operator is made before anybody could call",
    ("API", "make_ready"): "whoever can be called is ready",
    ("API", "recover"): "make_ready does it at every start; publish does it on demand",
    ("API", "demonstrate"): "it starts phones on the machine, which is its operator's to decide",
    ("API", "ingest_spool"): "the background work does it all the time",
    ("command line", "ingest_spool"): "the background work does it all the time",
    ("command line", "first_operator"): "make_ready makes it at the first start",
    ("command line", "recover"): "make_ready does it at every start; publish does it on demand",
    **{(door, name): "the house notices by itself"
       for door in ("command line", "API")
       for name in ("note_incident", "begin_incident", "end_incident", "file_incidents", "forget_old_incidents",
                    "weigh_storage", "recount", "database_has_room", "take_over_recordings", "erase_recordings",
                    "look_for_strays", "expire_recordings", "recording_stops")},
    ("API", "move_database"): "the house does not run while it is moved",
    ("API", "preview_move"): "it looks at what move_database would do",
    ("API", "archive_months"): "the background work does it every hour",
    ("command line", "archive_months"): "the background work does it every hour",
    ("API", "work"): "the background work is a process of its own",
}


def actions() -> Iterator[tuple[str, str]]:
    """Module and name of every public function that takes a Context first and is defined in the hallway."""
    for file in sorted((SOURCE / "actions").glob("*.py")):
        module = import_module(f"tongdai.actions.{file.stem}")
        for name, value in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(value) or value.__module__ != module.__name__:
                continue
            first = next(iter(inspect.signature(value).parameters.values()), None)
            if first is not None and first.annotation is Context and file.stem not in MACHINERY:
                yield file.stem, name


MACHINERY = {"judge", "turn", "context", "mint", "recording_files"}
"""Modules that actions are made of."""

PARTS = {"carry_out", "occasion_of", "recording", "own_person", "require_room_for_uploads"}
"""Functions that actions share, which nobody outside calls."""

ACTIONS = sorted({name for _, name in actions()} - PARTS)


def called_at(door: str) -> set[str]:
    """Every name that the modules of a door import from the hallway."""
    names = set()
    for file in DOORS[door].glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tongdai.actions"):
                names |= {alias.name for alias in node.names}
    return names


def test_the_hallway_was_searched():
    assert {"create_extension", "publish", "show_call", "list_journal"} <= set(ACTIONS)
    assert {name for _, name in actions()} >= PARTS


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_has_a_door_or_says_why_not(action, door):
    has_door, excused = action in called_at(door), (door, action) in WHY_NOT

    assert has_door != excused, "take the excuse away" if has_door else f"'{action}' has no way in through the {door}"


def test_no_excuse_is_left_over():
    assert {name for _, name in WHY_NOT} <= {*ACTIONS, "make_ready"}
