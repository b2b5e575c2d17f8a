from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from eros.estimate import estimate
from eros.model.edit import Edit
from eros.model.schedule import Forecast
from eros.plan.edited import edited_week
from eros.plan.week import plan_in
from eros.render.changes import changes_document, changes_view
from eros.render.document import to_document
from eros.rules.base import Context
from eros.service.changes import compare
from tests.builders import the_catalogue, the_params
from tests.strategies import problems
from tests.weeks import a_saved_week, a_send, some_sends

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

CATALOGUE = the_catalogue()


def standing_items(week: Schedule) -> list[dict[str, Any]]:
    document = to_document(week, CATALOGUE)
    return [item for item in document["items"] if item["status"] not in {"cancelled", "failed"}]


def done_to(items: list[dict[str, Any]], diff: dict[str, Any]) -> list[dict[str, Any]]:
    """A difference done to the items of the week it starts from."""
    left = {item["ref"]: item for item in items}
    for item in diff["dropped"]:
        assert left.pop(item["ref"]) == item
    new = list(diff["added"])
    for change in (*diff["changed"], *diff["alike"]):
        item = left.pop(change["ref"])
        assert {name: item[name] for name in change["before"]} == change["before"]
        assert change["before"].keys() == change["after"].keys()
        assert all(change["after"][name] != value for name, value in change["before"].items())
        new.append(item | change["after"])
    return sorted([*left.values(), *new], key=lambda item: (item["utc"], item["ref"]))


@given(problems(), st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.data())
@settings(max_examples=15)
def test_the_difference_of_two_plans_done_to_the_first_gives_the_second(
    problem: Problem, seed: int, other_seed: int, data: st.DataObject
) -> None:
    context = Context(problem, the_params(), estimate(problem, the_params()))
    first, second = plan_in(context, seed), plan_in(context, other_seed)
    planned = [send.ref for send in second.sends if send.status == "planned"]
    for ref in data.draw(st.lists(st.sampled_from(planned), max_size=3)) if planned else []:
        if second.by_ref(ref) is not None:
            second, _ = edited_week(context, second, Edit(ref, drop=True))
    for before, after in ((first, second), (second, first), (first, first)):
        changes = compare(before, after)
        diff = changes_document(changes, after, CATALOGUE)
        assert done_to(standing_items(before), diff) == standing_items(after)
        assert diff["kept"] + len(diff["changed"]) + len(diff["dropped"]) == len(standing_items(before))
        assert all(change["what"] for change in diff["changed"])
        assert not any(change["what"] for change in diff["alike"])
    assert changes_document(compare(first, first), first, CATALOGUE)["alike"] == []


def test_the_view_names_every_difference_and_the_step_of_the_forecast() -> None:
    ppv, followup, bump, drop = some_sends()
    before = a_saved_week()
    new = a_send("s05", "dm_farm", 3 * 1440 + 607, caption_id=14, caption_text="How was your day?")
    sends = (
        ppv.with_(price_cents=2499),
        followup.with_(week_minute=followup.week_minute + 4, caption_id=None, caption_text="Still here for you."),
        new,
        drop.with_(channel="wall_post", notes="By hand."),
    )
    after = a_saved_week(sends=sends, forecast=Forecast(4000, 3000, 5000, 0.9))
    shown = StringIO()
    Console(width=200, file=shown).print(changes_view(compare(before, after), after))
    lines = [" ".join(line.split()) for line in shown.getvalue().splitlines()]
    assert "repriced s01 ppv_video $19.69 to $24.99" in lines
    assert (
        "moved, reworded s02 ppv_followup Mon 23 Nov 09:36 to Mon 23 Nov 09:40; 12 'Did you see it yet?' to "
        "'Still here for you.'"
    ) in lines
    assert "added s05 dm_farm Thu 26 Nov 10:07, 14 'How was your day?'" in lines
    assert (
        "redirected, annotated s04 link_drop mass_message all_active to wall_post all_active; no notes to notes 'By hand.'"
    ) in lines
    assert [line for line in lines if line.startswith(f"dropped {bump.ref} bump_descriptive Wed 25 Nov 14:22, 13")]
    assert "1 added, 1 dropped, 1 repriced, 1 moved, 1 reworded, 1 redirected, 1 annotated; 0 as before." in lines
    assert "Forecast $42.11 to $40.00 (-$2.11)." in lines


def test_sends_that_reach_nobody_are_no_difference() -> None:
    before, given_up = a_saved_week(), a_send("s09", "dm_farm", 3 * 1440 + 607, status="cancelled")
    changes = compare(before, a_saved_week(sends=(*some_sends(), given_up)))
    assert (changes.added, changes.dropped, changes.changed, changes.kept) == ((), (), (), 4)
