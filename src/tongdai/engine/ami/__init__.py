"""The engine's management interface: its language without sockets, and a client that speaks it."""

from tongdai.engine.ami.client import AmiRefused, AmiSilent, ManagerClient
from tongdai.engine.ami.protocol import Packet, Parser, ProtocolError, encode_action

__all__ = ["AmiRefused", "AmiSilent", "ManagerClient", "Packet", "Parser", "ProtocolError", "encode_action"]
