"""Calls with sound on an engine: SIPp for the signalling, `rtpload` (made of rtpload.c when needed) for the audio."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from scenarios import called_scenario, calling_scenario
from steps import Phone, Phones, free_port

from tongdai.domain.emodel import CODINGS, Connection, mean_opinion, transmission_rating

SOURCE = Path(__file__).with_name("rtpload.c")
PORT_OF_LEG = r"m=audio ([0-9]+)"
PLACED_A_SECOND = 25
SECONDS_TO_SETTLE, SECONDS_TO_SPARE = 2.0, 3.0
PACKETIZED_MS, NEVER = 20.0, 1_000_000
PACKETS_A_SECOND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of a step: calls that were up, packets that were expected, that were lost and that came too late.

    Milliseconds: jitter by RFC 3550 of the hundredth worst leg, delay of the hundredth worst packet. `own_lag` is the
    worst delay of the generator itself, whose processor time `own_cpu` is a share of one processor.
    """

    calls: int
    up: int
    silent: int
    packets: int
    lost: int
    late: int
    jitter_p99: float
    delay_p50: float
    delay_p99: float
    mos: float
    own_cpu: float
    own_lag: float


class Sound:
    """A generator that runs until it is closed."""

    def __init__(self, place: Path) -> None:
        program = place / "rtpload"
        subprocess.run(["gcc", "-O2", "-std=gnu11", "-o", program, SOURCE], check=True)
        self.port = free_port()
        self._process = subprocess.Popen([program, str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True, bufsize=1)
        self._lock = threading.Lock()

    def say(self, command: str) -> None:
        """One command."""
        assert self._process.stdin
        with self._lock:
            self._process.stdin.write(f"{command}\n")

    def tell(self) -> dict[str, object]:
        """What it has measured since the mark."""
        assert self._process.stdout
        self.say("tell")
        told = json.loads(self._process.stdout.readline())
        assert isinstance(told, dict)
        return told

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(5)


class TalkingPhones(Phones):
    """Phones whose calls have sound both ways; what is dialled is answered at once."""

    def __init__(self, place: Path, sip_port: int, sound: Sound) -> None:
        super().__init__(place, sip_port)
        self._sound = sound
        self._heard: dict[Path, int] = {}
        self.called_more = ("-trace_logs", "-log_file", str(self.place / "called.log"))
        offered, agreed = '<recv request="INVITE"/>', '<recv request="ACK"/>'
        self._write("called", _with_sound(called_scenario(), offered, agreed, sound))

    def talk(self, pairs: list[tuple[Phone, Phone]], calls: int, seconds: float) -> Heard:
        """So many calls at once, measured for so many seconds once all are up."""
        hold = self.hold_of(calls, seconds)
        answer = '<recv response="200" rrs="true"/>'
        self._write("calling", _with_sound(calling_scenario(round(hold * 1000)), answer, answer, self._sound))
        self.write_pairs(list(islice(cycle(pairs), calls)))
        self._sound.say("clear")
        process = self._sipp("calling", "calling", free_port(), "-r", str(PLACED_A_SECOND), "-m", str(calls),
                             "-trace_logs", "-log_file", str(self.place / "calling.log"), "-recv_timeout", "12000")
        try:
            return self._measure(calls, seconds)
        finally:
            process.wait(hold + SECONDS_TO_SPARE + 20)

    def hold_of(self, calls: int, seconds: float) -> float:
        """How long each of so many calls lasts."""
        return calls / PLACED_A_SECOND + SECONDS_TO_SETTLE + seconds + SECONDS_TO_SPARE

    def _measure(self, calls: int, seconds: float) -> Heard:
        end = time.monotonic() + calls / PLACED_A_SECOND + SECONDS_TO_SETTLE
        while time.monotonic() < end:
            self._pass_on()
            time.sleep(0.05)
        self._pass_on()
        self._sound.say("mark")
        before, began = self._sound.tell(), time.monotonic()
        time.sleep(seconds)
        after = self._sound.tell()
        return _heard(calls, before, after, time.monotonic() - began)

    def _pass_on(self) -> None:
        """Tell the generator of the legs that SIPp has learned of."""
        for path in (self.place / "calling.log", self.place / "called.log"):
            for port in self._new_legs(path):
                self._sound.say(f"leg {port}")

    def _new_legs(self, path: Path) -> Iterator[str]:
        if not path.exists():
            return
        with path.open(encoding="ascii", errors="replace") as file:
            if self._heard.get(path, 0) > path.stat().st_size:
                self._heard[path] = 0
            file.seek(self._heard.get(path, 0))
            text = file.read()
        whole = text.rpartition("\n")[0]
        self._heard[path] = self._heard.get(path, 0) + len(whole) + bool(whole)
        yield from (line.split()[1] for line in whole.splitlines() if line.startswith("leg "))

    def _write(self, name: str, text: str) -> None:
        (self.place / f"{name}.xml").write_text(text, encoding="ascii")


def _with_sound(scenario: str, offered: str, agreed: str, sound: Sound) -> str:
    """Offer the generator's port, learn the engine's from what it offers, and tell it once both agree."""
    learn = f'<ereg regexp="{PORT_OF_LEG}" search_in="msg" assign_to="whole,port"/>'
    say = '<log message="leg [$port]"/>'
    actions = {offered: learn, agreed: say} if offered != agreed else {offered: learn + say}
    for step, action in actions.items():
        scenario = scenario.replace(step, f"{step[:-2]}><action>{action}</action></recv>", 1)
    scenario = scenario.replace("[media_port]", str(sound.port))
    return scenario.replace("</scenario>", '<Reference variables="whole"/></scenario>')


def _heard(calls: int, before: dict[str, object], after: dict[str, object], seconds: float) -> Heard:
    legs = [leg for leg in after["legs"] if isinstance(leg, list)] if isinstance(after["legs"], list) else []
    speaking = [leg for leg in legs if leg[0] > PACKETS_A_SECOND]
    jitters = sorted(leg[3] for leg in speaking) or [float(NEVER)]
    worst = max(speaking, key=lambda leg: (leg[1] + leg[2]) / (leg[0] + leg[1]), default=[0, 1, 0, 0.0])
    jitter, delay = jitters[min(len(jitters) - 1, len(jitters) * 99 // 100)], float(str(after["delay_p99_ms"]))
    return Heard(
        calls=calls, up=len(speaking) // 2, silent=2 * calls - len(speaking),
        packets=sum(leg[0] + leg[1] for leg in legs), lost=sum(leg[1] for leg in legs),
        late=sum(leg[2] for leg in legs), jitter_p99=jitter, delay_p50=float(str(after["delay_p50_ms"])),
        delay_p99=delay, mos=_mos(100 * (worst[1] + worst[2]) / max(1, worst[0] + worst[1]), delay, jitter),
        own_cpu=round((float(str(after["cpu"])) - float(str(before["cpu"]))) / seconds, 3),
        own_lag=float(str(after["lag_ms"])))


def _mos(loss: float, delay: float, jitter: float) -> float:
    """Of the worst leg, by G.107: its loss, and the delay of packet, way and a buffer of twice the jitter."""
    coding, way = CODINGS["ulaw"], PACKETIZED_MS + delay + 2 * jitter
    rating = transmission_rating(Connection(ppl=loss, ie=coding.ie, bpl=coding.bpl, t=way, ta=way, tr=2 * way))
    return round(mean_opinion(rating), 2)
