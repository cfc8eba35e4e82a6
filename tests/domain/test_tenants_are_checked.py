"""Rules for tenants and packages."""

from dataclasses import replace

import pytest

from domain.houses import SMALL, codes, house
from tongdai.domain.rules import check_house, check_package


@pytest.mark.parametrize(("field", "value", "code"), [
    ("handle", "S", "E_TENANT_HANDLE"), ("handle", "a/../b", "E_TENANT_HANDLE"), ("key", "sen", "E_TENANT_KEY"),
    ("name", "a\nb", "E_TENANT_NAME"), ("country", "Vietnam", "E_TENANT_COUNTRY"),
    ("time_zone", "../../etc/passwd", "E_TENANT_TIME_ZONE")])
def test_a_tenant_field_that_is_unusable_is_named(field, value, code):
    findings = check_house(house(**{field: value}))

    assert codes(findings) == [code]
    assert findings[0].where.field == field


@pytest.mark.parametrize(("field", "value", "code"), [
    ("handle", "", "E_PACKAGE_HANDLE"), ("name", "", "E_PACKAGE_NAME"), ("extensions", 0, "E_PACKAGE_LIMIT"),
    ("concurrent_calls", 1001, "E_PACKAGE_LIMIT"), ("recording_gb", -1, "E_PACKAGE_LIMIT"),
    ("recording_days", 3651, "E_PACKAGE_LIMIT")])
def test_a_package_field_that_is_unusable_is_named(field, value, code):
    findings = list(check_package(replace(SMALL, **{field: value})))

    assert codes(findings) == [code]
    assert findings[0].where.field == field
