"""The first steps of the guide, carried out as they stand."""

import re
import shlex
from pathlib import Path

import pytest

from testhouse import House
from tongdai.actions.extensions import list_extensions

pytestmark = pytest.mark.wet

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "first-steps.md"
ELSEWHERE = {"demo"}
"""Verbs that need a house that runs; they have tests of their own."""


def steps() -> list[list[str]]:
    """Every command line of the guide, without the name of the program."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line)[1:] for block in blocks for line in block.splitlines() if line.startswith("tongdai ")]
    return [each for each in lines if each[0] not in ELSEWHERE and "CALL" not in each]


def test_every_step_of_the_guide_does_what_it_says(bare_house: House, tongdai, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    endings = [(step, tongdai(*step)) for step in steps()]

    assert len(endings) > 12
    assert [(step, each.err) for step, each in endings if each.code != 0] == []
    assert list_extensions(bare_house.operator, "sen").total in {1, 11}
