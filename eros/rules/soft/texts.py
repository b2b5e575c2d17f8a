"""SOFT rules on how a text is written for its place: length, structure, family, emoji, fonts, money, voice, claims."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Warning_
    from eros.params import Params
    from eros.rules.soft.base import Judged

__all__ = ["TEXT_RULES"]


def _faulty(rule_id: str, judged: Judged) -> Iterator[Warning_]:
    rule = _BY_ID[rule_id]
    for fault in judged.text_faults:
        if fault.check.rule == rule_id:
            yield rule.broken([fault.send], fault.price * judged.unit, f"{fault.check.finding}: {fault.check.fix}")


def _limit(rule_id: str, preferred: str, params: Params) -> str:
    return f"{preferred}; {params.text.prices[rule_id]:g} send values per text"


TEXT_RULES = tuple(
    SoftRule(rule_id, gap, title, partial(_limit, rule_id, preferred), partial(_faulty, rule_id))
    for rule_id, gap, title, preferred in (
        ("length-class", None, "A text without a price is as long as its type prefers", "column length_class"),
        ("ppv-structure", "2.2", "A PPV text has its parts", "hook, what it is, why now, call to action"),
        ("wall-structure", "2.3", "A wall text has its parts", "opening, description, closing"),
        ("followup-text", "2.4", "A follow-up speaks of its parent's style", "family of the style, or the default"),
        (
            "emoji",
            "2.5",
            "Emoji are few, and faces do not stand in a row",
            "by length, or by the page's emoji frequency",
        ),
        ("fonts", "2.6", "Few words are highlighted", "fewer in a long text; a phrase counts once"),
        ("bundle-value", "7.3", "A bundle's text says its price and no worth that is not true", "amounts of the send"),
        ("voice", "10.1", "A text sounds like its page", "points for tone, emoji, slang and length"),
        ("honesty", None, "A claim is confirmed by a person", "award, mistake, scarcity, exclusivity, value"),
    )
)

_BY_ID = {rule.id: rule for rule in TEXT_RULES}
