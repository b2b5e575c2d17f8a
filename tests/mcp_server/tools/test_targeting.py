from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mcp_client import Caller


def keys(rows: list[dict[str, str]]) -> list[str]:
    return [row["key"] for row in rows]


def test_targets_are_those_of_exactly_the_channel(client: Caller) -> None:
    assert keys(client("get_audience_targets", channel_key="story")["targets"]) == ["all_active"]
    assert "all_active" not in keys(client("get_audience_targets", channel_key="targeted_message")["targets"])
    assert client("get_audience_targets")["total"] == 10


def test_a_free_page_has_no_targets_of_renewals(client: Caller) -> None:
    free = keys(client("get_audience_targets", page_type="free")["targets"])
    assert free == [
        "all_active",
        "never_purchased",
        "recent_purchasers",
        "high_spenders",
        "inactive_7d",
        "ppv_non_purchasers",
    ]


def test_an_unknown_channel_is_refused_with_the_closest(client: Caller) -> None:
    assert client.refused("get_audience_targets", channel_key="wallpost").startswith(
        "No channel 'wallpost'. Closest: wall_post"
    )


def test_channels_are_told_apart_by_targeting(client: Caller) -> None:
    assert keys(client("get_channels", supports_targeting=True)["channels"]) == ["mass_message", "targeted_message"]
    assert keys(client("get_channels", supports_targeting=False)["channels"]) == ["wall_post", "story", "live"]
    assert client("get_channels")["total"] == 5
