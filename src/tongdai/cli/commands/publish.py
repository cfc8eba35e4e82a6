"""`tongdai publish`: put what the database says into force."""

from gettext import gettext as _

from tongdai.actions.publish import publish
from tongdai.cli.changes import report
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Why, verb

app = verb()


@app.command(help=_("Put what the database says into force; twice in a row there is nothing to do."))
def publish_now(why: Why = "", as_json: AsJson = False) -> None:
    """Compiled, proved by a boot, switched, read back."""
    report(publish(house(), why), as_json)
