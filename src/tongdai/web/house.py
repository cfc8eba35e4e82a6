"""The house that this process serves: where pages get their context from before they know who asks."""

from django.conf import settings

from tongdai.actions.context import Asker, Context, operator_context

SURFACE = "console"


def house() -> Context:
    """This installation, asked by nobody yet; `TONGDAI_ENGINE` in the project's settings may bring its own engine."""
    local = operator_context(settings.TONGDAI, SURFACE, getattr(settings, "TONGDAI_ENGINE", None))
    return local.acting(Asker(name="", role=None, surface=SURFACE))
