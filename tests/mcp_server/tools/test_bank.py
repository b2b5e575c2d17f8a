from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mcp_client import Caller


@pytest.mark.parametrize("page", ["alexia", "beatrix", "nadia", "elodie"])
def test_the_best_captions_come_first_with_what_speaks_for_them(client: Caller, page: str) -> None:
    answer = client("get_top_captions", creator_id=page)
    rows = answer["captions"]
    assert len(rows) == 20 < answer["total"]
    assert [row["worth"] for row in rows] == sorted((row["worth"] for row in rows), reverse=True)
    for row in rows:
        assert row["low"] <= row["multiplier"] <= row["high"]
        assert row["worth"] == pytest.approx(row["multiplier"] * row["length_factor"], abs=0.002)
        assert row["score"] >= 40
        assert (row["freshness"] == 100) or row["last_used_on"]
        assert row["usable"] <= (row["freshness"] >= 30)


def test_all_pages_together_hold_every_caption_once_and_none_is_too_large(client: Caller) -> None:
    asked = {"creator_id": "alexia", "send_type_key": "bump_descriptive", "limit": 100}
    found: list[int] = []
    cursor: str | None = None
    while True:
        answer = client.raw("get_top_captions", asked | ({"cursor": cursor} if cursor else {}))
        content = answer.structured_content
        assert content is not None
        assert len(answer.content[0].text) < 25_000  # type: ignore[union-attr]
        found += [row["caption_id"] for row in content["captions"]]
        cursor = content["next_cursor"]
        if cursor is None:
            break
        assert f"cursor={cursor!r}" in content["next"]
    assert len(found) == len(set(found)) == content["total"]


def test_captions_are_filtered(client: Caller) -> None:
    answer = client(
        "get_top_captions", creator_id="alexia", caption_type="ppv_video", content_type="long_video", min_performance=0
    )
    assert {(row["caption_type"], row["content_type"]) for row in answer["captions"]} == {("ppv_video", "long_video")}
    good = client("get_top_captions", creator_id="alexia", send_type_key="ppv_video", min_performance=60)
    assert {row["score"] >= 60 for row in good["captions"]} == {True}
    assert good["total"] < client("get_top_captions", creator_id="alexia", send_type_key="ppv_video")["total"]


def test_nothing_found_says_why(client: Caller) -> None:
    lacked = client("get_top_captions", creator_id="bianca", send_type_key="ppv_video", content_type="pool_set")
    assert (lacked["total"], lacked["captions"]) == (0, [])
    assert "HARD rules keep them off this page: avoid " in lacked["next"]
    strict = client("get_top_captions", creator_id="nadia", min_performance=99)
    assert strict["next"].startswith("No caption of the pool fits")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"send_type_key": "ppv_vido"}, "No send type 'ppv_vido'. Closest: ppv_video"),
        ({"send_type_key": "renew_on_post"}, "A free page sends no renew_on_post."),
        ({"content_type": "pool"}, "No content type 'pool'. Closest: pool_set"),
        ({"caption_type": "ppv_massage"}, "No caption type 'ppv_massage'. Closest: ppv_message"),
        ({"min_performance": 101}, "min_performance = 101: must be less than or equal to 100"),
        ({"cursor": "9999"}, "cursor '9999' lies past the"),
    ],
)
def test_a_wrong_filter_is_named(client: Caller, arguments: dict[str, object], says: str) -> None:
    assert says in client.refused("get_top_captions", creator_id="beatrix", **arguments)


def test_a_vault_is_what_is_held_and_what_is_not(client: Caller) -> None:
    vault = client("get_vault_availability", creator_id="alexia")
    held = {row["content_type"]: row for row in vault["held"]}
    assert (held["long_video"]["quantity"], held["long_video"]["quality"], held["long_video"]["tier"]) == (65, 5, "TOP")
    assert len(held) + len(vault["missing"]) == 30
    assert not set(held) & set(vault["missing"])
    assert "bundle_offer" not in {*held, *vault["missing"]}


def test_a_small_vault_lacks_nearly_everything(client: Caller) -> None:
    tamsin = client("get_vault_availability", creator_id="tamsin")
    assert [row["content_type"] for row in tamsin["held"]] == ["duo_set", "long_video", "photo_series"]
    assert len(tamsin["missing"]) == 27
