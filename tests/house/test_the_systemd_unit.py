"""The systemd unit starts what exists and stops it the way the supervisor needs."""

import configparser
from pathlib import Path

import pytest

from tongdai.engine.service import SECONDS_TO_STOP

UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "tongdai.service"
STOPPED_IN_ORDER = 3


@pytest.fixture(scope="module")
def service() -> configparser.SectionProxy:
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    return unit["Service"]


def test_it_starts_the_supervisor_as_nobody_in_particular(service: configparser.SectionProxy) -> None:
    assert service["ExecStart"].endswith("/bin/tongdai run")
    assert service["User"] == "tongdai"
    assert service["CapabilityBoundingSet"] == ""


def test_it_leaves_the_engine_to_the_supervisor_and_gives_it_the_time(service: configparser.SectionProxy) -> None:
    assert service["KillMode"] == "process"
    assert int(service["TimeoutStopSec"]) > STOPPED_IN_ORDER * SECONDS_TO_STOP
    assert service["Restart"] == "always"
