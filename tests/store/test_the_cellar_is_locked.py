"""The cellar refuses what would be a broken promise: queries for nobody, writes without a reason, wrong keys."""

import io
import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from testhouse import NOON, House
from tongdai.store import models
from tongdai.store.journal import Occasion, UnjournalledWriteError, changing
from tongdai.store.reads import key_of
from tongdai.store.seal import Seal, SealError, key_file, open_seal
from tongdai.store.tenancy import NoTenantError, everywhere, within

pytestmark = pytest.mark.wet
TENANT_DATA = [models.Extension, models.JournalEntry, models.Release]
JOURNALLED = [models.Package, models.Tenant, models.Person, models.Token]
FACTS = [models.Call, models.Recording, models.Listening, models.ArchivedMonth]
OCCASION = Occasion("operator", None, NOON, "", "test")


@pytest.mark.parametrize("table", TENANT_DATA + FACTS)
def test_tenants_data_cannot_be_asked_for_without_a_tenant(house: House, table):
    with pytest.raises(NoTenantError, match=table.__name__):
        table.objects.all()


def test_a_tenant_in_scope_sees_its_own_rows_alone(house: House):
    with within(key_of("tre") or ""):
        assert [each.number for each in models.Extension.objects.all()] == ["101"]
        assert models.Extension.objects.filter(tenant_id=key_of("sen")).count() == 0
    with within(""):
        assert models.Extension.objects.count() == 0
    with everywhere():
        assert models.Extension.objects.count() == 3


@pytest.mark.parametrize("table", TENANT_DATA + JOURNALLED)
def test_nothing_is_written_outside_a_change(house: House, table):
    with everywhere():
        for write in (lambda: table().save(), lambda: table().delete(), lambda: table.objects.create(),
                      lambda: table.objects.all().delete(), lambda: table.objects.bulk_create([table()]),
                      lambda: table.objects.update(pk=1), lambda: table.objects.bulk_update([], ["pk"])):
            with pytest.raises(UnjournalledWriteError, match="outside a change"):
                write()


def test_inside_a_change_it_is_written(bare_house: House):
    with changing(OCCASION):
        models.Package.objects.create(handle="p", name="P", extensions=1, concurrent_calls=1, recording_gb=0,
                                      recording_days=0)

    assert models.Package.objects.count() == 1


def test_every_table_is_one_that_is_journalled_or_says_why_not():
    free = {models.Cell: "counts the changes themselves", models.FailedSignIn: "is no configuration",
            models.PendingEvent: "is what happened", models.SpoolPosition: "likewise",
            models.Incident: "likewise", models.RecordingUse: "is counted", **dict.fromkeys(FACTS, "likewise")}

    tables = {getattr(models, name) for name in models.__all__}
    assert tables - free.keys() == set(TENANT_DATA + JOURNALLED)


def test_what_was_sealed_for_one_place_does_not_open_in_another(tmp_path: Path):
    seal = open_seal(tmp_path)
    sealed = seal.close(b"secret", "extension a 101")

    assert seal.open(sealed, "extension a 101") == b"secret"
    assert sealed != seal.close(b"secret", "extension a 101")
    for other, purpose in ((seal, "extension a 102"), (Seal(bytes(32)), "extension a 101")):
        with pytest.raises(SealError, match=r"put the right key file back\.$"):
            other.open(sealed, purpose)


def test_the_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path):
    key = key_file(tmp_path, "seal.key")

    assert key_file(tmp_path, "seal.key") == key
    assert stat.S_IMODE((tmp_path / "keys" / "seal.key").stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["seal.key"]


def test_a_damaged_key_and_one_that_cannot_be_read_are_said(tmp_path: Path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "seal.key").write_bytes(b"short")
    (tmp_path / "keys" / "other.key").mkdir()

    with pytest.raises(SealError, match=r"damaged; put the right one back"):
        key_file(tmp_path, "seal.key")
    with pytest.raises(SealError, match="cannot be read"):
        key_file(tmp_path, "other.key")


def test_the_tables_are_what_the_migrations_make(db: None):
    out = io.StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


OPENED = {"sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 2, "PRAGMA foreign_keys": 1},
          "postgresql": {"SHOW default_transaction_isolation": "read committed", "SHOW lock_timeout": "20s",
                         "SHOW statement_timeout": "15min", "SHOW application_name": "tongdai", "SHOW timezone": "UTC",
                         "SHOW idle_in_transaction_session_timeout": "5min", "SHOW client_encoding": "UTF8"}}


def test_the_database_is_opened_for_safety(db: None):
    expected = OPENED[connection.vendor]
    with connection.cursor() as cursor:
        answers = {question: cursor.execute(question).fetchone()[0] for question in expected}

    assert answers == expected
