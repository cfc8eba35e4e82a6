"""The sound archive: recordings joined, made compact, compared with their source, sealed, and read in ranges."""

from tongdai.media.keeping import EmptySourceError, Kept, keep
from tongdai.media.peaks import PEAKS
from tongdai.media.place import Place, remove
from tongdai.media.raw import RATE, SourcePart
from tongdai.media.reading import read_range
from tongdai.media.sealed import MediaError

__all__ = ["PEAKS", "RATE", "EmptySourceError", "Kept", "MediaError", "Place", "SourcePart", "keep", "read_range",
           "remove"]
