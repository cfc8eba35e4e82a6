"""Releases: what was published, by whom and why; compare them, and go back to one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from tongdai.actions.releases import compare_releases, list_releases, roll_back, show_release
from tongdai.domain.rights import Right
from tongdai.web.forms.form import WhyForm, filled
from tongdai.web.notice import announced
from tongdai.web.query import page_number
from tongdai.web.visitor import Visit


@require_safe
def releases_page(request: Visit, tenant: str) -> HttpResponse:
    """A customer's releases, the newest first."""
    page = list_releases(request.ctx, tenant, page_number(request))
    return render(request, "console/pages/releases.html", {"page": page})


@require_safe
def release_page(request: Visit, tenant: str, number: int) -> HttpResponse:
    """One release with what it changed; `against` compares it with another one."""
    story = show_release(request.ctx, tenant, number)
    against = request.GET.get("against", "")
    difference, other = story.difference, None
    if against.isascii() and against.isdigit() and len(against) <= 9 and int(against) != number:
        other = int(against)
        difference = compare_releases(request.ctx, tenant, other, number)
    return render(request, "console/pages/release.html", {"story": story, "difference": difference, "other": other})


@require_http_methods(["GET", "HEAD", "POST"])
def roll_back_page(request: Visit, tenant: str, number: int) -> HttpResponse:
    """Make the customer what it was in a former release, as a new release."""
    request.ctx.require(Right.ROLL_BACK, tenant)
    story = show_release(request.ctx, tenant, number)
    page = list_releases(request.ctx, tenant)
    newest = page.rows[0].number if page.rows else number
    form = filled(WhyForm, request, initial={"why": request.GET.get("why", "")[:200]})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = roll_back(request.ctx, tenant, number, form.cleaned_data["why"])
            return announced(request, published, reverse("releases", args=[tenant]), tenant)
    difference = compare_releases(request.ctx, tenant, newest, number)
    return render(request, "console/pages/release_roll_back.html",
                  {"form": form, "story": story, "newest": newest, "difference": difference}, status=form.status)


@require_http_methods(["POST"])
def undo_release(request: Visit, tenant: str, number: int) -> HttpResponse:
    """Take one release back: the customer becomes what it was before it."""
    why = gettext("Undo release {number}").format(number=number)
    published = roll_back(request.ctx, tenant, number - 1, why)
    return announced(request, published, reverse("releases", args=[tenant]), tenant)
