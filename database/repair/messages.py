"""Messages with impossible values: mended where the database proves the value, else archived. Nothing is invented.

Every defect of a row is looked at before it is touched, so no row is mended and then found wrong for another reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from database.defects import MESSAGE_DEFECTS
from database.importing.archive import archive_messages
from database.repair.proof import Proof
from database.repair.rows import Row, RowChange, change, stored_rows
from database.tables import mass_messages, predictions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

__all__ = ["settle_messages"]

_m = mass_messages.c


@dataclass
class _Verdict:
    """What is to become of a row: columns to set, and one reason per defect, for mending or for archiving."""

    row: Row
    after: Row = field(default_factory=dict)
    mended: list[tuple[str, str]] = field(default_factory=list)
    hopeless: list[tuple[str, str]] = field(default_factory=list)

    def set(self, defect: str, column: str, value: object, why: str) -> None:
        self.after[column] = value
        self.mended.append((defect, why))

    def give_up(self, defect: str, why: str) -> None:
        self.hopeless.append((defect, why))


def settle_messages(connection: Connection, now: datetime) -> Iterator[RowChange]:
    """Mend or archive every message that has one of MESSAGE_DEFECTS."""
    proof = Proof(connection)
    ids = connection.scalars(select(_m.message_id).where(or_(*MESSAGE_DEFECTS.values())).order_by(_m.message_id)).all()
    for row in stored_rows(connection, mass_messages, ids):
        verdict = _judge(row, proof)
        yield from _archive(connection, verdict, now) if verdict.hopeless else _mend(connection, verdict)


def _judge(row: Row, proof: Proof) -> _Verdict:
    verdict = _Verdict(row)
    _page(verdict, proof)
    _counts(verdict, proof)
    _price(verdict, proof)
    return verdict


def _page(verdict: _Verdict, proof: Proof) -> None:
    row, name = verdict.row, verdict.row["page_name"]
    if name is not None and name.lower() == "nan":
        verdict.set("message-page-nan", "page_name", None, "'nan' is a missing cell, not a name")
        name = None
    if row["creator_id"] in proof.pages:
        return
    page = proof.page_called(name) if name else None
    if page is None:
        verdict.give_up(
            "message-page", f"no single page is called {name!r}" if name else "nothing says which page sent it"
        )
    elif (twin := proof.same_message(row, page)) is not None:
        verdict.give_up("message-page", f"page {page} has the same message already, as {twin}")
    else:
        verdict.set("message-page", "creator_id", page, f"page_name {name!r} is that of page {page}")


def _counts(verdict: _Verdict, proof: Proof) -> None:
    row = verdict.row
    sent, viewed, purchased = row["sent"], row["viewed"], row["purchased"]
    for column in ("sent", "earnings_cents"):
        if row[column] < 0:
            verdict.give_up("negative-counts", f"{column} is {row[column]}")
    if viewed is not None and (viewed < 0 or viewed > sent):
        defect = "negative-counts" if viewed < 0 else "viewed-over-sent"
        verdict.set(defect, "viewed", None, f"{viewed} views of {sent} recipients cannot be: unknown")
    if purchased < 0 or purchased > sent:
        defect = "negative-counts" if purchased < 0 else "purchased-over-sent"
        proven = proof.purchases(row, _page_of(verdict))
        if proven is None:
            verdict.give_up(
                defect, f"{purchased} purchases by {sent} recipients cannot be, and nothing proves how many it were"
            )
        else:
            verdict.set(defect, "purchased", *proven)


def _price(verdict: _Verdict, proof: Proof) -> None:
    row = verdict.row
    if not row["is_priced"] or (row["price_cents"] or 0) > 0:
        return
    proven = proof.price_cents(row, _page_of(verdict))
    if proven is None:
        verdict.give_up("price-missing", "it was priced, and nothing proves at what price")
    else:
        verdict.set("price-missing", "price_cents", *proven)


def _page_of(verdict: _Verdict) -> str | None:
    page: str | None = verdict.after.get("creator_id", verdict.row["creator_id"])
    return page


def _mend(connection: Connection, verdict: _Verdict) -> Iterator[RowChange]:
    row, after = verdict.row, verdict.after
    change(connection, mass_messages, {"message_id": row["message_id"]}, after)
    defects = ", ".join(sorted({defect for defect, _ in verdict.mended}))
    why = "; ".join(why for _, why in verdict.mended)
    before = {column: row[column] for column in after}
    yield RowChange("mass_messages", str(row["message_id"]), defects, "mended", before, after, why)


def _archive(connection: Connection, verdict: _Verdict, now: datetime) -> Iterator[RowChange]:
    message_id = verdict.row["message_id"]
    defects = ", ".join(sorted({defect for defect, _ in [*verdict.hopeless, *verdict.mended]}))
    reason = "; ".join(why for _, why in verdict.hopeless)
    was = predictions.c
    outcomes = connection.execute(select(was.schedule_id, was.ref).where(was.message_id == message_id)).all()
    archive_messages(connection, [message_id], reason=f"eros db repair: {defects}: {reason}", now=now)
    to = {"table": "mass_messages_archive", "message_id": message_id}
    yield RowChange("mass_messages", str(message_id), defects, "archived", verdict.row, to, reason)
    for schedule_id, ref in outcomes:
        before, after = {"message_id": message_id}, {"message_id": None}
        why = "its message is in the archive"
        yield RowChange("predictions", f"{schedule_id} / {ref}", defects, "mended", before, after, why)
