"""logger.conf: what the engine tells, and where."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place


def logger_conf(place: Place) -> str:
    """Faults in one file, failed registrations in another, so that counting the second counts each once."""
    return conf.text([
        conf.banner(f"logs of engine {place.cell}"),
        conf.section("general"), *conf.options([("dateformat", "%F %T.%3q"), ("queue_log", "no")]),
        conf.section("logfiles"),
        *conf.options([("messages", "notice,warning,error"), ("security", "security")])])
