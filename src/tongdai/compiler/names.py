"""The only place that spells the name of a context, an endpoint or a key of the engine's database."""

DATABASE = "tongdai"


def account(tenant_key: str, number: str) -> str:
    """The SIP account, endpoint, auth and AOR of an extension: `k7m2qxab-101`."""
    return f"{tenant_key}-{number}"


def split_account(name: str) -> tuple[str, str]:
    """Tenant key and number of an account, empty texts where it is none of ours."""
    key, dash, number = name.partition("-")
    return (key, number) if dash else ("", "")
