"""The drawing of the architecture is held against the imports of the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import grimp
import pytest

from tests.project.pages import page_at
from tests.project.test_layout import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    Arrows = Mapping[str, set[str]]

EVERYWHERE = {"eros", "eros.errors", "eros.digest"}
"""Known to all: the version, the errors, seeds from values."""


def drawn(text: str) -> dict[str, set[str]]:
    """The arrows of a drawing, by module; a node is named by its label where it has one."""
    labels = dict(re.findall(r"(\w+)\[([\w.]+)\]", text))
    pairs = re.findall(r"^\s*(\w+)(?:\[[\w.]+\])? --> (\w+)", text, re.MULTILINE)
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(labels.get(one, one), set()).add(labels.get(other, other))
    return found


def imported(graph: grimp.ImportGraph, parts: set[str]) -> dict[str, set[str]]:
    """Which of these parts import which, at once; modules of none of them stand for themselves."""

    def home(module: str) -> str:
        return max((part for part in parts if f"{module}.".startswith(f"{part}.")), key=len, default=module)

    found: dict[str, set[str]] = {}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            if home(module) != home(other):
                found.setdefault(home(module), set()).add(home(other))
    return found


def faults(arrows: Arrows, imports: Arrows) -> list[str]:
    """What the drawing shows and the code does not do, and the other way round; raises ValueError where it shows nothing."""
    if not arrows:
        raise ValueError("the drawing has no arrow")
    in_vain = [f"{a} does not import {b}" for a, inner in arrows.items() for b in inner - imports.get(a, set())]
    hidden = [
        f"{a} imports {b}"
        for a, inner in imports.items()
        if a not in EVERYWHERE
        for b in inner - EVERYWHERE - reachable(arrows, a)
    ]
    return sorted(in_vain + hidden)


def reachable(arrows: Arrows, start: str) -> set[str]:
    """Where the arrows lead from a part, in any number of steps."""
    found: set[str] = set()
    todo = [*arrows.get(start, ())]
    while todo:
        part = todo.pop()
        if part not in found:
            found.add(part)
            todo += arrows.get(part, ())
    return found


def test_the_drawing_shows_the_imports_and_nothing_runs_upwards() -> None:
    [drawing] = [b for b in page_at("docs/SCHEDULE_GENERATOR_BLUEPRINT.md").blocks if b.language == "mermaid"]
    arrows = drawn(drawing.text)
    parts = {*arrows, *(b for inner in arrows.values() for b in inner)}
    imports = imported(grimp.build_graph(*PACKAGES, cache_dir=None), parts)
    assert faults(arrows, imports) == []
    assert [part for part in parts if part in reachable(arrows, part)] == []
    assert len(parts) > 10


def test_a_package_the_drawing_leaves_out_is_seen() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    graph.add_module("eros.unseen")
    graph.add_import(importer="eros.unseen", imported="eros.plan.week")
    assert "eros.unseen imports eros.plan" in faults({"eros.service": {"eros.plan"}}, imported(graph, {"eros.plan"}))


def test_an_arrow_too_many_an_import_not_drawn_and_an_empty_drawing_are_seen() -> None:
    arrows = drawn("  a --> b\n  b --> c[x.y]\n  a --> d\n")
    assert arrows == {"a": {"b", "d"}, "b": {"x.y"}}
    assert faults(arrows, {"a": {"b", "x.y"}, "b": {"x.y", "a"}}) == ["a does not import d", "b imports a"]
    with pytest.raises(ValueError, match="no arrow"):
        faults(drawn("flowchart TD"), {})
