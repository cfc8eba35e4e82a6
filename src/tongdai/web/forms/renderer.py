"""How forms look: Bootstrap's classes, a label, a hint, and what is wrong, each tied to its field."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.Select: "form-select",
}


class ConsoleField(BoundField):
    """A field on a page: its widget carries the class that fits, and says whether it is wrong."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the class to what Django adds (required, disabled, aria-describedby, aria-invalid)."""
        built = super().build_widget_attrs(attrs, widget)
        kind = next((name for each, name in _CLASSES.items() if isinstance(widget or self.field.widget, each)),
                    "form-control")
        own = (widget or self.field.widget).attrs.get("class", "")
        built["class"] = " ".join(filter(None, (kind, own, "is-invalid" if self.errors else "")))
        return built

    @property
    def is_box(self) -> bool:
        """A box to tick stands before its label."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class ConsoleRenderer(TemplatesSetting):
    """Our templates for forms, fields and lists of what is wrong."""

    form_template_name = "console/parts/form.html"
    field_template_name = "console/parts/field.html"
    bound_field_class = ConsoleField
