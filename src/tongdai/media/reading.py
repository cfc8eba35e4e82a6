"""Read a kept recording: the whole or a range of it, sealed or not, in pieces of bounded size."""

from collections.abc import Iterator
from typing import BinaryIO

from tongdai.media.place import Place, open_below
from tongdai.media.sealed import CHUNK, Lock, MediaError, SealedFile


def read_range(place: Place, key: bytes, first: int, last: int) -> Iterator[bytes]:
    """The bytes of a recording from the first to the last, both included.

    The first piece is read at once: what cannot be opened is known before anything is sent, and the file is closed also
    where nobody takes the pieces.
    """
    file = open_kept(open_below(place.root, place.path), place, key)
    file.seek(first)
    pieces = _pieces(file, place, last + 1 - first)
    return _chain(next(pieces), pieces)


def _chain(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def open_kept(file: BinaryIO, place: Place, key: bytes) -> BinaryIO | SealedFile:
    """What stands in the file of a recording, whether it is sealed or not."""
    if not place.sealed:
        return file
    try:
        return SealedFile(file, Lock(key, place.name))
    except MediaError:
        file.close()
        raise


def _pieces(file: BinaryIO | SealedFile, place: Place, missing: int) -> Iterator[bytes]:
    with file:
        while missing > 0:
            piece = file.read(min(CHUNK, missing))
            if not piece:
                raise MediaError(f"The file of {place.name} ends too early.")
            missing -= len(piece)
            yield piece
