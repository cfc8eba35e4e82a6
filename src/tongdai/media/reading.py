"""Read a kept recording: the whole or a range of it, sealed or not, in pieces of bounded size."""

from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from tongdai.media.place import Place, open_below
from tongdai.media.sealed import CHUNK, Lock, MediaError, read_sealed


def read_range(place: Place, key: bytes, first: int, last: int) -> Iterator[bytes]:
    """The bytes of a recording from the first to the last, both included; the file is opened at once."""
    file = open_below(place.root, place.path)
    return _pieces(file, place, key, first, last)


def _pieces(file: BinaryIO, place: Place, key: bytes, first: int, last: int) -> Iterator[bytes]:
    with closing(file):
        if place.sealed:
            yield from read_sealed(file, Lock(key, place.name), first, last)
        else:
            yield from _read_plain(file, place, first, last)


def _read_plain(file: BinaryIO, place: Place, first: int, last: int) -> Iterator[bytes]:
    file.seek(first)
    missing = last + 1 - first
    while missing > 0:
        piece = file.read(min(CHUNK, missing))
        if not piece:
            raise MediaError(f"The file of {place.name} ends too early.")
        missing -= len(piece)
        yield piece
