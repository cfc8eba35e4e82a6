"""The number of queries does not grow with the number of things on a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from testhouse import House
from tongdai.actions.extensions import create_extensions
from tongdai.actions.packages import update_package
from web.conftest import Visitor
from web.test_pages_are_for_whom_the_table_says import PAGES

pytestmark = pytest.mark.wet

MOST = 26


def test_no_page_asks_more_for_three_hundred_extensions_than_for_two(house: House, chi: Visitor) -> None:
    few = _queries(chi)
    update_package(house.operator, "standard", {"extensions": 400})
    create_extensions(house.operator, "sen", "1000", 300, "Room {number}")

    many = _queries(chi)

    assert {name: (few[name], count) for name, count in many.items() if count > few[name]} == {}
    assert {name: count for name, count in many.items() if count > MOST} == {}


def _queries(visitor: Visitor) -> dict[str, int]:
    counts = {}
    for name, page in PAGES.items():
        if page.expected[1] == 200:
            with CaptureQueriesContext(connection) as asked:
                visitor.get(page.address(name))
            counts[name] = len(asked)
    return counts
