"""The forgetting sums of captions: how often one was tried and how well that went, the longer ago the less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Text, bindparam, case, select, type_coerce, update

from database.tables import caption_bank, caption_usage, mass_messages

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from eros.params.estimate import EstimateParams

__all__ = ["keep_forgetting_sums"]

_m, _u = mass_messages.c, caption_usage.c


def keep_forgetting_sums(
    connection: Connection, sound: ColumnElement[bool], pages: ColumnElement[bool], params: EstimateParams
) -> None:
    """Fill `trials`, `successes` and `decayed_on` of the usage rows there are, from `sound` messages of these `pages`.

    A message whose outcome is known is one trial, halved every `half_life_days` before the caption's newest one on the page
    (`decayed_on`); a caption counts for at most `pseudo_cap` trials. Its success is the share of recipients who bought it,
    or viewed it where it was free.
    """
    won = case((_m.is_priced == 1, _m.purchased), else_=_m.viewed)
    columns = (_m.creator_id, _m.caption_id, type_coerce(_m.local_date, Text), _m.sent, won)
    query = select(*columns).join(caption_bank, caption_bank.c.caption_id == _m.caption_id)
    rows = connection.execute(query.where(sound, pages, won.is_not(None))).all()
    if not rows:
        return
    cells: dict[tuple[str, int], int] = {}
    cell = np.array([cells.setdefault((row[0], row[1]), len(cells)) for row in rows])
    day = np.array([row[2] for row in rows], dtype="datetime64[D]")
    share = np.array([row[4] / row[3] for row in rows])
    newest = np.full(len(cells), np.datetime64("0001-01-01", "D"))
    np.maximum.at(newest, cell, day)
    fade = 0.5 ** ((newest[cell] - day).astype(np.int64) / params.half_life_days)
    trials = np.bincount(cell, fade)
    capped = np.minimum(1.0, params.pseudo_cap / trials)
    sums = (np.round(trials * capped, 6), np.round(np.bincount(cell, fade * share) * capped, 6), newest)
    values = zip(cells, *(column.tolist() for column in sums), strict=True)
    this = (_u.creator_id == bindparam("page_"), _u.caption_id == bindparam("caption_"))
    connection.execute(update(caption_usage).where(*this), [_row(*value) for value in values])


def _row(cell: tuple[str, int], trials: float, successes: float, day: date) -> dict[str, object]:
    sums = {"trials": trials, "successes": min(successes, trials), "decayed_on": day}
    return {"page_": cell[0], "caption_": cell[1]} | sums
