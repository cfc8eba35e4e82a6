"""The frame around every page: who is here, what may be opened, what just happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongdai import __version__
from tongdai.actions.incidents import IncidentRow, open_alarms
from tongdai.domain.person import Role
from tongdai.domain.rights import Right, reach_of
from tongdai.web.notice import take_notice
from tongdai.web.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: the page, its name, its icon, and the right without which it is not shown."""

    page: str
    title: Promise
    icon: str
    right: Right


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it stands on a page: `here` is the one that is open."""

    url: str
    title: Promise
    icon: str
    here: bool


_PROVIDER = (
    Entry("tenants", gettext_lazy("Customers"), "building-community", Right.CREATE_TENANT),
    Entry("packages", gettext_lazy("Packages"), "package", Right.CHANGE_PACKAGES),
    Entry("operators", gettext_lazy("People"), "users", Right.CREATE_TENANT),
    Entry("import", gettext_lazy("Import"), "file-import", Right.IMPORT),
    Entry("incidents", gettext_lazy("Incidents"), "urgent", Right.SEE_INCIDENTS),
    Entry("storage", gettext_lazy("Storage"), "database", Right.SEE_ENGINE),
    Entry("house-journal", gettext_lazy("Changes"), "list-check", Right.CREATE_TENANT),
)
_TENANT = (
    Entry("tenant", gettext_lazy("Overview"), "home", Right.SEE_EXTENSIONS),
    Entry("extensions", gettext_lazy("Extensions"), "address-book", Right.SEE_EXTENSIONS),
    Entry("phones", gettext_lazy("Phones"), "device-landline-phone", Right.SEE_EXTENSIONS),
    Entry("live", gettext_lazy("Live calls"), "phone-call", Right.SEE_LIVE_CALLS),
    Entry("calls", gettext_lazy("Call log"), "history", Right.SEE_CALLS),
    Entry("recordings", gettext_lazy("Recordings"), "player-record", Right.LISTEN),
    Entry("plan", gettext_lazy("Call plan"), "route", Right.SIMULATE),
    Entry("what-if", gettext_lazy("What would happen if"), "bulb", Right.SIMULATE),
    Entry("releases", gettext_lazy("Releases"), "versions", Right.SEE_RELEASES),
    Entry("journal", gettext_lazy("Changes"), "list-check", Right.SEE_JOURNAL),
    Entry("exchange", gettext_lazy("Export and import"), "switch-horizontal", Right.SEE_RELEASES),
    Entry("people", gettext_lazy("People"), "users", Right.MANAGE_PEOPLE),
    Entry("tenant-settings", pgettext_lazy("menu", "Settings"), "settings", Right.SEE_TENANTS),
)
_OWN_PHONE = Entry("own-phone", gettext_lazy("My phone"), "device-landline-phone", Right.SEE_PHONE_ACCOUNT)
_OWN_CALLS = Entry("calls", gettext_lazy("My calls"), "history", Right.SEE_CALLS)
_OWN_RECORDINGS = Entry("recordings", gettext_lazy("My recordings"), "player-record", Right.LISTEN)
_ALONE = {"tenant", "tenants"}
"""Pages that are not shown as open while one below them is: those below have entries of their own."""


def frame(request: HttpRequest) -> dict[str, object]:
    """What every template can use besides its own values."""
    visit = getattr(request, "ctx", None)
    asker = visit.asker if visit else None
    tenant = getattr(request, "tenant", None)
    of_tenant = {"tenant": tenant.handle} if tenant else {}
    is_user = asker is not None and asker.role is Role.USER
    return {
        "asker": asker,
        "person": getattr(request, "person", None),
        "tenant": tenant,
        "menu_provider": list(_links(request, _PROVIDER, {})),
        "menu_tenant": list(_links(request, _TENANT, of_tenant)) if tenant and not is_user else [],
        "menu_own": [*_links(request, (_OWN_PHONE,), {}),
                     *_links(request, (_OWN_CALLS, _OWN_RECORDINGS), of_tenant)] if is_user else [],
        "alarms": partial(_alarms, request),
        "languages": LANGUAGES.items(),
        "notice": take_notice(request),
        "version": __version__,
    }


def _alarms(request: HttpRequest) -> tuple[IncidentRow, ...]:
    """What goes wrong at this moment, for those who may know; asked only by a template that shows it."""
    ctx = getattr(request, "ctx", None)
    return open_alarms(ctx) if ctx and reach_of(ctx.asker.role, Right.SEE_INCIDENTS) else ()


def _links(request: HttpRequest, entries: tuple[Entry, ...], kwargs: dict[str, str]) -> Iterator[Link]:
    role = request.ctx.asker.role if hasattr(request, "ctx") else None
    for each in entries:
        if reach_of(role, each.right):
            url = reverse(each.page, kwargs=kwargs)
            here = request.path == url or (each.page not in _ALONE and request.path.startswith(url))
            yield Link(url, each.title, each.icon, here)

