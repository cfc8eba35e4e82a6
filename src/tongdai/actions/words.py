"""A sentence of the house in somebody's language; every door says it with this."""

from django.utils.translation import gettext, override

from tongdai.domain.message import Message


def translate(message: Message, language: str | None = None) -> str:
    """The sentence in a language (None: the one that is active), its arguments put in."""
    if not message.template:
        return ""
    if language is None:
        return gettext(message.template).format(**dict(message.args))
    with override(language):
        return gettext(message.template).format(**dict(message.args))
