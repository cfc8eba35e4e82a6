"""`tongdai tenant`: the tenants of this house."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.tenants import TenantDraft, create_tenant, delete_tenant, get_tenant, list_tenants, update_tenant
from tongdai.cli.changes import report
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Page, Search, Tenant, Why, Yes, confirm, given, nouns
from tongdai.cli.output import answer, pairs, show_page
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Language

app = nouns(_("Tenants: list, show, create, update, delete."))

Name = Annotated[str, typer.Option("--name", help=_("Name of the tenant."))]
Package = Annotated[str, typer.Option("--package", help=_("Handle of the package that is rented."))]
Country = Annotated[str, typer.Option("--country", help=_("Two capital letters, such as VN or KH."))]
Zone = Annotated[str, typer.Option("--time-zone", help=_("Such as Asia/Ho_Chi_Minh."))]
Speech = Annotated[Language, typer.Option("--language", help=_("Language of prompts and pages."))]
Announced = Annotated[bool | None, typer.Option(
    "--recording-announcement/--no-recording-announcement", help=_("Say that a call is recorded, or may be."))]


@app.command("list", help=_("List the tenants."))
def list_all(search: Search = "", page: Page = 1, as_json: AsJson = False) -> None:
    """By handle, a page at a time."""
    found = list_tenants(house(), search, page)
    answer(found, as_json, lambda: show_page(
        found, [_("Handle"), _("Name"), _("Package"), _("Extensions"), _("Language")],
        lambda each: (each.handle, each.name, each.package, f"{each.extensions}/{each.extension_limit}",
                      each.language.value), _("There are no tenants yet.")))


@app.command(help=_("Show a tenant."))
def show(tenant: Tenant, as_json: AsJson = False) -> None:
    """Its own fields and what it rents."""
    found = get_tenant(house(), tenant)
    data = {"tenant": found.tenant, "package": found.package, "extensions": len(found.extensions)}
    answer(data, as_json, lambda: _show(found))


@app.command(help=_("Add a tenant."))
def create(tenant: Tenant, name: Name, package: Package, country: Country = "VN", time_zone: Zone = "Asia/Ho_Chi_Minh",
           language: Speech = Language.VIETNAMESE, announced: Announced = None,
           why: Why = "", as_json: AsJson = False) -> None:
    """It gets its first release."""
    draft = TenantDraft(handle=tenant, name=name, package=package, country=country, time_zone=time_zone,
                        language=language, recording_announcement=bool(announced))
    report(create_tenant(house(), draft, why), as_json)


@app.command(help=_("Change the named fields of a tenant and no others."))
def update(tenant: Tenant, name: Annotated[str | None, typer.Option("--name")] = None,
           package: Annotated[str | None, typer.Option("--package")] = None,
           country: Annotated[str | None, typer.Option("--country")] = None,
           time_zone: Annotated[str | None, typer.Option("--time-zone")] = None,
           language: Annotated[Language | None, typer.Option("--language")] = None, announced: Announced = None,
           why: Why = "", as_json: AsJson = False) -> None:
    """What is not named stays as it is."""
    changes = given(name=name, package=package, country=country, time_zone=time_zone, language=language,
                    recording_announcement=announced)
    report(update_tenant(house(), tenant, changes, why), as_json)


@app.command(help=_("Delete a tenant with its extensions and people; its releases stay."))
def delete(tenant: Tenant, yes: Yes = False, why: Why = "", as_json: AsJson = False) -> None:
    """Asks first."""
    ctx = house()
    get_tenant(ctx, tenant)
    confirm(yes, _("Delete tenant '{tenant}' with everything it has?").format(tenant=tenant))
    report(delete_tenant(ctx, tenant, why), as_json)


def _show(found: TenantSnapshot) -> None:
    tenant, package = found.tenant, found.package
    pairs([(_("Handle"), tenant.handle), (_("Name"), tenant.name), (_("Package"), f"{package.name} ({package.handle})"),
           (_("Extensions"), f"{len(found.extensions)}/{package.extensions}"),
           (_("Calls at once"), package.concurrent_calls), (_("Cell"), tenant.cell), (_("Country"), tenant.country),
           (_("Time zone"), tenant.time_zone), (_("Language"), tenant.language.value),
           (_("Says that it records"), _("yes") if tenant.recording_announcement else _("no"))])
