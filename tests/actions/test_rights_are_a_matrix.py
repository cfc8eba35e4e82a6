"""Every action is tried as everybody: what lies outside somebody's reach does not exist for them."""

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import pytest

import tongdai.actions
from housecalls import an_incident, archive_october
from houserecordings import kept, of_call
from testhouse import BINH, CAROL, HOA, NOBODY, NOON, OPERATOR, STANDARD, House
from tongdai.actions import (
    archive,
    calls,
    demo,
    exchange,
    expiring,
    extensions,
    incidents,
    ingest,
    journal,
    keeping,
    live,
    move,
    packages,
    people,
    plans,
    publish,
    recording_archive,
    recordings,
    releases,
    simulate,
    status,
    storage,
    tenants,
    tokens,
)
from tongdai.actions.change import recording
from tongdai.actions.context import Asker, Context, Forbidden, NotFound, Refused
from tongdai.domain.incident import IncidentKind
from tongdai.domain.observation import EngineState, LiveCall, Observation
from tongdai.domain.person import Person, Role
from tongdai.domain.tenant import Package
from tongdai.store.incidents import write_incident
from tongdai.store.people import write_person
from tongdai.store.reads import key_of

pytestmark = pytest.mark.wet

CAST = {"operator": OPERATOR, "hoa": HOA, "binh": BINH, "carol": CAROL, "nobody": NOBODY}
YES, NO, NONE = "allowed", "forbidden", "not found"
STRANGER = "nix"

FREE = {"sign_in": "is how rights are come by", "asker_for_token": "is how rights are come by",
        "set_password": "reaches oneself alone", "set_language": "reaches oneself alone",
        "own_person": "is the asker", "move_database": "asks for the right that preview_move asks for",
        "require_room_for_uploads": "asks the disk, after the right was asked for"}


@dataclass(frozen=True)
class Trial:
    """An action on tenant Sen (where it takes one), and what it comes to for operator, Hoa, Bình, Carol, nobody."""

    action: Callable[..., object]
    call: Callable[[Context, str], object]
    expected: tuple[str, str, str, str, str]
    takes_tenant: bool = True


def _sheet(tenant: str) -> str:
    return f"format: 1\ntenant: {{handle: {tenant}, name: Sen}}\npackage: standard\nextensions: []\n"


DRAFT = extensions.ExtensionDraft(number="150", name="New")
OF_A_TENANT = (YES, YES, NO, NONE, NO)
OF_AN_OPERATOR = (YES, NO, NO, NONE, NO)
OF_AN_EXTENSION = (YES, YES, YES, NONE, NO)
WHOLE_HOUSE = (YES, NO, NO, NO, NO)
OWN_HOUSE = (YES, YES, NO, YES, NO)

HEARING = (recordings.show_recording, recordings.measure_recording, recordings.open_recording, recordings.waveform)


def recording_of(call: str) -> str:
    """The recording of one of Sen's calls."""
    return of_call("sen", call).id


