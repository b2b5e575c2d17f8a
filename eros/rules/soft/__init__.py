"""Every SOFT rule, once: priced by the planner, reported as warnings, listed on the reference page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules.soft.campaigns import CAMPAIGN
from eros.rules.soft.captions import CAPTION_STYLE, CONTENT_REPEAT, REUSE
from eros.rules.soft.flavour import FLAVOUR
from eros.rules.soft.games import FIRST_TIP, GAMES
from eros.rules.soft.gaps import GROUP_GAP
from eros.rules.soft.lengths import LENGTH
from eros.rules.soft.mix import BUMP_RATIO, MIX, VARIETY
from eros.rules.soft.styles import GROUP_NEIGHBOURS, ROTATION, SAME_STYLE
from eros.rules.soft.texts import TEXT_RULES

if TYPE_CHECKING:
    from eros.model.schedule import Warning_
    from eros.rules.soft.base import Judged, SoftRule

__all__ = ["SOFT", "soft_warnings"]

SOFT: tuple[SoftRule, ...] = (
    ROTATION,
    SAME_STYLE,
    GROUP_NEIGHBOURS,
    GROUP_GAP,
    CAPTION_STYLE,
    REUSE,
    CONTENT_REPEAT,
    LENGTH,
    *TEXT_RULES,
    VARIETY,
    MIX,
    BUMP_RATIO,
    FLAVOUR,
    CAMPAIGN,
    GAMES,
    FIRST_TIP,
)


def soft_warnings(judged: Judged) -> tuple[Warning_, ...]:
    """Every broken SOFT rule of a week with its price in cents, in the order of `SOFT`, then of the week.

    What was already sent is a fact: it counts, but a break by nothing else has no price any more.
    """
    facts = {send.ref for send in judged.sends if send.settled}
    found = [warning for rule in SOFT for warning in rule.check(judged)]
    return tuple(warning for warning in found if not warning.refs or not facts.issuperset(warning.refs))
