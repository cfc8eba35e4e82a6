"""People: who may come in, as what, and the tokens of programs."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongdai.actions.people import (
    create_person,
    delete_person,
    get_person,
    list_people,
    reset_password,
    update_person,
)
from tongdai.actions.tokens import create_token, list_tokens, revoke_token
from tongdai.domain.message import say
from tongdai.domain.person import Person, Role
from tongdai.domain.rights import Right
from tongdai.web.forms.form import filled
from tongdai.web.forms.person import NewPersonForm, PersonForm, TokenForm
from tongdai.web.notice import told
from tongdai.web.visitor import Visit

_PROVIDERS = {"people": "operators", "person-new": "operator-new"}
_OF_A_TENANT = (Role.ADMINISTRATOR, Role.USER)


@require_safe
def people_page(request: Visit, tenant: str | None = None) -> HttpResponse:
    """Everybody who may come in, here."""
    request.ctx.require(Right.MANAGE_PEOPLE, tenant)
    if tenant is None and request.ctx.asker.tenant:
        return redirect("people", request.ctx.asker.tenant)
    people = list_people(request.ctx, tenant)
    return render(request, "console/pages/people.html",
                  {"people": people, "new": _address("person-new", tenant), "whole_house": tenant is None})


@require_http_methods(["GET", "HEAD", "POST"])
def new_person_page(request: Visit, tenant: str | None = None) -> HttpResponse:
    """Let somebody in; the one-time password is shown once."""
    request.ctx.require(Right.MANAGE_PEOPLE, tenant)
    if tenant is None and request.ctx.asker.tenant:
        return redirect("person-new", request.ctx.asker.tenant)
    roles = _OF_A_TENANT if tenant else (Role.OPERATOR,)
    form = filled(NewPersonForm, request, roles=roles)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            made = create_person(request.ctx, form.draft(tenant))
            return render(request, "console/pages/person_made.html", {"made": made, "back": _people(made.person)})
    return render(request, "console/pages/person_new.html", {"form": form, "back": _address("people", tenant)},
                  status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: Visit, login: str) -> HttpResponse:
    """Change who somebody is, or whether they may come in."""
    shown = get_person(request.ctx, login)
    form = filled(PersonForm, request, initial=PersonForm.initial_of(shown))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            update_person(request.ctx, login, form.changed(), form.cleaned_data["why"])
            return told(request, say("{name} is changed.", name=shown.login), _people(shown))
    return render(request, "console/pages/person.html", {"form": form, "shown": shown, "back": _people(shown)},
                  status=form.status)


@require_POST
def reset_password_page(request: Visit, login: str) -> HttpResponse:
    """Give somebody a new one-time password; it is shown once."""
    made = reset_password(request.ctx, login)
    return render(request, "console/pages/person_made.html", {"made": made, "back": _people(made.person)})


@require_POST
def delete_person_page(request: Visit, login: str) -> HttpResponse:
    """Let somebody in no longer."""
    gone = get_person(request.ctx, login)
    delete_person(request.ctx, login)
    return told(request, say("{name} may not sign in any more.", name=gone.login), _people(gone))


@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request: Visit) -> HttpResponse:
    """Tokens for programs that act as this person; a new one is shown once."""
    request.ctx.require(Right.MANAGE_TOKENS, request.ctx.asker.tenant)
    form, made = filled(TokenForm, request), None
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            made = create_token(request.ctx, form.cleaned_data["name"], days=form.cleaned_data["days"])
            form = TokenForm()
    return render(request, "console/pages/tokens.html",
                  {"form": form, "made": made, "rows": list_tokens(request.ctx)}, status=form.status)


@require_POST
def revoke_token_page(request: Visit, token: int) -> HttpResponse:
    """End a token at once."""
    revoke_token(request.ctx, token)
    return told(request, say("The token is revoked; the program that used it is shut out."), reverse("tokens"))


def _people(person: Person) -> str:
    return _address("people", person.tenant)


def _address(page: str, tenant: str | None) -> str:
    """Of a customer, or of the provider itself."""
    return reverse(page, args=[tenant]) if tenant else reverse(_PROVIDERS[page])
