"""A house to test in: a real database file, an engine that remembers, and the fixed cast of people.

Hoa owns tenant Sen, Bình works there, Carol owns tenant Tre and must never see Sen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tongdai.actions.context import Asker, Context
from tongdai.actions.extensions import ExtensionDraft, create_extension
from tongdai.actions.packages import create_package
from tongdai.actions.tenants import TenantDraft, create_tenant
from tongdai.domain.person import Role
from tongdai.domain.tenant import Feature, Package
from tongdai.engine.fake import FakeEngine
from tongdai.settings import Settings

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OPERATOR = Asker(name="operator", role=Role.OPERATOR, surface="test")
HOA = Asker(name="hoa", role=Role.ADMINISTRATOR, tenant="sen", surface="test")
BINH = Asker(name="binh", role=Role.USER, tenant="sen", extension="101", surface="test")
CAROL = Asker(name="carol", role=Role.ADMINISTRATOR, tenant="tre", surface="test")
NOBODY = Asker(name="nobody", role=None, surface="test")
STANDARD = Package(handle="standard", name="Standard", extensions=10, concurrent_calls=5,
                   features=frozenset({Feature.API}))


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **time: float) -> None:
        """Move it."""
        self.at += timedelta(**time)


@dataclass
class House:
    """One installation and the people in it."""

    settings: Settings
    engine: FakeEngine = field(default_factory=FakeEngine)
    clock: Callable[[], datetime] = field(default_factory=Clock)

    def ask(self, asker: Asker) -> Context:
        """This person, asking."""
        return Context(asker, self.engine, self.settings, self.clock)

    @property
    def operator(self) -> Context:
        """The operator, asking."""
        return self.ask(OPERATOR)

    def on_surface(self, surface: str) -> Context:
        """The operator at another door."""
        return self.ask(replace(OPERATOR, surface=surface))


def empty_house(data: Path) -> House:
    """An installation without tenants."""
    return House(Settings(data=data))


def furnish(house: House) -> House:
    """Sen with extensions 101 and 102, Tre with 101, both on the standard package."""
    create_package(house.operator, STANDARD)
    for handle, name, numbers in (("sen", "Sen", ("101", "102")), ("tre", "Tre", ("101",))):
        create_tenant(house.operator, TenantDraft(handle=handle, name=name, package="standard"))
        for number in numbers:
            create_extension(house.operator, handle, ExtensionDraft(number=number, name=f"Phone {number}"))
    return house
