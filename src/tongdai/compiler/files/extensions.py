"""extensions.conf and one extensions/<tenant key>.conf for each tenant: the dialplan."""

from collections.abc import Iterable, Iterator

from tongdai.compiler import conf
from tongdai.compiler.dialplan.contexts import Context, shared_contexts
from tongdai.compiler.names import tenant_file

GENERATION = "generation.conf"
"""The release number of each tenant, as globals; written by whoever deploys, since a Build does not know it."""


def extensions_conf(tenant_keys: Iterable[str]) -> str:
    """Globals, and every tenant's own file."""
    return conf.text([
        conf.banner("the dialplan"),
        conf.section("general"),
        *conf.options([("static", "yes"), ("writeprotect", "yes"), ("autofallthrough", "yes"),
                       ("extenpatternmatchnew", "no"), ("clearglobalvars", "yes")]),
        conf.section("globals"),
        conf.include(GENERATION),
        *_contexts(shared_contexts()),
        *(conf.include(tenant_file("extensions", key)) for key in tenant_keys),
    ])


def tenant_extensions(tenant_key: str, contexts: Iterable[Context]) -> str:
    """What one tenant's phones can dial, and what follows."""
    return conf.text([conf.banner(f"dialplan of tenant {tenant_key}"), *_contexts(contexts)])


def _contexts(contexts: Iterable[Context]) -> Iterator[str]:
    for each in contexts:
        yield conf.section(each.name)
        for pattern, steps in each.extensions:
            yield from conf.extension(pattern, steps)
