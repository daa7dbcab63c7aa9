"""What findings look like, as TypeScript: from the JSON Schema of what the page is told.

In: `glasshouse/measure/findings/page.py`. Out: one interface for each kind of finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from glasshouse.measure.findings.fitting import json_schema_of
from glasshouse.measure.findings.page import Page

HEAD = "// Made by tools/build_page.py from glasshouse/measure/findings: change that."
PLAIN = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean",
         "null": "null"}  # fmt: skip


def page_types() -> str:
    """The file, whole."""
    kinds = json_schema_of(Page)["$defs"]
    return "\n".join([HEAD, *(line for name in sorted(kinds) for line in _interface(name, kinds))])


def _interface(name: str, kinds: dict[str, Any]) -> Iterator[str]:
    kind = kinds[name]
    keys, needed = kind["properties"], kind.get("required", ())
    declared = {
        key: f"{key}{'' if key in needed else '?'}: {_type(one)};" for key, one in keys.items()
    }
    yield f"/** {' '.join(kind['description'].split())} */"
    yield f"export interface {name} {{"
    for key, one in keys.items():
        if key.endswith("_se") and key[:-3] in keys:
            continue  # an error stands beside its number
        told = [declared[key], declared.get(f"{key}_se", "")]
        meaning = [one[part] for part in ("unit", "description") if part in one]
        yield f"  {' '.join(told).rstrip()}{' // ' if meaning else ''}{': '.join(meaning)}"
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
    if one.get("type") == "object":
        parts = one.get("additionalProperties")
        return f"Record<string, {_type(parts) if isinstance(parts, dict) else 'unknown'}>"
    return PLAIN.get(one.get("type", ""), "unknown")
