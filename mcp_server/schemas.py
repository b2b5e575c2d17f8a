"""Models as the JSON schemas a client sees: nothing a reader can do without."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

__all__ = ["json_schema"]

Schema = dict[str, Any]

_MAPS = ("properties", "$defs")
_NULL = {"type": "null"}
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")


@cache
def json_schema(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> Schema:
    """The schema of a model, without titles and without the models' docstrings; a part used once stands where it is used.

    An argument that may be left out is shown as if null were not taken (it is): clients convert what people type by a plain
    type. Anywhere else null is a second type.
    """
    schema = model.model_json_schema(mode=mode)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)
    lean = _inlined(_lean(schema))
    return lean if mode == "validation" else _short(lean)


def _inlined(schema: Schema) -> Schema:
    """The parts that are named once, in their places."""
    parts = schema.get("$defs", {})
    named = Counter(_names(schema))
    once = {name: part for name, part in parts.items() if named[name] == 1}
    lean = _placed({key: value for key, value in schema.items() if key != "$defs"}, once)
    if shared := {name: _placed(part, once) for name, part in parts.items() if name not in once}:
        return {"$defs": shared, **lean}
    return dict(lean)


def _names(part: Any) -> Iterator[str]:
    """The parts referred to, once for each time."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield _name(part)
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _names(inner)


def _placed(part: Any, once: Mapping[str, Schema]) -> Any:
    if isinstance(part, list):
        return [_placed(inner, once) for inner in part]
    if not isinstance(part, dict):
        return part
    rest = {key: _placed(value, once) for key, value in part.items()}
    if isinstance(part.get("$ref"), str) and _name(part) in once:
        del rest["$ref"]
        return {**_placed(once[_name(part)], once), **rest}
    return rest


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _short(part: Any) -> Any:
    """The same in fewer words: no type beside an enumeration; of a closed object that must have all its fields, how many."""
    if isinstance(part, list):
        return [_short(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    short = {key: _short(value) for key, value in part.items()}
    if isinstance(part.get("enum"), list):
        short.pop("type", None)
    if part.get("additionalProperties") is False and set(part.get("required", ())) == set(part["properties"]):
        short["minProperties"] = len(short.pop("required", ()))
    return short


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
