"""Which caption may stand where: the tests every caption of the bank must pass.

`standing_faults` depends on the page alone, `dated_faults` on the day and the send; planner and validator ask both.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from eros.text.content_match import all_named, named_content
from eros.text.patterns import first_match

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

    from eros.model.caption import Caption, Restrictions
    from eros.model.catalogue import ContentType, SendType
    from eros.params.rules import RuleParams
    from eros.rules.base import Context

__all__ = [
    "KIND",
    "content_fault",
    "dated_faults",
    "days_of_rest",
    "freshness",
    "is_avoided",
    "is_blocked",
    "is_held",
    "kind_faults",
    "locked_on",
    "performance",
    "standing_faults",
    "text_faults",
    "texts_fit",
]


STANDING = ("known-keys", "performance", "caption-owner", "vault", "content-match", "avoid", "restrictions")


def standing_faults(caption: Caption, context: Context, *, needs_media: bool) -> tuple[str, ...]:
    """Ids of the rules that forbid a caption on this page on any day, in the order of the rule table; () allows it."""
    found = {*kind_faults(caption, context, needs_media=needs_media), *text_faults(caption.text, context)}
    if performance(caption.caption_id, context) < context.params.rules.performance_min:
        found.add("performance")
    return tuple(rule for rule in STANDING if rule in found)


def kind_faults(caption: Caption, context: Context, *, needs_media: bool) -> tuple[str, ...]:
    """The same as far as a caption's content, owner, page type and price tier forbid it: what its `KIND` says."""
    problem = context.problem
    content = problem.catalogue.content_types.get(caption.content_type)
    faults = (
        ("known-keys", content is None),
        ("caption-owner", not _may_own(caption, context)),
        ("vault", content is not None and needs_media and not is_held(content, problem.vault)),
        ("avoid", is_avoided(caption.content_type, context)),
        ("restrictions", is_blocked("", content, caption.price_tier, problem.restrictions)),
    )
    return tuple(rule for rule, broken in faults if broken)


KIND = ("content_type", "creator_id", "is_paid_only", "price_tier")
"""All that `kind_faults` reads of a caption."""


def text_faults(text: str, context: Context) -> tuple[str, ...]:
    """The same as far as its words forbid it."""
    faults = (
        ("content-match", content_fault(text, context.lacking)),
        ("restrictions", first_match(text, context.problem.restrictions.hard_patterns) is not None),
    )
    return tuple(rule for rule, broken in faults if broken)


def texts_fit(texts: Iterable[str], context: Context) -> list[bool]:
    """Whether a text has none of the `text_faults`, for each of many."""
    texts = list(texts)
    found = [not named for named in all_named(texts, context.lacking)]
    if patterns := context.problem.restrictions.hard_patterns:
        return [fit and first_match(text, patterns) is None for fit, text in zip(found, texts, strict=True)]
    return found


def dated_faults(caption: Caption, context: Context, send_type: SendType, on: date) -> tuple[str, ...]:
    """Ids of the rules that forbid a caption in a send of this type on a local date: `freshness`, `lock`."""
    rules = context.params.rules
    rest = days_of_rest(caption.caption_id, context, on)
    faults = []
    if freshness(float("inf") if rest is None else rest, rules) < rules.freshness_min:
        faults.append("freshness")
    if send_type.is_ppv and caption.caption_id in locked_on(context, on):
        faults.append("lock")
    return tuple(faults)


def locked_on(context: Context, on: date) -> frozenset[int]:
    """Captions that other pages use in PPV sends too near to a date (rule `lock`)."""
    reach = context.params.rules.lock_days
    near = (context.locked.get(on + timedelta(days=days), frozenset()) for days in range(-reach, reach + 1))
    return frozenset().union(*near)


def freshness(days_since: ArrayLike, rules: RuleParams) -> NDArray[np.float64]:
    """Freshness 0-100 of captions: it rises with each day of rest; inf = never used on this page = 100."""
    return np.minimum(100.0, rules.freshness_per_day * np.asarray(days_since, dtype=np.float64))


def days_of_rest(caption_id: int, context: Context, on: date) -> int | None:
    """Days between this page's last use of a caption and a date; None when it was never used."""
    last = context.problem.last_used.get(caption_id)
    return None if last is None else (on - last).days


def performance(caption_id: int, context: Context) -> float:
    """The caption's performance score 0-100 on this page."""
    return context.estimates.captions.scores.get(caption_id, context.params.rules.performance_unknown)


def is_avoided(content_type: str, context: Context) -> bool:
    """True for a content type of tier AVOID on this page."""
    ranking = context.estimates.rankings.get(content_type)
    return ranking is not None and ranking.tier == "AVOID"


def content_fault(text: str, lacking: frozenset[str]) -> frozenset[str]:
    """The content a text names out of what the vault is `lacking`; empty when it promises nothing of the kind."""
    return named_content(text) & lacking


def is_blocked(text: str, content: ContentType | None, price_tier: str | None, restrictions: Restrictions) -> bool:
    """True when the page's own restrictions forbid a text, its content or its price tier.

    Categories are content types or their categories. Allow-lists speak first, but only about inventory and about
    captions that have a price tier; what they let pass may still be blocked.
    """
    if first_match(text, restrictions.hard_patterns) is not None:
        return True
    if price_tier is not None and _is_off({price_tier}, restrictions.allowed_tiers, restrictions.blocked_tiers):
        return True
    if content is None:
        return False
    allowed = restrictions.allowed_categories if content.is_inventory else frozenset()
    return _is_off({content.key, content.category}, allowed, restrictions.blocked_categories)


def _is_off(names: set[str], allowed: frozenset[str], blocked: frozenset[str]) -> bool:
    return bool(allowed and not names & allowed) or bool(names & blocked)


def _may_own(caption: Caption, context: Context) -> bool:
    creator = context.problem.creator
    if caption.is_paid_only and creator.page_type != "paid":
        return False
    if caption.creator_id is None:
        return creator.use_shared_captions
    return caption.creator_id == creator.creator_id


def is_held(content: ContentType, vault: frozenset[str]) -> bool:
    """True for content the vault holds and for purpose types, which need no vault."""
    return not content.is_inventory or content.key in vault
