"""How long the texts of priced sends are: `python -m tests.benchmarks.lengths` plans every page of a fresh demo database.

A line per page: priced texts of the best length, their share, and what the week says where that is below the target.
"""

from __future__ import annotations

from datetime import UTC, datetime

from database.settings import shipped_params
from eros.model.clock import first_monday_after
from eros.model.wishes import Wishes
from eros.plan.known import known
from eros.plan.week import plan_in
from eros.rules.soft.lengths import other_lengths
from tests.benchmarks.demo import demo_store


def main() -> None:
    """Print the table."""
    params = shipped_params()
    with demo_store(params) as store:
        now = store.as_of(datetime.min.replace(tzinfo=UTC))
        sums = [0, 0]
        reached = 0
        pages = [summary.creator for summary in store.creators()]
        for page in pages:
            week = first_monday_after(now, page.zone)
            problem = store.load_problem(page.creator_id, week, Wishes(), as_of=now, pool=params.plan.caption_pool)
            context = known(problem, params)
            schedule = plan_in(context, 1)
            other, texts = other_lengths([send for send in schedule.sends if send.stands], context)
            good = texts - len(other)
            sums = [sums[0] + good, sums[1] + texts]
            reached += good >= params.plan.length_share * texts
            why = [warning.detail for warning in schedule.warnings if warning.rule == "length"]
            print(f"{page.page_name:12}{good:4} of {texts:3}{good / texts:8.0%}  {' '.join(why)}")
    print(f"\n{reached} of {len(pages)} pages reach {params.plan.length_share:.0%}; all texts {sums[0] / sums[1]:.1%}")


if __name__ == "__main__":
    main()
