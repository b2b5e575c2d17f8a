"""What `eros explain --what-if KEY=VALUE` means: wishes, settings and limits of send types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from eros.cli.options import parse_day, parse_days, parse_emphasis, parse_hours, parse_keys
from eros.errors import ConfigurationError
from eros.model.supposed import TYPE_LIMITS, Supposed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from database.settings import Settings
    from eros.model.catalogue import Catalogue
    from eros.model.wishes import Wishes

__all__ = ["supposed"]

_OPTION = "--what-if"
_WISHES = ("closed_days", "closed_hours", "emphasis", "blocked_types", "drip_day", "mode", "seed")
_MODES = ("optimize", "safe", "conservative")
_SHOWN = 3


def supposed(
    texts: Iterable[str], wishes: Wishes, settings: Settings, catalogue: Catalogue
) -> tuple[Supposed, Settings]:
    """What the texts suppose, wishes replacing those of the week, and the settings of that run.

    Raises ConfigurationError that names the key, those nearest to it and the way out.
    """
    from database.settings import explain, with_values

    limits = {f"send_types.{key}.{name}": (key, name) for key in catalogue.send_types for name in TYPE_LIMITS}
    tunables = {setting.key for setting in explain(settings)}
    given: dict[str, str] = {}
    for text in texts:
        key, sign, value = (part.strip() for part in text.partition("="))
        if not sign:
            raise ConfigurationError(f"{_OPTION} {text!r} gives no value. Write it as closed_days=thu.")
        if key not in {*_WISHES, *limits, *tunables}:
            raise _unknown(key, value, [*_WISHES, *limits, *sorted(tunables)])
        given[key] = value
    assumed = with_values(settings, {key: value for key, value in given.items() if key in tunables}, _OPTION)
    seed = None if "seed" not in given else _whole("seed", given["seed"])
    asked = {limits[key]: _limit(key, value) for key, value in given.items() if key in limits}
    wished = _wished(wishes, given, settings.params.plan.emphasis_weight)
    return Supposed(wished, seed, asked), assumed


def _unknown(key: str, value: str, known: list[str]) -> ConfigurationError:
    nearest = ", ".join(name for name, _, _ in process.extract(key, known, limit=_SHOWN))
    return ConfigurationError(
        f"{_OPTION} {key}={value}: there is nothing called {key!r}. Closest: {nearest}. Wishes are {', '.join(_WISHES)}; "
        "`eros config show` lists the settings; limits of types are written send_types.bundle.max_per_day."
    )


def _wished(wishes: Wishes, given: dict[str, str], usual: float) -> Wishes:
    changes: dict[str, Any] = {}
    if "closed_days" in given:
        changes["closed_days"] = parse_days(given["closed_days"])
    if "closed_hours" in given:
        changes["closed_hours"] = parse_hours(given["closed_hours"])
    if "emphasis" in given:
        changes["emphasis"] = parse_emphasis(given["emphasis"], usual)
    if "blocked_types" in given:
        changes["blocked_types"] = parse_keys(given["blocked_types"])
    if "drip_day" in given:
        changes["drip_day"] = None if _is_none(given["drip_day"]) else parse_day(given["drip_day"], _OPTION)
    if "mode" in given:
        if given["mode"] not in _MODES:
            raise ConfigurationError(f"{_OPTION} mode={given['mode']}: there is no such mode. {', '.join(_MODES)}.")
        changes["mode"] = given["mode"]
    return replace(wishes, **changes)


def _limit(key: str, text: str) -> int | None:
    return None if _is_none(text) else _whole(key, text)


def _is_none(text: str) -> bool:
    return text.lower() in ("none", "null")


def _whole(key: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ConfigurationError(f"{_OPTION} {key}={text}: {text!r} is no whole number. Write it as {key}=2.")
    return int(text)
