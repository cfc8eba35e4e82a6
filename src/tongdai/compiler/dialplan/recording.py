"""Recording in dialplan: how a part is named and begun, and what the codes do that phones press during a call.

The variables lie on the channel that is recorded and are not handed on: `RK` the tenant's key, `RN` how many parts it
has, `RS` whether one is being recorded. Each change is an event of the call, with what was done and the part's file.
"""

from tongdai.compiler import conf
from tongdai.compiler.dialplan.speech import Assign, written
from tongdai.compiler.names import RECORDING_CONTEXT
from tongdai.domain.number import RecordingCode
from tongdai.plan import Prompt

KEY, COUNT, STATE = "RK", "RN", "RS"
FEATURES = "DYNAMIC_FEATURES"
BY_CALLER, BY_CALLED = "record_caller", "record_called"
_CALLED = "called"
EVENT = "RECORD"
ON, PAUSED = "1", "2"
_FILE = f"${{UNIQUEID}}.${{{COUNT}}}.raw"
_OPTIONS = "bD"
"""Only while joined with somebody, both sides beside each other (app_mixmonitor.c, 22.10.1)."""
_BEEP = "p"


def arm() -> tuple[str | Assign, ...]:
    """Name the next part and let it begin as soon as the channel is joined with another."""
    return (_next(), _begin(_OPTIONS), _tell("armed"))


def announcement(announced: bool, prompt: Prompt) -> str:
    """The option of Dial by which the called side hears it before both are joined, in the language of its phone."""
    return f"A({_sound(prompt)})" if announced else ""


def tell_caller(announced: bool, prompt: Prompt) -> tuple[str, ...]:
    """The caller hears it before the ring: Dial would play it to a channel that has no audio before its answer."""
    if not announced:
        return ()
    return (conf.call("Progress"), conf.call("Playback", _sound(prompt), "noanswer"))


def _sound(prompt: Prompt) -> str:
    return f"tongdai/{prompt.value}"


def let_called_press(condition: str) -> str:
    """The option of Dial that gives the called channel its codes, where a condition holds.

    Each side has a variable of its own: that a feature names callers or callees tells Asterisk nothing about who may
    press (main/bridge_basic.c, setup_dynamic_feature, 22.10.1).
    """
    return f"${{IF($[{condition}]?b({RECORDING_CONTEXT}^{_CALLED}^1))}}"


def _next() -> Assign:
    return Assign(COUNT, f"$[0${{{COUNT}}} + 1]")


def _begin(options: str) -> str:
    return conf.call("MixMonitor", f"${{{KEY}}}/{_FILE}", options)


def _tell(what: str) -> str:
    return conf.call("CELGenUserEvent", EVENT, f"{what} {_FILE}")


def recording_context() -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """What the codes do, for all tenants: always on the recorded channel, whoever pressed."""
    on, paused = f"$[0${{{STATE}}} = {ON}]", f"$[0${{{STATE}}} = {PAUSED}]"
    back, over = conf.call("Return"), conf.call("StopMixMonitor")
    again = (_next(), _begin(_OPTIONS + _BEEP))
    extensions: dict[str, tuple[str | Assign, ...]] = {
        "start": (conf.call("GotoIf", f"{on}?back", "1"), conf.call("GotoIf", f"{paused}?resume", "1"),
                  *again, _tell("began"), Assign(STATE, ON), back),
        "pause": (conf.call("GotoIf", f"{paused}?resume", "1"), conf.call("GotoIf", f"{on}?:back", "1"),
                  over, _tell("paused"), Assign(STATE, PAUSED), back),
        "resume": (*again, _tell("resumed"), Assign(STATE, ON), back),
        "stop": (conf.call("GotoIf", f"$[0${{{STATE}}} = 0]?back", "1"), over, _tell("stopped"), Assign(STATE, ""),
                 back),
        _CALLED: (Assign(FEATURES, BY_CALLED), back),
        "back": (back,),
    }
    return RECORDING_CONTEXT, tuple((name, tuple(written(steps))) for name, steps in extensions.items())


def application_map() -> tuple[tuple[str, str], ...]:
    """The codes of features.conf, once for callers and once for the called, who let the other channel do it."""
    words = {RecordingCode.START: "start", RecordingCode.PAUSE: "pause", RecordingCode.STOP: "stop"}
    return tuple((f"{group}_{word}", f'{code.value},{way},Gosub,"{RECORDING_CONTEXT},{word},1"')
                 for group, way in ((BY_CALLER, "self"), (BY_CALLED, "peer"))
                 for code, word in words.items())


def feature_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Which codes a group has, as DYNAMIC_FEATURES names it."""
    words = [name for name, _ in application_map()]
    return tuple((group, tuple((name, "") for name in words if name.startswith(f"{group}_")))
                 for group in (BY_CALLER, BY_CALLED))
