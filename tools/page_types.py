"""What findings are told with, as TypeScript: from the JSON Schema of `report/blocks.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from glasshouse.report.blocks import Document

HEAD = "// Made by tools/build_page.py from glasshouse/report/blocks.py: change that."
PLAIN = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean",
         "null": "null"}  # fmt: skip


def page_types() -> str:
    """The file, whole."""
    schema = TypeAdapter(Document).json_schema(mode="serialization")
    kinds = schema.pop("$defs") | {"Document": schema}
    lines = [HEAD, *(line for name in sorted(kinds) for line in _interface(name, kinds[name]))]
    return "\n".join([*lines, 'export type Block = Section["blocks"][number];', ""])


def _interface(name: str, kind: dict[str, Any]) -> Iterator[str]:
    yield f"/** {' '.join(kind['description'].split())} */"
    yield f"export interface {name} {{"
    for key, one in kind["properties"].items():
        yield f"  {key}: {_type(one)};"
    yield "}"


def _type(one: dict[str, Any]) -> str:
    """The type of a part of the schema."""
    if "$ref" in one:
        return str(one["$ref"].rpartition("/")[2])
    if "anyOf" in one:
        return " | ".join(_type(part) for part in one["anyOf"])
    choices = one.get("enum", [one["const"]] if "const" in one else None)
    if choices:
        return " | ".join(json.dumps(choice) for choice in choices)
    if one.get("type") == "array":
        inner = _type(one["items"])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    return "Record<string, unknown>" if one.get("type") == "object" else PLAIN[one["type"]]
