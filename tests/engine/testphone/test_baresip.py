"""Which baresip will do, where it comes from, and how its words are read."""

import os
from pathlib import Path

import pytest

from tongdai.engine import EngineError
from tongdai.engine.installed import InstallRecord, PrivateHome, write_record
from tongdai.engine.testphone import PhoneError, bring_make, find_make
from tongdai.engine.testphone.account import Account
from tongdai.engine.testphone.baresip import baresip_home, find_baresip, install_baresip
from tongdai.engine.testphone.baresip import program as programs
from tongdai.engine.testphone.baresip.configuration import account_line, free_ports, uri_of
from tongdai.engine.testphone.baresip.program import NEEDED_MODULES, read_version
from tongdai.engine.testphone.baresip.report import read_ending, read_statistics, silent_for
from tongdai.engine.unpacked import LOADERS
from tongdai.settings import Settings

pytestmark = pytest.mark.wet

ARCHITECTURE = "amd64"
HOA = Account(account="101", password="secret", server="127.0.0.1", port=5060)
STREAM = """
--- Audio stream ---
 tx:   encode: PCMA 8000Hz/1ch ptime=20ms S16LE
 local: 0.0.0.0:49452, remote: 127.0.0.1:30854/127.0.0.1:30855
 menc: srtp (secure=no)
  member 0x68131ca5: lost=2 Jitter=0.5ms RTT=0.0ms
                 IP=127.0.0.1:30854 psent=0 rcvd=50
  TX: packets=51, octets=8000
"""


@pytest.mark.parametrize(("said", "version"), [
    ("baresip v1.1.0 Copyright (C) 2010 - 2021 Alfred E. Heggestad et al.", "1.1.0"),
    ("1.1.0-3.1", "1.1.0"), ("4.2.1-1+b2", "4.2.1"), ("1:3.17.0-1", "3.17.0"),
    ("baresip v1.0.0 Copyright (C) 2010 - 2020", None), ("1.0.0-4+b3", None), ("0.6.5", None),
    ("no such program", None),
])
def test_a_version_is_read_and_one_that_is_too_old_will_not_do(said: str, version: str | None) -> None:
    assert read_version(said) == version


def test_the_systems_baresip_is_taken_if_it_is_new_enough_and_whole(system: Path, tmp_path: Path) -> None:
    home = _private(tmp_path / "data")
    assert find_baresip(home).command[0].endswith(LOADERS[ARCHITECTURE])

    _say(system, "baresip v1.0.0")
    assert find_baresip(home).command[0].endswith(LOADERS[ARCHITECTURE])

    _say(system, "baresip v1.2.3")
    assert str(find_baresip(home)) == "baresip 1.2.3"
    assert find_baresip(None).command == (str(system / "bin" / "baresip"),)

    (system / programs.MODULES / "sndfile.so").unlink()
    assert find_baresip(None) is None


def test_a_private_baresip_that_is_not_whole_is_not_taken(system: Path, tmp_path: Path) -> None:
    home = _private(tmp_path / "data")
    root = home.current_version() / "root"

    (root / programs.MODULES / "ctrl_tcp.so").unlink()

    assert find_baresip(home) is None
    assert find_baresip(PrivateHome(tmp_path / "nothing")) is None


def test_a_machine_without_any_phone_says_so_and_what_to_do(system: Path, tmp_path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.testphone.make.find_pjsua", lambda: None)
    with pytest.raises(PhoneError, match=r"no phone to call with yet: .* no baresip 1\.1 or newer is installed"):
        find_make(tmp_path)

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"Install baresip 1\.1 or newer in this system's own way"):
        bring_make(Settings(data=tmp_path / "data"))


