"""What the console says is read whole or refused; nothing that a phone sent can look like a line of ours."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actors.sipp import Login
from cells import RunningCell, cell_on
from engine.casts import SEN, extension, tenant
from load import calling, desk
from tongdai.compiler import Reload
from tongdai.domain.snapshot import Snapshot
from tongdai.engine import EngineProgram
from tongdai.engine.answers import (
    read_channel,
    read_channel_names,
    read_contacts,
    read_contexts,
    read_names,
    read_options,
    read_reachability,
    read_rows,
)
from tongdai.engine.boot import console_of
from tongdai.engine.console import Console, ConsoleRefusedError, ConsoleSilentError, quoted
from tongdai.engine.inventory import aor_names, auth_names, endpoint_names
from tongdai.engine.reload import apply_reload

LONGEST = "k" * 32
CALLER = Login(f"{LONGEST}-999998", "Kq7mW2xTz9Rb999998", "999999")
CALLEE = Login(f"{LONGEST}-999999", "Kq7mW2xTz9Rb999999")


@pytest.fixture(scope="module")
def cell(shared_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """An engine with the longest names that accounts can have."""
    house = tenant(LONGEST, extension(999998), extension(999999))
    with cell_on(Snapshot(tenants=(house,)), shared_path, engine_program) as cell:
        yield cell


@pytest.mark.wet
@pytest.mark.asterisk
def test_the_longest_names_are_not_cut_off(cell: RunningCell) -> None:
    console = console_of(cell.cell)
    names = frozenset({f"{LONGEST}-999998", f"{LONGEST}-999999"})

    assert endpoint_names(console) == auth_names(console) == aor_names(console) == names


@pytest.mark.wet
@pytest.mark.asterisk
def test_a_call_between_the_longest_names_is_seen_whole(cell: RunningCell) -> None:
    with desk(cell.settings.sip_port, [CALLEE]), \
            calling(cell.settings.sip_port, [CALLER], rate=10, hold_seconds=10, calls=1) as load:
        load.reach(1)
        time.sleep(0.5)
        seen = cell.engine.observe()

    assert [(each.account, each.dialled, each.peer, each.state) for each in seen.calls] == [
        (f"{LONGEST}-999998", "999999", f"{LONGEST}-999999", "talking")]
    [phone] = seen.registrations
    assert phone.account == f"{LONGEST}-999999"
    assert phone.reachable


@pytest.mark.wet
@pytest.mark.asterisk
@pytest.mark.parametrize("value", [
    '025"Hoa" \\ Bình', "025a; b", "025 two  spaces", "025${SHELL(x)}", "025'", "025" + "ờ" * 80])
def test_a_row_of_the_database_is_written_and_read_as_it_is(cell: RunningCell, value: str) -> None:
    console = console_of(cell.cell)

    apply_reload(console, Reload(puts=((f"tongdai/{SEN}/101", value),)))

    assert read_rows(console.ask(f"database show tongdai/{SEN}")) == {f"tongdai/{SEN}/101": value}


@pytest.mark.parametrize("command", ["core\nshow", "core\0show", "x" * 500])
def test_what_would_be_another_command_cannot_be_said(tmp_path: Path, command: str) -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        Console(tmp_path).ask(command)


def test_nobody_at_the_socket_is_silence(tmp_path: Path) -> None:
    with pytest.raises(ConsoleSilentError):
        Console(tmp_path).ask("core show version")


def test_a_list_that_was_cut_off_is_refused() -> None:
    whole = "\n Endpoint:  a-1/1     Unavailable  0 of inf\n Endpoint:  a-2/2   In use  1 of inf\n\nObjects found: 2\n"

    assert read_names(whole, "Endpoint") == {"a-1", "a-2"}
    assert read_names("No objects found.\n", "Endpoint") == frozenset()
    for broken in (whole.replace("found: 2", "found: 3"), whole.partition("Objects")[0], "No such command 'pjsip'"):
        with pytest.raises(ConsoleRefusedError):
            read_names(broken, "Endpoint")


def test_rows_that_were_cut_off_are_refused() -> None:
    row = "/tongdai/a/101            : 025Hoa                   \n"

    assert read_rows(f"{row}1 results found.\n") == {"tongdai/a/101": "025Hoa"}
    with pytest.raises(ConsoleRefusedError):
        read_rows(row)
    with pytest.raises(ConsoleRefusedError):
        read_rows(f"{row}2 results found.\n")


def test_only_contexts_of_our_files_count() -> None:
    answer = """[ Context 'sen' created by 'pbx_config' ]
  '101' =>          1. Set(N=101)                                 [sen.conf:5]
                    2. Goto(x)                                    [sen.conf:6]
  '_1XX' =>         1. Hangup()                                   [sen.conf:7]
  Include =>        'other'                                       [pbx_config]

[ Context 'parked' created by 'res_parking' ]
  '700' =>          1. Park()                                     [res_parking]
"""
    assert read_contexts(answer) == {"sen": 3}


@pytest.mark.parametrize("agent", ["x\\n/registrar/contact/t7pq31vb-101;@0: {}", 'a\\"b', "\\u2028", "  Contact:  x"])
def test_what_a_phone_calls_itself_stays_text(agent: str) -> None:
    row = f'/registrar/contact/{SEN}-101;@{"0" * 32}: {{"uri":"sip:1@127.0.0.1:5060","user_agent":"{agent}"}}\n'

    contacts = list(read_contacts(row + "1 results found.\n"))

    assert [each.aor for each in contacts] == [f"{SEN}-101"]


@pytest.mark.parametrize("uri", ["sip:x@127.0.0.1:5060;a=0123456789 Unavail", "sip:Contact:  x 0000000000 Avail"])
def test_an_address_that_looks_like_a_state_is_none(uri: str) -> None:
    line = f"  Contact:  {SEN}-101/{uri[:40]}  c28273edcb Avail       12.500\n"

    assert read_reachability(line) == {"c28273edcb": ("Avail", 12.5)}


def test_what_was_dialled_cannot_pass_for_another_call() -> None:
    forged = "x\n       LinkedID: other-1.1\n --   PBX   --\n      Variables:\nN=666"
    answer = (f" -- General --\n           Name: PJSIP/{SEN}-101-00000001\n"
              f"       UniqueID: b-1.1\n       LinkedID: b-1.1\n"
              f"      Caller ID: {forged}\n --   PBX   --\n      Extension: {forged}\n      Variables:\nA=1\nN=102\n")

    channel = read_channel(answer)

    assert (channel["Name"], channel["LinkedID"], channel["N"]) == (f"PJSIP/{SEN}-101-00000001", "b-1.1", "102")


def test_names_of_channels_are_ours_alone() -> None:
    answer = f"PJSIP/{SEN}-101-00000001!ctx!x\nPJSIP/x y!ctx\nLocal/1@x-1!..\nPJSIP/{SEN}-101-00000001!again\n"

    assert read_channel_names(answer) == [f"PJSIP/{SEN}-101-00000001"]


def test_options_are_those_below_their_heading() -> None:
    answer = "\n Endpoint:  x/1   In use\n\n ParameterName  : ParameterValue\n ====\n allow  : (ulaw)\n acl    : \n"

    assert read_options(answer) == {"allow": "(ulaw)", "acl": ""}
    assert read_options("Unable to find object x.\n") == {}


def test_a_quoted_text_is_one_word() -> None:
    assert quoted('a "b" \\') == '"a \\"b\\" \\\\"'
