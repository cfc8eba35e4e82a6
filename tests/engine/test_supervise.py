"""What ends is started again, what hangs is ended, what a killed supervisor left is taken over; all stops in order."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cells import RunningCell, cell_in
from engine.calling import answering, call, register
from engine.casts import both
from engine.supervisors import Supervisor
from tongdai.compiler import SPOOL
from tongdai.engine import EngineError, EngineProgram, Service, supervise_house
from tongdai.engine.backoff import LONGEST, SHORTEST, STEADY_SECONDS, Backoff
from tongdai.engine.boot import running_boot
from tongdai.engine.logs import bound_logs
from tongdai.engine.probe import loopback_of
from tongdai.engine.process import ProcessMark, end_process, is_running, mark_process
from tongdai.engine.spool import spool_folder

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture
def cell(reachable_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """A cell with a configuration and without an engine."""
    with cell_in(reachable_path, engine_program) as cell:
        cell.publish(both())
        yield cell


def children(supervisor: Supervisor) -> list[int]:
    """Process ids of its two services, once both run."""
    listed = Path(f"/proc/{supervisor.process.pid}/task/{supervisor.process.pid}/children")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = [int(pid) for pid in listed.read_text().split() if "trap" in Path(f"/proc/{pid}/cmdline").read_text()]
        if len(found) == 2:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not two services: {supervisor.words()}")


def test_everything_is_started_and_stopped_in_order(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        boot = cell.boot

        assert supervisor.stop(signal.SIGINT) == 0

    assert (cell.settings.data.parent / "stopped").read_text().split() == ["web", "worker"]
    told = supervisor.words()
    assert told.index("Stopping web") < told.index("Stopping worker") < told.index("Stopping the engine")
    assert not is_running(boot.process)


def test_however_often_it_is_told_to_stop_it_stops_once(cell: RunningCell) -> None:
    for _ in range(3):
        with Supervisor.start(cell) as supervisor:
            supervisor.hear("serves SIP")
            for _ in range(200):
                supervisor.process.send_signal(signal.SIGTERM)

            assert supervisor.stop(signal.SIGINT) == 0


def test_a_second_start_says_who_runs(cell: RunningCell) -> None:
    with Supervisor.start(cell) as first:
        first.hear("serves SIP")

        with Supervisor.start(cell) as second:
            assert second.process.wait(20) == 1

        assert f"already runs on {cell.settings.data} (process {first.process.pid})" in second.words()
        first.wait_serving(1)


def test_an_engine_that_dies_is_back_in_two_seconds(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        boot = cell.boot

        os.kill(boot.process.pid, signal.SIGKILL)
        supervisor.hear("ended by itself", 2)

        assert supervisor.wait_serving() < 2
        assert cell.boot.name != boot.name


@pytest.mark.parametrize("hangs", [1, pytest.param(20, marks=pytest.mark.long)])
def test_an_engine_that_hangs_is_found_in_ten_seconds_and_back_in_twenty(cell: RunningCell, hangs: int) -> None:
    found, back = [], []
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        for count in range(1, hangs + 1):
            began = time.monotonic()
            os.kill(cell.boot.process.pid, signal.SIGSTOP)
            while supervisor.count("hangs") < count:
                assert time.monotonic() - began < 20
                time.sleep(0.05)
            found.append(time.monotonic() - began)
            supervisor.wait_serving()
            back.append(time.monotonic() - began)
            time.sleep(2)

    print(f"{hangs} hangs: found in {max(found):.1f} s at most, back in {max(back):.1f} s at most")
    assert max(found) < 10
    assert max(back) < 20


def test_registrations_survive_the_engines_death(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        port = register(cell)
        time.sleep(1.5)  # the engine writes its database down once a second (main/db.c, 22.10.1)

        os.kill(cell.boot.process.pid, signal.SIGKILL)
        supervisor.hear("ended by itself")
        supervisor.wait_serving()

        [registration] = cell.engine.observe().registrations
        assert registration.address == f"127.0.0.1:{port}"


def test_a_killed_supervisor_leaves_the_engine_to_its_successor_and_nothing_else(cell: RunningCell) -> None:
    with Supervisor.start(cell) as first:
        first.hear("serves SIP")
        boot, left = cell.boot, [mark_process(pid) for pid in children(first)]
        first.kill()
    with answering(cell, 5):
        assert call(cell, 5).successful == 5

    with Supervisor.start(cell) as second:
        second.hear("still runs")
        second.wait_serving()

        assert cell.boot == boot
        assert "Ended 2 processes" in second.words()
        assert not any(mark and is_running(mark) for mark in left)

    assert not is_running(boot.process)


def test_an_engine_that_was_taken_over_is_watched_too(cell: RunningCell) -> None:
    with Supervisor.start(cell) as first:
        first.hear("serves SIP")
        first.kill()

    with Supervisor.start(cell) as second:
        second.hear("still runs")
        boot = cell.boot
        end_process(boot.process, 5)

        second.hear("serves SIP")
        assert cell.boot.name != boot.name


def test_a_service_that_ends_is_started_again(cell: RunningCell) -> None:
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        web = children(supervisor)[0]

        os.kill(web, signal.SIGKILL)
        supervisor.hear("The web process ended with status -9")

        assert web not in children(supervisor)


def test_without_a_configuration_the_engine_waits(reachable_path: Path, engine_program: EngineProgram) -> None:
    with cell_in(reachable_path, engine_program) as cell, Supervisor.start(cell) as supervisor:
        supervisor.hear("waits for the first publication")
        cell.publish(both())

        supervisor.hear("serves SIP")
        assert supervisor.count("waits for the first publication") == 1


def test_a_clock_that_jumps_is_told_and_written_down(cell: RunningCell, reachable_path: Path) -> None:
    moved = reachable_path / "moved"
    moved.write_text("0")
    with Supervisor.start(cell, moved_by=moved) as supervisor:
        supervisor.hear("serves SIP")
        moved.write_text("3600")
        supervisor.hear("clock jumped by 3600")
        moved.write_text("-82800")
        supervisor.hear("clock jumped by -86400")

    lines = (spool_folder(cell.cell) / SPOOL).read_text().splitlines()
    assert sum(1 for line in lines if line.startswith("CLOCK\t")) >= 2


@pytest.mark.parametrize("setting", ["sip_port", "sip_tls_port", "web_port"])
def test_a_port_in_use_is_named_by_its_setting(cell: RunningCell, setting: str) -> None:
    port = getattr(cell.settings, setting)
    with closing(socket.create_server(("127.0.0.1", port))), pytest.raises(EngineError) as refused:
        supervise_house(cell.settings, cell.engine.program, (), print)

    assert f"TCP port {port} on 127.0.0.1 is used by another program" in str(refused.value)
    assert f"'{setting}'" in str(refused.value)
    assert running_boot(cell.cell) is None


def test_a_port_in_use_over_udp_is_named_too(cell: RunningCell) -> None:
    with closing(socket.socket(type=socket.SOCK_DGRAM)) as other:
        other.bind(("127.0.0.1", cell.settings.sip_port))

        with pytest.raises(EngineError, match=r"UDP port .* 'sip_port'"):
            supervise_house(cell.settings, cell.engine.program, (), print)


def test_an_address_that_is_not_ours_is_named(cell: RunningCell) -> None:
    elsewhere = replace(cell.settings, sip_host="192.0.2.1")

    with pytest.raises(EngineError, match=r"192\.0\.2\.1 is no address .* the setting 'sip_host'"):
        supervise_house(elsewhere, cell.engine.program, (), print)


def test_a_missing_program_is_told_once_and_tried_again(cell: RunningCell, engine_program: EngineProgram) -> None:
    cell.engine._program = replace(engine_program, command=("/nowhere/asterisk",))

    with Supervisor.start(cell) as supervisor:
        supervisor.hear("'tongdai engine install'")
        time.sleep(1)

        assert supervisor.count("/nowhere/asterisk cannot be started (No such file or directory)") == 1


def test_a_data_directory_the_engines_user_cannot_enter_is_named(cell: RunningCell, reachable_path: Path) -> None:
    if cell.cell.uid is None:
        assert os.geteuid() != 0
        return
    closed = reachable_path / "closed"
    closed.mkdir(mode=0o700)
    settings = replace(cell.settings, data=closed / "house" / "data")

    with pytest.raises(EngineError, match=f"cannot enter {closed} .*'chmod o\\+x {closed}'"):
        supervise_house(settings, cell.engine.program, (), print)


def test_a_log_that_grows_large_is_turned_over_and_a_few_are_kept(cell: RunningCell) -> None:
    cell.start()
    log = cell.cell.log / "messages"
    for _ in range(8):
        with log.open("a") as file:
            file.write("x" * 5000)
        assert bound_logs(cell.cell, largest=4000)
        time.sleep(0.1)

    assert not bound_logs(cell.cell, largest=4000)
    assert log.exists()
    assert len(list(cell.cell.log.glob("messages.*"))) == 4


def test_a_service_that_will_not_end_is_ended_by_force(tmp_path: Path) -> None:
    stubborn = Service("stubborn", ("/bin/sh", "-c", "trap '' TERM; echo; while :; do sleep 0.05; done"))
    stubborn.start(tmp_path)
    process = stubborn.process
    assert process is not None
    time.sleep(0.3)

    assert stubborn.stop(0.3) is False
    assert process.poll() == -signal.SIGKILL


def test_a_process_that_took_over_an_old_number_is_not_ours() -> None:
    process = subprocess.Popen(["sleep", "60"])
    try:
        mark = mark_process(process.pid)
        assert mark is not None
        other = ProcessMark(mark.pid, mark.began - 1)

        assert not is_running(other)
        assert end_process(other, 1)
        assert is_running(mark)
    finally:
        process.kill()
        process.wait()
    assert not is_running(mark)


def test_what_keeps_ending_waits_ever_longer_and_what_held_begins_anew() -> None:
    backoff, now, waits = Backoff(), 1000.0, []
    for _ in range(12):
        backoff.has_begun(now)
        waits.append(backoff.has_ended(now + 1))
        now = backoff.due
        assert backoff.is_due(now)
        assert not backoff.is_due(now - 0.1)

    assert waits[:4] == [0, SHORTEST, SHORTEST * 2, SHORTEST * 4]
    assert waits[-1] == LONGEST
    backoff.has_begun(now)
    assert backoff.has_ended(now + STEADY_SECONDS + 1) == 0


@pytest.mark.parametrize(("host", "knock"), [
    ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.7", "192.0.2.7")])  # noqa: S104
def test_an_engine_that_listens_everywhere_is_asked_over_loopback(host: str, knock: str) -> None:
    assert loopback_of(host) == knock
