"""rtp.conf: the ports of audio, and who may send to them."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place


def rtp_conf(place: Place) -> str:
    """Strict: once a phone's audio has been learnt, nobody else's is taken in or answered.

    A report every second costs a fiftieth of what the audio costs; losses are counted when a report is written, so the
    count at the end of a call is never older than that (res_rtp_asterisk.c, calculate_lost_packet_statistics, 22.10.1).
    """
    return conf.text([
        conf.banner(f"audio of engine {place.cell}"), conf.section("general"),
        *conf.options([
            ("rtpstart", place.rtp_first_port), ("rtpend", place.rtp_last_port), ("strictrtp", "yes"),
            ("icesupport", "no"), ("rtcpinterval", 1000)])])
