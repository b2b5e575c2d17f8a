from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.model.wishes import Wishes
from mcp_server.tools.captions import TypeCaptionsArguments

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue
    from eros.params import Params
    from tests.mcp_client import Caller
    from tests.mcp_server.tools.conftest import Planner

WEEK = "2026-11-23"


def offered(client: Caller, send_type: str = "ppv_video", page: str = "alexia", **asked: Any) -> Any:
    return client("get_send_type_captions", creator_id=page, send_type_key=send_type, week_start=WEEK, **asked)


@pytest.mark.parametrize("send_type", ["vip_program", "bump_normal", "game_post"])
def test_the_first_caption_is_the_one_the_plan_gives_a_lone_send(
    send_type: str, client: Caller, planned: Planner, catalogue: Catalogue
) -> None:
    alone = Wishes(
        closed_days=frozenset({0, 1, 2, 3, 5, 6}), blocked_types=frozenset(catalogue.send_types) - {send_type}
    )
    plan = planned("alexia", alone)
    best = offered(client, send_type)["captions"][0]
    assert 4 in best["days"]
    assert best["caption_id"] in {send.caption_id for send in plan.sends}


def test_captions_come_in_order_with_their_reasons(client: Caller) -> None:
    answer = offered(client)
    rows = answer["captions"]
    gains = [row["value_cents"] - row["reuse_price_cents"] for row in rows]
    assert len(rows) == 10
    assert gains == sorted(gains, reverse=True)
    for row in rows:
        assert row["freshness"] >= 30
        assert row["score"] >= 40
        assert row["low"] <= row["multiplier"] <= row["high"]
        assert row["days"]
        assert row["propensity"] == 1.0
    assert (answer["shortfall"], answer["removed"]) == (0, {})
    assert "no chance" in answer["units"]


def test_excluded_captions_make_room_for_the_next(client: Caller) -> None:
    first = [row["caption_id"] for row in offered(client, count=4)["captions"]]
    second = offered(client, count=2, exclude=first[:2])["captions"]
    assert [row["caption_id"] for row in second] == first[2:]


def test_a_shortfall_is_explained_by_what_removed_how_many(client: Caller) -> None:
    answer = offered(client, count=20, min_performance=99.5)
    assert answer["shortfall"] == 20 - len(answer["captions"]) > 0
    assert sum(answer["removed"].values()) == answer["drawn"] - answer["fitting"]
    assert answer["removed"]["min_performance"] > 0
    assert all(row["score"] >= 99.5 for row in answer["captions"])
    assert answer["next"].startswith("Ask for less")


def test_a_full_answer_stays_within_what_a_client_reads(client: Caller) -> None:
    assert len(str(offered(client, count=20))) < 25_000


def test_a_type_the_page_may_not_send_is_refused(client: Caller) -> None:
    text = client.refused(
        "get_send_type_captions", creator_id="beatrix", send_type_key="renew_on_post", week_start=WEEK
    )
    assert text.startswith("A free page sends no renew_on_post. It may send: ")


def test_the_limits_a_client_is_told_are_those_of_the_rules(params: Params) -> None:
    fields = TypeCaptionsArguments.model_fields
    assert fields["min_freshness"].default == params.rules.freshness_min
    assert fields["min_performance"].default == params.rules.performance_min
