"""Import and export on the command line: a plan first, then all or nothing."""

import stat
from pathlib import Path

import pytest

from testhouse import House
from tongdai.actions.releases import list_releases

pytestmark = pytest.mark.wet


@pytest.fixture
def file(house: House, tongdai, tmp_path: Path) -> Path:
    """Sen, exported and changed by hand."""
    target = tmp_path / "sen.yaml"
    target.write_text(tongdai("export", "sen").out.replace("Phone 102", "Phone of Lan"), encoding="utf-8")
    return target


def test_a_dry_run_prints_the_difference_and_changes_nothing(house: House, tongdai, file: Path):
    shown = tongdai("import", str(file), "--dry-run")

    assert shown.code == 0, shown.err
    assert "Phone of Lan" in shown.out
    assert list_releases(house.operator, "sen").total == 3


def test_an_import_is_one_release_and_twice_is_nothing_to_do(house: House, tongdai, file: Path):
    first, second = tongdai("import", str(file), "--why", "by hand"), tongdai("import", str(file))

    assert "Release 4 is in force" in first.out
    assert second.out == "Nothing to do.\n"


def test_a_bad_file_names_line_field_and_remedy(house: House, tongdai, file: Path):
    file.write_text(file.read_text().replace("country: VN", "country: Vietnam"))

    for arguments in (("--dry-run",), ()):
        refused = tongdai("import", str(file), *arguments)
        assert refused.code == 1
        assert "line 6: 'Vietnam' is not the code of a country. Use two capital letters" in refused.out + refused.err
    assert list_releases(house.operator, "sen").total == 3


@pytest.mark.parametrize(("content", "words"), [
    (b"\xff\xfe", "is not UTF-8 text"), (b"x" * 2_000_001, "is larger than 2000000 bytes"), (None, "cannot be read")])
def test_a_file_that_is_none_is_one_sentence(house: House, tongdai, tmp_path: Path, content, words):
    path = tmp_path / "file.yaml"
    if content is not None:
        path.write_bytes(content)

    refused = tongdai("import", str(path))

    assert refused.code == 1
    assert words in refused.err
    assert refused.err.count("\n") == 1


def test_an_export_is_written_for_its_owner_alone_and_never_over_another_file(house: House, tongdai, tmp_path: Path):
    target = tmp_path / "out.yaml"

    first = tongdai("export", "sen", "--secrets", "-o", str(target))
    second = tongdai("export", "sen", "-o", str(target))

    assert first.code == 0, first.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "secret:" in target.read_text()
    assert second.code == 1
    assert "exists already" in second.err


def test_an_export_without_secrets_has_none(house: House, tongdai):
    secret = tongdai("extension", "account", "sen", "101", "--json").data["secret"]

    assert secret not in tongdai("export", "sen").out
