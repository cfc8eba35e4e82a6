"""`tongdai token`: how programs come in."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.tokens import create_token, list_tokens, revoke_token
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, nouns
from tongdai.cli.output import answer, line, table
from tongdai.cli.plain import plain
from tongdai.domain.person import Role

app = nouns(_("Tokens for programs: list, create, revoke."))

Token = Annotated[int, typer.Argument(metavar="TOKEN", min=1, max=2**31 - 1, help=_("Its number in the list."))]


@app.command("list", help=_("List the tokens; never their texts."))
def list_all(as_json: AsJson = False) -> None:
    """Everybody's."""
    rows = list_tokens(house())
    answer(rows, as_json, lambda: table(
        [_("Token"), _("Name"), _("Of"), _("Role"), _("Made"), _("Good until")],
        [(each.id, each.name, each.login, each.role.value, local(each.created), local(each.expires))
         for each in rows], _("There are no tokens.")))


@app.command(help=_("Make a token; its text is shown once."))
def create(login: Annotated[str, typer.Argument(metavar="LOGIN", help=_("Whose token it is, and whose rights."))],
           name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is for."))],
           role: Annotated[Role | None, typer.Option("--role", help=_("A lesser role than the person's."))] = None,
           days: Annotated[int, typer.Option("--days", min=1, max=3650, help=_("How long it is good for."))] = 365,
           as_json: AsJson = False) -> None:
    """Whoever has it acts as that person."""
    made = create_token(house(), name, role, days, login)
    shown = plain(made.row)
    assert isinstance(shown, dict)
    answer({**shown, "token": made.token.reveal()}, as_json, lambda: line(
        _("Token {id}, shown once: {text}").format(id=made.row.id, text=made.token.reveal())))


@app.command(help=_("End a token at once."))
def revoke(token: Token, as_json: AsJson = False) -> None:
    """Whoever uses it is turned away from now on."""
    revoke_token(house(), token)
    answer({"revoked": token}, as_json, lambda: line(_("Token {id} ended.").format(id=token)))
