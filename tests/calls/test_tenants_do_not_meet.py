"""Two customers with the same numbers on one engine cannot reach, see or guess each other."""

import re
from collections.abc import Iterator

import pytest

from actors.raw_phone import RawPhone
from actors.sip import Message
from actors.softphone import Phone
from calls.office import BINH, CAROL, HOA, ONLY_SEN, ROOM, SEN, TRE, Office
from tongdai.domain.call import Outcome

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

NEVER = "z9zz99zz"
"""A tenant key that was never minted."""

FOREIGN = (f"{SEN}-{HOA}", f"{SEN}-{ONLY_SEN}")
UNKNOWN = (f"{NEVER}-{HOA}", f"{NEVER}-{ONLY_SEN}")
METHODS = ("OPTIONS", "MESSAGE", "SUBSCRIBE", "PUBLISH", "NOTIFY", "REFER", "INFO", "UPDATE", "PRACK")
HEADERS = (
    (("Route", f"<sip:{SEN}-{HOA}@127.0.0.1;lr>"),),
    (("P-Asserted-Identity", f"<sip:{SEN}-{HOA}@127.0.0.1>"),),
    (("P-Preferred-Identity", f"<sip:{SEN}-{HOA}@127.0.0.1>"),),
    (("Remote-Party-ID", f"<sip:{SEN}-{HOA}@127.0.0.1>;party=calling"),),
    (("Replaces", "abc;to-tag=1;from-tag=2"),),
    (("Refer-To", f"<sip:{SEN}-{HOA}@127.0.0.1>"),),
    (("Diversion", f"<sip:{SEN}-{HOA}@127.0.0.1>"),),
    (("X-Tenant", SEN), ("Tenant-ID", SEN)),
)
"""What Carol may say about herself without being believed."""

ANNOUNCED = 15.0
"""Seconds within which an announcement has been heard to its end."""

CHANGING = ("Via", "Call-ID", "To", "From", "CSeq", "WWW-Authenticate")
"""Headers that repeat what was asked, or are drawn anew for each answer."""


@pytest.fixture
def sen(office: Office) -> Iterator[tuple[Phone, Phone, Phone]]:
    """All phones of Sen, registered; they answer whoever calls."""
    with office.phone(SEN, HOA) as hoa, office.phone(SEN, BINH) as binh, office.phone(SEN, ONLY_SEN) as third:
        for each in (hoa, binh, third):
            each.answers_by_itself().register().wait_registered()
        yield hoa, binh, third


@pytest.fixture
def carol(office: Office) -> Iterator[RawPhone]:
    """Carol's phone, of which we control every byte."""
    with office.raw(TRE, CAROL) as phone:
        assert phone.register().status == 200
        yield phone


def shape(answers: list[Message]) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    """What can be learnt from answers: lines, headers in their order (changing ones by name only), bodies' words."""
    return [(each.start, tuple((name, "" if name in CHANGING else value) for name, value in each.headers),
             re.sub(r"\d+", "0", each.body)) for each in answers]


def rang(*phones: Phone) -> list[str]:
    """Who was called."""
    return [str(each) for each in phones if any(event["event"] == "incoming" for event in each.events)]


def test_the_same_number_rings_only_the_own_people(office: Office, sen: tuple[Phone, ...]) -> None:
    with office.phone(TRE, CAROL, tone=440) as carol, office.phone(TRE, ROOM, tone=620) as room:
        carol.register().wait_registered()
        room.answers_by_itself().register().wait_registered()

        carol.call(ROOM)
        carol.wait_talking()
        carol.wait_hears(620)
        carol.hang_up()
        room.wait_ended()

    assert rang(*sen) == []
    call = office.row()
    assert (call.tenant, call.caller, call.answered_by) == (TRE, CAROL, ROOM)
    assert [leg.account for leg in call.legs] == [f"{TRE}-{CAROL}", f"{TRE}-{ROOM}"]


def test_a_number_that_only_the_other_has_is_as_unknown_as_any(
        office: Office, sen: tuple[Phone, ...], carol: RawPhone) -> None:
    foreign, never = carol.ask([carol.call_to(ONLY_SEN), carol.call_to("199")], ANNOUNCED)

    assert shape(foreign.answers) == shape(never.answers)
    assert foreign.answers[-1].status == 404
    assert rang(*sen) == []
    assert {(each.tenant, each.outcome, each.answered_by) for each in office.rows(2)} == {(TRE, Outcome.REFUSED, "")}


