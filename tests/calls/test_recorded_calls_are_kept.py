"""A real call that is recorded is kept as it was said: each voice on its side, and nothing is left in the spool."""

import time
from pathlib import Path

import numpy as np
import pytest

from calls.office import SEN, Office
from calls.recorded_office import ALWAYS_OUT, PLAIN, files, recording_snapshot
from cells import cell_on
from testhouse import OPERATOR
from tones import RATE, is_tone
from tongdai.actions.context import Context, clock
from tongdai.actions.keeping import take_over_recordings
from tongdai.actions.recording_files import place_of, recordings_key
from tongdai.domain.recording import RecordingState
from tongdai.engine import EngineProgram
from tongdai.media.opus import decode
from tongdai.media.place import open_below
from tongdai.media.reading import open_kept
from tongdai.store.calls import write_calls
from tongdai.store.recordings import read_recordings_of

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CALLER_TONE, CALLED_TONE = 440, 620
SECONDS = 3.0


@pytest.mark.parametrize("sealed", ["no", "yes"])
def test_a_recorded_call_is_kept_as_it_was_said(
        reachable_path: Path, engine_program: EngineProgram, db: None, sealed: str):
    with cell_on(recording_snapshot(), reachable_path, engine_program, seal_recordings=sealed) as cell:
        office = Office(cell)
        with office.phone(SEN, ALWAYS_OUT, tone=CALLER_TONE) as caller, \
                office.phone(SEN, PLAIN, tone=CALLED_TONE) as called:
            called.answers_by_itself().register().wait_registered()
            caller.register().wait_registered()
            caller.call(PLAIN)
            caller.wait_talking()
            time.sleep(SECONDS)
            caller.hang_up()
            caller.wait_ended()
        call = office.row()
        write_calls([call])
        ctx = Context(OPERATOR, cell.engine, cell.engine.settings, clock)
        time.sleep(3.5)
        assert take_over_recordings(ctx) == 1

        (made,) = read_recordings_of(SEN, call.id)
        assert (made.state, made.number, made.sealed) == (RecordingState.KEPT, ALWAYS_OUT, sealed == "yes")
        assert made.seconds == pytest.approx(SECONDS, abs=0.5)
        assert files(office) == set()
        place = place_of(ctx, made)
        with open_below(place.root, place.path) as file, open_kept(file, place, recordings_key(ctx)) as sound:
            heard = np.concatenate(list(decode(sound))).astype(np.int16)
        assert is_tone(heard[RATE // 4:-RATE // 4, 0], CALLER_TONE)
        assert is_tone(heard[RATE // 4:-RATE // 4, 1], CALLED_TONE)