def test_what_there_is_already_is_not_brought(system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.testphone.make.find_pjsua", lambda: None)
    home = _private(tmp_path / "data")

    assert bring_make(Settings(data=tmp_path / "data")) == find_baresip(home) == find_make(tmp_path / "data")


def test_an_archive_out_of_reach_is_told_in_one_sentence(system: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", engine_archive="http://127.0.0.1:9/debian")

    with pytest.raises(EngineError, match=r"The archive http://127\.0\.0\.1:9/debian cannot be reached"):
        install_baresip(settings)

    assert find_baresip(baresip_home(settings.data)) is None


@pytest.mark.parametrize(("words", "state", "by_us", "status"), [
    ("486 Busy Here", "ringing", False, (486, "Busy Here")), ("404 Not Found", "calling", False, (404, "Not Found")),
    ("Connection reset by user", "talking", True, (200, "OK")),
    ("Connection reset by peer", "talking", False, (200, "OK")),
    ("Connection reset by user", "ringing", True, (487, "Request Terminated")),
    ("Connection reset by peer", "incoming", False, (487, "Request Terminated")),
    ("Connection reset by user", "incoming", True, (486, "Busy Here")),
])
def test_an_ending_in_words_becomes_the_status_that_sip_has_for_it(
        words: str, state: str, by_us: bool, status: tuple[int, str]) -> None:
    assert read_ending(words, state, by_us) == status


def test_a_stream_is_read_from_what_is_printed() -> None:
    assert read_statistics(STREAM) == {
        "codec": "PCMA", "srtp": True, "remote": "127.0.0.1:30854", "local": "0.0.0.0:49452", "sent": 51,
        "received": 50, "lost": 2, "jitter": 500.0}
    assert read_statistics("")["received"] == 0


def test_a_recording_that_no_longer_grows_is_silence(tmp_path: Path) -> None:
    recording = tmp_path / "dump-dec.wav"
    recording.touch()
    assert silent_for([recording]) == silent_for([]) == 0.0

    before = recording.stat().st_mtime - 3
    os.utime(recording, (before, before))
    assert 3 <= silent_for([recording]) < 4


@pytest.mark.parametrize("bad", ["a b", "a;b", "a>b", 'a"b', "a\nb", "a\\b", "a,b"])
def test_text_that_baresip_would_read_otherwise_is_refused(bad: str) -> None:
    with pytest.raises(PhoneError, match="baresip cannot dial"):
        uri_of(bad, HOA)
    with pytest.raises(PhoneError, match="takes no account, password or server"):
        account_line(Account(account="101", password=bad, server="127.0.0.1", port=5060), 0)


def test_the_address_of_a_phone_must_be_this_machines() -> None:
    assert free_ports("127.0.0.1") % 2 == 0
    with pytest.raises(PhoneError, match=r"192\.0\.2\.7 is no address of this machine"):
        free_ports("192.0.2.7")


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system of our own, with a whole baresip 1.0 in it."""
    root = tmp_path / "system"
    _furnish(root)
    (root / "bin").mkdir()
    _say(root, "baresip v1.0.0")
    monkeypatch.setenv("PATH", f"{root / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(programs, "SYSTEM_ROOTS", (root,))
    return root


def _say(system: Path, words: str) -> None:
    program = system / "bin" / "baresip"
    program.write_text(f"#!/bin/sh\necho '{words}'\n")
    program.chmod(0o755)


def _private(data: Path) -> PrivateHome:
    """A private baresip as an installation leaves it; its files are empty."""
    home = baresip_home(data)
    version = home.versions / "1.1.0-abc"
    root = version / "root"
    _furnish(root)
    for file in (root / "usr" / "bin" / "baresip", root / "usr/lib/x86_64-linux-gnu" / LOADERS[ARCHITECTURE]):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    write_record(version, InstallRecord(
        version="1.1.0", package_version="1.1.0-3.1", suite="forky", architecture=ARCHITECTURE, archive="file:/a",
        installed_at="2026-11-24T12:00:00+00:00", installed_by="hoa", packages=()))
    home.current.symlink_to(version.relative_to(home.directory), target_is_directory=True)
    return home


def _furnish(root: Path) -> None:
    modules = root / programs.MODULES
    modules.mkdir(parents=True)
    for name in NEEDED_MODULES:
        (modules / name).touch()
