"""Forms that ask about calls: which ones to list, and what would happen to one."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tongdai.actions.calls import CallFilter
from tongdai.actions.simulate import Callee, Does, World
from tongdai.domain.call import Direction, Outcome
from tongdai.domain.quality import Grade, OneWay, better_than
from tongdai.domain.rules.tenants import MOST_CONCURRENT_CALLS
from tongdai.web.forms.fields import choice, whole
from tongdai.web.forms.form import ConsoleForm
from tongdai.web.words import Words, choices_of

LONGEST_NUMBER = 32
SEARCH = {"type": "search", "inputmode": "tel", "class": "search-input"}
_ANY: list[tuple[str, Words]] = [("", gettext_lazy("Any"))]


def day(label: Words) -> forms.DateField:
    """A day, or nothing."""
    return forms.DateField(label=label, required=False,
                           widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                           error_messages={"invalid": gettext_lazy("Write a date as year-month-day.")})


class CallFilterForm(ConsoleForm):
    """Which calls to list; everything empty lists all."""

    text = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=LONGEST_NUMBER,
                           widget=forms.TextInput(attrs=SEARCH))
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("To"))
    outcome = forms.ChoiceField(label=gettext_lazy("Result"), required=False, choices=_ANY + choices_of(Outcome))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False,
                                  choices=_ANY + choices_of(Direction))
    recorded = forms.ChoiceField(label=gettext_lazy("Recorded"), required=False, choices=[
        *_ANY, ("yes", gettext_lazy("Recorded")), ("no", gettext_lazy("Not recorded"))])
    quality = forms.ChoiceField(label=gettext_lazy("Sound"), required=False, choices=[
        *_ANY, (Grade.FAIR.value, gettext_lazy("Fair or worse")), (Grade.POOR.value, gettext_lazy("Poor or bad")),
        (Grade.BAD.value, gettext_lazy("Bad"))])
    one_way = forms.ChoiceField(label=gettext_lazy("One-way sound"), required=False, choices=_ANY + choices_of(OneWay))

    def wanted(self) -> CallFilter:
        """The question to the call log; what cannot be read asks for nothing."""
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        since, until = given.get("since"), given.get("until")
        outcome, direction = given.get("outcome"), given.get("direction")
        quality, one_way = given.get("quality"), given.get("one_way")
        return CallFilter(text=given.get("text") or "", since=begin_of(since) if since else None,
                          until=begin_of(until + timedelta(days=1)) if until else None,
                          outcome=Outcome(outcome) if outcome else None,
                          direction=Direction(direction) if direction else None,
                          recorded={"yes": True, "no": False}.get(given.get("recorded") or ""),
                          mos_below=better_than(Grade(quality)) if quality else None,
                          one_way=OneWay(one_way) if one_way else None)


def begin_of(day: date) -> datetime:
    """When a day begins where the tenant lives."""
    return datetime.combine(day, time.min, timezone.get_current_timezone())


class Phone(StrEnum):
    """What the called phone does in a call that is only thought of."""

    ANSWERS = "answers"
    IS_BUSY = "is_busy"
    DECLINES = "declines"
    DOES_NOT_ANSWER = "does_not_answer"
    OFFLINE = "offline"


_PHONE_WORDS = [
    (Phone.ANSWERS.value, gettext_lazy("answers")),
    (Phone.IS_BUSY.value, gettext_lazy("is busy")),
    (Phone.DECLINES.value, gettext_lazy("declines the call")),
    (Phone.DOES_NOT_ANSWER.value, gettext_lazy("rings and nobody answers")),
    (Phone.OFFLINE.value, gettext_lazy("is offline")),
]


class WhatIfForm(ConsoleForm):
    """A call that might come."""

    caller = forms.CharField(label=gettext_lazy("Extension that calls"), max_length=LONGEST_NUMBER,
                             widget=forms.TextInput(attrs={"inputmode": "numeric", "autofocus": True}))
    dialled = forms.CharField(label=gettext_lazy("Number it dials"), max_length=LONGEST_NUMBER,
                              widget=forms.TextInput(attrs={"inputmode": "tel"}))
    phone = choice(gettext_lazy("The called phone"), _PHONE_WORDS, Phone)
    calls_up = whole(gettext_lazy("Other calls that are up"), 0, MOST_CONCURRENT_CALLS, 0)

    recording_stopped = forms.BooleanField(label=gettext_lazy("Recording is stopped for want of space"), required=False)

    def world(self) -> World:
        """What the plan cannot know."""
        given = self.cleaned_data
        if given["phone"] is Phone.OFFLINE:
            return World(calls_up=given["calls_up"], registered=frozenset(),
                         recording_stopped=given["recording_stopped"])
        callee = Callee(Does(given["phone"].value))
        return World(calls_up=given["calls_up"], callees={given["dialled"]: callee},
                     recording_stopped=given["recording_stopped"])
