"""A phone of which we control every byte: it registers like any other, then says and answers what a test wants."""

import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from actors.sip import Header, Message, SipSocket, Transport, answer, authorization, sdp

ANSWER_BOUND = 5.0
STEP = 0.05
OK = 200
DEAD_AUDIO_PORT = 9
"""Where we say that we listen, if nobody is to send us sound."""


@dataclass
class Question:
    """A request in a dialog of its own, and what came back so far: the final answer last."""

    method: str
    uri: str
    user: str = ""
    more: tuple[Header, ...] = ()
    body: str = ""
    answers: list[Message] = field(default_factory=list)
    call_id: str = field(default_factory=lambda: secrets.token_hex(12))
    tag: str = field(default_factory=lambda: secrets.token_hex(4))
    tries: int = 0
    sent: Message = field(default_factory=lambda: Message(""))

    @property
    def challenge(self) -> str:
        """What the last answer wants to know, if it is a challenge that was not answered yet."""
        if self.tries != 1 or not self.answers:
            return ""
        return self.answers[-1].header("WWW-Authenticate") or self.answers[-1].header("Proxy-Authenticate")


Behaviour = Callable[[Message], Iterable[Message]]


class RawPhone:
    """One account on one socket. `serve` answers requests in a thread; `request` asks and waits for the answers."""

    def __init__(self, account: str, password: str, server: str, port: int, transport: Transport = "udp") -> None:
        self.account, self._password = account, password
        self.socket = SipSocket(server, port, transport)
        self.seen: list[Message] = []
        self._registered = False
        self._behave: Behaviour = ring_forever
        self._responses: queue.Queue[Message] = queue.Queue()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._registered:
            self.register(expires=0)
        self._stop.set()
        if self._thread:
            self._thread.join()
        self.socket.__exit__()

    @property
    def contact(self) -> str:
        """Where it wants to be called."""
        way = "" if self.socket.transport == "udp" else f";transport={self.socket.transport}"
        return f"<sip:{self.account}@{self.socket.here}{way}>"

    def register(self, expires: int = 600) -> Message:
        """Register (for 0 seconds: unregister); the last answer is returned."""
        answers = self.request("REGISTER", f"sip:{self.socket.there}", user=self.account,
                               more=(("Contact", self.contact), ("Expires", str(expires))))
        final = answers[-1] if answers else Message("SIP/2.0 408 Nobody answered")
        self._registered = final.status == OK and expires > 0
        return final

    def invite(self, user: str, seconds: float = ANSWER_BOUND, more: Iterable[Header] = ()) -> list[Message]:
        """Call a user part exactly as it is given; all answers are returned, the final one last, and acknowledged."""
        return self.ask([self.call_to(user, more)], seconds)[0].answers

    def call_to(self, user: str, more: Iterable[Header] = ()) -> Question:
        """A call to a user part exactly as it is given, not yet sent."""
        return Question(
            "INVITE", f"sip:{user}@{self.socket.there}", user,
            (("Contact", self.contact), ("Content-Type", "application/sdp"), *more),
            sdp(self.socket.address, DEAD_AUDIO_PORT))

    def request(self, method: str, uri: str, *, user: str = "", seconds: float = ANSWER_BOUND,
                more: Iterable[Header] = (), body: str = "") -> list[Message]:
        """Send a request in a dialog of its own and collect its answers; a challenge is answered once."""
        return self.ask([Question(method, uri, user, tuple(more), body)], seconds)[0].answers

    def ask(self, questions: Sequence[Question], seconds: float = ANSWER_BOUND) -> Sequence[Question]:
        """Send many requests at once and collect all answers, until every question has its final one or time is up."""
        open_ones = {each.call_id: each for each in questions}
        for each in questions:
            self._send(each)
        end = time.monotonic() + seconds
        while open_ones and (left := end - time.monotonic()) > 0 and (message := self._response(left)):
            question = open_ones.get(message.header("Call-ID"))
            if question and int(message.header("CSeq").split()[0]) == question.tries:
                question.answers.append(message)
                if message.status >= 200 and not self._goes_on(question, message):
                    del open_ones[question.call_id]
        return questions

    def serve(self, behave: Behaviour) -> Self:
        """From now on answer every request like this, in a thread; and keep it in `seen`."""
        self._behave = behave
        if not self._thread:
            self._thread = threading.Thread(target=self._serve, daemon=True)
            self._thread.start()
        return self

    def wait_seen(self, method: str, count: int = 1, seconds: float = ANSWER_BOUND) -> list[Message]:
        """Until so many requests of this method have come."""
        end = time.monotonic() + seconds
        while True:
            found = [each for each in self.seen if each.method == method]
            if len(found) >= count:
                return found
            if time.monotonic() > end:
                arrived = ", ".join(each.start for each in self.seen) or "nothing"
                raise AssertionError(f"{self.account} got {len(found)} of {count} {method} in {seconds:g} s: {arrived}")
            time.sleep(STEP)

    def _serve(self) -> None:
        while not self._stop.is_set():
            message = self.socket.receive(STEP)
            if message is None:
                continue
            if message.status:
                self._responses.put(message)
                continue
            self.seen.append(message)
            if message.method != "ACK":
                for each in self._behave(message):
                    self.socket.send(each)

    def _response(self, seconds: float) -> Message | None:
        """The next response, from the thread that serves or, where none does, from the socket."""
        if not self._thread:
            return self.socket.receive(seconds)
        try:
            return self._responses.get(timeout=seconds)
        except queue.Empty:
            return None

    def _send(self, question: Question) -> None:
        question.tries += 1
        target = f"<sip:{question.user}@{self.socket.there}>" if question.user else f"<{question.uri}>"
        question.sent = Message(f"{question.method} {question.uri} SIP/2.0", (
            ("Via", self.socket.via()), ("Max-Forwards", "70"),
            ("From", f"<sip:{self.account}@{self.socket.there}>;tag={question.tag}"), ("To", target),
            ("Call-ID", question.call_id), ("CSeq", f"{question.tries} {question.method}"), *question.more),
            question.body)
        self.socket.send(question.sent)

    def _goes_on(self, question: Question, final: Message) -> bool:
        """Acknowledge a final answer; if it is a challenge, ask again with a login."""
        if question.method == "INVITE":
            self._acknowledge(question, final)
        challenge = question.challenge
        if challenge:
            login = authorization(challenge, self.account, self._password, question.method, question.uri)
            question.more = (*question.more, ("Authorization", login))
            self._send(question)
        return bool(challenge)

    def _acknowledge(self, question: Question, final: Message) -> None:
        """The ACK of a refusal repeats the Via of its INVITE; that of an answer is a transaction of its own."""
        via = question.sent.header("Via") if final.status >= 300 else self.socket.via()
        self.socket.send(Message(f"ACK {question.uri} SIP/2.0", (
            ("Via", via), ("Max-Forwards", "70"), ("From", question.sent.header("From")), ("To", final.header("To")),
            ("Call-ID", question.call_id), ("CSeq", f"{question.tries} ACK"))))


def refuse_with(status: int) -> Behaviour:
    """Refuse every call with this status: phones that people make choose it for themselves."""
    def behave(request: Message) -> Iterable[Message]:
        if request.method == "INVITE":
            yield answer(request, status, "Refused", tag="raw")
        else:
            yield answer(request, OK, "OK", tag="raw")

    return behave


def ring_forever(request: Message) -> Iterable[Message]:
    """Ring when called, agree to everything else."""
    if request.method == "INVITE":
        yield answer(request, 180, "Ringing", tag="raw")
    elif request.method:
        yield answer(request, 200, "OK", tag="raw")
