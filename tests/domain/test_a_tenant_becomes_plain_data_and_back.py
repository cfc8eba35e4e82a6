"""A tenant becomes plain data and comes back the same; whatever else comes in is answered with findings."""

import json
from dataclasses import replace

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.houses import SMALL, codes, extension, house
from tongdai.domain.codec import decode_house, encode_house, restore_house
from tongdai.domain.extension import Encryption, Extension
from tongdai.domain.fields import EXTENSION, PERSON, read_changes
from tongdai.domain.finding import Where
from tongdai.domain.schema import field_schema, tenant_schema
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Feature, Language, Package

SEN = house(extension("101"), extension("102", "Lan", language=Language.KHMER, encryption=Encryption.REQUIRED))

names = st.text(min_size=1, max_size=60)
extensions = st.builds(
    Extension, number=st.from_regex(r"[1-9][0-9]{1,5}", fullmatch=True), name=names, secret=st.builds(Secret, names),
    email=st.sampled_from(["", "binh@sen.example"]), language=st.sampled_from([None, *Language]),
    ring_seconds=st.integers(5, 120), devices=st.integers(1, 10), encryption=st.sampled_from(Encryption))
packages = st.builds(Package, handle=st.just("small"), name=names, extensions=st.integers(1, 2000),
                     features=st.frozensets(st.sampled_from(Feature)))


def in_order(found: list[Extension]) -> tuple[Extension, ...]:
    """Each number once, in the order of a snapshot."""
    return tuple(sorted({each.number: each for each in found}.values(), key=lambda each: (len(each.number),
                                                                                          each.number)))


@given(st.lists(extensions, max_size=5), packages)
def test_what_was_encoded_is_restored(found: list[Extension], package: Package):
    sen = TenantSnapshot(SEN.tenant, package, in_order(found))

    data = json.loads(json.dumps(encode_house(sen, secrets=True, minted=True)))

    assert restore_house(data) == sen


def test_without_secrets_there_are_none():
    assert "Kq7mW2xTz9RbLp4s" not in str(encode_house(SEN, secrets=False))
    assert "s4kd92mx" not in str(encode_house(SEN, secrets=True))


plain = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
                     lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                         st.sampled_from(["format", "tenant", "package", "extensions", "handle", "name", "number"])
                         | st.text(max_size=40), inner, max_size=5), max_leaves=12)


@given(plain)
def test_whatever_comes_in_is_a_tenant_or_findings(data: object):
    draft, findings = decode_house(data)

    assert (draft is None) == bool(findings)


@given(plain, st.sampled_from(["tenant", "package", "extensions"]))
def test_whatever_stands_in_a_part_is_read_or_found(part: object, where: str):
    data = {**encode_house(SEN, secrets=True), where: part}

    draft, findings = decode_house(data)

    assert (draft is None) == bool(findings)


@pytest.mark.parametrize(("part", "value", "code"), [
    ("format", True, "E_FILE_FORMAT"), ("format", "1", "E_FILE_FORMAT"), ("tenant", [], "E_FILE_SHAPE"),
    ("package", 7, "E_FILE_SHAPE"), ("package", "", "E_FIELD_MISSING"), ("package", "x" * 300, "E_FIELD_TEXT"),
    ("extensions", {}, "E_FILE_SHAPE"), ("extensions", [7], "E_FILE_SHAPE"),
    ("extensions", [{"number": -1, "name": "A"}], "E_FIELD_TEXT"),
    ("extensions", [{"number": 10**12, "name": "A"}], "E_FIELD_TEXT"),
    ("extensions", [{"number": True, "name": "A"}], "E_FIELD_TEXT"),
    ("extensions", [{}] * 10_001, "E_FILE_SHAPE"), ("other", 1, "E_FIELD_UNKNOWN"),
    ("tenant", {"handle": "sen", "name": "Sen", "language": 5}, "E_FIELD_CHOICE"),
    ("tenant", {"handle": "sen", "name": "Sen", 7: 5}, "E_FIELD_UNKNOWN"),
    ("package", {"handle": "p1", "name": "P", "features": "api"}, "E_FIELD_CHOICES"),
    ("package", {"handle": "p1", "name": "P", "features": [7]}, "E_FIELD_CHOICES"),
    ("package", {"handle": "p1", "name": "P", "extensions": 10**12}, "E_FIELD_INTEGER")])
