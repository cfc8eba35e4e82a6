"""Ports that we need and somebody else has: found before anything starts, named by their setting."""

import errno
import socket
from collections.abc import Iterator
from contextlib import closing

from tongdai.domain.message import say
from tongdai.engine.port import EngineError
from tongdai.settings import Settings

_KINDS = {socket.SOCK_STREAM: "TCP", socket.SOCK_DGRAM: "UDP"}


def check_engine_ports(settings: Settings) -> None:
    """Raise EngineError for the first port of the engine that is taken."""
    for setting, host, port, kinds in _engine_ports(settings):
        for kind in kinds:
            check_port(setting, host, port, kind)


def check_web_port(settings: Settings) -> None:
    """Raise EngineError where the console's port is taken."""
    check_port("web_port", settings.web_host, settings.web_port, socket.SOCK_STREAM)


def _engine_ports(settings: Settings) -> Iterator[tuple[str, str, int, tuple[socket.SocketKind, ...]]]:
    yield "sip_port", settings.sip_host, settings.sip_port, (socket.SOCK_DGRAM, socket.SOCK_STREAM)
    yield "sip_tls_port", settings.sip_host, settings.sip_tls_port, (socket.SOCK_STREAM,)


def check_port(setting: str, host: str, port: int, kind: socket.SocketKind) -> None:
    """Raise EngineError where a port cannot be had: taken, not allowed, or an address that is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, kind)) as wire:
        if kind is socket.SOCK_STREAM:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            wire.bind((host, port))
        except OSError as error:
            raise _refusal(error, setting, host, port, _KINDS[kind]) from error


def _refusal(error: OSError, setting: str, host: str, port: int, kind: str) -> EngineError:
    if error.errno == errno.EADDRINUSE:
        return EngineError(say("{kind} port {port} on {host} is used by another program; end that program, or choose "
                               "another port in the setting '{setting}'.",
                               kind=kind, port=port, host=host, setting=setting))
    if error.errno == errno.EADDRNOTAVAIL:
        return EngineError(say("{host} is no address of this machine; correct the setting '{setting}'.",
                               host=host, setting=setting.rpartition("_")[0].replace("_tls", "") + "_host"))
    return EngineError(say("{kind} port {port} on {host} cannot be used ({reason}); choose another in the setting "
                           "'{setting}'.", kind=kind, port=port, host=host, setting=setting,
                           reason=error.strerror or "unknown error"))
