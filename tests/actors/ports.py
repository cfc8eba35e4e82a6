"""Free ports on loopback for whatever a test starts."""

import random
import socket
from contextlib import ExitStack

LOWEST, HIGHEST = 20000, 60000
TRIES = 200


def free_port() -> int:
    """A port that is free for UDP and TCP on 127.0.0.1 right now."""
    return free_range(1)


def free_range(count: int) -> int:
    """The first, even, of so many neighbouring ports that are free for UDP and TCP right now."""
    for _ in range(TRIES):
        first = random.randrange(LOWEST, HIGHEST - count, 2)
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError(f"No {count} neighbouring free ports were found on 127.0.0.1; close some programs.")


def _is_free(port: int) -> bool:
    with ExitStack() as stack:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            one = stack.enter_context(socket.socket(socket.AF_INET, kind))
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
