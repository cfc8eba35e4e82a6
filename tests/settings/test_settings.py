"""Settings are read from a file, then from the environment; whatever is no good is refused in one sentence."""

from dataclasses import fields
from pathlib import Path

import pytest

from tongdai.settings import (
    DatabaseAddress,
    Settings,
    SettingsError,
    database_address,
    describe_settings,
    load_settings,
    without_password,
)

ACCEPTED = {name: accepted for name, _, _, accepted in describe_settings()}
NONSENSE = {
    "data": ["var/lib", ""],
    "cell": ["", "C1", "cell-one", "ninechars", "c 1", "ô"],
    "web_host": ["", "localhost", "127.0.0", "::g", "127.0.0.1; rm"],
    "web_port": ["0", "65536", "-1", "eighty", "80.5", "8_0", " 80", "", "9" * 5000],
    "web_url": ["example.test", "ftp://example.test", "javascript:alert(1)"],
    "sip_host": ["phones.test", "300.1.1.1"],
    "sip_port": ["0", "70000"],
    "sip_tls_port": ["0", "70000"],
    "sip_public": ["a b", "host\nname", "x" * 254, "máy"],
    "sip_realm": ["", "two words", 'quo"te', "x" * 65, "a;b"],
    "tls_certificate": ["certificate.pem"],
    "tls_key": ["keys/key.pem"],
    "rtp_first_port": ["1023", "10001", "65536"],
    "rtp_last_port": ["10000", "10002", "65536"],
    "engine_binary": ["asterisk", "bin/asterisk"],
    "engine_archive": ["example.test/debian", "ssh://example.test/debian"],
    "engine_cores": ["", "true"],
    "engine_uid": ["0", "65536", "root"],
    "database_url": ["mysql://example.test/x", "tongdai.db", "postgres://h", "postgres://h/", "postgres://h/a/b",
                     "postgres://h:0/x", "postgres://h:99999/x", "postgres://h/x?user=p", "postgres://h/x#y",
                     "postgres://a b@h/x", "postgres://h/x?host=/run&options=-c", "postgres://h/x?host=/run",
                     "postgres://u@h@i/x", "postgres:///x%00", "sqlite:file.db", "sqlite://file.db", "sqlite:///"],
    "database_password_file": ["password.txt"],
    "database_budget_mb": ["-1", "1.5", "10 GB", "1" * 10],
    "spool_budget_mb": ["-1", "much"],
    "recordings_budget_mb": ["-1", "half"],
    "logs_budget_mb": ["1", "9", "-1"],
    "spool_reserve_mb": ["0", "10001", "-1"],
    "recordings": ["recordings"],
    "seal_recordings": ["", "true"],
    "language": ["", "fr", "EN", "english"],
}


def test_without_a_file_and_without_variables_everything_has_a_default() -> None:
    assert load_settings(environ={}) == Settings()


def test_the_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "tongdai.toml"
    file.write_text('web_port = 9000\nsip_port = 5070\nlanguage = "km"\n')

    settings = load_settings(environ={"TONGDAI_SETTINGS": str(file), "TONGDAI_WEB_PORT": "9001", "PATH": "/bin"})

    assert (settings.web_port, settings.sip_port, settings.language) == (9001, 5070, "km")


def test_variables_of_the_tests_are_not_settings() -> None:
    assert load_settings(environ={"TONGDAI_TEST_ENGINE": "/somewhere"}) == Settings()


def test_nonsense_is_known_for_every_setting() -> None:
    assert NONSENSE.keys() == ACCEPTED.keys() == {each.name for each in fields(Settings)}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NONSENSE.items() for value in values])
def test_a_refusal_names_the_setting_the_value_and_what_is_accepted(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ={f"TONGDAI_{name.upper()}": value})

    shown = "None" if name == "data" and not value else value[:200]
    assert str(refusal.value) == f"Setting '{name}' is {shown!r}; it must be {ACCEPTED[name]}."


