"""How often a page talks to its fans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.estimate.evidence import Evidence
    from eros.model.catalogue import Quota
    from eros.model.problem import Problem
    from eros.params.estimate import EstimateParams

__all__ = ["contacts_per_day", "largest_week", "message_share"]


def contacts_per_day(
    problem: Problem, evidence: Evidence, planned: Mapping[Quota, float], params: EstimateParams
) -> float:
    """Usual contacts on a day with sends: a message counts 1, a wall post its weight.

    The mean over such days of the contact window, or what `planned` sends a day (by quota) come to without any.
    """
    near = evidence.age < params.contact_days
    if near.any():
        weight = np.where(evidence.contact[near], 1.0, params.wall_contact_weight)
        per_day = sum_by(evidence.age[near], weight, params.contact_days)
        return float(per_day[per_day > 0].mean())
    shares = {quota: message_share(problem, quota) for quota in planned}
    return sum(n * (shares[q] + (1.0 - shares[q]) * params.wall_contact_weight) for q, n in planned.items())


def message_share(problem: Problem, quota: Quota) -> float:
    """Part of a quota's sends that go through a message channel, types weighed by their daily cap; 0 without types."""
    types = [t for t in problem.send_types if t.quota == quota]
    total = sum(t.max_per_day for t in types)
    messages = sum(t.max_per_day for t in types if problem.catalogue.channels[t.channel].is_message)
    return messages / total if total else 0.0


def largest_week(evidence: Evidence, params: EstimateParams) -> int:
    """Most message-channel sends, follow-ups aside, in any 7 days of the contact window."""
    near = (evidence.age < params.contact_days) & evidence.contact & ~evidence.followup
    per_day = np.bincount(evidence.age[near], minlength=params.contact_days)
    return int(np.convolve(per_day, np.ones(7, dtype=np.int64)).max())
