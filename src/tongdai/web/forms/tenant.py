"""Forms for customers: what they are called, what they rent, where they live."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tongdai.actions.tenants import TenantDraft
from tongdai.domain.rules.texts import LONGEST_NAME
from tongdai.domain.tenant import Language, Tenant
from tongdai.web.forms.fields import choice, offer
from tongdai.web.forms.form import WhyForm
from tongdai.web.words import choices_of

LONGEST_HANDLE = 32
LONGEST_ZONE = 64
ZONES = ("Asia/Ho_Chi_Minh", "Asia/Phnom_Penh", "Asia/Bangkok", "Asia/Vientiane", "Asia/Singapore", "Asia/Tokyo",
         "Australia/Sydney", "Europe/Paris", "America/Los_Angeles", "UTC")


class TenantForm(WhyForm):
    """A customer that exists."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    package = forms.ChoiceField(label=gettext_lazy("Package"), choices=())
    country = forms.CharField(label=gettext_lazy("Country"), max_length=2, initial="VN",
                              widget=forms.TextInput(attrs={"autocapitalize": "characters", "list": "countries"}),
                              help_text=gettext_lazy("Two capital letters, such as VN or KH."))
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=LONGEST_ZONE, initial="Asia/Ho_Chi_Minh",
                                widget=forms.TextInput(attrs={"list": "zones"}),
                                help_text=gettext_lazy("Times on pages and in call logs are told in it."))
    language = choice(gettext_lazy("Language"), choices_of(Language), Language)
    recording_announcement = forms.BooleanField(
        label=gettext_lazy("Say that calls are recorded"), required=False,
        help_text=gettext_lazy("Both sides hear it before they talk, where a call is recorded or may be."))
    field_order = ("handle", "name", "package", "country", "time_zone", "language", "recording_announcement", "why")

    def __init__(self, *args: Any, packages: Iterable[tuple[str, str]] = (), may_rent: bool = True,
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "package", packages)
        if not may_rent:
            del self.fields["package"]

    @staticmethod
    def initial_of(tenant: Tenant) -> dict[str, Any]:
        """What the page shows of a customer that exists."""
        return {name: getattr(tenant, name) for name in (
            "name", "package", "country", "time_zone", "language", "recording_announcement")}


class NewTenantForm(TenantForm):
    """A customer that does not exist yet."""

    handle = forms.CharField(label=gettext_lazy("Handle"), max_length=LONGEST_HANDLE,
                             widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none"}),
                             help_text=gettext_lazy("What people type to name it: small letters, digits and dashes."))

    def draft(self) -> TenantDraft:
        """What was wished."""
        return TenantDraft(**{name: value for name, value in self.cleaned_data.items() if name != "why"})


class DeleteTenantForm(WhyForm):
    """A customer that shall go; its handle is typed once more."""

    handle = forms.CharField(label=gettext_lazy("Type the handle to confirm"), max_length=LONGEST_HANDLE,
                             widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}))
    field_order = ("handle", "why")

    def __init__(self, *args: Any, expected: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_handle(self) -> str:
        """Only the right handle deletes."""
        if self.cleaned_data["handle"] != self.expected:
            raise forms.ValidationError(gettext_lazy("This is not the handle of this customer; nothing was deleted."))
        return self.expected
