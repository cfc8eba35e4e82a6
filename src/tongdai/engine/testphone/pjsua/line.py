"""One SIP account with at most one call at a time; every change is told as an event."""

import ctypes
import time
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from tongdai.engine.testphone.pjsua.library import (
    account_settings,
    call_settings,
    start_endpoint,
    tone_generator,
    uri_of,
)

Tell = Callable[[dict[str, Any]], None]

STATES = {
    pj.PJSIP_INV_STATE_CALLING: "calling",
    pj.PJSIP_INV_STATE_INCOMING: "incoming",
    pj.PJSIP_INV_STATE_EARLY: "ringing",
    pj.PJSIP_INV_STATE_CONFIRMED: "talking",
    pj.PJSIP_INV_STATE_DISCONNECTED: "ended",
}
SOUNDS = {
    pj.PJSUA_CALL_MEDIA_ACTIVE: "active",
    pj.PJSUA_CALL_MEDIA_LOCAL_HOLD: "held here",
    pj.PJSUA_CALL_MEDIA_REMOTE_HOLD: "held there",
}
RINGING, OK, BUSY_HERE = 180, 200, 486
STEP_MILLISECONDS = 10
GOODBYE_STEPS = 100


class Line:
    """A phone's account, its call and its sound."""

    def __init__(self, account: dict[str, Any], tell: Tell) -> None:
        self.account = account
        self.tell = tell
        self.call: _Call | None = None
        self.answers_after: float | None = None
        self.refuses_with: int | None = None
        self._answer_at: float | None = None
        self._endpoint = start_endpoint(account)
        self._tone = tone_generator(account["tone"])
        self._source = self._tone
        self._sounds = False
        self._recorder = pj.AudioMediaRecorder()
        self._recorder.createRecorder(account["recording"])
        self.registration = _Account(self)
        self.registration.create(account_settings(account))
        tell({"event": "ready", "port": _port(self._endpoint)})

    def obey(self, verb: str, arguments: dict[str, Any]) -> Any:
        """Do one of the things a phone can do."""
        verbs: dict[str, Callable[..., Any]] = {
            "register": self.register, "unregister": self.unregister, "call": self.dial, "answer": self.answer,
            "reject": self.reject, "hang_up": self.hang_up, "hold": self.hold, "resume": self.resume,
            "send_dtmf": self.send_dtmf, "say": self.say, "transfer": self.transfer, "behave": self.behave,
            "statistics": self.statistics, "write_log": self.write_log,
        }
        if verb not in verbs:
            raise ValueError(f"A test phone cannot '{verb}'; it can {', '.join(sorted(verbs))}.")
        return verbs[verb](**arguments)

    def turn(self) -> None:
        """Let the library work for a moment, and answer by itself when the time has come."""
        self._endpoint.libHandleEvents(STEP_MILLISECONDS)
        if self._answer_at is not None and time.monotonic() >= self._answer_at:
            self._answer_at = None
            if self.call:
                self.call.answer(call_settings(OK))

    def close(self) -> None:
        """Hang up, take the registration back and stop the library."""
        self._endpoint.hangupAllCalls()
        if self.registration.getInfo().regIsActive:
            self.registration.setRegistration(False)
        for _ in range(GOODBYE_STEPS):
            self._endpoint.libHandleEvents(STEP_MILLISECONDS)
            if not self.registration.getInfo().regIsActive and self.call is None:
                break
        self.registration.shutdown()
        del self._recorder, self._source, self._tone, self.registration
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)

    def register(self) -> None:
        """Ask the server to know where we are."""
        self.registration.setRegistration(True)

    def unregister(self) -> None:
        """Ask the server to forget where we are."""
        self.registration.setRegistration(False)

    def dial(self, number: str, headers: dict[str, str]) -> None:
        """Call somebody on our server."""
        if self.call:
            raise ValueError("This phone is in a call already; hang up first.")
        way = call_settings()
        for name, value in headers.items():
            header = pj.SipHeader()
            header.hName, header.hValue = name, value
            way.txOption.headers.append(header)
        self.call = _Call(self, pj.PJSUA_INVALID_ID)
        try:
            self.call.makeCall(uri_of(number, self.account), way)
        except pj.Error:
            self.call = None
            raise

    def answer(self) -> None:
        """Take the call that is ringing."""
        self._current().answer(call_settings(OK))

    def reject(self, code: int) -> None:
        """Refuse the call that is ringing."""
        self._answer_at = None
        self._current().hangup(call_settings(code))

    def hang_up(self) -> None:
        """End the call, or give up calling."""
        self._answer_at = None
        self._current().hangup(call_settings())

    def hold(self) -> None:
        """Put the other side on hold."""
        self._current().setHold(call_settings())

    def resume(self) -> None:
        """Take the other side back from hold."""
        way = call_settings()
        way.opt.flag = pj.PJSUA_CALL_UNHOLD
        self._current().reinvite(way)

    def send_dtmf(self, digits: str) -> None:
        """Press keys during the call."""
        self._current().dialDtmf(digits)

    def transfer(self, number: str) -> None:
        """Send the other side on to somebody else."""
        self._current().xfer(uri_of(number, self.account), call_settings())

    def behave(self, answers_after: float | None, refuses_with: int | None) -> None:
        """What to do from now on when a call comes in: wait to be told, answer, or refuse."""
        self.answers_after, self.refuses_with = answers_after, refuses_with

    def say(self, file: str) -> None:
        """Play a file once into the call, then the tone again."""
        self._current()
        voice = _Voice(self)
        voice.createPlayer(file, pj.PJMEDIA_FILE_NO_LOOP)
        self._speak_with(voice)

    def said(self) -> None:
        """The file is played: back to the tone."""
        self._speak_with(self._tone)
        self.tell({"event": "said"})

    def _speak_with(self, source: Any) -> None:
        """Let this be what the other side hears, now and after every change of the call's sound."""
        before, self._source = self._source, source
        if self.call and self._sounds:
            sound = self.call.sound()
            before.stopTransmit(sound)
            source.startTransmit(sound)

    def statistics(self) -> dict[str, Any]:
        """What the stream of the current call is and how it fares."""
        call = self._current()
        stream, statistics, media = call.getStreamInfo(0), call.getStreamStat(0), call.getMedTransportInfo(0)
        counted = statistics.rtcp
        return {
            "codec": stream.codecName,
            "srtp": bool(stream.proto & pj.PJMEDIA_TP_PROFILE_SRTP),
            "remote": stream.remoteRtpAddress,
            "local": media.localRtpName,
            "sent": counted.txStat.pkt,
            "received": counted.rxStat.pkt,
            "lost": counted.rxStat.loss,
            "jitter": counted.rxStat.jitterUsec.mean,
        }

    def write_log(self) -> None:
        """Bring the library's log to disk; it keeps up to a page of it in C's own buffer."""
        ctypes.CDLL(None).fflush(None)

    def incoming(self, number: int) -> None:
        """Ring for a call that came in; refuse it while there is another."""
        call = _Call(self, number)
        refusal = BUSY_HERE if self.call else self.refuses_with
        info = call.getInfo()
        self.tell({"event": "incoming" if not self.call else "second call", "from": info.remoteUri,
                   "to": info.localUri, "refused": refusal})
        if not self.call:
            self.call = call
        if refusal:
            call.hangup(call_settings(refusal))
            return
        call.answer(call_settings(RINGING))
        if self.answers_after is not None:
            self._answer_at = time.monotonic() + self.answers_after

    def changed(self, call: "_Call") -> None:
        """Tell the call's new state; let go of it when it has ended."""
        if call is not self.call:
            return
        info = call.getInfo()
        state = STATES.get(info.state)
        if state == "ringing" and info.role == pj.PJSIP_ROLE_UAS:
            state = "incoming"
        if state:
            self.tell({"event": "call", "state": state, "code": info.lastStatusCode, "reason": info.lastReason})
        if state == "ended":
            self.call, self._answer_at, self._source, self._sounds = None, None, self._tone, False

    def sounding(self, call: "_Call") -> None:
        """Connect the sound of the call: our tone into it, what comes out of it into the recording."""
        info = call.getInfo()  # kept in a name: the library frees its parts together with it
        audio = [one for one in info.media if one.type == pj.PJMEDIA_TYPE_AUDIO]
        state = SOUNDS.get(audio[0].status, "none") if audio else "none"
        self._sounds = state == "active"
        if self._sounds:
            sound = call.sound()
            sound.startTransmit(self._recorder)
            self._source.startTransmit(sound)
        self.tell({"event": "sound", "state": state})

    def _current(self) -> "_Call":
        if not self.call:
            raise ValueError("This phone is in no call.")
        return self.call


