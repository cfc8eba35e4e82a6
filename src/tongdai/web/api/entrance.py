"""Who comes through the API: the bearer of a token, or somebody with the console's session."""

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.utils import translation
from ninja.security import APIKeyCookie, HttpBearer

from tongdai.actions.context import Asker, Context, Forbidden, Refused
from tongdai.actions.sign_in import asker_for_session
from tongdai.actions.tokens import asker_for_token
from tongdai.domain.message import say
from tongdai.domain.secret import Secret
from tongdai.web.house import house
from tongdai.web.visitor import MARK, PERSON

LONGEST_TOKEN = 256
SURFACE = "API"


class Token(HttpBearer):
    """`Authorization: Bearer ...` with a token that was made in the console or by `tongdai token create`."""

    def authenticate(self, request: HttpRequest, token: str) -> Context | None:  # noqa: ARG002 -- ninja's signature
        """The context of the token's owner; None where there is no such token."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        visitor = house()
        try:
            return _in_their_language(visitor, asker_for_token(visitor, Secret(token), SURFACE))
        except Refused:
            return None


class Session(APIKeyCookie):
    """The console's session, with its CSRF token in the header X-CSRFToken for everything that changes."""

    param_name = django_settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Context | None:  # noqa: ARG002
        """The context of whoever is signed in to the console, unless a token was sent that is not good."""
        if "Authorization" in request.headers:
            return None
        person, mark = request.session.get(PERSON), request.session.get(MARK)
        found = asker_for_session(person, mark, SURFACE) if person and mark else None
        if found and found[1].must_change_password:
            raise Forbidden(say("Choose a password of your own in the console first."))
        return _in_their_language(house(), found[0]) if found else None


def asking(request: HttpRequest) -> Context:
    """The context that authentication left with the request."""
    context = request.auth  # type: ignore[attr-defined]
    assert isinstance(context, Context)
    return context


def _in_their_language(visitor: Context, asker: Asker) -> Context:
    translation.activate(asker.language.value)
    return visitor.acting(asker)
