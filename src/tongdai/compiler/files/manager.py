"""manager.conf: the one way in for our own processes, on loopback."""

from tongdai.compiler import conf
from tongdai.domain.cell import Place

USER = "tongdai"


def manager_conf(place: Place) -> str:
    """One user, from loopback only, with the classes that observing, reloading and hanging up need.

    Not `command`, `config` or `originate`, each of which is power over everything the engine's user can do; the few
    console commands we need go through the engine's control socket, which the file system guards.
    """
    return conf.text([
        conf.banner(f"manager of engine {place.cell}"),
        conf.section("general"),
        *conf.options([
            ("enabled", "yes"), ("webenabled", "no"), ("bindaddr", "127.0.0.1"), ("port", place.manager_port),
            ("displayconnects", "no"), ("allowmultiplelogin", "yes"), ("authlimit", 5), ("authtimeout", 10)]),
        conf.section(USER),
        *conf.options([
            ("secret", place.manager_secret.reveal()), ("deny", "0.0.0.0/0.0.0.0"),
            ("permit", "127.0.0.1/255.255.255.255"),
            ("read", "system,reporting"), ("write", "system,call,reporting"),
            ("writetimeout", 1000)]),
    ])
