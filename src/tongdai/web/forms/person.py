"""Forms for people: signing in, choosing a password, letting others in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tongdai.actions.people import PersonDraft
from tongdai.domain.number import LONGEST_EXTENSION
from tongdai.domain.person import Person, Role
from tongdai.domain.rules.texts import LONGEST_NAME
from tongdai.domain.tenant import Language
from tongdai.web.forms.extension import LONGEST_EMAIL
from tongdai.web.forms.fields import choice, offer, whole
from tongdai.web.forms.form import ConsoleForm, WhyForm
from tongdai.web.words import choices_of, word_for

LONGEST_LOGIN = 64
LONGEST_PASSWORD = 200
LONGEST_TOKEN_DAYS = 3650


def _password(label: Any, autocomplete: str, hint: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, **attrs})
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget, help_text=hint)


class SignInForm(ConsoleForm):
    """Who is there?"""

    login = forms.CharField(label=gettext_lazy("Login"), max_length=LONGEST_LOGIN, widget=forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True, "spellcheck": "false"}))
    password = _password(gettext_lazy("Password"), "current-password")


class PasswordForm(ConsoleForm):
    """A password of one's own."""

    old = _password(gettext_lazy("Current password"), "current-password", autofocus=True)
    password = _password(gettext_lazy("New password"), "new-password", gettext_lazy(
        "At least 12 characters. A few words that nobody else would put together are easy to remember."))
    again = _password(gettext_lazy("New password, once more"), "new-password")

    def clean_again(self) -> str:
        """Twice the same, so that a slip is found now."""
        if self.cleaned_data["again"] != self.cleaned_data.get("password"):
            raise forms.ValidationError(gettext_lazy("The two new passwords differ; type them again."))
        return str(self.cleaned_data["again"])


class PersonForm(WhyForm):
    """Somebody who may come in already."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=LONGEST_EMAIL, required=False,
                            widget=forms.TextInput(attrs={"inputmode": "email"}))
    language = choice(gettext_lazy("Language"),
                      [("", gettext_lazy("As their browser")), *choices_of(Language)], Language)
    active = forms.BooleanField(label=gettext_lazy("May sign in"), required=False, initial=True)
    field_order = ("login", "role", "name", "extension", "email", "language", "active", "why")

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """What the page shows of somebody who is known."""
        return {"name": person.name, "email": person.email, "language": person.language or "",
                "active": person.active}


class NewPersonForm(PersonForm):
    """Somebody who may not come in yet."""

    login = forms.CharField(label=gettext_lazy("Login"), max_length=LONGEST_LOGIN, widget=forms.TextInput(
        attrs={"autocomplete": "off", "autocapitalize": "none", "autofocus": True, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "What the person types to sign in. For people of a customer, @ and its handle are put after it."))
    role = forms.TypedChoiceField(label=gettext_lazy("Role"), coerce=Role)
    extension = forms.CharField(label=gettext_lazy("Extension"), max_length=LONGEST_EXTENSION, required=False,
                                help_text=gettext_lazy("The one whose phone and calls a user sees."))

    def __init__(self, *args: Any, roles: Iterable[Role] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", [(each.value, word_for(each)) for each in roles])
        del self.fields["active"], self.fields["why"]
        if Role.USER not in roles:
            del self.fields["extension"]

    def draft(self, tenant: str | None) -> PersonDraft:
        """Who was wished."""
        values = dict(self.cleaned_data)
        return PersonDraft(tenant=tenant, extension=values.pop("extension", None) or None, **values)


class TokenForm(ConsoleForm):
    """A key for a program."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME,
                           help_text=gettext_lazy("Which program will use it, so that you know it again."))
    days = whole(gettext_lazy("Valid for (days)"), 1, LONGEST_TOKEN_DAYS, 365)
