"""Whatever is dialled, it rings the extension it names or nobody: text never becomes dialplan."""

import re
from pathlib import Path

import pytest

from actors.probes.dialled import dangerous
from actors.raw_phone import Question
from calls.office import CAROL, HOA, ROOM, SEN, TRE, Office
from tongdai.domain.call import Outcome

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

BATCH = 50
ANNOUNCED = 9.0
FEWEST = 50
ANSWERED, SILENCE = 200, 0
REFUSED = {400, 404, 414, 484}


@pytest.fixture
def canary(reachable_path: Path) -> Path:
    """A file that the engine could make if it were told to, and must not."""
    reachable_path.chmod(0o777)
    return reachable_path / "canary"


def test_dangerous_dialling_rings_nobody(office: Office, canary: Path) -> None:
    """Carol dials around the number of her own second room and the account of somebody in Sen; both would answer.

    A text ends at a NUL, so what stands behind one was not dialled: that call rings her own room and nobody else.
    """
    users = dangerous(ROOM, f"{SEN}-{HOA}", canary)
    assert len(set(users)) > FEWEST
    with (office.raw(TRE, CAROL) as carol, office.phone(TRE, ROOM) as room, office.phone(SEN, HOA) as hoa):
        assert carol.register().status == 200
        room.answers_by_itself().register().wait_registered()
        hoa.answers_by_itself().register().wait_registered()

        answers: dict[str, int] = {}
        for first in range(0, len(users), BATCH):
            for question in carol.ask([carol.call_to(user) for user in users[first: first + BATCH]], ANNOUNCED):
                answers[question.user] = final(question)

        assert not any(event["event"] == "incoming" for event in hoa.events)
    assert {user for user, status in answers.items() if status == ANSWERED} <= {f"{ROOM}%00PJSIP/{SEN}-{HOA}"}
    assert set(answers.values()) <= REFUSED | {ANSWERED, SILENCE}
    assert answers[f"{ROOM}&PJSIP/{SEN}-{HOA}"] == 404
    assert not canary.exists()


def test_dangerous_dialling_leaves_no_second_leg_and_nothing_unfiltered_in_the_log(
        office: Office, canary: Path) -> None:
    with office.raw(TRE, CAROL) as carol:
        assert carol.register().status == 200
        users = dangerous(ROOM, f"{SEN}-{HOA}", canary)
        asked = carol.ask([carol.call_to(user) for user in users if re.search(r"&|%26|\$", user)], ANNOUNCED)
        refused = [each for each in asked if final(each) == 404]

    rows = office.rows(len([each for each in refused if any(answer.status == 183 for answer in each.answers)]))
    assert rows
    for row in rows:
        assert (row.tenant, row.outcome, len(row.legs)) == (TRE, Outcome.REFUSED, 1)
        assert re.fullmatch(r"[0-9*#+]{0,32}", row.dialled)


def final(question: Question) -> int:
    """The final status; silence where the engine dropped what was no SIP."""
    last = question.answers[-1].status if question.answers else SILENCE
    return last if last >= 200 else SILENCE
