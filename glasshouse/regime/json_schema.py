"""The JSON Schema of a regime file, so that editors complete it.

Goes out: a schema (2020-12) with two forms: a regime in full, and one that extends another and says
only what differs: nothing but `extends` and `title` is then required, and `null` takes away.
"""

from __future__ import annotations

from typing import Any

from glasshouse.regime.schema import RegimeFile

CHANGE = "Change"


def regime_json_schema() -> dict[str, Any]:
    """Either form, by whether the file says `extends`."""
    full = RegimeFile.model_json_schema()
    kinds: dict[str, Any] = full.pop("$defs")
    full["properties"] = {k: v for k, v in full["properties"].items() if k != "extends"}
    change = _changed(RegimeFile.model_json_schema())
    change.pop("$defs")
    change["properties"]["extends"] = {"type": "string"}
    change["required"] = ["extends", "title"]
    return {
        "title": "Regime",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{CHANGE}"},
        "else": {"$ref": "#/$defs/Regime"},
        "$defs": {
            "Regime": full,
            CHANGE: change,
            **kinds,
            **{f"{name}{CHANGE}": _changed(kind) for name, kind in kinds.items()},
        },
    }


def _changed(node: Any) -> Any:
    """A schema of which nothing is required and all may be taken away; numbers and lists as is."""
    if isinstance(node, list):
        return [_changed(item) for item in node]
    if not isinstance(node, dict) or "const" in node.get("properties", {}).get("unit", {}):
        return node
    if "$ref" in node:
        return {**node, "$ref": f"{node['$ref']}{CHANGE}"}
    found = {key: value if key == "items" else _changed(value) for key, value in node.items()}
    for kind in ("properties", "patternProperties"):
        if kind in node:
            found[kind] = {name: _or_nothing(_changed(value)) for name, value in node[kind].items()}
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _or_nothing(found["additionalProperties"])
    found.pop("required", None)
    return found


def _or_nothing(node: Any) -> Any:
    return {"anyOf": [node, {"type": "null"}]}
