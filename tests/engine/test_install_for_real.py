"""The whole installation from the archive this machine is kept from, cut short twice on the way."""

from pathlib import Path

import pytest

from engine.installer import halted_installation
from tongdai.engine import engine_status, remove_engine
from tongdai.engine.install import install_private
from tongdai.engine.program import private_program
from tongdai.settings import Settings

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]
BYTES_A_SECOND_IN_KIB = 16_000


def test_an_installation_cut_short_while_downloading_and_while_unpacking_goes_on_where_it_stopped(
        reachable_path: Path) -> None:
    settings = Settings(data=reachable_path / "data")
    home = settings.data / "engine"

    with halted_installation(settings.data, "download", 0.3, limit=BYTES_A_SECOND_IN_KIB):
        pass
    brought = _downloads(home)
    assert brought
    assert private_program(home) is None

    with halted_installation(settings.data, "unpack", 0.5):
        assert brought.items() <= _downloads(home).items(), "what was there already has been brought again"
    assert private_program(home) is None

    everything = _downloads(home)
    program = install_private(settings)
    assert len(everything) == len(_packages(settings))
    assert program.version.startswith("22.")
    assert len(list(program.modules.glob("*.so"))) > 300
    assert sorted(path.name for path in home.iterdir()) == ["current", "lock", "versions"]

    assert remove_engine(settings)
    assert not (home / "versions").exists()


def _downloads(home: Path) -> dict[str, tuple[int, int]]:
    """Every package that is wholly there, with what would change if it were brought again."""
    files = (home / "work" / "cache" / "archives").glob("*.deb")
    return {file.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def _packages(settings: Settings) -> tuple[object, ...]:
    record = engine_status(settings).record
    assert record is not None
    return record.packages
