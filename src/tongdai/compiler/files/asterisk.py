"""asterisk.conf: where one engine stands, and the doors that stay shut."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place


def asterisk_conf(place: Place) -> str:
    """Directories of this boot, and options that take power away from files, dialplan and consoles."""
    return conf.text([
        conf.banner(f"engine {place.cell}"),
        conf.section("directories"),
        *conf.options([
            ("astetcdir", place.configuration), ("astmoddir", place.modules), ("astvarlibdir", place.data),
            ("astdatadir", place.data), ("astdbdir", place.state), ("astkeydir", place.state),
            ("astagidir", place.state), ("astspooldir", place.spool), ("astrundir", place.run),
            ("astlogdir", place.log), ("astsbindir", place.run), ("astcachedir", place.state)]),
        conf.section("options"),
        *conf.options([
            ("verbose", 0), ("debug", 0), ("systemname", place.boot), ("hideconnect", "yes"), ("nocolor", "yes"),
            ("execincludes", "no"), ("live_dangerously", "no"), ("disable_remote_console_shell", "yes"),
            ("lockconfdir", "no"), ("languageprefix", "yes"), ("documentation_language", "en_US"),
            ("transmit_silence", "no"), ("cache_media_frames", "yes"), ("hide_messaging_ami_events", "yes")]),
    ])
