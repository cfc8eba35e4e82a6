"""The certificate of SIP over TLS: made once, made anew when it must be, and the operator's own only where it fits."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from cells import RunningCell
from engine.casts import both
from tongdai.engine import EngineError
from tongdai.engine.cell import CellDirectory, cell_directory, prepare_cell
from tongdai.engine.certificate import RENEW_BEFORE, VALID, make_certificate, provide_certificate
from tongdai.settings import Settings

pytestmark = pytest.mark.wet

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(reachable_path: Path) -> Settings:
    return Settings(data=reachable_path / "data")


@pytest.fixture
def cell(settings: Settings) -> CellDirectory:
    cell = cell_directory(settings)
    prepare_cell(cell)
    return cell


def provided(cell: CellDirectory, settings: Settings, now: datetime = NOW) -> str:
    """The certificate's text."""
    return provide_certificate(cell, settings, now)[0].read_text()


def given(directory: Path, settings: Settings, certificate: str, key: str) -> Settings:
    """Settings that name these two."""
    (directory / "own.crt").write_text(certificate)
    (directory / "own.key").write_text(key)
    return replace(settings, tls_certificate=directory / "own.crt", tls_key=directory / "own.key")


def test_ours_is_made_once_and_says_what_phones_are_told(cell: CellDirectory, settings: Settings) -> None:
    named = replace(settings, sip_public="pbx.example.vn")

    first = provided(cell, named)

    assert provided(cell, named, NOW + timedelta(days=300)) == first
    names = x509.load_pem_x509_certificate(first.encode()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["pbx.example.vn"]


def test_ours_is_made_anew_before_it_ends_and_for_another_name(cell: CellDirectory, settings: Settings) -> None:
    first = provided(cell, settings)

    later = provided(cell, settings, NOW + VALID - RENEW_BEFORE + timedelta(days=1))
    other = provided(cell, replace(settings, sip_public="other.example"), NOW + VALID)

    assert len({first, later, other}) == 3


def test_a_damaged_one_of_ours_is_made_anew(cell: CellDirectory, settings: Settings) -> None:
    first = provided(cell, settings)
    (cell.path / "certificate" / "tls.key").write_text("nothing")

    assert provided(cell, settings) != first


def test_the_operators_own_is_used_as_it_is(cell: CellDirectory, settings: Settings, tmp_path: Path) -> None:
    certificate, key = make_certificate("pbx.example.vn", NOW)

    paths = provide_certificate(cell, given(tmp_path, settings, certificate, key), NOW)

    assert [path.read_text() for path in paths] == [certificate, key]


def test_a_key_that_does_not_belong_is_refused(cell: CellDirectory, settings: Settings, tmp_path: Path) -> None:
    certificate, _ = make_certificate("a.example", NOW)
    _, key = make_certificate("a.example", NOW)

    with pytest.raises(EngineError, match=r"own.key \(setting 'tls_key'\) does not belong to the certificate"):
        provide_certificate(cell, given(tmp_path, settings, certificate, key), NOW)


@pytest.mark.parametrize(("certificate", "key"), [("", ""), ("x" * 1000, "y"), ("-----BEGIN CERTIFICATE-----", "z")])
def test_what_is_no_certificate_is_refused(cell: CellDirectory, settings: Settings, tmp_path: Path, certificate: str,
                                           key: str) -> None:
    with pytest.raises(EngineError, match="is not PEM"):
        provide_certificate(cell, given(tmp_path, settings, certificate, key), NOW)


def test_one_without_the_other_is_refused(cell: CellDirectory, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="give both or neither"):
        provide_certificate(cell, replace(settings, tls_key=tmp_path / "own.key"), NOW)


def test_a_missing_file_is_named_with_its_setting(cell: CellDirectory, settings: Settings, tmp_path: Path) -> None:
    missing = replace(settings, tls_certificate=tmp_path / "gone.crt", tls_key=tmp_path / "gone.key")

    with pytest.raises(EngineError, match=r"'tls_certificate' is .*gone.crt, which cannot be read"):
        provide_certificate(cell, missing, NOW)


@pytest.mark.asterisk
def test_the_engine_speaks_tls_with_it(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())

    shown = ssl.get_server_certificate(("127.0.0.1", cell.settings.sip_tls_port), timeout=5)

    assert shown.strip() == (cell.cell.instance / "tls.crt").read_text().strip()
