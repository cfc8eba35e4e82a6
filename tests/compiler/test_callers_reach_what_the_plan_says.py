"""What callers send is filtered: no dialled text and no registered contact rings anybody it should not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from actors.certificate import write_certificate
from compiler.builds import SEN, TRE, encrypting_build, sound_build
from rawphone import ENCRYPTED, RawPhone
from scratchengine import ScratchEngine, free_port, scratch_engine

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

HOA, BINH, CAROL = "Kq7mW2xTz9RbLp4s", "Xb5nH8vQw3JdYc6f", "Zp4kR7tMx2VnQs9e"


@pytest.fixture
def engine(engine_program, reachable_path) -> Iterator[ScratchEngine]:
    """Sen and Tre behind one engine, both with extensions 101 and 102."""
    with scratch_engine(engine_program, sound_build(), reachable_path, sip_port=free_port()) as engine:
        engine.put_rows(sound_build().database)
        yield engine
        assert engine.complaints() == []


def phone(engine: ScratchEngine, account: str, secret: str = "") -> RawPhone:
    """A phone at this engine."""
    return RawPhone(engine.place.sip_port, account, secret)


@pytest.fixture
def hoa(engine) -> Iterator[RawPhone]:
    """Hoa's phone: Sen 101."""
    with phone(engine, f"{SEN}-101", HOA) as hoa:
        yield hoa


@pytest.fixture
def binh(engine) -> Iterator[RawPhone]:
    """Bình's phone: Sen 102."""
    with phone(engine, f"{SEN}-102", BINH) as binh:
        yield binh


@pytest.fixture
def carol(engine) -> Iterator[RawPhone]:
    """Carol's phone, which has registered: Tre 101."""
    with phone(engine, f"{TRE}-101", CAROL) as carol:
        assert carol.register(f"<sip:101@127.0.0.1:{carol.own_port()}>") == 200
        yield carol


DIALLED = [
    "102%26PJSIP%2F" + f"{TRE}-101", "102%26PJSIP/x", "102%2c5%2cG(x)", "102%0a", "102%0d%0aX:y",
    "102%24%7BSHELL(id)%7D", "%24%7BEXTEN%7D", "$(id)", "102%5D", "102%5B", "102%22", "102%27", "102%60id%60", "102%20",
    "%20102", "+102", "1%2b02", "102%23", "102*", "*102", "#102", "00102", "1020", "10", "1", "0", "h", "i",
    "s", "t", "ring-BUSY", "dialled-extension", "say-unknown", "end-busy", f"{TRE}-101", f"{TRE}", "..%2f102", "%2e%2e",
    "102%3F", "102%7C", "102%3C", "%C3%A9", "%EF%BC%91%EF%BC%90%EF%BC%92", "%D9%A1%D9%A0%D9%A2", "9" * 79, "N",
    "X", "_101", "_.", "!", "%21", "102!", "tongdai%2f102",
]


def call(engine, dialled):
    """One call of a phone of its own, so that all can be told at once that their number is unknown."""
    with phone(engine, f"{SEN}-101", HOA) as caller:
        return caller.invite(dialled)


def test_no_dialled_text_but_the_number_itself_rings_a_phone(engine, binh, carol):
    assert binh.register(f"<sip:102@127.0.0.1:{binh.own_port()}>") == 200

    with ThreadPoolExecutor(len(DIALLED)) as pool:
        statuses = dict(zip(DIALLED, pool.map(partial(call, engine), DIALLED), strict=True))

    assert set(statuses.values()) <= {404, 484, 400, 416, 420}, statuses
    started = [fields for fields in engine.spool() if fields[0] == "CHAN_START"]
    assert {fields[4].rpartition("-")[0] for fields in started} == {f"PJSIP/{SEN}-101"}


@pytest.mark.parametrize("dialled", ["102", "102-", "1-02", "102%00"])
def test_dashes_and_what_follows_a_zero_byte_are_no_part_of_a_number(engine, hoa, dialled):
    assert hoa.invite(dialled) == 480
    assert engine.hangups(1)[0][5] == "17/dialled(102)>extension/calls>free/find>found/ring(102)>offline/end-offline"


