"""A house full of demonstration data, for screenshots and for tests that look at pages."""

from datetime import datetime, timedelta

from tongdai.actions.context import Context, operator_context
from tongdai.actions.extensions import ExtensionDraft, create_extension, create_extensions, update_extension
from tongdai.actions.packages import create_package
from tongdai.actions.people import PersonDraft, create_person, first_operator
from tongdai.actions.sign_in import asker_of, set_password, sign_in
from tongdai.actions.tenants import TenantDraft, create_tenant
from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.extension import Encryption
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.domain.person import Role
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Feature, Language, Package
from tongdai.domain.trail import parse_trail
from tongdai.engine.fake import FakeEngine
from tongdai.settings import Settings
from tongdai.store.calls import write_calls
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


def demo_calls(handle: str, now: datetime) -> list[Call]:
    """Two working days of calls, the last some minutes ago."""
    key = key_of(handle) or ""
    return [_call(key, f"demo-{index}", now - timedelta(minutes=4 + index * 17), STORIES[index % len(STORIES)])
            for index in range(70)]


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