TRIALS = [
    Trial(tenants.list_tenants, lambda ctx, _: tenants.list_tenants(ctx), OWN_HOUSE, False),
    Trial(tenants.get_tenant, tenants.get_tenant, OF_A_TENANT),
    Trial(tenants.get_tenant_row, tenants.get_tenant_row, OF_AN_EXTENSION),
    Trial(tenants.create_tenant, lambda ctx, _: tenants.create_tenant(ctx, tenants.TenantDraft(
        handle="new", name="New", package="standard")), WHOLE_HOUSE, False),
    Trial(tenants.update_tenant, lambda ctx, tenant: tenants.update_tenant(ctx, tenant, {"name": "Hoa"}), OF_A_TENANT),
    Trial(tenants.update_tenant, lambda ctx, tenant: tenants.update_tenant(ctx, tenant, {"package": "standard"}),
          OF_AN_OPERATOR),
    Trial(tenants.delete_tenant, tenants.delete_tenant, OF_AN_OPERATOR),
    Trial(packages.list_packages, lambda ctx, _: packages.list_packages(ctx), OWN_HOUSE, False),
    Trial(packages.get_package, lambda ctx, _: packages.get_package(ctx, "standard"), OWN_HOUSE, False),
    Trial(packages.get_package, lambda ctx, _: packages.get_package(ctx, "spare"), (YES, NONE, NO, NONE, NO), False),
    Trial(packages.create_package, lambda ctx, _: packages.create_package(ctx, Package(handle="xl", name="XL")),
          WHOLE_HOUSE, False),
    Trial(packages.update_package, lambda ctx, _: packages.update_package(ctx, "standard", {"extensions": 9}),
          WHOLE_HOUSE, False),
    Trial(packages.delete_package, lambda ctx, _: packages.delete_package(ctx, "spare"), WHOLE_HOUSE, False),
    Trial(extensions.list_extensions, extensions.list_extensions, OF_A_TENANT),
    Trial(extensions.get_extension, lambda ctx, tenant: extensions.get_extension(ctx, tenant, "101"), OF_A_TENANT),
    Trial(extensions.create_extension, lambda ctx, tenant: extensions.create_extension(ctx, tenant, DRAFT),
          OF_A_TENANT),
    Trial(extensions.create_extensions, lambda ctx, tenant: extensions.create_extensions(ctx, tenant, "150", 2, "N"),
          OF_A_TENANT),
    Trial(extensions.update_extension, lambda ctx, tenant: extensions.update_extension(ctx, tenant, "101", {
        "name": "B"}), OF_A_TENANT),
    Trial(extensions.delete_extensions, lambda ctx, tenant: extensions.delete_extensions(ctx, tenant, ["101"]),
          OF_A_TENANT),
    Trial(extensions.renew_secret, lambda ctx, tenant: extensions.renew_secret(ctx, tenant, "101"), OF_AN_EXTENSION),
    Trial(extensions.phone_account, lambda ctx, tenant: extensions.phone_account(ctx, tenant, "101"),
          OF_AN_EXTENSION),
    Trial(extensions.renew_secret, lambda ctx, tenant: extensions.renew_secret(ctx, tenant, "102"),
          (YES, YES, NONE, NONE, NO)),
    Trial(extensions.phone_account, lambda ctx, tenant: extensions.phone_account(ctx, tenant, "102"),
          (YES, YES, NONE, NONE, NO)),
    Trial(exchange.export_tenant, exchange.export_tenant, OF_A_TENANT),
    Trial(exchange.export_tenant, lambda ctx, tenant: exchange.export_tenant(ctx, tenant, secrets=True),
          OF_AN_OPERATOR),
    Trial(exchange.preview_import, lambda ctx, tenant: exchange.preview_import(ctx, _sheet(tenant)), WHOLE_HOUSE,
          False),
    Trial(exchange.apply_import, lambda ctx, tenant: exchange.apply_import(ctx, _sheet(tenant)), WHOLE_HOUSE, False),
    Trial(releases.list_releases, releases.list_releases, OF_A_TENANT),
    Trial(releases.show_release, lambda ctx, tenant: releases.show_release(ctx, tenant, 1), OF_A_TENANT),
    Trial(releases.compare_releases, lambda ctx, tenant: releases.compare_releases(ctx, tenant, 1, 2), OF_A_TENANT),
    Trial(releases.roll_back, lambda ctx, tenant: releases.roll_back(ctx, tenant, 2), OF_A_TENANT),
    Trial(live.see_now, live.see_now, OF_A_TENANT),
    Trial(live.registrations, live.registrations, OF_AN_EXTENSION),
    Trial(live.live_calls, live.live_calls, OF_A_TENANT),
    Trial(live.hang_up_call, lambda ctx, tenant: live.hang_up_call(ctx, tenant, "a.1"), OF_A_TENANT),
    Trial(live.observe_engine, lambda ctx, _: live.observe_engine(ctx), WHOLE_HOUSE, False),
    Trial(plans.see_plan, plans.see_plan, OF_A_TENANT),
    Trial(plans.see_plan, lambda ctx, tenant: plans.see_plan(ctx, tenant, 1), OF_A_TENANT),
    Trial(calls.list_calls, calls.list_calls, OF_AN_EXTENSION),
    Trial(calls.count_calls, calls.count_calls, OF_AN_EXTENSION),
    Trial(calls.show_call, lambda ctx, tenant: calls.show_call(ctx, tenant, "c.1"), OF_AN_EXTENSION),
    Trial(calls.show_call, lambda ctx, tenant: calls.show_call(ctx, tenant, "c.2"), (YES, YES, NONE, NONE, NO)),
    Trial(calls.export_calls, calls.export_calls, OF_A_TENANT),
    Trial(recordings.list_recordings, recordings.list_recordings, OF_AN_EXTENSION),
    Trial(recordings.recordings_of_call, lambda ctx, tenant: recordings.recordings_of_call(ctx, tenant, "c.1"),
          OF_AN_EXTENSION),
    *(Trial(action, lambda ctx, tenant, action=action: action(ctx, tenant, recording_of("c.1")), OF_AN_EXTENSION)
      for action in HEARING),
    *(Trial(action, lambda ctx, tenant, action=action: action(ctx, tenant, recording_of("c.2")),
            (YES, YES, NONE, NONE, NO)) for action in HEARING),
    Trial(recordings.open_recording, lambda ctx, tenant: recordings.open_recording(
        ctx, tenant, recording_of("c.1"), action=recordings.Listened.DOWNLOADED), OF_A_TENANT),
    Trial(recordings.hold_recording, lambda ctx, tenant: recordings.hold_recording(
        ctx, tenant, recording_of("c.1"), "Complaint"), OF_A_TENANT),
    Trial(recordings.let_go_recording, lambda ctx, tenant: recordings.let_go_recording(
        ctx, tenant, recording_of("c.1")), OF_A_TENANT),
    Trial(recordings.delete_recording, lambda ctx, tenant: recordings.delete_recording(
        ctx, tenant, recording_of("c.1")), OF_A_TENANT),
    Trial(recordings.list_listenings, recordings.list_listenings, OF_A_TENANT),
    Trial(recording_archive.take_recordings, recording_archive.take_recordings, OF_A_TENANT),
    *(Trial(chore, lambda ctx, _, chore=chore: chore(ctx), WHOLE_HOUSE, False) for chore in (
        keeping.take_over_recordings, keeping.erase_recordings, keeping.look_for_strays, expiring.expire_recordings,
        expiring.recording_stops)),
    Trial(simulate.simulate_call, lambda ctx, tenant: simulate.simulate_call(ctx, tenant, "101", "102"), OF_A_TENANT),
    Trial(publish.publish, lambda ctx, _: publish.publish(ctx), WHOLE_HOUSE, False),
    Trial(publish.recover, lambda ctx, _: publish.recover(ctx), WHOLE_HOUSE, False),
    Trial(archive.list_months, archive.list_months, OF_A_TENANT),
    Trial(archive.open_month, lambda ctx, tenant: archive.open_month(ctx, tenant, "2026-10"), OF_A_TENANT),
    Trial(archive.archive_months, lambda ctx, _: archive.archive_months(ctx), WHOLE_HOUSE, False),
    Trial(move.preview_move, lambda ctx, _: move.preview_move(ctx, "sqlite:///nonexistent/house", None, print),
          WHOLE_HOUSE, False),
    Trial(journal.list_journal, journal.list_journal, OF_A_TENANT),
    Trial(ingest.ingest_spool, lambda ctx, _: ingest.ingest_spool(ctx), WHOLE_HOUSE, False),
    Trial(storage.storage, lambda ctx, _: storage.storage(ctx), WHOLE_HOUSE, False),
    Trial(storage.weigh_storage, lambda ctx, _: storage.weigh_storage(ctx), WHOLE_HOUSE, False),
    Trial(storage.recount, lambda ctx, _: storage.recount(ctx), WHOLE_HOUSE, False),
    Trial(storage.database_has_room, lambda ctx, _: storage.database_has_room(ctx), WHOLE_HOUSE, False),
    Trial(storage.recording_share, storage.recording_share, OF_A_TENANT),
    Trial(incidents.note_incident, lambda ctx, _: incidents.note_incident(ctx, an_incident()), WHOLE_HOUSE, False),
    Trial(incidents.begin_incident, lambda ctx, _: incidents.begin_incident(ctx, IncidentKind.CLOCK_JUMPED, {}),
          WHOLE_HOUSE, False),
    Trial(incidents.end_incident, lambda ctx, _: incidents.end_incident(ctx, "c1-1"), WHOLE_HOUSE, False),
    Trial(incidents.file_incidents, lambda ctx, _: incidents.file_incidents(ctx), WHOLE_HOUSE, False),
    Trial(incidents.forget_old_incidents, lambda ctx, _: incidents.forget_old_incidents(ctx), WHOLE_HOUSE, False),
    Trial(incidents.list_incidents, lambda ctx, _: incidents.list_incidents(ctx), WHOLE_HOUSE, False),
    Trial(incidents.open_alarms, lambda ctx, _: incidents.open_alarms(ctx), WHOLE_HOUSE, False),
    Trial(incidents.show_incident, lambda ctx, _: incidents.show_incident(ctx, "c1-1"), WHOLE_HOUSE, False),
    Trial(incidents.evidence_file, lambda ctx, _: incidents.evidence_file(ctx, "c1-1", "log.txt"), WHOLE_HOUSE,
          False),
    Trial(status.house_status, lambda ctx, _: status.house_status(ctx), WHOLE_HOUSE, False),
    Trial(demo.demonstrate, lambda ctx, _: demo.demonstrate(ctx, lambda _step: None), WHOLE_HOUSE, False),
    Trial(people.first_operator, lambda ctx, _: people.first_operator(ctx), WHOLE_HOUSE, False),
    Trial(people.list_people, people.list_people, OF_A_TENANT),
    Trial(people.get_person, lambda ctx, _: people.get_person(ctx, "lan@sen"), OF_A_TENANT, False),
    Trial(people.create_person, lambda ctx, tenant: people.create_person(ctx, people.PersonDraft(
        login="mai", name="Mai", role=Role.ADMINISTRATOR, tenant=tenant)), OF_A_TENANT),
    Trial(people.create_person, lambda ctx, _: people.create_person(ctx, people.PersonDraft(
        login="boss", name="Boss", role=Role.OPERATOR)), WHOLE_HOUSE, False),
    Trial(people.update_person, lambda ctx, _: people.update_person(ctx, "lan@sen", {"name": "L"}), OF_A_TENANT, False),
    Trial(people.delete_person, lambda ctx, _: people.delete_person(ctx, "lan@sen"), OF_A_TENANT, False),
    Trial(people.reset_password, lambda ctx, _: people.reset_password(ctx, "lan@sen"), OF_A_TENANT, False),
    Trial(tokens.list_tokens, lambda ctx, _: tokens.list_tokens(ctx), OWN_HOUSE, False),
    Trial(tokens.create_token, lambda ctx, _: tokens.create_token(ctx, "T", login="lan@sen"), WHOLE_HOUSE, False),
    Trial(tokens.revoke_token, lambda ctx, _: tokens.revoke_token(ctx, tokens.list_tokens(
        ctx.acting(OPERATOR))[0].id), OF_A_TENANT, False),
]


