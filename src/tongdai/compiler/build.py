"""Build: what a compilation gives, and Manifest: what the engine must hold once it has read it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongdai.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an engine that read a Build holds, no more and no less; compared after every proof boot and reload."""

    endpoints: frozenset[str]
    auths: frozenset[str]
    aors: frozenset[str]
    contexts: Mapping[str, int]
    """Context name to the number of its extensions (patterns count as one each)."""
    modules: frozenset[str]


@dataclass(frozen=True, slots=True)
class Build:
    """Files by their path below the configuration directory, the engine's database by key, and the manifest."""

    files: Mapping[str, str]
    database: Mapping[str, str]
    """`family/key` to value, as `DB()` reads it; only keys below `tongdai/` are ours to write and delete."""
    manifest: Manifest
    findings: tuple[Finding, ...]
    digest: str
    """SHA-256 over files and database: equal digests are equal builds."""