def test_a_fault_is_named(part: str, value: object, code: str):
    _, findings = decode_house({**encode_house(SEN, secrets=True), part: value})

    assert code in codes(findings)


def test_a_package_may_be_named_only():
    draft, _ = decode_house({**encode_house(SEN, secrets=False), "package": "small"})

    assert draft is not None
    assert (draft.package, draft.tenant.package) == ("small", "small")
    assert {each.secret.reveal() for each in draft.extensions} == {""}
    with pytest.raises(ValueError, match="not a whole tenant"):
        restore_house({**encode_house(SEN, secrets=True), "package": "small"})


def test_a_fault_is_placed_on_the_nearest_line():
    data = {**encode_house(SEN, secrets=True), "extensions": [{"number": "101", "name": "A", "devices": "x"}, {}]}
    lines = {("extensions",): 3, ("extensions", 0, "devices"): 5, ("extensions", 1): 6}

    _, findings = decode_house(data, lines)

    assert [(each.code, each.where.line) for each in findings] == [
        ("E_FIELD_INTEGER", 5), ("E_FIELD_MISSING", 6), ("E_FIELD_MISSING", 6)]
    assert findings[0].where == Where("sen", "extension", "101", "devices", 5)


def test_changes_are_read_one_by_one_and_every_fault_is_told():
    wanted = {"language": "", "secret": "x", "devices": "3", "colour": "red"}

    values, findings = read_changes(EXTENSION, wanted, Where())

    assert (values["language"], values["secret"]) == (None, Secret("x"))
    assert codes(findings) == ["E_FIELD_INTEGER", "E_FIELD_UNKNOWN"]
    assert codes(read_changes(PERSON, {"active": 1}, Where())[1]) == ["E_FIELD_FLAG"]
    assert read_changes(PERSON, {"active": False}, Where()) == ({"active": False}, ())


def test_the_published_schema_accepts_what_is_written_and_what_is_read():
    schema = jsonschema_rs.validator_for(tenant_schema())

    for data in (encode_house(SEN, secrets=True), encode_house(SEN, secrets=False),
                 {**encode_house(SEN, secrets=False), "package": "small"},
                 {**encode_house(SEN, secrets=False), "extensions": [{"number": 101, "name": "A"}]}):
        assert schema.is_valid(data)
        assert decode_house(data)[1] == ()


@given(plain, st.sampled_from(["format", "tenant", "package", "extensions"]))
def test_what_the_schema_accepts_is_read(part: object, where: str):
    data = {**encode_house(SEN, secrets=False), where: part}

    if jsonschema_rs.validator_for(tenant_schema()).is_valid(data):
        assert decode_house(data)[1] == ()


def test_a_feature_is_in_a_package_or_not():
    draft, _ = decode_house(encode_house(replace(SEN, package=replace(SMALL, features=frozenset(Feature))),
                                         secrets=False))

    assert draft is not None
    assert isinstance(draft.package, Package)
    assert draft.package.features == frozenset(Feature)


def test_a_flag_is_true_or_false():
    assert field_schema(PERSON["active"]) == {"type": "boolean"}


@pytest.mark.parametrize("part", ["tenant", "package", "extensions"])
def test_no_part_can_be_left_out(part: str):
    data = encode_house(SEN, secrets=False)
    del data[part]

    assert [(each.code, each.where.field) for each in decode_house(data)[1]] == [("E_FIELD_MISSING", part)]
