"""Files that the core of Asterisk asks for at every start, with what is not used switched off."""

from collections.abc import Mapping

from tongdai.compiler import conf
from tongdai.compiler.asterisk22 import DECLINED_MESSAGES
from tongdai.compiler.dialplan.recording import application_map, feature_groups

_SECTIONS: dict[str, tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]] = {
    "acl.conf": (),
    "ccss.conf": (("general", (("cc_max_requests", 0),)),),
    "cdr.conf": (("general", (("enable", "no"),)),),
    "features.conf": (("general", ()), ("featuremap", (("blindxfer", ""), ("disconnect", ""))),
                      ("applicationmap", application_map()), *feature_groups()),
    "indications.conf": (
        ("general", (("country", "us"),)),
        ("us", (("description", "North America"), ("ringcadence", "2000,4000"), ("dial", "350+440"),
                ("busy", "480+620/500,0/500"), ("ring", "440+480/2000,0/4000"),
                ("congestion", "480+620/250,0/250"), ("callwaiting", "440/300,0/10000"),
                ("info", "!950/330,!1400/330,!1800/330,0")))),
    "manager.conf": (("general", (("enabled", "no"), ("webenabled", "no"))),),
    "musiconhold.conf": (("default", (("mode", "files"), ("directory", "sounds/hold"))),),
    "pjproject.conf": (("startup", (("type", "startup"), ("log_level", 2))),),
    "stasis.conf": (("declined_message_types", tuple(("decline", each) for each in DECLINED_MESSAGES)),),
    "udptl.conf": (("general", ()),),
}


def quiet_files() -> Mapping[str, str]:
    """Each file by its name; without them the engine starts with a warning for each."""
    return {name: conf.text([conf.banner("kept quiet"), *_lines(sections)]) for name, sections in _SECTIONS.items()}


def _lines(sections: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]) -> list[str]:
    return [line for name, pairs in sections for line in (conf.section(name), *conf.options(pairs))]
