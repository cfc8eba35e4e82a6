"""A crash, a hang and a half boot become one incident each, with evidence; bad files are left for those before."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cells import RunningCell, cell_in
from engine.casts import both
from engine.supervisors import Supervisor
from tongdai.domain.incident import Incident, IncidentKind, words
from tongdai.engine import EngineProgram
from tongdai.engine.evidence import (
    MOST_DIRECTORIES,
    bound_evidence,
    evidence_folder,
    keep_evidence,
    list_evidence,
    read_evidence,
)
from tongdai.engine.generation import current_number
from tongdai.engine.incidents import MOST_KEPT, forget_incident, keep_incident, kept_incidents, mint_incident
from tongdai.engine.leftovers import engines_of
from tongdai.engine.process import mark_process

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture
def cell(reachable_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """A cell with a configuration and without an engine."""
    with cell_in(reachable_path, engine_program) as cell:
        cell.publish(both())
        yield cell


def incidents(cell: RunningCell) -> dict[str, Incident]:
    """The latest that is known of each incident."""
    return {incident.id: incident for incident, _ in kept_incidents(cell.cell)}


def wait_for(cell: RunningCell, is_there: Callable[[Incident], bool], seconds: float = 20) -> Incident:
    """The incident that is like this, as soon as there is one."""
    deadline = time.monotonic() + seconds
    while not (found := [each for each in incidents(cell).values() if is_there(each)]):
        assert time.monotonic() < deadline, incidents(cell)
        time.sleep(0.05)
    return found[0]


def is_over(kind: IncidentKind) -> Callable[[Incident], bool]:
    """An ended incident of this kind."""
    return lambda each: each.kind is kind and each.ended is not None


def spoil(cell: RunningCell, file: str, text: str) -> None:
    """Change a file of the generation in force behind everybody's back; it is the same for nobody else."""
    path = cell.cell.current / file
    path.unlink()
    path.write_text(text)
    if cell.cell.uid is not None:
        os.chown(path, -1, cell.cell.uid)
        path.chmod(0o640)


