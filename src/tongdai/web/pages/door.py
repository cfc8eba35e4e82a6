"""The door: sign in, sign out, choose a password, choose a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongdai.actions.people import set_language
from tongdai.actions.sign_in import set_password, sign_in
from tongdai.domain.message import say
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language
from tongdai.web.forms.form import filled
from tongdai.web.forms.person import PasswordForm, SignInForm
from tongdai.web.notice import told
from tongdai.web.visitor import Visit, first_steps, let_in, public

LOOPBACK = ("127.0.0.1", "::1")
LONGEST_ADDRESS = 64


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: Visit) -> HttpResponse:
    """Who is there? A right answer opens the page that was asked for."""
    if request.person is not None:
        return redirect("home")
    form = filled(SignInForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            given = form.cleaned_data
            signed_in = sign_in(request.ctx, given["login"], Secret(given["password"]), _address(request))
            let_in(request, signed_in)
            return redirect(_next(request, "home"))
    return render(request, "console/pages/sign_in.html", {"form": form, "next": request.GET.get("next", "")},
                  status=form.status)


@first_steps
@require_POST
def sign_out(request: Visit) -> HttpResponse:
    """End this session."""
    language = get_language()
    request.session.flush()
    response = redirect("sign-in")
    if language:
        _remember_language(response, language)
    return response


@first_steps
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request: Visit) -> HttpResponse:
    """Choose a password of one's own; with a one-time password nothing else opens before."""
    form = filled(PasswordForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            signed_in = set_password(request.ctx, Secret(form.cleaned_data["old"]),
                                     Secret(form.cleaned_data["password"]))
            let_in(request, signed_in)
            return told(request, say("Your password is changed. Every other session of yours has ended."),
                        reverse("home"))
    return render(request, "console/pages/password.html", {"form": form}, status=form.status)


@public
@require_POST
def language_page(request: Visit) -> HttpResponse:
    """Speak another language from now on: to this person everywhere, to a visitor on this browser."""
    response = redirect(_next(request, "home"))
    wanted = request.POST.get("language", "")
    if wanted in list(Language):
        if request.person is not None:
            set_language(request.ctx, Language(wanted))
        _remember_language(response, wanted)
    return response


def _remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE,
                        secure=settings.LANGUAGE_COOKIE_SECURE, samesite="Lax", httponly=True)


def _address(request: HttpRequest) -> str:
    """Where a request comes from; behind our own proxy on this machine, what the proxy says of it."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told[:LONGEST_ADDRESS] if told and settings.TONGDAI.web_url and seen in LOOPBACK else seen


def _next(request: HttpRequest, otherwise: str) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse(otherwise)
