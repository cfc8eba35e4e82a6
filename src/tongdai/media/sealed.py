"""Files closed at rest: AES-256-GCM in chunks, so that any range can be read, and no chunk can be lost or moved.

A sealed file is a header and chunks. The header is a mark, a salt and the length of what is sealed; the file's own key
comes from the installation's key, the salt and the file's place (whose it is and which), so that no file opens in the
place of another. Each chunk is sealed under its number, with the whole header beside it: one that is cut off, swapped,
repeated or taken from another file does not open.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = b"tongdai sealed 1"
SALT = 16
LENGTH = 8
HEADER = len(MARK) + SALT + LENGTH
CHUNK = 64 * 1024
TAG = 16


class MediaError(Exception):
    """A file cannot be read as what it should be; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What closes one file: the installation's key, and the file's place, which names tenant and recording."""

    key: bytes
    place: str


def seal_file(source: BinaryIO, size: int, target: BinaryIO, lock: Lock) -> None:
    """Write `size` bytes of a file into another, sealed."""
    header = MARK + os.urandom(SALT) + size.to_bytes(LENGTH, "big")
    cipher = _cipher(lock, header)
    target.write(header)
    for number in range(_count(size)):
        text = source.read(CHUNK)
        if len(text) != _length(size, number):
            raise MediaError(f"The file to be sealed for {lock.place} became shorter while it was read.")
        target.write(cipher.encrypt(_nonce(number), text, header))


def read_sealed(file: BinaryIO, lock: Lock, first: int, last: int) -> Iterator[bytes]:
    """What was sealed, from the first byte to the last (counted from 0, both included), in pieces."""
    header = file.read(HEADER)
    size = sealed_size(header, lock.place)
    if not 0 <= first <= last < size:
        raise MediaError(f"{lock.place} has no bytes {first} to {last}; it has {size}.")
    cipher = _cipher(lock, header)
    for number in range(first // CHUNK, last // CHUNK + 1):
        text, start = _open_chunk(file, cipher, header, number, size, lock.place), number * CHUNK
        yield text[max(0, first - start):last + 1 - start]


def sealed_size(header: bytes, place: str) -> int:
    """The length that a header tells."""
    if len(header) != HEADER or not header.startswith(MARK):
        raise MediaError(f"The sealed file of {place} is damaged: it does not begin as one.")
    return int.from_bytes(header[-LENGTH:], "big")


def _open_chunk(file: BinaryIO, cipher: AESGCM, header: bytes, number: int, size: int, place: str) -> bytes:
    file.seek(HEADER + number * (CHUNK + TAG))
    try:
        return cipher.decrypt(_nonce(number), file.read(_length(size, number) + TAG), header)
    except (InvalidTag, ValueError) as error:
        raise MediaError(f"The sealed file of {place} is damaged or not its own, or the key keys/recordings.key in the "
                         f"data directory is not the one it was sealed with.") from error


def _cipher(lock: Lock, header: bytes) -> AESGCM:
    salt = header[len(MARK):len(MARK) + SALT]
    return AESGCM(HKDF(SHA256(), 32, salt, lock.place.encode()).derive(lock.key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _count(size: int) -> int:
    return -(-size // CHUNK)


def _length(size: int, number: int) -> int:
    return min(CHUNK, size - number * CHUNK)
