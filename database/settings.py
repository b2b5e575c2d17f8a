"""Settings: the shipped scheduling.yaml, then a file, then the environment; every value knows where it came from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from platformdirs import user_data_path
from pydantic import ValidationError as PydanticError
from rapidfuzz import process

from database.tunables import tunable_at
from eros.errors import ConfigurationError
from eros.params import Params

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Setting", "Settings", "explain", "load_settings", "shipped_params", "with_values", "without_password"]

SHIPPED = "shipped"
PREFIX = "EROS_"
NESTING = "__"

Values = dict[str, Any]
Overrides = list[tuple[str, Any, str]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is set to.

    `origins` says for each dotted key where its value stands: 'shipped', 'file PATH' or 'environment NAME'.
    `database` is a path or a URL; `database_is_default` is True where nobody named one. `reader_url` is, for a database on a
    server, the same database's URL with the role free queries are asked as; None where nobody named one.
    """

    params: Params
    origins: Mapping[str, str]
    data_dir: Path
    database: str
    database_is_default: bool
    reader_url: str | None = None

    @property
    def shown_database(self) -> str:
        """`database` as it may be shown and logged: a URL without its password."""
        return without_password(self.database)


@dataclass(frozen=True, slots=True)
class Setting:
    """One value with all that is known of it; `allowed` and `unit` may be empty."""

    key: str
    value: Any
    unit: str
    allowed: str
    meaning: str
    origin: str


def shipped_params() -> Params:
    """The tunables as shipped, without file and environment."""
    return _validated(_shipped(), {})


def load_settings(environ: Mapping[str, str], *, config: Path | None = None, database: str | None = None) -> Settings:
    """The settings of a run.

    `config` (else EROS_CONFIG) is a YAML file of the shape of scheduling.yaml with the values that differ;
    EROS_<SECTION>__<KEY> overrides one value and is read as YAML (letter case does not count, _ stands for any sign).
    `database` (else EROS_DATABASE_URL) is a path or a URL; without one it is eros.db in the data directory (EROS_DATA_DIR,
    else the platform's), or demo.db where that is missing. EROS_QUERY_URL is `reader_url`.
    Raises ConfigurationError for an unknown key, a wrong type, a value out of range or an unreadable file.
    """
    values = _shipped()
    origins = dict.fromkeys((key for key, _ in _leaves(values)), SHIPPED)
    by_name = {_variable(key): key for key in origins}
    for name, value, origin in [*_from_file(config, environ), *_from_environment(environ)]:
        key = by_name.get(_variable(name), name)
        _known(key, value, origin, origins)
        _put(values, key, value)
        origins[key] = origin
    data_dir = _path(environ.get("EROS_DATA_DIR")) or user_data_path("eros", appauthor=False)
    named = database or environ.get("EROS_DATABASE_URL")
    return Settings(
        params=_validated(values, origins),
        origins=origins,
        data_dir=data_dir,
        database=named or str(_default_database(data_dir)),
        database_is_default=not named,
        reader_url=environ.get("EROS_QUERY_URL") or None,
    )


def with_values(settings: Settings, values: Mapping[str, str], origin: str) -> Settings:
    """The same run with other values by dotted key, each read as YAML; raises ConfigurationError naming the `origin`."""
    found = settings.params.model_dump(mode="json")
    origins = dict.fromkeys((key for key, _ in _leaves(found)), SHIPPED) | dict(settings.origins)
    for key, text in values.items():
        value = _yaml(text, key)
        _known(key, value, origin, origins)
        _put(found, key, value)
        origins[key] = origin
    return replace(settings, params=_validated(found, origins), origins=origins)


def without_password(database: str) -> str:
    """A path or a URL with *** in place of a password."""
    return re.sub(r"(://[^:/]*):[^@]*@", r"\1:***@", database)


def explain(settings: Settings) -> Iterator[Setting]:
    """Every setting in the order of scheduling.yaml, with unit, allowed values, meaning and origin."""
    values = settings.params.model_dump(mode="json")
    for key, value in _leaves(values):
        tunable = tunable_at(Params, key)
        yield Setting(key, value, tunable.unit, tunable.allowed, tunable.meaning, settings.origins.get(key, SHIPPED))


def _shipped() -> Values:
    return _mapping(files("eros").joinpath("scheduling.yaml").read_text("utf-8"), "scheduling.yaml")


def _default_database(data_dir: Path) -> Path:
    own = data_dir / "eros.db"
    return own if own.exists() else data_dir / "demo.db"


def _from_file(config: Path | None, environ: Mapping[str, str]) -> Overrides:
    path = config or _path(environ.get("EROS_CONFIG"))
    if path is None:
        return []
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The settings file {path} cannot be read ({error}). Name an existing YAML file in EROS_CONFIG or --config."
        ) from error
    return [(key, value, f"file {path}") for key, value in _leaves(_mapping(text, str(path)))]


def _from_environment(environ: Mapping[str, str]) -> Overrides:
    overrides: Overrides = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and NESTING in name:
            key = name.removeprefix(PREFIX).replace(NESTING, ".").lower()
            value = _yaml(environ[name], name)
            overrides += [(leaf, v, f"environment {name}") for leaf, v in _leaves({key: value})]
    return overrides


def _mapping(text: str, source: str) -> Values:
    value = _yaml(text, source)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigurationError(f"{source} must hold sections and keys as scheduling.yaml does, not {value!r}.")
    return _named(value)


def _named(values: Mapping[Any, Any]) -> Values:
    return {str(key): _named(value) if isinstance(value, dict) else value for key, value in values.items()}


def _yaml(text: str, source: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{source} is no valid YAML: {error}") from error


def _leaves(values: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _variable(key: str) -> str:
    """A key as an environment variable can spell it: without letter case, spaces and signs."""
    return ".".join(re.sub("[^a-z0-9]+", "_", part) for part in key.lower().split("."))


def _put(values: Values, key: str, value: Any) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        values = values[parent]
    values[last] = value


def _known(key: str, value: Any, origin: str, origins: Mapping[str, str]) -> None:
    tunable = tunable_at(Params, key)
    if key in origins or (tunable.is_open and key.count(".") == tunable.key.count(".") + 1):
        return
    if any(known.startswith(f"{key}.") for known in origins):
        raise ConfigurationError(f"{key} = {value!r} ({origin}): {key} is a section; name one of its keys.")
    nearest = process.extractOne(key, list(origins))
    raise ConfigurationError(f"No setting {key} = {value!r} ({origin}). Did you mean {nearest[0]}?")


def _validated(values: Values, origins: Mapping[str, str]) -> Params:
    """Strict types: what YAML reads as a text or a fraction is no whole number."""
    try:
        return Params.model_validate_json(json.dumps(values, default=str), strict=True)
    except PydanticError as error:
        lines = (_refused(detail["loc"], detail["input"], detail["msg"], origins) for detail in error.errors())
        raise ConfigurationError("\n".join(lines)) from error


def _refused(location: tuple[int | str, ...], value: Any, reason: str, origins: Mapping[str, str]) -> str:
    path = [str(part) for part in location]
    keys = (".".join(path[:length]) for length in range(len(path), 0, -1))
    origin = next((origins[key] for key in keys if key in origins), SHIPPED)
    tunable = tunable_at(Params, ".".join(path))
    allowed = f" Allowed: {tunable.allowed} {tunable.unit}".rstrip() + "." if tunable.allowed else ""
    given = "" if isinstance(value, dict) and value else f" = {value!r} ({origin})"
    return f"{'.'.join(path)}{given}: {reason.removeprefix('Value error, ')}.{allowed}"


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
