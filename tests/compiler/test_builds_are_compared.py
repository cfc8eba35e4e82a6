"""Two builds: what changed, in words, and the smallest reload that applies it."""

from dataclasses import replace

import pytest

from compiler.builds import SEN, TRE, sound_build, spoiled
from goldencases import snapshot_of
from tongdai.compiler import Action, Reload, compare_builds, compile_snapshot, reader_of
from tongdai.domain.snapshot import Snapshot


def change(**fields):
    """The Build after one extension of Sen has changed."""
    snapshot = snapshot_of("002-two-tenants-have-the-same-numbers")
    sen, tre = snapshot.tenants
    changed = replace(sen, extensions=(replace(sen.extensions[0], **fields), *sen.extensions[1:]))
    return compile_snapshot(Snapshot(snapshot.cell, (changed, tre)))


def test_equal_builds_leave_nothing_to_do():
    difference = compare_builds(sound_build(), sound_build())

    assert not difference.reload
    assert difference.words() == ()


def test_a_new_name_is_one_row_and_no_reload():
    difference = compare_builds(sound_build(), change(name="Hoa Sen"))

    assert difference.reload == Reload(puts=((f"tongdai/{SEN}/101", "02500Hoa Sen"),))
    assert [str(each) for each in difference.words()] == ["Changed rows in the engine's database: 1."]


def test_more_devices_are_a_reload_of_sip_alone():
    difference = compare_builds(sound_build(), change(devices=4))

    assert difference.reload == Reload(modules=("res_pjsip.so",))
    assert [str(each) for each in difference.words()] == [f"File pjsip/{SEN}.conf has changed."]


def test_a_tenant_that_leaves_takes_files_and_rows_along():
    alone = compile_snapshot(Snapshot(tenants=snapshot_of("002-two-tenants-have-the-same-numbers").tenants[:1]))

    difference = compare_builds(sound_build(), alone)

    assert (f"pjsip/{TRE}.conf", Action.REMOVED) in difference.files
    assert difference.reload.deletes == (f"tongdai/{TRE}/101", f"tongdai/{TRE}/102")
    assert difference.reload.modules == ("pbx_config.so", "res_pjsip.so")
    assert not difference.reload.restart


def test_a_tenant_that_comes_has_its_rows_before_anything_is_read_anew():
    alone = compile_snapshot(Snapshot(tenants=snapshot_of("002-two-tenants-have-the-same-numbers").tenants[:1]))

    difference = compare_builds(alone, sound_build())

    assert [key for key, _ in difference.reload.puts] == [f"tongdai/{TRE}/101", f"tongdai/{TRE}/102"]
    assert [str(each) for each in difference.words()] == [
        "File extensions.conf has changed.", f"File extensions/{TRE}.conf is new.", "File pjsip.conf has changed.",
        f"File pjsip/{TRE}.conf is new.", "New rows in the engine's database: 2."]


def test_where_nothing_was_everything_is_new_and_the_engine_must_start():
    difference = compare_builds(None, sound_build())

    assert difference.reload.restart
    assert len(difference.reload.puts) == len(sound_build().database)
    assert {action for _, action in difference.files} == {Action.ADDED}


def test_other_modules_need_a_start_anew():
    difference = compare_builds(sound_build(), spoiled(sound_build(), "modules.conf", "load = app_echo.so\n", ""))

    assert difference.reload == Reload(restart=True)


@pytest.mark.parametrize(("path", "module"), [
    ("generation.conf", "pbx_config.so"), ("pjsip/k1234567.conf", "res_pjsip.so"), ("rtp.conf", "res_rtp_asterisk.so"),
    ("asterisk.conf", ""), ("pjsip_transport.conf", "")])
def test_each_file_has_a_reader_or_needs_a_start(path, module):
    assert reader_of(path) == module
