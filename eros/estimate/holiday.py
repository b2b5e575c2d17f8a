"""Public holidays of a page's country, and the days people treat as such."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from eros.params.volume import VolumeParams

__all__ = ["holiday_factors"]


def holiday_factors(country: str, years: range, params: VolumeParams) -> Mapping[date, tuple[str, float]]:
    """Name and volume factor of every public holiday and of every unofficial one listed in params.

    `country` is an ISO code; one the `holidays` package does not know has none. Of two names on a day the one with the
    lower factor counts.
    """
    found: dict[date, tuple[str, float]] = {}
    for year in years:
        for day, name, public in _named(country, year):
            factor = params.holiday_factors.get(name, params.holiday_default)
            listed = public or name in params.holiday_factors
            if listed and factor < found.get(day, ("", float("inf")))[1]:
                found[day] = name, factor
    return found


@lru_cache(maxsize=256)
def _named(country: str, year: int) -> tuple[tuple[date, str, bool], ...]:
    """(date, English name, public) of a country's holidays; the import is slow and most commands need none."""
    import holidays  # noqa: PLC0415 - slow, and only needed where a week is planned

    try:
        known = holidays.country_holidays(country).supported_categories
    except NotImplementedError:
        return ()
    days = []
    for category in ("public", "unofficial"):
        if category in known:
            table = holidays.country_holidays(
                country, years=year, observed=False, language="en_US", categories=(category,)
            )
            days += [(day, name, category == "public") for day, names in table.items() for name in names.split("; ")]
    return tuple(sorted(days))