class _Account(pj.Account):  # type: ignore[misc]
    """The library calls back here about the registration and new calls."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def onRegState(self, prm: Any) -> None:  # noqa: N802
        active = prm.code == OK and prm.expiration > 0
        self._line.tell({"event": "registration", "active": active, "code": prm.code, "reason": prm.reason})

    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        self._line.incoming(prm.callId)


class _Call(pj.Call):  # type: ignore[misc]
    """The library calls back here about one call."""

    def __init__(self, line: Line, number: int) -> None:
        super().__init__(line.registration, number)
        self._line = line

    def sound(self) -> Any:
        """The sound of this call."""
        return self.getAudioMedia(-1)

    def onCallState(self, prm: Any) -> None:  # noqa: ARG002, N802
        self._line.changed(self)

    def onCallMediaState(self, prm: Any) -> None:  # noqa: ARG002, N802
        self._line.sounding(self)

    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        self._line.tell({"event": "dtmf", "digit": prm.digit})


class _Voice(pj.AudioMediaPlayer):  # type: ignore[misc]
    """The library calls back here when a file is played to its end."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def onEof2(self) -> None:  # noqa: N802
        self._line.said()


def _port(endpoint: Any) -> int:
    return int(endpoint.transportGetInfo(0).localName.rsplit(":", 1)[-1])
