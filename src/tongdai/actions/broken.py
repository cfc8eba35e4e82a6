"""What this machine or its installation lacks: refusals that asking differently does not help."""

from tongdai.actions.context import Refused
from tongdai.store.trouble import explain

__all__ = ["Broken", "explain"]


class Broken(Refused):
    """Something must be put right on this machine first; nothing was changed."""
