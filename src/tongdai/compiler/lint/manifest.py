"""The manifest promises what the files hold, no more and no less."""

from collections.abc import Iterator

from tongdai.compiler.build import Manifest
from tongdai.compiler.lint.reading import Reading
from tongdai.domain.finding import Finding, FindingKind, Where

E_MANIFEST = FindingKind(
    "E_MANIFEST", "The manifest and the files differ by {noun} '{name}'.", "Report this as a fault of tongdai.")
KINDS = (E_MANIFEST,)


def check_manifest(reading: Reading, manifest: Manifest) -> Iterator[Finding]:
    """Compare both ways, so that neither a lost nor a foreign object passes."""
    held: dict[str, set[str]] = {"endpoint": set(), "auth": set(), "aor": set()}
    for section in reading.below("pjsip"):
        kind = "" if section.template else section.settings.get("type", "")
        held.get(kind, set()).add(section.name)
    promised = {"endpoint": manifest.endpoints, "auth": manifest.auths, "aor": manifest.aors}
    for noun, names in promised.items():
        for name in sorted(held[noun] ^ names):
            yield E_MANIFEST.at(Where(kind=noun, name=name), noun=noun, name=name)
    contexts = {each.name: len(each.extensions) for each in reading.below("extensions")
                if each.name not in ("general", "globals")}
    for name in sorted({each for each, _ in contexts.items() ^ manifest.contexts.items()}):
        yield E_MANIFEST.at(Where(kind="context", name=name), noun="context", name=name)
