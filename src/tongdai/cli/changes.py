"""What a change came to, as the command line prints it."""

from gettext import gettext as _

from tongdai.actions.publish import Published
from tongdai.cli.findings import show_findings
from tongdai.cli.output import answer, line
from tongdai.cli.words import tell
from tongdai.domain.difference import Difference


def report(result: Published, as_json: bool) -> None:
    """Print a change's outcome."""
    data = {"release": result.release, **difference_data(result.difference), "findings": result.findings,
            "seconds": round(result.seconds, 3), "redeployed": result.redeployed}
    answer(data, as_json, lambda: _show(result))


def difference_data(difference: Difference) -> dict[str, object]:
    """A difference with its words beside its values."""
    return {"changes": [{"action": each.action, "noun": each.noun, "name": each.name, "field": each.field,
                         "before": each.before, "after": each.after, "words": each.words()}
                        for each in difference.changes], "plan": difference.plan}


def show_difference(difference: Difference) -> None:
    """Every change as one line, then what it means for calls."""
    for message in difference.words():
        line(f"  {tell(message)}")
    if not difference:
        line(_("No difference."))


def _show(result: Published) -> None:
    if not result.difference and result.release is None:
        line(_("The engine did not stand on what the database says; it does now.") if result.redeployed
             else _("Nothing to do."))
        return
    show_difference(result.difference)
    show_findings(result.findings)
    if result.release is not None:
        line(_("Release {number} is in force after {seconds:.2f} s.").format(
            number=result.release, seconds=result.seconds))
