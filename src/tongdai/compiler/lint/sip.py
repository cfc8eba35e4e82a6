"""Rules for SIP accounts: each belongs to its tenant, keeps its secret to itself, and is known by its name alone."""

from collections.abc import Iterator
from ipaddress import ip_network

from tongdai.compiler.lint.reading import Reading, Section
from tongdai.compiler.names import TLS, phone_context, secure_context, split_account
from tongdai.domain.finding import Finding, FindingKind

_REPORT = "Report this as a fault of tongdai."

E_SIP_REALM = FindingKind(
    "E_SIP_REALM", "The credentials '{name}' name no realm, so a hostile server could ask for them.", _REPORT)
E_SIP_CLEAR_SECRET = FindingKind("E_SIP_CLEAR_SECRET", "The credentials '{name}' hold a secret in clear.", _REPORT)
E_SIP_OUTBOUND_AUTH = FindingKind(
    "E_SIP_OUTBOUND_AUTH", "Phone '{name}' would answer a challenge with credentials of ours.", _REPORT)
E_SIP_MATCH = FindingKind(
    "E_SIP_MATCH", "'{name}' lets in callers by an address that is too wide, or by address or header.",
    "Give the carrier's own addresses, none wider than /16, and no header beside them.")
E_SIP_FOREIGN = FindingKind(
    "E_SIP_FOREIGN", "Account '{name}' in {file} has {option} {value}, which is not its tenant's.", _REPORT)
E_SIP_ENCRYPTION = FindingKind(
    "E_SIP_ENCRYPTION", "Phone '{name}' could speak without encryption through an option of its own.", _REPORT)
E_SIP_OPEN = FindingKind(
    "E_SIP_OPEN", "Account '{name}' has no {option}, so anybody could use it, or nobody.", _REPORT)
KINDS = (E_SIP_OPEN, E_SIP_REALM, E_SIP_CLEAR_SECRET, E_SIP_OUTBOUND_AUTH, E_SIP_MATCH, E_SIP_FOREIGN, E_SIP_ENCRYPTION)

_WIDEST = 16
_NEEDED = {"endpoint": ("context", "tenantid", "auth", "aors"), "auth": ("username",)}
"""An endpoint without credentials takes calls from everybody; one without a context has Asterisk's default."""


def check_sip(reading: Reading) -> Iterator[Finding]:
    """Every rule for every object of pjsip.conf and its tenants' files."""
    for section in reading.below("pjsip"):
        options = section.settings
        if not section.template:
            match options.get("type"):
                case "auth":
                    yield from _check_auth(section, options)
                case "endpoint":
                    yield from _check_endpoint(section, options)
                case "identify":
                    yield from _check_identify(section, options)
        yield from _check_owner(section, options)


def _check_auth(section: Section, options: dict[str, str]) -> Iterator[Finding]:
    """Without a realm Asterisk answers any server's challenge (measured on 22.10.1)."""
    if options.get("realm", "") in ("", "*"):
        yield E_SIP_REALM.at(section.place.where(), name=section.name)
    if "password" in options:
        yield E_SIP_CLEAR_SECRET.at(section.place.where(), name=section.name)


def _check_endpoint(section: Section, options: dict[str, str]) -> Iterator[Finding]:
    if "outbound_auth" in options and "auth" in options:
        yield E_SIP_OUTBOUND_AUTH.at(section.place.where(), name=section.name)
    strict = options.get("media_encryption_optimistic") == "no" and options.get("transport") == TLS
    must = options.get("context") == secure_context(options.get("tenantid", ""))
    if options.get("media_encryption") != "sdes" or strict != must:
        yield E_SIP_ENCRYPTION.at(section.place.where(), name=section.name)


def _check_identify(section: Section, options: dict[str, str]) -> Iterator[Finding]:
    """Several criteria in one identify match on any of them (pjsip.conf.sample, and measured)."""
    matches = options.get("match", "").split(",")
    if "match_header" in options or not all(map(_is_narrow, matches)):
        yield E_SIP_MATCH.at(section.place.where(), name=section.name)


def _is_narrow(address: str) -> bool:
    """An address or network of at least sixteen bits; a host name is none, since its owner decides what it means."""
    try:
        return ip_network(address.strip(), strict=False).prefixlen >= _WIDEST
    except ValueError:
        return False


def _check_owner(section: Section, options: dict[str, str]) -> Iterator[Finding]:
    """What stands in a tenant's file is named after the tenant and points to nothing of another."""
    folder, _, file = section.place.file.partition("/")
    if folder != "pjsip":
        return
    key = file.removesuffix(".conf")
    if split_account(section.name)[0] != key:
        yield _foreign(section, "the name", section.name)
    owned = {"tenantid": key}
    if not section.template:
        owned |= {"auth": section.name, "aors": section.name, "username": section.name}
    for option, value in owned.items():
        if options.get(option, value) != value:
            yield _foreign(section, option, options[option])
    if options.get("context", phone_context(key)) not in (phone_context(key), secure_context(key)):
        yield _foreign(section, "context", options["context"])
    for option in () if section.template else _NEEDED.get(options.get("type", ""), ()):
        if option not in options:
            yield E_SIP_OPEN.at(section.place.where(), name=section.name, option=option)


def _foreign(section: Section, option: str, value: str) -> Finding:
    return E_SIP_FOREIGN.at(
        section.place.where(), name=section.name, file=section.place.file, option=option, value=value)
