"""What follows once a file is in: near texts find their captions, planned sends their messages, the sums follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from database.importing.matching import match_texts
from database.importing.relabelling import link_messages
from database.refresh import refresh
from database.store.arrivals import match_sends

if TYPE_CHECKING:
    from database.importing.known import Known
    from database.importing.report import Tally
    from eros.params import Params

__all__ = ["settle_captions", "settle_messages"]


def settle_messages(known: Known, tally: Tally, params: Params) -> None:
    """After messages: those of the pages that changed."""
    if tally.touched:
        _match(known, tally, tally.touched)
        _arrive(known, tally)
        refresh(known.connection, tally.touched, params=params.refresh, estimate=params.estimate)


def settle_captions(known: Known, tally: Tally, params: Params) -> None:
    """After captions: new ones may be what earlier messages said, and a new label moves a caption among others."""
    if tally.inserted:
        tally.touched |= link_messages(known.connection, known)
        _match(known, tally, None)
        _arrive(known, tally)
    if tally.touched or tally.updated:
        refresh(known.connection, tally.touched, params=params.refresh, estimate=params.estimate)


def _arrive(known: Known, tally: Tally) -> None:
    minutes = known.limits.plan_minutes
    tally.matched = match_sends(known.connection, tally.touched, minutes=minutes, step=known.step).sends


def _match(known: Known, tally: Tally, pages: set[str] | None) -> None:
    matched = match_texts(known.connection, known, pages)
    tally.similar, tally.waiting = matched.messages, matched.waiting
    tally.touched |= matched.touched
