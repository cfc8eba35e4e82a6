"""How the command line ends: its exit codes, and every kind of bad news as one sentence on the error output."""

import logging
import secrets
import tempfile
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

from django.db import DatabaseError
from typer.exceptions import Abort, TyperException

from tongdai.actions.broken import explain, is_trouble
from tongdai.actions.context import Refused
from tongdai.actions.engine import EngineError
from tongdai.cli.findings import finding_text
from tongdai.cli.output import complain
from tongdai.cli.usage import explain_usage
from tongdai.cli.words import tell, tell_setting
from tongdai.domain.message import Message, say
from tongdai.settings import SettingsError, load_settings


class Code(IntEnum):
    """What a caller's script can rely on."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    BROKEN = 3


class Stop(Exception):  # noqa: N818 -- a way to end, not always an error
    """End the command with this sentence and code; nothing was changed."""

    def __init__(self, message: Message, code: Code = Code.REFUSED) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code


def ending(call: Callable[[], object]) -> int:
    """Run a command; whatever goes wrong in it becomes a sentence and a code, never a stack trace."""
    try:
        value = call()
    except Stop as stop:
        complain(tell(stop.message))
        return stop.code
    except TyperException as error:
        complain(tell(explain_usage(error)))
        return Code.USAGE
    except (Abort, KeyboardInterrupt):
        complain(tell(say("Stopped before anything was done.")))
        return Code.REFUSED
    except Refused as refused:
        _explain(refused)
        return Code.BROKEN if is_trouble(refused) else Code.REFUSED
    except EngineError as error:
        complain(tell(error.message))
        return Code.BROKEN
    except DatabaseError as error:
        complain(tell(explain(error)))
        return Code.BROKEN
    except SettingsError as error:
        complain(tell_setting(error))
        return Code.BROKEN
    except Exception as error:  # noqa: BLE001 -- the last net: written down whole, shown as one sentence
        complain(_record(error))
        return Code.BROKEN
    return value if isinstance(value, int) else Code.DONE


def _explain(refused: Refused) -> None:
    """The sentence, then what to mend, one finding a line."""
    complain(tell(refused.message))
    for each in refused.findings:
        complain(f"  {finding_text(each)}")


def _record(error: Exception) -> str:
    """Write what is known of an unforeseen error into a log file; the sentence says where."""
    identity = secrets.token_hex(4)
    file = _log_file()
    handler = logging.FileHandler(file, encoding="utf-8")
    logger = logging.getLogger("tongdai.cli")
    logger.addHandler(handler)
    logger.propagate = False
    logger.error("error %s", identity, exc_info=error)
    handler.close()
    logger.removeHandler(handler)
    return tell(say("Something went wrong that should not have. It is written down in {file} as error {identity}; "
                    "please send it to whoever maintains this installation.", file=str(file), identity=identity))


def _log_file() -> Path:
    """In the data directory where that can be written, else in a fresh file of the temporary directory."""
    try:
        directory = load_settings().data / "log"
        directory.mkdir(mode=0o750, parents=True, exist_ok=True)
        file = directory / "command-line.log"
        file.touch(mode=0o640)
    except (OSError, SettingsError):
        return Path(tempfile.mkstemp(prefix="tongdai-", suffix=".log")[1])
    return file
