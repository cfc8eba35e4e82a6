"""`tongdai run`: the whole house, from an empty directory to phones that can register."""

from gettext import gettext as _

from tongdai.actions.running import make_ready, run_house
from tongdai.cli.commands.engine import progress_bar
from tongdai.cli.commands.web import address_of
from tongdai.cli.options import verb
from tongdai.cli.output import line
from tongdai.cli.program import THIS_PROGRAM
from tongdai.cli.words import tell
from tongdai.settings import load_settings

FIRST_LOGIN = "operator"

app = verb()


@app.command(help=_("Serve: engine, console, API and background work, until Ctrl-C. Makes ready whatever is missing."))
def run() -> None:
    """Twice on the same data directory says so."""
    settings, program = load_settings(), THIS_PROGRAM.get()
    with progress_bar() as report:
        ready = make_ready(settings, program.open_house, report)
    line(_("Console and API: {address}").format(address=settings.web_url or address_of(settings)))
    if ready.password is not None:
        line(_("Sign in as '{login}' with this password, shown once; you then choose another: {password}").format(
            login=FIRST_LOGIN, password=ready.password.reveal()))
    run_house(settings, ready, program.command, lambda message: line(tell(message)))
    line(_("Stopped."))
