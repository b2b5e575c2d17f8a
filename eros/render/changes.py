"""What differs between two versions of a week, as a table and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eros.render.document import to_document
from eros.render.words import clock_time, counted, long_date, money, one_line, short_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import Catalogue
    from eros.model.changes import SendChange, WeekChanges
    from eros.model.schedule import Schedule, Send

__all__ = ["changes_document", "changes_rows", "changes_view", "counts_of"]

_STYLES = {"dropped": "red", "added": "green"}
_MOST_TEXT = 48


def changes_view(changes: WeekChanges, after: Schedule) -> RenderableType:
    """One row per send that is added, dropped or different, in time order, then the sums."""
    return Group(_heading(changes.before, after), *changes_rows(changes, after), Text(), _summary(changes, after))


def changes_rows(changes: WeekChanges, after: Schedule) -> list[RenderableType]:
    """The table alone with an empty line above it; [] when no send differs."""
    before = changes.before
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in ("What", "Ref", "Send type"):
        table.add_column(name, no_wrap=True)
    table.add_column("Before and after", overflow="fold")
    rows = [
        *((send.utc, send.ref, _row(_what("dropped"), send, _told(before, send))) for send in changes.dropped),
        *((send.utc, send.ref, _row(_what("added"), send, _told(after, send))) for send in changes.added),
        *(
            (pair.after.utc, pair.after.ref, _row(Text(", ".join(pair.kinds)), pair.after, _step(before, after, pair)))
            for pair in changes.changed
        ),
    ]
    for _, _, row in sorted(rows, key=lambda entry: entry[:2]):
        table.add_row(*row)
    return [Text(), table] if rows else []


def _heading(before: Schedule, after: Schedule) -> Text:
    first = Text(one_line(before.page_name), style="bold")
    first.append(f", week of {long_date(before.week_start)} {before.week_start.year}", style="default")
    return Text("\n").join([first, Text(f"{_version(before)} to {_version(after)}")])


def _version(week: Schedule) -> str:
    return f"version {week.version} ({week.schedule_id}, {week.status})"


def _what(kind: str) -> Text:
    return Text(kind, style=_STYLES[kind])


def _row(what: Text, send: Send, told: str) -> tuple[RenderableType, ...]:
    return what, Text(send.ref), Text(send.send_type), Text(told)


def _told(week: Schedule, send: Send) -> str:
    price = "" if send.price_cents is None else f", {money(send.price_cents)}"
    return f"{_when(week, send)}{price}, {_words(send)}"


def _step(before: Schedule, after: Schedule, pair: SendChange) -> str:
    return "; ".join(f"{old} to {new}" for old, new in _steps(before, after, pair))


def _steps(before: Schedule, after: Schedule, pair: SendChange) -> Iterator[tuple[str, str]]:
    old, new = pair.before, pair.after
    if pair.moved:
        yield _when(before, old), _when(after, new)
    if pair.repriced:
        yield _price(old), _price(new)
    if pair.reworded:
        yield _words(old), _words(new)
    if pair.redirected:
        yield f"{old.channel} {old.target}", f"{new.channel} {new.target}"
    if pair.annotated:
        yield _noted(old), _noted(new)


def _when(week: Schedule, send: Send) -> str:
    return f"{short_date(week.date_of(send))} {clock_time(send.minute)}"


def _noted(send: Send) -> str:
    return f"notes {one_line(send.notes)!r}" if send.notes else "no notes"


def _price(send: Send) -> str:
    return "no price" if send.price_cents is None else money(send.price_cents)


def _words(send: Send) -> str:
    text = one_line(send.caption_text or "")
    if not text:
        return "no text"
    short = text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 3].rstrip()}..."
    return f"{short!r}" if send.caption_id is None else f"{send.caption_id} {short!r}"


def counts_of(changes: WeekChanges) -> str:
    """How many sends are added, dropped, different in what, and as before."""
    kinds = Counter(kind for pair in changes.changed for kind in pair.kinds)
    counts = {"added": len(changes.added), "dropped": len(changes.dropped), **kinds}
    told = [f"{count} {kind}" for kind, count in counts.items() if count]
    return f"{', '.join(told)}; {changes.kept:,} as before." if told else f"The same {counted(changes.kept, 'send')}."


def _summary(changes: WeekChanges, after: Schedule) -> Text:
    sign = "+" if changes.forecast_cents >= 0 else ""
    was, now = money(changes.before.forecast.cents), money(after.forecast.cents)
    return Text(f"{counts_of(changes)}\nForecast {was} to {now} ({sign}{money(changes.forecast_cents)}).")


def changes_document(changes: WeekChanges, after: Schedule, catalogue: Catalogue) -> dict[str, Any]:
    """The difference with the items as the published document has them.

    Items of `dropped` leave, those of `added` come, `changed` and `alike` name only the fields that differ: done to the
    standing items of the version before, this gives those of the version after.
    """
    old, new = _items(changes.before, catalogue), _items(after, catalogue)
    return {
        "before": _brief(changes.before),
        "after": _brief(after),
        "forecast_change_cents": changes.forecast_cents,
        "kept": changes.kept,
        "added": [new[send.ref] for send in changes.added],
        "dropped": [old[send.ref] for send in changes.dropped],
        "changed": [_changed(pair, old, new) for pair in changes.changed],
        "alike": [_changed(pair, old, new) for pair in changes.alike if old[pair.before.ref] != new[pair.after.ref]],
    }


def _items(week: Schedule, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    return {item["ref"]: item for item in to_document(week, catalogue)["items"]}


def _brief(week: Schedule) -> dict[str, Any]:
    return {
        "schedule_id": week.schedule_id,
        "version": week.version,
        "status": week.status,
        "week_start": week.week_start.isoformat(),
        "forecast_cents": week.forecast.cents,
    }


def _changed(pair: SendChange, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> dict[str, Any]:
    before, after = old[pair.before.ref], new[pair.after.ref]
    fields = [name for name in before if before[name] != after[name]]
    return {
        "ref": pair.before.ref,
        "what": list(pair.kinds),
        "before": {name: before[name] for name in fields},
        "after": {name: after[name] for name in fields},
    }
