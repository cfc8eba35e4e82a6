"""A cell: one engine, where it stands on its machine, and what phones must know of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What the compiler must know of an engine; no port and no path, so that two machines compile the same bytes."""

    name: str = "c1"
    realm: str = "tongdai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one boot of an engine stands: its directories, addresses and ports.

    A port of 0 means that the engine does not listen there (a proof boot listens nowhere).
    `boot` is minted per start and becomes the first part of every call's id, so that ids never repeat.
    """

    cell: str
    boot: str
    configuration: str
    modules: str
    data: str
    state: str
    run: str
    spool: str
    log: str
    sip_host: str
    sip_port: int
    sip_tls_port: int
    tls_certificate: str
    tls_key: str
    rtp_first_port: int
    rtp_last_port: int
