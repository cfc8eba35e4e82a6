"""People who come through the doors: operators, administrators of one tenant, and users of one extension."""

from dataclasses import dataclass
from enum import StrEnum

from tongdai.domain.tenant import Language


class Role(StrEnum):
    """What somebody is here: the provider's operator, a tenant's administrator, or the user of one extension."""

    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in. `tenant` is a handle (None for operators), `extension` a number (users only)."""

    id: int
    login: str
    name: str
    role: Role
    tenant: str | None = None
    extension: str | None = None
    email: str = ""
    language: Language | None = None
    active: bool = True
    must_change_password: bool = False
