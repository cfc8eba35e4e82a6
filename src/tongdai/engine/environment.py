"""The environment of an engine: nothing of ours, and an allocator that gives memory back."""

ALLOCATOR = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}


def engine_environment() -> dict[str, str]:
    """All variables an engine sees."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            **ALLOCATOR}
