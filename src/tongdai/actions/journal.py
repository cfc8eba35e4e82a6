"""The journal: who changed what, when, why and through which door."""

from tongdai.actions.context import Context, no_tenant
from tongdai.actions.page import Page, page_bounds
from tongdai.domain.rights import Right
from tongdai.store.entries import JournalRow as JournalRow
from tongdai.store.entries import count_entries, read_entries
from tongdai.store.reads import key_of


def list_journal(ctx: Context, tenant: str | None = None, page: int = 1) -> Page[JournalRow]:
    """Everything that was changed, the newest first: of one tenant, or (operator) of the whole house."""
    handle = ctx.require(Right.SEE_JOURNAL, tenant)
    key = key_of(handle) if handle else None
    if handle and key is None:
        raise no_tenant(handle)
    total = count_entries(key)
    number, pages, first, last = page_bounds(page, total)
    return Page(tuple(read_entries(key, first, last)), number, pages, total)
