from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.catalogue import shipped_catalogue
from eros.errors import ImportFileError
from eros.model.clock import WEEK
from eros.render.document import from_document, to_document
from tests.schema import SCHEMA, VALIDATOR
from tests.weeks import CLOCK, a_saved_week, a_send, a_week

if TYPE_CHECKING:
    from eros.model.schedule import Schedule

CATALOGUE = shipped_catalogue()
texts = st.one_of(st.none(), st.text(max_size=40))
cents = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def sends(draw: st.DrawFn, ref: str) -> Any:
    minute = draw(st.integers(0, WEEK - 1))
    return a_send(
        ref,
        draw(st.sampled_from(sorted(CATALOGUE.send_types))),
        minute,
        caption_id=draw(st.one_of(st.none(), st.integers(1, 10**6))),
        caption_text=draw(texts),
        caption_type=draw(texts),
        content_type=draw(texts),
        price_cents=draw(st.one_of(st.none(), st.integers(500, 50_000))),
        media=draw(st.booleans()),
        flyer=draw(st.booleans()),
        link=draw(texts),
        label=draw(texts),
        ppv_style=draw(st.sampled_from([None, "winner", "bundle", "solo", "feature"])),
        expires_at=draw(st.sampled_from([None, CLOCK.instant(minute)])),
        parent_ref=draw(texts),
        forecast_cents=draw(cents),
        preference_cents=draw(cents),
        terms=draw(st.dictionaries(st.text(max_size=8), cents, max_size=3)),
        binding_rules=tuple(draw(st.lists(st.text(max_size=8), max_size=2))),
        pinned=draw(st.booleans()),
        status=draw(st.sampled_from(["planned", "sent", "cancelled", "stale"])),
        propensity=draw(st.one_of(st.none(), st.floats(0, 1))),
    )


@st.composite
def weeks(draw: st.DrawFn) -> Schedule:
    count = draw(st.integers(0, 4))
    return a_week(
        sends=tuple(draw(sends(f"s{i}")) for i in range(count)),
        status=draw(st.sampled_from(["planned", "draft", "approved", "exported", "sent", "superseded"])),
        zone=draw(st.sampled_from(["GREEN", "YELLOW", "RED", "UNKNOWN"])),
        bound_cents=draw(st.one_of(st.none(), cents)),
        gap_percent=draw(st.one_of(st.none(), st.floats(0, 100))),
    )


@given(weeks())
def test_every_week_survives_json_unchanged_and_is_valid_against_the_published_schema(week: Schedule) -> None:
    document = to_document(week, CATALOGUE)
    VALIDATOR.validate(document)
    assert from_document(json.loads(json.dumps(document))) == week


def test_a_saved_week_keeps_its_id_and_version() -> None:
    document = to_document(a_saved_week(), CATALOGUE)
    VALIDATOR.validate(document)
    assert (document["schedule_id"], document["version"], document["status"]) == ("SCH_2026W48_LENA_K7Q2MD", 1, "draft")
    assert from_document(document) == a_saved_week()


def test_an_item_states_local_date_weekday_and_minute_beside_the_instant() -> None:
    bump = to_document(a_week(), CATALOGUE)["items"][2]
    assert (bump["date"], bump["weekday"], bump["minute"]) == ("2026-11-25", 2, 14 * 60 + 22)
    assert bump["utc"] == "2026-11-25T22:22:00Z"
    assert bump["category"] == "engagement"


def test_the_terms_of_every_item_sum_to_forecast_plus_preference() -> None:
    for item in to_document(a_week(), CATALOGUE)["items"]:
        assert sum(item["reasons"]["terms"].values()) == pytest.approx(
            item["forecast_cents"] + item["preference_cents"], abs=0.01
        )


def test_a_shortfall_names_its_day_as_a_date() -> None:
    days = [s["day"] for s in to_document(a_week(), CATALOGUE)["shortfalls"]]
    assert days == ["2026-11-29", None]


