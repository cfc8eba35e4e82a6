"""A phone of which we control every byte: it registers like any other, then says and answers what a test wants."""

import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Self

from actors.sip import Header, Message, SipSocket, Transport, answer, authorization, sdp

ANSWER_BOUND = 5.0
STEP = 0.05
DEAD_AUDIO_PORT = 9
"""Where we say that we listen, if nobody is to send us sound."""

Behaviour = Callable[[Message], Iterable[Message]]


class RawPhone:
    """One account on one socket. `serve` answers requests in a thread; `request` asks and waits for the answers."""

    def __init__(self, account: str, password: str, server: str, port: int, transport: Transport = "udp") -> None:
        self.account, self._password = account, password
        self.socket = SipSocket(server, port, transport)
        self.seen: list[Message] = []
        self.call_id = secrets.token_hex(12)
        self._tag = secrets.token_hex(4)
        self._cseq = 0
        self._behave: Behaviour = ring_forever
        self._responses: queue.Queue[Message] = queue.Queue()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
        self.socket.__exit__()

    @property
    def contact(self) -> str:
        """Where it wants to be called."""
        way = "" if self.socket.transport == "udp" else f";transport={self.socket.transport}"
        return f"<sip:{self.account}@{self.socket.here}{way}>"

    def register(self) -> Message:
        """Register; the last answer is returned."""
        return self.request("REGISTER", f"sip:{self.socket.there}", user=self.account,
                            more=(("Contact", self.contact), ("Expires", "600")))[-1]

    def invite(self, user: str, seconds: float = ANSWER_BOUND, more: Iterable[Header] = ()) -> list[Message]:
        """Call a user part exactly as it is given; all answers are returned, the final one last, and acknowledged."""
        return self.request(
            "INVITE", f"sip:{user}@{self.socket.there}", user=user, seconds=seconds,
            more=(("Contact", self.contact), ("Content-Type", "application/sdp"), *more),
            body=sdp(self.socket.address, DEAD_AUDIO_PORT))

    def request(self, method: str, uri: str, *, user: str = "", seconds: float = ANSWER_BOUND,
                more: Iterable[Header] = (), body: str = "") -> list[Message]:
        """Send a request in a dialog of its own and collect its answers; a challenge is answered once."""
        self.call_id, self._tag = secrets.token_hex(12), secrets.token_hex(4)
        answers = self._transact(method, uri, user, seconds, tuple(more), body)
        last = answers[-1] if answers else None
        challenge = last and (last.header("WWW-Authenticate") or last.header("Proxy-Authenticate"))
        if challenge:
            login = authorization(challenge, self.account, self._password, method, uri)
            answers += self._transact(method, uri, user, seconds, (*more, ("Authorization", login)), body)
        return answers

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

    def _transact(self, method: str, uri: str, user: str, seconds: float, more: tuple[Header, ...],
                  body: str) -> list[Message]:
        self._cseq += 1
        target = f"<sip:{user}@{self.socket.there}>" if user else f"<{uri}>"
        sent = Message(f"{method} {uri} SIP/2.0", (
            ("Via", self.socket.via()), ("Max-Forwards", "70"),
            ("From", f"<sip:{self.account}@{self.socket.there}>;tag={self._tag}"), ("To", target),
            ("Call-ID", self.call_id), ("CSeq", f"{self._cseq} {method}"), *more), body)
        self.socket.send(sent)
        answers = self._answers(seconds)
        if method == "INVITE" and answers and answers[-1].status >= 200:
            self._acknowledge(sent, answers[-1])
        return answers

    def _answers(self, seconds: float) -> list[Message]:
        """Answers of the dialog in hand, up to the final one or the end of the time."""
        answers: list[Message] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and (message := self._response(left)):
            if message.header("Call-ID") != self.call_id or int(message.header("CSeq").split()[0]) != self._cseq:
                continue
            answers.append(message)
            if message.status >= 200:
                break
        return answers

    def _acknowledge(self, invite: Message, final: Message) -> None:
        """The ACK of a refusal repeats the Via of its INVITE; that of an answer is a transaction of its own."""
        via = invite.header("Via") if final.status >= 300 else self.socket.via()
        uri = invite.start.split()[1]
        self.socket.send(Message(f"ACK {uri} SIP/2.0", (
            ("Via", via), ("Max-Forwards", "70"), ("From", invite.header("From")), ("To", final.header("To")),
            ("Call-ID", self.call_id), ("CSeq", f"{self._cseq} ACK"))))


def ring_forever(request: Message) -> Iterable[Message]:
    """Ring when called, agree to everything else."""
    if request.method == "INVITE":
        yield answer(request, 180, "Ringing", tag="raw")
    elif request.method:
        yield answer(request, 200, "OK", tag="raw")