def test_a_crash_is_an_incident_with_its_signal_and_the_log(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        boot = cell.boot

        os.kill(boot.process.pid, signal.SIGSEGV)
        found = wait_for(cell, is_over(IncidentKind.ENGINE_CRASHED))

    assert (found.details["how"], found.details["boot"]) == ("SIGSEGV", boot.name)
    assert found.ended is not None
    assert (found.ended - found.began).total_seconds() < 10
    assert {"log.txt", "start.txt", "machine.txt"} <= list_evidence(cell.cell, found.evidence).keys()
    assert b"Asterisk" in (read_evidence(cell.cell, found.evidence, "log.txt") or b"")


def test_a_hang_is_an_incident_that_says_where_each_thread_stood(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        began = time.monotonic()

        os.kill(cell.boot.process.pid, signal.SIGSTOP)
        supervisor.hear("hangs", 10)
        found = wait_for(cell, is_over(IncidentKind.ENGINE_HUNG))

        assert time.monotonic() - began < 20
    threads = read_evidence(cell.cell, found.evidence, "threads.txt") or b""
    assert threads.count(b"== thread ") > 10
    assert b" T\n" in threads
    assert "did not answer" in str(words(found))


def test_an_engine_whose_sip_alone_is_silent_is_noticed(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        cell.engine.cell.run.joinpath("asterisk.ctl").rename(cell.engine.cell.run / "elsewhere")

        supervisor.hear("hangs (console did not answer", 10)
        supervisor.wait_serving()


def test_a_half_boot_is_noticed_and_the_generation_before_serves(cell: RunningCell) -> None:
    good = current_number(cell.cell)
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        cell.publish(both(sen=4))
        assert current_number(cell.cell) != good
        spoil(cell, "pjsip.conf", "[broken\n")
        began = time.monotonic()

        os.kill(cell.boot.process.pid, signal.SIGKILL)
        found = wait_for(cell, is_over(IncidentKind.ENGINE_HALF_BOOTED))
        supervisor.wait_serving()

        assert time.monotonic() - began < 20
        assert current_number(cell.cell) == good
    assert found.details["serving"] == str(good)
    assert "on which it stood before" in supervisor.words()
    assert not [each for each in incidents(cell).values() if each.ended is None]


def test_a_generation_on_which_the_engine_dies_at_once_is_left(cell: RunningCell) -> None:
    good = current_number(cell.cell)
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        cell.publish(both(sen=4))
        spoil(cell, "modules.conf", "[modules]\nautoload = no\nrequire = no_such_module.so\n")

        os.kill(cell.boot.process.pid, signal.SIGKILL)
        supervisor.hear("on which it stood before")
        supervisor.wait_serving()

        assert current_number(cell.cell) == good


def test_an_engine_that_lacks_something_and_has_nothing_before_it_goes_on(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        spoil(cell, f"extensions/{both().tenants[0].tenant.key}.conf", "[broken]\n")

        os.kill(cell.boot.process.pid, signal.SIGKILL)
        supervisor.hear("lacks something of its configuration")
        supervisor.wait_serving()

        found = wait_for(cell, lambda each: each.kind is IncidentKind.ENGINE_HALF_BOOTED)
        assert found.ended is None


def test_an_engine_that_a_deployment_ended_is_no_incident(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        pid = cell.boot.process.pid
        build = cell.publish(both(sen=4))
        files = {**build.files, "modules.conf": build.files["modules.conf"] + "; other\n"}
        cell.engine.prove(replace(build, files=files, digest="0" * 64))

        cell.engine.deploy(replace(build, files=files, digest="0" * 64), cell.releases)
        supervisor.hear("that no reload applies")
        supervisor.wait_serving()
        assert cell.boot.process.pid != pid

    assert incidents(cell) == {}


def test_a_service_that_keeps_ending_is_one_incident(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        for count in (1, 2):
            listed = Path(f"/proc/{supervisor.process.pid}/task/{supervisor.process.pid}/children")
            web = next(int(pid) for pid in listed.read_text().split()
                       if "web" in Path(f"/proc/{pid}/cmdline").read_text())
            os.kill(web, signal.SIGKILL)
            wait_for(cell, lambda each, count=count: each.details.get("count") == str(count))

    assert len(incidents(cell)) == 1
    [found] = incidents(cell).values()
    assert (found.kind, found.details["name"], found.details["how"]) == (IncidentKind.SERVICE_ENDED, "web", "SIGKILL")


def test_an_engine_that_was_started_and_never_written_down_is_found(cell: RunningCell) -> None:
    cell.start()
    left = mark_process(cell.boot.process.pid)
    (cell.cell.instance / "boot.json").unlink()
    assert engines_of(cell.cell) == [left]

    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        assert cell.process is not None
        assert cell.process.wait(5) == -signal.SIGKILL
        assert [each.pid for each in engines_of(cell.cell)] == [cell.boot.process.pid]


def test_evidence_is_bounded_and_the_oldest_goes(cell: RunningCell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.evidence.LARGEST_FILE", 100)
    for number in range(MOST_DIRECTORIES + 5):
        keep_evidence(cell.cell, f"c1-{number}", "log.txt", b"x" * 200 + b"the end")
        os.utime(evidence_folder(cell.cell, f"c1-{number}"), (number, number))
    bound_evidence(cell.cell)

    assert list_evidence(cell.cell, "c1-0") == {}
    assert list_evidence(cell.cell, f"c1-{MOST_DIRECTORIES + 4}") == {"log.txt": 100}
    assert (read_evidence(cell.cell, f"c1-{MOST_DIRECTORIES + 4}", "log.txt") or b"").endswith(b"the end")

    monkeypatch.setattr("tongdai.engine.evidence.LARGEST_IN_ALL", 250)
    bound_evidence(cell.cell)
    assert len(list((cell.cell.path / "evidence").iterdir())) == 2


@pytest.mark.parametrize(("incident", "name"), [("..", "boot.json"), ("c1-1", "../x"), ("c1-1", "/etc/passwd"),
                                                ("c1-1", ".hidden"), ("C1", "log.txt")])
def test_evidence_has_no_way_out_of_its_directory(cell: RunningCell, incident: str, name: str) -> None:
    with pytest.raises(ValueError, match="no name of evidence"):
        keep_evidence(cell.cell, incident, name, b"")
    assert read_evidence(cell.cell, incident, name) is None


def test_what_waits_to_be_filed_is_bounded_and_forgotten_by_name(cell: RunningCell) -> None:
    found = Incident(id=mint_incident("c1", NOON), kind=IncidentKind.CLOCK_JUMPED, cell="c1", began=NOON)
    for _ in range(MOST_KEPT + 3):
        keep_incident(cell.cell, found)

    kept = list(kept_incidents(cell.cell))
    assert len(kept) == MOST_KEPT
    assert kept[0][0] == found
    for _, name in kept:
        forget_incident(cell.cell, name)
    forget_incident(cell.cell, "../boot.json")
    assert list(kept_incidents(cell.cell)) == []
