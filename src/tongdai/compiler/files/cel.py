"""cel.conf and cel_custom.conf: which call events are written, and as what."""

from tongdai.compiler import conf

SPOOL = "calls.jsonl"
"""The file below the engine's `cel-custom` log directory to which call events are appended, one JSON object a line."""

EVENTS = ("CHAN_START", "ANSWER", "HANGUP", "BRIDGE_ENTER", "BRIDGE_EXIT", "BLINDTRANSFER", "ATTENDEDTRANSFER",
          "PICKUP", "FORWARD", "LINKEDID_END")
FIELDS = ("eventtype", "eventtime", "uniqueid", "linkedid", "channame", "num", "exten", "context", "userfield",
          "tenantid", "peer", "eventextra")


def cel_conf() -> str:
    """Only the events from which a call's row and timeline are made."""
    return conf.text([
        conf.banner("call events"), conf.section("general"), conf.option("enable", "yes"),
        conf.option("events", ",".join(EVENTS))])


def cel_custom_conf() -> str:
    """One JSON object a line; the advanced mapping costs a fraction of the one made of dialplan functions."""
    return conf.text([
        conf.banner("call events"), conf.section("calls.jsonl"), conf.option("format", "json"),
        conf.option("fields", ",".join(FIELDS))])
