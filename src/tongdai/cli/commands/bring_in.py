"""`tongdai import`: bring in a tenant from a file; a plan first, then one transaction, or nothing."""

import sys
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tongdai.actions.exchange import ImportPlan, apply_import, preview_import
from tongdai.cli.changes import difference_data, report, show_difference
from tongdai.cli.exits import Code, Stop
from tongdai.cli.findings import show_findings
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Why, verb
from tongdai.cli.output import answer, line
from tongdai.domain.finding import has_errors
from tongdai.domain.message import say

LONGEST_FILE = 2_000_000

app = verb()


@app.command(help=_("Bring in a tenant from a file, in one release, or change nothing."))
def bring_in(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The YAML file; '-' reads the input."))],
             dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Print what would change, and stop."))] = False,
             why: Why = "", as_json: AsJson = False) -> None:
    """Every error names line, field and remedy."""
    text = _read(file)
    if not dry_run:
        report(apply_import(house(), text, why), as_json)
        return
    plan = preview_import(house(), text)
    answer({"tenant": plan.tenant, **difference_data(plan.difference), "findings": plan.findings}, as_json,
           lambda: _show(plan))
    if has_errors(plan.findings):
        raise Stop(say("The file would be refused."))


def _read(file: Path) -> str:
    """At most as much as is accepted, in UTF-8."""
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as source:
            data = source.read(LONGEST_FILE + 1)
    except OSError as error:
        raise Stop(say("The file {file} cannot be read ({reason}); check its name and its rights.",
                       file=str(file), reason=error.strerror or str(error))) from error
    if len(data) > LONGEST_FILE:
        raise Stop(say("The file {file} is larger than {limit} bytes; bring in one tenant at a time.",
                       file=str(file), limit=LONGEST_FILE))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Stop(say("The file {file} is not UTF-8 text (byte {position}); save it as UTF-8.",
                       file=str(file), position=error.start), Code.REFUSED) from error


def _show(plan: ImportPlan) -> None:
    line(_("Importing this would change tenant '{tenant}':").format(tenant=plan.tenant))
    show_difference(plan.difference)
    show_findings(plan.findings)
