"""Quality of a call: the engine's counters at the end of each leg into loss, jitter, round trip and MOS per direction.

What the dialplan leaves (compiler/dialplan/farewell.py) is what `CHANNEL(rtcp,all)` says: the engine's counts of what
came in (`rxcount`, `lp`, `txjitter`) and went out (`txcount`), and from the phone's last report what it missed (`rlp`),
its jitter (`rxjitter`) and the round trip (`rtt`). `rxmes` is not 0 once the phone has reported anything at all
(rtp_engine.c and res_rtp_asterisk.c, 22.10.1: `rx` and `tx` are swapped for jitter and MES).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tongdai.domain.call import Call, EventKind, Leg
from tongdai.domain.emodel import CODINGS, CONCEALED, Connection, mean_opinion, transmission_rating
from tongdai.domain.quality import LegQuality, OneWay, Stream

OUR_REPORT, THEIR_REPORT = 0.5, 2.5
"""Seconds by which the last count of losses is older than the call's end, as a rule: half the time between reports."""

LEAST_COUNTED = 0.8
"""Of a short call, the share in which losses are taken to be counted if any were."""

SILENT_SECONDS, UNREPORTED_SECONDS = 5.0, 10.0
"""How long a leg must have been up, without hold, before silence of its phone or in its reports tells something."""

NEXT_TO_NOTHING = 10
"""Packets that a phone may have sent and still count as silent: a fifth of a second."""

FEWEST = 50
"""Packets without which there is no opinion: a second."""

PACKET_MS, LEAST_BUFFER_MS, JITTERS_BUFFERED = 20.0, 40.0, 2.0
"""Delays that the model needs and nobody measures: a packet's length, and a jitter buffer that follows the jitter."""

MOST_COUNT, LONGEST_MS = 1 << 31, 10_000.0

KEPT_SCORES = 4096
"""Of the latest legs; most are of good health and alike."""


@dataclass(frozen=True, slots=True)
class _Counters:
    """One leg's counters, times in milliseconds."""

    leg: Leg
    came: int
    came_lost: int
    came_jitter: float
    went: int
    missed: int
    heard_jitter: float
    round_trip: float
    reported: bool

    @property
    def seconds(self) -> float:
        """How long the leg was up."""
        return max(0.0, (self.leg.ended or 0.0) - (self.leg.answered or 0.0))


def measured(call: Call, counters: Mapping[str, str]) -> Call:
    """The call with the quality of every leg that was up; `counters` are texts by channel."""
    read = [each for leg in call.legs if (each := _read(leg, counters.get(leg.id, "")))]
    if not read:
        return call
    held = _held(call)
    deaf = {each.leg.id for each in read if _heard_nothing(each, held)}
    mute = {each.leg.id for each in read if _sent_nothing(each, held)}
    found = {each.leg.id: _quality(each, read, each.leg.id in mute, each.leg.id in deaf) for each in read}
    legs = tuple(replace(leg, quality=found.get(leg.id)) for leg in call.legs)
    return replace(call, legs=legs, mos=_worst(found.values()), one_way=_one_way(call.legs, mute, deaf))


def _read(leg: Leg, text: str) -> _Counters | None:
    """The counters in a text; None where the leg was never up, or a value is missing or beyond reason."""
    values = dict(pair.partition("=")[::2] for pair in text.split(";"))
    try:
        numbers = {name: float(values[name]) for name in
                   ("rxcount", "lp", "txjitter", "txcount", "rlp", "rxjitter", "rtt", "rxmes")}
    except (KeyError, ValueError):
        return None
    if leg.answered is None or not all(0 <= each < MOST_COUNT for each in numbers.values()):
        return None
    jitters = (min(1000 * numbers[name], LONGEST_MS) for name in ("txjitter", "rxjitter"))
    came_jitter, heard_jitter = jitters
    return _Counters(
        leg, int(numbers["rxcount"]), int(numbers["lp"]) if numbers["rxcount"] else 0, came_jitter,
        int(numbers["txcount"]), int(numbers["rlp"]), heard_jitter, 1000 * numbers["rtt"],
        any(numbers[name] for name in ("rxmes", "rlp", "rxjitter", "rtt")))


def _quality(one: _Counters, everybody: Sequence[_Counters], is_mute: bool, is_deaf: bool) -> LegQuality:
    trip = round(one.round_trip, 2) if 0 < one.round_trip < LONGEST_MS else None
    expected = one.came + one.came_lost
    sent = _nothing(0) if is_mute else _stream(one, expected, one.came_lost, one.came_jitter, OUR_REPORT, trip)
    if is_deaf:
        return LegQuality(sent=sent, heard=_nothing(one.went), round_trip=trip)
    expected = one.went + _gaps(one, everybody)
    if not one.reported or not expected:
        return LegQuality(sent=sent, heard=None, round_trip=trip)
    heard = _stream(one, expected, min(one.missed, expected), one.heard_jitter, THEIR_REPORT, trip)
    return LegQuality(sent=sent, heard=heard, round_trip=trip)


