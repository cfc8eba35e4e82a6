"""Take recordings over once, as a process of its own: what a test kills in the middle."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongdai.site.settings")

if __name__ == "__main__":
    import django

    django.setup()

    from tongdai.actions import keeping
    from tongdai.actions.context import operator_context
    from tongdai.actions.database import prepare_database
    from tongdai.engine.fake import FakeEngine
    from tongdai.settings import load_settings
    from tongdai.store.calls import write_calls

    settings = load_settings()
    prepare_database(settings)
    engine = FakeEngine(monitor=settings.data / "monitor")
    ctx = operator_context(settings, surface="test", engine=engine)
    match sys.argv[1]:
        case "record":
            from actions.test_keeping_is_killed_anywhere import a_recorded_call
            write_calls([a_recorded_call()])
        case "delete":
            from tongdai.store.recordings import erase, read_recordings_of
            erase("sen", [each.id for each in read_recordings_of("sen", "c.1")])
        case "keep":
            keeping.take_over_recordings(ctx)
            keeping.erase_recordings(ctx)
            keeping.look_for_strays(ctx)
