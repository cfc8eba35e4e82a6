"""The words of the command line, in the language of who reads them."""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

from tongdai.domain.message import Message
from tongdai.settings import SettingsError, load_settings, settings_origins

DOMAIN = "django"
LANGUAGES = ("en", "vi", "km")


def choose_language(environ: Mapping[str, str]) -> str:
    """The one that a setting names, else the terminal's if we speak it, else English."""
    try:
        named = load_settings(environ=environ).language if settings_origins(environ=environ)["language"] else ""
    except SettingsError:
        named = ""
    spoken = [environ.get(name, "")[:2].lower() for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    return next((each for each in (named, *spoken) if each in LANGUAGES), "en")


def speak(language: str, catalogues: Path) -> None:
    """From now on `gettext` answers in this language, for our sentences and for those of the libraries."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(catalogues))
    gettext.textdomain(DOMAIN)


def tell_setting(error: SettingsError) -> str:
    """What is wrong with a setting, in the language that was chosen."""
    args = dict(error.args_of_template)
    if "accepted" in args:
        args["accepted"] = gettext.gettext(args["accepted"])
    return gettext.gettext(error.template).format(**args)


def tell(message: Message) -> str:
    """A Message as a sentence in the language that was chosen."""
    return gettext.gettext(message.template).format(**dict(message.args))
