"""Bring the console's style sheet, fonts, icons, htmx and wavesurfer from npm into the tree, as the lock file says.

Run it after changing `tools/assets/package.json` or `tools/assets/icons.txt`; pages need no node afterwards.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "tools" / "assets"
TARGET = ROOT / "src" / "tongdai" / "web" / "static" / "vendor"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "htmx.org/LICENSE": "licenses/htmx.txt",
    "wavesurfer.js/LICENSE": "licenses/wavesurfer.txt",
    "@tabler/icons/LICENSE": "licenses/tabler-icons.txt",
    "@fontsource-variable/inter/LICENSE": "licenses/inter.txt",
    "@fontsource-variable/noto-sans-khmer/LICENSE": "licenses/noto-sans-khmer.txt",
}
FONTS = {
    "@fontsource-variable/inter": ("wght.css", ("latin-ext", "vietnamese", "latin")),
    "@fontsource-variable/noto-sans-khmer": ("wght.css", ("khmer",)),
}
_SOURCE_MAP = re.compile(r"\n?(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")
_FACE = re.compile(r"/\* (?P<name>\S+) \*/\s*(?P<face>@font-face \{.*?\})", re.DOTALL)
_SOURCE = re.compile(r"url\(\./files/(?P<file>[a-z0-9-]+\.woff2)\)")
_DRAWING = re.compile(r"<svg[^>]*>(?P<paths>.*)</svg>", re.DOTALL)
_INLINE_STYLE = re.compile(r"<style\$\{.*?\}>(?P<rules>.*?)</style>", re.DOTALL)
_INVISIBLE = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def vendor(modules: Path) -> None:
    """Write everything below `static/vendor`, from an installed node_modules."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        _copy(modules / source, TARGET / target)
    waves = (modules / "wavesurfer.js" / "dist" / "wavesurfer.min.js").read_text(encoding="utf-8")
    (TARGET / "wavesurfer.js").write_text(_without_inline_style(waves), encoding="utf-8")
    faces = "\n".join(face for package in sorted(FONTS) for face in _faces(modules / package, *FONTS[package]))
    (TARGET / "fonts.css").write_text(faces + "\n", encoding="utf-8")
    names = (ASSETS / "icons.txt").read_text(encoding="utf-8").split()
    (TARGET / "icons.svg").write_text(_sprite(modules / "@tabler" / "icons" / "icons" / "outline", names),
                                      encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    """Copy a text without its pointer to a source map, which we do not serve."""
    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf-8")
    target.write_text(_SOURCE_MAP.sub("\n", text), encoding="utf-8")


def _without_inline_style(script: str) -> str:
    """Wavesurfer with its inline style sheet as a template: no page may have one, so our player adopts the rules."""
    changed, count = _INLINE_STYLE.subn(lambda found: f"<template>{found['rules']}</template>", script)
    assert count == 1, f"wavesurfer.js: expected one inline style sheet, found {count}; look at its renderer"
    return _SOURCE_MAP.sub("\n", changed)


def _faces(package: Path, sheet: str, subsets: tuple[str, ...]) -> list[str]:
    """The @font-face rules of the subsets we ship, in our order: the last that has a letter is fetched for it."""
    found = {}
    for match in _FACE.finditer((package / sheet).read_text(encoding="utf-8")):
        name = match["name"].removesuffix("-wght-normal").removeprefix(package.name + "-")
        if name not in subsets:
            continue
        file = _SOURCE.search(match["face"])
        assert file, f"{package.name}/{sheet}: a face without a file"
        (TARGET / "fonts").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / "files" / file["file"], TARGET / "fonts" / file["file"])
        found[name] = match["face"].replace("./files/", "fonts/")
    assert len(found) == len(subsets), f"{package.name}: expected {subsets}, found {len(found)} faces"
    return [found[name] for name in subsets]


def _sprite(folder: Path, names: list[str]) -> str:
    """One SVG with a symbol for each icon that pages use."""
    symbols = []
    for name in sorted(names):
        drawing = _DRAWING.search((folder / f"{name}.svg").read_text(encoding="utf-8"))
        assert drawing, f"icon {name} is not a drawing"
        paths = " ".join(drawing["paths"].replace(_INVISIBLE, "").split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
                       f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> int:
    """Install into a scratch directory, copy what is used, leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="tongdai-assets-") as scratch:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(ASSETS / name, Path(scratch) / name)
        done = subprocess.run(["npm", "ci"], cwd=scratch, check=False)
        if done.returncode != 0:
            print("npm could not install the assets; see its message above.", file=sys.stderr)
            return 1
        vendor(Path(scratch) / "node_modules")
    print(f"Wrote {sum(1 for each in TARGET.rglob('*') if each.is_file())} files to {TARGET.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
