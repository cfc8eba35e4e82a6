"""The compiler: a snapshot and its call plans in, the engine's files out; same input, same bytes."""

from tongdai.compiler.build import Build, Manifest
from tongdai.compiler.compile import compile_snapshot
from tongdai.compiler.diff import Action, BuildDifference, Reload, compare_builds, reader_of
from tongdai.compiler.files.cel import SPOOL
from tongdai.compiler.files.extensions import GENERATION
from tongdai.compiler.lint import lint_build, lint_place
from tongdai.compiler.names import STOPPED, account, release_variable, split_account
from tongdai.compiler.place import PLACE_FILES, compile_place

__all__ = ["GENERATION", "PLACE_FILES", "SPOOL", "STOPPED", "Action", "Build", "BuildDifference", "Manifest", "Reload",
           "account", "compare_builds", "compile_place", "compile_snapshot", "lint_build", "lint_place",
           "reader_of", "release_variable", "split_account"]
