"""A house full of demonstration data, for screenshots and for tests that look at pages."""

from dataclasses import replace
from datetime import datetime, timedelta

from recordedcalls import keep_recording, with_recording
from tongdai.actions.context import Context, operator_context
from tongdai.actions.extensions import ExtensionDraft, create_extension, create_extensions, update_extension
from tongdai.actions.packages import create_package
from tongdai.actions.people import PersonDraft, create_person, first_operator
from tongdai.actions.recordings import hold_recording
from tongdai.actions.sign_in import asker_of, set_password, sign_in
from tongdai.actions.tenants import TenantDraft, create_tenant
from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.extension import Encryption
from tongdai.domain.incident import Incident, IncidentKind
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.domain.person import Role
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Feature, Language, Package
from tongdai.domain.trail import parse_trail
from tongdai.engine.fake import FakeEngine
from tongdai.settings import Settings
from tongdai.store.calls import write_calls
from tongdai.store.incidents import write_incident
from tongdai.store.reads import key_of

PACKAGES = (
    Package(handle="standard", name="Standard 10", extensions=10, concurrent_calls=5, recording_gb=5,
            recording_days=90, features=frozenset({Feature.RECORDING, Feature.VOICEMAIL})),
    Package(handle="business", name="Business 50", extensions=50, concurrent_calls=20, recording_gb=50,
            recording_days=365, features=frozenset(Feature)),
    Package(handle="starter", name="Starter 5", extensions=5, concurrent_calls=2),
)
TENANTS = (
    TenantDraft(handle="sen", name="Nhà hàng Hoa Sen", package="standard"),
    TenantDraft(handle="tre", name="Khách sạn Tre Xanh", package="business"),
    TenantDraft(handle="angkor", name="ក្រុមហ៊ុន អង្គរ ដឹកជញ្ជូន", package="starter", country="KH",
                time_zone="Asia/Phnom_Penh", language=Language.KHMER),
)
SEN = (("101", "Lễ tân"), ("102", "Trần Thị Bình"), ("103", "Nguyễn Văn Hoa"), ("104", "Bếp chính"),
       ("105", "Quầy bar"), ("106", "Phòng kế toán"), ("107", "Kho"), ("201", "Bảo vệ cổng trước"))


def furnish_demo(settings: Settings, password: str) -> FakeEngine:
    """Packages, customers, extensions and people, through the actions; the engine that stands on them."""
    engine = FakeEngine()
    ctx = operator_context(settings, "command line", engine)
    once = first_operator(ctx)
    if once is None:
        return engine
    _choose_password(ctx, "operator", once, password)
    for package in PACKAGES:
        create_package(ctx, package, "The packages of this year")
    for draft in TENANTS:
        create_tenant(ctx, draft, "Contract signed")
    for number, name in SEN:
        create_extension(ctx, "sen", ExtensionDraft(number=number, name=name))
    update_extension(ctx, "sen", "106", {"encryption": Encryption.REQUIRED.value, "email": "ketoan@hoasen.example"},
                     "Accounts talk about money")
    create_extensions(ctx, "tre", "1001", 42, "Phòng {number}", "All rooms of the hotel")
    create_extension(ctx, "angkor", ExtensionDraft(number="11", name="សុខា"), "")
    for login, name, role, tenant, extension in (
            ("hoa", "Nguyễn Văn Hoa", Role.ADMINISTRATOR, "sen", None),
            ("binh", "Trần Thị Bình", Role.USER, "sen", "102"),
            ("carol", "Carol Lê", Role.ADMINISTRATOR, "tre", None)):
        made = create_person(ctx, PersonDraft(login=login, name=name, role=role, tenant=tenant, extension=extension))
        _choose_password(ctx, made.person.login, made.one_time_password, password)
    write_calls(demo_calls("sen", ctx.now()))
    for call, recording in RECORDED.items():
        keep_recording(settings, call, recording, sealed=call == "demo-9")
    hold_recording(ctx, "sen", RECORDED["demo-5"], "Tranh chấp hoá đơn 4711")
    for incident in demo_incidents(key_of("sen") or "", ctx.now()):
        write_incident(incident)
    engine.kept_evidence = {"c1-hung": EVIDENCE}
    engine.observation = demo_observation(ctx.now())
    engine.live = {each.id for each in engine.observation.calls}
    return engine


