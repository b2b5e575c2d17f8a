"""The tunables of one page: what its flags leave out is set to numbers that do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eros.digest import uniform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eros.params import Params

__all__ = ["flags_of", "params_for"]


def params_for(params: Params, creator_id: str) -> Params:
    """What one page is planned, judged and explained by: prices 0, factors 1 for each flag that leaves the page out.

    Stages read numbers, never a flag. Doing it twice changes nothing.
    """
    off = [flag for flag, holds in flags_of(params, creator_id).items() if not holds]
    for section, changes in (pair for flag in off for pair in _OFF[flag].items()):
        old = getattr(params, section)
        new = old.model_copy(update={name: to(getattr(old, name)) for name, to in changes.items()})
        params = params.model_copy(update={section: new})
    return params


def flags_of(params: Params, creator_id: str) -> dict[str, bool]:
    """Which flags hold for a page; a larger share holds for every page a smaller one held for."""
    return {flag: uniform("flag", flag, creator_id) < getattr(params.flags, flag) for flag in _OFF}


def _all(number: float) -> Callable[[Any], Any]:
    """A number in place of every number of a table, or of one."""

    def filled(old: Any) -> Any:
        if isinstance(old, dict):
            return dict.fromkeys(old, number)
        return (number,) * len(old) if isinstance(old, tuple) else number

    return filled


def _first(old: tuple[Any, ...]) -> tuple[Any, ...]:
    """The best row for everyone."""
    return (old[0],) * len(old)


def _none(_: tuple[Any, ...]) -> tuple[Any, ...]:
    return ()


def _free(*rules: str) -> Callable[[Any], Any]:
    """A table of prices in which these rules cost nothing."""
    return lambda old: old | dict.fromkeys(rules, 0.0)


_OFF: Mapping[str, Mapping[str, Mapping[str, Callable[[Any], Any]]]] = {
    "enable_char_length_multiplier": {
        "estimate": {"length_base": _all(1.0), "length_weight": _all(0.0)},
        "plan": {"length_share": _all(0.0)},
    },
    "enable_confidence_dampening": {
        "estimate": {"reuse_days": _first, "followup_factors": _all(1.0)},
        "volume": {"confidence_factors": _all(1.0)},
    },
    "enable_rotation_patterns": {
        "plan": dict.fromkeys(
            ("rotation_price", "same_style_price", "half_day_price", "group_neighbour_price", "style_mismatch_price"),
            _all(0.0),
        ),
    },
    "enable_timing_rules": {
        "estimate": dict.fromkeys(("hour_low", "hour_high", "weekday_low", "weekday_high"), _all(1.0)),
        "plan": dict.fromkeys(("group_gap_price", "group_gap_price_free"), _all(0.0)),
    },
    "enable_page_type_volumes": {
        "volume": {"bump_multipliers": _all(1.0)},
        "mix": {"mix_price": _all(0.0), "bump_price": _all(0.0)},
    },
    "enable_volume_triggers": {"triggers": {"bounds": _all(1.0)}},
    "enable_quality_validators": {
        "text": {
            "prices": _free(
                "length-class", "ppv-structure", "wall-structure", "followup-text", "emoji", "fonts", "voice"
            )
        },
    },
    "enable_scam_detection": {"text": {"prices": _free("bundle-value", "honesty")}},
    "enable_pricing_optimization": {
        "plan": {"price_points_cents": _none, "price_confidence_factors": _all(1.0), "price_length_cents": _none},
    },
}
"""What each flag leaves out: by section and name, the number that stands there instead."""
