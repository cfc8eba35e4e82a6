"""Where things are on this machine: one frozen Settings, from `tongdai.toml`, then `TONGDAI_*` variables."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

PREFIX = "TONGDAI_"
FILE_VARIABLE = "TONGDAI_SETTINGS"
TEST_PREFIX = "TONGDAI_TEST_"  # read by the tests alone
HIGHEST_PORT = 65535
SMALLEST_LOGS_MB, LARGEST_RESERVE_MB = 10, 10_000

_DATABASE_URL = re.compile(
    r"postgres(?:ql)?://(?:(?P<user>[^\s:@/?#]*)(?::(?P<password>[^\s@/?#]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:@/?#\[\]]*)(?::(?P<port>[0-9]{1,5}))?/(?P<name>[^\s/?#]+)"
    r"(?:\?(?P<options>[^\s#]*))?")
_DATABASE_OPTIONS = frozenset({"host", "sslmode", "sslrootcert", "sslcert", "sslkey"})
_PASSWORD_OF_URL = re.compile(r"(?<=://)([^/?#]*?):[^/?#]*@|(?<=password=)[^&#]*")


class SettingsError(Exception):
    """A setting is unknown or unusable; the message names the key, the value and what is accepted.

    Template and arguments are kept apart, so that a surface can say it in its language; `accepted` is a sentence's end.
    """

    def __init__(self, template: str, **args: str) -> None:
        super().__init__(template.format(**args))
        self.template = template
        self.args_of_template = args


def default_data_directory() -> Path:
    """`/var/lib/tongdai` for root, the user's own data directory for everybody else."""
    if os.geteuid() == 0:
        return Path("/var/lib/tongdai")
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "tongdai"


