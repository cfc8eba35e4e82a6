"""The counters that legs leave at their ends become loss, jitter and scores per direction, and who was not heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spool import SEN
from tongdai.domain.call import Call
from tongdai.domain.quality import OneWay, Stream
from tongdai.engine import Ledger, fold_lines
from tongdai.engine.events import parse_line

HOA, BINH = "c1q-1795525100.0", "c1q-1795525100.1"
START, ANSWER = 1795525100.0, 1795525102.0
TRAIL = "17/dialled(102)>extension/calls>free/find>found/ring(102)"


def counters(**values: float) -> str:
    """What the engine says of a leg's audio at its end; by default sixty seconds without a fault."""
    known = {"ssrc": 7, "themssrc": 9, "lp": 0, "rxjitter": 0.0005, "rxcount": 3000, "txjitter": 0.00025,
             "txcount": 3000, "rlp": 0, "rtt": 0.02, "rxmes": 88.087887, "txmes": 88.086635} | values
    return ";".join(f"{name}={value}" for name, value in known.items())


SILENT = counters(rxcount=0, lp=1, txjitter=0.0)
DEAF = counters(rxjitter=0.0, rtt=0.0)
UNREPORTED = counters(rxjitter=0.0, rtt=0.0, rxmes=0.0)


def line(kind: str, at: float, channel: str, userfield: str = "", extra: str = "") -> str:
    number = "101" if channel == HOA else "102"
    name = f"PJSIP/{SEN}-{number}-0000000{channel[-1]}"
    return "\t".join((kind, f"{at:.6f}", channel, HOA, name, userfield, SEN, extra))


def call(hoa: str, binh: str, *, talk: float = 60.0, codec: str = "alaw",
         held: tuple[float, float] | None = None) -> Call:
    """Hoa (101) calls Bình (102); their counters, for how long they talked, and when Bình was on hold."""
    lines = [line("CHAN_START", START, HOA), line("CHAN_START", START + 0.1, BINH), line("ANSWER", ANSWER, BINH),
             line("ANSWER", ANSWER, HOA, f"{TRAIL} alaw")]
    if held:
        lines += [line("STREAM_BEGIN", ANSWER + held[0], BINH, "", '{"class":"default"}'),
                  line("STREAM_END", ANSWER + held[1], BINH)]
    end = ANSWER + talk
    lines += [line("HANGUP", end, BINH, f" ({codec}) {binh}", '{"hangupcause":16}'),
              line("HANGUP", end, HOA, f"{TRAIL} alaw alaw {hoa}", '{"hangupcause":16}')]
    [folded] = fold_lines(Ledger(), lines, "c1").calls
    return folded


def streams(folded: Call) -> list[Stream | None]:
    """What Hoa sent and heard, and what Bình sent and heard."""
    return [each for leg in folded.legs if leg.quality for each in (leg.quality.sent, leg.quality.heard)]


def losses(folded: Call) -> list[float | None]:
    return [each and round(each.loss, 1) for each in streams(folded)]


def test_a_call_without_a_fault_scores_as_well_as_the_scale_allows():
    folded = call(counters(), counters())

    assert losses(folded) == [0, 0, 0, 0]
    assert folded.mos == 4.37
    assert folded.one_way is None


def test_jitter_and_round_trip_are_milliseconds_of_the_direction_they_were_measured_in():
    quality = call(counters(txjitter=0.004, rxjitter=0.011, rtt=0.0253), counters()).legs[0].quality

    assert quality
    assert quality.heard
    assert (quality.sent.jitter, quality.heard.jitter, quality.round_trip) == (4.0, 11.0, 25.3)


def test_the_codec_of_each_leg_is_told_at_its_end():
    assert [leg.codec for leg in call(counters(), counters(), codec="g722").legs] == ["alaw", "g722"]


def test_a_loss_on_the_way_to_the_switchboard_is_what_a_phone_sent_and_the_other_missed():
    folded = call(counters(rxcount=2700, lp=300), counters(txcount=2700, rlp=290))

    assert losses(folded) == pytest.approx([10, 0, 0, 10], abs=0.5)
    assert folded.mos == pytest.approx(3.33, abs=0.05)


def test_a_loss_on_the_way_from_the_switchboard_is_what_a_phone_heard():
    assert losses(call(counters(rlp=145), counters())) == pytest.approx([0, 5, 0, 0], abs=0.3)


def test_losses_before_and_behind_the_switchboard_add_up_for_the_listener():
    folded = call(counters(rxcount=2850, lp=150), counters(txcount=2850, rlp=292))

    assert losses(folded) == pytest.approx([5, 0, 0, 10], abs=0.5)


def test_a_translated_stream_hides_what_was_lost_before():
    folded = call(counters(rxcount=2700, lp=300), counters(txcount=2700, rlp=0), codec="g722")

    assert losses(folded) == pytest.approx([10, 0, 0, 0], abs=0.2)


def test_losses_are_carried_on_from_the_last_report_to_the_end():
    """They were counted until half a second (ours) and two and a half (the phone's) before the end, as a rule."""
    sent, heard = streams(call(counters(rxcount=900, lp=95, txcount=1000, rlp=90), counters(), talk=20))[:2]

    assert sent
    assert heard
    assert (sent.lost, heard.lost) == (97, 103)


def test_a_short_call_is_carried_on_by_a_quarter_at_most():
    heard = streams(call(counters(rxcount=150, txcount=150, rlp=8), counters(), talk=3))[1]

    assert heard
    assert heard.lost == 10


