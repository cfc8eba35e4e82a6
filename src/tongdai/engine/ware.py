"""What we bring from Debian's archive: which package, which versions of it will do, and what shows that it works."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tongdai.engine.aptwords import Archive
from tongdai.engine.port import EngineError


@dataclass(frozen=True, slots=True)
class Ware:
    """A program that Debian packages and we keep in a private directory.

    `accept` gives the program's version for a package's version, None where it will not do; `unfit` is the sentence
    for an archive that has only such versions. `is_whole` and `prove` look at one unpacked version's directory;
    `prove` starts the program once and raises EngineError where it does not work. `require_architecture` raises
    EngineError where the machine cannot run Debian's packages.
    """

    package: str
    space: int
    accept: Callable[[str], str | None]
    unfit: Callable[[Archive, str], EngineError]
    is_whole: Callable[[Path], bool]
    prove: Callable[[Path], None]
    require_architecture: Callable[[], str]
