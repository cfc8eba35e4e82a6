"""`tongdai export`: write a tenant into a file."""

import os
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tongdai.actions.exchange import export_tenant
from tongdai.cli.exits import Stop
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Tenant, verb
from tongdai.cli.output import answer, verbatim
from tongdai.domain.message import say

app = verb()

Secrets = Annotated[bool, typer.Option("--secrets", help=_("With the secrets, for a move to another installation."))]
Output = Annotated[Path | None, typer.Option("--output", "-o", help=_("A new file; without it, the output."))]


@app.command(help=_("Write a whole tenant with its package as YAML."))
def export(tenant: Tenant, secrets: Secrets = False, output: Output = None, as_json: AsJson = False) -> None:
    """In a stable order, so that two exports can be compared."""
    text = export_tenant(house(), tenant, secrets)
    if output is not None:
        _write(output, text)
        answer({"file": str(output.absolute())}, as_json, lambda: None)
        return
    answer({"file": text}, as_json, lambda: verbatim(text))


def _write(file: Path, text: str) -> None:
    """A new file that only its owner can read: there may be secrets in it."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Stop(say("The file {file} exists already; choose another name.", file=str(file))) from error
    except OSError as error:
        raise Stop(say("The file {file} cannot be written ({reason}).", file=str(file),
                       reason=error.strerror or str(error))) from error
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(text)
