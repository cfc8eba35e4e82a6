"""How the switchboard itself ends a call."""

from tongdai.compiler import conf
from tongdai.compiler.dialplan.speech import Speech, Way, hand_over
from tongdai.plan import HangUp


def say_hang_up(node: HangUp, way: Way) -> Speech:
    """The cause becomes the SIP response that the caller's phone shows."""
    return Speech((hand_over(way.past(node.id)), conf.call("Hangup", node.cause.value)))
