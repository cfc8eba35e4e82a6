"""The repository tests itself: its map, its names, its gates."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tongdai"
MODULES = sorted(each for each in SOURCE.rglob("*.py") if "migrations" not in each.parts)
BAGS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "lib", "manager"}


def test_the_import_contracts_hold():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-1000:]


def test_the_map_names_every_room_and_nothing_else():
    named = set(re.findall(r"`tongdai\.(\w+)`", (ROOT / "docs" / "house.md").read_text(encoding="utf-8")))
    present = {each.stem for each in SOURCE.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()}

    assert named == present - {"__init__"}


@pytest.mark.parametrize("module", MODULES, ids=lambda each: str(each.relative_to(SOURCE)))
def test_no_module_is_a_bag_and_each_opens_with_a_sentence(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))

    assert module.stem not in BAGS or module.parent.name == "files", "only Asterisk's own file may have such a name"
    assert ast.get_docstring(tree), f"{module} does not say what it is for"


def test_no_command_goes_through_a_shell():
    found = [f"{module}:{node.lineno}" for module in MODULES for node in ast.walk(ast.parse(module.read_text("utf-8")))
             if isinstance(node, ast.Call) and _is_shell(node)]

    assert found == []


def _is_shell(call: ast.Call) -> bool:
    shell = any(each.arg == "shell" and getattr(each.value, "value", True) for each in call.keywords)
    name = ast.unparse(call.func)
    return shell or name in {"os.system", "os.popen", "subprocess.getoutput", "eval", "exec", "pickle.loads",
                             "marshal.loads", "yaml.load"}


def test_no_query_is_written_as_text():
    found = [f"{module}:{node.lineno}" for module in MODULES for node in ast.walk(ast.parse(module.read_text("utf-8")))
             if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in {"raw", "extra", "RawSQL"}]

    assert found == []


def test_every_front_door_shows_what_it_exports():
    for door in sorted(SOURCE.glob("*/__init__.py")):
        tree = ast.parse(door.read_text(encoding="utf-8"))
        names = {alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom)
                 for alias in node.names}
        listed = [ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign)
                  and ast.unparse(node.targets[0]) == "__all__"]

        assert not names or names <= set(listed[0]), f"{door}: {names - set(listed[0] if listed else [])}"
