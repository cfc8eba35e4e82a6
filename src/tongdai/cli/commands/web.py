"""`tongdai web`: console and API alone; `tongdai run` starts this as one of its children."""

import socket
from gettext import gettext as _
from ipaddress import ip_address

import uvicorn

from tongdai.actions.database import require_database
from tongdai.cli.exits import Code, Stop
from tongdai.cli.options import Quiet, verb
from tongdai.cli.output import line, log_to_output
from tongdai.cli.program import THIS_PROGRAM
from tongdai.domain.message import say
from tongdai.settings import Settings, load_settings

SECONDS_TO_FINISH = 5
MOST_AT_ONCE = 200

app = verb()


@app.command(help=_("Serve console and API alone (a part of run)."))
def web(quiet: Quiet = False) -> None:
    """Until it is told to stop."""
    log_to_output()
    settings = load_settings()
    require_database(settings)
    listening = _listen(settings)
    server = uvicorn.Server(uvicorn.Config(
        THIS_PROGRAM.get().application(), lifespan="off", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=SECONDS_TO_FINISH, limit_concurrency=MOST_AT_ONCE))
    if not quiet:
        line(_("Console and API: {address}").format(address=settings.web_url or address_of(settings)))
    server.run(sockets=[listening])


def address_of(settings: Settings) -> str:
    """The console's address as a browser on this machine takes it."""
    host = f"[{settings.web_host}]" if ip_address(settings.web_host).version == 6 else settings.web_host
    return f"http://{host}:{settings.web_port}/"


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ip_address(settings.web_host).version == 6 else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.web_host, settings.web_port))
    except OSError as error:
        listening.close()
        raise Stop(say("The console cannot listen on {host}, port {port} ({reason}). Free it, or set 'web_host' and "
                       "'web_port' to others.", host=settings.web_host, port=settings.web_port,
                       reason=error.strerror or str(error)), Code.BROKEN) from error
    return listening
