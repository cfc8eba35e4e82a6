"""How something is said to a caller who has not been answered."""

from tongdai.compiler import conf
from tongdai.compiler.dialplan.speech import Speech, Way, hand_over
from tongdai.plan import Announce


def say_announce(node: Announce, way: Way) -> Speech:
    """Early media, in the language of the caller's phone; the trail is handed over first: callers hang up on it."""
    return Speech(
        assigns=(hand_over(way.past(node.id)),),
        steps=(conf.call("Progress"), conf.call("Playback", f"tongdai/{node.prompt.value}", "noanswer")),
        onward="done")
