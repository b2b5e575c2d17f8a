"""What each tunable means: read from the declarations in eros.params."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from eros.params.base import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

__all__ = ["Tunable", "describe", "tunable_at"]

ANY_NAME = "*"


@dataclass(frozen=True, slots=True)
class Tunable:
    """A declared setting. In `key`, * stands for any name of a table; `allowed` is '' where only the type binds."""

    key: str
    unit: str
    allowed: str
    meaning: str


def describe(params_class: type[Section], prefix: str = "") -> Iterator[Tunable]:
    """Every tunable of a section class and of the sections inside it, in order of declaration."""
    for name, field in params_class.model_fields.items():
        inner, key = _inner(field.annotation), prefix + name
        if inner is not None:
            yield from describe(inner, f"{key}.{ANY_NAME}." if get_origin(field.annotation) is dict else f"{key}.")
        else:
            yield Tunable(key, _unit(field), _allowed(field), field.description or "")


def tunable_at(params_class: type[Section], key: str) -> Tunable:
    """The declaration behind a dotted key; for an entry of a table or list the declaration of the whole."""
    parts = key.split(".")
    for tunable in describe(params_class):
        pattern = tunable.key.split(".")
        if len(pattern) <= len(parts) and all(p in (ANY_NAME, part) for p, part in zip(pattern, parts, strict=False)):
            return tunable
    return Tunable(key, "", "", "")


def _inner(annotation: Any) -> type[Section] | None:
    """The section a field is, or a table's values are."""
    if get_origin(annotation) is dict:
        annotation = get_args(annotation)[1]
    return annotation if isinstance(annotation, type) and issubclass(annotation, Section) else None


def _unit(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _allowed(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(str(value) for value in get_args(field.annotation))
    low = next((bound.ge for bound in field.metadata if hasattr(bound, "ge")), None)
    high = next((bound.le for bound in field.metadata if hasattr(bound, "le")), None)
    match low, high:
        case None, None:
            return ""
        case _, None:
            return f"{low} or more"
        case None, _:
            return f"{high} or less"
        case _:
            return f"{low} to {high}"
