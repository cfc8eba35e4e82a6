"""How it is decided whether a call is recorded, and how its recording is prepared."""

from tongdai.compiler import conf
from tongdai.compiler.dialplan.recording import (
    BY_CALLER,
    FEATURES,
    KEY,
    STATE,
    announcement,
    arm,
    let_called_press,
    tell_caller,
)
from tongdai.compiler.dialplan.speech import Assign, Speech, Test, Way
from tongdai.compiler.names import extension_row, stopped_row
from tongdai.plan import Prompt, RecordCall

_FOUND, _CALLING = "0${D} % 10", "0${O}"
_WISHED = f"{_FOUND} + {_CALLING} > 0"


def say_record_call(node: RecordCall, way: Way) -> Speech:
    """One look-up of the caller's row and one of the note that stops recording; the found one's row is in `D` already.

    A channel comes here again when it was transferred: what was recorded before ends, and everything is decided anew.
    A part is named before the ring and begins when both sides are joined (option `b`), so nothing waits for it then.
    """
    over = conf.call("StopMixMonitor")
    return Speech(
        assigns=(Assign("O", f"${{DB({extension_row(way.tenant, '${A}')}):4:1}}"),
                 Assign("S", f"${{DB({stopped_row(way.tenant)})}}"), Assign("W", ""), Assign(FEATURES, "")),
        tests=(Test(f"$[{_WISHED} & 0${{S}} = 1]", "stopped"),
               Test(f"$[{_FOUND} = 2 | {_CALLING} = 2]", "always"),
               Test(f"$[{_WISHED}]", "on_demand")),
        leaving={
            "never": (over,), "stopped": (over,),
            "always": (over, *tell_caller(node.announced, Prompt.CALL_RECORDED), Assign(KEY, way.tenant), *arm(),
                       Assign("W", announcement(node.announced, Prompt.CALL_RECORDED))),
            "on_demand": (over, *tell_caller(node.announced, Prompt.MAY_BE_RECORDED), Assign(KEY, way.tenant),
                          Assign(STATE, ""),
                          Assign(FEATURES, f"${{IF($[{_CALLING} = 1]?{BY_CALLER})}}"),
                          Assign("W", announcement(node.announced, Prompt.MAY_BE_RECORDED)
                                 + let_called_press(f"{_FOUND} = 1")))},
        onward="never")
