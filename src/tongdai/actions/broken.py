"""What this machine or its installation lacks: refusals that asking differently does not help."""

from pathlib import Path

from django.db import DatabaseError

from tongdai.actions.context import Refused
from tongdai.domain.message import say
from tongdai.engine import EngineError
from tongdai.store.trouble import explain

__all__ = ["Broken", "explain", "is_trouble", "make_directory"]


class Broken(Refused):
    """Something must be put right on this machine first; nothing was changed."""


def is_trouble(refused: Refused) -> bool:
    """Whether a refusal comes from the machine room or the cellar, and not from the rules of the house."""
    return isinstance(refused, Broken) or isinstance(refused.__cause__, DatabaseError | EngineError)


def make_directory(path: Path, mode: int) -> None:
    """Make a directory of the installation, if it is missing, or say why that cannot be."""
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise Broken(say("The directory {path} cannot be made ({reason}). Correct the rights of the directory above "
                         "it, or set 'data' to another one.", path=str(path),
                         reason=error.strerror or str(error))) from error
