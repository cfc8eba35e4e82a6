"""A phone made of the library pjsua2, where a wheel of it exists for this Python."""

from tongdai.engine.testphone.pjsua.handset import PjsuaHandset, PjsuaLibrary, find_pjsua

__all__ = ["PjsuaHandset", "PjsuaLibrary", "find_pjsua"]