def test_the_others_names_cannot_be_dialled(office: Office, sen: tuple[Phone, ...], carol: RawPhone) -> None:
    asked = carol.ask([carol.call_to(user) for user in (
        f"{SEN}-{HOA}", SEN, f"{SEN}-plan", f"{HOA}%40{SEN}", f"PJSIP%2F{SEN}-{HOA}", f"{SEN}%2F{HOA}",
        f"Local%2F{HOA}%40{SEN}", f"{ROOM}%26PJSIP%2F{SEN}-{HOA}", f"{ROOM}&PJSIP/{SEN}-{HOA}")], ANNOUNCED)

    assert {each.uri: each.answers[-1].status for each in asked} == {each.uri: 404 for each in asked}
    assert rang(*sen) == []
    assert {(each.tenant, each.outcome) for each in office.rows(len(asked))} == {(TRE, Outcome.REFUSED)}


def test_no_header_makes_carol_somebody_else(office: Office, sen: tuple[Phone, ...], carol: RawPhone) -> None:
    asked = carol.ask([carol.call_to(ONLY_SEN, headers) for headers in HEADERS], ANNOUNCED)

    assert {each.answers[-1].status for each in asked} <= {404, 481}
    assert rang(*sen) == []
    rows = office.rows(sum(each.answers[-1].status == 404 for each in asked))
    assert {(each.tenant, each.caller, each.answered_by, len(each.legs)) for each in rows} == {(TRE, CAROL, "", 1)}


@pytest.mark.parametrize("method", ["REGISTER", "INVITE", *METHODS])
def test_a_stranger_cannot_tell_whose_account_exists(office: Office, method: str) -> None:
    """The first answer, and the one to a wrong secret, are alike for accounts that exist and that never did."""
    known = [first_and_second(office, each, method) for each in FOREIGN]
    never = [first_and_second(office, each, method) for each in UNKNOWN]

    assert known[0] == known[1] == never[0] == never[1]
    assert {line for line, _, _ in known[0]} == {"SIP/2.0 401 Unauthorized"}


@pytest.mark.parametrize("method", ["REGISTER", *METHODS])
def test_carol_cannot_tell_whose_account_exists(office: Office, carol: RawPhone, method: str) -> None:
    """Logged in as herself, asking for what belongs to others."""
    answers = [shape(ask_as_carol(office, carol, method, account)) for account in (*FOREIGN, *UNKNOWN)]

    assert answers[0] == answers[1] == answers[2] == answers[3]
    there = {each.account for each in office.cell.engine.observe().registrations}
    assert there == {f"{TRE}-{CAROL}"}


def first_and_second(office: Office, account: str, method: str) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    """What the engine answers to an account with a wrong secret: the challenge, and what follows."""
    with RawPhone(account, "wrong", office.server, office.port) as stranger:
        return shape(stranger.request(method, f"sip:{HOA}@{office.server}:{office.port}", user=account,
                                      more=more_for(method, stranger)))


def ask_as_carol(office: Office, carol: RawPhone, method: str, account: str) -> list[Message]:
    """A request about somebody else's account with Carol's own, valid login."""
    target = "" if method == "REGISTER" else f"{account}@"
    return carol.request(method, f"sip:{target}{office.server}:{office.port}", user=account,
                         more=more_for(method, carol))


def more_for(method: str, phone: RawPhone) -> tuple[tuple[str, str], ...]:
    """What a method needs in order not to be refused for its form."""
    return {
        "REGISTER": (("Contact", phone.contact), ("Expires", "60")),
        "SUBSCRIBE": (("Contact", phone.contact), ("Event", "presence"), ("Expires", "60")),
        "PUBLISH": (("Event", "presence"), ("Expires", "60")),
        "NOTIFY": (("Contact", phone.contact), ("Event", "presence"), ("Subscription-State", "active")),
        "REFER": (("Contact", phone.contact), ("Refer-To", f"<sip:{HOA}@127.0.0.1>")),
        "MESSAGE": (("Content-Type", "text/plain"),),
        "INVITE": (("Contact", phone.contact),),
        "PRACK": (("RAck", "1 1 INVITE"),),
    }.get(method, (("Contact", phone.contact),))
