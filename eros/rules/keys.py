"""Rules on names: every key exists, and stands where it may."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.rules.base import Rule
from eros.rules.timeline import live, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import SendType
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context

__all__ = ["CHANNEL", "KNOWN_KEYS", "PAGE_TYPE", "TARGET", "allowed_targets", "needs_caption", "targets_of"]

EVERYONE = "all_active"
OWN_TARGETS = {
    "ppv_followup": ("ppv_non_purchasers",),
    "renew_on_message": ("renew_off",),
    "expired_winback": ("expired_recent", "expired_all"),
}


def needs_caption(send: Send) -> bool:
    """True for a send whose text a person still has to write."""
    return not send.settled and send.caption_id is None and not (send.caption_text or "").strip()


def allowed_targets(send_type: SendType, channel: str, context: Context) -> tuple[str, ...]:
    """The targets this page may give a send of a type on a channel, in catalogue order (rule `target`)."""
    return targets_of(send_type, channel, context.problem)


def targets_of(send_type: SendType, channel: str, problem: Problem) -> tuple[str, ...]:
    """The same before anything is estimated."""
    catalogue, page_type = problem.catalogue, problem.creator.page_type
    allowed = OWN_TARGETS.get(send_type.key, tuple(catalogue.targets))
    if channel not in catalogue.channels:
        return ()
    if not catalogue.channels[channel].supports_targeting:
        allowed = tuple(key for key in allowed if key == EVERYONE)
    return tuple(
        target.key
        for target in catalogue.targets.values()
        if target.key in allowed and page_type in target.page_types and channel in target.channels
    )


def _unknown(schedule: Schedule, context: Context) -> Iterator[Violation]:
    catalogue, captions = context.problem.catalogue, context.problem.captions
    for send in live(schedule):
        for noun, key, known in (
            ("send type", send.send_type, send.send_type in catalogue.send_types),
            ("channel", send.channel, not send.channel or send.channel in catalogue.channels),
            ("target", send.target, send.target in catalogue.targets),
            ("caption", send.caption_id, send.caption_id is None or send.caption_id in captions),
            (
                "content type",
                send.content_type,
                send.content_type is None or send.content_type in catalogue.content_types,
            ),
        ):
            if not known:
                yield KNOWN_KEYS.broken([send], f"there is no active {noun} {key!r}", f"name an active {noun}")
        yield from _altered(send, context)
    yield from _repeated_refs(schedule)
    yield from _unreported(schedule)


def _repeated_refs(schedule: Schedule) -> Iterator[Violation]:
    count = Counter(send.ref for send in schedule.sends)
    for ref in sorted(ref for ref, times in count.items() if times > 1):
        yield KNOWN_KEYS.broken(
            [send for send in schedule.sends if send.ref == ref][:1],
            f"{count[ref]} sends share the ref {ref!r}",
            "give every send a ref of its own",
        )


def _altered(send: Send, context: Context) -> Iterator[Violation]:
    """A send carries its caption as the bank has it."""
    if send.caption_id is None or (caption := context.problem.captions.get(send.caption_id)) is None:
        return
    for noun, stated, true in (
        ("text", send.caption_text, caption.text),
        ("caption type", send.caption_type, caption.caption_type),
        ("content type", send.content_type, caption.content_type),
    ):
        if stated != true:
            yield KNOWN_KEYS.broken(
                [send],
                f"the {noun} {stated!r} is not that of caption {caption.caption_id} ({true!r})",
                f"take the {noun} from the bank, or drop the caption id and write a text of its own",
            )


def _unreported(schedule: Schedule) -> Iterator[Violation]:
    """A send without a text must be reported as shortfall `needs_caption`."""
    still_open = [send for send in live(schedule) if needs_caption(send)]
    reported = sum(s.count for s in schedule.shortfalls if "needs_caption" in (s.what, s.rule))
    if reported < len(still_open):
        yield KNOWN_KEYS.broken(
            still_open,
            f"{len(still_open)} sends have no caption, the shortfalls report {reported}",
            "name a caption, or report the send as shortfall needs_caption",
        )


def _wrong_page_type(schedule: Schedule, context: Context) -> Iterator[Violation]:
    page_type = context.problem.creator.page_type
    for send, send_type in typed(schedule, context):
        if page_type not in send_type.page_types:
            yield PAGE_TYPE.broken(
                [send], f"{send_type.key} does not exist on a {page_type} page", "remove it or choose another type"
            )


def _wrong_channel(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send, send_type in typed(schedule, context):
        channels = [channel for channel in (send_type.channel, send_type.channel_alt) if channel is not None]
        if send.channel not in channels:
            yield CHANNEL.broken(
                [send],
                f"{send_type.key} goes by {' or '.join(channels)}, not by {send.channel or 'no channel'}",
                f"use {channels[0]}",
            )


def _wrong_target(schedule: Schedule, context: Context) -> Iterator[Violation]:
    catalogue = context.problem.catalogue
    for send, send_type in typed(schedule, context):
        if send.channel not in catalogue.channels or send.target not in catalogue.targets:
            continue
        allowed = allowed_targets(send_type, send.channel, context)
        if send.target not in allowed:
            yield TARGET.broken(
                [send],
                f"{send_type.key} by {send.channel} on a {context.problem.creator.page_type} page cannot go to "
                f"{send.target}",
                f"use {' or '.join(allowed)}" if allowed else "use another channel",
            )


KNOWN_KEYS = Rule(
    "known-keys",
    None,
    "Every key exists and is active, and a caption is carried as the bank has it",
    lambda _: "send type, channel, target, caption, content type; no caption only as shortfall needs_caption",
    _unknown,
)
PAGE_TYPE = Rule(
    "page-type",
    "9.1",
    "A page sends only types made for it",
    lambda _: "column page_type of the send types",
    _wrong_page_type,
)
CHANNEL = Rule(
    "channel",
    "8.1",
    "A send goes by its type's channel or the alternative",
    lambda _: "columns channel and channel_alt of the send types",
    _wrong_channel,
)
TARGET = Rule(
    "target",
    None,
    "The audience fits page, channel and type",
    lambda _: (
        f"columns page_types and channels of the targets; {EVERYONE} where the channel has no targeting; "
        + "; ".join(f"{key}: {' or '.join(targets)}" for key, targets in OWN_TARGETS.items())
    ),
    _wrong_target,
)
