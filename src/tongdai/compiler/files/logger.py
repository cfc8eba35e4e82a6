"""logger.conf: what the engine tells, and where."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place


def logger_conf(place: Place) -> str:
    """One file; a failed registration or call stands there as a notice with the address it came from."""
    return conf.text([
        conf.banner(f"logs of engine {place.cell}"),
        conf.section("general"), *conf.options([("dateformat", "%F %T.%3q"), ("queue_log", "no")]),
        conf.section("logfiles"),
        *conf.options([("messages", "notice,warning,error")])])
