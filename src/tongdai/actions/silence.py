"""A database that does not answer: noticed without it, kept beside it, and over as soon as it answers again."""

from dataclasses import replace

from django.db import Error, OperationalError

from tongdai.actions.context import Context
from tongdai.actions.incidents import LONGEST_DETAIL, end_incident
from tongdai.domain.incident import Incident, IncidentKind
from tongdai.engine import mint_incident
from tongdai.settings import without_password
from tongdai.store.storage import database_file


class DatabaseWatch:
    """Asks the database again and again for what changes nothing, and remembers the incident while it is silent."""

    def __init__(self) -> None:
        self._open: Incident | None = None

    def look(self, ctx: Context) -> None:
        """Write down that the database is silent, once, and that it answers again.

        What is asked is that no such alarm is open, which also ends one that a worker left that was killed meanwhile.
        """
        try:
            _require_file()
            end_incident(ctx, IncidentKind.DATABASE_SILENT)
        except Error as error:
            if self._open is None:
                self._open = _silent(ctx, error)
                ctx.engine.keep_incident(self._open)
            raise
        if self._open is not None:
            ctx.engine.keep_incident(replace(self._open, ended=ctx.now()))
            self._open = None


def _require_file() -> None:
    """A file that was moved away answers whoever has it open, and nobody else. Raises OperationalError."""
    file = database_file()
    if file is not None and not file.exists():
        raise OperationalError(f"unable to open database file {file}")


def _silent(ctx: Context, error: Error) -> Incident:
    reason = without_password(" ".join(str(error).split()))[:LONGEST_DETAIL].rstrip(".")
    return Incident(id=mint_incident(ctx.settings.cell, ctx.now()), kind=IncidentKind.DATABASE_SILENT,
                    cell=ctx.settings.cell, began=ctx.now(), details={"reason": f"{reason}."})
