"""The compiler: a snapshot and its call plans in, the engine's files out; same input, same bytes."""

from tongdai.compiler.build import Build, Manifest
from tongdai.compiler.names import account, split_account

__all__ = ["Build", "Manifest", "account", "split_account"]
