"""The files of a place: where one boot of an engine listens and keeps its things."""

from dataclasses import replace

import pytest

from compiler.builds import PLACE
from tongdai.compiler import PLACE_FILES, compile_place
from tongdai.compiler.conf import UnwritableError


def test_a_place_has_its_files_and_the_same_place_the_same_bytes():
    assert compile_place(PLACE).keys() == PLACE_FILES
    assert compile_place(PLACE) == compile_place(replace(PLACE))


def test_an_engine_listens_where_its_place_says():
    text = compile_place(PLACE)["pjsip_transport.conf"]

    assert text.count("bind = 127.0.0.1:5060\n") == 2
    assert text.count("bind = 127.0.0.1:5061\n") == 1
    assert "priv_key_file = /t/tls/key.pem\n" in text


def test_an_address_of_the_newer_kind_stands_in_brackets():
    assert "bind = [::1]:5060\n" in compile_place(replace(PLACE, sip_host="::1"))["pjsip_transport.conf"]


def test_audio_is_at_the_address_of_sip_unless_that_is_every_address():
    there = compile_place(replace(PLACE, sip_host="192.0.2.1"))["pjsip_transport.conf"]
    anywhere = compile_place(replace(PLACE, sip_host="0.0.0.0"))["pjsip_transport.conf"]  # noqa: S104

    assert there.endswith("[audio](!)\nmedia_address = 192.0.2.1\nbind_rtp_to_media_address = yes\n")
    assert anywhere.endswith("[audio](!)\n")


def test_a_proof_boot_listens_for_no_phone():
    assert "\nbind = " not in compile_place(replace(PLACE, sip_port=0, sip_tls_port=0))["pjsip_transport.conf"]


def test_a_directory_with_a_line_break_is_refused():
    with pytest.raises(UnwritableError):
        compile_place(replace(PLACE, spool="/t/spool\n[evil]"))
