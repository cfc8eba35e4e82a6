"""The house in PostgreSQL: it runs, and whatever is wrong with the server is one sentence without a secret in it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.installation import Installation, free_ports, new_installation
from postgresserver import PASSWORD, USER, PostgresServer
from tongdai.engine import EngineProgram

pytestmark = pytest.mark.wet


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """An empty database."""
    name = postgres.make()
    yield name
    postgres.drop(name)


def at(directory: Path, url: str, **more: str) -> Installation:
    """An installation whose database is said to be there."""
    return Installation(directory / "data", {}, {"TONGDAI_DATABASE_URL": url, **more})


def refusal(installation: Installation) -> str:
    """The one sentence that a verb ends with."""
    ended = installation.command("tenant", "list")
    assert ended.returncode == 3, ended.stdout + ended.stderr
    assert ended.stderr.count("\n") == 1
    assert PASSWORD not in ended.stderr
    return ended.stderr.strip()


@pytest.mark.asterisk
def test_the_house_runs_on_a_server(reachable_path: Path, engine_program: EngineProgram, postgres: PostgresServer,
                                    database: str):
    password = reachable_path / "password"
    password.write_text(f"{PASSWORD}\n")
    url = f"postgres://{USER}@:{postgres.port}/{database}?host={postgres.directory}"
    house = new_installation(reachable_path, engine_program, TONGDAI_DATABASE_URL=url,
                             TONGDAI_DATABASE_PASSWORD_FILE=str(password))

    with house.running() as running:
        assert running.password
        assert json.loads(house.command("status", "--json").stdout)["engine"] == "serving"
        sessions = postgres.ask("SELECT datname FROM pg_stat_activity WHERE application_name = 'tongdai'")

    assert database in sessions, "the worker keeps one"
    assert not (house.data / "database").exists()
    assert PASSWORD not in running.printed + house.command("settings").stdout


def test_a_server_that_is_not_there_is_one_sentence(reachable_path: Path, postgres: PostgresServer, database: str):
    nowhere = [f"postgres://me@127.0.0.1:{free_ports(1)[0]}/{database}", f"postgres:///{database}?host=/nonexistent",
               f"postgres://me@no-such-host.invalid/{database}"]

    for url in nowhere:
        assert refusal(at(reachable_path, url)) == ("PostgreSQL cannot be reached and nothing was changed; start it, "
                                                    "or correct 'database_url'.")


def test_who_may_not_come_in_is_told_so(reachable_path: Path, postgres: PostgresServer, database: str):
    for user, password in ((USER, "wrong"), ("nobody", PASSWORD)):
        assert refusal(at(reachable_path, postgres.url(database, user, password))) == (
            "PostgreSQL refuses the user or the password; correct 'database_url' or what 'database_password_file' "
            "names.")
    assert "no such database" in refusal(at(reachable_path, postgres.url("nowhere")))
    assert "cannot be protected as 'sslmode'" in refusal(at(
        reachable_path, f"{postgres.url(database)}?sslmode=require"))


def test_a_password_file_that_cannot_be_read_is_one_sentence(reachable_path: Path, postgres: PostgresServer,
                                                             database: str):
    url = f"postgres://{USER}@127.0.0.1:{postgres.port}/{database}"

    assert "names cannot be read (No such file or directory); give it to the user" in refusal(at(
        reachable_path, url, TONGDAI_DATABASE_PASSWORD_FILE=str(reachable_path / "none")))
    assert "take it out of 'database_url'" in refusal(at(
        reachable_path, postgres.url(database), TONGDAI_DATABASE_PASSWORD_FILE=str(reachable_path / "none")))


def test_an_empty_database_and_a_newer_one_say_what_to_do(reachable_path: Path, postgres: PostgresServer,
                                                          database: str):
    url = postgres.url(database)
    assert refusal(at(reachable_path, url)) == ("The database in PostgreSQL is not ready for this version of tongdai. "
                                                "Run 'tongdai run' once, which makes it ready.")

    postgres.ask("CREATE TABLE django_migrations (id int, app text, name text, applied timestamptz);"
                 "INSERT INTO django_migrations VALUES (1, 'store', '9999_of_tomorrow', now());"
                 "GRANT SELECT ON django_migrations TO public", database)

    assert "newer version of tongdai (it has store.9999_of_tomorrow" in refusal(at(reachable_path, url))


def test_a_database_of_another_encoding_or_owner_is_not_used(reachable_path: Path, postgres: PostgresServer,
                                                             engine_program: EngineProgram):
    latin = postgres.make("", "--encoding", "LATIN1", "--locale", "C", "--template", "template0",
                          "--locale-provider", "libc")
    foreign = postgres.make()
    postgres.ask(f"ALTER DATABASE {foreign} OWNER TO postgres; ALTER SCHEMA public OWNER TO postgres", foreign)
    told = []
    for name in (latin, foreign):
        (reachable_path / name).mkdir(mode=0o755)
        house = new_installation(reachable_path / name, engine_program, TONGDAI_DATABASE_URL=postgres.url(name))
        ended = house.command("run")
        assert ended.returncode == 3, ended.stderr
        told.append(ended.stderr.strip())
        postgres.drop(name)

    assert told == ["The database at PostgreSQL is encoded as LATIN1; make one that is encoded as UTF8.",
                    "The user of 'database_url' may not do this in PostgreSQL; make it the owner of the database."]
