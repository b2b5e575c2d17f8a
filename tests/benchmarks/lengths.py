"""How long the texts of priced sends are: `python -m tests.benchmarks.lengths` plans every page of a fresh demo database.

A line per page: priced texts of the best length, their share, and what the week says where that is below the target.
"""

from __future__ import annotations

from database.settings import shipped_params
from eros.plan.known import known
from eros.plan.week import plan_in
from eros.rules.soft.lengths import other_lengths
from tests.benchmarks.demo import demo_store, next_weeks


def main() -> None:
    """Print the table."""
    params = shipped_params()
    with demo_store(params) as store:
        sums = [0, 0]
        pages = reached = 0
        for problem in next_weeks(store, params):
            pages += 1
            context = known(problem, params)
            schedule = plan_in(context, 1)
            other, texts = other_lengths([send for send in schedule.sends if send.stands], context)
            good = texts - len(other)
            sums = [sums[0] + good, sums[1] + texts]
            reached += good >= params.plan.length_share * texts
            why = [warning.detail for warning in schedule.warnings if warning.rule == "length"]
            print(f"{problem.creator.page_name:12}{good:4} of {texts:3}{good / texts:8.0%}  {' '.join(why)}")
    print(f"\n{reached} of {pages} pages reach {params.plan.length_share:.0%}; all texts {sums[0] / sums[1]:.1%}")


if __name__ == "__main__":
    main()
