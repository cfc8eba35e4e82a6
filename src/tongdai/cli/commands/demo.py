"""`tongdai demo`: two real phones call each other through this installation, and every step is measured."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from tongdai.actions.context import Context
from tongdai.actions.demo import Step, demonstrate
from tongdai.actions.running import is_running, make_ready
from tongdai.actions.status import house_status
from tongdai.cli.commands.engine import progress_bar
from tongdai.cli.exits import Code, Stop
from tongdai.cli.options import AsJson, verb
from tongdai.cli.output import answer, line, note
from tongdai.cli.program import THIS_PROGRAM
from tongdai.cli.words import tell
from tongdai.domain.message import say
from tongdai.domain.observation import EngineState
from tongdai.settings import Settings, load_settings

SECONDS_TO_SERVE = 60.0
SECONDS_TO_STOP = 60.0
STEP_SECONDS = 0.25

app = verb()


@app.command(help=_("Let two real phones call each other and print what was measured; ends with 1 if a step fails."))
def demo(as_json: AsJson = False) -> int:
    """Uses the house that runs, or runs it for as long as this takes."""
    settings, steps = load_settings(), []

    def show(step: Step) -> None:
        steps.append(step)
        if not as_json:
            mark = "✓" if step.passed else "✗"
            measured = " ".join(map(tell, step.measured))
            line(f"{mark} {tell(step.title)}: {measured} ({step.seconds:.1f} s)",
                 "" if step.passed else "red")

    with _serving(settings) as ctx:
        passed = demonstrate(ctx, show)
    answer({"passed": passed, "steps": steps}, as_json, lambda: line(
        _("Everything works.") if passed else _("The demonstration ended at the step marked ✗.")))
    return Code.DONE if passed else Code.REFUSED


@contextmanager
def _serving(settings: Settings) -> Iterator[Context]:
    """A house that serves: the one that runs already, or one that runs while we are in here."""
    open_house = THIS_PROGRAM.get().open_house
    if is_running(settings):
        ctx = open_house(settings)
        _wait_until_it_serves(ctx, None, Path())
        yield ctx
        return
    with progress_bar() as report:
        ready = make_ready(settings, open_house, report)
    if ready.password is not None:
        note(_("This installation is new: sign in as 'operator' with {password}, shown once.").format(
            password=ready.password.reveal()))
    with _run(settings) as ctx:
        yield ctx


@contextmanager
def _run(settings: Settings) -> Iterator[Context]:
    """`tongdai run` as a child of ours; what it prints goes into a log file."""
    program = THIS_PROGRAM.get()
    log = settings.data / "log" / "demo.log"
    log.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen([*program.command, "run"], stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=subprocess.STDOUT, env=dict(os.environ), start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Code.REFUSED))  # so that the child is stopped too
    try:
        ctx = program.open_house(settings)
        _wait_until_it_serves(ctx, child, log)
        yield ctx
    finally:
        child.terminate()
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_it_serves(ctx: Context, child: "subprocess.Popen[bytes] | None", log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_SERVE
    while house_status(ctx).engine is not EngineState.SERVING:
        if child is not None and child.poll() is not None:
            last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise Stop(say("The house could not be run: {reason}", reason=" ".join(last)), Code.BROKEN)
        if time.monotonic() > deadline:
            raise Stop(say("The engine does not serve after {seconds} seconds; 'tongdai status' says how it is.",
                           seconds=round(SECONDS_TO_SERVE)), Code.BROKEN)
        time.sleep(STEP_SECONDS)
