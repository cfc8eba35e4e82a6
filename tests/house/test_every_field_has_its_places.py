"""Every field of the vocabulary is kept, written to files, and told; or listed here as deliberately not."""

from dataclasses import fields

import pytest

from tongdai.domain import fields as forms
from tongdai.domain.difference import Action, Change
from tongdai.domain.extension import Extension
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Package, Tenant
from tongdai.store import mapping, models
from tongdai.store.seal import Seal

NOT_IN_FILES = {("tenant", "key"): "is minted", ("tenant", "cell"): "is a place in this installation",
                ("tenant", "package"): "stands in the file as a part of its own"}
PLACES = {
    "tenant": (Tenant, models.Tenant, forms.TENANT, mapping.tenant_values(
        Tenant(key="s4kd92mx", handle="sen", name="Sen", package="small"))),
    "package": (Package, models.Package, forms.PACKAGE, mapping.package_values(Package(handle="small", name="Small"))),
    "extension": (Extension, models.Extension, forms.EXTENSION, mapping.extension_values(
        "s4kd92mx", Extension(number="101", name="Bình", secret=Secret("x")), Seal(bytes(32)))),
}


@pytest.mark.parametrize("noun", PLACES)
def test_a_field_is_kept_written_and_told(noun: str):
    kind, table, form, values = PLACES[noun]
    columns = {each.name for each in table._meta.get_fields()}

    for each in fields(kind):
        assert each.name in columns, f"add {each.name} to store.models.{noun} and make a migration"
        assert {each.name, f"{each.name}_id"} & values.keys(), f"add {each.name} to store.mapping"
        assert each.name in form or (noun, each.name) in NOT_IN_FILES, f"add {each.name} to domain.fields"
        assert Change(Action.CHANGED, noun, "x", each.name, "a", "b").words(), f"say {each.name} in domain.difference"


def test_what_is_listed_as_left_out_exists():
    assert all(name in {each.name for each in fields(PLACES[noun][0])} for noun, name in NOT_IN_FILES)
