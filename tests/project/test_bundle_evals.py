from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from mcp_server.inputs import WishesInput
from mcp_server.registry import NAMES
from tests.project.bundle import ROOT, prompts

if TYPE_CHECKING:
    from pathlib import Path

CASES = sorted((ROOT / "tests/evals").glob("*/case.yaml"))
SENTENCES = {"type": "array", "items": {"type": "string", "minLength": 5}, "minItems": 1}
TOOLS = {"type": "array", "items": {"enum": list(NAMES)}, "uniqueItems": True}
DATE = {"type": "string", "format": "date"}
WISHES = {"type": "object", "propertyNames": {"enum": list(WishesInput.model_fields)}, "minProperties": 1}


def shape(**properties: Any) -> dict[str, Any]:
    """An object with these keys and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def triggers() -> dict[str, list[str]]:
    """The skills and commands there are, by the names a client knows."""
    commands = [p.path for p in prompts() if p.kind == "command"]
    named = [f"eros:{path.stem}" if path.parent.name == "eros" else path.stem for path in commands]
    return {"command": named, "skill": [p.path.parent.name for p in prompts() if p.kind == "skill"]}


SCHEMA = {
    **shape(
        negative={"const": True},
        prompt={"type": "string", "minLength": 10},
        setup={
            "type": "array",
            "minItems": 1,
            "items": {**shape(page={"type": "string"}, week_start=DATE), "required": ["page", "week_start"]},
        },
        trigger={**shape(**{kind: {"enum": names} for kind, names in triggers().items()}), "maxProperties": 1},
        tools={**shape(required=TOOLS, forbidden=TOOLS), "required": ["required", "forbidden"]},
        outcome={
            **shape(
                saved_weeks={"type": "integer", "minimum": 0},
                status={"enum": ["draft", "approved"]},
                page={"type": "string"},
                week_start=DATE,
                valid={"const": True},
                wishes=WISHES,
            ),
            "required": ["saved_weeks"],
        },
        answer={**shape(says=SENTENCES, does_not=SENTENCES), "required": ["says", "does_not"]},
    ),
    "required": ["prompt", "trigger", "tools", "outcome", "answer"],
}
CHECKER = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


class _Plain(yaml.SafeLoader):
    """YAML whose dates stay the texts they are."""


_Plain.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), _Plain)  # noqa: S506 - a SafeLoader


def faults(case: Any) -> list[str]:
    """What is wrong with a case."""
    found = [f"{error.json_path}: {error.message}" for error in CHECKER.iter_errors(case)]
    if found:
        return found
    both = set(case["tools"]["required"]) & set(case["tools"]["forbidden"])
    weeks = [week["week_start"] for week in [case["outcome"], *case.get("setup", [])] if "week_start" in week]
    strays = [week for week in weeks if dt.date.fromisoformat(week).weekday() != 0]
    return [f"{name} is required and forbidden" for name in sorted(both)] + [f"{day} is no Monday" for day in strays]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_case_for_a_model_names_what_there_is_and_says_how_it_is_judged(path: Path) -> None:
    case = read(path)
    assert faults(case) == []
    assert case.get("negative", False) == path.parent.name.startswith("negative-")


def test_there_are_cases_of_each_kind() -> None:
    cases = [read(path) for path in CASES]
    assert len(cases) >= 6
    assert sum(case.get("negative", False) for case in cases) >= 2
    used = {kind for case in cases for kind in case["trigger"]}
    assert used == {"skill", "command"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"tools": {"required": ["get_pages"], "forbidden": []}}, "get_pages"),
        ({"tools": {"required": ["save_schedule"], "forbidden": ["save_schedule"]}}, "required and forbidden"),
        ({"trigger": {"command": "eros:plan"}}, "eros:plan"),
        ({"outcome": {"saved_weeks": 1, "week_start": "2026-11-24"}}, "no Monday"),
        ({"outcome": {"saved_weeks": 1, "wishes": {"day_off": []}}}, "day_off"),
        ({"answer": {"says": [], "does_not": ["lie about it"]}}, "answer.says"),
        ({"notes": "x"}, "notes"),
    ],
)
def test_a_case_that_is_wrong_is_seen(change: dict[str, Any], fault: str) -> None:
    right = read(ROOT / "tests/evals/fast-path-plain-words/case.yaml")
    assert faults(right) == []
    assert any(fault in found for found in faults({**right, **change}))
