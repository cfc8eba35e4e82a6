"""Every golden case loads in a real engine without a warning, and the engine then holds what the manifest promises."""

import re

import pytest

from goldencases import case_names, outcome_of
from scratchengine import scratch_engine

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.mark.parametrize("case", [name for name in case_names() if outcome_of(name)[0]])
def test_a_case_loads_without_a_warning(case, engine_program, reachable_path):
    build, _ = outcome_of(case)
    assert build is not None

    with scratch_engine(engine_program, build, reachable_path) as engine:
        endpoints = set(re.findall(r"Endpoint:\s+([a-z0-9]+-[0-9]+)", engine.ask("pjsip show endpoints")))
        auths = set(re.findall(r"Auth:\s+([a-z0-9]+-[0-9]+)/", engine.ask("pjsip show auths")))
        aors = set(re.findall(r"Aor:\s+([a-z0-9]+-[0-9]+)\s", engine.ask("pjsip show aors")))
        running = set(re.findall(r"^(\S+\.so)\s.* Running ", engine.ask("module show"), re.MULTILINE))
        counts = {name: engine.ask(f"dialplan show {name}").count("' =>") for name in build.manifest.contexts}
        complaints = engine.complaints()

    assert complaints == []
    assert endpoints == build.manifest.endpoints
    assert auths == build.manifest.auths
    assert aors == build.manifest.aors
    assert running == build.manifest.modules
    assert counts == build.manifest.contexts
