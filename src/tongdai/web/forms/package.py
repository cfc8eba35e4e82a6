"""Forms for packages: limits and what they switch on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tongdai.domain.rules.tenants import (
    MOST_CONCURRENT_CALLS,
    MOST_EXTENSIONS,
    MOST_LOG_MONTHS,
    MOST_RECORDING_DAYS,
    MOST_RECORDING_GB,
)
from tongdai.domain.rules.texts import LONGEST_NAME
from tongdai.domain.tenant import Feature, Package
from tongdai.web.forms.fields import whole
from tongdai.web.forms.form import WhyForm
from tongdai.web.forms.tenant import LONGEST_HANDLE
from tongdai.web.words import choices_of


class Boxes(forms.CheckboxSelectMultiple):
    """Several boxes to tick, as Bootstrap draws them."""

    template_name = "console/parts/boxes.html"


class PackageForm(WhyForm):
    """A package that exists."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    extensions = whole(gettext_lazy("Extensions"), 1, MOST_EXTENSIONS, 10)
    concurrent_calls = whole(gettext_lazy("Calls at a time"), 1, MOST_CONCURRENT_CALLS, 5)
    recording_gb = whole(gettext_lazy("Recordings (GB)"), 0, MOST_RECORDING_GB, 0)
    recording_days = whole(gettext_lazy("Recordings are kept (days)"), 0, MOST_RECORDING_DAYS, 0)
    log_months = whole(gettext_lazy("Call log is kept (months)"), 1, MOST_LOG_MONTHS, 24,
                       gettext_lazy("After that it is an archive of its month."))
    features = forms.MultipleChoiceField(label=gettext_lazy("Switched on"), choices=choices_of(Feature),
                                         required=False, widget=Boxes)
    field_order = ("handle", "name", "extensions", "concurrent_calls", "recording_gb", "recording_days", "log_months",
                   "features", "why")

    def clean_features(self) -> frozenset[Feature]:
        """The ticked boxes as a set."""
        return frozenset(Feature(each) for each in self.cleaned_data["features"])

    @staticmethod
    def initial_of(package: Package) -> dict[str, Any]:
        """What the page shows of a package that exists."""
        names = ("name", "extensions", "concurrent_calls", "recording_gb", "recording_days", "log_months")
        return {name: getattr(package, name) for name in names} | {"features": sorted(package.features)}


class NewPackageForm(PackageForm):
    """A package that does not exist yet."""

    handle = forms.CharField(label=gettext_lazy("Handle"), max_length=LONGEST_HANDLE,
                             widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none"}),
                             help_text=gettext_lazy("What people type to name it: small letters, digits and dashes."))

    def package(self) -> Package:
        """What was wished."""
        return Package(**{name: value for name, value in self.cleaned_data.items() if name != "why"})
