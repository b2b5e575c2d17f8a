from __future__ import annotations

from eros.rules import HARD
from eros.rules.reference import render_reference
from eros.rules.soft import SOFT
from tests.builders import the_params, with_rules


def test_the_reference_page_names_every_rule_once_with_its_limit() -> None:
    lines = [line for line in render_reference(the_params()).splitlines() if line.startswith("| `")]
    ids = [*(rule.id for rule in HARD), *(rule.id for rule in SOFT)]
    assert [line.split("`")[1] for line in lines] == ids
    assert len(set(ids)) == len(ids)
    assert all(line.count("|") == 5 and line.split("|")[4].strip() for line in lines)


def test_the_reference_page_follows_the_limits() -> None:
    page = render_reference(with_rules(min_gap_minutes=50, followup_max_minutes=40))
    assert "| 50 minutes |" in page
    assert "| 15 to 40 minutes |" in page
