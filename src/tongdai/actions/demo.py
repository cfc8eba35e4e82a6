"""The demonstration: two real phones register, call, hear each other and hang up, and the call explains itself."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path

from tongdai.actions.calls import CallFilter, list_calls, show_call
from tongdai.actions.context import Context, Refused
from tongdai.actions.exchange import apply_import
from tongdai.actions.extensions import phone_account
from tongdai.actions.ingest import ingest_spool
from tongdai.actions.live import registrations
from tongdai.domain.message import Message, say
from tongdai.domain.rights import Right
from tongdai.engine import EngineError, Make, Phone, PhoneError, bring_make, likeness, read_samples, write_speech

TENANT, CALLER, CALLED = "demo", "101", "102"
CALLER_TONE, CALLED_TONE = 440, 620
RING_SECONDS = 1.0
LOG_SECONDS = 10.0
FAINTEST_LIKENESS = 0.5
WAIT_STEP = 0.2


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried: what, what was measured, and whether it worked."""

    name: str
    title: Message
    measured: tuple[Message, ...]
    passed: bool
    seconds: float


class Missed(Exception):  # noqa: N818 -- a step that did not show what it should
    """What was measured is not what a working house gives."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass
class Stage:
    """What the steps hand on to each other."""

    ctx: Context
    props: Path
    stack: ExitStack
    make: Make | None = None
    phones: dict[str, Phone] = field(default_factory=dict)
    began: datetime | None = None
    call: str = ""

    @property
    def caller(self) -> Phone:
        """The phone that calls."""
        return self.phones[CALLER]

    @property
    def called(self) -> Phone:
        """The phone that is called."""
        return self.phones[CALLED]


Act = Callable[[Stage], Message | tuple[Message, ...]]


def demonstrate(ctx: Context, tell: Callable[[Step], None]) -> bool:
    """Play every step and tell each as it ends; False where one failed, which is the last then."""
    ctx.require(Right.IMPORT)
    with _stage(ctx) as stage:
        for name, title, act in _steps():
            began = time.monotonic()
            try:
                measured, passed = act(stage), True
            except (Missed, Refused) as failed:
                measured, passed = failed.message, False
            except EngineError as failed:
                measured, passed = failed.message, False
            except PhoneError as failed:
                measured, passed = say("{reason}", reason=str(failed)), False
            told = (measured,) if isinstance(measured, Message) else measured
            tell(Step(name, title, told, passed, round(time.monotonic() - began, 3)))
            if not passed:
                return False
    return True


@contextmanager
def _stage(ctx: Context) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="tongdai-demo-") as props, ExitStack() as stack:
        yield Stage(ctx, Path(props), stack)


def _steps() -> tuple[tuple[str, Message, Act], ...]:
    return (
        ("imported", say("A tenant for the demonstration is imported"), _import),
        ("phones", say("There are phones to call with"), _bring_phones),
        ("registered", say("Two phones register"), _register),
        ("rang", say("One calls the other, which rings"), _ring),
        ("answered", say("The other answers"), _answer),
        ("tone", say("Each hears the other's tone"), _hear_tones),
        ("speech", say("One hears what the other says"), _hear_speech),
        ("ended", say("One hangs up and both calls end"), _hang_up),
        ("logged", say("The call is in the call log"), _find_in_log),
        ("explained", say("The call says why it went as it did"), _explain),
    )


def _import(stage: Stage) -> Message:
    text = resources.files("tongdai.actions").joinpath("demo.yaml").read_text(encoding="utf-8")
    release = apply_import(stage.ctx, text, "demonstration").release
    return say("release {number}", number=release) if release else say("nothing to do: it is there already")


def _bring_phones(stage: Stage) -> Message:
    """Brought from Debian's archive, the first time, where this Python has no library for phones."""
    stage.make = bring_make(stage.ctx.settings)
    return say("{make}", make=str(stage.make))


