"""cel.conf and cel_custom.conf: which call events are written, and as what."""

from tongdai.compiler import conf

SPOOL = "calls.tsv"
"""The file below the engine's `cel-custom` log directory to which call events are appended."""

EVENTS = ("CHAN_START", "ANSWER", "HANGUP", "BLINDTRANSFER", "ATTENDEDTRANSFER", "STREAM_BEGIN", "STREAM_END",
          "USER_DEFINED")
FIELDS = ("eventtype", "eventtime", "uniqueid", "linkedid", "channame", "userfield", "tenantid", "eventextra")


def cel_conf() -> str:
    """Only the events from which a call's row and timeline are made (docs/reference/call-events.md)."""
    return conf.text([
        conf.banner("call events"), conf.section("general"),
        *conf.options([("enable", "yes"), ("events", ",".join(EVENTS))])])


def cel_custom_conf() -> str:
    """Tab-separated, and no field that a caller can spell: the JSON format escapes quotes and nothing else.

    The advanced mapping costs a fraction of the one made of dialplan functions (cel_custom.conf.sample, 22.10.1).
    """
    return conf.text([
        conf.banner("call events"), conf.section(SPOOL),
        *conf.options([
            ("format", "dsv"), ("separator_character", r"\t"), ("quote_character", "'"),
            ("quote_escape_character", "'"),
            ("quoting_method", "none"), ("fields", ",".join(FIELDS))])])
