"""A phone that is the program baresip: the system's, or one brought into a private directory."""

from tongdai.engine.testphone.baresip.handset import BaresipHandset
from tongdai.engine.testphone.baresip.install import baresip_home, install_baresip
from tongdai.engine.testphone.baresip.program import BaresipProgram, find_baresip

__all__ = ["BaresipHandset", "BaresipProgram", "baresip_home", "find_baresip", "install_baresip"]
