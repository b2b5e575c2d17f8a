"""What each tunable means: read from the declarations in eros.params."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from eros.params.base import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

__all__ = ["Tunable", "describe", "tunable_at"]

ANY_NAME = "*"


@dataclass(frozen=True, slots=True)
class Tunable:
    """A declared setting. In `key`, * stands for any name of a table; `allowed` is '' where only the type binds.

    `is_open` marks a table that may be given further names (`json_schema_extra={"open": True}`).
    """

    key: str
    unit: str
    allowed: str
    meaning: str
    is_open: bool = False


def describe(params_class: type[Section], prefix: str = "") -> Iterator[Tunable]:
    """Every tunable of a section class and of the sections inside it, in order of declaration."""
    for name, field in params_class.model_fields.items():
        inner, key = _inner(field.annotation), prefix + name
        if inner is not None:
            yield from describe(inner, f"{key}.{ANY_NAME}." if get_origin(field.annotation) is dict else f"{key}.")
        else:
            yield Tunable(
                key, _extra(field, "unit"), _allowed(field), field.description or "", bool(_extra(field, "open"))
            )


def tunable_at(params_class: type[Section], key: str) -> Tunable:
    """The declaration behind a dotted key; for an entry of a table or list the declaration of the whole."""
    parts = key.split(".")
    for tunable in _declared(params_class):
        pattern = tunable.key.split(".")
        if len(pattern) <= len(parts) and all(p in (ANY_NAME, part) for p, part in zip(pattern, parts, strict=False)):
            return tunable
    return Tunable(key, "", "", "")


@cache
def _declared(params_class: type[Section]) -> tuple[Tunable, ...]:
    return tuple(describe(params_class))


def _inner(annotation: Any) -> type[Section] | None:
    """The section a field is, or a table's values are."""
    if get_origin(annotation) is dict:
        annotation = get_args(annotation)[1]
    return annotation if isinstance(annotation, type) and issubclass(annotation, Section) else None


def _extra(field: FieldInfo, name: str) -> str:
    extra = field.json_schema_extra
    return str(extra.get(name, "")) if isinstance(extra, dict) else ""


def _allowed(field: FieldInfo) -> str:
    kind = get_origin(field.annotation)
    if kind is Literal:
        return ", ".join(str(value) for value in get_args(field.annotation))
    if kind in (dict, tuple):
        return _bounds(_entry_rules(field.annotation))
    return _bounds(field.metadata)


def _entry_rules(annotation: Any) -> list[Any]:
    """The rules every entry of a table or list keeps; none where entries differ."""
    kinds = get_args(annotation)
    entry = kinds[1] if get_origin(annotation) is dict else kinds[0]
    plain = get_origin(annotation) is dict or (len(kinds) == 2 and kinds[1] is Ellipsis)
    rules = getattr(entry, "__metadata__", ()) if plain else ()
    return [bound for rule in rules for bound in getattr(rule, "metadata", ())]


def _bounds(rules: list[Any]) -> str:
    low = next((rule.ge for rule in rules if hasattr(rule, "ge")), None)
    high = next((rule.le for rule in rules if hasattr(rule, "le")), None)
    match low, high:
        case None, None:
            return ""
        case _, None:
            return f"{low} or more"
        case None, _:
            return f"{high} or less"
        case _:
            return f"{low} to {high}"
