"""What all forms of the console share: nothing typed is lost, every refusal stands beside its field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tongdai.actions.context import Forbidden, NotFound, Refused
from tongdai.actions.words import translate
from tongdai.domain.finding import Finding

LONGEST_WHY = 200


class ConsoleForm(forms.Form):
    """A form of the console."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Carry out a verb; what it refuses is put beside the fields, and the page is shown again."""
        try:
            yield
        except (NotFound, Forbidden):
            raise
        except Refused as refused:
            if not refused.findings:
                self.add_error(None, translate(refused.message))
            for finding in refused.findings:
                self._blame(finding)

    def changed(self) -> dict[str, Any]:
        """What differs from what the page showed, without the reason."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "why"}

    @property
    def status(self) -> int:
        """200, or 422 where something is wrong."""
        return 422 if self.errors else 200

    def _blame(self, finding: Finding) -> None:
        field = finding.where.field if finding.where.field in self.fields else None
        self.add_error(field, f"{translate(finding.message)} {translate(finding.remedy)}")


class WhyForm(ConsoleForm):
    """A form whose change is kept with a reason."""

    why = forms.CharField(required=False, max_length=LONGEST_WHY, label=gettext_lazy("Why"),
                          help_text=gettext_lazy("Kept with the release, for those who come after you. May be empty."))


def filled(form: type[ConsoleForm], request: HttpRequest, **kwargs: Any) -> Any:
    """The form as it was sent, or as it begins."""
    return form(request.POST if request.method == "POST" else None, **kwargs)