def _choose_password(ctx: Context, login: str, once: Secret, password: str) -> None:
    signed_in = sign_in(ctx, login, once, "127.0.0.1")
    set_password(ctx.acting(asker_of(signed_in.person, "console")), once, Secret(password))


PHONES = (("101", "192.168.1.21:5060", "udp", "Yealink SIP-T31P 124.86.0.40", 3.2),
          ("102", "192.168.1.22:5060", "tcp", "Grandstream GRP2602 1.0.5.91", 4.8),
          ("103", "113.161.84.20:61034", "tls", "Linphone-Android/5.2.5", 41.7),
          ("104", "192.168.1.24:5060", "udp", "Fanvil X3U 2.12.1.3", 3.9),
          ("106", "192.168.1.26:5061", "tls", "Yealink SIP-T33G 124.86.0.40", 3.1))


def demo_observation(now: datetime) -> Observation:
    """Five phones of Sen and two of its calls."""
    key = key_of("sen")
    phones = tuple(Registration(f"{key}-{number}", address, transport, agent, now + timedelta(minutes=7 + index), trip,
                                True) for index, (number, address, transport, agent, trip) in enumerate(PHONES))
    calls = (LiveCall("demo-1.1", f"{key}-101", "101", "104", "talking", 127, f"{key}-104"),
             LiveCall("demo-1.2", f"{key}-103", "103", "106", "ringing", 6))
    return Observation(now, "c1", EngineState.SERVING, "22.10.1", 93_720, phones, calls)


STORIES = (
    ("101", "102", Outcome.ANSWERED, 5.2, 83.0, "dialled(102)>extension/calls>free/find>found/ring(102)>answered"),
    ("102", "104", Outcome.NO_ANSWER, 25.0, 0.0,
     "dialled(104)>extension/calls>free/find>found/ring(104)>no_answer/end-no-answer"),
    ("103", "101", Outcome.BUSY, 0.4, 0.0, "dialled(101)>extension/calls>free/find>found/ring(101)>busy/end-busy"),
    ("101", "107", Outcome.OFFLINE, 0.0, 0.0,
     "dialled(107)>extension/calls>free/find>found/ring(107)>offline/end-offline"),
    ("104", "999", Outcome.REFUSED, 0.0, 0.0,
     "dialled(999)>extension/calls>free/find>unknown/say-unknown>done/end-unknown"),
    ("106", "103", Outcome.ANSWERED, 8.6, 214.0, "dialled(103)>extension/calls>free/find>found/ring(103)>answered"),
    ("102", "101", Outcome.CANCELLED, 11.3, 0.0, "dialled(101)>extension/calls>free/find>found/ring(101)>cancelled"),
    ("105", "106", Outcome.DECLINED, 3.1, 0.0,
     "dialled(106)>extension/calls>free/find>found/ring(106)>declined/end-declined"),
    ("101", "*43", Outcome.ANSWERED, 0.0, 21.0, "dialled(*43)>echo/echo>done"),
)
CAUSES = {Outcome.ANSWERED: 16, Outcome.NO_ANSWER: 19, Outcome.BUSY: 17, Outcome.OFFLINE: 20, Outcome.REFUSED: 1,
          Outcome.CANCELLED: 16, Outcome.DECLINED: 21}


RECORDED = {"demo-0": "0d" * 16, "demo-5": "5d" * 16, "demo-9": "9d" * 16, "demo-18": "18" * 16}
WAITING, INTERRUPTED = "demo-14", "demo-23"
EVIDENCE = {"console.txt": b"core show uptime\n(no answer within 5 s)\n",
            "threads.txt": b"Thread 1 (LWP 4711):\n#0  __lll_lock_wait ()\n" * 120,
            "engine.log": b"[Nov 24 12:00:01] WARNING[4711] taskprocessor.c: 'pjsip/default' is not drained\n" * 80}


def demo_incidents(key: str, now: datetime) -> tuple[Incident, ...]:
    """A hang that cut calls off, a clock that was put right, and an alarm that goes on."""
    hung = now - timedelta(minutes=4 + 23 * 17 - 2)
    return (
        Incident(id="c1-hung", kind=IncidentKind.ENGINE_HUNG, cell="c1", began=hung, evidence="c1-hung",
                 ended=hung + timedelta(seconds=13.4), details={"what": "the console", "seconds": "9.6"},
                 affected={key: 1}),
        Incident(id="c1-clock", kind=IncidentKind.CLOCK_JUMPED, cell="c1", began=now - timedelta(days=3),
                 ended=now - timedelta(days=3), details={"seconds": "2.8"}),
        Incident(id="c1-full", kind=IncidentKind.RECORDINGS_FULL, cell="c1", began=now - timedelta(minutes=11),
                 details={"budget": "recordings", "used": "182.4 GB", "limit": "200.0 GB", "share": "91",
                          "directory": "/var/lib/tongdai/recordings"}))


