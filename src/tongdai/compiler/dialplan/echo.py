"""How the echo test is said."""

from tongdai.compiler import conf
from tongdai.compiler.dialplan.speech import Speech, Way, hand_over_talking
from tongdai.plan import Echo, Prompt


def say_echo(node: Echo, way: Way) -> Speech:
    """The plan ends here, so the one branch there is can be told before it is taken."""
    return Speech(
        assigns=(hand_over_talking(way.past(node.id, "done")),),
        steps=(conf.call("Answer"), conf.call("Playback", f"tongdai/{Prompt.ECHO_TEST.value}"), conf.call("Echo"),
               conf.call("Hangup")))
