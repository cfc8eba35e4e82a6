"""A row as one line of text that is the same whichever database it comes from."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def line_of(row: Mapping[str, Any]) -> str:
    """The columns by name, on one line of JSON without a line break at its end."""
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True,
                      separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Times in UTC to the microsecond, bytes in hexadecimal, whole numbers without a fraction."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
