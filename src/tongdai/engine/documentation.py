"""The documentation an engine reads at every start, cut down to what it needs: option tables and bare names.

Asterisk checks its modules' options against core-en_US.xml and searches it for every application and function that a
module brings (main/xmldoc.c, 22.10.1). Of 0.3 seconds of processor time that a start took, 0.2 went into that file of
1.6 MB; with the prose left out they are gone. Nothing but the help texts of the engine's own console is lost.
"""

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

FILE = "core-en_US.xml"
RECORD = "made-of"
KEPT_WHOLE = {"configInfo"}
DROPPED = {"module"}
FORM = 1


def provide_documentation(source: Path, target: Path) -> None:
    """Make the short documentation, unless it was made from this very source already."""
    record = _record_of(source / FILE)
    if _read(target / RECORD) == record:
        return
    aside = target.with_name(f".{target.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(source, aside)
    (aside / FILE).write_bytes(shorten((source / FILE).read_bytes()))
    (aside / RECORD).write_text(record, encoding="utf-8")
    for path in (aside, *aside.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    if target.is_symlink():
        target.unlink()
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)


def shorten(document: bytes) -> bytes:
    """Options whole, everything else by its name alone, with the one child without which it would not be found."""
    # the engine's own file, as trusted as its program
    root = ET.fromstring(document)  # noqa: S314 # nosec B314
    for element in list(root):
        if element.tag in DROPPED:
            root.remove(element)
        elif element.tag not in KEPT_WHOLE:
            element.text = None
            element[:] = [ET.Element("synopsis")]
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _record_of(path: Path) -> str:
    about = path.stat()
    return f"{FORM} {path} {about.st_size} {about.st_mtime_ns}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
