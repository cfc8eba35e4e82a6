"""`tongdai settings`: every setting, its value, and where that comes from."""

from gettext import gettext as _

from tongdai.actions.storage import budgets_in_force
from tongdai.cli.options import AsJson, verb
from tongdai.cli.output import answer, table
from tongdai.domain.storage import in_units
from tongdai.settings import describe_settings, load_settings, settings_origins, without_password

app = verb()


@app.command(help=_("Show every setting and where its value comes from."))
def show(as_json: AsJson = False) -> None:
    """Never a secret: a password in a URL is shown as stars. A budget says what it comes to on this machine's disk."""
    settings, origins = load_settings(), settings_origins()
    in_force = budgets_in_force(settings)
    rows = [{"name": name, "value": _shown(getattr(settings, name)), "comes_to": _size(in_force.get(name)),
             "from": origins[name] or "default", "for": text, "accepted": accepted}
            for name, _, text, accepted in describe_settings()]
    answer(rows, as_json, lambda: table(
        [_("Setting"), _("Value"), _("From"), _("What for")],
        [(each["name"], f"{each['value']} {each['comes_to']}".strip(), origins[each["name"]] or _("default"),
          _(each["for"])) for each in rows],
        _("There are no settings.")))


def _size(budget: int | None) -> str:
    return "" if budget is None else f"({in_units(budget)})"


def _shown(value: object) -> str:
    return "" if value is None else without_password(str(value))
