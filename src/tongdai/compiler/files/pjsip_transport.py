"""pjsip_transport.conf: where one engine listens for SIP."""

from collections.abc import Iterator

from tongdai.compiler import conf
from tongdai.compiler.names import TLS
from tongdai.domain.cell import Place


def pjsip_transport_conf(place: Place) -> str:
    """UDP and TCP on the SIP port, TLS on its own; a port of 0 listens nowhere."""
    return conf.text([conf.banner(f"SIP transports of engine {place.cell}"), *_plain(place), *_tls(place)])


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


def _at(place: Place, port: int) -> str:
    host = f"[{place.sip_host}]" if ":" in place.sip_host else place.sip_host
    return f"{host}:{port}"
