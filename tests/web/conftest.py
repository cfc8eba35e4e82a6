"""A house with people who come to the console with a browser's manners: cookies, forms, redirects."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from housecalls import a_call, an_incident
from recordedcalls import keep_recording, with_recording
from testhouse import NOON, House, empty_house, furnish
from tongdai.actions.archive import archive_months
from tongdai.actions.people import PersonDraft, create_person
from tongdai.actions.sign_in import asker_of, set_password, sign_in
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.domain.person import Role
from tongdai.domain.secret import Secret
from tongdai.store import models
from tongdai.store.calls import write_calls
from tongdai.store.incidents import write_incident
from tongdai.store.reads import key_of
from tongdai.store.tenancy import within

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PATIENCE_SECONDS = 180
RECORDING = "00112233445566778899aabbccddeeff"
PASSWORD = "lotus-river-cloud-7"
CAST = {
    "chi": PersonDraft(login="chi", name="Chi", role=Role.OPERATOR),
    "hoa": PersonDraft(login="hoa", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen"),
    "binh": PersonDraft(login="binh", name="Bình", role=Role.USER, tenant="sen", extension="101"),
    "carol": PersonDraft(login="carol", name="Carol", role=Role.ADMINISTRATOR, tenant="tre"),
}
"""Chi is the provider's operator; Hoa owns Sen, Bình works there, Carol owns Tre and must never see Sen."""


def login_of(name: str) -> str:
    """What somebody types to sign in."""
    draft = CAST[name]
    return f"{draft.login}@{draft.tenant}" if draft.tenant else draft.login


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser; `opened` are the answers that may still have a file open."""

    client: Client
    opened: list[Any] = field(default_factory=list)

    def get(self, address: str, **headers: str) -> Any:
        """Open a page."""
        answer = self.client.get(address, headers=headers or None)
        self.opened.append(answer)
        return answer

    def leave(self) -> None:
        """Close whatever was opened, as a server does when a browser goes away."""
        for answer in self.opened:
            answer.close()

    def post(self, address: str, **fields: Any) -> Any:
        """Send a form."""
        return self.client.post(address, fields)


@pytest.fixture
def house(tmp_path: Path, db: None, settings: Any) -> House:
    """Sen and Tre with phones, people, a call that is up and one that is over; the web process works on it."""
    built = furnish(empty_house(tmp_path))
    settings.TONGDAI = built.settings
    settings.TONGDAI_ENGINE = built.engine
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for draft in CAST.values():
        _let_in(built, draft)
    sen, tre = key_of("sen") or "", key_of("tre") or ""
    write_calls([with_recording(a_call(sen), (4.0, 14.0)), a_call(sen, "c1.2", "102", "103"), a_call(tre, "c1.3")])
    keep_recording(built.settings, "c1.1", RECORDING)
    _archive_a_month(built, sen)
    write_incident(an_incident(affected={sen: 2}))
    built.engine.kept_evidence = {"c1-1": {"console.txt": b"the last words"}}
    built.engine.live = {"up.1"}
    built.engine.observation = Observation(
        NOON, "c1", EngineState.SERVING, "22.10.1", 3700,
        (Registration(f"{sen}-101", "192.0.2.1:5060", "udp", "Yealink T31", None, 12.0, True),
         Registration(f"{tre}-101", "192.0.2.9:5061", "tls", "Snom D717", NOON, None, False)),
        (LiveCall("up.1", f"{sen}-101", "101", "102", "talking", 65, f"{sen}-102"),))
    return built


def _archive_a_month(house: House, key: str) -> None:
    """One call of September is in a file, and in the log no longer."""
    write_calls([a_call(key, "old.1", started=datetime(2026, 9, 5, 3, 0, tzinfo=UTC))])
    archive_months(house.operator)
    with within(key):
        models.Call.objects.filter(id="old.1").delete()


def _let_in(house: House, draft: PersonDraft) -> None:
    made = create_person(house.operator, draft)
    signed_in = sign_in(house.operator, made.person.login, made.one_time_password, "192.0.2.1")
    set_password(house.ask(asker_of(signed_in.person, "console")), made.one_time_password, Secret(PASSWORD))


Come = Callable[[str], Visitor]


@pytest.fixture
def come(house: House) -> Iterator[Come]:
    """Come to the console as `chi`, `hoa`, `binh` or `carol`, signed in; as anybody else, a stranger."""
    came: list[Visitor] = []

    def visitor(name: str) -> Visitor:
        client = Client(raise_request_exception=False)
        if name in CAST:
            answer = client.post("/sign-in/", {"login": login_of(name), "password": PASSWORD})
            assert answer.status_code == 302
        came.append(Visitor(client))
        return came[-1]

    yield visitor
    for each in came:
        each.leave()


@pytest.fixture
def chi(come: Come) -> Visitor:
    """The operator, signed in."""
    return come("chi")


@pytest.fixture
def hoa(come: Come) -> Visitor:
    """Sen's administrator, signed in."""
    return come("hoa")


@pytest.fixture
def binh(come: Come) -> Visitor:
    """A user of Sen, signed in."""
    return come("binh")


@pytest.fixture
def carol(come: Come) -> Visitor:
    """Tre's administrator, signed in."""
    return come("carol")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration house, served by uvicorn in a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    directory = tmp_path_factory.mktemp("house")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGDAI_")}
    served = subprocess.Popen([sys.executable, str(ROOT / "tools" / "console_demo.py"), str(port), str(directory)],
                              env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/sign-in/", served)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(20)


def _wait(url: str, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(PATIENCE_SECONDS * 4):
        assert served.poll() is None, "the console did not start"
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise AssertionError("the console did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM,
                                             args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()
