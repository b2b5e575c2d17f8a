"""Models as the JSON schemas a client sees: nothing a reader can do without."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["json_schema"]

Schema = dict[str, Any]

_MAPS = ("properties", "$defs")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")


@cache
def json_schema(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> Schema:
    """The schema of a model, without titles, without the models' docstrings, optional values as a second type."""
    schema = model.model_json_schema(mode=mode)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)
    return _lean(schema)


def _lean(schema: Schema) -> Schema:
    lean = {key: value for key, value in schema.items() if key != "title"}
    if "default" in lean and lean["default"] is None:
        del lean["default"]
    for key in _MAPS:
        if key in lean:
            lean[key] = {name: _lean(part) for name, part in lean[key].items()}
    for key in _LISTS:
        if key in lean:
            lean[key] = [_lean(part) for part in lean[key]]
    for key in ("items", "additionalProperties"):
        if isinstance(lean.get(key), dict):
            lean[key] = _lean(lean[key])
    return _optional(lean)


def _optional(schema: Schema) -> Schema:
    """`anyOf [X, null]` as X of two types, where X has a type."""
    options = schema.get("anyOf", ())
    if len(options) != 2 or options[1] != {"type": "null"} or not isinstance(options[0].get("type"), str):
        return schema
    lean = {**options[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    lean["type"] = [lean["type"], "null"]
    if "const" in lean:
        lean["enum"] = [lean.pop("const")]
    if "enum" in lean:
        lean["enum"] = [*lean["enum"], None]
    return lean
