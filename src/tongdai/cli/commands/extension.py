"""`tongdai extension`: the extensions of a tenant, and what their phones need."""

import sys
from enum import StrEnum
from gettext import gettext as _
from typing import Annotated

import segno
import typer

from tongdai.actions.extensions import (
    ExtensionDraft,
    PhoneAccount,
    create_extension,
    create_extensions,
    delete_extensions,
    get_extension,
    list_extensions,
    phone_account,
    renew_secret,
    update_extension,
)
from tongdai.cli.changes import report
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Number, Page, Search, Tenant, Why, Yes, confirm, given, nouns
from tongdai.cli.output import answer, line, pairs, show_page
from tongdai.cli.plain import plain
from tongdai.domain.extension import Encryption
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.tenant import Language

app = nouns(_("Extensions of a tenant: list, show, create, bulk, update, delete, account, renew-secret."))



class Order(StrEnum):
    """What the list may be sorted by; a minus turns it."""

    NUMBER = "number"
    NUMBER_DOWN = "-number"
    NAME = "name"
    NAME_DOWN = "-name"


Sort = Annotated[Order, typer.Option("--sort", help=_("number or name; with a minus before it, the other way round."))]
Name = Annotated[str, typer.Option("--name", help=_("Name that phones show."))]
Email = Annotated[str | None, typer.Option("--email", help=_("E-mail address."))]
Speech = Annotated[Language | None, typer.Option("--language", help=_("Language, if not the tenant's."))]
Ring = Annotated[int | None, typer.Option("--ring-seconds", help=_("How long it rings."))]
Devices = Annotated[int | None, typer.Option("--devices", help=_("How many phones may log in."))]
Audio = Annotated[Encryption | None, typer.Option("--encryption", help=_("'required' takes TLS and SRTP or nothing."))]
Incoming = Annotated[RecordPolicy | None, typer.Option(
    "--record-incoming", help=_("Whether its incoming calls are recorded."))]
Outgoing = Annotated[RecordPolicy | None, typer.Option(
    "--record-outgoing", help=_("Whether its outgoing calls are recorded."))]
Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER...", help=_("Numbers of the extensions."))]


@app.command("list", help=_("List a tenant's extensions."))
def list_all(tenant: Tenant, search: Search = "", sort: Sort = Order.NUMBER, page: Page = 1,
             as_json: AsJson = False) -> None:
    """A page at a time."""
    found = list_extensions(house(), tenant, search, sort.value, page)
    answer(found, as_json, lambda: show_page(
        found, [_("Number"), _("Name"), _("E-mail"), _("Rings (s)"), _("Phones"), _("Encryption")],
        lambda each: (each.number, each.name, each.email, each.ring_seconds, each.devices, each.encryption.value),
        _("There are no extensions yet.")))


@app.command(help=_("Show an extension."))
def show(tenant: Tenant, number: Number, as_json: AsJson = False) -> None:
    """Everything but its secret."""
    found = get_extension(house(), tenant, number)
    answer(found, as_json, lambda: pairs([
        (_("Number"), found.number), (_("Name"), found.name), (_("E-mail"), found.email),
        (_("Language"), found.language.value if found.language else _("the tenant's")),
        (_("Rings (s)"), found.ring_seconds), (_("Phones"), found.devices),
        (_("Encryption"), found.encryption.value), (_("Records incoming"), found.record_incoming.value),
        (_("Records outgoing"), found.record_outgoing.value)]))


@app.command(help=_("Add an extension; its secret is made, and shown by 'account'."))
def create(tenant: Tenant, number: Number, name: Name, email: Email = None, language: Speech = None, ring: Ring = None,
           devices: Devices = None, encryption: Audio = None, incoming: Incoming = None, outgoing: Outgoing = None,
           why: Why = "", as_json: AsJson = False) -> None:
    """Fields that are not named get their usual values."""
    chosen = {"email": email, "language": language, "ring_seconds": ring, "devices": devices,
              "encryption": encryption, "record_incoming": incoming, "record_outgoing": outgoing}
    named = {field: value for field, value in chosen.items() if value is not None}
    draft = ExtensionDraft(number=number, name=name, **named)  # type: ignore[arg-type]
    report(create_extension(house(), tenant, draft, why), as_json)


@app.command(help=_("Add many extensions in a row, in one release."))
def bulk(tenant: Tenant, first: Annotated[str, typer.Argument(metavar="FIRST", help=_("Number of the first one."))],
         count: Annotated[int, typer.Argument(metavar="COUNT", min=1, max=2000, help=_("How many."))],
         name: Annotated[str, typer.Option("--name", help=_("'{number}' in it is filled in."))] = "{number}",
         why: Why = "", as_json: AsJson = False) -> None:
    """All or none."""
    report(create_extensions(house(), tenant, first, count, name, why), as_json)


@app.command(help=_("Change the named fields of an extension and no others."))
def update(tenant: Tenant, number: Number, name: Annotated[str | None, typer.Option("--name")] = None,
           email: Email = None, language: Speech = None, ring: Ring = None, devices: Devices = None,
           encryption: Audio = None, incoming: Incoming = None, outgoing: Outgoing = None, why: Why = "",
           as_json: AsJson = False) -> None:
    """What is not named stays as it is."""
    changes = given(name=name, email=email, language=language, ring_seconds=ring, devices=devices,
                    encryption=encryption, record_incoming=incoming, record_outgoing=outgoing)
    report(update_extension(house(), tenant, number, changes, why), as_json)


@app.command(help=_("Delete extensions, all or none."))
def delete(tenant: Tenant, numbers: Numbers, yes: Yes = False, why: Why = "", as_json: AsJson = False) -> None:
    """Asks first."""
    ctx = house()
    confirm(yes, _("Delete {count} extensions of '{tenant}'?").format(count=len(numbers), tenant=tenant))
    report(delete_extensions(ctx, tenant, numbers, why), as_json)


@app.command(help=_("Show what a phone needs to log in, with its QR code."))
def account(tenant: Tenant, number: Number, as_json: AsJson = False) -> None:
    """With the secret in clear, for the extension's user only."""
    found = phone_account(house(), tenant, number)
    answer(_in_clear(found), as_json, lambda: _show_account(found))


@app.command("renew-secret", help=_("Make a new secret; phones that know the former one must log in anew."))
def renew(tenant: Tenant, number: Number, why: Why = "", as_json: AsJson = False) -> None:
    """The new one is shown by 'account'."""
    report(renew_secret(house(), tenant, number, why), as_json)


def _in_clear(found: PhoneAccount) -> dict[str, object]:
    shown = plain(found)
    assert isinstance(shown, dict)
    return {**shown, "secret": found.secret.reveal(), "uri": found.uri.reveal()}


def _show_account(found: PhoneAccount) -> None:
    pairs([(_("Account"), found.account), (_("Secret"), found.secret.reveal()),
           (_("Server"), found.server), (_("Port"), f"{found.port} (TLS {found.tls_port})"),
           (_("Transport"), found.transport), (_("Name"), found.display_name)])
    line("")
    segno.make(found.uri.reveal(), error="m").terminal(out=sys.stdout, compact=True)
    line(_("Scan this with the phone, or type in what stands above."))
