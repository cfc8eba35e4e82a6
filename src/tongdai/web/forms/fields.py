"""Fields that several forms have: whole numbers with bounds shown, and closed choices."""

from collections.abc import Iterable
from enum import StrEnum

from django import forms
from django.utils.translation import gettext_lazy

from tongdai.web.words import Words

_NOT_WHOLE = gettext_lazy("Write a whole number.")
_NOT_OFFERED = gettext_lazy("Choose one of the list.")


def whole(label: Words, low: int, high: int, initial: int, hint: Words = "") -> forms.IntegerField:
    """A whole number; the browser knows the bounds, the rules of the house test them."""
    widget = forms.NumberInput(attrs={"min": low, "max": high, "inputmode": "numeric"})
    return forms.IntegerField(label=label, initial=initial, widget=widget, help_text=hint,
                              error_messages={"invalid": _NOT_WHOLE})


def choice(label: Words, choices: Iterable[tuple[str, Words]], kind: type[StrEnum],
           hint: Words = "") -> forms.TypedChoiceField:
    """One of a closed list; the empty one gives None."""
    offered = list(choices)
    return forms.TypedChoiceField(label=label, choices=offered, coerce=kind, empty_value=None, help_text=hint,
                                  required=all(value for value, _ in offered),
                                  error_messages={"invalid_choice": _NOT_OFFERED})


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Words]]) -> None:
    """Give a form's field the choices that are known only now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
