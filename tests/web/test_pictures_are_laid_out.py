"""Pictures: nodes do not overlap, branches lead from left to right, bars lie where the seconds are."""

from itertools import combinations

import pytest

from housecalls import a_call
from tongdai.domain.call import EventKind, Moment
from tongdai.domain.trail import Step
from tongdai.web.pages.plan_picture import BOX_HEIGHT, BOX_WIDTH, Graph, Picture, draw_plan
from tongdai.web.pages.timeline_picture import draw_timeline

DIAMOND = Graph(("a", "b", "c", "d"), (("a", "left", "b"), ("a", "right", "c"), ("b", "on", "d"), ("c", "on", "d"),
                                       ("a", "skip", "d")))
LOOP = Graph(("a", "b"), (("a", "on", "b"), ("b", "again", "a"), ("b", "self", "b")))


def _draw(graph: Graph, *steps: Step) -> Picture:
    return draw_plan(graph, lambda node: (node.upper(), ""), lambda _node, branch: branch, steps)


@pytest.mark.parametrize("graph", [DIAMOND, LOOP, Graph(("a",), ()), Graph((), ())])
def test_boxes_stand_apart_and_inside_the_picture(graph: Graph) -> None:
    picture = _draw(graph)

    for one, other in combinations(picture.boxes, 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
    for box in picture.boxes:
        assert 0 <= box.x <= picture.width - BOX_WIDTH
        assert 0 <= box.y <= picture.height - BOX_HEIGHT


def test_every_branch_is_drawn_and_leads_right() -> None:
    picture = _draw(DIAMOND)
    x = {box.id: box.x for box in picture.boxes}

    assert len(picture.curves) == len(DIAMOND.edges)
    assert x["a"] < x["b"] == x["c"] < x["d"]


def test_a_trail_lights_up_what_was_passed_and_nothing_else() -> None:
    picture = _draw(DIAMOND, Step("a", "left"), Step("b", "on"), Step("d"))

    assert {box.id for box in picture.boxes if box.lit} == {"a", "b", "d"}
    assert sorted(curve.words for curve in picture.curves if curve.lit) == ["left", "on"]


def test_a_trail_of_another_plan_breaks_nothing() -> None:
    assert not any(box.lit for box in _draw(DIAMOND, Step("gone", "x")).boxes)


def test_bars_of_a_leg_follow_each_other_without_a_gap() -> None:
    held = (Moment(6.0, EventKind.HELD, 1), Moment(9.0, EventKind.RESUMED, 1))
    lanes = draw_timeline(a_call("t", timeline=held)).lanes

    assert [bar.kind for bar in lanes[0].bars] == ["ring", "talk"]
    assert [bar.kind for bar in lanes[1].bars] == ["ring", "talk", "held", "talk"]
    for before, after in zip(lanes[1].bars, lanes[1].bars[1:], strict=False):
        assert before.x + before.width == pytest.approx(after.x, abs=0.5)


def test_the_axis_has_a_few_ticks_whatever_the_length() -> None:
    for end in (0.2, 14.0, 900.0, 90_000.0):
        ticks = draw_timeline(a_call("t", legs=(), timeline=(Moment(end, EventKind.ENDED, 0),))).ticks
        assert 1 <= len(ticks) <= 26


def test_a_leg_that_never_ended_reaches_the_end_of_the_picture() -> None:
    call = a_call("t")
    leg = call.legs[0]
    open_leg = type(leg)(id="x", account="t-101", number="101", started=1.0, answered=None, ended=None, cause=0)

    bar = draw_timeline(a_call("t", legs=(open_leg,))).lanes[0].bars[0]

    assert bar.x + bar.width == pytest.approx(100.0, abs=0.1)
