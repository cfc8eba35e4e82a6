"""A phone in the hand of a test or a demonstration: tell it what to do, wait for what happens, ask what it hears."""

import json
import re
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tongdai.engine.testphone.account import Account, Event, PhoneError
from tongdai.engine.testphone.handset import Handset
from tongdai.engine.testphone.make import Make, find_make, take_handset
from tongdai.engine.testphone.sound import dominant_frequency, loud_seconds

START_BOUND = 15.0
WAIT_BOUND = 10.0
KEPT_EVENTS = 500
SHOWN_EVENTS = 8
HEARING_SECONDS = 0.5
LISTENING_STEP = 0.1
SAME_TONE_HERTZ = 12.0


@dataclass(frozen=True, slots=True)
class Status:
    """The last answer of the other side: a SIP status code and its words."""

    code: int
    reason: str


class Phone:
    """One real phone, a process of its own. Use it in a `with` statement: leaving it hangs up and takes it away."""

    def __init__(self, account: str, password: str, server: str, port: int, *, make: Make | None = None,
                 **more: Any) -> None:
        self.make = make or find_make()
        self.account = Account(account=account, password=password, server=server, port=port, **more)
        if ":" in server:
            raise PhoneError(f"Test phones speak IPv4 only, and the server is {server}; give it an IPv4 address.")
        self.state = "idle"
        self.sound = "none"
        self.registered = False
        self.last_status = Status(0, "")
        self.registration_status = Status(0, "")
        self.caller = ""
        self.digits = ""
        self.events: deque[Event] = deque(maxlen=KEPT_EVENTS)
        self.sip_port = 0
        self._passed: list[str] = []
        self._said = False
        self._changed = threading.Condition()
        self._directory = tempfile.TemporaryDirectory(prefix="testphone-")
        self._handset: Handset = self._start()
        try:
            self._wait(lambda: self.sip_port > 0, START_BOUND, "start")
        except PhoneError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __str__(self) -> str:
        return f"Phone {self.account.account} ({self.account.transport})"

    # What it does.

    def register(self) -> Self:
        """Ask the server to know where this phone is."""
        with self._changed:
            self.registration_status = Status(0, "")
        self._do("register")
        return self

    def unregister(self) -> None:
        """Ask the server to forget this phone."""
        self._do("unregister")

    def call(self, number: str, headers: Mapping[str, str] | None = None) -> None:
        """Dial a number of the server, with further SIP headers if wished."""
        with self._changed:
            self._begin("calling")
        self._do("call", number=number, headers=dict(headers or {}))

    def answer(self) -> None:
        """Take the call that is ringing."""
        self._do("answer")

    def answers_by_itself(self, after: float = 0.0) -> Self:
        """Take every call that comes in, so many seconds later."""
        self._do("behave", answers_after=after, refuses_with=None)
        return self

    def refuses_by_itself(self, code: int) -> Self:
        """Refuse every call that comes in, with this SIP status."""
        self._do("behave", answers_after=None, refuses_with=code)
        return self

    def waits_to_be_told(self) -> Self:
        """Let calls ring until told what to do with them."""
        self._do("behave", answers_after=None, refuses_with=None)
        return self

    def reject(self, code: int = 486) -> None:
        """Refuse the call that is ringing, with this SIP status."""
        self._do("reject", code=code)

    def hang_up(self) -> None:
        """End the call, or give up calling."""
        self._do("hang_up")

    def hold(self) -> None:
        """Put the other side on hold."""
        self._do("hold")

    def resume(self) -> None:
        """Take the other side back from hold."""
        self._do("resume")

    def send_dtmf(self, digits: str) -> None:
        """Press keys during the call."""
        self._do("send_dtmf", digits=digits)

    def transfer(self, number: str) -> None:
        """Send the other side on to a number."""
        self._do("transfer", number=number)

    def say(self, file: Path) -> None:
        """Play a wav file into the call, then the tone again."""
        self._said = False
        self._do("say", file=str(file))

    def close(self) -> None:
        """Hang up, take the registration back, end the process. Twice is the same as once."""
        self._handset.close()
        self._directory.cleanup()

    def die(self) -> None:
        """Vanish as a phone does whose plug is pulled: nobody is told."""
        self._handset.kill()

    # What it waits for.

    def wait_registered(self, seconds: float = WAIT_BOUND) -> Self:
        """Until the server has accepted the registration; a refusal fails at once."""
        self._wait(lambda: bool(self.registration_status.code), seconds, "get an answer to its registration")
        if not self.registered:
            raise PhoneError(f"{self} was refused: {self._answered(self.registration_status)}.")
        return self

    def wait_refused(self, seconds: float = WAIT_BOUND) -> Status:
        """Until the server has refused the registration, and with what."""
        self._wait(lambda: bool(self.registration_status.code), seconds, "get an answer to its registration")
        if self.registered:
            raise PhoneError(f"{self} was accepted, but a refusal was expected.")
        return self.registration_status

    def wait_incoming(self, seconds: float = WAIT_BOUND) -> Self:
        """Until a call has come in."""
        self._wait(lambda: self.state == "incoming", seconds, "get a call")
        return self

    def wait_ringing(self, seconds: float = WAIT_BOUND) -> Self:
        """Until the phone this one calls rings (or early sound arrives)."""
        self._wait(lambda: "ringing" in self._passed or self.state == "ended", seconds, "hear ringing")
        if "ringing" not in self._passed:
            raise PhoneError(f"{self}'s call ended without ringing: {self._answered(self.last_status)}.")
        return self

    def wait_talking(self, seconds: float = WAIT_BOUND) -> Self:
        """Until the call is answered."""
        self._wait(lambda: self.state in ("talking", "ended"), seconds, "get an answer to its call")
        if self.state == "ended":
            raise PhoneError(f"{self}'s call ended unanswered: {self._answered(self.last_status)}.")
        return self

    def wait_ended(self, seconds: float = WAIT_BOUND) -> Status:
        """Until the call is over, and with what."""
        self._wait(lambda: self.state == "ended", seconds, "see its call end")
        return self.last_status

    def wait_sound(self, state: str, seconds: float = WAIT_BOUND) -> Self:
        """Until the call's sound is `active`, `held here`, `held there` or `none`."""
        self._wait(lambda: self.sound == state, seconds, f"get its sound {state}")
        return self

    def wait_digits(self, digits: str, seconds: float = WAIT_BOUND) -> Self:
        """Until the other side has pressed these keys."""
        self._wait(lambda: self.digits.endswith(digits), seconds, f"receive the keys {digits}")
        return self

    def wait_said(self, seconds: float = 2 * WAIT_BOUND) -> Self:
        """Until the file it plays is played."""
        self._wait(lambda: self._said, seconds, "finish what it says")
        return self

    def wait_hears(self, frequency: float, seconds: float = WAIT_BOUND) -> float:
        """Until this tone (0 for silence) is the strongest thing it hears; returns what was measured."""
        end = time.monotonic() + seconds
        while abs((heard := self.hears()) - frequency) > SAME_TONE_HERTZ:
            if time.monotonic() > end:
                raise PhoneError(self._failure(f"hear {frequency:.0f} Hz (it hears {heard:.0f} Hz)", seconds))
            time.sleep(LISTENING_STEP)
        return heard

    # What it can say about itself.

    @property
    def user_agent(self) -> str:
        """What it calls itself in SIP, from the messages it sent."""
        found = re.findall(r"^User-Agent: *(.+?)\s*$", self.messages(), re.MULTILINE | re.IGNORECASE)
        return found[0] if found else ""

    @property
    def passed(self) -> tuple[str, ...]:
        """Every state of its current or last call, in order."""
        return tuple(self._passed)

    def hears(self) -> float:
        """The strongest frequency of the last half second in hertz; 0.0 for silence."""
        return dominant_frequency(self.heard_samples(HEARING_SECONDS))

    def heard_samples(self, seconds: float | None = None) -> list[int]:
        """What it heard in this call, or in its last seconds."""
        return self._handset.heard(seconds)

    @property
    def heard_seconds(self) -> float:
        """How many seconds of this call were not silent."""
        return loud_seconds(self.heard_samples())

    def statistics(self) -> dict[str, Any]:
        """Codec, encryption, addresses, packets sent, received and lost in the current call."""
        return dict(self._do("statistics"))

    def messages(self) -> str:
        """Every SIP message it sent and received, as the phone wrote them down."""
        return self._handset.messages()

    # How it works.

    def _start(self) -> Handset:
        try:
            return take_handset(self.make, self.account, Path(self._directory.name), self._hear)
        except PhoneError as error:
            self._directory.cleanup()
            raise PhoneError(f"{self} did not start: {error}") from error

    def _hear(self, event: Event) -> None:
        """Take an event; handsets tell them from threads of their own."""
        with self._changed:
            self._take(event)
            self._changed.notify_all()

    def _take(self, event: Event) -> None:
        self.events.append(event)
        match event["event"]:
            case "ready":
                self.sip_port = event["port"]
            case "registration":
                self.registered = event["active"]
                self.registration_status = Status(event["code"], event["reason"])
            case "incoming":
                self._begin("incoming")
                self.caller = event["from"]
            case "call":
                self.state = event["state"]
                self._passed.append(self.state)
                self.last_status = Status(event["code"], event["reason"])
            case "sound":
                self.sound = event["state"]
            case "said":
                self._said = True
            case "dtmf":
                self.digits += event["digit"]

    def _begin(self, state: str) -> None:
        self.state, self.sound, self.digits, self._passed = state, "none", "", [state]
        self.last_status = Status(0, "")
        self._handset.begin()

    def _do(self, verb: str, **arguments: Any) -> Any:
        try:
            return self._handset.do(verb, arguments)
        except PhoneError as error:
            raise PhoneError(f"{self} could not '{verb}': {error}") from error

    def _wait(self, happened: Callable[[], bool], seconds: float, what: str) -> None:
        with self._changed:
            gone = self._changed.wait_for(lambda: happened() or self._is_gone(), seconds)
            if not happened():
                raise PhoneError(self._failure(what, seconds, gone=gone))

    def _is_gone(self) -> bool:
        return bool(self.events) and self.events[-1]["event"] == "gone"

    def _failure(self, what: str, seconds: float, gone: bool = False) -> str:
        last = "; ".join(json.dumps(event) for event in list(self.events)[-SHOWN_EVENTS:]) or "nothing"
        why = "its process ended" if gone else f"not within {seconds:g} s"
        said = self._handset.last_words() if gone else ""
        return f"{self} did not {what}: {why}. Last events: {last}. {said}".rstrip()

    def _answered(self, status: Status) -> str:
        return f"{status.code} {status.reason}"

