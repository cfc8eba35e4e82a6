"""Live: which phones are registered, which calls are up, and how the engine is, as of this moment."""

from dataclasses import dataclass
from datetime import datetime

from tongdai.actions.context import Context, NotFound, Refused, no_tenant
from tongdai.compiler import split_account
from tongdai.domain.message import say
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.domain.rights import Right
from tongdai.engine import EngineError
from tongdai.store.reads import key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPhone:
    """One phone that is registered as an extension: from where, with what, how far away."""

    number: str
    address: str
    transport: str
    user_agent: str
    expires: datetime | None
    round_trip_ms: float | None
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUp:
    """One call that is up: `number` began it, `peer` takes part; `state` is ringing, answered or talking."""

    id: str
    number: str
    caller: str
    dialled: str
    peer: str
    state: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """A tenant at this moment: whether its engine serves, its phones and its calls."""

    state: EngineState
    phones: tuple[RegisteredPhone, ...]
    calls: tuple[CallUp, ...]


def see_now(ctx: Context, tenant: str | None = None) -> Now:
    """A tenant's phones and calls, asked of the engine in one go."""
    key = _key(ctx, Right.SEE_LIVE_CALLS, tenant)
    seen = ctx.engine.observe()
    return Now(state=seen.state, phones=_phones(seen, key), calls=_calls(seen, key))


def registrations(ctx: Context, tenant: str | None = None) -> tuple[RegisteredPhone, ...]:
    """The phones of a tenant, by number; a user sees those of the own extension."""
    key = _key(ctx, Right.SEE_REGISTRATIONS, tenant)
    own = ctx.asker.extension
    return tuple(each for each in _phones(ctx.engine.observe(), key) if own is None or each.number == own)


def live_calls(ctx: Context, tenant: str | None = None) -> tuple[CallUp, ...]:
    """The calls of a tenant that are up, the longest first."""
    return _calls(ctx.engine.observe(), _key(ctx, Right.SEE_LIVE_CALLS, tenant))


def hang_up_call(ctx: Context, tenant: str | None, call_id: str) -> None:
    """End a call of a tenant."""
    key = _key(ctx, Right.HANG_UP_CALLS, tenant)
    known = {each.id for each in _calls(ctx.engine.observe(), key)}
    try:
        ended = call_id in known and ctx.engine.hang_up(call_id)
    except EngineError as error:
        raise Refused(error.message) from error
    if not ended:
        raise NotFound(say("This call is not up any more."))


def observe_engine(ctx: Context) -> Observation:
    """All that can be seen of the engine, across tenants."""
    ctx.require(Right.SEE_ENGINE)
    return ctx.engine.observe()


def _phones(seen: Observation, key: str) -> tuple[RegisteredPhone, ...]:
    phones = [_phone(each, number) for each in seen.registrations for owner, number in [split_account(each.account)]
              if owner == key]
    return tuple(sorted(phones, key=lambda each: (len(each.number), each.number, each.address)))


def _phone(seen: Registration, number: str) -> RegisteredPhone:
    return RegisteredPhone(number=number, address=seen.address, transport=seen.transport, user_agent=seen.user_agent,
                           expires=seen.expires, round_trip_ms=seen.round_trip_ms, reachable=seen.reachable)


def _calls(seen: Observation, key: str) -> tuple[CallUp, ...]:
    calls = [_call(each, number) for each in seen.calls for owner, number in [split_account(each.account)]
             if owner == key]
    return tuple(sorted(calls, key=lambda each: (-each.seconds, each.id)))


def _call(seen: LiveCall, number: str) -> CallUp:
    return CallUp(id=seen.id, number=number, caller=seen.caller, dialled=seen.dialled,
                  peer=split_account(seen.peer)[1], state=seen.state, seconds=seen.seconds)


def _key(ctx: Context, right: Right, tenant: str | None) -> str:
    handle = ctx.require(right, tenant)
    key = key_of(handle)
    if key is None:
        raise no_tenant(handle)
    return key
