"""What conf.py writes, the real engine reads back equal: the claim of its gate, tried on the reader itself."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings

from compiler.builds import sound_build, spoiled
from compiler.test_conf_writes_or_refuses import HOSTILE
from scratchengine import ScratchEngine, scratch_engine
from tongdai.compiler import conf
from tongdai.compiler.conf import UnwritableError

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

EXAMPLES = 400
SHOWN = 3000
"""The console prints a variable of some four thousand bytes and cuts longer ones."""


def writable_values() -> dict[str, str]:
    """Hostile values that were not refused, each as a global variable of the dialplan."""
    values: list[str] = []

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))
    @given(HOSTILE)
    def collect(value: str) -> None:
        for each in (value, "".join(filter(str.isprintable, value)).strip()):
            with suppress(UnwritableError):
                conf.option("V", each)
                if each and len(each.encode()) < SHOWN and "${" not in each and "$[" not in each:
                    values.append(each)

    collect()
    return {f"V{at}": value for at, value in enumerate(dict.fromkeys(values))}


@pytest.fixture(scope="module")
def values() -> dict[str, str]:
    """The same for every test here."""
    return writable_values()


@pytest.fixture
def engine(engine_program, reachable_path, values) -> Iterator[ScratchEngine]:
    """An engine whose globals hold every value."""
    lines = conf.text([conf.section("globals"), *conf.options(values.items())])
    with scratch_engine(engine_program, spoiled(sound_build(), "extensions.conf", "[globals]\n", lines),
                        reachable_path) as engine:
        yield engine


def test_every_value_that_is_written_reads_back_equal(engine, values):
    shown = engine.ask("dialplan show globals")
    held = {name: value for name, _, value in (line.strip().partition("=") for line in shown.splitlines())}

    assert len(values) > 100
    assert {name: held.get(name) for name in values} == values
    assert engine.complaints() == []
