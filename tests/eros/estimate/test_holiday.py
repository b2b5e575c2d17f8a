"""Holidays and what they do to a day's volume."""

from __future__ import annotations

from datetime import date

from eros.estimate.holiday import holiday_factors
from tests.builders import the_params


def test_listed_holidays_have_their_factor_wherever_they_are_public_or_kept() -> None:
    found = holiday_factors("US", range(2026, 2027), the_params().volume)
    assert found[date(2026, 12, 25)] == ("Christmas Day", 0.6)
    assert found[date(2026, 11, 26)] == ("Thanksgiving Day", 0.7)
    assert found[date(2026, 2, 14)] == ("Valentine's Day", 0.8)
    assert found[date(2026, 12, 24)][1] == 0.7
    german = holiday_factors("DE", range(2026, 2028), the_params().volume)
    assert german[date(2026, 12, 25)] == ("Christmas Day", 0.6)
    assert german[date(2027, 1, 1)] == ("New Year's Day", 0.7)


def test_other_public_holidays_have_the_default_and_unofficial_ones_are_no_holidays() -> None:
    found = holiday_factors("US", range(2026, 2027), the_params().volume)
    assert found[date(2026, 11, 11)] == ("Veterans Day", the_params().volume.holiday_default)
    assert date(2026, 2, 2) not in found


def test_a_country_nobody_knows_has_no_holidays() -> None:
    assert holiday_factors("XX", range(2026, 2027), the_params().volume) == {}
