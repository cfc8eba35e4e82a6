"""Who asks, through which door, with which engine, settings and clock; and the three ways to be turned away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tongdai.domain.finding import Finding
from tongdai.domain.message import Message, say
from tongdai.domain.person import Role
from tongdai.domain.rights import Reach, Right, reach_of
from tongdai.domain.tenant import Language
from tongdai.engine import Engine, open_engine
from tongdai.settings import Settings
from tongdai.store.seal import Seal, open_seal


class Refused(Exception):  # noqa: N818 - what happened, in one word
    """Nothing was changed; the message says why, the findings say what to mend."""

    def __init__(self, message: Message, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(str(message))
        self.message = message
        self.findings = findings


class NotFound(Refused):
    """There is no such thing, or none that this person may know of: the two cannot be told apart."""


class Forbidden(Refused):
    """The person may not do this, whatever it is done to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks. Nobody in particular has no role; `tenant` and `extension` bound what the person can reach."""

    person_id: int | None = None
    name: str
    role: Role | None
    tenant: str | None = None
    extension: str | None = None
    language: Language = Language.ENGLISH
    surface: str


@dataclass(frozen=True, slots=True)
class Context:
    """Everything an action needs besides its arguments."""

    asker: Asker
    engine: Engine
    settings: Settings
    now: Callable[[], datetime]

    @property
    def seal(self) -> Seal:
        """What closes and opens the secrets of this installation."""
        return open_seal(self.settings.data)

    def require(self, right: Right, tenant: str | None = None, extension: str | None = None) -> str:
        """Refuse whoever may not do this; return the handle of the tenant it is done in ('' for the whole house).

        Whatever lies outside the asker's reach does not exist for them, also where they lack the right.
        """
        asker = self.asker
        if asker.role is None:
            raise Forbidden(say("Sign in first."))
        if asker.role is Role.OPERATOR:
            return tenant or ""
        if tenant is not None and tenant != asker.tenant:
            raise no_tenant(tenant)
        reach = reach_of(asker.role, right)
        if reach is None or asker.tenant is None:
            raise Forbidden(say("Your role does not allow this; ask your provider or administrator."))
        if reach is Reach.OWN_EXTENSION and extension is not None and extension != asker.extension:
            raise no_extension(extension)
        return asker.tenant

    def acting(self, asker: Asker) -> "Context":
        """The same installation, asked by somebody else."""
        return replace(self, asker=asker)


def no_tenant(handle: str) -> NotFound:
    """What is said of a tenant that does not exist for the asker."""
    return NotFound(say("There is no tenant '{handle}'.", handle=handle[:32]))


def no_extension(number: str) -> NotFound:
    """What is said of an extension that does not exist for the asker."""
    return NotFound(say("There is no extension '{number}'.", number=number[:32]))


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def nobody(surface: str, language: Language = Language.ENGLISH) -> Asker:
    """Whoever has not signed in yet."""
    return Asker(name="nobody", role=None, language=language, surface=surface)


def operator_context(settings: Settings, surface: str = "command line", engine: Engine | None = None) -> Context:
    """The operator who sits at this machine."""
    asker = Asker(name="operator", role=Role.OPERATOR, language=Language(settings.language), surface=surface)
    return Context(asker, engine or open_engine(settings), settings, clock)
