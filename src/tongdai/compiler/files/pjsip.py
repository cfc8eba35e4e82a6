"""pjsip.conf and one pjsip/<tenant key>.conf for each tenant: SIP accounts."""

from collections.abc import Iterable, Iterator

from tongdai.compiler import conf
from tongdai.compiler.names import AUDIO, TLS, account, phone_context, secure_context, tenant_file
from tongdai.domain.cell import Cell
from tongdai.domain.extension import MOST_DEVICES, Encryption, Extension
from tongdai.domain.secret import digest_password
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Tenant

TRANSPORTS = "pjsip_transport.conf"
"""Where the engine listens; a file of the place, since two machines compile the same Build."""

OVERLOAD = "pjsip_only"
"""By default Asterisk drops every new SIP request while any queue of its own is long, such as that of device states
when a thousand accounts are read (res_pjsip/pjsip_distributor.c, 22.10.1); a phone would have to ask again."""

CODECS = "!all,ulaw,alaw,g722,opus"


def pjsip_conf(cell: Cell, tenant_keys: Iterable[str]) -> str:
    """What all accounts share, and every tenant's own file."""
    return conf.text([
        conf.banner("SIP"),
        conf.section("global"),
        *conf.options([
            ("type", "global"), ("user_agent", "tongdai"), ("default_realm", cell.realm),
            ("endpoint_identifier_order", "auth_username,username"),
            ("send_contact_status_on_update_registration", "no"),
            ("unidentified_request_count", 5), ("unidentified_request_period", 5),
            ("unidentified_request_prune_interval", 30),
            ("keep_alive_interval", 30), ("taskprocessor_overload_trigger", OVERLOAD)]),
        conf.include(TRANSPORTS),
        conf.template("phone", AUDIO),
        *conf.options([
            ("type", "endpoint"), ("disallow", "all"), ("allow", CODECS), ("identify_by", "auth_username,username"),
            ("direct_media", "no"), ("rtp_symmetric", "yes"), ("force_rport", "yes"), ("rewrite_contact", "yes"),
            ("trust_id_inbound", "no"), ("send_pai", "no"), ("allow_subscribe", "no"), ("allow_transfer", "yes"),
            ("dtmf_mode", "rfc4733"), ("media_encryption", "sdes"), ("media_encryption_optimistic", "yes"),
            ("rtp_timeout", 120), ("rtp_timeout_hold", 3600), ("timers", "yes")]),
        conf.template("auth"),
        *conf.options([("type", "auth"), ("auth_type", "digest"), ("realm", cell.realm)]),
        *_aor_templates(),
        *(conf.include(tenant_file("pjsip", key)) for key in tenant_keys),
    ])


def _aor_templates() -> Iterator[str]:
    """One template for each number of phones an extension may have."""
    yield conf.template("aor")
    yield from conf.options([
        ("type", "aor"), ("remove_existing", "yes"), ("remove_unavailable", "yes"), ("qualify_frequency", 60),
        ("minimum_expiration", 60), ("default_expiration", 300), ("maximum_expiration", 3600)])
    for devices in range(1, MOST_DEVICES + 1):
        yield conf.template(f"aor-{devices}", "aor")
        yield conf.option("max_contacts", devices)


def tenant_pjsip(house: TenantSnapshot, realm: str) -> str:
    """One tenant's accounts, in order of their numbers."""
    lines = [conf.banner(f"SIP accounts of tenant {house.tenant.key}")]
    for each in house.extensions:
        lines += _phone(house.tenant, each, realm)
    return conf.text(lines)


def _phone(tenant: Tenant, extension: Extension, realm: str) -> list[str]:
    """Endpoint, auth and AOR of one extension; the number a called phone shows is ours, whatever the phone sends.

    What a tenant's phones share is said again with each: for a template Asterisk searches all sections from the top
    (config.c, `category_get_sep`), so a template per tenant made 2,000 extensions of 40 tenants three times as slow
    to read as those of one.
    """
    name, language = account(tenant.key, extension.number), extension.language or tenant.language
    own: list[tuple[str, str]] = [
        ("tenantid", tenant.key), ("language", language.value), ("auth", name), ("aors", name),
        ("callerid", f"<{extension.number}>")]
    if extension.encryption is Encryption.REQUIRED:
        own += [("context", secure_context(tenant.key)), ("media_encryption_optimistic", "no"), ("transport", TLS)]
    else:
        own.append(("context", phone_context(tenant.key)))
    password = digest_password(name, realm, extension.secret)
    return [
        conf.section(name, "phone"), *conf.options(own),
        conf.section(name, "auth"), *conf.options([("username", name), ("password_digest", f"MD5:{password}")]),
        conf.section(name, f"aor-{extension.devices}"),
    ]
