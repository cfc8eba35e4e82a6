"""How a program in an unpacked Debian root is started here: by its own loader, with its own libraries."""

from pathlib import Path

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
LOADERS = {"amd64": "ld-linux-x86-64.so.2", "arm64": "ld-linux-aarch64.so.1"}


def libraries_in(root: Path, architecture: str) -> Path:
    """The directory of the libraries."""
    return root / "usr" / "lib" / TRIPLETS[architecture]


def command_in(root: Path, architecture: str, binary: Path) -> tuple[str, ...] | None:
    """What the arguments of a program follow; None where the program or its loader is missing."""
    libraries = libraries_in(root, architecture)
    loader = libraries / LOADERS[architecture]
    if not (loader.is_file() and binary.is_file()):
        return None
    return str(loader), "--library-path", f"{libraries}:{root / 'usr' / 'lib'}", str(binary)
