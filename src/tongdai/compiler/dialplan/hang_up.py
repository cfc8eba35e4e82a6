"""How the switchboard itself ends a call."""

from tongdai.compiler import conf
from tongdai.compiler.dialplan.speech import Speech, Way, hand_over
from tongdai.plan import Cause, HangUp


def say_hang_up(node: HangUp, way: Way) -> Speech:
    """The cause becomes the SIP response that the caller's phone shows."""
    end = conf.call("PJSIPHangup", _DECLINE) if node.cause is Cause.DECLINED else conf.call("Hangup", node.cause.value)
    return Speech(assigns=(hand_over(way.past(node.id)),), steps=(end,))


_DECLINE = "603"
"""Cause 21 would be said as 403 Forbidden (res_pjsip.c, ast_sip_hangup_cause2sip), as if it were our refusal."""
