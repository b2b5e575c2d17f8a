"""Tunables of a week that has begun."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["RunningParams"]


class RunningParams(Section):
    """How near the present may still be changed, and when a send nobody marked counts as stale."""

    lead_minutes: int = tunable(
        "time between the moment a week is planned from and its first new send", "min", low=0, high=1440
    )
    mend_states: int = tunable(
        "weeks kept per number of changed places while a repair is searched", "weeks", low=1, high=50
    )
    mend_tries: int = tunable("times, captions or new sends tried for each of them", "tries", low=1, high=50)
    stale_minutes: int = tunable(
        "how long after its time an unmarked send counts as stale and is no longer to go out", "min", low=1, high=1440
    )
