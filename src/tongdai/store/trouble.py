"""What the database says when it cannot go on, in one sentence that tells what to do."""

from collections.abc import Iterator

from tongdai.domain.message import Message, say
from tongdai.settings import without_password

LONGEST_TEXT = 200

_UNREACHABLE = ("connection refused", "could not translate host name", "name or service not known", "timeout expired",
                "connection timeout", "no such file or directory", "server closed the connection", "not accepting",
                "terminating connection", "connection is closed", "connection reset", "no route to host",
                "network is unreachable", "starting up", "shutting down", "connection is lost", "broken pipe",
                "connection has been closed", "connection timed out", "in recovery mode")
_BUSY = ("locked", "busy", "lock timeout", "deadlock detected", "statement timeout", "too many clients",
         "remaining connection slots", "too many connections", "could not serialize")
_FULL = ("disk is full", "no space left", "disk full", "database or disk")
_FORM = ("no such table", "no such column", "undefinedtable", "undefinedcolumn")


def explain(error: Exception) -> Message:
    """A sentence for an error of the database."""
    text = " ".join(str(each) for each in _chain(error)).lower()
    kinds = " ".join(type(each).__name__ for each in _chain(error)).lower()
    return _of_a_server(text) or _of_any(f"{text} {kinds}") or say(
        "The database could not do this and nothing was changed: {text}.", text=_plain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made of."""
    yield error
    if error.__cause__ is not None and error.__cause__ is not error:
        yield error.__cause__


def _plain(error: Exception) -> str:
    """The library's own words on one line."""
    return without_password(" ".join(str(error).split()))[:LONGEST_TEXT].rstrip(".")


def _of_a_server(text: str) -> Message | None:
    """What only PostgreSQL says: who may come in, whether it is there, what it was made for."""
    if "authentication failed" in text or "no password supplied" in text or ("role \"" in text
                                                                            and "does not exist" in text):
        return say("PostgreSQL refuses the user or the password; correct 'database_url' or what "
                   "'database_password_file' names.")
    if "database \"" in text and "does not exist" in text:
        return say("There is no such database at this PostgreSQL server; create it, or correct 'database_url'.")
    if "no pg_hba.conf entry" in text:
        return say("PostgreSQL does not let this user in from here; add a line for it to the server's pg_hba.conf.")
    if "does not support ssl" in text or "certificate" in text or "ssl error" in text:
        return say("The connection to PostgreSQL cannot be protected as 'sslmode' in 'database_url' asks; correct that "
                   "or the server's certificate.")
    if "permission denied" in text:
        return say("The user of 'database_url' may not do this in PostgreSQL; make it the owner of the database.")
    if "or later is required" in text:
        return say("This PostgreSQL server is too old; tongdai needs version 14 or newer.")
    return None


def _of_any(text: str) -> Message | None:
    """What every database can say."""
    if _says(text, _FULL):
        return say("The disk is full, so the database could not be written and nothing was changed; "
                   "free some space and try again.")
    if _says(text, _BUSY):
        return say("The database is busy and nothing was changed; try again in a moment.")
    if _says(text, _FORM):
        return say("The database does not have the form this version needs; start tongdai once with 'tongdai run', "
                   "which brings it up to date.")
    if "readonly" in text or "read-only" in text:
        return say("The database cannot be written by this user and nothing was changed; "
                   "run this as the user tongdai runs under.")
    if "unable to open" in text:
        return say("The database cannot be opened; check that the data directory exists and belongs to the user "
                   "tongdai runs under.")
    if "malformed" in text or "not a database" in text:
        return say("The database file is damaged; put the last backup back.")
    if _says(text, _UNREACHABLE):
        return say("PostgreSQL cannot be reached and nothing was changed; start it, or correct 'database_url'.")
    return None


def _says(text: str, words: tuple[str, ...]) -> bool:
    return any(each in text for each in words)
