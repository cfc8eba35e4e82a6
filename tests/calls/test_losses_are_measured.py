"""What a network loses is measured: right to half a point, in the direction in which it was lost, and silence is named.

Losses are drawn from a seed by a relay between phone and engine; measured is compared with what it really dropped.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.lossycalls import Line, LossyCall, call_through, lossy_house
from calls.office import Office
from cells import cell_in, cell_on
from testphones import usual_make
from tongdai.domain.hearing import tell_quality
from tongdai.domain.quality import OneWay, Stream
from tongdai.engine import EngineProgram
from tongdai.engine.console import Console
from tongdai.engine.testphone.baresip import BaresipProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

RIGHT_TO = 0.5
"""Points of a percentage."""

SHORT_SECONDS, LONG_SECONDS = 30.0, 75.0
LOSSES = (1.0, 3.0, 5.0, 10.0)

WHOLE, UP, DOWN, TRANSLATED = Line(), Line(to_engine=5), Line(to_phone=5), Line(to_engine=5, codec="PCMU")
MUTE, DEAF = Line(to_engine=100), Line(to_phone=100)
SHORT = (WHOLE, UP, DOWN, TRANSLATED, MUTE, DEAF)


@pytest.fixture(scope="module")
def lossy_office(shared_path: Path, engine_program: EngineProgram) -> Iterator[Office]:
    """An engine for as many calls at once as the longest run places."""
    with cell_on(lossy_house(1 + 2 * len(LOSSES)), shared_path, engine_program) as cell:
        yield Office(cell)


@pytest.fixture(scope="module")
def short(lossy_office: Office) -> dict[Line, LossyCall]:
    """One call through each kind of line, all at once."""
    return dict(zip(SHORT, call_through(lossy_office, SHORT, SHORT_SECONDS), strict=True))


def loss(stream: Stream | None) -> float:
    assert stream is not None, "the phone sent no reports"
    return stream.loss


def words(call: LossyCall) -> list[str]:
    return [str(each) for each in tell_quality(call.row)]


def expect(call: LossyCall) -> None:
    """Both directions of the line that loses, and the other phone's, which loses nothing by itself."""
    assert loss(call.caller.sent) == pytest.approx(call.lost_to_engine, abs=RIGHT_TO)
    assert loss(call.caller.heard) == pytest.approx(call.lost_to_phone, abs=RIGHT_TO)
    assert loss(call.called.sent) == pytest.approx(0, abs=RIGHT_TO)
    assert loss(call.called.heard) == pytest.approx(call.lost_to_engine, abs=RIGHT_TO)
    assert call.row.one_way is None


def test_a_line_that_loses_nothing_is_good(short: dict[Line, LossyCall]) -> None:
    expect(short[WHOLE])
    assert short[WHOLE].row.mos == pytest.approx(4.37, abs=0.05)
    assert words(short[WHOLE]) == ["The audio was good in every direction that was measured."]
    assert [leg.codec for leg in short[WHOLE].row.legs] == ["alaw", "alaw"]


def test_loss_on_the_way_to_the_engine_is_measured_and_named(short: dict[Line, LossyCall]) -> None:
    expect(short[UP])
    assert 3 <= short[UP].lost_to_engine <= 7
    [told] = words(short[UP])
    assert told.endswith("it was lost between extension 102 and the switchboard.")


def test_loss_on_the_way_to_the_phone_is_measured_and_named(short: dict[Line, LossyCall]) -> None:
    expect(short[DOWN])
    assert 3 <= short[DOWN].lost_to_phone <= 7
    [told] = words(short[DOWN])
    assert told.startswith("Extension 104 heard 105 with ")
    assert told.endswith("it was lost between the switchboard and extension 104.")


def test_a_stream_that_is_translated_hides_no_loss(short: dict[Line, LossyCall]) -> None:
    call = short[TRANSLATED]

    assert [leg.codec for leg in call.row.legs] == ["alaw", "ulaw"]
    assert loss(call.caller.sent) == pytest.approx(call.lost_to_engine, abs=RIGHT_TO)
    assert loss(call.called.heard) == pytest.approx(0, abs=RIGHT_TO)
    [told] = words(call)
    assert told.endswith("it was lost between extension 106 and the switchboard.")


def test_a_phone_of_which_nothing_comes_is_not_heard(short: dict[Line, LossyCall]) -> None:
    assert short[MUTE].row.one_way is OneWay.CALLER
    assert short[MUTE].row.mos == 1.0
    assert words(short[MUTE]) == ["Nobody heard extension 108: no audio came from its phone."]


def test_a_phone_to_which_nothing_comes_hears_nothing(short: dict[Line, LossyCall]) -> None:
    """A phone that reports as soon as it sends says so (pjsua2); one that waits until it hears does not (baresip)."""
    if isinstance(usual_make(), BaresipProgram):
        assert short[DEAF].caller.heard is None
        assert short[DEAF].row.one_way is None
        return
    assert short[DEAF].row.one_way is OneWay.CALLED
    assert short[DEAF].row.mos == 1.0
    assert words(short[DEAF]) == ["Extension 110 heard nothing: no audio arrived at its phone."]


@pytest.mark.long
def test_audio_that_is_passed_on_without_a_look_is_counted_alike(
        shared_path: Path, engine_program: EngineProgram) -> None:
    """An engine that never encrypts passes packets on by themselves (bridge_native_rtp); ours could some day."""
    lines = (Line(), Line(to_engine=5), Line(to_phone=5))
    with cell_in(shared_path / "plain", engine_program) as cell:
        cell.publish(lossy_house(len(lines)))
        phones = cell.cell.current / "pjsip.conf"
        encrypting, never = "media_encryption = sdes\n", "media_encryption = no\n"
        text = phones.read_text(encoding="utf-8")
        assert encrypting in text
        phones.write_text(text.replace(encrypting, never), encoding="utf-8")
        cell.start()

        def see() -> None:
            assert Console(cell.cell.run).ask("bridge show all").count("native_rtp") == len(lines)

        for call in call_through(Office(cell), lines, SHORT_SECONDS, see):
            expect(call)


@pytest.mark.long
def test_losses_of_every_size_are_measured_both_ways(lossy_office: Office) -> None:
    """0, 1, 3, 5 and 10 % in one direction, then in the other."""
    calls = call_through(lossy_office, (Line(), *(Line(to_engine=each) for each in LOSSES),
                                        *(Line(to_phone=each) for each in LOSSES)), LONG_SECONDS)

    for each in calls:
        print(f"lost {each.lost_to_engine:.2f} % to the engine, {each.lost_to_phone:.2f} % to the phone; measured "
              f"{loss(each.caller.sent):.2f} and {loss(each.caller.heard):.2f}, "
              f"{loss(each.called.heard):.2f} by the other phone; MOS {each.row.mos}; {words(each)}")
    for each in calls:
        expect(each)
