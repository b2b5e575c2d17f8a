from __future__ import annotations

from itertools import pairwise

import pytest

from database.settings import load_settings
from eros.errors import ConfigurationError
from eros.params import Params
from eros.params.rollout import flags_of, params_for
from tests.builders import the_params
from tests.plans import tuned

FLAGS = tuple(the_params().flags.model_dump())
PAGES = [f"page-{number}" for number in range(400)]


def holding(flag: str, share: float) -> set[str]:
    params = tuned(flags={flag: share})
    return {page for page in PAGES if flags_of(params, page)[flag]}


def test_every_flag_is_one_that_does_something() -> None:
    assert tuple(flags_of(the_params(), "alexia")) == FLAGS
    for flag in FLAGS:
        off = tuned(flags={flag: 0.0})
        assert params_for(off, "alexia").planning != off.planning


def test_as_shipped_every_flag_holds_for_every_page_and_changes_nothing() -> None:
    assert all(all(flags_of(the_params(), page).values()) for page in PAGES)
    assert params_for(the_params(), "alexia") is the_params()


@pytest.mark.parametrize("flag", FLAGS)
def test_a_larger_share_holds_for_every_page_of_a_smaller_one(flag: str) -> None:
    shares = (0.0, 0.1, 0.5, 1.0)
    pages = [holding(flag, share) for share in shares]
    assert all(fewer < more for fewer, more in pairwise(pages))
    assert all(abs(len(found) / len(PAGES) - share) < 0.07 for found, share in zip(pages, shares, strict=True))


def test_two_flags_take_different_pages() -> None:
    assert holding(FLAGS[0], 0.5) != holding(FLAGS[1], 0.5)


@pytest.mark.parametrize("flag", FLAGS)
def test_what_a_flag_leaves_out_lies_in_range_and_is_left_out_once(flag: str) -> None:
    off = params_for(tuned(flags={flag: 0.0}), "alexia")
    assert Params.model_validate(off.model_dump()) == off
    assert params_for(off, "alexia") == off


@pytest.mark.parametrize(("said", "share"), [("true", 1.0), ("false", 0.0), ("0.1", 0.1), ("1", 1.0)])
def test_a_flag_is_true_false_or_a_share_and_says_where_it_was_set(said: str, share: float) -> None:
    name = f"EROS_FLAGS__{FLAGS[0].upper()}"
    settings = load_settings({name: said})
    assert getattr(settings.params.flags, FLAGS[0]) == share
    assert settings.origins[f"flags.{FLAGS[0]}"] == f"environment {name}"


@pytest.mark.parametrize("said", ["1.5", "-0.1", "sometimes", "[0.5]"])
def test_anything_else_is_refused_by_name(said: str) -> None:
    with pytest.raises(ConfigurationError, match=f"flags.{FLAGS[0]}"):
        load_settings({f"EROS_FLAGS__{FLAGS[0].upper()}": said})


def test_a_flag_for_a_rule_that_does_not_exist_is_unknown() -> None:
    with pytest.raises(ConfigurationError, match=r"No setting flags\.enable_daily_automation"):
        load_settings({"EROS_FLAGS__ENABLE_DAILY_AUTOMATION": "true"})
