"""A MOS has a grade, at the limits of ITU-T G.109."""

import pytest

from tongdai.domain.quality import Grade, grade_of


@pytest.mark.parametrize(("mos", "grade"), [
    (4.41, Grade.GOOD), (4.03, Grade.GOOD), (4.02, Grade.FAIR), (3.60, Grade.FAIR), (3.59, Grade.POOR),
    (3.10, Grade.POOR), (3.09, Grade.BAD), (1.0, Grade.BAD)])
def test_limits_belong_to_the_better_grade(mos: float, grade: Grade) -> None:
    assert grade_of(mos) is grade
