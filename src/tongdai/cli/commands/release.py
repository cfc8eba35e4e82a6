"""`tongdai release`: what was published for a tenant, by whom and why; compare, and go back."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.releases import ReleaseStory, compare_releases, list_releases, roll_back, show_release
from tongdai.cli.changes import difference_data, report, show_difference
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Page, Tenant, Why, nouns
from tongdai.cli.output import answer, pairs, show_page

app = nouns(_("Releases of a tenant: list, show, diff, rollback."))

Release = Annotated[int, typer.Argument(metavar="RELEASE", min=1, max=2**31 - 1, help=_("Number of the release."))]
Other = Annotated[int, typer.Argument(metavar="OTHER", min=1, max=2**31 - 1, help=_("Number of the other release."))]


@app.command("list", help=_("List a tenant's releases, the newest first."))
def list_all(tenant: Tenant, page: Page = 1, as_json: AsJson = False) -> None:
    """A page at a time."""
    found = list_releases(house(), tenant, page)
    answer(found, as_json, lambda: show_page(
        found, [_("Release"), _("When"), _("Who"), _("From"), _("Changes"), _("Why"), ""],
        lambda each: (each.number, local(each.at), each.who, each.surface, each.changes, each.why,
                      _("in force") if each.current else ""), _("There are no releases yet.")))


@app.command(help=_("Show a release and what it changed."))
def show(tenant: Tenant, release: Release, as_json: AsJson = False) -> None:
    """Who, when, why, what."""
    story = show_release(house(), tenant, release)
    answer({"release": story.row, "tenant": story.tenant, **difference_data(story.difference)}, as_json,
           lambda: _show(story))


@app.command(help=_("Say what changed from one release to another, and what that means for calls."))
def diff(tenant: Tenant, release: Release, other: Other, as_json: AsJson = False) -> None:
    """In the order in which they are named."""
    found = compare_releases(house(), tenant, release, other)
    answer(difference_data(found), as_json, lambda: show_difference(found))


@app.command(help=_("Make a tenant what it was in a former release, as a new release."))
def rollback(tenant: Tenant, release: Release, why: Why = "", as_json: AsJson = False) -> None:
    """Other tenants are not touched."""
    report(roll_back(house(), tenant, release, why), as_json)


def _show(story: ReleaseStory) -> None:
    row = story.row
    pairs([(_("Release"), row.number), (_("When"), local(row.at)), (_("Who"), row.who), (_("From"), row.surface),
           (_("Why"), row.why), (_("In force"), _("yes") if row.current else _("no"))])
    show_difference(story.difference)