CONTACTS = [
    f"<sip:102@127.0.0.1:9;x=&PJSIP/{TRE}-101>", f"<sip:a&PJSIP%2F{TRE}-101@127.0.0.1:9>",
    f"<sip:a,5,G({TRE}%5E101%5E1)@127.0.0.1:9>", "<sip:102@127.0.0.1:9?X-A=b>", "<sip:a,1,U(x)@127.0.0.1:9>",
    "<sip:$(id)@127.0.0.1:9>", "<sip:102@127.0.0.1:9;a=$[1]>",
]


@pytest.mark.parametrize("contact", CONTACTS)
def test_a_registered_contact_rings_nobody_else_and_adds_no_option(engine, hoa, binh, carol, contact):
    assert binh.register(contact) == 200

    status = hoa.invite("102")

    assert status == 480
    assert [fields[4] for fields in engine.spool() if TRE in fields[4]] == []
    assert engine.hangups(1)[0][5].endswith("/ring(102)>offline/end-offline")


@pytest.mark.parametrize("method", ["INVITE", "REGISTER", "MESSAGE", "SUBSCRIBE", "PUBLISH", "REFER", "NOTIFY"])
def test_a_stranger_is_told_the_same_whoever_he_asks_for(engine, method):
    with phone(engine, "nobody") as stranger:
        headers = (f"Contact: <sip:x@127.0.0.1:{stranger.own_port()}>\r\n"
                   "Event: dialog\r\nRefer-To: <sip:101@x>\r\n")
        statuses = {stranger.say(method, user, headers) for user in (f"{SEN}-101", "101", "999", TRE, "admin")}

    assert statuses <= {401, 405, 501}
    assert len(statuses) == 1
    assert engine.ask("core show channels concise").strip() == ""


@pytest.fixture
def encrypting(engine_program, reachable_path) -> Iterator[ScratchEngine]:
    """Sen behind an engine that speaks TLS too; 101 must encrypt, 102 may."""
    certificate, key = reachable_path / "tls.pem", reachable_path / "tls.key"
    write_certificate(certificate, key)
    key.chmod(0o644)
    with scratch_engine(engine_program, encrypting_build(), reachable_path / "cell", sip_port=free_port(),
                        sip_tls_port=free_port(), tls_certificate=str(certificate), tls_key=str(key)) as engine:
        engine.put_rows(encrypting_build().database)
        yield engine


def test_a_phone_that_must_encrypt_cannot_call_over_signalling_that_anybody_can_read(encrypting):
    with phone(encrypting, f"{SEN}-101", HOA) as hoa:
        status = hoa.invite("102", audio=ENCRYPTED)

    assert status == 488
    assert [fields[5] for fields in encrypting.hangups(1)] == ["17/dialled(102)>unencrypted/end-unencrypted"]


def test_no_key_is_offered_to_a_phone_that_must_encrypt_and_registered_in_clear(encrypting):
    with phone(encrypting, f"{SEN}-101", HOA) as hoa, phone(encrypting, f"{SEN}-102", BINH) as binh:
        assert hoa.register(f"<sip:101@127.0.0.1:{hoa.own_port()}>") == 200
        status = binh.invite("101")
        hoa.socket.settimeout(0.2)
        heard = hoa.everything()

    assert status == 480
    assert not any(each.startswith("INVITE") for each in heard)


def test_a_caller_is_shown_as_we_know_him(engine, hoa, binh):
    assert binh.register(f"<sip:102@127.0.0.1:{binh.own_port()}>") == 200

    hoa.socket.settimeout(0.5)
    with pytest.raises(TimeoutError):
        hoa.invite("102", name="The President")

    heard = binh.socket.recv(65535).decode()
    while not heard.startswith("INVITE"):
        heard = binh.socket.recv(65535).decode()
    assert 'From: "Hoa" <sip:101@' in heard
    assert "President" not in heard
