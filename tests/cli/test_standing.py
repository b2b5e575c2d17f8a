from __future__ import annotations

import csv
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.cli.conftest import Result

HEADER = ("message_id", "sent_at", "text", "price", "sent", "viewed", "purchased", "earnings")
LATER = timedelta(minutes=20)


def statistics(path: Path, items: Iterable[dict[str, Any]], extra: tuple[str, str]) -> Path:
    """What the platform says of these sends, each a little late, and of one text nobody planned."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.writer(handle)
        out.writerow(HEADER)
        for number, item in enumerate(items, start=1):
            priced = item["price_cents"] is not None
            price, bought = (f"{item['price_cents'] / 100:.2f}", 3) if priced else ("", 0)
            at = datetime.fromisoformat(item["utc"]) + LATER
            earned = f"{3 * item['price_cents'] / 100:.2f}" if priced else ""
            out.writerow((f"m{number}", at.isoformat(), item["caption_text"], price, 500, 200, bought, earned))
        out.writerow(("own", extra[0], extra[1], "", 400, 100, 0, ""))
    return path


def test_a_partly_sent_week_is_brought_in_step_and_planned_anew_around_what_went_out(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], tmp_path: Path
) -> None:
    written = [i for i in week["items"] if i["channel_key"] == "mass_message" and i["caption_id"] is not None]
    out, missing, failed = written[:5], written[5], written[6]
    extra = (written[8]["utc"], "Nobody planned to say this, it just happened today")
    file = statistics(tmp_path / "statistics.csv", out, extra)
    imported = ("import", file, "--kind", "messages", "--page", "tamsin", "--json")
    assert cli(*imported, db=demo_copy).json["matched"] == 5
    assert cli(*imported, db=demo_copy).json["matched"] == 0
    assert cli("mark", "tamsin", failed["ref"], "failed", db=demo_copy).code == 0

    standing = cli("status", "tamsin", "--json", db=demo_copy).json
    states = {send["ref"]: send["state"] for send in standing["sends"]}
    assert [states[item["ref"]] for item in out] == ["sent"] * 5
    assert (states[missing["ref"]], states[failed["ref"]]) == ("missing", "failed")
    assert standing["counts"]["sent"] == 5
    assert [message["text"] for message in standing["unplanned"]] == [extra[1]]
    brought = {send["ref"]: send["outcome"] for send in standing["sends"] if send["outcome"]}
    assert brought.keys() == {item["ref"] for item in out}
    assert all(
        outcome["earnings_cents"] == 3 * (i["price_cents"] or 0)
        for i, outcome in zip(out, brought.values(), strict=True)
    )
    shown = cli("status", "tamsin", db=demo_copy)
    assert (shown.code, shown.err) == (0, "")
    assert "5 sent" in shown.out
    assert "1 message nobody planned:" in shown.out

    anew = ("generate", "tamsin", "--week", week["week_start"], "--seed", "3")
    assert "--replace" in cli(*anew, db=demo_copy).err
    again = cli(*anew, "--replace", "--json", db=demo_copy)
    assert again.code == 0, again.err
    kept = {i["ref"]: i for i in again.json["items"] if i["status"] == "sent"}
    assert {ref: i["utc"] for ref, i in kept.items()} == {i["ref"]: i["utc"] for i in out}
    assert all(item["status"] != "failed" for item in again.json["items"])
    assert cli("validate", "tamsin", db=demo_copy).code == 0
    assert cli("status", "tamsin", "--json", db=demo_copy).json["counts"]["sent"] == 5


def test_a_sweep_marks_what_nobody_recorded_once(cli: Callable[..., Result], demo_copy: Path) -> None:
    assert cli("sweep", db=demo_copy).err.strip() == "Nothing is stale."
    past = cli("generate", "tamsin", "--week", "2026-11-16", "--from", "2026-11-16T00:00", "--json", db=demo_copy).json
    [swept] = cli("sweep", "--json", db=demo_copy).json
    assert swept["schedule_id"] == past["schedule_id"]
    assert set(swept["stale"]) <= {item["ref"] for item in past["items"]}
    assert cli("sweep", "--json", db=demo_copy).json == []


def test_a_sweep_names_each_week_and_its_sends(cli: Callable[..., Result], demo_copy: Path) -> None:
    past = cli("generate", "tamsin", "--week", "2026-11-16", "--from", "2026-11-16T00:00", "--json", db=demo_copy).json
    result = cli("sweep", db=demo_copy)
    assert result.out.startswith(f"{past['schedule_id']} of tamsin: mon-01, mon-02")
    assert "eros mend" in result.err
