"""What actions on recordings are made of: whose may be seen, where their files lie, and what they are called."""

from collections.abc import Iterator
from dataclasses import replace

from tongdai.actions.context import Context, Refused, no_tenant
from tongdai.domain.message import say
from tongdai.domain.person import Role
from tongdai.domain.recording import Recording, RecordingState
from tongdai.domain.rights import Reach, Right, reach_of
from tongdai.media import MediaError, Place, read_range
from tongdai.store.reads import key_of
from tongdai.store.recordings import RecordingFilter
from tongdai.store.releases import key_of_former
from tongdai.store.seal import key_file

LONGEST_TEXT = 32
MOST_IDS = 500
KEY = "recordings.key"


def recordings_scope(ctx: Context, right: Right, tenant: str | None,
                     wanted: RecordingFilter | None = None) -> tuple[str, RecordingFilter]:
    """The tenant's key, and the question bounded by what this person may see and by what can have been dialled."""
    handle = ctx.require(right, tenant)
    key = key_of(handle)
    if key is None and ctx.asker.role is Role.OPERATOR:
        key = key_of_former(handle)
    if key is None:
        raise no_tenant(handle)
    wanted = wanted or RecordingFilter()
    is_own = reach_of(ctx.asker.role, right) is Reach.OWN_EXTENSION
    return key, replace(wanted, number=wanted.number[:LONGEST_TEXT].strip(), text=wanted.text[:LONGEST_TEXT].strip(),
                        ids=wanted.ids[:MOST_IDS], extension=(ctx.asker.extension or "-") if is_own else "")


def open_chunks(ctx: Context, found: Recording, first: int, last: int) -> Iterator[bytes]:
    """The bytes of a kept recording from the first to the last."""
    try:
        return read_range(place_of(ctx, found), recordings_key(ctx), first, last)
    except (OSError, MediaError) as error:
        raise Refused(say("The file of this recording cannot be read; the provider's operator finds the reason in the "
                          "log of the house.")) from error


def recordings_key(ctx: Context) -> bytes:
    """What recordings are sealed with; made the first time."""
    return key_file(ctx.settings.data, KEY)


def place_of(ctx: Context, found: Recording) -> Place:
    """Where a kept recording lies."""
    return Place(ctx.settings.recordings_directory, found.tenant, found.id, found.started, found.sealed)


def name_of(found: Recording) -> str:
    """A file name for people, of our own words, digits and letters alone: when, who with whom, which."""
    numbers = "_".join("".join(each for each in number if each.isascii() and each.isalnum())
                       for number in (found.caller, found.dialled))
    return f"{found.started:%Y-%m-%d_%H%M%SZ}_{numbers}_{found.id[:8]}.opus"


def require_kept(found: Recording) -> None:
    """Refuse what cannot be listened to, and say why."""
    if found.state is RecordingState.WAITING:
        raise Refused(say("This recording is not ready yet; try again in a moment."))
    if found.state is not RecordingState.KEPT:
        raise Refused(say("This recording is lost: the engine began it and left no usable file."))


def told(found: Recording) -> str:
    """A recording in the journal's words."""
    return f"{found.caller} → {found.dialled}, {found.started:%Y-%m-%d %H:%M:%S} UTC"
