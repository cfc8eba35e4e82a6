"""From an empty directory to a house that serves, and back to silence: the program as people start it."""

import http.cookiejar
import json
import re
import socket
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from cli.installation import Installation, Running, new_installation
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture(scope="module")
def installation(shared_path: Path, engine_program: EngineProgram) -> Installation:
    """An installation that is used by most tests in here, in their order."""
    return new_installation(shared_path, engine_program)


@pytest.fixture(scope="module")
def running(installation: Installation) -> Iterator[Running]:
    """The house, from its first start on."""
    with installation.running() as house:
        yield house


def sign_in(address: str, login: str, password: str) -> str:
    """Sign in as a browser does; returns where one is sent."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{address}sign-in/") as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    form = urllib.parse.urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token[1]}).encode()
    request = urllib.request.Request(f"{address}sign-in/", form, {"Referer": f"{address}sign-in/"})
    try:
        with opener.open(request) as page:
            return str(page.url)
    except urllib.error.HTTPError as refused:
        return f"refused: {refused.code}"


def test_a_first_start_prints_address_and_password(running: Running, installation: Installation):
    running.wait_for("serves SIP", 1)

    assert running.address == f"http://127.0.0.1:{installation.ports['web_port']}/"
    assert running.password


def test_the_one_time_password_signs_in_and_must_be_changed(running: Running):
    assert sign_in(running.address, "operator", running.password or "") == f"{running.address}password/"
    assert sign_in(running.address, "operator", "not the password").startswith("refused")


def test_the_status_says_that_it_serves(running: Running, installation: Installation):
    status = installation.command("status", "--json")

    assert status.returncode == 0, status.stderr
    assert json.loads(status.stdout)["engine"] == "serving"


def test_a_second_start_says_so_and_ends(running: Running, installation: Installation):
    second = installation.command("run")

    assert second.returncode == 3
    assert f"already runs on {installation.data} (process {running.process.pid})" in second.stderr
    assert len(running.family()) >= 4


def test_a_token_made_on_the_command_line_opens_the_api(running: Running, installation: Installation):
    made = json.loads(installation.command("token", "create", "operator", "test", "--json").stdout)

    request = urllib.request.Request(f"{running.address}api/v1/status", headers={
        "Authorization": f"Bearer {made['token']}"})
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["engine"] == "serving"


def test_the_demonstration_works_on_a_running_house(running: Running, installation: Installation):
    shown = installation.command("demo")

    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert shown.stdout.count("✓") == 10
    assert "Everything works." in shown.stdout


def test_ctrl_c_stops_every_child(running: Running):
    family = running.family()
    names = {each.name() for each in family}

    code = running.stop()

    assert code == 0, running.printed
    assert len(family) >= 4, names
    assert not [each for each in family if psutil.pid_exists(each.pid)]
    assert "Traceback" not in running.printed
    assert running.printed.endswith("Stopped.\n")


def test_the_next_start_shows_no_password_and_keeps_everything(installation: Installation):
    with installation.running() as again:
        listed = installation.command("tenant", "list", "--json")

    assert again.password is None
    assert [each["handle"] for each in json.loads(listed.stdout)["rows"]] == ["demo"]


def test_a_port_that_is_taken_is_named_with_its_setting(installation: Installation):
    with closing(socket.create_server(("127.0.0.1", installation.ports["web_port"]))):
        refused = installation.command("run")

    assert refused.returncode == 3
    assert f"port {installation.ports['web_port']}" in refused.stderr
    assert "web_port" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_newer_database_is_not_touched(installation: Installation):
    file = installation.data / "database" / "tongdai.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("INSERT INTO django_migrations (app, name, applied) "
                         "VALUES ('store', '9999_of_tomorrow', '2030-01-01')")

    for command in (("run",), ("tenant", "list"), ("status",)):
        refused = installation.command(*command)
        assert refused.returncode == 3
        assert "newer version of tongdai (it has store.9999_of_tomorrow" in refused.stderr


def test_the_demonstration_runs_the_house_itself(reachable_path: Path, engine_program: EngineProgram):
    fresh = new_installation(reachable_path, engine_program)

    shown = fresh.command("demo", "--json")

    found = json.loads(shown.stdout)
    assert shown.returncode == 0, found
    assert [each["name"] for each in found["steps"]] == [
        "imported", "phones", "registered", "rang", "answered", "tone", "speech", "ended", "logged", "explained"]
    assert found["passed"]
    assert "sign in as 'operator'" in shown.stderr
    assert fresh.command("status").returncode == 3


def test_without_engine_and_network_one_sentence_says_so(reachable_path: Path):
    nowhere = Installation(reachable_path / "data", {}, {"TONGDAI_ENGINE_ARCHIVE": "file:/nonexistent", "PATH": ""})

    refused = nowhere.command("run")

    assert refused.returncode == 3
    assert "engine" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (reachable_path / "data" / "database").exists()


def test_before_the_first_start_every_verb_says_what_to_do(reachable_path: Path):
    nothing = Installation(reachable_path / "data", {})

    refused = nothing.command("tenant", "list")

    assert refused.returncode == 3
    assert refused.stderr == (f"There is no installation in {reachable_path}/data yet. "
                              "Run 'tongdai run' once, which makes one.\n")
    assert not (reachable_path / "data").exists()


def test_a_data_directory_that_cannot_be_made_is_one_sentence(reachable_path: Path):
    (reachable_path / "file").write_text("in the way")
    blocked = Installation(reachable_path / "file" / "data", {})

    refused = blocked.command("run")

    assert refused.returncode == 3
    assert f"The directory {reachable_path}/file/data cannot be made (Not a directory)" in refused.stderr
