from __future__ import annotations

from collections import Counter

from eros.plan.draft import draft_week, input_of
from eros.plan.pool import CaptionPool
from eros.plan.week import plan_in
from tests.builders import a_problem
from tests.plans import a_volume, known


def test_a_draft_counts_what_the_plan_of_the_same_seed_holds() -> None:
    context = known(a_problem(), volume=a_volume({"revenue": 3, "engagement": 4, "retention": 1}))
    draft = draft_week(input_of(CaptionPool(context), 3))
    plan = plan_in(context, 3)
    assert draft.counts == Counter((send.day, send.send_type) for send in plan.sends)
    assert set(draft.minutes.values()) == {send.week_minute for send in plan.sends}
    assert plan.stages[0] == draft.allocation.stage
