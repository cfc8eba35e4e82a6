"""Forms that ask about calls: which ones to list, and what would happen to one."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tongdai.domain.call import Direction, Outcome
from tongdai.web.forms.form import ConsoleForm
from tongdai.web.words import choices_of

LONGEST_NUMBER = 32
_ANY = [("", gettext_lazy("Any"))]


class CallFilterForm(ConsoleForm):
    """Which calls to list; everything empty lists all."""

    text = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=LONGEST_NUMBER,
                           widget=forms.TextInput(attrs={"type": "search", "inputmode": "tel"}))
    since = forms.DateField(label=gettext_lazy("From"), required=False,
                            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                            error_messages={"invalid": gettext_lazy("Write a date as year-month-day.")})
    until = forms.DateField(label=gettext_lazy("To"), required=False,
                            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                            error_messages={"invalid": gettext_lazy("Write a date as year-month-day.")})
    outcome = forms.ChoiceField(label=gettext_lazy("Result"), required=False, choices=_ANY + choices_of(Outcome))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False,
                                  choices=_ANY + choices_of(Direction))

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The days as moments in the tenant's time zone: from the first's beginning to the last's end."""
        zone = timezone.get_current_timezone()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        first = datetime.combine(since, time.min, zone) if since else None
        last = datetime.combine(until + timedelta(days=1), time.min, zone) if until else None
        return first, last


class WhatIfForm(ConsoleForm):
    """A call that might come."""

    caller = forms.CharField(label=gettext_lazy("Extension that calls"), max_length=LONGEST_NUMBER,
                             widget=forms.TextInput(attrs={"inputmode": "numeric", "autofocus": True}))
    dialled = forms.CharField(label=gettext_lazy("Number it dials"), max_length=LONGEST_NUMBER,
                              widget=forms.TextInput(attrs={"inputmode": "tel"}))
