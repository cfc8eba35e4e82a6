"""What is written down of a channel's audio when it ends: in the event of its end, so without an event of its own."""

from tongdai.compiler import conf

FAREWELL = "h"
"""The extension that Asterisk runs on a caller's channel that ends, and by option `e` of Dial on the one it called."""

PEER_TOO = "e"


def say_farewell() -> tuple[str, ...]:
    """The codec and the engine's counters of the audio go behind whatever the channel's events carry already.

    A channel that was not answered has no audio to ask about, and asking would be a warning in the log. The native
    format is what the phone speaks, as `(alaw)`; the read format may be what that was translated to.
    """
    counters = '${CHANNEL(${IF($["${CHANNEL(state)}" = "Up"]?rtcp,all:state)})}'
    return (conf.call("Set", f"CHANNEL(userfield)=${{CHANNEL(userfield)}} ${{CHANNEL(audionativeformat)}} {counters}"),)
