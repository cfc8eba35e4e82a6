"""The API as a whole: its nouns, who may come in, its document and its page."""

from typing import Any

from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router

from tongdai import __version__
from tongdai.web.api import (
    archive,
    calls,
    exchange,
    extensions,
    incidents,
    journal,
    live,
    packages,
    people,
    plans,
    recordings,
    releases,
    status,
    storage,
    tenants,
    tokens,
)
from tongdai.web.api.entrance import Session, Token
from tongdai.web.api.errors import add_handlers
from tongdai.web.api.handbook import Handbook
from tongdai.web.api.query import exact_query

DESCRIPTION = """
A multi-tenant virtual PBX. Send a token as `Authorization: Bearer ...`; make one in the console or with
`tongdai token create`. Every change takes effect before its answer: it is checked, recorded, proved and published,
or refused with nothing changed. Errors have one shape. What is not yours to see does not exist.
""".strip()

NOUNS: tuple[tuple[str, Router], ...] = (
    ("/tenants", tenants.router),
    ("/tenants", exchange.export_router),
    ("/tenants", live.router),
    ("/tenants", calls.router),
    ("/tenants", recordings.router),
    ("/tenants", archive.router),
    ("/tenants", plans.router),
    ("/tenants/{tenant}/extensions", extensions.router),
    ("/tenants/{tenant}/releases", releases.router),
    ("/packages", packages.router),
    ("/imports", exchange.router),
    ("/publish", releases.publish_router),
    ("/people", people.router),
    ("/me", people.self_router),
    ("/tokens", tokens.router),
    ("/journal", journal.router),
    ("/status", status.router),
    ("/storage", storage.router),
    ("/tenants", storage.tenant_router),
    ("/incidents", incidents.router),
)


def build_api() -> NinjaAPI:
    """Everything under /api/v1."""
    built = _Api(title="tongdai", version=__version__, description=DESCRIPTION, urls_namespace="api-v1",
                 docs=Handbook(), docs_decorator=require_safe,
                 auth=[Token(), Session()])
    add_handlers(built)
    built.add_decorator(exact_query, mode="operation")
    for prefix, router in NOUNS:
        built.add_router(prefix, router)
    return built


class _Api(NinjaAPI):
    """Names each operation after its noun and verb, so that generated clients read well."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Such as `extensions_create`."""
        function = operation.view_func
        return f"{function.__module__.rsplit('.', 1)[-1]}_{function.__name__}"


api = build_api()