def _gaps(one: _Counters, everybody: Sequence[_Counters]) -> int:
    """Packets that a phone missed because they never reached the engine.

    The engine leaves a gap in the numbers of what it sends where there is one in what it received, unless it translates
    from one codec to another (res_rtp_asterisk.c, rtp_raw_write and bridge_p2p_rtp_write, 22.10.1).
    """
    others = sum(each.came_lost for each in everybody if each is not one and each.leg.codec == one.leg.codec)
    return min(others, one.missed)


def _stream(one: _Counters, expected: int, lost: int, jitter: float, age: float, trip: float | None) -> Stream:
    """What came and what did not until the end, though losses were last counted `age` seconds before it."""
    counted = max(LEAST_COUNTED, 1 - age / max(age, one.seconds))
    lost = min(expected, round(lost / counted))
    loss = 100 * lost / expected if expected else 0.0
    mos = _opinion(one.leg.codec, loss, jitter, trip) if expected >= FEWEST else None
    return Stream(packets=expected - lost, lost=lost, loss=round(loss, 2), jitter=round(jitter, 2), mos=mos)


def _nothing(lost: int) -> Stream:
    """A direction in which nothing came through though it should have."""
    return Stream(packets=0, lost=lost, loss=100.0, jitter=None, mos=1.0)


def _opinion(codec: str, loss: float, jitter: float, trip: float | None) -> float:
    """The score of one direction of one leg, with half the round trip and a jitter buffer as its delay."""
    delay = (trip or 0.0) / 2 + PACKET_MS + max(LEAST_BUFFER_MS, JITTERS_BUFFERED * jitter)
    return _score(codec, round(loss, 1), round(delay))


@lru_cache(KEPT_SCORES)
def _score(codec: str, loss: float, delay: int) -> float:
    coding = CODINGS.get(codec, CONCEALED)
    connection = Connection(t=delay, ta=delay, tr=2 * delay, ie=coding.ie, bpl=coding.bpl, ppl=loss)
    return round(mean_opinion(transmission_rating(connection)), 2)


def _worst(qualities: Iterable[LegQuality]) -> float | None:
    """The worst direction of the worst leg."""
    streams = (stream for each in qualities for stream in (each.sent, each.heard) if stream)
    return min((stream.mos for stream in streams if stream.mos is not None), default=None)


def _held(call: Call) -> list[tuple[float, float]]:
    """When somebody in the call was on hold: then neither side needs to send anything."""
    since: dict[int, float] = {}
    spans: list[tuple[float, float]] = []
    for moment in call.timeline:
        if moment.kind is EventKind.HELD:
            since[moment.leg] = moment.offset
        elif moment.kind in (EventKind.RESUMED, EventKind.PARTED, EventKind.ENDED):
            legs = [moment.leg] if moment.kind is not EventKind.ENDED else list(since)
            spans += [(since.pop(leg), moment.offset) for leg in legs if leg in since]
    return sorted(spans)


def _talking_seconds(one: _Counters, held: Sequence[tuple[float, float]]) -> float:
    """How long a leg was up while nobody was on hold."""
    at, seconds = one.leg.answered or 0.0, one.seconds
    end = at + seconds
    for began, ended in held:
        seconds -= max(0.0, min(ended, end) - max(began, at))
        at = max(at, min(ended, end))
    return seconds


def _sent_nothing(one: _Counters, held: Sequence[tuple[float, float]]) -> bool:
    return one.came <= NEXT_TO_NOTHING and _talking_seconds(one, held) >= SILENT_SECONDS


def _heard_nothing(one: _Counters, held: Sequence[tuple[float, float]]) -> bool:
    """A phone that reports, but knows neither of a packet nor of a report of ours in all that time."""
    knows_nothing = one.reported and not (one.missed or one.heard_jitter or one.round_trip)
    return knows_nothing and one.went > NEXT_TO_NOTHING and _talking_seconds(one, held) >= UNREPORTED_SECONDS


def _one_way(legs: Sequence[Leg], mute: set[str], deaf: set[str]) -> OneWay | None:
    """Who was not heard: whose phone sent nothing, or to whom the other side was deaf."""
    caller = legs[0].id
    unheard = {OneWay.CALLER if each == caller else OneWay.CALLED for each in mute}
    unheard |= {OneWay.CALLED if each == caller else OneWay.CALLER for each in deaf}
    return OneWay.NOBODY if len(unheard) > 1 else next(iter(unheard), None)
