"""What a document's sends carry, as far as the document and the catalogue show it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from eros.verify.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import Catalogue, SendType
    from eros.model.schedule import Schedule, Send
    from eros.params.rules import RuleParams

__all__ = ["wrong_contents"]


def wrong_contents(week: Schedule, catalogue: Catalogue, rules: RuleParams) -> Iterator[Difference]:
    """Every caption that stands twice, and every price, label, expiry, media or link that is not its type's."""
    live = {send.ref: send for send in week.sends if send.stands}
    captions = Counter(send.caption_id for send in live.values() if send.caption_id is not None)
    for send in live.values():
        kind = catalogue.send_types[send.send_type]
        if send.status == "sent":
            continue
        if send.caption_id is not None and captions[send.caption_id] > 1:
            yield Difference(send.ref, "unique-caption", f"caption {send.caption_id}", "it stands more than once")
        if send.caption_id is not None and send.caption_type not in kind.caption_types:
            yield Difference(
                send.ref, "caption-type", str(send.caption_type), f"one of {', '.join(kind.caption_types)}"
            )
        yield from _carried(send, kind, rules)
        yield from _label(send, kind, live, catalogue)


def _carried(send: Send, kind: SendType, rules: RuleParams) -> Iterator[Difference]:
    for name, has, needs in (
        ("price", send.price_cents is not None, kind.requires_price),
        ("link", bool(send.link), kind.requires_link),
        ("media", send.media, kind.requires_media),
        ("flyer", send.flyer, kind.requires_flyer),
        ("expiry", send.expires_at is not None, kind.expires_hours is not None),
    ):
        if has != needs:
            yield Difference(send.ref, name, "there" if has else "missing", "needed" if needs else "none is taken")
    most = rules.price_max_vip_cents if kind.style_group == "vip" else rules.price_max_cents
    if send.price_cents is not None and not rules.price_min_cents <= send.price_cents <= most:
        yield Difference(send.ref, "price", str(send.price_cents), f"{rules.price_min_cents} to {most} cents")
    if send.expires_at is not None:
        life = timedelta(hours=min(kind.expires_hours or 0, rules.expiry_hours))
        if not timedelta() < send.expires_at - send.utc <= life:
            said = f"{send.expires_at.isoformat()}"
            yield Difference(send.ref, "expiry", said, f"after the start, at most {life} later")


def _label(send: Send, kind: SendType, live: dict[str, Send], catalogue: Catalogue) -> Iterator[Difference]:
    wanted = kind.label
    if kind.points_at_parent:
        parent = live.get(send.parent_ref or "")
        if parent is None:
            if kind.is_link_drop:
                yield Difference(send.ref, "labels", f"parent {send.parent_ref}", "no such send in the week")
            return
        wanted = catalogue.send_types[parent.send_type].label
    if send.label != wanted:
        yield Difference(send.ref, "labels", str(send.label), str(wanted))
