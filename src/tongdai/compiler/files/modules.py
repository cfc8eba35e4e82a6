"""modules.conf: an explicit list, so that nothing listens, parses or costs memory that is not used."""

from tongdai.compiler import conf
from tongdai.compiler.asterisk22 import MODULES


def modules_conf() -> str:
    """Every module that we use, and no other."""
    return conf.text([
        conf.banner("modules"), conf.section("modules"), conf.option("autoload", "no"),
        *(conf.option("load", each) for each in MODULES)])
