"""The environment of an engine: nothing of ours reaches it."""


def engine_environment() -> dict[str, str]:
    """All variables an engine sees.

    None for the allocator: fewer arenas (`MALLOC_ARENA_MAX`) cost calls time and keep no less memory; what gives it
    back is trimming, which the supervisor does (docs/decisions/0011-the-engines-memory.md).
    """
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
