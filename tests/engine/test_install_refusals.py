"""What stands in the way of an installation is said in one sentence, before anything is downloaded."""

import os
from pathlib import Path

import pytest

from tongdai.engine import Archive, EngineError
from tongdai.engine.aptwords import sentence_for
from tongdai.engine.bring import find_archive
from tongdai.engine.install import install_private
from tongdai.engine.machine import (
    require_architecture,
    require_glibc,
    require_keyring,
    require_reachable,
    require_space,
    require_system,
)
from tongdai.settings import Settings

ARCHIVE = Archive("http://a.test/debian", Path("/keys.gpg"))


def test_a_system_without_debians_tools_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineError, match=r"has no apt-get, apt-cache, dpkg, .*name it in the setting 'engine_binary'"):
        require_system()


@pytest.mark.parametrize("architecture", ["armhf", "i386", "riscv64", ""])
def test_another_processor_is_refused(architecture: str) -> None:
    with pytest.raises(EngineError, match=rf"amd64 and arm64 only; this machine is {architecture or '.'}"):
        require_architecture(architecture)


def test_both_processors_of_servers_are_served() -> None:
    assert [require_architecture(each) for each in ("amd64", "arm64")] == ["amd64", "arm64"]


def test_another_c_library_is_refused() -> None:
    require_glibc("glibc 2.36")

    with pytest.raises(EngineError, match="GNU C library only"):
        require_glibc("")


def test_a_machine_without_debians_keys_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"Install the package 'debian-archive-keyring' and try again\."):
        require_keyring([tmp_path / "missing.gpg"])


def test_the_first_keyring_that_is_there_is_taken(tmp_path: Path) -> None:
    there = tmp_path / "there.pgp"
    there.touch()

    assert require_keyring([tmp_path / "missing.gpg", there]) == there


def test_a_disk_that_is_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"not enough space .* about 1000000000000 MB are needed, \d+ MB are free"):
        require_space(tmp_path, 0, needed=10**18)


def test_what_an_earlier_attempt_brought_counts_as_space(tmp_path: Path) -> None:
    require_space(tmp_path, already_there=10**18, needed=10**18)


def test_a_directory_closed_to_the_engines_user_is_refused_to_root(tmp_path: Path,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(EngineError, match=rf"cannot enter {tmp_path}\. Choose another data directory"):
        require_reachable(tmp_path / "data" / "engine")


def test_a_directory_closed_to_others_is_good_enough_for_its_own_user(tmp_path: Path,
                                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    require_reachable(tmp_path)


def test_an_address_that_would_be_two_lines_of_apts_sources_is_refused() -> None:
    settings = Settings(engine_archive="http://a.test/debian sid main\ndeb http://b.test")

    with pytest.raises(EngineError, match="is not the address of one Debian archive"):
        find_archive(settings)


def test_the_archive_of_the_setting_goes_before_the_machines_own() -> None:
    assert find_archive(Settings(engine_archive="http://a.test/debian")).address == "http://a.test/debian"


def test_a_machine_that_is_not_kept_from_debian_is_asked_for_an_archive(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text("deb http://a.test/ubuntu noble main\n")

    with pytest.raises(EngineError, match=r"None of this machine's apt sources is a Debian archive\. Give the address"):
        find_archive(Settings(), tmp_path)


def test_the_archive_the_machine_is_kept_from_is_found_among_its_sources(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "node.list").write_text("deb http://node.test nodistro main\n")
    (tmp_path / "sources.list.d" / "debian.sources").write_text(
        "Types: deb\nURIs: http://a.test/debian\nSuites: trixie\nComponents: main\n")

    assert find_archive(Settings(), tmp_path).address == "http://a.test/debian"


def test_a_data_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(EngineError, match=r"/data/engine cannot be written \(Not a directory\)"):
        install_private(Settings(data=tmp_path / "data"))


@pytest.mark.parametrize(("words", "sentence"), [
    ("E: Failed to fetch http://a.test/x  Could not resolve 'a.test'", "cannot be reached"),
    ("E: Failed to fetch http://a.test/x  Could not connect to a.test:80 (1.2.3.4).. connect (111: refused)",
     "cannot be reached"),
    ("E: Failed to fetch http://a.test/x  Connection timed out", "cannot be reached"),
    ("W: GPG error: http://a.test sid InRelease: The following signatures couldn't be verified: NO_PUBKEY 1234",
     "is not signed by Debian's keys in /keys.gpg"),
    ("E: The repository 'http://a.test sid InRelease' is not signed.", "is not signed by Debian's keys"),
    ("E: Failed to fetch copy:/x.deb  Hash Sum mismatch", "came damaged or half"),
    ("E: Failed to fetch x.deb  File has unexpected size (3 != 4). Mirror sync in progress?", "came damaged or half"),
    ("E: Failed to fetch copy:/x.deb  Undetermined Error", "came damaged or half"),
    ("E: Write error - write (28: No space left on device)", "not enough space"),
    ("E: You don't have enough free space in /x/cache/archives/.", "not enough space"),
    ("E: Release file for http://a.test/debian/dists/sid/InRelease is expired (invalid since 18d 5h 28min 0s).",
     "signed for another time than this machine's clock says"),
    ("E: Unable to correct problems, you have held broken packages.",
     "apt could not bring 'asterisk' from http://a.test/debian: Unable to correct problems"),
    ("", "apt could not bring 'asterisk' from http://a.test/debian: no reason given"),
])
def test_what_apt_says_in_many_words_becomes_one_sentence(words: str, sentence: str, tmp_path: Path) -> None:
    assert sentence in str(sentence_for(words, ARCHIVE, "asterisk", tmp_path))
