"""Files closed at rest: AES-256-GCM in chunks, so that any range can be read, and no chunk can be lost or moved.

A sealed file is a header and chunks. The header is a mark, a salt and the length of what is sealed; the file's own key
comes from the installation's key, the salt and the file's place (whose it is and which), so that no file opens in the
place of another. Each chunk is sealed under its number, with the whole header beside it: one that is cut off, swapped,
repeated or taken from another file does not open.
"""

import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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
    for number in range(-(-size // CHUNK)):
        text = source.read(CHUNK)
        if len(text) != _length(size, number):
            raise MediaError(f"The file to be sealed for {lock.place} became shorter while it was read.")
        target.write(cipher.encrypt(_nonce(number), text, header))


class SealedFile(io.RawIOBase):
    """What was sealed, to be read from anywhere; only the chunk that was read last is in memory."""

    def __init__(self, file: BinaryIO, lock: Lock) -> None:
        self._file, self._lock = file, lock
        self._header = file.read(HEADER)
        if len(self._header) != HEADER or not self._header.startswith(MARK):
            raise MediaError(f"The sealed file of {lock.place} is damaged: it does not begin as one.")
        self.size = int.from_bytes(self._header[-LENGTH:], "big")
        self._cipher = _cipher(lock, self._header)
        self._at, self._number, self._text = 0, -1, b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go elsewhere; nothing is read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Where reading goes on."""
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read to the end of a chunk at most."""
        view = memoryview(buffer).cast("B")
        if self._at >= self.size:
            return 0
        piece = self._chunk(self._at // CHUNK)[self._at % CHUNK:][:len(view)]
        view[:len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file that holds it."""
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(HEADER + number * (CHUNK + TAG))
            sealed = self._file.read(_length(self.size, number) + TAG)
            try:
                self._text = self._cipher.decrypt(_nonce(number), sealed, self._header)
            except (InvalidTag, ValueError) as error:
                raise MediaError(f"The sealed file of {self._lock.place} is damaged or not its own, or the key "
                                 f"keys/recordings.key in the data directory is not the one it was sealed with."
                                 ) from error
            self._number = number
        return self._text


def _cipher(lock: Lock, header: bytes) -> AESGCM:
    salt = header[len(MARK):len(MARK) + SALT]
    return AESGCM(HKDF(SHA256(), 32, salt, lock.place.encode()).derive(lock.key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _length(size: int, number: int) -> int:
    return min(CHUNK, size - number * CHUNK)
