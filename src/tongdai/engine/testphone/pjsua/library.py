"""How the pjsua2 library is set up for one phone: no sound card, no threads of its own in Python, loopback only."""

from typing import Any

import pjsua2 as pj

from tongdai.engine.testphone.sound import RATE

TRANSPORTS = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}
LOG_LEVEL = 4
"""The level at which whole SIP messages are written down."""

LOUDNESS = 8000
TONE_MILLISECONDS = 10000
REGISTRATION_SECONDS = 600
FIRST_RTP_PORT = 20000


def start_endpoint(account: dict[str, Any]) -> Any:
    """Start the library with one transport on a free port of the phone's own address."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    endpoint.libInit(_endpoint_settings(account["log"]))
    endpoint.transportCreate(TRANSPORTS[account["transport"]], _transport_settings(account))
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    for codec in endpoint.codecEnum2():
        name = codec.codecId.split("/")[0]
        endpoint.codecSetPriority(codec.codecId, 200 if name in account["codecs"] else 0)
    return endpoint


def account_settings(account: dict[str, Any]) -> Any:
    """The account: registers only when told to, once, and answers any realm with its password."""
    settings = pj.AccountConfig()
    settings.idUri = f"sip:{account['account']}@{account['server']}"
    settings.regConfig.registrarUri = uri_of("", account)
    settings.regConfig.registerOnAdd = False
    settings.regConfig.retryIntervalSec = 0
    settings.regConfig.timeoutSec = REGISTRATION_SECONDS
    login = pj.AuthCredInfo("digest", "*", account["account"], 0, account["password"])
    settings.sipConfig.authCreds.append(login)
    settings.natConfig.contactRewriteUse = 0
    settings.natConfig.viaRewriteUse = 0
    settings.natConfig.sdpNatRewriteUse = 0
    settings.natConfig.udpKaIntervalSec = 0
    settings.mediaConfig.transportConfig.boundAddress = account["address"]
    settings.mediaConfig.transportConfig.port = 0
    settings.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_MANDATORY if account["srtp"] else pj.PJMEDIA_SRTP_DISABLED
    settings.mediaConfig.srtpSecureSignaling = 1 if account["transport"] == "tls" else 0
    return settings


def uri_of(user: str, account: dict[str, Any]) -> str:
    """The address of somebody on the phone's server, over the phone's transport."""
    way = "" if account["transport"] == "udp" else f";transport={account['transport']}"
    name = f"{user}@" if user else ""
    return f"sip:{name}{account['server']}:{account['port']}{way}"


def tone_generator(frequency: int) -> Any:
    """A tone without end."""
    generator = pj.ToneGenerator()
    generator.createToneGenerator(RATE, 1)
    tone = pj.ToneDesc()
    tone.freq1, tone.freq2, tone.on_msec, tone.off_msec, tone.volume = frequency, 0, TONE_MILLISECONDS, 0, LOUDNESS
    tones = pj.ToneDescVector()
    tones.append(tone)
    generator.play(tones, True)
    return generator


def call_settings(code: int = 0) -> Any:
    """What a call is started, answered or changed with: audio only."""
    way = pj.CallOpParam(True)
    way.statusCode = code
    way.opt.audioCount, way.opt.videoCount = 1, 0
    return way


def _endpoint_settings(log: str) -> Any:
    settings = pj.EpConfig()
    settings.uaConfig.threadCnt = 0
    settings.uaConfig.mainThreadOnly = True
    settings.uaConfig.userAgent = "tongdai-testphone"
    settings.logConfig.filename = log
    settings.logConfig.level = LOG_LEVEL
    settings.logConfig.consoleLevel = 0
    settings.medConfig.clockRate = settings.medConfig.sndClockRate = RATE
    settings.medConfig.noVad = True
    settings.medConfig.ecTailLen = 0
    return settings


def _transport_settings(account: dict[str, Any]) -> Any:
    settings = pj.TransportConfig()
    settings.boundAddress = account["address"]
    settings.port = 0
    if account["transport"] == "tls":
        settings.tlsConfig.CaListFile = account["authorities"]
        settings.tlsConfig.verifyServer = bool(account["authorities"])
    return settings