@pytest.fixture
def full_house(house: House) -> House:
    """Sen and Tre, a package that nobody rents, Lan of Sen with a token, and calls of Sen's."""
    packages.create_package(house.operator, Package(handle="spare", name="Spare"))
    with recording(house.operator, ""):
        write_person(Person(id=0, login="lan@sen", name="Lan", role=Role.ADMINISTRATOR, tenant="sen"), "no password")
    tokens.create_token(house.operator, "CRM", login="lan@sen")
    house.engine.observation = Observation(NOON, "c1", EngineState.SERVING, calls=(
        LiveCall("a.1", f"{key_of('sen')}-101", "101", "102", "up", 5),))
    house.engine.live = {"a.1"}
    house.engine.kept_evidence = {"c1-1": {"log.txt": b"words"}}
    write_incident(an_incident())
    kept(house, "sen", "c.1", 0.1)
    kept(house, "sen", "c.2", 0.1, caller="102", dialled="103")
    archive_october(house, key_of("sen") or "")
    return house


def outcome(ask: Callable[[], object]) -> str:
    """What an action came to."""
    try:
        ask()
    except NotFound:
        return NONE
    except Forbidden:
        return NO
    return YES


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.action.__name__)
def test_an_action_is_for_whom_the_table_says(full_house: House, trial: Trial, who: str):
    came_to = outcome(lambda: trial.call(full_house.ask(CAST[who]), "sen"))

    assert came_to == trial.expected[list(CAST).index(who)]


