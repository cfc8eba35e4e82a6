"""A PostgreSQL server of the tests' own: in a directory of its own, on a free port, as an unprivileged user.

The system's own server is never touched; only its program is used.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOME_VARIABLE = "TONGDAI_TEST_POSTGRESQL"
ORDERED_AS_IN_VIETNAMESE = ("--locale-provider", "icu", "--icu-locale", "vi")
"""How an installation may find its server: not in the order of code points."""

USER, PASSWORD = "house", "correct-horse"
SECONDS_TO_SERVE = 30.0
_ACCESS = "local all postgres trust\nlocal all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"
_SETTINGS = {"listen_addresses": "127.0.0.1", "shared_buffers": "64MB", "max_connections": "40", "fsync": "off"}


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs; its user is the owner of every database that is made."""

    directory: Path
    port: int
    account: str

    def url(self, name: str, user: str = USER, password: str = PASSWORD) -> str:
        """The address of a database, by TCP."""
        return f"postgres://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def socket_url(self, name: str) -> str:
        """The same by the server's socket."""
        return f"postgres://{USER}:{PASSWORD}@:{self.port}/{name}?host={self.directory}"

    def make(self, name: str = "", *options: str) -> str:
        """A new, empty database; returns its name."""
        name = name or f"house_{secrets.token_hex(4)}"
        self.run("createdb", "--owner", USER, *options, name)
        return name

    def drop(self, name: str) -> None:
        """Take a database away."""
        self.run("dropdb", "--if-exists", "--force", name)

    def ask(self, sql: str, name: str = "postgres") -> str:
        """What the server answers to its superuser."""
        return self.run("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", sql, name)

    def run(self, program: str, *arguments: str) -> str:
        """One of PostgreSQL's own programs, as its superuser."""
        where = ["--host", str(self.directory), "--port", str(self.port), "--username", "postgres"]
        return _run([str(home() / program), *where, *arguments], self.account, self.directory)


@cache
def home() -> Path:
    """Where PostgreSQL's programs are: the newest that this machine has, or the ones a variable names."""
    named = os.environ.get(HOME_VARIABLE)
    places = [Path(named)] if named else sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    found = next((each for each in places if (each / "postgres").exists()), None)
    if found is None and shutil.which("postgres"):
        found = Path(shutil.which("postgres") or "").resolve().parent
    if found is None:
        raise LookupError("The tests need PostgreSQL and this machine has none; './test' without arguments installs "
                          f"it, or set {HOME_VARIABLE} to the directory of its programs.")
    return found


@contextmanager
def postgres_server(**settings: str) -> Iterator[PostgresServer]:
    """A server from now to the end of the block, with these settings of PostgreSQL's own."""
    directory = Path(tempfile.mkdtemp(prefix="tongdai-postgres-"))
    try:
        server = PostgresServer(directory, _free_port(), _account())
        shutil.chown(directory, server.account)
        _make_cluster(server, settings)
        process = start_server(server)
        try:
            await_server(server, process)
            server.ask(f"SET password_encryption = 'scram-sha-256'; CREATE ROLE {USER} LOGIN CREATEDB "
                       f"PASSWORD '{PASSWORD}'")
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS_TO_SERVE)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _account() -> str:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _make_cluster(server: PostgresServer, settings: dict[str, str]) -> None:
    data = server.directory / "data"
    _run([str(home() / "initdb"), "--pgdata", str(data), "--username", "postgres", "--auth", "trust", "--encoding",
          "UTF8", "--locale", "C.UTF-8", *ORDERED_AS_IN_VIETNAMESE, "--no-sync"], server.account, server.directory)
    told = {**_SETTINGS, "port": str(server.port), "unix_socket_directories": str(server.directory), **settings}
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in told.items())
    (data / "pg_hba.conf").write_text(_ACCESS)


def start_server(server: PostgresServer) -> "subprocess.Popen[bytes]":
    """Start its process; whoever does so ends it."""
    with (server.directory / "log").open("wb") as log:
        return subprocess.Popen([str(home() / "postgres"), "-D", str(server.directory / "data")], stdout=log,
                                stderr=log, stdin=subprocess.DEVNULL, cwd=server.directory, **_as(server.account))


def await_server(server: PostgresServer, process: "subprocess.Popen[bytes]") -> None:
    """Until it answers."""
    deadline = time.monotonic() + SECONDS_TO_SERVE
    while True:
        assert process.poll() is None, (server.directory / "log").read_text()
        try:
            server.ask("SELECT 1")
            return
        except subprocess.CalledProcessError:
            assert time.monotonic() < deadline, (server.directory / "log").read_text()
            time.sleep(0.05)


def _run(command: list[str], account: str, directory: Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=directory, timeout=120,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **_as(account))
    done.check_returncode()
    return done.stdout.strip()


def _as(account: str) -> dict[str, object]:
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    try:
        home()
    except LookupError as missing:
        sys.exit(str(missing))
