"""http.conf: the engine's web server stays off."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place


def http_conf(place: Place) -> str:
    """Off, and no status page should somebody switch it on."""
    return conf.text([conf.banner(f"web server of engine {place.cell}"), conf.section("general"),
                      *conf.options([("enabled", "no"), ("enable_status", "no")])])
