"""Exchange: a whole tenant as readable YAML, out and in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongdai.actions.change import Published, carry_out, refusing_trouble
from tongdai.actions.context import Context, Refused
from tongdai.actions.judge import compile_books, judge_books, refuse_faults
from tongdai.actions.mint import mint_secret
from tongdai.actions.packages import package_in
from tongdai.actions.storage import require_room_for_uploads
from tongdai.actions.tenants import get_tenant, new_key
from tongdai.actions.yaml_text import UnreadableError, read_yaml, write_yaml
from tongdai.domain.books import Books
from tongdai.domain.codec import HouseDraft, Path, decode_house, encode_house
from tongdai.domain.difference import Difference, compare, compare_packages
from tongdai.domain.finding import Finding
from tongdai.domain.message import say
from tongdai.domain.rights import Right
from tongdai.domain.schema import tenant_schema
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Package
from tongdai.store.reads import read_ledger

HEADING = "A tenant of tongdai; see docs/reference/yaml.md. Import it with: tongdai import FILE"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do; with an error among the findings it would be refused."""

    tenant: str
    difference: Difference
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file that could be read: what it says, and where."""

    draft: HouseDraft
    lines: Mapping[Path, int]

    @property
    def handle(self) -> str:
        """The tenant it speaks of."""
        return self.draft.tenant.handle


def preview_import(ctx: Context, text: str) -> ImportPlan:
    """Say what a file would change, and change nothing."""
    ctx.require(Right.IMPORT)
    require_room_for_uploads(ctx)
    handle = ""
    try:
        sheet = _read(text)
        handle = sheet.handle
        with refusing_trouble():
            before = read_ledger(ctx.settings.cell, ctx.seal).books
            after = _altered(ctx, sheet, before)
            findings = refuse_faults(_placed(judge_books(ctx, before, after), sheet))
            compile_books(ctx, after)
    except Refused as refusal:
        if not refusal.findings:
            raise
        return ImportPlan(handle, Difference(), refusal.findings)
    return ImportPlan(handle, _difference(before, after, handle), findings)


def apply_import(ctx: Context, text: str, why: str = "") -> Published:
    """Make the tenant what the file says, in one release, or refuse and change nothing."""
    ctx.require(Right.IMPORT)
    require_room_for_uploads(ctx)
    sheet = _read(text)
    try:
        return carry_out(ctx, lambda books: _altered(ctx, sheet, books), why)
    except Refused as refusal:
        if not refusal.findings:
            raise
        raise type(refusal)(refusal.message, _placed(refusal.findings, sheet)) from refusal


def _read(text: str) -> _Sheet:
    try:
        data, lines = read_yaml(text)
    except UnreadableError as error:
        refuse_faults([error.finding])
        raise AssertionError from error
    draft, findings = decode_house(data, lines)
    refuse_faults(findings)
    if draft is None:
        raise Refused(say("This file says nothing; look at docs/reference/yaml.md for its form."))
    return _Sheet(draft, lines)


def _altered(ctx: Context, sheet: _Sheet, books: Books) -> Books:
    """The books as the file wants them; keys, cells and secrets that it leaves out are kept, or made."""
    draft, present = sheet.draft, books.houses.get(sheet.handle)
    if isinstance(draft.package, Package):
        books = books.with_package(draft.package) if books.packages.get(
            draft.package.handle) != draft.package else books
        package = draft.package
    else:
        try:
            package = package_in(books, draft.package)
        except Refused as refusal:
            raise Refused(refusal.message, _placed(refusal.findings, sheet)) from refusal
    key = present.tenant.key if present else new_key(books)
    cell = present.tenant.cell if present else ctx.settings.cell
    secrets = {each.number: each.secret for each in present.extensions} if present else {}
    extensions = tuple(each if each.secret.reveal() else replace(each, secret=secrets.get(each.number, mint_secret()))
                       for each in draft.extensions)
    return books.with_house(TenantSnapshot(replace(draft.tenant, key=key, cell=cell), package, extensions))


def _placed(findings: Iterable[Finding], sheet: _Sheet) -> tuple[Finding, ...]:
    """The findings with the lines of the file that they speak of."""
    indexes = {each: index for index, each in reversed(list(enumerate(sheet.draft.numbers)))}
    return tuple(each if each.where.line else replace(each, where=replace(each.where, line=_line(each, sheet, indexes)))
                 for each in findings)


def _line(finding: Finding, sheet: _Sheet, indexes: Mapping[str, int]) -> int:
    where = finding.where
    if where.tenant and where.tenant != sheet.handle:
        return 0
    path: Path = (where.kind, where.field)
    if where.kind == "extension":
        path = ("extensions", indexes.get(where.name, -1), where.field)
    if where.kind == "tenant" and where.field == "extensions":
        path = ("extensions",)
    while path and path not in sheet.lines:
        path = path[:-1]
    return sheet.lines.get(path, 0)


def _difference(before: Books, after: Books, handle: str) -> Difference:
    house = after.houses[handle]
    package = compare_packages(before.packages.get(house.package.handle), house.package)
    whole = compare(before.houses.get(handle), house)
    return Difference(tuple(dict.fromkeys((*package.changes, *whole.changes))))


def export_tenant(ctx: Context, handle: str | None = None, secrets: bool = False) -> str:
    """A tenant with its package as YAML, in a stable order."""
    ctx.require(Right.EXPORT, handle)
    if secrets:
        ctx.require(Right.EXPORT_SECRETS, handle)
    return write_yaml(encode_house(get_tenant(ctx, handle), secrets=secrets), HEADING)



def yaml_schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    return tenant_schema()
