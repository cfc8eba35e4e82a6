"""The sound archive: recordings joined, made compact, compared with their source, sealed, and read in ranges."""

from tongdai.media.place import Place, remove
from tongdai.media.reading import read_range
from tongdai.media.sealed import MediaError

__all__ = ["MediaError", "Place", "read_range", "remove"]
