"""`tongdai package`: what tenants can rent."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.packages import create_package, delete_package, get_package, list_packages, update_package
from tongdai.cli.changes import report
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Why, Yes, confirm, given, nouns
from tongdai.cli.output import answer, pairs, table
from tongdai.domain.tenant import Feature, Package

app = nouns(_("Packages that tenants rent: list, show, create, update, delete."))

Handle = Annotated[str, typer.Argument(metavar="PACKAGE", help=_("Handle of the package."))]
Features = Annotated[list[Feature] | None, typer.Option("--feature", help=_("May be given several times."))]
NoFeatures = Annotated[bool, typer.Option("--no-features", help=_("Switch all features off."))]
Count = Annotated[int | None, typer.Option(min=0, max=2**31 - 1)]
Months = Annotated[int | None, typer.Option("--log-months", min=0, max=2**31 - 1,
                                            help=_("How many months the call log is kept in the database."))]


@app.command("list", help=_("List the packages."))
def list_all(as_json: AsJson = False) -> None:
    """By handle."""
    rows = list_packages(house())
    answer(rows, as_json, lambda: table(
        [_("Handle"), _("Name"), _("Extensions"), _("Calls at once"), _("Features"), _("Rented by")],
        [(each.package.handle, each.package.name, each.package.extensions, each.package.concurrent_calls,
          ", ".join(sorted(each.package.features)), each.tenants) for each in rows],
        _("There are no packages yet.")))


@app.command(help=_("Show a package."))
def show(package: Handle, as_json: AsJson = False) -> None:
    """Its limits and features."""
    found = get_package(house(), package)
    answer(found, as_json, lambda: pairs([
        (_("Handle"), found.handle), (_("Name"), found.name), (_("Extensions"), found.extensions),
        (_("Calls at once"), found.concurrent_calls), (_("Recording (GB)"), found.recording_gb),
        (_("Recording (days)"), found.recording_days), (_("Call log (months)"), found.log_months),
        (_("Features"), ", ".join(sorted(found.features)))]))


@app.command(help=_("Add a package."))
def create(package: Handle, name: Annotated[str, typer.Option("--name", help=_("Name of the package."))],
           extensions: Count = 10, concurrent_calls: Count = 5, recording_gb: Count = 0, recording_days: Count = 0,
           log_months: Months = 24, features: Features = None, why: Why = "", as_json: AsJson = False) -> None:
    """Nobody rents it yet."""
    made = Package(handle=package, name=name, extensions=extensions or 0, concurrent_calls=concurrent_calls or 0,
                   recording_gb=recording_gb or 0, recording_days=recording_days or 0,
                   log_months=log_months or 0, features=frozenset(features or ()))
    report(create_package(house(), made, why), as_json)


@app.command(help=_("Change the named fields of a package and no others; its tenants each get a release."))
def update(package: Handle, name: Annotated[str | None, typer.Option("--name")] = None, extensions: Count = None,
           concurrent_calls: Count = None, recording_gb: Count = None, recording_days: Count = None,
           log_months: Months = None, features: Features = None,
           no_features: NoFeatures = False, why: Why = "", as_json: AsJson = False) -> None:
    """What is not named stays as it is."""
    chosen = frozenset(features or ()) if features or no_features else None
    changes = given(name=name, extensions=extensions, concurrent_calls=concurrent_calls, recording_gb=recording_gb,
                    recording_days=recording_days, log_months=log_months, features=chosen)
    report(update_package(house(), package, changes, why), as_json)


@app.command(help=_("Delete a package that nobody rents."))
def delete(package: Handle, yes: Yes = False, why: Why = "", as_json: AsJson = False) -> None:
    """Asks first."""
    ctx = house()
    get_package(ctx, package)
    confirm(yes, _("Delete package '{package}'?").format(package=package))
    report(delete_package(ctx, package, why), as_json)
