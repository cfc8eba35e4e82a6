"""A MOS has a grade, at the limits of ITU-T G.109."""

import pytest

from tongdai.domain.quality import Grade, better_than, grade_of


@pytest.mark.parametrize(("mos", "grade"), [
    (4.41, Grade.GOOD), (4.03, Grade.GOOD), (4.02, Grade.FAIR), (3.60, Grade.FAIR), (3.59, Grade.POOR),
    (3.10, Grade.POOR), (3.09, Grade.BAD), (1.0, Grade.BAD)])
def test_limits_belong_to_the_better_grade(mos: float, grade: Grade) -> None:
    assert grade_of(mos) is grade


@pytest.mark.parametrize("grade", [Grade.FAIR, Grade.POOR, Grade.BAD])
def test_below_what_is_better_lies_a_grade_and_everything_worse(grade: Grade) -> None:
    assert grade_of(better_than(grade) - 0.01) is grade
    assert grade_of(better_than(grade)) is not grade


def test_nothing_is_better_than_good() -> None:
    with pytest.raises(ValueError, match="nothing is better"):
        better_than(Grade.GOOD)
