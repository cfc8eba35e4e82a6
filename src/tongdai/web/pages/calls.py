"""The call log: list, one call whole, and as CSV."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.calls import CallStory, export_calls, list_calls, show_call
from tongdai.actions.context import NotFound
from tongdai.actions.plans import see_plan
from tongdai.actions.recordings import recordings_of_call
from tongdai.domain.rights import Right, reach_of
from tongdai.web.forms.call import CallFilterForm
from tongdai.web.pages.plan import picture_of
from tongdai.web.pages.plan_picture import Picture
from tongdai.web.pages.quality_view import view_quality
from tongdai.web.pages.recordings import players_of
from tongdai.web.pages.timeline_picture import draw_timeline
from tongdai.web.query import cursor, order
from tongdai.web.stream import lines_of
from tongdai.web.visitor import Visit

FIELDS = ("since", "until", "outcome", "direction")
MORE = ("recorded", "quality", "one_way")


@require_safe
def calls_page(request: Visit, tenant: str) -> HttpResponse:
    """Calls, filtered and sorted, one page after the other."""
    form = CallFilterForm(request.GET)
    sort = order(request, "-started", "started", "-talk", "talk")
    page = list_calls(request.ctx, tenant, form.wanted(), sort, cursor(request))
    return render(request, "console/pages/calls.html", {
        "form": form, "fields": [form[name] for name in FIELDS], "more": [form[name] for name in MORE],
        "more_asked": any(request.GET.get(name) for name in MORE), "page": page, "sort": sort,
        "filtered": any(request.GET.get(name) for name in ("text", *FIELDS, *MORE)),
        "may_see_archive": reach_of(request.ctx.asker.role, Right.SEE_ARCHIVE) is not None,
        "may_export": reach_of(request.ctx.asker.role, Right.EXPORT_CALLS) is not None})


@require_safe
def calls_file(request: Visit, tenant: str) -> StreamingHttpResponse:
    """The same calls as a file for a spreadsheet, sent while it is read."""
    lines = export_calls(request.ctx, tenant, CallFilterForm(request.GET).wanted())
    return lines_of(request, lines, "text/csv; charset=utf-8", f"{tenant}-calls.csv")


@require_safe
def call_page(request: Visit, tenant: str, call: str) -> HttpResponse:
    """One call: why it went as it did, second by second, and its way through the plan."""
    story = show_call(request.ctx, tenant, call)
    return render(request, "console/pages/call.html", {
        "call": story.call, "reasons": story.reasons, "release": story.release, "lines": story.timeline,
        "timeline": draw_timeline(story.call), "picture": _picture(request, tenant, story),
        "recorded": story.recorded, "quality": view_quality(story.call), "heard": story.quality,
        "may_take": reach_of(request.ctx.asker.role, Right.TAKE_RECORDINGS) is not None,
        "players": players_of(request, tenant, recordings_of_call(request.ctx, tenant, call), story.call)})


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
