"""Books: everything that is written down for one cell, as a value; a change is a function from books to books."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Package


@dataclass(frozen=True, slots=True)
class Books:
    """All packages and all tenants, by their handles."""

    packages: Mapping[str, Package]
    houses: Mapping[str, TenantSnapshot]

    def with_house(self, house: TenantSnapshot) -> "Books":
        """These books with one tenant added or replaced."""
        return replace(self, houses={**self.houses, house.tenant.handle: house})

    def without_house(self, handle: str) -> "Books":
        """These books without one tenant."""
        return replace(self, houses={key: each for key, each in self.houses.items() if key != handle})

    def with_package(self, package: Package) -> "Books":
        """These books with one package added or replaced, also for everybody who rents it."""
        houses = {key: replace(each, package=package) if each.package.handle == package.handle else each
                  for key, each in self.houses.items()}
        return Books({**self.packages, package.handle: package}, houses)

    def without_package(self, handle: str) -> "Books":
        """These books without one package, which nobody may rent."""
        return replace(self, packages={key: each for key, each in self.packages.items() if key != handle})

    def snapshot(self, like: Snapshot) -> Snapshot:
        """What the engine must know, in order of the tenants' keys."""
        return replace(like, tenants=tuple(sorted(self.houses.values(), key=lambda each: each.tenant.key)))
