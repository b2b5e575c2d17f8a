"""An earlier version of a week beside what has happened since."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from eros.model.schedule import Schedule, Send

__all__ = ["restored_sends"]


def restored_sends(earlier: Schedule, current: Schedule) -> tuple[Send, ...]:
    """The sends of an earlier version with what became of the current one's.

    What went out stands as it is, and what hangs on it as in the current version; the earlier version's own send of that
    type and time, or of that type and text, gives way to it. One that was cancelled or failed since stays so, and what
    hung on it falls away. An earlier send whose ref another one bears by now gets a new ref.
    """
    out = [send for send in current.sends if send.status == "sent"]
    out_refs = {send.ref for send in out}
    hanging = [send for send in current.sends if send.parent_ref in out_refs and send.ref not in out_refs]
    given_up = [send for send in current.sends if not send.stands and send not in hanging]
    became: dict[str, Send] = {}
    for fact in (*out, *given_up):
        same = [send for send in earlier.sends if send.ref not in became and _is_same(send, fact)]
        if same:
            nearest = min(same, key=lambda send: (send.week_minute != fact.week_minute, send.ref != fact.ref, send.ref))
            became[nearest.ref] = fact
    kept = [*out, *hanging, *(fact for fact in became.values() if not fact.stands)]
    left = [send for send in earlier.sends if send.ref not in became and send.parent_ref not in became]
    return (*kept, *_with_free_refs(left, {send.ref for send in kept}))


def _is_same(send: Send, fact: Send) -> bool:
    if send.send_type != fact.send_type:
        return False
    return send.week_minute == fact.week_minute or (bool(fact.caption_text) and send.caption_text == fact.caption_text)


def _with_free_refs(sends: Collection[Send], taken: set[str]) -> Iterator[Send]:
    """The sends, those whose ref is taken under another one, and what hangs on them along with it."""
    used = taken | {send.ref for send in sends}
    names: dict[str, str] = {}
    for send in sends:
        if send.ref in taken:
            names[send.ref] = next(ref for n in count(2) if (ref := f"{send.ref}-{n}") not in used)
            used.add(names[send.ref])
    for send in sends:
        parent = send.parent_ref
        yield send.with_(ref=names.get(send.ref, send.ref), parent_ref=names.get(parent, parent) if parent else None)