def test_timings_are_written_only_when_given() -> None:
    assert "timings_ms" not in to_document(a_week(), CATALOGUE)
    timed = to_document(a_week(), CATALOGUE, timings_ms={"plan": 81.23456})
    VALIDATOR.validate(timed)
    assert timed["timings_ms"] == {"plan": 81.235}


def test_an_instant_of_another_offset_is_the_same_instant() -> None:
    document = to_document(a_week(), CATALOGUE)
    document["as_of"] = "2026-11-20T00:00:00-08:00"
    assert from_document(document).as_of == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_fields_of_later_versions_are_ignored() -> None:
    document = to_document(a_week(), CATALOGUE)
    document["something_new"] = 1
    document["items"][0]["something_newer"] = "spin"
    assert from_document(document) == a_week()


def broken(path: str, value: Any) -> dict[str, Any]:
    document = to_document(a_week(), CATALOGUE)
    *parents, last = path.split(".")
    place: Any = document
    for part in parents:
        place = place[int(part) if part.isdigit() else part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "eros.schedule/2"),
        ("version", -1),
        ("version", True),
        ("schedule_id", "SCH_2026W48_LENA_K7Q2MD\n"),
        ("week_start", "20261123"),
        ("week_start", 20_000),
        ("as_of", "2026-11-20T08:00:00"),
        ("zone", "BLUE"),
        ("sub_type", ...),
        ("items.0.minute", 1440),
        ("items.0.price_cents", "1969"),
        ("items.1.utc", "yesterday"),
        ("items.2.status", "lost"),
        ("items.3.caption_id", ...),
        ("items.3.weekday", 2),
        ("items.0.forecast_cents", float("nan")),
        ("items.3.ref", "s01"),
        ("wishes.closed_days", [9]),
    ],
)
def test_a_malformed_document_is_refused_with_the_path_of_the_field(path: str, value: Any) -> None:
    with pytest.raises(ImportFileError) as caught:
        from_document(broken(path, value))
    assert path.split(".", maxsplit=1)[0] in caught.value.problems[0]
    assert caught.value.problems[0].split(":")[0] in (path, "wishes")
    assert caught.value.problems[0] in str(caught.value)


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_something_else_than_an_object_is_refused(document: Any) -> None:
    with pytest.raises(ImportFileError, match="the document"):
        from_document(document)


def test_all_malformed_fields_are_listed_at_once() -> None:
    document = broken("items.0.minute", 1440)
    document["zone"] = "BLUE"
    with pytest.raises(ImportFileError, match="1 more") as caught:
        from_document(document)
    assert len(caught.value.problems) == 2


@given(weeks(), st.data())
def test_a_document_with_a_required_field_taken_away_is_refused_here_and_by_the_schema(
    week: Schedule, data: st.DataObject
) -> None:
    document = to_document(week, CATALOGUE)
    del document[data.draw(st.sampled_from(SCHEMA["required"]))]
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(ImportFileError):
        from_document(document)


def test_a_week_whose_volume_holds_tuples_and_sets_becomes_plain_lists() -> None:
    week = replace(a_week(), volume={"cooling_days": frozenset({3, 1}), "days": ({"revenue": 1},)})
    document = to_document(week, CATALOGUE)
    assert document["volume"] == {"cooling_days": [1, 3], "days": [{"revenue": 1}]}


def test_campaigns_and_games_stand_in_the_document() -> None:
    sends = (a_send("s1", "game_post", 600, campaign="spin", game_kind="spin_wheel"), a_send("s2", "bump_flyer", 700))
    week = a_week(sends=sends)
    document = to_document(week, CATALOGUE)
    assert [(i["campaign"], i["game_kind"]) for i in document["items"]] == [("spin", "spin_wheel"), (None, None)]
    assert from_document(document) == week
    document["items"][0]["campaign"] = "lottery"
    with pytest.raises(ImportFileError, match=r"items\.0\.campaign"):
        from_document(document)
