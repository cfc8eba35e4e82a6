"""The call log: list, one call whole, and as CSV."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.calls import CallStory, export_calls, list_calls, show_call
from tongdai.actions.context import NotFound
from tongdai.actions.plans import see_plan
from tongdai.domain.rights import Right, reach_of
from tongdai.web.forms.call import CallFilterForm
from tongdai.web.pages.plan import picture_of
from tongdai.web.pages.plan_picture import Picture
from tongdai.web.pages.timeline_picture import draw_timeline
from tongdai.web.query import cursor, order
from tongdai.web.visitor import Visit

FIELDS = ("since", "until", "outcome", "direction")
LINES_AT_ONCE = 500


@require_safe
def calls_page(request: Visit, tenant: str) -> HttpResponse:
    """Calls, filtered and sorted, one page after the other."""
    form = CallFilterForm(request.GET)
    sort = order(request, "-started", "started", "-talk", "talk")
    page = list_calls(request.ctx, tenant, form.wanted(), sort, cursor(request))
    return render(request, "console/pages/calls.html", {
        "form": form, "fields": [form[name] for name in FIELDS], "page": page, "sort": sort,
        "filtered": any(request.GET.get(name) for name in ("text", *FIELDS)),
        "may_export": reach_of(request.ctx.asker.role, Right.EXPORT_CALLS) is not None})


@require_safe
def calls_file(request: Visit, tenant: str) -> StreamingHttpResponse:
    """The same calls as a file for a spreadsheet, sent while it is read."""
    lines = export_calls(request.ctx, tenant, CallFilterForm(request.GET).wanted())
    content = _later(lines) if isinstance(request, ASGIRequest) else lines
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="{tenant}-calls.csv"'})


async def _later(lines: Iterator[str]) -> AsyncIterator[str]:
    """The lines in handfuls, read in a thread, so that nobody else waits for them."""
    take = sync_to_async(_handful, thread_sensitive=True)
    while chunk := await take(lines):
        yield chunk


def _handful(lines: Iterator[str]) -> str:
    return "".join(line for _, line in zip(range(LINES_AT_ONCE), lines, strict=False))


@require_safe
def call_page(request: Visit, tenant: str, call: str) -> HttpResponse:
    """One call: why it went as it did, second by second, and its way through the plan."""
    story = show_call(request.ctx, tenant, call)
    return render(request, "console/pages/call.html", {
        "call": story.call, "reasons": story.reasons, "release": story.release, "lines": story.timeline,
        "timeline": draw_timeline(story.call), "picture": _picture(request, tenant, story)})


def _picture(request: Visit, tenant: str, story: CallStory) -> Picture | None:
    """The plan of the call's release with its trail, for those who may see plans and while the release is kept."""
    may = reach_of(request.ctx.asker.role, Right.SEE_RELEASES) is not None
    if not may or story.call.trail is None:
        return None
    try:
        plan = see_plan(request.ctx, tenant, story.call.trail.release)
    except NotFound:
        return None
    return picture_of(plan, story.call.trail.steps)
