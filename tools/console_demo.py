"""Serve the console on a house full of demonstration data, with the engine that only remembers: for looking at pages.

    python tools/console_demo.py 8123 [directory]

Sign in as `operator`, `hoa` (administrator of Sen) or `binh` (user there); the password is printed.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
PASSWORD = "lotus-river-cloud-7"


def main(port: int, directory: Path) -> None:
    """Make the house, then serve it until Ctrl-C."""
    os.environ |= {"TONGDAI_DATA": str(directory), "TONGDAI_WEB_PORT": str(port),
                   "DJANGO_SETTINGS_MODULE": "tongdai.site.settings"}
    import django

    django.setup()
    from django.conf import settings

    from demohouse import furnish_demo
    from tongdai.actions.database import prepare_database

    prepare_database(settings.TONGDAI)
    settings.TONGDAI_ENGINE = furnish_demo(settings.TONGDAI, PASSWORD)
    print(f"http://127.0.0.1:{port}/ operator, hoa, binh: {PASSWORD}", flush=True)
    import uvicorn

    from tongdai.site.asgi import application

    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="tongdai-console-"))
    main(int(sys.argv[1]), place)
