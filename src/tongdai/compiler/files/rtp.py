"""rtp.conf: the ports of audio, and who may send to them."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place


def rtp_conf(place: Place) -> str:
    """Strict: once a phone's audio has been learnt, nobody else's is taken in or answered."""
    return conf.text([
        conf.banner(f"audio of engine {place.cell}"), conf.section("general"),
        *conf.options([
            ("rtpstart", place.rtp_first_port), ("rtpend", place.rtp_last_port), ("strictrtp", "yes"),
            ("icesupport", "no")])])
