"""How what was dialled is matched: one pattern for each rule, and catch-alls for everything else."""

from collections.abc import Iterator

from tongdai.domain.number import Pattern
from tongdai.plan import MatchNumber

OTHERWISE = ("_[0-9*#+]!", "_[A-Za-z].")
"""Everything that keys and names can spell. A single letter is left out: Asterisk runs `h`, `i`, `s` and `t` itself."""


def patterns(node: MatchNumber) -> Iterator[tuple[str, str]]:
    """Each dialplan pattern and the branch it takes; Asterisk tries the narrower pattern first."""
    for pattern, branch in node.rules:
        yield _spelled(pattern), branch
    for each in OTHERWISE:
        yield each, "unknown"


def _spelled(pattern: Pattern) -> str:
    """Exactly as long as the number, so that nothing can be hung on behind it."""
    return pattern.exact or "_[1-9]" + "X" * (pattern.length - 1)
