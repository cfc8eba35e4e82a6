"""What the database says when it cannot go on, in one sentence that tells what to do."""

from tongdai.domain.message import Message, say


def explain(error: Exception) -> Message:
    """A sentence for an error of the database."""
    text = str(error).lower()
    if "full" in text or "no space" in text:
        return say("The disk is full, so the database could not be written and nothing was changed; "
                   "free some space and try again.")
    if "locked" in text or "busy" in text:
        return say("The database is busy and nothing was changed; try again in a moment.")
    if "no such table" in text or "no such column" in text or "does not exist" in text:
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
    return say("The database could not do this and nothing was changed: {text}.", text=str(error)[:200])