def setting(default: Any, text: str, accepted: str) -> Any:
    """Declare one setting: its default, what it is for, and what it accepts, in words."""
    metadata = {"text": text, "accepted": accepted}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where PostgreSQL is, and as whom it is asked; a `host` with a slash first is the directory of its socket."""

    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = ()


def database_address(url: str) -> DatabaseAddress | None:
    """What a URL of PostgreSQL says, or None where it is no such URL."""
    found = _DATABASE_URL.fullmatch(url)
    if found is None:
        return None
    parts = {name: unquote(value or "") for name, value in found.groupdict().items() if name != "options"}
    options = dict(parse_qsl(found["options"] or "", keep_blank_values=True))
    is_twice = bool(parts["host"] and "host" in options)
    is_port = 1 <= int(parts["port"] or 1) <= HIGHEST_PORT
    if is_twice or not is_port or not options.keys() <= _DATABASE_OPTIONS or "\0" in "".join(parts.values()):
        return None
    host = options.pop("host", parts["host"].strip("[]"))
    return DatabaseAddress(parts["name"], host, parts["port"], parts["user"], parts["password"],
                           tuple(sorted(options.items())))


def without_password(text: str) -> str:
    """A text as it may be shown: where it holds a URL with a password, with stars in its place."""
    return _PASSWORD_OF_URL.sub(lambda found: f"{found[1]}:***@" if found[1] is not None else "***", text)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """Every port, path and bound of this installation. Tenant data never lives here."""

    data: Path = setting(default_data_directory, "Directory of everything that is kept.", "an absolute path")
    cell: str = setting("c1", "Name of this engine's cell.", "1 to 8 lower-case letters and digits")

    web_host: str = setting("127.0.0.1", "Address the console and the API listen on.", "an IP address")
    web_port: int = setting(8080, "Port of the console and the API.", "a port from 1 to 65535")
    web_url: str = setting("", "Public address of the console, if a proxy stands before it.", "a URL, or nothing")

    sip_host: str = setting("127.0.0.1", "Address phones reach; 0.0.0.0 for all.", "an IP address")
    sip_port: int = setting(5060, "SIP over UDP and TCP.", "a port from 1 to 65535")
    sip_tls_port: int = setting(5061, "SIP over TLS.", "a port from 1 to 65535")
    sip_public: str = setting("", "Name or address that phones are told, if not sip_host.", "a host name, or nothing")
    sip_realm: str = setting("tongdai", "Realm of SIP passwords; a change makes every phone log in anew.",
                             "letters, digits, dots and dashes")
    tls_certificate: Path | None = setting(None, "Certificate (PEM) for SIP over TLS; made if not given.",
                                           "an absolute path, or nothing")
    tls_key: Path | None = setting(None, "Private key (PEM) that belongs to tls_certificate.",
                                   "an absolute path, or nothing")
    rtp_first_port: int = setting(10000, "First port of the range for audio.", "an even port from 1024 to 65534")
    rtp_last_port: int = setting(19999, "Last port of the range for audio.", "a port above rtp_first_port")

    engine_binary: Path | None = setting(None, "An Asterisk 22 of your own, instead of looking for one.",
                                         "an absolute path, or nothing")
    engine_archive: str = setting("", "Debian archive to bring the engine from, if not the machine's own.",
                                  "a URL, or nothing")
    engine_cores: str = setting("no", "Whether a core file is kept of an engine that hangs or crashes; it is as large "
                                      "as the engine's memory, and taking it delays the start.", "yes or no")
    engine_uid: int = setting(61984, "User id the engine runs under when started by root.",
                              "a number from 1 to 65535")

    database_budget_mb: int = setting(0, "Room on the disk for the database, in MB; 0 for a tenth of its disk.",
                                      "a whole number")
    spool_budget_mb: int = setting(0, "Room for call events and for recordings that wait to be taken over, in MB; 0 "
                                      "for a tenth of their disk.", "a whole number")
    recordings_budget_mb: int = setting(0, "Room for recordings that are kept, in MB; 0 for half of their disk.",
                                        "a whole number")
    logs_budget_mb: int = setting(0, "Room for the engine's logs and the evidence of incidents, in MB; 0 for a "
                                     "twentieth of their disk, at most 2000.", "0, or a whole number from 10")
    spool_reserve_mb: int = setting(64, "Room that is kept for call events alone, for the day the disk is full, in "
                                        "MB.", "a whole number from 1 to 10000")

    database_url: str = setting("", "Database; empty for SQLite in the data directory.",
                                "a URL such as postgres://user@host/name or sqlite:///file, or nothing")
    database_password_file: Path | None = setting(None, "File with the password of the user in database_url.",
                                                  "an absolute path, or nothing")
    recordings: Path | None = setting(None, "Directory of recordings that are kept; 'recordings' in data if not given.",
                                      "an absolute path, or nothing")
    seal_recordings: str = setting("no", "Whether recordings are encrypted at rest from now on.", "yes or no")
    language: str = setting("en", "Language of the command line and of people without one.", "en, vi or km")

    @property
    def public_sip_host(self) -> str:
        """What a phone is told to register with."""
        return self.sip_public or self.sip_host

    @property
    def recordings_directory(self) -> Path:
        """Where recordings are kept."""
        return self.recordings or self.data / "recordings"

    @property
    def database_file(self) -> Path | None:
        """Where SQLite keeps the database; None where a server does."""
        if database_address(self.database_url) is not None:
            return None
        if self.database_url.startswith("sqlite:"):
            return Path(self.database_url.removeprefix("sqlite://"))
        return self.data / "database" / "tongdai.sqlite3"

    def __repr__(self) -> str:
        """What was set, without passwords."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return f"Settings({', '.join(f'{name}={without_password(str(value))!r}' for name, value in values)})"

    def __post_init__(self) -> None:
        for each in fields(self):
            complaint = _complaint(each.name, getattr(self, each.name), self)
            if complaint:
                raise _unusable(each, getattr(self, each.name))


