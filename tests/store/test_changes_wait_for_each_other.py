"""Two changes at once are one after the other, in a file as well as on a server."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tongdai.store import models
from tongdai.store.exclusive import one_change
from tongdai.store.spool import BookmarkMovedError, Step, move_bookmark, read_position
from tongdai.store.writes import OvertakenError, turn_page

pytestmark = [pytest.mark.wet, pytest.mark.django_db(transaction=True)]
LONG_ENOUGH = 0.3


def beside(work: Callable[[], object]) -> "Future[object]":
    """Begin this in a thread of its own, on a connection of its own."""

    def on_its_own() -> object:
        try:
            return work()
        finally:
            connection.close()

    with_one = ThreadPoolExecutor(1)
    future = with_one.submit(on_its_own)
    with_one.shutdown(wait=False)
    return future


def test_a_second_change_waits_for_the_first():
    order = []

    def second() -> None:
        with one_change():
            order.append("second")

    with one_change():
        later = beside(second)
        assert not threading.Event().wait(LONG_ENOUGH)
        order.append("first")
    later.result(10)

    assert order == ["first", "second"]


def test_a_change_ends_as_if_it_had_never_begun_and_lets_the_next_one_in():
    def break_off() -> None:
        with one_change():
            models.Cell.objects.create(name="c9")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    with one_change():
        assert not models.Cell.objects.filter(name="c9").exists()


def test_of_two_that_read_the_same_books_one_is_overtaken():
    turn_page("c1", 0, "first")

    def second() -> None:
        with transaction.atomic():
            turn_page("c1", 1, "second")

    with transaction.atomic():
        turn_page("c1", 1, "third")
        later = beside(second)
        assert not threading.Event().wait(LONG_ENOUGH)

    with pytest.raises(OvertakenError):
        later.result(10)
    assert models.Cell.objects.values_list("revision", "digest").get(name="c1") == (2, "third")


def test_of_two_readers_of_the_spool_one_moves_the_bookmark():
    start = read_position("c1")

    def move(position: str) -> None:
        move_bookmark("c1", start, Step(position, "", {}, (), ()), ())

    both = [beside(lambda: move("a")), beside(lambda: move("b"))]

    outcomes = sorted(type(each.exception(10)).__name__ for each in both)
    assert outcomes == [BookmarkMovedError.__name__, "NoneType"]
    assert read_position("c1") in ("a", "b")
