"""A sentence for a person, kept as template and arguments so that every surface can say it in its language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """An English template with named places and what goes into them; the template is the translation's key."""

    template: str
    args: tuple[tuple[str, str | int], ...] = ()

    def __str__(self) -> str:
        return self.template.format(**dict(self.args))


def say(template: str, /, **args: str | int) -> Message:
    """Make a Message. Calls of `say("...")` are what the translation catalogue is extracted from."""
    return Message(template, tuple(sorted(args.items())))


def template(text: str) -> str:
    """Mark a template that stands in a table, so that the translation catalogue finds it too."""
    return text
