"""Rules for files as files: what they include exists, and no name stands twice."""

from collections import Counter
from collections.abc import Container, Iterator

from tongdai.compiler.lint.reading import Reading, Section
from tongdai.domain.finding import Finding, FindingKind

E_CONF_INCLUDE = FindingKind(
    "E_CONF_INCLUDE", "{file} includes {path}, which is not there.",
    "Publish again. If it stays, report this as a fault of tongdai.")
E_CONF_DUPLICATE = FindingKind(
    "E_CONF_DUPLICATE", "'{name}' stands {count} times in {folder}.conf; Asterisk would keep none or mix them.",
    "Give every extension a number of its own and every tenant a key of its own.")
E_CONF_TEMPLATE = FindingKind(
    "E_CONF_TEMPLATE", "'{name}' in {file} is made from '{template}', which is not there before it.",
    "Report this as a fault of tongdai.")
KINDS = (E_CONF_INCLUDE, E_CONF_DUPLICATE, E_CONF_TEMPLATE)


def check_includes(reading: Reading, outside: Container[str]) -> Iterator[Finding]:
    """A missing file makes Asterisk refuse the whole configuration, and say that the reload went well."""
    for place, path in reading.includes:
        if path not in reading.sections and path not in outside:
            yield E_CONF_INCLUDE.at(place.where(), file=place.file, path=path)


def check_duplicates(reading: Reading) -> Iterator[Finding]:
    """One endpoint twice and no endpoint is loaded at all (measured on 22.10.1)."""
    for folder in ("extensions", "pjsip"):
        sections = list(reading.below(folder))
        counted = Counter((each.name, _kind(each)) for each in sections)
        for section in sections:
            count = counted[section.name, _kind(section)]
            if count > 1:
                yield E_CONF_DUPLICATE.at(section.place.where(), name=section.name, count=count, folder=folder)
            for name, count in (*((each, 2) for each in section.repeated), *_repeated_options(section)):
                yield E_CONF_DUPLICATE.at(section.place.where(), name=name, count=count, folder=folder)


def _repeated_options(section: Section) -> list[tuple[str, int]]:
    """Options given twice in one section: the later one would win, whoever wrote it."""
    return [(name, count) for name, count in Counter(name for name, _ in section.options).items() if count > 1]


def check_templates(reading: Reading, outside: Container[str]) -> Iterator[Finding]:
    """Each template stands above its use, in `pjsip.conf` or in the same file, or comes from outside."""
    for file, sections in reading.sections.items():
        known = {each.name for each in reading.sections.get("pjsip.conf", ()) if each.template and file != "pjsip.conf"}
        for section in sections:
            for template in section.inherits:
                if template not in known and template not in outside:
                    yield E_CONF_TEMPLATE.at(section.place.where(), file=file, name=section.name, template=template)
            if section.template:
                known.add(section.name)


def _kind(section: Section) -> str:
    """What sorts apart sections of one name: endpoint, auth and AOR share theirs."""
    return "template" if section.template else ",".join(section.inherits)
