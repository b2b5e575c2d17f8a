"""A document is what it says, and whatever is changed in one is named."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.engine import open_engine
from database.store import SqlStore
from eros.errors import ImportFileError
from eros.model.wishes import Wishes
from eros.ports import SaveRequest
from eros.render.document import to_document
from eros.service import generate, generate_all
from eros.service.verifying import Verdict, verify_alone, verify_with
from tests.depth import drawn
from tests.schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
Document = dict[str, Any]
OF_ONE_RUN = ("timings_ms",)


def planned(
    store: SqlStore, params: Params, page: str = "tamsin", *, save: bool = False, wishes: Wishes | None = None
) -> Document:
    request = SaveRequest(actor="tester", now=NOW) if save else None
    week = generate(store, page, params, now=NOW, clock=lambda: 0.0, wishes=wishes, save=request).schedule
    document: Document = json.loads(json.dumps(to_document(week, store.catalogue())))
    return document


@pytest.fixture(scope="module")
def _written(demo_database: Path, params: Params) -> Iterator[tuple[SqlStore, Document]]:
    """A week of the demo's smallest page, not saved, and the store it comes from, only to be read."""
    engine = open_engine(demo_database, read_only=True)
    store = SqlStore(engine, params)
    yield store, planned(store, params)
    engine.dispose()


@pytest.fixture
def document(_written: tuple[SqlStore, Document]) -> Document:
    """The week, to be tampered with."""
    return deepcopy(_written[1])


@pytest.fixture
def source(_written: tuple[SqlStore, Document]) -> SqlStore:
    """Where the week comes from."""
    return _written[0]


def named(verdict: Verdict) -> set[str]:
    return {difference.what for difference in verdict.differences}


@pytest.mark.parametrize("page", ["tamsin", "alexia"])
def test_what_the_planner_writes_is_accepted(store: SqlStore, params: Params, page: str) -> None:
    written = planned(store, params, page)
    assert verify_alone(written, params, store.catalogue()).differences == ()
    assert verify_with(store, written, params) == Verdict(verify_with(store, written, params).schedule, ())


def test_a_saved_week_and_one_planned_under_wishes_are_accepted(store: SqlStore, params: Params) -> None:
    wishes = Wishes(closed_days=frozenset({2}), emphasis=(("bundle", 2.0),), mode="safe")
    assert verify_with(store, planned(store, params, save=True, wishes=wishes), params).differences == ()


def test_weeks_planned_together_say_what_was_dealt_to_them_and_are_accepted_whole(
    store: SqlStore, params: Params
) -> None:
    request = SaveRequest(actor="tester", now=NOW)
    with ThreadPoolExecutor(1) as executor:
        report = generate_all(store, params, now=NOW, clock=lambda: 0.0, executor=executor, save=request)
    dealt: list[int] = []
    for page in report.pages:
        assert page.schedule is not None
        saved = store.schedule(str(page.schedule.schedule_id))
        document = json.loads(json.dumps(to_document(saved, store.catalogue())))
        VALIDATOR.validate(document)
        verdict = verify_with(store, document, params)
        assert (verdict.differences, verdict.unseen) == ((), ())
        dealt += document["ppv_allotment"]
        document["ppv_allotment"].pop()
        assert "data_hash" in named(verify_with(store, document, params))
    assert len(dealt) == len(set(dealt)) > 0


def item_with(document: Document, wanted: Callable[[Document], bool]) -> Document:
    return next(item for item in document["items"] if wanted(item))


def later(document: Document) -> None:
    document["items"][3]["minute"] += 1


def later_and_its_instant(document: Document) -> None:
    item = document["items"][3]
    item["minute"] += 1
    item["utc"] = item["utc"].replace(item["utc"][14:16], f"{int(item['utc'][14:16]) + 1:02}", 1)


def another_price(document: Document) -> None:
    item_with(document, lambda item: item["price_cents"] is not None)["price_cents"] += 100


def another_text(document: Document) -> None:
    item_with(document, lambda item: item["caption_text"])["caption_text"] += " and more"


def higher_objective(document: Document) -> None:
    document["objective_cents"] += 1000
    document["stages"][-1]["objective_cents"] += 1000


def higher_objective_with_its_part(document: Document) -> None:
    higher_objective(document)
    document["stages"][-1]["terms"]["forecast"] += 1000


def invented_bound(document: Document) -> None:
    document["bound_cents"] = document["objective_cents"] + 1.0


def lower_forecast(document: Document) -> None:
    document["forecast"]["cents"] -= 5


def narrower_interval(document: Document) -> None:
    document["forecast"]["low_cents"] += 300


def shifted_terms(document: Document) -> None:
    terms = item_with(document, lambda item: {"hour", "weekday"} <= set(item["reasons"]["terms"]))["reasons"]["terms"]
    terms["hour"], terms["weekday"] = terms["hour"] + 5, terms["weekday"] - 5


def a_send_less(document: Document) -> None:
    del document["items"][-1]


def a_warning_less(document: Document) -> None:
    del document["warnings"][0]


TAMPERINGS: dict[Callable[[Document], None], str] = {
    later: "utc",
    later_and_its_instant: "items.3.minute",
    another_price: "terms: price",
    another_text: "caption_text",
    higher_objective: "objective",
    higher_objective_with_its_part: "objective: forecast",
    invented_bound: "bound",
    lower_forecast: "forecast",
    narrower_interval: "forecast low_cents",
    shifted_terms: "terms: hour",
    a_send_less: "items",
    a_warning_less: "warnings",
}


@pytest.mark.parametrize(("tamper", "what"), TAMPERINGS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_tampered_document_is_rejected_by_name(
    source: SqlStore, params: Params, document: Document, tamper: Callable[[Document], None], what: str
) -> None:
    tamper(document)
    assert what in named(verify_with(source, document, params))


@pytest.mark.parametrize("tamper", [later, higher_objective, lower_forecast, invented_bound])
def test_sums_and_times_are_seen_without_a_database(
    source: SqlStore, params: Params, document: Document, tamper: Callable[[Document], None]
) -> None:
    tamper(document)
    verdict = verify_alone(document, params, source.catalogue())
    assert TAMPERINGS[tamper] in named(verdict)
    assert verdict.unseen


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every number of a document."""
    if isinstance(value, dict):
        for key in value.keys() - set(OF_ONE_RUN):
            yield from numbers(value[key], (*path, key))
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from numbers(entry, (*path, place))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


@settings(max_examples=drawn(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_number_that_is_changed_is_caught(
    source: SqlStore, params: Params, document: Document, data: st.DataObject
) -> None:
    changed = deepcopy(document)
    path = data.draw(st.sampled_from(sorted(numbers(document), key=str)))
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] += data.draw(st.sampled_from([1, -1, 7, 1000]))
    try:
        verdict = verify_with(source, changed, params)
    except ImportFileError:
        return  # refused before anything is compared
    assert verdict.differences, path


def test_a_saved_week_is_held_against_what_was_saved(store: SqlStore, params: Params) -> None:
    document = planned(store, params, save=True)
    document["version"] += 1
    assert named(verify_with(store, document, params)) == {"version"}
    document["schedule_id"] = "SCH_2026W48_TAMSIN_AAAAAA"
    assert "schedule_id" in named(verify_with(store, document, params))


def test_other_data_or_settings_are_named_and_end_the_comparison(
    store: SqlStore, params: Params, document: Document
) -> None:
    document["data_hash"] = "0" * 64
    verdict = verify_with(store, document, params)
    assert named(verdict) == {"data_hash"}
    assert verdict.unseen
