"""Whatever stands in a free-text field is refused by a rule, or reaches the engine as data and nothing else."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rawphone import RawPhone
from scratchengine import ScratchEngine, free_port, scratch_engine
from tongdai.compiler import compile_snapshot, lint_build
from tongdai.domain.cell import Cell
from tongdai.domain.extension import Extension
from tongdai.domain.finding import has_errors
from tongdai.domain.rules import check_house
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Package, Tenant

EXAMPLES = 200
CANARY = "/tmp/tongdai-injected"
TOKENS = [
    "\n", "\r", "\r\n", "\x00", "\x0b", "\x0c", "\x1b", "\x85", "\u2028", "\u2029", "\ufeff", ";", ";--", "--;", "\\;",
    "\\", "=>", "=", "+=", "[", "]", "[x](!)", "[x](+)", "(", ")", ",", "|", "&", "@", '"', "'", "<", ">", "{",
    "}", "${", "}", f"${{SHELL(touch {CANARY})}}", "${EVAL(", "$[", "]", "`", f"`touch {CANARY}`", f"$(touch {CANARY})",
    f";touch {CANARY}", "#include", "#tryinclude", '#exec "/bin/sh"', "exten => ", "same => ", "include => ",
    "switch => ", "ignorepat => ", "type=endpoint", "context=other", "../", "%2e%2e", "%s", "%n", "A" * 8200, "😀",
    "\u202e", "e\u0301" * 100, "\ud800", " ", "a", "ស្រី", "Hoa", "7", "-", "_", ".", "/",
]
"""The tokens of the configuration grammar as the engine really reads it, and what a shell or a page would take up."""

HOSTILE = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=6).map("".join) | st.text(max_size=80)
"""Any text; half of it made of what an interpreter on the way could take up."""

SOUND = TenantSnapshot(
    Tenant(key="z0000000", handle="canary", name="Canary", package="small"), Package(handle="small", name="Small"),
    (Extension(number="101", name="Hoa", secret=Secret("Kq7mW2xTz9RbLp4s")),
     Extension(number="102", name="Bình", secret=Secret("Xb5nH8vQw3JdYc6f"))))

MINTED = {("tenant", "key"), ("tenant", "cell"), ("tenant", "package")}
"""Made by us or read from a table of ours: no person writes them."""


def _text_fields(thing: object, noun: str) -> Iterator[tuple[str, str]]:
    for each in fields(thing):  # type: ignore[arg-type]
        if isinstance(getattr(thing, each.name), str | Secret) and type(getattr(thing, each.name)) in (str, Secret):
            yield noun, each.name


FIELDS = sorted({*_text_fields(SOUND.tenant, "tenant"), *_text_fields(SOUND.package, "package"),
                 *_text_fields(SOUND.extensions[0], "extension")} - MINTED)


def with_text(noun: str, field: str, text: str) -> TenantSnapshot:
    """The sound house with one text replaced."""
    if noun == "extension":
        value = Secret(text) if field == "secret" else text
        return replace(SOUND, extensions=(replace(SOUND.extensions[0], **{field: value}), SOUND.extensions[1]))
    return replace(SOUND, **{noun: replace(getattr(SOUND, noun), **{field: text})})


@cache
def accepted_houses() -> tuple[TenantSnapshot, ...]:
    """200 texts in every field; those houses that the rules accept, each with a key of its own."""
    seen: dict[TenantSnapshot, None] = {}
    for noun, field in FIELDS:
        for text in _examples():
            house = with_text(noun, field, text)
            if not has_errors(check_house(house)):
                seen[house] = None
    return tuple(_keyed(house, at) for at, house in enumerate(seen))


@cache
def _examples() -> tuple[str, ...]:
    found: list[str] = []

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))
    @given(HOSTILE)
    def collect(text: str) -> None:
        found.append(text)

    collect()
    kept = [token for token in TOKENS if len(token) <= 60]
    return tuple(dict.fromkeys([*found, *kept, *(f"a{token}b" for token in kept)]))


def _keyed(house: TenantSnapshot, at: int) -> TenantSnapshot:
    return replace(house, tenant=replace(house.tenant, key=f"k{at:07d}"))


@cache
def whole_house() -> Snapshot:
    """The canary and every accepted house, in one cell."""
    return Snapshot(Cell(), (*accepted_houses(), SOUND))


def test_every_text_field_that_a_person_writes_is_attacked():
    assert ("extension", "name") in FIELDS
    assert ("tenant", "name") in FIELDS
    assert len(FIELDS) >= 9
    assert len(_examples()) >= EXAMPLES
    assert len(accepted_houses()) >= 40


def test_every_accepted_text_compiles_to_sound_files():
    build = compile_snapshot(whole_house())

    assert build.findings == ()
    assert lint_build(build) == ()
    assert not any("injected" in text or "SHELL" in text for text in build.files.values())


def test_no_name_of_another_tenant_changes_a_byte_of_the_canary():
    alone = compile_snapshot(Snapshot(Cell(), (SOUND,)))
    together = compile_snapshot(whole_house())

    own = [name for name in alone.files if SOUND.tenant.key in name]
    assert len(own) == 2
    assert all(alone.files[name] == together.files[name] for name in own)


@pytest.mark.wet
@pytest.mark.asterisk
def test_the_engine_holds_what_was_meant_and_runs_nothing(engine_program, reachable_path):
    """Load, read back, call every attacked house, look for what a shell would have left."""
    build = compile_snapshot(whole_house())
    Path(CANARY).unlink(missing_ok=True)

    with scratch_engine(engine_program, build, reachable_path, sip_port=free_port()) as engine:
        engine.put_rows(build.database)
        held = _rows(engine, build.database)
        canary = _digest(engine.ask(f"dialplan show {SOUND.tenant.key}"))
        sample = [*build.manifest.contexts][::7]
        counts = {name: engine.ask(f"dialplan show {name}").count("' =>") for name in sample}
        endpoints = set(re.findall(r"Endpoint:\s+([a-z0-9]+-[0-9]+)", engine.ask("pjsip show endpoints")))
        statuses = _calls(engine)
        trails = [each[5] for each in engine.hangups(len(statuses))]
        complaints = engine.complaints()

    assert complaints == []
    assert held == build.database
    assert counts == {name: build.manifest.contexts[name] for name in counts}
    assert endpoints == build.manifest.endpoints
    assert set(statuses) == {480}
    assert all(trail.endswith("/ring(102)>offline/end-offline") for trail in trails)
    assert not Path(CANARY).exists()
    with scratch_engine(engine_program, compile_snapshot(Snapshot(Cell(), (SOUND,))), reachable_path) as alone:
        assert _digest(alone.ask(f"dialplan show {SOUND.tenant.key}")) == canary


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _rows(engine: ScratchEngine, wanted: dict[str, str]) -> dict[str, str]:
    """The rows as the engine gives them back."""
    held = engine.rows()
    return {key: held.get(key, "") for key in wanted}


def _calls(engine: ScratchEngine) -> list[int]:
    """One call in every house, from the phone whose texts were attacked."""
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(partial(_call, engine), accepted_houses()))


def _call(engine: ScratchEngine, house: TenantSnapshot) -> int:
    caller, called = house.extensions
    with RawPhone(engine.place.sip_port, f"{house.tenant.key}-{caller.number}", caller.secret.reveal()) as phone:
        return phone.invite(called.number)
