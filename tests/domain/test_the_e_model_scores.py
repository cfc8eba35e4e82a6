"""The E-model gives what ITU-T G.107 publishes, and never a better score for a worse connection."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongdai.domain.emodel import CODINGS, Connection, effective_impairment, mean_opinion, transmission_rating


def delayed(milliseconds: float) -> Connection:
    return Connection(t=milliseconds, ta=milliseconds, tr=2 * milliseconds)


def test_the_defaults_give_the_rating_and_score_that_g107_names():
    """G.107, clause 7.7: with all parameters at their defaults R is 93.2; annex B gives it a MOS of 4.41."""
    rating = transmission_rating(Connection())

    assert rating == pytest.approx(93.2, abs=0.05)
    assert round(mean_opinion(rating), 2) == 4.41


@pytest.mark.parametrize(("rating", "mos"), [(90, 4.34), (80, 4.03), (70, 3.60), (60, 3.10), (50, 2.58)])
def test_ratings_have_the_scores_of_table_b1(rating: float, mos: float):
    assert mean_opinion(rating) == pytest.approx(mos, abs=0.008)


@pytest.mark.parametrize(("rating", "mos"), [(-10, 1.0), (0, 1.0), (3, 1.0), (100, 4.5), (120, 4.5)])
def test_scores_end_where_equation_b4_says(rating: float, mos: float):
    assert mean_opinion(rating) == mos


@pytest.mark.parametrize(("milliseconds", "lost"), [(50, 0), (100, 0), (200, 3.0), (400, 24.05), (800, 40.83)])
def test_waiting_costs_what_equation_7_27_gives(milliseconds: float, lost: float):
    """Idd alone: no echo returns to anybody. At 400 ms, X is 2; at 800 ms it is 3."""
    quiet = replace(Connection(), ta=milliseconds)

    assert transmission_rating(Connection()) - transmission_rating(quiet) == pytest.approx(lost, abs=0.05)


def test_a_delay_of_150_ms_satisfies_and_one_of_400_ms_does_not():
    """G.114: up to 150 ms most uses are not affected, above 400 ms is unacceptable; G.109: 80 satisfies, below 70 many
    are dissatisfied."""
    assert transmission_rating(delayed(150)) > 80
    assert transmission_rating(delayed(400)) < 70


@pytest.mark.parametrize(("loss", "bpl", "impairment"), [
    (0, 25.1, 0.0), (1, 25.1, 3.64), (5, 25.1, 15.78), (10, 25.1, 27.07), (1, 4.3, 17.92), (5, 4.3, 51.08)])
def test_loss_impairs_g711_as_equation_7_29_gives(loss: float, bpl: float, impairment: float):
    """Bpl of G.711 is 25.1 with concealment and 4.3 without (G.113, appendix I)."""
    assert effective_impairment(Connection(ppl=loss, bpl=bpl)) == pytest.approx(impairment, abs=0.005)


def test_a_codec_that_impairs_by_itself_does_so_without_loss():
    """G.729A with voice activity detection: Ie 11, Bpl 19 (G.113, appendix I)."""
    assert effective_impairment(Connection(ie=11, bpl=19)) == 11
    assert transmission_rating(Connection(ie=11)) == pytest.approx(transmission_rating(Connection()) - 11)


def test_losses_in_bursts_are_worse():
    assert effective_impairment(Connection(ppl=5, burst_r=2)) > effective_impairment(Connection(ppl=5))


def test_an_advantage_is_added():
    assert transmission_rating(Connection(advantage=5)) == pytest.approx(transmission_rating(Connection()) + 5)


@pytest.mark.parametrize("stmr", [5, 25])
def test_sidetone_that_is_too_loud_or_missing_is_worse_than_the_usual(stmr: float):
    """Clause 7.4 treats STMR below 9 and above 20 dB by equations of their own."""
    assert transmission_rating(replace(delayed(50), stmr=stmr)) < transmission_rating(delayed(50))


def test_every_codec_of_ours_is_coded():
    assert set(CODINGS) == {"ulaw", "alaw", "g722", "opus"}


LOSSES, DELAYS = st.floats(0, 100), st.floats(0, 2000)


@given(LOSSES, LOSSES, DELAYS, st.sampled_from(sorted(CODINGS)))
def test_more_loss_never_scores_better(one: float, other: float, delay: float, codec: str):
    coding = CODINGS[codec]

    def score(loss: float) -> float:
        return mean_opinion(transmission_rating(replace(delayed(delay), ppl=loss, ie=coding.ie, bpl=coding.bpl)))

    less, more = sorted((one, other))
    assert 1 <= score(more) <= score(less) <= 4.5


@given(st.floats(20, 2000), st.floats(20, 2000), LOSSES)
def test_more_delay_never_rates_better(one: float, other: float, loss: float):
    """From a packet's length on: below, an echo that is no echo yet makes the sidetone a little better."""
    shorter, longer = sorted((one, other))

    assert transmission_rating(replace(delayed(longer), ppl=loss)) <= transmission_rating(
        replace(delayed(shorter), ppl=loss)) + 0.01


@given(st.floats(-50, 150), st.floats(-50, 150))
def test_a_better_rating_never_scores_worse(one: float, other: float):
    worse, better = sorted((one, other))

    assert mean_opinion(worse) <= mean_opinion(better) + 1e-9
