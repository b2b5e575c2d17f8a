"""Models as the JSON schemas a client sees: nothing a reader can do without."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["json_schema"]

Schema = dict[str, Any]

_MAPS = ("properties", "$defs")
_NULL = {"type": "null"}
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")


@cache
def json_schema(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> Schema:
    """The schema of a model, without titles and without the models' docstrings.

    An argument that may be left out is shown as if null were not taken (it is): clients convert what people type by a plain
    type. Anywhere else null is a second type.
    """
    schema = model.model_json_schema(mode=mode)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)
    return _lean(schema)


def _lean(schema: Schema) -> Schema:
    lean = {key: value for key, value in schema.items() if key != "title"}
    for key in _MAPS:
        if key in lean:
            lean[key] = {name: _lean(part) for name, part in lean[key].items()}
    for key in _LISTS:
        if key in lean:
            lean[key] = [_lean(part) for part in lean[key]]
    for key in ("items", "additionalProperties"):
        if isinstance(lean.get(key), dict):
            lean[key] = _lean(lean[key])
    if "default" in lean and lean["default"] is None:
        del lean["default"]
        options = [option for option in lean.pop("anyOf", ()) if option != _NULL]
        return _unwrapped(options, lean) if options else lean
    return _with_null(lean)


def _unwrapped(options: list[Schema], rest: Schema) -> Schema:
    """One of the options, and beside it what else is said."""
    return {**options[0], **rest} if len(options) == 1 else {"anyOf": options, **rest}


def _with_null(schema: Schema) -> Schema:
    """`anyOf [X, null]` as X of two types, where X has a type."""
    options = schema.get("anyOf", ())
    if len(options) != 2 or options[1] != _NULL or "type" not in options[0]:
        return schema
    lean = _unwrapped([options[0]], {key: value for key, value in schema.items() if key != "anyOf"})
    lean["type"] = [lean["type"], "null"]
    if "const" in lean:
        lean["enum"] = [lean.pop("const")]
    if "enum" in lean:
        lean["enum"] = [*lean["enum"], None]
    return lean
