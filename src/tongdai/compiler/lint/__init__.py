"""Read a Build back and refuse what must not reach an engine, whoever wrote it."""

from collections.abc import Mapping

from tongdai.compiler.build import Build
from tongdai.compiler.files.extensions import GENERATION
from tongdai.compiler.lint import dialplan, files, reading, sip, surroundings
from tongdai.compiler.lint.manifest import KINDS as MANIFEST_KINDS
from tongdai.compiler.lint.manifest import check_manifest
from tongdai.compiler.names import tenant_of_context
from tongdai.compiler.place import PLACE_FILES, PLACE_TEMPLATES
from tongdai.domain.finding import Finding

KINDS = (*reading.KINDS, *files.KINDS, *dialplan.KINDS, *sip.KINDS, *surroundings.KINDS, *MANIFEST_KINDS)


def lint_build(build: Build) -> tuple[Finding, ...]:
    """Everything that is wrong with a Build, read from its files and rows alone."""
    read = reading.read_files(build.files)
    keys = frozenset(tenant_of_context(each) for each in build.manifest.contexts)
    return (
        *read.findings,
        *files.check_includes(read, PLACE_FILES | {GENERATION}),
        *files.check_duplicates(read),
        *files.check_templates(read, PLACE_TEMPLATES),
        *dialplan.check_dialplan(read, build.manifest.modules),
        *sip.check_sip(read),
        *surroundings.check_modules(read, build.manifest.modules),
        *surroundings.check_doors(read),
        *surroundings.check_rows(build.database, keys),
        *check_manifest(read, build.manifest),
    )


def lint_place(place_files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything that is wrong with the files of a place: doors that stand open."""
    read = reading.read_files(place_files)
    return (*read.findings, *surroundings.check_doors(read))
