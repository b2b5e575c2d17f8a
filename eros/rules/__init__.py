"""Every HARD rule, once: read by planner, validator and reference page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules.caps import TYPE_PER_DAY, TYPE_PER_WEEK
from eros.rules.commerce import EXPIRY, LABELS, REQUIREMENTS
from eros.rules.drip import DRIP, DRIP_OUTFIT
from eros.rules.followups import FOLLOWUP_PARENT, FOLLOWUP_PER_DAY, FOLLOWUP_WINDOW
from eros.rules.keys import CHANNEL, KNOWN_KEYS, PAGE_TYPE, TARGET
from eros.rules.mix import DIVERSITY
from eros.rules.rotation import ROTATION_CAP
from eros.rules.spacing import MIN_GAP, PPV_GAP, TYPE_GAP
from eros.rules.style import STYLE_ADJACENT
from eros.rules.texts import (
    AVOID,
    CAPTION_OWNER,
    CAPTION_TYPE,
    CONTENT_MATCH,
    FRESHNESS,
    LOCK,
    PERFORMANCE,
    RESTRICTIONS,
    UNIQUE_CAPTION,
    VAULT,
)
from eros.rules.week import AVOID_HOURS, PER_HOUR, ROUND_MINUTE, WEEK_BOUNDS

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Violation
    from eros.rules.base import Context, Rule

__all__ = ["HARD", "violations"]

HARD: tuple[Rule, ...] = (
    WEEK_BOUNDS,
    KNOWN_KEYS,
    PAGE_TYPE,
    CHANNEL,
    TARGET,
    REQUIREMENTS,
    TYPE_PER_DAY,
    TYPE_PER_WEEK,
    TYPE_GAP,
    PPV_GAP,
    MIN_GAP,
    PER_HOUR,
    AVOID_HOURS,
    ROUND_MINUTE,
    UNIQUE_CAPTION,
    FRESHNESS,
    PERFORMANCE,
    CAPTION_TYPE,
    CAPTION_OWNER,
    VAULT,
    CONTENT_MATCH,
    AVOID,
    LOCK,
    RESTRICTIONS,
    DIVERSITY,
    FOLLOWUP_WINDOW,
    FOLLOWUP_PARENT,
    FOLLOWUP_PER_DAY,
    STYLE_ADJACENT,
    ROTATION_CAP,
    DRIP,
    DRIP_OUTFIT,
    EXPIRY,
    LABELS,
)


def violations(schedule: Schedule, context: Context) -> tuple[Violation, ...]:
    """Every broken HARD rule of a schedule, in the order of `HARD`, then by the time of the first send concerned.

    What was already sent, or may have been (stale), is a fact: it takes room, but a violation by nothing else is not
    reported.
    """
    start = {send.ref: send.week_minute for send in schedule.sends}
    facts = {send.ref for send in schedule.sends if send.settled}
    found: list[Violation] = []
    for rule in HARD:
        broken = [v for v in rule.check(schedule, context) if not v.refs or not facts.issuperset(v.refs)]
        found += sorted(broken, key=lambda v: min((start[ref] for ref in v.refs), default=-1))
    return tuple(found)
