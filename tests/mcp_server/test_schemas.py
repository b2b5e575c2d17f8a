from __future__ import annotations

from typing import Any, Literal

import jsonschema

from mcp_server.schemas import json_schema
from mcp_server.views import View


class Leaf(View):
    """A part that is used twice."""

    kind: Literal["a", "b"]


class Branch(View):
    """A part that is used once, with a part of its own."""

    leaf: Leaf
    other: Leaf | None


class Tree(View):
    """The whole."""

    branches: list[Branch]


def test_a_part_used_once_stands_in_its_place_and_others_are_named() -> None:
    schema = json_schema(Tree, "serialization")
    assert list(schema["$defs"]) == ["Leaf"]
    branch = schema["properties"]["branches"]["items"]
    assert branch["properties"]["leaf"] == {"$ref": "#/$defs/Leaf"}
    assert (branch["additionalProperties"], branch["minProperties"]) == (False, 2)
    assert schema["$defs"]["Leaf"]["properties"]["kind"] == {"enum": ["a", "b"]}


def test_the_short_schema_takes_and_refuses_what_the_model_does() -> None:
    checker = jsonschema.Draft202012Validator(json_schema(Tree, "serialization"))
    leaf = {"kind": "a"}

    def takes(value: Any) -> bool:
        return bool(checker.is_valid({"branches": [value]}))

    assert takes({"leaf": leaf, "other": None})
    assert takes({"leaf": leaf, "other": leaf})
    assert not takes({"leaf": {"kind": "c"}, "other": None})
    assert not takes({"leaf": leaf})
    assert not takes({"leaf": leaf, "other": None, "more": 1})
