"""Read back: whether a running engine holds, object by object, what the scratch engine held."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby

from tongdai.compiler import Build
from tongdai.engine.answers import read_options
from tongdai.engine.console import Console

MOST_DETAILS = 100
_OBJECTS = ("endpoint", "auth", "aor")
_OF_THE_MOMENT = {"contact", "refresh_token"}


def changed_accounts(before: Build | None, after: Build) -> tuple[str, ...]:
    """SIP accounts whose text changed and which both Builds have or only the new one; at most MOST_DETAILS."""
    old = dict(_account_texts(before)) if before else {}
    return tuple(name for name, text in _account_texts(after) if old.get(name) != text)[:MOST_DETAILS]


def _account_texts(build: Build) -> Iterator[tuple[str, str]]:
    """Each account's sections as text."""
    for path, text in build.files.items():
        if path.startswith("pjsip/"):
            named = ((section.partition("]")[0], section) for section in text.split("\n[")[1:])
            for name, group in groupby(named, key=lambda pair: pair[0]):
                yield name, "".join(section for _, section in group)


def read_details(console: Console, accounts: Iterable[str]) -> dict[str, str]:
    """For each account one digest over all options of its endpoint, auth and AOR, as the engine sees them."""
    return {name: _digest(console, name) for name in accounts}


def _digest(console: Console, account: str) -> str:
    total = sha256()
    for kind in _OBJECTS:
        options = read_options(console.ask(f"pjsip show {kind} {account}"))
        lines = (f"{name}: {value}\n" for name, value in sorted(options.items()) if name not in _OF_THE_MOMENT)
        total.update(f"{kind}\n{''.join(lines)}".encode())
    return total.hexdigest()


def different_details(expected: Mapping[str, str], found: Mapping[str, str]) -> frozenset[str]:
    """Accounts that are not what the scratch engine made of them."""
    return frozenset(name for name in expected.keys() & found.keys() if expected[name] != found[name])
