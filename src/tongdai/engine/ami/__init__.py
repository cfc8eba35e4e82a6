"""The engine's management interface: its language without sockets, and a client that speaks it."""

from tongdai.engine.ami.client import AmiRefusedError, AmiSilentError, ManagerClient
from tongdai.engine.ami.protocol import Packet, Parser, ProtocolError, encode_action

__all__ = ["AmiRefusedError", "AmiSilentError", "ManagerClient", "Packet", "Parser", "ProtocolError", "encode_action"]
