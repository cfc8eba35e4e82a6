"""Fill an installation with something of everything, as a process of its own: what a test then moves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongdai.site.settings")

if __name__ == "__main__":
    import django

    django.setup()

    from dataclasses import replace
    from datetime import timedelta

    from django.contrib.sessions.backends.db import SessionStore

    from housecalls import a_call
    from testhouse import NOON, House, furnish
    from tongdai.actions.archive import archive_months
    from tongdai.actions.database import prepare_database
    from tongdai.actions.incidents import note_incident
    from tongdai.actions.people import PersonDraft, create_person
    from tongdai.actions.tokens import create_token
    from tongdai.domain.incident import Incident, IncidentKind
    from tongdai.domain.person import Role
    from tongdai.domain.quality import LegQuality, OneWay, Stream
    from tongdai.domain.recording import CallRecording, RecordedPart
    from tongdai.settings import load_settings
    from tongdai.store.calls import write_calls
    from tongdai.store.people import note_failure
    from tongdai.store.reads import key_of

    settings = load_settings()
    prepare_database(settings)
    house = furnish(House(settings))
    create_person(house.operator, PersonDraft(login="hoa", name="Hoà Ñandú \U0001f4de", role=Role.ADMINISTRATOR,
                                              tenant="sen"))
    create_token(house.operator, "CRM", login="hoa@sen")
    stream = Stream(packets=500, lost=3, loss=0.6, jitter=2.0, mos=4.41)
    quality = LegQuality(sent=stream, heard=replace(stream, jitter=1e-7, mos=1e22), round_trip=-0.0)
    recorded = CallRecording(channel="l1", number="101", parts=(RecordedPart("p.raw", 0.0, 9.0),))
    calls = [a_call(key_of("sen") or "", f"{letter}{number}", caller="<máy>'\"\\", started=NOON - timedelta(
        hours=number, microseconds=number), mos=4.0 if number % 2 else None,
        one_way=OneWay.CALLED if number % 3 else None,
        recordings=(recorded,) if number % 5 == 0 else ()) for number in range(1_000) for letter in "aZ"]
    write_calls([replace(each, legs=tuple(replace(leg, quality=quality) for leg in each.legs)) for each in calls])
    note_incident(house.operator, Incident(id="c1-1", kind=IncidentKind.ENGINE_CRASHED, cell="c1", began=NOON,
                                           details={"reason": "línea"}, affected={"a": 2}))
    note_failure("mallory", "192.0.2.1", NOON, timedelta(hours=1))
    archive_months(house.operator)
    session = SessionStore()
    session["person"] = 1
    session.save()
