from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from pydantic import Field

from database.settings import explain, load_settings, shipped_params, with_values
from database.tunables import describe
from eros.errors import ConfigurationError
from eros.params.base import Section, tunable

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params import Params

GAP = "rules.min_gap_minutes"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_without_file_and_environment_the_shipped_values_hold(params: Params) -> None:
    settings = load_settings({})
    assert settings.params == params == shipped_params()
    assert set(settings.origins.values()) == {"shipped"}
    assert settings.origins[GAP] == "shipped"


def test_a_file_overrides_the_shipped_value_and_the_environment_the_file(tmp_path: Path, params: Params) -> None:
    config = write(tmp_path / "mine.yaml", "rules:\n  min_gap_minutes: 60\n  max_per_hour: 1\n")
    settings = load_settings({"EROS_CONFIG": str(config), "EROS_RULES__MIN_GAP_MINUTES": "75"})
    assert (settings.params.rules.min_gap_minutes, settings.params.rules.max_per_hour) == (75, 1)
    assert settings.params.plan == params.plan
    assert settings.origins[GAP] == "environment EROS_RULES__MIN_GAP_MINUTES"
    assert settings.origins["rules.max_per_hour"] == f"file {config}"


def test_a_file_named_in_the_call_goes_before_the_one_in_the_environment(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours.yaml", "rules: {min_gap_minutes: 50}")
    theirs = write(tmp_path / "theirs.yaml", "rules: {min_gap_minutes: 90}")
    assert load_settings({"EROS_CONFIG": str(theirs)}, config=ours).params.rules.min_gap_minutes == 50


def test_an_empty_file_changes_nothing(tmp_path: Path, params: Params) -> None:
    assert load_settings({}, config=write(tmp_path / "empty.yaml", "# nothing\n")).params == params


def test_environment_values_are_read_as_yaml() -> None:
    settings = load_settings({"EROS_RULES__ROUND_MINUTES": "[0, 30]", "EROS_RULES__AUTO_EXPORT": "yes"})
    assert settings.params.rules.round_minutes == (0, 30)
    assert settings.params.rules.auto_export is True


def test_a_variable_reaches_names_with_capitals_and_spaces(params: Params) -> None:
    environ = {"EROS_VOLUME__BASE__PAID__LOW": "[4, 3, 1]", "EROS_VOLUME__HOLIDAY_FACTORS__NEW_YEAR_S_DAY": "0.5"}
    volume = load_settings(environ).params.volume
    assert volume.base["paid"]["LOW"] == (4, 3, 1)
    assert volume.holiday_factors == params.volume.holiday_factors | {"New Year's Day": 0.5}


def test_a_table_open_to_new_names_takes_them_from_a_file_and_others_do_not(tmp_path: Path) -> None:
    config = write(tmp_path / "fr.yaml", "volume: {holiday_factors: {Fête nationale: 0.7}}")
    settings = load_settings({}, config=config)
    assert settings.params.volume.holiday_factors["Fête nationale"] == 0.7
    assert settings.origins["volume.holiday_factors.Fête nationale"] == f"file {config}"
    with pytest.raises(ConfigurationError, match=r"Did you mean volume\.mode_factors\.optimize"):
        load_settings({}, config=write(tmp_path / "typo.yaml", "volume: {mode_factors: {optimise: 0.9}}"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("EROS_RULES__MIN_GAP", "60", ["No setting rules.min_gap = 60", "EROS_RULES__MIN_GAP)", GAP]),
        ("EROS_RULE__MIN_GAP_MINUTES", "60", ["No setting rule.min_gap_minutes", GAP]),
        (
            "EROS_RULES__MIN_GAP_MINUTES",
            "5",
            [f"{GAP} = 5", "environment EROS_RULES__MIN_GAP_MINUTES", "15 to 720 min"],
        ),
        ("EROS_RULES__MIN_GAP_MINUTES", "soon", [f"{GAP} = 'soon'", "integer", "15 to 720 min"]),
        ("EROS_RULES__MIN_GAP_MINUTES", "60.5", [f"{GAP} = 60.5", "integer"]),
        ("EROS_RULES__MIN_GAP_MINUTES", "", [f"{GAP} = None"]),
        ("EROS_RULES__MIN_GAP_MINUTES", "2026-01-01", [f"{GAP} = '2026-01-01'"]),
        ("EROS_RULES__MIN_GAP_MINUTES", "[", ["EROS_RULES__MIN_GAP_MINUTES is no valid YAML"]),
        ("EROS_RULES__AUTO_EXPORT", "1", ["rules.auto_export = 1", "boolean"]),
        ("EROS_PLAN__RELATIVE_GAP", ".nan", ["plan.relative_gap", "0 to 0.1"]),
        (
            "EROS_RULES__ROUND_MINUTES",
            "[0, x]",
            ["rules.round_minutes.1 = 'x'", "environment EROS_RULES__ROUND_MINUTES"],
        ),
        ("EROS_RULES__MIN_GAP_MINUTES__LOW", "1", ["No setting rules.min_gap_minutes.low", GAP]),
    ],
)
def test_a_setting_that_cannot_hold_is_refused_with_its_name_value_and_origin(
    name: str, value: str, words: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings({name: value})
    for word in words:
        assert word in str(caught.value)


def test_every_wrong_value_is_named_at_once(tmp_path: Path) -> None:
    config = write(tmp_path / "bad.yaml", "rules: {min_gap_minutes: 1, max_per_hour: 99}")
    with pytest.raises(ConfigurationError) as caught:
        load_settings({}, config=config)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{GAP} = 1 (file {config})")
    assert second.startswith(f"rules.max_per_hour = 99 (file {config})")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: 5", "rules is a section"),
        ("- 1", "must hold sections"),
        ("rules: {", "no valid YAML"),
        ("rules: {min_gap_minuets: 50}", "Did you mean rules.min_gap_minutes"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        load_settings({}, config=write(tmp_path / "mine.yaml", text))


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml cannot be read"):
        load_settings({"EROS_CONFIG": str(tmp_path / "nowhere.yaml")})


def test_variables_of_others_are_left_alone(params: Params) -> None:
    assert load_settings({"PATH": "/bin", "MY__VALUE": "x", "EROSION__RATE": "1"}).params == params


def test_the_data_directory_holds_the_database_nobody_named(tmp_path: Path) -> None:
    environ = {"EROS_DATA_DIR": str(tmp_path)}
    demo = load_settings(environ)
    assert (demo.data_dir, demo.database, demo.database_is_default) == (tmp_path, str(tmp_path / "demo.db"), True)
    (tmp_path / "eros.db").touch()
    own = load_settings(environ)
    assert (own.database, own.database_is_default) == (str(tmp_path / "eros.db"), True)


def test_without_a_data_directory_the_platform_says_where() -> None:
    assert load_settings({}).data_dir.name == "eros"


def test_a_named_database_is_taken_as_it_stands() -> None:
    environ = {"EROS_DATABASE_URL": "postgresql://team/eros"}
    from_environment = load_settings(environ)
    assert (from_environment.database, from_environment.database_is_default) == ("postgresql://team/eros", False)
    assert load_settings(environ, database="other.db").database == "other.db"
    assert from_environment.reader_url is None
    assert load_settings(environ | {"EROS_QUERY_URL": "postgresql://reader@team/eros"}).reader_url == (
        "postgresql://reader@team/eros"
    )


def test_every_shipped_setting_is_explained() -> None:
    settings = load_settings({"EROS_RULES__MIN_GAP_MINUTES": "60"})
    rows = {row.key: row for row in explain(settings)}
    assert set(rows) == set(settings.origins)
    assert rows[GAP].value == 60
    assert (rows[GAP].unit, rows[GAP].allowed) == ("min", "15 to 720")
    assert rows[GAP].meaning == "distance of any two sends"
    assert rows[GAP].origin == "environment EROS_RULES__MIN_GAP_MINUTES"
    assert [row.key for row in rows.values() if not row.meaning and row.value != {}] == []


Share = Annotated[float, Field(ge=0, le=1)]


class Inner(Section):
    share: float = tunable("a share", "share", low=0)
    policy: Literal["plain", "fancy"] = Field(description="a choice")


class Outer(Section):
    inner: Inner
    table: dict[str, Inner]
    cost: int = tunable("a cost", "cents", high=9)
    free: tuple[int, ...] = Field(description="anything")
    shares: tuple[Share, ...] = Field(description="some shares", json_schema_extra={"unit": "share"})
    pair: tuple[Share, int] = Field(description="two things")
    factors: dict[str, Share] = Field(description="by name", json_schema_extra={"open": True})


def test_a_declaration_says_key_unit_range_and_meaning() -> None:
    assert [(t.key, t.unit, t.allowed, t.meaning) for t in describe(Outer)] == [
        ("inner.share", "share", "0 or more", "a share"),
        ("inner.policy", "", "plain, fancy", "a choice"),
        ("table.*.share", "share", "0 or more", "a share"),
        ("table.*.policy", "", "plain, fancy", "a choice"),
        ("cost", "cents", "9 or less", "a cost"),
        ("free", "", "", "anything"),
        ("shares", "share", "0 to 1", "some shares"),
        ("pair", "", "", "two things"),
        ("factors", "", "0 to 1", "by name"),
    ]
    assert [t.key for t in describe(Outer) if t.is_open] == ["factors"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"EROS_RULES__PRICE_MIN_CENTS": "20000"}, "price_min_cents 20000 lies above price_max_cents 10000"),
        ({"EROS_RULES__FOLLOWUP_MAX_MINUTES": "10"}, "followup_min_minutes 15 lies above followup_max_minutes 10"),
        ({"EROS_RULES__AVOID_HOURS": str(list(range(24)))}, "avoid_hours leaves no hour of the day"),
        ({"EROS_RULES__ROUND_MINUTES": "[0, 7]"}, "round_minutes names 7; only 0, 15, 30 and 45"),
    ],
)
def test_settings_that_leave_nothing_between_them_are_refused_by_name(changes: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"rules: {told}"):
        load_settings(changes)


def test_other_values_are_checked_as_a_file_s_are(params: Params) -> None:
    settings = with_values(load_settings({}), {"rules.min_gap_minutes": "60"}, "there")
    assert (settings.params.rules.min_gap_minutes, settings.origins["rules.min_gap_minutes"]) == (60, "there")
    assert params.rules.min_gap_minutes == 45
    with pytest.raises(ConfigurationError, match=r"rules.min_gap_minutes = 5 \(there\).*15 to 720"):
        with_values(settings, {"rules.min_gap_minutes": "5"}, "there")


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("postgresql://ada:se/cr?et@host/eros", "postgresql://ada:***@host/eros"),
        ("postgresql://ada@host/eros", "postgresql://ada@host/eros"),
        ("postgresql://host:5432/eros", "postgresql://host:5432/eros"),
        ("own.db", "own.db"),
    ],
)
def test_a_database_is_shown_without_its_password(named: str, shown: str) -> None:
    assert load_settings({}, database=named).shown_database == shown
