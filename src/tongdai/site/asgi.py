"""The web process: pages and API as one ASGI application, served by uvicorn."""

import os
import warnings

import django
from django.core.asgi import get_asgi_application
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongdai.site.settings")
django.setup(set_prefix=False)
call_command("collectstatic", interactive=False, verbosity=0, clear=False)
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
"""WhiteNoise's small files are read in a thread, which is as good here; our own long answers are asynchronous."""
application = get_asgi_application()
