"""The compiler: a snapshot and its call plans in, the engine's files out; same input, same bytes."""

from tongdai.compiler.build import Build, Manifest
from tongdai.compiler.compile import compile_snapshot
from tongdai.compiler.files.extensions import GENERATION
from tongdai.compiler.names import account, release_variable, split_account
from tongdai.compiler.place import PLACE_FILES, compile_place

__all__ = ["GENERATION", "PLACE_FILES", "Build", "Manifest", "account", "compile_place", "compile_snapshot",
           "release_variable", "split_account"]
