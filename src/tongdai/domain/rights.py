"""Rights: what can be done here, and which role may do it; one table that every door obeys."""

from enum import StrEnum
from typing import Final

from tongdai.domain.person import Role


class Right(StrEnum):
    """One thing somebody may do."""

    KNOW_TENANT = "know_tenant"
    SEE_TENANTS = "see_tenants"
    CREATE_TENANT = "create_tenant"
    CHANGE_TENANT = "change_tenant"
    RENT_PACKAGE = "rent_package"
    DELETE_TENANT = "delete_tenant"
    SEE_PACKAGES = "see_packages"
    CHANGE_PACKAGES = "change_packages"
    SEE_EXTENSIONS = "see_extensions"
    CHANGE_EXTENSIONS = "change_extensions"
    SEE_PHONE_ACCOUNT = "see_phone_account"
    RENEW_SECRET = "renew_secret"  # noqa: S105 - the name of a right
    EXPORT = "export"
    EXPORT_SECRETS = "export_secrets"
    IMPORT = "import"
    SEE_RELEASES = "see_releases"
    ROLL_BACK = "roll_back"
    PUBLISH = "publish"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_TOKENS = "manage_tokens"
    SEE_JOURNAL = "see_journal"
    SEE_CALLS = "see_calls"
    EXPORT_CALLS = "export_calls"
    SEE_REGISTRATIONS = "see_registrations"
    SEE_LIVE_CALLS = "see_live_calls"
    HANG_UP_CALLS = "hang_up_calls"
    LISTEN = "listen"
    TAKE_RECORDINGS = "take_recordings"
    HOLD_RECORDINGS = "hold_recordings"
    DELETE_RECORDINGS = "delete_recordings"
    SEE_LISTENERS = "see_listeners"
    SEE_ARCHIVE = "see_archive"
    SEE_INCIDENTS = "see_incidents"
    SIMULATE = "simulate"
    SEE_ENGINE = "see_engine"
    INGEST = "ingest"


class Reach(StrEnum):
    """How far a right goes: everywhere, in one's own tenant, or for one's own extension alone."""

    EVERYWHERE = "everywhere"
    OWN_TENANT = "own tenant"
    OWN_EXTENSION = "own extension"


_ADMINISTRATOR: Final = frozenset({
    Right.KNOW_TENANT, Right.SEE_TENANTS, Right.CHANGE_TENANT, Right.SEE_PACKAGES, Right.SEE_EXTENSIONS,
    Right.CHANGE_EXTENSIONS, Right.SEE_PHONE_ACCOUNT, Right.RENEW_SECRET, Right.EXPORT, Right.SEE_RELEASES,
    Right.ROLL_BACK, Right.MANAGE_PEOPLE, Right.MANAGE_TOKENS, Right.SEE_JOURNAL, Right.SEE_CALLS, Right.EXPORT_CALLS,
    Right.SEE_REGISTRATIONS, Right.SEE_LIVE_CALLS, Right.HANG_UP_CALLS, Right.SIMULATE, Right.LISTEN,
    Right.TAKE_RECORDINGS, Right.HOLD_RECORDINGS, Right.DELETE_RECORDINGS, Right.SEE_LISTENERS, Right.SEE_ARCHIVE})
_USER: Final = frozenset({
    Right.KNOW_TENANT, Right.SEE_PHONE_ACCOUNT, Right.RENEW_SECRET, Right.SEE_CALLS, Right.SEE_REGISTRATIONS,
    Right.LISTEN})


def reach_of(role: Role | None, right: Right) -> Reach | None:
    """How far this role may use this right; None where it may not at all (or is nobody)."""
    if role is Role.OPERATOR:
        return Reach.EVERYWHERE
    if role is Role.ADMINISTRATOR and right in _ADMINISTRATOR:
        return Reach.OWN_TENANT
    if role is Role.USER and right in _USER:
        return Reach.OWN_EXTENSION
    return None
