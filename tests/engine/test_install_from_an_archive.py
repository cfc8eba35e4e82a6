"""Installing from a signed archive: what is refused, what is kept, and that the engine in use is never half."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.debianarchive import LocalArchive, copy_small_engine, make_archive
from engine.installer import halted_installation
from tongdai.engine import (
    Archive,
    EngineError,
    EngineProgram,
    engine_status,
    install_engine,
    remove_engine,
    upgrade_engine,
)
from tongdai.engine.install import install_private
from tongdai.engine.installed import read_record
from tongdai.engine.program import private_program
from tongdai.engine.proofboot import booting, prove_program
from tongdai.settings import Settings

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]
FIRST, SECOND = "1:22.10.1+first", "1:22.10.1+second"


@pytest.fixture
def settings(reachable_path: Path) -> Settings:
    return Settings(data=reachable_path / "data")


@pytest.fixture
def archive(reachable_path: Path) -> Iterator[LocalArchive]:
    made = make_archive(reachable_path / "archive")
    yield made
    made.forget_key()


@pytest.fixture(scope="module")
def small_engine(engine_program: EngineProgram) -> Iterator[Path]:
    """The files of an engine that boots, made once and copied into packages."""
    architecture = "arm64" if "aarch64" in str(engine_program.modules) else "amd64"
    with tempfile.TemporaryDirectory(prefix="tongdai-test-") as directory:
        tree = Path(directory) / "tree"
        copy_small_engine(engine_program, tree, architecture)
        yield tree


def test_the_record_says_what_was_installed_from_where_and_by_whom(settings, archive, small_engine):
    file = archive.add("asterisk", FIRST, small_engine)

    program = install_private(settings, archive=archive.as_source())

    record = engine_status(settings).record
    assert record is not None
    assert (program.version, program.origin) == ("22.10.1", "private")
    assert (record.package_version, record.suite, record.archive) == (FIRST, "forky", archive.address)
    assert [(each.name, each.size) for each in record.packages] == [("asterisk", file.stat().st_size)]
    assert record.installed_at.endswith("+00:00")
    assert record.installed_by


def test_installing_again_leaves_everything_as_it_is(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    program = install_private(settings, archive=archive.as_source())
    inode = Path(program.command[-1]).stat().st_ino

    again = install_private(settings, archive=archive.as_source())

    assert again == program
    assert Path(again.command[-1]).stat().st_ino == inode


def test_an_upgrade_switches_to_the_new_engine_and_keeps_the_previous_one(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    old = install_private(settings, archive=archive.as_source())
    archive.add("asterisk", SECOND, small_engine)

    upgrade = upgrade_engine(settings, archive=archive.as_source())

    status = engine_status(settings)
    assert (upgrade.before, upgrade.after, upgrade.changed) == (FIRST, SECOND, True)
    assert status.record is not None
    assert (status.record.package_version, status.previous) == (SECOND, FIRST)
    assert prove_program(old, settings.engine_uid) == "22.10.1"


def test_a_second_upgrade_keeps_one_previous_engine_and_no_more(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    install_private(settings, archive=archive.as_source())
    for version in (SECOND, "1:22.10.1+third"):
        archive.add("asterisk", version, small_engine)
        upgrade_engine(settings, archive=archive.as_source())

    again = upgrade_engine(settings, archive=archive.as_source())

    assert not again.changed
    assert len(list((settings.data / "engine" / "versions").iterdir())) == 2
    assert engine_status(settings).previous == SECOND


def test_an_upgrade_that_does_not_boot_leaves_the_old_engine_in_use(settings, archive, small_engine, tmp_path):
    archive.add("asterisk", FIRST, small_engine)
    old = install_private(settings, archive=archive.as_source())
    broken = tmp_path / "broken"
    shutil.copytree(small_engine, broken)
    next(broken.glob("usr/lib/*/asterisk/modules/codec_ulaw.so")).write_bytes(b"not a module")
    archive.add("asterisk", SECOND, broken)

    with pytest.raises(EngineError, match=r"starts, but its modules codec_ulaw\.so do not load"):
        upgrade_engine(settings, archive=archive.as_source())

    assert private_program(settings.data / "engine") == old


@pytest.mark.parametrize("step", ["find", "download", "unpack", "prove"])
def test_an_upgrade_killed_at_any_step_leaves_a_whole_engine_and_can_be_repeated(settings, archive, small_engine, step):
    archive.add("asterisk", FIRST, small_engine)
    old = install_private(settings, archive=archive.as_source())
    archive.add("asterisk", SECOND, small_engine)

    with halted_installation(settings.data, step, 0, archive.address, str(archive.keyring)):
        pass

    assert private_program(settings.data / "engine") == old
    assert prove_program(old, settings.engine_uid)
    assert upgrade_engine(settings, archive=archive.as_source()).after == SECOND
    assert not list((settings.data / "engine" / "versions").glob(".*"))


def test_two_installations_at_once_are_refused_with_a_sentence(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)

    with (halted_installation(settings.data, "find", 1, archive.address, str(archive.keyring)),
          pytest.raises(EngineError, match="Another process is installing or removing something")):
        install_private(settings, archive=archive.as_source())


def test_removing_is_refused_while_the_engine_runs_and_twice_is_the_same_as_once(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    program = install_private(settings, archive=archive.as_source())

    with booting(program, settings.engine_uid) as boot:
        status = engine_status(settings)
        with pytest.raises(EngineError, match=rf"is running \(process {boot.process.pid}\)\. Stop it first"):
            remove_engine(settings)

    assert status.processes == (boot.process.pid,)
    assert remove_engine(settings)
    assert not remove_engine(settings)
    assert private_program(settings.data / "engine") is None


def test_an_archive_without_the_package_is_refused(settings, archive):
    with pytest.raises(EngineError, match=r"has no package 'asterisk' in forky, sid\. Name a full Debian archive"):
        install_private(settings, archive=archive.as_source())


def test_an_archive_without_the_suites_is_refused(settings, archive):
    shutil.rmtree(archive.directory / "dists")

    with pytest.raises(EngineError, match=r"has no package 'asterisk' in forky, sid"):
        install_private(settings, archive=archive.as_source())


@pytest.mark.parametrize("version", ["1:20.6.0~dfsg-2", "1:22.10.0-1", "1:23.1.0-1"])
def test_an_archive_with_an_engine_of_another_age_is_refused(settings, archive, tmp_path, version):
    archive.add("asterisk", version, tmp_path / "empty")

    with pytest.raises(EngineError) as refusal:
        install_private(settings, archive=archive.as_source())

    assert f"offers Asterisk {version} only; it must be from 22.10.1 to below 23" in str(refusal.value)


def test_an_archive_signed_by_a_stranger_is_refused(settings, archive, reachable_path):
    stranger = make_archive(reachable_path / "stranger")
    stranger.forget_key()

    with pytest.raises(EngineError, match=r"is not signed by Debian's keys in .*, so nothing is taken from it"):
        install_private(settings, archive=Archive(archive.address, stranger.keyring))


def test_an_index_changed_after_it_was_signed_is_refused(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    index = next(archive.directory.glob("dists/forky/main/*/Packages"))
    index.write_text(index.read_text().replace("made for a test", "made for a rest"))

    with pytest.raises(EngineError, match=r"came damaged or half\. Run the installation again"):
        install_private(settings, archive=archive.as_source())


def test_a_damaged_package_is_refused_and_brought_anew_when_the_archive_is_whole_again(settings, archive, small_engine):
    file = archive.add("asterisk", FIRST, small_engine)
    whole = file.read_bytes()
    file.write_bytes(whole[:-9000] + b"rot" + whole[-8997:])

    with pytest.raises(EngineError, match="damaged"):
        install_private(settings, archive=archive.as_source())

    file.write_bytes(whole)
    assert install_private(settings, archive=archive.as_source()).version == "22.10.1"


def test_a_download_that_rotted_while_it_waited_is_brought_anew(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    with halted_installation(settings.data, "unpack", 0, archive.address, str(archive.keyring)):
        pass
    kept = next((settings.data / "engine" / "work" / "cache" / "archives").glob("*.deb"))
    kept.write_bytes(b"x" * kept.stat().st_size)

    assert install_private(settings, archive=archive.as_source()).version == "22.10.1"


def test_a_package_that_cannot_be_unpacked_is_named_and_leaves_nothing_half(settings, archive):
    file = archive.directory / "pool" / f"asterisk_{FIRST.replace(':', '%3a')}_{archive.architecture}.deb"
    archive.add("asterisk", FIRST, archive.directory.parent / "empty")
    content = file.read_bytes()
    file.write_bytes(content[:content.index(b"data.tar") + 60] + b"not a tar" * 20)
    archive.publish()

    with pytest.raises(EngineError, match=r"Package asterisk cannot be unpacked: .*\. Run the installation again"):
        install_private(settings, archive=archive.as_source())

    assert list((settings.data / "engine" / "versions").iterdir()) == []


def test_a_package_without_an_engine_in_it_is_never_put_in_use(settings, archive, tmp_path):
    archive.add("asterisk", FIRST, tmp_path / "empty")

    with pytest.raises(EngineError, match="is not whole"):
        install_private(settings, archive=archive.as_source())

    assert private_program(settings.data / "engine") is None


def test_an_archive_out_of_reach_is_refused_with_what_to_check(settings, archive):
    nobody = Archive("http://127.0.0.1:9/debian", archive.keyring)

    with pytest.raises(EngineError, match=r"cannot be reached\. Check this machine's network and proxy"):
        install_private(settings, archive=nobody)


def test_a_data_directory_that_apt_cannot_take_is_refused(reachable_path, archive):
    settings = Settings(data=reachable_path / 'a"b')

    with pytest.raises(EngineError, match="has a quotation mark"):
        install_private(settings, archive=archive.as_source())


def test_an_upgrade_needs_an_engine_of_ours(settings):
    with pytest.raises(EngineError, match=r"There is no Asterisk|was not installed by tongdai"):
        upgrade_engine(settings)


def test_a_lost_record_makes_an_engine_unusable_and_installing_repairs_it(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    install_private(settings, archive=archive.as_source())
    version = (settings.data / "engine" / "current").resolve()
    (version / "installed.json").write_text("{}")

    assert read_record(version) is None
    assert install_private(settings, archive=archive.as_source()).version == "22.10.1"


def test_install_uses_the_engine_that_is_already_there(settings, archive, small_engine):
    archive.add("asterisk", FIRST, small_engine)
    first = install_engine(settings, archive=archive.as_source())

    second = install_engine(settings, archive=Archive("http://127.0.0.1:9/debian", archive.keyring))

    assert second == first
