"""Shared PPV captions dealt out to the pages of a fleet before any of them plans.

A PPV caption may stand on one page only within the lock's days, so pages planned side by side must draw from disjoint
sets; then no plan can take another's caption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.digest import uniform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from eros.model.caption import Caption
    from eros.model.catalogue import Catalogue
    from eros.model.creator import Creator

__all__ = ["allot"]


def allot(
    pages: Sequence[Creator],
    vaults: Mapping[str, frozenset[str]],
    candidates: Sequence[Caption],
    catalogue: Catalogue,
    week_start: date,
    *,
    per_page: int,
) -> dict[str, tuple[int, ...]]:
    """Caption ids by creator id: disjoint, at most `per_page` of a caption type for each page.

    Captions are dealt best first, each to the page that holds fewest of its type so far among those that may show it
    (vault, paid-only); ties fall by a digest that changes from week to week, so that no page always picks first.
    """
    hands: dict[str, list[int]] = {page.creator_id: [] for page in pages}
    held: dict[tuple[str, str], int] = {}
    takers = [page for page in pages if page.use_shared_captions]
    turn = {page.creator_id: uniform("allot", week_start, page.creator_id) for page in takers}
    for caption in candidates:
        able = [
            page.creator_id
            for page in takers
            if _may_show(page, vaults.get(page.creator_id, frozenset()), caption, catalogue)
            and held.get((page.creator_id, caption.caption_type), 0) < per_page
        ]
        if able:
            taker = min(able, key=lambda page: (held.get((page, caption.caption_type), 0), turn[page], page))
            hands[taker].append(caption.caption_id)
            held[taker, caption.caption_type] = held.get((taker, caption.caption_type), 0) + 1
    return {page: tuple(sorted(ids)) for page, ids in hands.items()}


def _may_show(page: Creator, vault: frozenset[str], caption: Caption, catalogue: Catalogue) -> bool:
    content = catalogue.content_types.get(caption.content_type)
    if content is None or (caption.is_paid_only and page.page_type != "paid"):
        return False
    return not content.is_inventory or caption.content_type in vault