def test_a_phone_that_sends_no_reports_has_not_told_what_it_heard():
    folded = call(UNREPORTED, counters())

    assert losses(folded) == [0, None, 0, 0]
    assert folded.one_way is None


def test_a_second_of_audio_is_needed_for_an_opinion():
    folded = call(counters(rxcount=49, txcount=20), counters(rxcount=20, txcount=49), talk=1)

    assert folded.mos is None


@pytest.mark.parametrize(("hoa", "binh", "side"), [
    (SILENT, counters(txcount=0, rxjitter=0.0, rtt=0.0), OneWay.CALLER), (counters(txcount=0), SILENT, OneWay.CALLED),
    (SILENT, SILENT, OneWay.NOBODY), (DEAF, counters(), OneWay.CALLED), (counters(), DEAF, OneWay.CALLER),
    (DEAF, DEAF, OneWay.NOBODY)])
def test_who_was_not_heard_is_told(hoa: str, binh: str, side: OneWay):
    folded = call(hoa, binh)

    assert folded.one_way is side
    assert folded.mos == 1.0


def test_a_few_packets_are_next_to_nothing():
    assert call(counters(rxcount=10), counters()).one_way is OneWay.CALLER
    assert call(counters(rxcount=11), counters()).one_way is None


def test_too_short_a_call_tells_nothing_about_silence():
    assert call(SILENT, counters(), talk=4.9).one_way is None
    assert call(SILENT, counters(), talk=5.1).one_way is OneWay.CALLER
    assert call(DEAF, counters(), talk=9.9).one_way is None


def test_a_call_on_hold_may_be_silent():
    assert call(SILENT, counters(), talk=60, held=(2, 58)).one_way is None
    assert call(SILENT, counters(), talk=60, held=(2, 50)).one_way is OneWay.CALLER


def test_a_call_that_ends_on_hold_may_be_silent():
    lines = call(SILENT, counters(), talk=60, held=(1, 59.9))

    assert lines.one_way is None


def test_a_muted_phone_with_comfort_noise_is_heard_to_be_there():
    """Comfort noise comes a few times a second at most, but it comes (RFC 3389)."""
    assert call(counters(rxcount=300, txcount=3000), counters(txcount=300)).one_way is None


@pytest.mark.parametrize("broken", [
    "", "Ring", "ssrc=1", counters().replace("rxcount=3000", "rxcount=x"), counters(rxcount=-1), counters(lp=1e12),
    counters().replace("rtt=0.02", "rtt=nan"), counters().replace("rlp=0;", "")])
def test_counters_that_cannot_be_true_are_no_measurement(broken: str):
    assert call(broken, counters()).legs[0].quality is None


def test_a_round_trip_beyond_reason_is_none():
    """A phone whose clock jumps makes the engine compute hours."""
    quality = call(counters(rtt=65000.1), counters()).legs[0].quality

    assert quality
    assert quality.round_trip is None


def test_a_call_whose_legs_were_never_up_was_not_measured():
    lines = [line("CHAN_START", START, HOA), line("CHAN_START", START + 0.1, BINH), line("HANGUP", START + 5, BINH),
             line("HANGUP", START + 5, HOA, f"{TRAIL} ulaw ulaw Ring", '{"hangupcause":16}')]

    [folded] = fold_lines(Ledger(), lines, "c1").calls

    assert (folded.mos, folded.one_way, folded.codec) == (None, None, "ulaw")
    assert all(leg.quality is None for leg in folded.legs)


@pytest.mark.parametrize(("userfield", "left"), [
    (f"{TRAIL} alaw", (TRAIL, "alaw", "")), (TRAIL, (TRAIL, "", "")), ("", ("", "", "")),
    (f"{TRAIL} ulaw Ring", (TRAIL, "", "")), (f"{TRAIL} alaw ulaw Ring", (TRAIL, "alaw", "")),
    (f"{TRAIL} alaw opus {counters()}", (TRAIL, "opus", counters())),
    (f"{TRAIL} alaw (g722|alaw) {counters()}", (TRAIL, "g722", counters())),
    (f" opus {counters()}", ("", "opus", counters())),
    (f" (alaw) {counters()}", ("", "alaw", counters())), (f"{TRAIL} slin {counters()}", (TRAIL, "slin", counters()))])
def test_what_dialplan_left_is_read_apart(userfield: str, left: tuple[str, str, str]):
    event = parse_line(line("HANGUP", START, HOA, userfield))

    assert event
    assert (event.trail, event.codec, event.counters) == left


NUMBERS = st.integers(0, 1 << 24)


@given(*[NUMBERS] * 4, *[st.floats(0, 100)] * 3, st.floats(0.1, 5000), st.sampled_from(["alaw", "opus", "what"]))
def test_any_counters_give_figures_within_their_bounds(came: int, lost: int, went: int, missed: int, jitter: float,
                                                       heard_jitter: float, trip: float, talk: float, codec: str):
    folded = call(counters(rxcount=came, lp=lost, txcount=went, rlp=missed, txjitter=jitter, rxjitter=heard_jitter,
                           rtt=trip), counters(), talk=talk, codec=codec)

    for each in filter(None, streams(folded)):
        assert 0 <= each.loss <= 100
        assert each.mos is None or 1 <= each.mos <= 4.5
        assert each.packets >= 0
        assert each.lost >= 0
