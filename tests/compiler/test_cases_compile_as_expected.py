"""Every golden case compiles to the files that were accepted for it, byte for byte, in any process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldencases import case_names, kept_of, texts_of

TESTS = Path(__file__).parents[1]
PRINT_DIGESTS = """
from goldencases import case_names, outcome_of
for name in case_names():
    build, findings = outcome_of(name)
    print(name, build and build.digest, [str(each) for each in findings])
"""


@pytest.mark.parametrize("case", case_names())
def test_a_case_compiles_to_what_was_accepted(case):
    assert texts_of(case) == kept_of(case), "Look at the difference; `python tests/accept.py` rewrites after review."


def test_another_process_with_another_hash_seed_writes_the_same_bytes():
    first, second = (_digests(seed) for seed in ("1", "4711"))

    assert first == second
    assert len(first.splitlines()) == len(case_names())


def _digests(seed: str) -> str:
    environment = {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent / "src"))), "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", PRINT_DIGESTS]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