@pytest.mark.parametrize(("line", "name"), [
    ("web_port = true", "web_port"), ("web_port = 80.5", "web_port"), ("web_port = [80]", "web_port"),
    ("web_port = -80", "web_port"), ("language = 1", "language"), ("data = 1", "data"),
    ('cell = ["c1"]', "cell"), ("web_url = 2026-01-01", "web_url"),
])
def test_a_value_of_the_wrong_kind_in_the_file_is_refused(tmp_path: Path, line: str, name: str) -> None:
    file = tmp_path / "tongdai.toml"
    file.write_text(line)

    with pytest.raises(SettingsError, match=f"Setting '{name}' is .*; it must be "):
        load_settings(file, environ={})


@pytest.mark.parametrize("text", ["web_port", "web_port = ", "= 1", "web_port = 1\nweb_port = 2", "\x00"])
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tongdai.toml"
    file.write_text(text)

    with pytest.raises(SettingsError, match=rf"Settings file {file} is not valid TOML: "):
        load_settings(file, environ={})


def test_a_file_of_bytes_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "tongdai.toml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="is not valid TOML"):
        load_settings(file, environ={})


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"

    with pytest.raises(SettingsError, match=rf"Settings file {missing} cannot be read \(No such file or directory\)"):
        load_settings(environ={"TONGDAI_SETTINGS": str(missing)})


def test_an_unknown_name_in_the_file_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    file = tmp_path / "tongdai.toml"
    file.write_text("webport = 80")

    with pytest.raises(SettingsError, match="there is no setting 'webport'; the settings are cell, data, "):
        load_settings(file, environ={})


def test_an_unknown_variable_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"There is no setting 'TONGDAI_WEBPORT'; see docs/reference/settings\.md"):
        load_settings(environ={"TONGDAI_WEBPORT": "80"})


def test_the_largest_and_the_smallest_values_are_accepted() -> None:
    settings = load_settings(environ={"TONGDAI_WEB_PORT": "1", "TONGDAI_SIP_PORT": "65535", "TONGDAI_ENGINE_UID": "1",
                                      "TONGDAI_RTP_FIRST_PORT": "1024", "TONGDAI_RTP_LAST_PORT": "1027",
                                      "TONGDAI_SIP_HOST": "::", "TONGDAI_CELL": "abcdefg8"})

    assert (settings.web_port, settings.sip_port, settings.rtp_last_port) == (1, 65535, 1027)


@pytest.mark.parametrize(("public", "told"), [("pbx.test", "pbx.test"), ("", "127.0.0.1")])
def test_phones_are_told_the_public_name_or_the_address(public: str, told: str) -> None:
    assert Settings(sip_public=public).public_sip_host == told


@pytest.mark.parametrize(("url", "address"), [
    ("postgres://db/house", DatabaseAddress("house", "db")),
    ("postgresql://me:p%40ss@[::1]:5433/ho%20use?sslmode=verify-full&sslrootcert=/etc/ca.pem", DatabaseAddress(
        "ho use", "::1", "5433", "me", "p@ss", (("sslmode", "verify-full"), ("sslrootcert", "/etc/ca.pem")))),
    ("postgres:///house", DatabaseAddress("house")),
    ("postgres://me@%2Frun%2FPostgres/house", DatabaseAddress("house", "/run/Postgres", user="me")),
    ("postgres:///house?host=/run/postgresql", DatabaseAddress("house", "/run/postgresql")),
])
def test_a_url_says_where_postgresql_is(url: str, address: DatabaseAddress) -> None:
    assert database_address(url) == address
    assert Settings(database_url=url).database_url == url


@pytest.mark.parametrize("url", ["postgres://me:hunter2@db/house", "postgres://me:hunter2@db:x/house",
                                 "postgres://me:hunter2@db", "mysql://me:hunter2@db/house",
                                 "postgres://db/house?password=hunter2"])
def test_a_password_is_never_printed(url: str) -> None:
    try:
        shown = repr(load_settings(environ={"TONGDAI_DATABASE_URL": url}))
    except SettingsError as refusal:
        shown = str(refusal)

    assert "hunter2" not in shown + without_password(url)
    assert "db" in shown
