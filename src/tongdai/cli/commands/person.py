"""`tongdai person`: who may log in."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.people import (
    NewPerson,
    PersonDraft,
    create_person,
    delete_person,
    get_person,
    list_people,
    reset_password,
    update_person,
)
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Why, Yes, confirm, given, nouns
from tongdai.cli.output import answer, line, pairs, table
from tongdai.cli.plain import plain
from tongdai.domain.person import Person, Role
from tongdai.domain.tenant import Language

app = nouns(_("People who may log in: list, show, create, update, delete, password."))

Login = Annotated[str, typer.Argument(metavar="LOGIN", help=_("What the person logs in with."))]
OfTenant = Annotated[str | None, typer.Option("--tenant", help=_("Handle of the tenant."))]
Extension = Annotated[str | None, typer.Option("--extension", help=_("The person's own extension."))]
Email = Annotated[str | None, typer.Option("--email", help=_("E-mail address."))]
Speech = Annotated[Language | None, typer.Option("--language", help=_("Language of the person's pages."))]
RoleOption = Annotated[Role, typer.Option("--role", help=_("What the person is here."))]
Active = Annotated[bool | None, typer.Option("--active/--inactive", help=_("Whether the person may log in."))]


@app.command("list", help=_("List who may log in."))
def list_all(tenant: OfTenant = None, as_json: AsJson = False) -> None:
    """Everybody, or those of one tenant."""
    rows = list_people(house(), tenant)
    answer(rows, as_json, lambda: table(
        [_("Login"), _("Name"), _("Role"), _("Tenant"), _("Extension"), _("E-mail"), ""],
        [(each.login, each.name, each.role.value, each.tenant, each.extension, each.email,
          "" if each.active else _("switched off")) for each in rows], _("There is nobody.")))


@app.command(help=_("Show a person."))
def show(login: Login, as_json: AsJson = False) -> None:
    """Never a password."""
    found = get_person(house(), login)
    answer(found, as_json, lambda: _show(found))


@app.command(help=_("Let somebody in, with a one-time password."))
def create(login: Login, name: Annotated[str, typer.Option("--name", help=_("Name of the person."))], role: RoleOption,
           tenant: OfTenant = None, extension: Extension = None, email: Email = None, language: Speech = None,
           why: Why = "", as_json: AsJson = False) -> None:
    """The password must be changed at the first log-in."""
    draft = PersonDraft(login=login, name=name, role=role, tenant=tenant, extension=extension, email=email or "",
                        language=language)
    _show_new(create_person(house(), draft, why), as_json)


@app.command(help=_("Change the named fields of a person and no others."))
def update(login: Login, name: Annotated[str | None, typer.Option("--name")] = None,
           email: Email = None, language: Speech = None, active: Active = None, why: Why = "",
           as_json: AsJson = False) -> None:
    """What is not named stays as it is."""
    changes = given(name=name, email=email, language=language, active=active)
    found = update_person(house(), login, changes, why)
    answer(found, as_json, lambda: _show(found))


@app.command(help=_("Let somebody in no longer; their tokens end too."))
def delete(login: Login, yes: Yes = False, why: Why = "", as_json: AsJson = False) -> None:
    """Asks first."""
    ctx = house()
    get_person(ctx, login)
    confirm(yes, _("Delete '{login}'?").format(login=login))
    delete_person(ctx, login, why)
    answer({"deleted": login}, as_json, lambda: line(_("'{login}' may not log in any more.").format(login=login)))


@app.command(help=_("Give somebody a new one-time password."))
def password(login: Login, why: Why = "", as_json: AsJson = False) -> None:
    """The former one stops working at once."""
    _show_new(reset_password(house(), login, why), as_json)


def _show(person: Person) -> None:
    pairs([(_("Login"), person.login), (_("Name"), person.name), (_("Role"), person.role.value),
           (_("Tenant"), person.tenant), (_("Extension"), person.extension), (_("E-mail"), person.email),
           (_("Language"), person.language.value if person.language else ""),
           (_("May log in"), _("yes") if person.active else _("no"))])


def _show_new(made: NewPerson, as_json: bool) -> None:
    shown = plain(made.person)
    assert isinstance(shown, dict)
    secret = made.one_time_password.reveal()
    answer({**shown, "one_time_password": secret}, as_json, lambda: line(
        _("'{login}' logs in with this password, shown once, and then chooses another: {password}").format(
            login=made.person.login, password=secret)))
