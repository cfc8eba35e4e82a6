"""The only place that spells the name of a context, an endpoint or a key of the engine's database."""

DATABASE = "tongdai"
STOPPED = "tongdai-stopped"
"""The family of the engine's database with a row for each tenant whose new calls are not recorded; no deployment's."""

RECORDING_CONTEXT = "all-recording"
"""What codes during a call do; no phone enters here, and `all` is too short to be a tenant's key."""

AUDIO = "audio"
"""The template of every phone that says at which of this machine's addresses its audio is."""

TLS = "tls"
"""The SIP transport that a phone which must encrypt is bound to."""


def account(tenant_key: str, number: str) -> str:
    """The SIP account, endpoint, auth and AOR of an extension: `k7m2qxab-101`."""
    return f"{tenant_key}-{number}"


def split_account(name: str) -> tuple[str, str]:
    """Tenant key and number of an account, empty texts where it is none of ours."""
    key, dash, number = name.partition("-")
    return (key, number) if dash else ("", "")


def phone_context(tenant_key: str) -> str:
    """Where a tenant's phones enter the dialplan; it holds what can be dialled and nothing else."""
    return tenant_key


def secure_context(tenant_key: str) -> str:
    """Where those of a tenant's phones enter that must encrypt; it holds the same, behind a test."""
    return f"{tenant_key}-secure"


def plan_context(tenant_key: str) -> str:
    """Where a tenant's plan goes on; its extensions are node ids, so no phone may enter here."""
    return f"{tenant_key}-plan"


def tenant_of_context(context: str) -> str:
    """The tenant key that a context belongs to."""
    return context.partition("-")[0]


def release_variable(tenant_key: str) -> str:
    """The dialplan's global variable with the number of the release in force."""
    return f"R_{tenant_key}"


def call_group(tenant_key: str) -> str:
    """The group in which a tenant's calls are counted."""
    return tenant_key


def extension_row(tenant_key: str, number: str) -> str:
    """The key of an extension's row in the engine's database."""
    return f"{DATABASE}/{tenant_key}/{number}"


def stopped_row(tenant_key: str) -> str:
    """The key of the note that a tenant's new calls are not recorded."""
    return f"{STOPPED}/{tenant_key}"


def tenant_file(folder: str, tenant_key: str) -> str:
    """A tenant's own file: `pjsip/k7m2qxab.conf`."""
    return f"{folder}/{tenant_key}.conf"