def demo_calls(handle: str, now: datetime) -> list[Call]:
    """Two working days of calls, the last some minutes ago; some were recorded, and one was cut off."""
    key = key_of(handle) or ""
    calls = [_call(key, f"demo-{index}", now - timedelta(minutes=4 + index * 17), STORIES[index % len(STORIES)])
             for index in range(70)]
    return [_told_more(call, index) for index, call in enumerate(calls)]


GOOD = Stream(packets=4150, lost=2, loss=0.05, jitter=2.1, mos=4.39)
FAIR = Stream(packets=4098, lost=54, loss=1.3, jitter=12.4, mos=3.87)
BAD = Stream(packets=3702, lost=402, loss=9.8, jitter=38.2, mos=2.41)
SILENT = Stream(packets=0, lost=4150, loss=100.0, jitter=None, mos=1.0)
HEARD = {5: BAD, 18: SILENT, 0: FAIR, 32: FAIR, 50: BAD}
"""How the caller was heard in some calls; it was good in the others."""


def _told_more(call: Call, index: int) -> Call:
    """The call with its sound, its recording, and what happened to it."""
    if call.talk_seconds and len(call.legs) > 1:
        heard = HEARD.get(index, GOOD)
        call = replace(call, mos=heard.mos, legs=_heard(call.legs, heard),
                       one_way=OneWay.CALLER if heard is SILENT else None)
    if call.id in (*RECORDED, WAITING):
        since, until = call.ring_seconds, call.ring_seconds + call.talk_seconds
        parts = ((since, since + 20.0), (since + 31.0, until)) if index == 5 else ((since, until),)
        call = with_recording(call, *parts)
    if call.id == INTERRUPTED:
        call = replace(call, outcome=Outcome.INTERRUPTED, cause=38, ended_by=Side.SYSTEM)
    return call


def _heard(legs: tuple[Leg, ...], heard: Stream) -> tuple[Leg, ...]:
    caller = LegQuality(sent=SILENT if heard is SILENT else GOOD, heard=GOOD, round_trip=24.0)
    called = LegQuality(sent=GOOD, heard=heard, round_trip=11.0)
    return tuple(replace(leg, quality=quality) for leg, quality in zip(legs, (caller, called), strict=False))


def _call(key: str, call_id: str, at: datetime, story: tuple[str, str, Outcome, float, float, str]) -> Call:
    caller, dialled, outcome, ring, talk, steps = story
    answered = ring if talk else None
    end = ring + talk + 0.3
    legs = [_leg(key, "a", caller, 0.0, answered, end, CAUSES[outcome])]
    moments = [Moment(0.0, EventKind.STARTED, 0, dialled)]
    if ring:
        legs.append(_leg(key, "b", dialled, 0.1, answered, end, CAUSES[outcome]))
        moments.append(Moment(0.1, EventKind.RINGING, 1))
    if talk:
        moments.append(Moment(ring, EventKind.ANSWERED, len(legs) - 1))
    if talk > 100:
        moments += [Moment(ring + 60, EventKind.HELD, 1), Moment(ring + 95, EventKind.RESUMED, 1)]
    moments.append(Moment(end, EventKind.ENDED, 0))
    return Call(id=call_id, tenant=key, cell="c1", direction=Direction.INTERNAL, caller=caller, dialled=dialled,
                answered_by=dialled if talk else "", started=at, ring_seconds=ring, talk_seconds=talk, outcome=outcome,
                cause=CAUSES[outcome], ended_by=Side.CALLER if talk else Side.SYSTEM, codec="opus" if talk else "",
                trail=parse_trail(f"10/{steps}"), legs=tuple(legs), timeline=tuple(moments))


def _leg(key: str, name: str, number: str, started: float, answered: float | None, ended: float, cause: int) -> Leg:
    return Leg(id=name, account=f"{key}-{number}", number=number, started=started, answered=answered, ended=ended,
               cause=cause, codec="opus" if answered is not None else "")
