"""Rules on the caption of a send: the validator's side of `eros.rules.captions`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eros.rules.base import Rule
from eros.rules.captions import (
    content_fault,
    dated_faults,
    days_of_rest,
    freshness,
    is_avoided,
    is_blocked,
    is_held,
    performance,
    standing_faults,
)
from eros.rules.mix import excused_types, is_avoid_type
from eros.rules.timeline import live, timeline, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context

    Detail = Callable[[Caption, Context], str]

__all__ = [
    "AVOID",
    "CAPTION_OWNER",
    "CAPTION_TYPE",
    "CONTENT_MATCH",
    "FRESHNESS",
    "LOCK",
    "PERFORMANCE",
    "RESTRICTIONS",
    "UNIQUE_CAPTION",
    "VAULT",
]


def _banked(schedule: Schedule, context: Context) -> Iterator[tuple[Send, SendType, Caption]]:
    """Live sends with a caption of the bank."""
    captions = context.problem.captions
    for send, send_type in typed(schedule, context):
        if send.caption_id is not None and send.caption_id in captions:
            yield send, send_type, captions[send.caption_id]


def _own_words(schedule: Schedule, context: Context) -> Iterator[tuple[Send, SendType, str]]:
    """Live sends with a text a person wrote."""
    for send, send_type in typed(schedule, context):
        if send.caption_id is None and send.caption_text:
            yield send, send_type, send.caption_text


def _standing(rule: Rule, schedule: Schedule, context: Context, detail: Detail, fix: str) -> Iterator[Violation]:
    """Sends whose caption fails `rule` on any day."""
    for send, send_type, caption in _banked(schedule, context):
        if rule.id in standing_faults(caption, context, needs_media=send_type.requires_media):
            yield rule.broken([send], f"caption {caption.caption_id} {detail(caption, context)}", fix)


def _used_twice(schedule: Schedule, context: Context) -> Iterator[Violation]:
    users: dict[int, list[Send]] = defaultdict(list)
    outside: set[int] = set()
    for item in timeline(schedule, context):
        caption_id = item.send.caption_id
        if caption_id is None or item.send.day < 0:
            continue
        if item.own:
            users[caption_id].append(item.send)
        else:
            outside.add(caption_id)
    for caption_id, sends in users.items():
        if len(sends) > 1 or caption_id in outside:
            yield UNIQUE_CAPTION.broken(
                sends,
                f"caption {caption_id} is used more than once in the week",
                "choose another caption for one of them",
            )


def _not_rested(schedule: Schedule, context: Context) -> Iterator[Violation]:
    rules, clock = context.params.rules, context.problem.clock
    for send, send_type, caption in _banked(schedule, context):
        on = clock.date_of(send.week_minute)
        days = days_of_rest(caption.caption_id, context, on)
        if days is not None and "freshness" in dated_faults(caption, context, send_type, on):
            yield FRESHNESS.broken(
                [send],
                f"caption {caption.caption_id} was used {days} days before, its freshness is {freshness(days, rules):g}",
                "choose a caption that has rested",
            )


def _weak(schedule: Schedule, context: Context) -> Iterator[Violation]:
    def detail(caption: Caption, context: Context) -> str:
        return f"has the performance score {performance(caption.caption_id, context):.0f}"

    return _standing(PERFORMANCE, schedule, context, detail, "choose a better caption")


def _wrong_type(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send, send_type in typed(schedule, context):
        caption = context.problem.captions.get(send.caption_id or 0)
        caption_type = send.caption_type if caption is None else caption.caption_type
        if caption_type is not None and caption_type not in send_type.caption_types:
            yield CAPTION_TYPE.broken(
                [send],
                f"{send_type.key} takes {', '.join(send_type.caption_types)}, not {caption_type}",
                "choose a caption of those types",
            )


def _not_ours(schedule: Schedule, context: Context) -> Iterator[Violation]:
    def detail(caption: Caption, context: Context) -> str:
        if caption.is_paid_only and context.problem.creator.page_type != "paid":
            return "is for paid pages only"
        return "is shared" if caption.creator_id is None else f"belongs to {caption.creator_id}"

    return _standing(CAPTION_OWNER, schedule, context, detail, "choose a caption this page may use")


def _not_in_vault(schedule: Schedule, context: Context) -> Iterator[Violation]:
    def detail(caption: Caption, _: Context) -> str:
        return f"shows {caption.content_type}, which the vault lacks"

    fix = "choose a caption of content the vault holds"
    yield from _standing(VAULT, schedule, context, detail, fix)
    contents = context.problem.catalogue.content_types
    for send, send_type, _text in _own_words(schedule, context):
        content = contents.get(send.content_type or "")
        if content is not None and send_type.requires_media and not is_held(content, context.problem.vault):
            yield VAULT.broken([send], f"shows {content.key}, which the vault lacks", fix)


def _promises_more(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send in live(schedule):
        caption = context.problem.captions.get(send.caption_id or 0)
        text = send.caption_text if caption is None else caption.text
        if text and (named := content_fault(text, context.lacking)):
            yield CONTENT_MATCH.broken(
                [send], f"its text names {', '.join(sorted(named))}, which the vault lacks", "choose another caption"
            )


def _avoided(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send in live(schedule):
        caption = context.problem.captions.get(send.caption_id or 0)
        content_type = send.content_type if caption is None else caption.content_type
        if content_type is not None and is_avoided(content_type, context):
            yield AVOID.broken([send], f"its content {content_type} is AVOID here", "choose other content")
    excused = excused_types(context)
    sends: dict[str, list[Send]] = defaultdict(list)
    for send, send_type in typed(schedule, context):
        if is_avoid_type(send_type, context) and not send.settled:
            sends[send_type.key].append(send)
    for key, planned in sends.items():
        if key not in excused:
            yield AVOID.broken(planned, f"{key} is AVOID here and the diversity minimum does not need it", "remove it")
        elif len(planned) > 1:
            yield AVOID.broken(planned, f"{key} is AVOID here; once a week is enough for diversity", "keep one of them")


def _locked(schedule: Schedule, context: Context) -> Iterator[Violation]:
    clock = context.problem.clock
    for send, send_type, caption in _banked(schedule, context):
        if "lock" in dated_faults(caption, context, send_type, clock.date_of(send.week_minute)):
            dates = ", ".join(str(day) for day, taken in sorted(context.locked.items()) if caption.caption_id in taken)
            yield LOCK.broken(
                [send], f"caption {caption.caption_id} is locked by another page on {dates}", "choose another caption"
            )


def _restricted(schedule: Schedule, context: Context) -> Iterator[Violation]:
    def detail(_: Caption, __: Context) -> str:
        return "breaks the page's own restrictions on texts, categories or price tiers"

    yield from _standing(RESTRICTIONS, schedule, context, detail, "choose another caption")
    contents = context.problem.catalogue.content_types
    for send, _type, text in _own_words(schedule, context):
        if is_blocked(text, contents.get(send.content_type or ""), None, context.problem.restrictions):
            yield RESTRICTIONS.broken(
                [send], "its text or content breaks the page's own restrictions", "change the text or the content"
            )


UNIQUE_CAPTION = Rule(
    "unique-caption", None, "A caption appears once in the week", lambda _: "once a week", _used_twice
)
FRESHNESS = Rule(
    "freshness",
    None,
    "A caption has rested",
    lambda params: (
        f"freshness {params.rules.freshness_min:g} or more; 100 for a caption this page never used, else "
        f"{params.rules.freshness_per_day:g} per day since the last use"
    ),
    _not_rested,
)
PERFORMANCE = Rule(
    "performance",
    None,
    "A caption is no known weak one",
    lambda params: (
        f"score {params.rules.performance_min:g} or more; {params.rules.performance_unknown:g} without history"
    ),
    _weak,
)
CAPTION_TYPE = Rule(
    "caption-type",
    None,
    "The caption's type is in the send type's list",
    lambda _: "column caption_types of the send types, best first",
    _wrong_type,
)
CAPTION_OWNER = Rule(
    "caption-owner",
    None,
    "The caption is shared or the page's own",
    lambda _: "paid-only captions on paid pages; shared ones where the page uses them",
    _not_ours,
)
VAULT = Rule(
    "vault",
    "10.1",
    "The page holds the content a caption shows",
    lambda _: "an inventory type of the vault, a purpose type, or a send that needs no media",
    _not_in_vault,
)
CONTENT_MATCH = Rule(
    "content-match",
    "10.6",
    "A text names no content the vault lacks",
    lambda _: "phrases of eros/text/vocabulary.yaml, whole words; disguised spelling is only reported",
    _promises_more,
)
AVOID = Rule(
    "avoid",
    "4.2",
    "What never sells is not sent",
    lambda _: "no content of tier AVOID; a send type of tier AVOID once, where the diversity minimum needs it",
    _avoided,
)
LOCK = Rule(
    "lock",
    None,
    "No two pages use one caption in PPV sends close to one another",
    lambda params: f"{params.rules.lock_days} days either side",
    _locked,
)
RESTRICTIONS = Rule(
    "restrictions",
    None,
    "The page's own restrictions hold",
    lambda _: "hard text patterns (RE2, any case), categories, price tiers; allow-lists first",
    _restricted,
)
