"""The seal: secrets at rest are closed with a key that lies beside the database, never in it."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealError(Exception):
    """A secret cannot be opened, or the key cannot be read; the message says what to do."""


class Seal:
    """Closes and opens secrets with AES-256-GCM; `purpose` binds one to its place, so that none can be moved."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, text: bytes, purpose: str) -> bytes:
        """The sealed form of a text: nonce, then ciphertext with its tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """The text that was closed for this purpose."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError("A sealed secret cannot be opened: the key keys/seal.key in the data directory is not "
                            "the one it was sealed with; put the right key file back.") from error


@lru_cache(maxsize=8)
def open_seal(data: Path) -> Seal:
    """The seal of this data directory; its key is made the first time."""
    return Seal(key_file(data, "seal.key"))


def key_file(data: Path, name: str) -> bytes:
    """The 32 bytes of a key file below `keys/`; made (mode 0600) when it does not exist."""
    file = data / "keys" / name
    try:
        key = file.read_bytes() if file.exists() else _make(file)
    except OSError as error:
        raise SealError(f"The key file {file} cannot be read ({error.strerror}); "
                        f"give it back to the user tongdai runs under.") from error
    if len(key) != _KEY_BYTES:
        raise SealError(f"The key file {file} is damaged; put the right one back from a backup.")
    return key


def _make(file: Path) -> bytes:
    """Write a new key whole or not at all, so that two first starts agree on one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secrets.token_bytes(_KEY_BYTES))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_bytes()
