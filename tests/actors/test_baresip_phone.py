"""A phone of another make, and the product's test phone, understand each other through the engine."""

import pytest

from actors.baresip_phone import BaresipPhone
from actors.plain_engine import ACCOUNTS, PlainEngine
from actors.softphone import Phone

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


def baresip(engine: PlainEngine, account: str, tone: int) -> BaresipPhone:
    return BaresipPhone(account, ACCOUNTS[account], "127.0.0.1", engine.port, tone=tone)


def secure_baresip(engine: PlainEngine, account: str, tone: int) -> BaresipPhone:
    return BaresipPhone(account, ACCOUNTS[account], "127.0.0.1", engine.tls_port, tone=tone, transport="tls",
                        srtp=True, authorities=str(engine.certificate))


def test_baresip_and_a_test_phone_hear_each_other(plain_engine: PlainEngine) -> None:
    with (baresip(plain_engine, "6001", 440) as hoa,
          Phone("6002", ACCOUNTS["6002"], "127.0.0.1", plain_engine.port, tone=620) as binh):
        hoa.register().wait_for("registered")
        binh.register().wait_registered()

        hoa.call("6002")
        binh.wait_incoming()
        hoa.wait_for("ringing")
        binh.answer()
        hoa.wait_for("talking")

        assert hoa.wait_hears(620)
        assert binh.wait_hears(440)
        hoa.hang_up()
        binh.wait_ended()


def test_baresip_over_tls_and_srtp_hears_baresip_over_udp(plain_engine: PlainEngine) -> None:
    with baresip(plain_engine, "6001", 440) as hoa, secure_baresip(plain_engine, "6003", 620) as binh:
        hoa.register().wait_for("registered")
        binh.register().wait_for("registered")

        hoa.call("6003")
        binh.wait_for("incoming").answer()
        hoa.wait_for("talking")

        assert hoa.wait_hears(620)
        assert binh.wait_hears(440)
        binh.hang_up()
        hoa.wait_for("ended")


def test_baresip_with_a_wrong_password_is_refused(plain_engine: PlainEngine) -> None:
    with BaresipPhone("6001", "wrong", "127.0.0.1", plain_engine.port) as hoa:
        hoa.register().wait_for("refused")

        assert hoa.reason == "401 Unauthorized"