@pytest.mark.parametrize("asker", [HOA, BINH, CAROL], ids=lambda asker: asker.name)
@pytest.mark.parametrize("trial", [each for each in TRIALS if each.takes_tenant], ids=lambda each: each.action.__name__)
def test_a_foreign_tenant_and_one_that_never_was_are_the_same(full_house: House, trial: Trial, asker: Asker):
    foreign = "sen" if asker.tenant == "tre" else "tre"

    answers = set()
    for tenant in (foreign, STRANGER):
        with pytest.raises(Refused) as caught:
            trial.call(full_house.ask(asker), tenant)
        answers.add((type(caught.value), str(caught.value).replace(tenant, "?"), caught.value.findings))

    assert answers == {(NotFound, "There is no tenant '?'.", ())}


@pytest.mark.parametrize("trial", [each for each in TRIALS if each.takes_tenant], ids=lambda each: each.action.__name__)
def test_an_operator_is_told_of_a_tenant_that_is_not_there(full_house: House, trial: Trial):
    with pytest.raises(NotFound, match=r"^There is no tenant 'nix'.$"):
        trial.call(full_house.operator, STRANGER)


def test_every_action_is_tried():
    found = set()
    for module in pkgutil.iter_modules(tongdai.actions.__path__):
        for name, function in inspect.getmembers(import_module(f"tongdai.actions.{module.name}"), inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == f"tongdai.actions.{module.name}" and not name.startswith("_")
            if own and module.name not in INNER and first is not None and first.annotation is Context:
                found.add(name)

    assert found - FREE.keys() == {each.action.__name__ for each in TRIALS}


INNER = {"change", "context", "judge", "working", "recording_files"}
"""Modules of the hallway whose functions are steps of actions, not actions."""


def test_the_standard_package_is_what_the_cast_rents(full_house: House):
    assert packages.get_package(full_house.ask(HOA), "standard") == STANDARD
