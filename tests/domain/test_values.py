"""The small values: secrets that stay secret, findings that know how bad they are, patterns, trails, sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongdai.domain.finding import FindingKind, Severity, Where, has_errors
from tongdai.domain.message import say
from tongdai.domain.number import Pattern, is_dialled
from tongdai.domain.rules.texts import is_email, is_handle
from tongdai.domain.secret import Secret, digest_password
from tongdai.domain.trail import Step, Trail, parse_trail


def test_a_secret_prints_as_stars_wherever_it_is_printed():
    secret = Secret("Kq7mW2xTz9RbLp4s")

    assert "Kq7m" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "Kq7mW2xTz9RbLp4s"


def test_a_digest_is_that_of_the_digest_standard():
    assert digest_password("Mufasa", "testrealm@host.com", Secret("Circle Of Life")) == (
        "939e7578ed9e3c518a452acee763bce9")


@pytest.mark.parametrize(("code", "severity", "refuses"), [
    ("E_A", Severity.ERROR, True), ("W_A", Severity.WARNING, False), ("H_A", Severity.HINT, False)])
def test_a_finding_is_as_bad_as_its_code_says(code, severity, refuses):
    finding = FindingKind(code, "Bad {thing}.", "Mend {thing}.").at(Where("sen"), thing="door")

    assert (finding.severity, str(finding.message), str(finding.remedy)) == (severity, "Bad door.", "Mend door.")
    assert has_errors([finding]) is refuses


def test_a_sentence_keeps_its_template_so_that_it_can_be_translated():
    message = say("{count} phones of {name} ring.", name="Bình", count=2)

    assert (message.template, str(message)) == ("{count} phones of {name} ring.", "2 phones of Bình ring.")


@pytest.mark.parametrize(("pattern", "dialled", "matches", "shown"), [
    (Pattern(exact="*43"), "*43", True, "*43"), (Pattern(exact="*43"), "43", False, "*43"),
    (Pattern(length=3), "101", True, "NXX"), (Pattern(length=3), "011", False, "NXX"),
    (Pattern(length=3), "1011", False, "NXX"), (Pattern(length=3), "10٣", False, "NXX")])
def test_a_pattern_matches_what_it_shows(pattern, dialled, matches, shown):
    assert (pattern.matches(dialled), str(pattern)) == (matches, shown)


@pytest.mark.parametrize(("text", "good"), [("*43#", True), ("", False), ("1" * 33, False), ("1&2", False)])
def test_only_what_keys_can_send_was_dialled(text, good):
    assert is_dialled(text) is good


def test_a_handle_and_an_address_have_bounds():
    assert is_handle("sen-2")
    assert not is_handle("-sen")
    assert is_email("a@b.vn")
    assert not is_email("a@" + "b." * 130 + "vn")


STEPS = st.builds(Step, st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True),
                  st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True) | st.just(""),
                  st.text("0123456789*#+", max_size=8))


@given(st.builds(Trail, st.integers(0, 10**6), st.lists(STEPS, max_size=8).map(tuple)))
def test_a_trail_is_read_back_as_it_was_written(trail):
    assert parse_trail(str(trail)) == trail


@pytest.mark.parametrize("text", ["", "x", "17/", "17/A", "17/a>", "17/a(b)", "-1/a", "17/a>b\n", "²/a"])
def test_a_text_that_is_no_trail_is_none(text):
    assert parse_trail(text) is None
