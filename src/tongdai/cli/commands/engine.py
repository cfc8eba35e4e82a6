"""`tongdai engine`: bring the engine, say what there is, renew it, take it away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tongdai.actions.engine import EngineStatus, engine_status, install_engine, remove_engine, upgrade_engine
from tongdai.actions.engine import Progress as EngineProgress
from tongdai.cli.options import AsJson, nouns
from tongdai.cli.output import answer, line, pairs
from tongdai.settings import load_settings

app = nouns(_("Install, show, upgrade or remove the engine."))


@app.command(help=_("Bring the engine, unless this machine has one that is new enough."))
def install(as_json: AsJson = False) -> None:
    """Twice is the same as once."""
    with progress_bar() as report:
        program = install_engine(load_settings(), report)
    answer(program, as_json, lambda: line(_("Asterisk {version} is ready: {path}").format(
        version=program.version, path=program.command[-1])))


@app.command(help=_("Say which engine there is, where it came from, and who runs from it."))
def status(as_json: AsJson = False) -> None:
    """Changes nothing."""
    found = engine_status(load_settings())
    answer(found, as_json, lambda: _show(found))


@app.command(help=_("Install what the archive offers now beside the present engine, prove it, and switch."))
def upgrade(as_json: AsJson = False) -> None:
    """The previous engine is kept."""
    with progress_bar() as report:
        result = upgrade_engine(load_settings(), report)
    changed = _("The engine was {before} and is {after} from its next start.")
    same = _("Nothing to do: the archive offers {after}, which is installed.")
    answer(result, as_json, lambda: line((changed if result.changed else same).format(
        before=result.before, after=result.after)))


@app.command(help=_("Delete the engine that was installed here."))
def remove(as_json: AsJson = False) -> None:
    """Refused while a process runs from it."""
    removed = remove_engine(load_settings())
    answer({"removed": removed}, as_json, lambda: line(
        _("The engine was removed.") if removed else _("Nothing to do: no engine was installed here.")))


@contextmanager
def progress_bar() -> Iterator[Callable[[EngineProgress], None]]:
    """A bar on the error output, so that the standard output stays the result's alone; none where nothing is done."""
    words = {"find": _("Ask the archive"), "download": _("Download"), "unpack": _("Unpack"), "prove": _("Start once")}
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
                   console=Console(stderr=True))
    tasks: dict[str, TaskID] = {}

    def report(progress: EngineProgress) -> None:
        bar.start()
        if progress.step not in tasks:
            tasks[progress.step] = bar.add_task(words[progress.step], total=progress.total)
        bar.update(tasks[progress.step], completed=progress.done, total=progress.total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()


def _show(found: EngineStatus) -> None:
    if found.program is None:
        line(_("There is no engine yet. Bring one with 'tongdai engine install'."))
        return
    origins = {"system": _("the system's own"), "setting": _("named by the setting engine_binary"),
               "private": _("installed by tongdai")}
    rows = [(_("Version"), found.program.version), (_("Program"), found.program.command[-1]),
            (_("Origin"), origins[found.program.origin])]
    if found.record and found.program.origin == "private":
        rows += [(_("Package"), found.record.package_version), (_("Archive"), found.record.archive),
                 (_("Installed"), f"{found.record.installed_at} ({found.record.installed_by})")]
    if found.previous:
        rows.append((_("Previous"), found.previous))
    rows.append((_("Processes"), ", ".join(map(str, found.processes)) or _("none")))
    pairs(rows)
