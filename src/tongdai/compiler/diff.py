"""Two Builds: what changed, in words, and the smallest reload that applies it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongdai.compiler.build import Build
from tongdai.domain.message import Message, say


class Action(StrEnum):
    """What happened to a file or a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Reload:
    """The smallest work that brings an engine from one Build to another; do it in the order of the fields.

    Rows are put first and deleted last, so that whatever the dialplan can reach has its row. Dialplan is read before
    SIP, so that no phone enters a context which is not there yet. `restart` means that no reload can do it.
    """

    puts: tuple[tuple[str, str], ...] = ()
    modules: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    restart: bool = False

    def __bool__(self) -> bool:
        return bool(self.puts or self.modules or self.deletes or self.restart)


@dataclass(frozen=True, slots=True)
class BuildDifference:
    """What changed between two Builds: files and rows by name, and the reload that applies it."""

    files: tuple[tuple[str, Action], ...]
    rows: tuple[tuple[str, Action], ...]
    reload: Reload

    def words(self) -> tuple[Message, ...]:
        """One sentence for each file, one for all rows of an action; nothing where nothing changed."""
        return (*(_FILE_WORDS[action](path) for path, action in self.files), *_row_words(self.rows))


_ORDER = ("pbx_config.so", "res_pjsip.so", "cel", "cel_custom.so", "res_musiconhold.so", "indications", "features",
          "ccss", "cdr", "acl", "udptl", "manager", "http", "logger", "res_rtp_asterisk.so")
_READERS = {"extensions": "pbx_config.so", "pjsip": "res_pjsip.so", "cel.conf": "cel",
            "cel_custom.conf": "cel_custom.so",
            "musiconhold.conf": "res_musiconhold.so", "indications.conf": "indications", "features.conf": "features",
            "ccss.conf": "ccss", "cdr.conf": "cdr", "acl.conf": "acl", "udptl.conf": "udptl", "manager.conf": "manager",
            "http.conf": "http", "logger.conf": "logger", "rtp.conf": "res_rtp_asterisk.so",
            "generation.conf": "pbx_config.so", "extensions.conf": "pbx_config.so", "pjsip.conf": "res_pjsip.so"}
_FILE_WORDS: dict[Action, Callable[[str], Message]] = {
    Action.ADDED: lambda path: say("File {path} is new.", path=path),
    Action.REMOVED: lambda path: say("File {path} is gone.", path=path),
    Action.CHANGED: lambda path: say("File {path} has changed.", path=path),
}
_ROW_WORDS: dict[Action, Callable[[int], Message]] = {
    Action.ADDED: lambda count: say("New rows in the engine's database: {count}.", count=count),
    Action.REMOVED: lambda count: say("Rows gone from the engine's database: {count}.", count=count),
    Action.CHANGED: lambda count: say("Changed rows in the engine's database: {count}.", count=count),
}


def compare_builds(before: Build | None, after: Build) -> BuildDifference:
    """What changed since `before`; everything is new where there was none, and then the engine must start."""
    if before is None:
        files, rows = _changes({}, after.files), _changes({}, after.database)
        return BuildDifference(files, rows, Reload(tuple(sorted(after.database.items())), restart=True))
    files, rows = _changes(before.files, after.files), _changes(before.database, after.database)
    modules = {reader_of(path) for path, _ in files}
    return BuildDifference(files, rows, Reload(
        puts=tuple((key, after.database[key]) for key, action in rows if action is not Action.REMOVED),
        modules=tuple(each for each in _ORDER if each in modules),
        deletes=tuple(key for key, action in rows if action is Action.REMOVED),
        restart="" in modules))


def reader_of(path: str) -> str:
    """The module that reads a file again on reload; an empty text where only a restart does."""
    return _READERS.get(path) or _READERS.get(path.partition("/")[0], "")


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, Action], ...]:
    return tuple(_changed(before, after))


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, Action]]:
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield name, Action.ADDED
        elif name not in after:
            yield name, Action.REMOVED
        elif before[name] != after[name]:
            yield name, Action.CHANGED


def _row_words(rows: tuple[tuple[str, Action], ...]) -> Iterator[Message]:
    for action, words in _ROW_WORDS.items():
        if count := sum(1 for _, each in rows if each is action):
            yield words(count)