def _register(stage: Stage) -> Message:
    times = {}
    for number, tone in ((CALLER, CALLER_TONE), (CALLED, CALLED_TONE)):
        stage.phones[number] = stage.stack.enter_context(_phone(stage, number, tone))
        began = time.monotonic()
        stage.phones[number].register().wait_registered()
        times[number] = round((time.monotonic() - began) * 1000)
    seen = {each.number: each.address for each in registrations(stage.ctx, TENANT)}
    if not {CALLER, CALLED} <= set(seen):
        raise Missed(say("the phones were accepted, and the engine does not know where they are"))
    return say("{caller} in {first} ms from {here}, {called} in {second} ms from {there}", caller=CALLER,
               first=times[CALLER], here=seen[CALLER], called=CALLED, second=times[CALLED], there=seen[CALLED])


def _phone(stage: Stage, number: str, tone: int) -> Phone:
    account, settings = phone_account(stage.ctx, TENANT, number), stage.ctx.settings
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.sip_host, settings.sip_host)  # noqa: S104
    return Phone(account.account, account.secret.reveal(), host, settings.sip_port, make=stage.make, address=host,
                 tone=tone)


def _ring(stage: Stage) -> Message:
    stage.began, began = stage.ctx.now(), time.monotonic()
    stage.caller.call(CALLED)
    stage.called.wait_incoming()
    stage.caller.wait_ringing()
    return say("after {milliseconds} ms, shown as {name}", milliseconds=round((time.monotonic() - began) * 1000),
               name=stage.called.caller[:80])


def _answer(stage: Stage) -> Message:
    time.sleep(RING_SECONDS)
    began = time.monotonic()
    stage.called.answer()
    stage.caller.wait_talking()
    stage.called.wait_talking()
    stage.caller.wait_sound("active")
    return say("talking after {milliseconds} ms, codec {codec}",
               milliseconds=round((time.monotonic() - began) * 1000),
               codec=str(stage.caller.statistics().get("codec", "?")))


def _hear_tones(stage: Stage) -> Message:
    heard = stage.caller.wait_hears(CALLED_TONE)
    heard_there = stage.called.wait_hears(CALLER_TONE)
    return say("{caller} hears {here} Hz of {sent_there} Hz, {called} hears {there} Hz of {sent_here} Hz",
               caller=CALLER, here=round(heard), sent_there=CALLED_TONE, called=CALLED, there=round(heard_there),
               sent_here=CALLER_TONE)


def _hear_speech(stage: Stage) -> Message:
    spoken = stage.props / "spoken.wav"
    speaker = write_speech(spoken)
    stage.caller.say(spoken)
    stage.caller.wait_said()
    found = likeness(read_samples(spoken), stage.called.heard_samples())
    if found < FAINTEST_LIKENESS:
        raise Missed(say("what was heard is only {percent} % like what was said", percent=round(found * 100)))
    return say("what was heard is {percent} % like what was said (by {speaker})", percent=round(found * 100),
               speaker=speaker)


def _hang_up(stage: Stage) -> Message:
    lost = stage.caller.statistics()
    stage.caller.hang_up()
    stage.caller.wait_ended()
    stage.called.wait_ended()
    return say("{received} packets received, {lost} lost", received=int(lost.get("received", 0)),
               lost=int(lost.get("lost", 0)))


def _find_in_log(stage: Stage) -> Message:
    """The background work brings it in; where none is done, we do it."""
    deadline = time.monotonic() + LOG_SECONDS
    while time.monotonic() < deadline:
        ingest_spool(stage.ctx)
        rows = list_calls(stage.ctx, TENANT, CallFilter(since=stage.began, caller=CALLER)).rows
        if rows:
            stage.call = rows[0].id
            return say("{outcome}, talked for {seconds} s", outcome=rows[0].outcome.value,
                       seconds=round(rows[0].talk_seconds))
        time.sleep(WAIT_STEP)
    raise Missed(say("no row after {seconds} s", seconds=round(LOG_SECONDS)))


def _explain(stage: Stage) -> tuple[Message, ...]:
    return show_call(stage.ctx, TENANT, stage.call).reasons
