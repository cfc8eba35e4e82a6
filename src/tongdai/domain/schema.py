"""The JSON Schema of the file that carries a tenant, made from the same tables that read it."""

from typing import Any, Final, assert_never

from tongdai.domain.codec import FORMAT, MOST_EXTENSIONS_READ
from tongdai.domain.fields import (
    EXTENSION,
    PACKAGE,
    TENANT,
    Choice,
    Choices,
    Digits,
    Flag,
    Form,
    Forms,
    Integer,
    SecretText,
    Text,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def tenant_schema() -> dict[str, Any]:
    """The whole file."""
    parts = {
        "format": {"const": FORMAT},
        "tenant": _mapping(TENANT),
        "package": {"anyOf": [field_schema(PACKAGE["handle"]), _mapping(PACKAGE)]},
        "extensions": {"type": "array", "maxItems": MOST_EXTENSIONS_READ, "items": _mapping(EXTENSION)},
    }
    return {"$schema": DIALECT, "title": "A tenant of tongdai", "type": "object", "additionalProperties": False,
            "required": list(parts), "properties": parts}


def _mapping(forms: Forms) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False,
            "required": [name for name, form in forms.items() if form.required],
            "properties": {name: field_schema(form) for name, form in forms.items()}}


def field_schema(form: Form) -> dict[str, Any]:
    """One field."""
    match form:
        case Text():
            pattern = {"pattern": form.pattern} if form.pattern else {}
            return {"type": "string", "maxLength": form.longest, **pattern}
        case Digits():
            return {"anyOf": [{"type": "string", "pattern": form.pattern}, {"type": "integer", "minimum": 10,
                                                                             "maximum": 999_999}]}
        case Integer():
            return {"type": "integer", "minimum": form.low, "maximum": form.high}
        case Choice():
            words: list[str | None] = [each.value for each in form.options]
            return {"enum": [*words, None, ""] if form.optional else words}
        case Choices():
            return {"type": "array", "uniqueItems": True, "items": {"enum": [each.value for each in form.options]}}
        case SecretText():
            return {"type": "string", "maxLength": 64}
        case Flag():
            return {"type": "boolean"}
        case _:
            assert_never(form)
