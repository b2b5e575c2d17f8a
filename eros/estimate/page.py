"""From a page's history to everything the planner knows about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.digest import seed_from
from eros.estimate.captions import caption_estimates, caption_table
from eros.estimate.confidence import by_confidence, history_confidence
from eros.estimate.contacts import contacts_per_day, largest_week
from eros.estimate.curve import curve_of
from eros.estimate.evidence import evidence_of
from eros.estimate.games import game_estimates
from eros.estimate.holiday import holiday_factors
from eros.estimate.level import recent_level
from eros.estimate.outcome import outcomes_of, views_of
from eros.estimate.price import pricing_of
from eros.estimate.ranking import content_rankings, send_type_rankings
from eros.estimate.response import responses_of, type_estimates
from eros.estimate.saturation import saturation_of
from eros.estimate.settle import settled
from eros.estimate.triggers import triggers_of
from eros.estimate.views import view_value_cents
from eros.estimate.volume import base_volume, volume_for
from eros.model.estimates import Estimates

if TYPE_CHECKING:
    from eros.estimate.captions import CaptionTable
    from eros.estimate.evidence import Evidence
    from eros.estimate.price import Pricing
    from eros.model.estimates import Curve
    from eros.model.problem import Problem
    from eros.params import Params

__all__ = ["estimate", "recent_curve"]


def estimate(problem: Problem, params: Params) -> Estimates:
    """Everything history says about the page, counted back from `problem.as_of`; a page without history gets priors.

    The curve is fitted on outcomes relative to the types' rates; then the rates are estimated with the curve taken out.
    """
    p, creator = params.estimate, problem.creator
    evidence = evidence_of(problem)
    table = caption_table(problem, evidence, params)
    pricing = pricing_of(evidence, params)

    curve = _curve(problem, evidence, table, pricing, params)
    responses = responses_of(evidence, table, pricing, fleet=problem.fleet, curve=curve, params=params)
    outcomes = outcomes_of(evidence, responses)

    rankings, send_types = content_rankings(evidence, p), send_type_rankings(evidence, p)
    tiers = {key: ranking.tier for key, ranking in send_types.items()}
    types = type_estimates(evidence, responses, pricing, tiers, params)
    confidence = history_confidence(evidence, p)
    years = range(problem.as_of.year - 1, problem.week_start.year + 2)
    holidays = holiday_factors(creator.country, years, params.volume)
    saturation = saturation_of(problem, evidence, responses, outcomes, holidays=holidays, params=params.volume)
    volume = volume_for(
        problem,
        params,
        saturation=saturation,
        curve=curve,
        history_confidence=confidence,
        tiers=tiers,
        holidays=holidays,
        largest_week=largest_week(evidence, p),
    )
    return Estimates(
        types=types,
        captions=caption_estimates(evidence, outcomes, table, params),
        curve=curve,
        saturation=saturation,
        rankings=rankings,
        volume=volume,
        history_confidence=confidence,
        level=recent_level(evidence, outcomes, saturation.zone, p),
        reuse_days=by_confidence(confidence, p.reuse_days, p),
        elasticity=pricing.elasticity,
        view_value_cents=settled(view_value_cents(evidence, creator, types, p)),
        contacts_per_day=settled(contacts_per_day(problem, evidence, base_volume(problem, params.volume), p)),
        fatigue_per_contact=p.fatigue_per_contact,
        games=game_estimates(problem, types, params.mix),
        triggers=triggers_of(
            problem,
            evidence,
            outcomes,
            views_of(responses),
            contents=rankings,
            send_types=send_types,
            restraint=volume.restraint,
            params=params,
        ),
    )


def recent_curve(problem: Problem, params: Params, days: int) -> Curve:
    """The curve that the messages of the last `days` days up to `as_of` alone would give the page."""
    today = problem.as_of.astimezone(problem.creator.zone).date().toordinal()
    recent = replace(problem, history=problem.history.where(problem.history.day > today - days))
    evidence = evidence_of(recent)
    return _curve(recent, evidence, caption_table(recent, evidence, params), pricing_of(evidence, params), params)


def _curve(problem: Problem, evidence: Evidence, table: CaptionTable, pricing: Pricing, params: Params) -> Curve:
    raw = responses_of(evidence, table, pricing, fleet=problem.fleet, curve=None, params=params)
    seed = seed_from(problem.creator.creator_id, "curve")
    return curve_of(evidence, outcomes_of(evidence, raw), problem.fleet, params, seed)
