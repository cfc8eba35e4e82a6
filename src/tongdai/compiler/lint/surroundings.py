"""Rules for what surrounds the tenants: modules, rows of the engine's database, and doors that stay shut."""

from collections.abc import Iterator, Mapping

from tongdai.compiler.lint.reading import Reading
from tongdai.compiler.names import DATABASE
from tongdai.domain.finding import Finding, FindingKind, Where

_REPORT = "Report this as a fault of tongdai."

E_MODULE_REFUSED = FindingKind(
    "E_MODULE_REFUSED", "Module {name} would be loaded, which lets in who must stay out.", _REPORT)
E_MODULE_MANIFEST = FindingKind(
    "E_MODULE_MANIFEST", "modules.conf and the manifest differ by {name}.", _REPORT)
E_ROW_LONG = FindingKind(
    "E_ROW_LONG", "The row {key} has {bytes} bytes; the engine's database keeps 255.", "Shorten the extension's name.")
E_ROW_KEY = FindingKind("E_ROW_KEY", "The row {key} belongs to no tenant of this release.", _REPORT)
E_ROW_TEXT = FindingKind(
    "E_ROW_TEXT", "The row {key} holds characters that end a line.", "Take them out of the extension's name.")
E_DOOR_OPEN = FindingKind(
    "E_DOOR_OPEN", "{file} says {option} = {value}, but it must be {wanted}.", _REPORT)
KINDS = (E_MODULE_REFUSED, E_MODULE_MANIFEST, E_ROW_LONG, E_ROW_KEY, E_ROW_TEXT, E_DOOR_OPEN)

LONGEST_ROW = 255
_REFUSED = frozenset({"res_pjsip_endpoint_identifier_anonymous.so", "app_system.so", "func_shell.so", "func_env.so",
                      "res_agi.so", "pbx_spool.so", "func_curl.so", "app_externalivr.so", "app_originate.so"})
_DOORS = {
    "rtp.conf": {"strictrtp": "yes"},
    "http.conf": {"enabled": "no", "enable_status": "no"},
    "cdr.conf": {"enable": "no"},
    "asterisk.conf": {"execincludes": "no", "live_dangerously": "no", "disable_remote_console_shell": "yes"},
    "manager.conf": {"enabled": "no", "webenabled": "no"},
    "modules.conf": {"autoload": "no"},
}


def check_modules(reading: Reading, modules: frozenset[str]) -> Iterator[Finding]:
    """What is loaded is what the manifest promises, and none of what was refused."""
    loaded = {value for section in reading.sections.get("modules.conf", ())
              for name, value in section.options if name in ("load", "require", "preload")}
    where = Where(kind="file", name="modules.conf")
    for name in sorted(loaded & _REFUSED):
        yield E_MODULE_REFUSED.at(where, name=name)
    for name in sorted(loaded ^ modules):
        yield E_MODULE_MANIFEST.at(where, name=name)


def check_rows(database: Mapping[str, str], keys: frozenset[str]) -> Iterator[Finding]:
    """Rows are short, printable and below a tenant that exists."""
    for key, value in database.items():
        where = Where(kind="row", name=key[:80])
        family, _, rest = key.partition("/")
        if family != DATABASE or rest.partition("/")[0] not in keys:
            yield E_ROW_KEY.at(where, key=key[:80])
        size = len(value.encode(errors="surrogatepass"))
        if size > LONGEST_ROW:
            yield E_ROW_LONG.at(where, key=key[:80], bytes=size)
        if any(ord(each) < 32 or ord(each) == 127 or 0xD800 <= ord(each) <= 0xDFFF for each in value):
            yield E_ROW_TEXT.at(where, key=key[:80])


def check_doors(reading: Reading) -> Iterator[Finding]:
    """Where a file stands that can open a door, it keeps it shut, in every section that speaks of it."""
    for file, doors in _DOORS.items():
        said = [pair for section in reading.sections.get(file, ()) for pair in section.options]
        where = Where(kind="file", name=file)
        for option, wanted in doors.items():
            values = {value for name, value in said if name == option}
            if file in reading.sections and values != {wanted}:
                value = ", ".join(sorted(values))[:80]
                yield E_DOOR_OPEN.at(where, file=file, option=option, value=value, wanted=wanted)
