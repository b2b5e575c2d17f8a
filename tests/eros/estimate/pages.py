"""Pages with a history made by hand or drawn from a known truth, for tests of the estimates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from eros.model.history import History
from eros.model.problem import Problem
from eros.params import Params
from tests.builders import a_caption, a_creator, the_catalogue, the_params

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eros.model.caption import Caption

TODAY = date(2026, 10, 30)
WEEK = date(2026, 11, 2)
AS_OF = datetime(2026, 10, 30, 20, 0, tzinfo=UTC)
TYPES = tuple(the_catalogue().send_types)
CONTENTS = tuple(the_catalogue().content_types)
CAPTION_TYPES = tuple(dict.fromkeys(key for t in the_catalogue().send_types.values() for key in t.caption_types))
BEST_LENGTH = "A quiet evening by the lake. " * 10


def with_params(**changes: dict[str, Any]) -> Params:
    """The shipped tunables with single values of sections changed."""
    values = the_params().model_dump()
    return Params.model_validate({name: section | changes.get(name, {}) for name, section in values.items()})


def long_caption(caption_id: int, caption_type: str = "ppv_video", **changes: Any) -> Caption:
    """A caption whose length takes nothing away."""
    return a_caption(caption_id, **({"text": BEST_LENGTH, "caption_type": caption_type} | changes))


@dataclass
class Messages:
    """A history in the making; ages count back from the day of as_of."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, age: int, send_type: str = "ppv_video", **changes: Any) -> Messages:
        """One message at 19:00: 1,000 recipients, 300 views, 10 purchases at the base price where it has one."""
        kind = the_catalogue().send_types.get(send_type)
        price = (kind.base_price_cents if kind else None) or 0
        row: dict[str, Any] = {
            "age": age,
            "send_type": send_type,
            "hour": 19,
            "caption_type": kind.caption_types[0] if kind else None,
            "content_type": CONTENTS[0],
            "caption_id": 0,
            "price_cents": price,
            "sent": 1000,
            "viewed": 300,
            "purchased": 10 if price else 0,
        }
        row |= changes
        row.setdefault("earnings_cents", row["price_cents"] * row["purchased"])
        self.rows.append(row)
        return self

    def every_day(self, first: int, last: int = 0, **changes: Any) -> Messages:
        """One message on each day from age `first` down to `last`."""
        for age in range(first, last - 1, -1):
            self.add(age, **changes)
        return self

    def history(self) -> History:
        """The rows, oldest first."""
        rows = sorted(self.rows, key=lambda row: -row["age"])
        days = [TODAY - timedelta(days=row["age"]) for row in rows]
        keys = {"send_type": TYPES, "caption_type": CAPTION_TYPES, "content_type": CONTENTS}
        columns: dict[str, list[int]] = {
            "day": [day.toordinal() for day in days],
            "weekday": [day.weekday() for day in days],
            **{name: [known.index(row[name]) if row[name] else -1 for row in rows] for name, known in keys.items()},
        }
        for name in ("hour", "caption_id", "price_cents", "sent", "viewed", "purchased", "earnings_cents"):
            columns[name] = [row[name] for row in rows]
        arrays: dict[str, Any] = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
        return History(TYPES, CAPTION_TYPES, CONTENTS, **arrays)


def a_page(messages: Messages | None = None, captions: Iterable[Caption] = (), **changes: Any) -> Problem:
    """The week from 2026-11-02, no holiday in it, of a paid page, planned on the Friday before."""
    values: dict[str, Any] = {
        "as_of": AS_OF,
        "week_start": WEEK,
        "creator": a_creator(),
        "catalogue": the_catalogue(),
        "captions": {caption.caption_id: caption for caption in captions},
        "history": (messages or Messages()).history(),
    }
    return Problem(**(values | changes))
