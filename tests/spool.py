"""Call events that a real engine wrote, one file for each story; tests/engine/spool/README.md tells how."""

from pathlib import Path

FOLDER = Path(__file__).parent / "engine" / "spool"
SEN, TRE = "k7m2qxab", "p9trecar"
NEXT_BOOT = "BOOT\t1795525400.000000\tc1next\tc1next\t\t\t\t"


def captured(story: str, sen: str = SEN) -> list[str]:
    """The lines of one story, as if they had happened to the tenant with this key."""
    return (FOLDER / f"{story}.tsv").read_text(encoding="utf-8").replace(SEN, sen).splitlines()


def stories() -> list[str]:
    """Every story there is."""
    return sorted(each.stem for each in FOLDER.glob("*.tsv"))
