"""A problem with what holds for its page and what its history says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.estimate import estimate
from eros.params.rollout import params_for
from eros.rules.base import Context

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.params import Params

__all__ = ["known"]


def known(problem: Problem, params: Params) -> Context:
    """What every look at a page-week begins with: the tunables its flags leave, and the estimates they give."""
    own = params_for(params, problem.creator.creator_id)
    return Context(problem, own, estimate(problem, own))
