"""What the database itself proves of a message: its page, its price, its purchases. Nothing is estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from database.repair.rows import plain
from database.tables import creators, mass_messages, predictions, schedule_items

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from database.repair.rows import Row

__all__ = ["Proof"]

_m = plain(mass_messages).c


class Proof:
    """Answers about stored messages, from one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(select(creators.c.creator_id, creators.c.page_name)).all()
        self.pages = frozenset(row.creator_id for row in rows)
        self._by_name: dict[str, set[str]] = {}
        for row in rows:
            self._by_name.setdefault(row.page_name.strip().casefold(), set()).add(row.creator_id)

    def page_called(self, name: str) -> str | None:
        """The page of this name, upper and lower case alike; None where there is none or more than one."""
        found = self._by_name.get(name.strip().casefold(), set())
        return next(iter(found)) if len(found) == 1 else None

    def same_message(self, row: Row, creator_id: str) -> int | None:
        """The message of this page that the row would count a second time: one source id, or one moment and text."""
        source = row["source_message_id"]
        alike = and_(_m.sent_at == row["sent_at"], _m.caption_key.is_not_distinct_from(row["caption_key"]))
        if source is not None:
            alike = or_(_m.source_message_id == source, and_(alike, _m.source_message_id.is_(None)))
        others = and_(_m.creator_id == creator_id, _m.message_id != row["message_id"])
        twin: int | None = self._connection.scalar(select(func.min(_m.message_id)).where(others, alike))
        return twin

    def price_cents(self, row: Row, creator_id: str | None) -> tuple[int, str] | None:
        """The price asked, and why: that of the planned send it was, or earnings over purchases where `_sold_at` agrees."""
        purchases, earnings = row["purchased"], row["earnings_cents"]
        planned = self._planned_price(row["message_id"])
        if planned is not None and planned > 0 and planned * purchases == earnings:
            return planned, f"the planned send it was cost {planned} cents"
        if purchases <= 0 or earnings <= 0 or earnings % purchases:
            return None
        price = earnings // purchases
        if not self._sold_at(creator_id, price):
            return None
        return price, f"{earnings} cents from {purchases} purchases, and the page sells at {price} cents"

    def purchases(self, row: Row, creator_id: str | None) -> tuple[int, str] | None:
        """How many bought, and why: earnings over the price, where that is whole, possible, and `_sold_at` agrees."""
        price, earnings = row["price_cents"] or 0, row["earnings_cents"]
        if not row["is_priced"] or price <= 0 or earnings < 0 or earnings % price:
            return None
        count = earnings // price
        if count > row["sent"] or not self._sold_at(creator_id, price):
            return None
        return count, f"{earnings} cents at {price} cents each"

    def _planned_price(self, message_id: int) -> int | None:
        item, was = schedule_items.c, predictions.c
        query = select(item.price_cents).join(
            predictions, and_(was.schedule_id == item.schedule_id, was.ref == item.ref)
        )
        return self._connection.scalar(query.where(was.message_id == message_id))

    def _sold_at(self, creator_id: str | None, price_cents: int) -> bool:
        """The page sold at this price before, and each time earned exactly price times purchases."""
        exact = func.count().filter(_m.earnings_cents == _m.price_cents * _m.purchased)
        query = select(func.count(), exact).where(
            _m.creator_id == creator_id,
            _m.is_priced == 1,
            _m.price_cents == price_cents,
            _m.purchased.between(1, _m.sent),
        )
        sold, exactly = self._connection.execute(query).one()
        return bool(sold) and sold == exactly
