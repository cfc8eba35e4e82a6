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
        return render(request, "api/handbook.html", {"nouns": nouns, "about": api.description})


def _operations(document: Document) -> Iterator[tuple[str, Operation]]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            parameters = tuple(_field(given["name"], given["schema"], given["required"]) for given in
                               each.get("parameters", ()))
            body = _content(each.get("requestBody", {}))
            status, answer = next((code, found) for code, found in each["responses"].items() if int(code) < 400)
            yield each["tags"][0], Operation(
                each["operationId"], method.upper(), path, each["summary"], each.get("description", ""), parameters,
                tuple(_fields(body, schemas)), str(status), tuple(_fields(_content(answer), schemas)))


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
        yield _field(name, each, name in needed)


def _resolve(schema: Document, schemas: Document) -> Document:
    reference = schema.get("$ref") or next((each.get("$ref") for each in schema.get("allOf", ())), None)
    resolved: Document = schemas[reference.rsplit("/", 1)[-1]] if reference else schema
    return resolved


def _field(name: str, schema: Document, needed: bool) -> Field:
    examples = [*schema.get("examples", ()), *([schema["example"]] if "example" in schema else ())]
    return Field(name, _kind(schema), needed, schema.get("description", ""), str(examples[0]) if examples else "")


def _kind(schema: Document) -> str:
    """The type of a field in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema or "allOf" in schema:
        return " | ".join(map(_kind, schema.get("anyOf") or schema["allOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("type", "object"))
