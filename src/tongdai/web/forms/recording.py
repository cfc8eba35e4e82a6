"""Forms for recordings: which ones to list, why one is held, and why one shall go."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy

from tongdai.actions.recordings import LONGEST_REASON, RecordingFilter
from tongdai.web.forms.call import LONGEST_NUMBER, SEARCH, begin_of, day
from tongdai.web.forms.form import LONGEST_WHY, ConsoleForm


class RecordingFilterForm(ConsoleForm):
    """Which recordings to list; everything empty lists all."""

    text = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=LONGEST_NUMBER,
                           widget=forms.TextInput(attrs=SEARCH))
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("To"))
    held = forms.ChoiceField(label=gettext_lazy("Hold"), required=False, choices=[
        ("", gettext_lazy("Any")), ("yes", gettext_lazy("Held")), ("no", gettext_lazy("Not held"))])

    def wanted(self) -> RecordingFilter:
        """The question to the archive; what cannot be read asks for nothing."""
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        since, until = given.get("since"), given.get("until")
        return RecordingFilter(text=given.get("text") or "", since=begin_of(since) if since else None,
                               until=begin_of(until + timedelta(days=1)) if until else None,
                               held={"yes": True, "no": False}.get(given.get("held") or ""))


class HoldForm(ConsoleForm):
    """Why a recording is kept, whatever retention says."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON,
                             help_text=gettext_lazy("Shown beside the recording and kept with the changes."))


class LetGoForm(ConsoleForm):
    """Why a recording is held no longer, or why it shall go."""

    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=LONGEST_WHY,
                          help_text=gettext_lazy("Kept with the changes. May be empty."))
