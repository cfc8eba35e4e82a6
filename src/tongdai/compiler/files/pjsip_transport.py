"""pjsip_transport.conf: where one engine listens for SIP, and where its phones' audio is."""

from collections.abc import Iterator
from ipaddress import ip_address

from tongdai.compiler import conf
from tongdai.compiler.names import AUDIO, TLS
from tongdai.domain.cell import Place


def pjsip_transport_conf(place: Place) -> str:
    """UDP and TCP on the SIP port, TLS on its own; a port of 0 listens nowhere."""
    return conf.text([
        conf.banner(f"SIP transports of engine {place.cell}"), *_plain(place), *_tls(place), *_audio(place)])


def _plain(place: Place) -> Iterator[str]:
    if not place.sip_port:
        return
    for protocol in ("udp", "tcp"):
        yield conf.section(protocol)
        yield from conf.options([("type", "transport"), ("protocol", protocol), ("bind", _at(place, place.sip_port))])


def _tls(place: Place) -> Iterator[str]:
    if not place.sip_tls_port:
        return
    yield conf.section(TLS)
    yield from conf.options([
        ("type", "transport"), ("protocol", "tls"), ("bind", _at(place, place.sip_tls_port)),
        ("cert_file", place.tls_certificate), ("priv_key_file", place.tls_key), ("method", "tlsv1_2")])


def _audio(place: Place) -> Iterator[str]:
    """Audio is at the address of SIP and no other.

    Where it is bound to every address, the engine looks up the machine's own name for each call, and then a root name
    server (main/acl.c, `ast_find_ourip`, called by res_rtp_asterisk.c for RTCP, 22.10.1): a call waits for that on a
    machine that does not know its own name.
    """
    yield conf.template(AUDIO)
    if not ip_address(place.sip_host).is_unspecified:
        yield from conf.options([("media_address", place.sip_host), ("bind_rtp_to_media_address", "yes")])


def _at(place: Place, port: int) -> str:
    host = f"[{place.sip_host}]" if ":" in place.sip_host else place.sip_host
    return f"{host}:{port}"
