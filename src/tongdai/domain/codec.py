"""Codec: a tenant's snapshot to versioned plain data and back, strictly, with every fault named and placed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from tongdai.domain.extension import Extension
from tongdai.domain.fields import (
    E_FIELD_MISSING,
    E_FIELD_UNKNOWN,
    EXTENSION,
    PACKAGE,
    TENANT,
    Form,
    Forms,
    Text,
    read_field,
)
from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Package, Tenant

FORMAT: Final = 1
MOST_EXTENSIONS_READ: Final = 10_000

E_FILE_FORMAT = FindingKind(
    "E_FILE_FORMAT", "The format of this file is '{value}', which cannot be read here.",
    "Write 'format: 1'; a newer file needs a newer version of tongdai.")
E_FILE_SHAPE = FindingKind(
    "E_FILE_SHAPE", "Something else was expected in '{field}'.",
    "Look at docs/reference/yaml.md and write it as it stands there.")

KINDS = (E_FILE_FORMAT, E_FILE_SHAPE)

Path = tuple[str | int, ...]
"""The way to a place in the data: ("extensions", 3, "name")."""

_MINTED: Final[Forms] = {"key": Text(longest=16), "cell": Text(longest=8)}
_PACKAGE_NAME: Final = Text(longest=32)


@dataclass(frozen=True, slots=True)
class HouseDraft:
    """What a file says: what was left out is empty (key, secrets), a package may be named only."""

    tenant: Tenant
    package: Package | str
    extensions: tuple[Extension, ...]
    numbers: tuple[str, ...] = ()
    """The extensions' numbers in the order of the file."""


def encode_house(house: TenantSnapshot, *, secrets: bool, minted: bool = False) -> dict[str, Any]:
    """A tenant as plain data in a stable order; `minted` adds what only this installation understands."""
    tenant_forms = {**TENANT, **_MINTED} if minted else TENANT
    extension_forms = EXTENSION if secrets else {name: form for name, form in EXTENSION.items() if name != "secret"}
    return {
        "format": FORMAT,
        "tenant": _encode(house.tenant, tenant_forms),
        "package": _encode(house.package, PACKAGE),
        "extensions": [_encode(each, extension_forms) for each in house.extensions],
    }


def _encode(thing: object, forms: Forms) -> dict[str, Any]:
    return {name: _plain(getattr(thing, name)) for name in forms}


def _plain(value: object) -> str | int | list[str] | None:
    match value:
        case None | int():  # and bool, which is one
            return value
        case StrEnum():
            return value.value
        case Secret():
            return value.reveal()
        case frozenset():
            return sorted(str(each) for each in value)
        case _:
            return str(value)


def decode_house(data: object,
                 lines: Mapping[Path, int] | None = None) -> tuple[HouseDraft | None, tuple[Finding, ...]]:
    """What the data says, or every fault in it; `lines` tells where in a file each place stands."""
    reader = _Reader(lines or {})
    draft = reader.house(data)
    return (None if reader.findings else draft), tuple(reader.findings)


def restore_house(data: object) -> TenantSnapshot:
    """A tenant that was encoded with its secrets and with what was minted; anything else is a broken promise."""
    draft, findings = decode_house(data)
    if draft is None or isinstance(draft.package, str):
        raise ValueError(f"This is not a whole tenant: {[str(each.message) for each in findings]}")
    return TenantSnapshot(draft.tenant, draft.package, draft.extensions)


@dataclass
class _Reader:
    """Reads plain data and collects the faults."""

    lines: Mapping[Path, int]
    findings: list[Finding] = field(default_factory=list)
    handle: str = ""

    def house(self, data: object) -> HouseDraft | None:
        """The whole file."""
        known = ("format", "tenant", "package", "extensions")
        top = self._mapping(data, (), "file", known)
        if "format" not in top or top["format"] != FORMAT or isinstance(top["format"], bool):
            where = self._where(("format",), "file", "", "format")
            self.findings.append(E_FILE_FORMAT.at(where, value=str(top.get("format", ""))[:32]))
            return None
        for key in known:
            if key not in top:
                self.findings.append(E_FIELD_MISSING.at(self._where((), "file", "", key), field=key))
        if self.findings:
            return None
        tenant = self._thing(top["tenant"], ("tenant",), "tenant", {**TENANT, **_MINTED})
        self.handle = str(tenant.get("handle", ""))[:32]
        package = self._package(top["package"])
        extensions = self._extensions(top["extensions"])
        if self.findings:
            return None
        named = package if isinstance(package, str) else package.handle
        numbers = tuple(str(each["number"]) for each in top["extensions"])
        return HouseDraft(Tenant(**{"key": "", **tenant, "package": named}), package, extensions, numbers)

    def _package(self, data: object) -> Package | str:
        if isinstance(data, str):
            where = self._where(("package",), "package", data[:32], "package")
            value, finding = read_field(_PACKAGE_NAME, "package", data, where)
            if finding or not value:
                self.findings.append(finding or E_FIELD_MISSING.at(where, field="package"))
            return data
        values = self._thing(data, ("package",), "package", PACKAGE)
        return "" if self.findings else Package(**values)

    def _extensions(self, data: object) -> tuple[Extension, ...]:
        if not isinstance(data, list) or len(data) > MOST_EXTENSIONS_READ:
            self._shape(("extensions",), "extensions")
            return ()
        read = [self._thing(each, ("extensions", index), "extension", EXTENSION) for index, each in enumerate(data)]
        if self.findings:
            return ()
        made = [Extension(**{"secret": Secret(""), **each}) for each in read]
        return tuple(sorted(made, key=lambda each: (len(each.number), each.number)))

    def _thing(self, data: object, path: Path, noun: str, forms: Mapping[str, Form]) -> dict[str, Any]:
        """The fields of one thing; those that are missing and need not be there are left out."""
        given = self._mapping(data, path, noun, tuple(forms))
        name = str(given.get("number", given.get("handle", "")))[:32]
        values: dict[str, Any] = {}
        for key, value in given.items():
            values[key], finding = read_field(forms[key], key, value, self._where((*path, key), noun, name, key))
            if finding:
                self.findings.append(finding)
        if isinstance(data, dict):
            for key in (key for key, form in forms.items() if form.required and key not in given):
                self.findings.append(E_FIELD_MISSING.at(self._where(path, noun, name, key), field=key))
        return values

    def _mapping(self, data: object, path: Path, noun: str, known: tuple[str, ...]) -> dict[str, Any]:
        """A mapping's known keys; unknown ones are findings."""
        if not isinstance(data, dict):
            self._shape(path, str(path[0]) if path else "file")
            return {}
        for key in data:
            if key not in known:
                where = self._where((*path, key), noun, "", str(key)[:32])
                self.findings.append(E_FIELD_UNKNOWN.at(where, field=str(key)[:32], known=", ".join(known)))
        return {key: value for key, value in data.items() if key in known}

    def _shape(self, path: Path, field_name: str) -> None:
        self.findings.append(E_FILE_SHAPE.at(self._where(path, "file", "", field_name), field=field_name))

    def _where(self, path: Path, noun: str, name: str, field_name: str) -> Where:
        while path and path not in self.lines:
            path = path[:-1]
        return Where(self.handle, noun, name, field_name, self.lines.get(path, 0))
