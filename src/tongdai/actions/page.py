"""Page: one screenful of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_ROWS = 50

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, which page this is (from 1), how many pages and rows there are."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


def page_bounds(wanted: int, total: int) -> tuple[int, int, int, int]:
    """Page number (drawn into what exists), number of pages, first and last row of the slice."""
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(wanted, 1), pages)
    first = (number - 1) * PAGE_ROWS
    return number, pages, first, first + PAGE_ROWS


def page_of(rows: Sequence[Row], wanted: int) -> Page[Row]:
    """One page of rows that are all there."""
    number, pages, first, last = page_bounds(wanted, len(rows))
    return Page(tuple(rows[first:last]), number, pages, len(rows))
