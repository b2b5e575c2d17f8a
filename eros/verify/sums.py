"""The arithmetic of a document: terms, forecast, objective, bound and gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.verify.difference import CENT, Difference, differing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Schedule, Stage

__all__ = ["wrong_sums"]


def wrong_sums(week: Schedule) -> Iterator[Difference]:
    """Every number of a week that is not the sum or ratio of the others it must be."""
    for send in week.sends:
        total = send.forecast_cents + send.preference_cents
        within = CENT + 0.005 * len(send.terms)
        yield from differing(send.ref, "terms", sum(send.terms.values()), total, within)
    standing = [send for send in week.sends if send.stands]
    forecast = sum(send.forecast_cents for send in standing)
    yield from differing("", "forecast", week.forecast.cents, forecast, 0.51)
    if not week.forecast.low_cents <= week.forecast.cents <= week.forecast.high_cents:
        said = f"{week.forecast.low_cents} to {week.forecast.high_cents}"
        yield Difference("", "forecast interval", said, f"it holds {week.forecast.cents}")
    whole = [stage for stage in week.stages if stage.name == "week"]
    for stage in whole[:1]:
        preference = sum(send.preference_cents for send in standing)
        yield from _objective(week, stage, forecast, preference)
    if len(whole) != 1:
        yield Difference("", "stages", f"{len(whole)} stages `week`", "there is one")
    for stage in week.stages:
        if stage.bound_cents is not None and stage.bound_cents < stage.objective_cents - CENT:
            yield Difference(
                "", f"stage {stage.name}", f"bound {stage.bound_cents:,.2f}", f"objective {stage.objective_cents:,.2f}"
            )


def _objective(week: Schedule, stage: Stage, forecast: float, preference: float) -> Iterator[Difference]:
    within = CENT + 0.005 * len(week.sends)
    prices = sum(warning.price_cents for warning in week.warnings)
    yield from differing("", "objective", week.objective_cents, sum(stage.terms.values()))
    yield from differing("", "stage week", stage.objective_cents, week.objective_cents)
    for name, holds in (("forecast", forecast), ("preference", preference), ("soft rules", -prices)):
        yield from differing("", f"objective: {name}", stage.terms.get(name, 0.0), holds, within)
    for name, cents in stage.terms.items():
        if name not in ("forecast", "preference") and cents > 0:
            yield Difference("", f"objective: {name}", f"{cents:,.2f}", "a price lowers the objective")
    yield from differing("", "bound", stage.bound_cents, week.bound_cents)
    gap = None
    if week.bound_cents is not None:
        gap = 100 * (week.bound_cents - week.objective_cents) / max(abs(week.bound_cents), 1.0)
    yield from differing("", "gap", week.gap_percent, gap, 0.006)
