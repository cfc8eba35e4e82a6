"""Forms for extensions: one, many at once, and the ones to delete."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tongdai.actions.extensions import ExtensionDraft, ExtensionRow
from tongdai.domain.extension import FEWEST_RING_SECONDS, MOST_DEVICES, MOST_RING_SECONDS, Encryption
from tongdai.domain.number import LONGEST_EXTENSION
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.rules.tenants import MOST_EXTENSIONS
from tongdai.domain.rules.texts import LONGEST_NAME
from tongdai.domain.tenant import Language
from tongdai.web.forms.fields import choice, offer, whole
from tongdai.web.forms.form import WhyForm
from tongdai.web.words import choices_of

LONGEST_EMAIL = 254
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class ExtensionForm(WhyForm):
    """One extension."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME,
                           help_text=gettext_lazy("Shown on the phones it calls. A person or a room."))
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=LONGEST_EMAIL, required=False,
                            widget=forms.TextInput(attrs={"inputmode": "email"}))
    ring_seconds = whole(gettext_lazy("Rings for (seconds)"), FEWEST_RING_SECONDS, MOST_RING_SECONDS, 25)
    devices = whole(gettext_lazy("Phones at a time"), 1, MOST_DEVICES, 3,
                    gettext_lazy("How many phones may be logged in as this extension; all of them ring."))
    encryption = choice(gettext_lazy("Encryption of the audio"), choices_of(Encryption), Encryption)
    record_incoming = choice(gettext_lazy("Incoming calls are recorded"), choices_of(RecordPolicy), RecordPolicy)
    record_outgoing = choice(gettext_lazy("Outgoing calls are recorded"), choices_of(RecordPolicy), RecordPolicy,
                             gettext_lazy("On demand: by *1 during the call, *2 pauses, *3 stops."))
    language = choice(gettext_lazy("Language of announcements"),
                      [("", gettext_lazy("As the customer")), *choices_of(Language)], Language)
    field_order = ("number", "name", "email", "ring_seconds", "devices", "encryption", "record_incoming",
                   "record_outgoing", "language", "why")

    @staticmethod
    def initial_of(row: ExtensionRow) -> dict[str, Any]:
        """What the page shows of an extension that exists."""
        names = ("name", "email", "ring_seconds", "devices", "encryption", "record_incoming", "record_outgoing")
        return {name: getattr(row, name) for name in names} | {"language": row.language or ""}


class NewExtensionForm(ExtensionForm):
    """An extension that does not exist yet; its secret is minted."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=LONGEST_EXTENSION,
                             widget=forms.TextInput(attrs={**_NUMBER, "autofocus": True}),
                             help_text=gettext_lazy("2 to 6 digits that do not begin with 0, such as 101."))

    def draft(self) -> ExtensionDraft:
        """What was wished."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        return ExtensionDraft(**values)


class BulkForm(WhyForm):
    """Many extensions in a row."""

    first = forms.CharField(label=gettext_lazy("First number"), max_length=LONGEST_EXTENSION,
                            widget=forms.TextInput(attrs={**_NUMBER, "autofocus": True}),
                            help_text=gettext_lazy("The others follow it: 101, 102, 103 …"))
    count = whole(gettext_lazy("How many"), 1, MOST_EXTENSIONS, 10)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME,
                           help_text=gettext_lazy("{number} stands for the number of each, as in “Room {number}”."))
    field_order = ("first", "count", "name", "why")


class DeleteForm(WhyForm):
    """Extensions that shall go."""

    numbers = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("numbers") if hasattr(self.data, "getlist") else []
        offer(self, "numbers", [(each, each) for each in sent])
