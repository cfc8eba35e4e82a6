"""Compile a Place into the files that depend on the machine; they lie beside a Build's, never in it."""

from collections.abc import Mapping

from tongdai.compiler.files.asterisk import asterisk_conf
from tongdai.compiler.files.http import http_conf
from tongdai.compiler.files.logger import logger_conf
from tongdai.compiler.files.pjsip_transport import pjsip_transport_conf
from tongdai.compiler.files.rtp import rtp_conf
from tongdai.compiler.names import AUDIO
from tongdai.domain.cell import Place

_FILES = {"asterisk.conf": asterisk_conf, "http.conf": http_conf, "logger.conf": logger_conf,
          "pjsip_transport.conf": pjsip_transport_conf, "rtp.conf": rtp_conf}

PLACE_FILES = frozenset(_FILES)
PLACE_TEMPLATES = frozenset({AUDIO})
"""What a Build's accounts are made from, and the place says."""


def compile_place(place: Place) -> Mapping[str, str]:
    """Every file of one boot by its name; `generation.conf` is not among them: it belongs to a deployment.

    The engine looks below `data` for `sounds` (ours: `engine/sounds`) and `documentation` (Asterisk's own XML).
    """
    return {name: write(place) for name, write in sorted(_FILES.items())}
