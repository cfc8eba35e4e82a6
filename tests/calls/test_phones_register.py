"""Phones log in with their account's secret, over every transport, and stay logged in when the engine restarts."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from calls.office import ACCOUNTS, BINH, HOA, SEN, TRE, Office, secret_of, two_customers
from cells import RunningCell
from tongdai.domain.call import Outcome
from tongdai.domain.observation import Registration

pytestmark = [pytest.mark.wet, pytest.mark.asterisk, pytest.mark.usefixtures("calm")]

TRANSPORTS = ["udp", "tcp", "tls"]
DEVICES = 3
"""How many phones an extension may have where nothing else is said."""

WRITTEN_WITHIN = 1.5
"""The engine writes its database once a second (db.c, db_sync_thread); a younger registration dies with it."""


def registrations(office: Office, account: str) -> list[Registration]:
    """Where the phones of an account are."""
    return [each for each in office.cell.engine.observe().registrations if each.account == account]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_right_secret_registers_and_shows_from_where(office: Office, transport: str) -> None:
    number = ACCOUNTS if transport == "tls" else BINH
    with office.phone(SEN, number, transport=transport) as phone:
        phone.register().wait_registered()

        (found,) = registrations(office, f"{SEN}-{number}")
        assert (found.transport, found.user_agent) == (transport, phone.user_agent)
        assert found.address.startswith("127.0.0.1:")

        phone.unregister()
        wait_until(lambda: not registrations(office, f"{SEN}-{number}"))


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_wrong_secret_is_refused(office: Office, transport: str) -> None:
    with office.phone(SEN, ACCOUNTS, secret="wrong", transport=transport) as phone:
        assert phone.register().wait_refused().code == 401

    assert registrations(office, f"{SEN}-{ACCOUNTS}") == []


def test_a_refused_phone_is_told_in_the_log_with_its_address_and_an_admitted_one_is_not(office: Office) -> None:
    log = Path(office.cell.cell.log) / "messages"
    with office.phone(SEN, HOA) as admitted, office.phone(SEN, BINH, secret="wrong") as refused:
        before = len(log.read_text("utf-8").splitlines()) if log.exists() else 0
        admitted.register().wait_registered()
        refused.register().wait_refused()
        wait_until(lambda: log.exists() and "Failed to authenticate" in log.read_text("utf-8"))

        told = log.read_text("utf-8").splitlines()[before:]
        assert all(f"<sip:{SEN}-{BINH}@" in line and "failed for '127.0.0.1:" in line for line in told)


def test_the_secret_of_the_same_number_elsewhere_is_refused(office: Office) -> None:
    with office.phone(SEN, HOA, secret=secret_of(TRE, HOA)) as phone:
        assert phone.register().wait_refused().code == 401


def test_one_extension_has_as_many_phones_as_it_may_and_an_older_one_makes_room(office: Office) -> None:
    with ExitStack() as stack:
        phones = [stack.enter_context(office.phone(SEN, HOA)) for _ in range(DEVICES + 1)]
        for phone in phones:
            phone.register().wait_registered()

        ports = {int(each.address.rsplit(":", 1)[1]) for each in registrations(office, f"{SEN}-{HOA}")}
        assert len(ports) == DEVICES
        assert phones[-1].sip_port in ports


@pytest.mark.parametrize("ends", ["stop", "kill"])
def test_registrations_survive_a_restart_of_the_engine(running_cell: Callable[..., RunningCell], ends: str) -> None:
    office = Office(running_cell(two_customers()))
    with office.phone(SEN, HOA, tone=440) as hoa, office.phone(SEN, BINH, tone=620) as binh:
        hoa.register().wait_registered()
        binh.answers_by_itself().register().wait_registered()
        before = {(each.account, each.address) for each in office.cell.engine.observe().registrations}

        time.sleep(WRITTEN_WITHIN)
        getattr(office.cell, ends)()
        office.cell.start()

        assert {(each.account, each.address) for each in office.cell.engine.observe().registrations} == before
        assert len(before) == 2
        hoa.call(BINH)
        hoa.wait_talking()
        hoa.wait_hears(620)
        binh.wait_hears(440)
        hoa.hang_up()
        binh.wait_ended()
    assert office.row().outcome is Outcome.ANSWERED


def wait_until(happened: Callable[[], bool], seconds: float = 5.0) -> None:
    """Until this holds."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"it did not happen within {seconds:g} s"
        time.sleep(0.05)
