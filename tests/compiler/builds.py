"""Builds to test with, and ways to spoil them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from goldencases import snapshot_of
from tongdai.compiler import Build, compile_place, compile_snapshot
from tongdai.domain.cell import Place

SEN, TRE = "s4kd92mx", "t8wq31zn"
DIALPLAN, ACCOUNTS = f"extensions/{SEN}.conf", f"pjsip/{SEN}.conf"

PLACE = Place(cell="c1", boot="b1", configuration="/t/etc", modules="/t/modules", data="/t/data", state="/t/state",
              run="/t/run", spool="/t/spool", log="/t/log", sip_host="127.0.0.1", sip_port=5060, sip_tls_port=5061,
              tls_certificate="/t/tls/cert.pem", tls_key="/t/tls/key.pem", rtp_first_port=10000, rtp_last_port=10998)


@cache
def sound_build() -> Build:
    """Sen and Tre, with the same two numbers each."""
    return compile_snapshot(snapshot_of("002-two-tenants-have-the-same-numbers"))


@cache
def encrypting_build() -> Build:
    """Sen, where 101 must encrypt and 102 may."""
    return compile_snapshot(snapshot_of("005-a-phone-may-have-to-encrypt"))


def spoiled(build: Build, file: str, old: str, new: str) -> Build:
    """A Build with one text replaced in one of its files."""
    assert old in build.files[file], f"{old!r} is not in {file}"
    return replace(build, files={**build.files, file: build.files[file].replace(old, new)})


def added(build: Build, file: str, lines: str) -> Build:
    """A Build with lines at the end of one of its files."""
    return replace(build, files={**build.files, file: build.files.get(file, "") + lines})


def spoiled_place(file: str, old: str, new: str) -> Mapping[str, str]:
    """The files of a place with one text replaced."""
    files = dict(compile_place(PLACE))
    assert old in files[file], f"{old!r} is not in {file}"
    return {**files, file: files[file].replace(old, new)}