def load_settings(file: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file (if there is one), then the environment. Raises SettingsError in one sentence."""
    environ = os.environ if environ is None else environ
    named = _named_file(file, environ)
    values = _from_file(named) if named else {}
    values |= _from_environment(environ)
    return Settings(**{name: _parse(name, value) for name, value in values.items()})


def settings_origins(file: Path | None = None, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Where the value of every setting comes from: the settings file, a variable, or nothing but its default."""
    environ = os.environ if environ is None else environ
    named = _named_file(file, environ)
    origins = dict.fromkeys(sorted(_FIELDS), "")
    origins |= dict.fromkeys(_from_file(named), str(named)) if named else {}
    return origins | {name: PREFIX + name.upper() for name in _from_environment(environ)}


def _named_file(file: Path | None, environ: Mapping[str, str]) -> Path | None:
    return file or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError("Settings file {file} cannot be read ({reason}); correct {variable} or create the file.",
                            file=str(file), reason=error.strerror or str(error), variable=FILE_VARIABLE) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("Settings file {file} is not valid TOML: {reason}.", file=str(file),
                            reason=str(error)) from error
    for name in values:
        if name not in _FIELDS:
            raise SettingsError("Settings file {file}: there is no setting '{name}'; the settings are {known}.",
                                file=str(file), name=name, known=", ".join(sorted(_FIELDS)))
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    values = {}
    for variable, value in environ.items():
        if not variable.startswith(PREFIX) or variable.startswith(TEST_PREFIX) or variable == FILE_VARIABLE:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in _FIELDS:
            raise SettingsError("There is no setting '{variable}'; see docs/reference/settings.md for all of them.",
                                variable=variable)
        values[name] = value
    return values


def _parse(name: str, value: Any) -> Any:
    each = _FIELDS[name]
    kind = str(each.type)
    try:
        if "int" in kind:
            if not re.fullmatch(r"[0-9]{1,9}", str(value)) or not isinstance(value, int | str):
                raise ValueError(value)
            return int(value)
        if not isinstance(value, str):
            raise ValueError(value)
        if "Path" in kind:
            return Path(value) if value else None
    except ValueError as error:
        raise _unusable(each, value) from error
    return value


def _complaint(name: str, value: Any, settings: Settings) -> bool:
    """Whether this value is refused."""
    if isinstance(value, Path):
        return not value.is_absolute()
    if name.endswith("_port"):
        low = settings.rtp_first_port + 3 if name == "rtp_last_port" else 1
        even = name != "rtp_first_port" or (value % 2 == 0 and value >= 1024)
        return not (low <= value <= HIGHEST_PORT and even)
    check = _CHECKS.get(name)
    return check is not None and not check(value)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_plain(text: str, extra: str, longest: int) -> bool:
    return 0 < len(text) <= longest and all(c.isascii() and (c.isalnum() or c in extra) for c in text)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "data": lambda value: value is not None,
    "cell": lambda value: _is_plain(value, "", 8) and value == value.lower(),
    "web_host": _is_address,
    "sip_host": _is_address,
    "sip_public": lambda value: not value or _is_plain(value, ".-:", 253),
    "sip_realm": lambda value: _is_plain(value, ".-", 64),
    "logs_budget_mb": lambda value: value == 0 or value >= SMALLEST_LOGS_MB,
    "spool_reserve_mb": lambda value: 1 <= value <= LARGEST_RESERVE_MB,
    "engine_uid": lambda value: 1 <= value <= HIGHEST_PORT,
    "language": lambda value: value in {"en", "vi", "km"},
    "seal_recordings": lambda value: value in {"yes", "no"},
    "engine_cores": lambda value: value in {"yes", "no"},
    "web_url": lambda value: not value or value.startswith(("http://", "https://")),
    "engine_archive": lambda value: not value or value.startswith(("http://", "https://", "file:")),
    "database_url": lambda value: not value or database_address(value) is not None
    or re.fullmatch(r"sqlite:///[^?#\0]+", value) is not None,
}


def _unusable(each: "Field[Any]", value: Any) -> SettingsError:
    return SettingsError("Setting '{name}' is {value}; it must be {accepted}.", name=each.name,
                         value=repr(without_password(str(value))[:200]), accepted=each.metadata["accepted"])


_FIELDS = {each.name: each for each in fields(Settings)}


def describe_settings() -> list[tuple[str, str, str, str]]:
    """Name, default, purpose and accepted values of every setting, for the documentation and its test."""
    rows = []
    for name, each in sorted(_FIELDS.items()):
        default = each.default if each.default is not MISSING else "/var/lib/tongdai"
        shown = "" if default in (None, "") else str(default)
        rows.append((name, shown, each.metadata["text"], each.metadata["accepted"]))
    return rows
