"""Read the spool once, as a process of its own: what a test kills in the middle."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongdai.site.settings")

if __name__ == "__main__":
    import django

    django.setup()

    from tongdai.actions import ingest
    from tongdai.actions.context import operator_context
    from tongdai.actions.database import prepare_database
    from tongdai.settings import load_settings

    settings = load_settings()
    ingest.LINES_AT_ONCE = int(sys.argv[1])
    prepare_database(settings)
    ingest.ingest_spool(operator_context(settings, surface="test"))
