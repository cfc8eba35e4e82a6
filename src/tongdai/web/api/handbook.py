"""The page that explains the API, written from its own document; no script, nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one field of a body or an answer."""

    name: str
    kind: str
    needed: bool
    text: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    title: str
    text: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    status: str
    answer: tuple[Field, ...]


class Handbook(DocsBase):
    """Renders the operations, noun by noun."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_kwargs: Any) -> HttpResponse:
        """The whole page."""
        nouns: dict[str, list[Operation]] = {}
        for noun, operation in _operations(api.get_openapi_schema()):
            nouns.setdefault(noun, []).append(operation)
        return render(request, "api/handbook.html", {"nouns": nouns, "about": api.description.replace("`", "")})


def _operations(document: Document) -> Iterator[tuple[str, Operation]]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            parameters = tuple(_field(given["name"], given["schema"], given["required"], schemas)
                               for given in each.get("parameters", ()))
            status, answer = next((code, found) for code, found in each["responses"].items() if int(code) < 400)
            yield each["tags"][0], Operation(
                each["operationId"], method.upper(), path, each["summary"], each.get("description", ""), parameters,
                tuple(_fields(_content(each.get("requestBody", {})), schemas)), str(status),
                tuple(_fields(_content(answer), schemas)))


def _content(part: Document) -> Document:
    found: Document = next(iter(part.get("content", {}).values()), {})
    schema: Document = found.get("schema", {})
    return schema


def _fields(schema: Document, schemas: Document) -> Iterator[Field]:
    """The fields of an object, or of what a list holds."""
    resolved = _resolve(schema, schemas)
    if resolved.get("type") == "array":
        resolved = _resolve(resolved["items"], schemas)
    needed = set(resolved.get("required", ()))
    for name, each in resolved.get("properties", {}).items():
        yield _field(name, each, name in needed, schemas)


def _resolve(schema: Document, schemas: Document) -> Document:
    reference = schema.get("$ref") or next((each.get("$ref") for each in schema.get("allOf", ())), None)
    resolved: Document = schemas[reference.rsplit("/", 1)[-1]] if reference else schema
    return resolved


def _field(name: str, schema: Document, needed: bool, schemas: Document) -> Field:
    examples = [*schema.get("examples", ()), *([schema["example"]] if "example" in schema else ())]
    text = " ".join(filter(None, (schema.get("description", ""), *_bounds(schema))))
    return Field(name, _kind(schema, schemas), needed, text, str(examples[0]) if examples else "")


def _bounds(schema: Document) -> Iterator[str]:
    """What the document says of a value beyond its type."""
    words = {"minimum": "at least {}", "maximum": "at most {}", "minLength": "{} characters or more",
             "maxLength": "up to {} characters", "minItems": "{} or more", "maxItems": "up to {}"}
    found = ", ".join(template.format(schema[name]) for name, template in words.items() if name in schema)
    if found:
        yield f"{found[0].upper()}{found[1:]}."
    if schema.get("default") not in (None, ""):
        yield f"{schema['default']} if left out."


def _kind(schema: Document, schemas: Document) -> str:
    """The type of a field in a few words; a closed choice as its words."""
    resolved = _resolve(schema, schemas)
    if "enum" in resolved:
        return " | ".join(map(str, resolved["enum"]))
    if "anyOf" in resolved:
        return " | ".join(_kind(each, schemas) for each in resolved["anyOf"])
    if resolved.get("type") == "array":
        return f"list of {_kind(resolved['items'], schemas)}"
    return str(resolved.get("title") if "$ref" in schema else resolved.get("type", "object"))
