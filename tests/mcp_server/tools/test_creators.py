from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from database.engine import file_engine, writing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mcp_client import Caller


def test_the_pages_come_in_pages_and_none_is_lost(client: Caller) -> None:
    names: list[str] = []
    cursor: str | None = None
    while True:
        answer = client("get_active_creators", limit=10, **({"cursor": cursor} if cursor else {}))
        names += [row["page_name"] for row in answer["creators"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
        assert cursor in answer["next"]
    assert len(names) == len(set(names)) == answer["total"] == 37
    assert names == sorted(names)


def test_pages_are_filtered_by_tier_and_type(client: Caller) -> None:
    free = client("get_active_creators", page_type="free", tier=1)
    assert 0 < free["total"] < client("get_active_creators", page_type="free")["total"] < 37
    assert {(row["page_type"], row["tier"]) for row in free["creators"]} == {("free", 1)}


def test_a_page_nobody_planned_yet_has_no_zone_and_no_week(client: Caller) -> None:
    row = client("get_active_creators", limit=1)["creators"][0]
    assert (row["zone"], row["last_week_start"], row["last_week_status"]) == (None, None, None)
    assert row["volume_tier"] in ("LOW", "MID", "HIGH", "ULTRA")


def test_a_cursor_past_the_end_is_refused(client: Caller) -> None:
    assert client.refused("get_active_creators", cursor="500").startswith("cursor '500' lies past the 37 rows.")


def test_a_profile_shows_what_a_page_is_how_it_did_and_what_comes(client: Caller) -> None:
    alexia = client("get_creator_profile", creator_id="alexia")
    assert (alexia["creator_id"], alexia["page_type"], alexia["zone"]) == ("c-alexia", "paid", "GREEN")
    assert alexia["persona"] == "playful, then mysterious; emojis light; slang light"
    month = alexia["last_30_days"]
    assert (month["first_date"], month["last_date"], month["view_rate"]["days"]) == ("2026-10-23", "2026-11-21", 30)
    rate = month["view_rate"]
    assert rate["low"] < rate["value"] < rate["high"]
    assert rate["sends"] == month["sends"] > month["cents_per_recipient"]["sends"]
    assert alexia["next_week"] == "2026-11-23"
    week = client("get_volume_config", creator_id="alexia", week_start="2026-11-23")
    assert alexia["volume"] == {
        quota: sum(day[quota] for day in week["days"]) for quota in ("revenue", "engagement", "retention")
    }
    best = [row["content_type"] for row in alexia["best_content"]]
    assert (
        best
        == [row["content_type"] for row in client("get_content_type_rankings", creator_id="alexia")["rankings"]][:5]
    )
    turn = alexia["rotation"]
    assert (turn["position"], turn["since"], turn["last_style"]) == (0, "2026-11-23", None)
    assert turn["next_style"] == turn["order"][0]
    assert alexia["data_health"]["remarks"] == []
    assert "low and high hold 90%" in alexia["units"]


def test_a_profile_is_found_by_id_or_name_on_free_pages_too(client: Caller) -> None:
    by_name, by_id = (client("get_creator_profile", creator_id=key) for key in ("beatrix", "c-beatrix"))
    assert by_name == by_id
    assert by_name["page_type"] == "free"
    assert by_name["volume"]["retention"] == 0


def test_a_page_without_history_says_unknown_and_what_to_do(client: Caller) -> None:
    nadia = client("get_creator_profile", creator_id="nadia")
    assert (nadia["zone"], nadia["best_content"]) == ("UNKNOWN", [])
    month = nadia["last_30_days"]
    assert (month["sends"], month["view_rate"]["value"], month["view_rate"]["low"]) == (0, None, None)
    health = nadia["data_health"]
    assert (health["messages"], health["last_date"], health["known_shares"]) == (0, None, {})
    assert health["remarks"][0].startswith("No messages: shipped priors speak.")


def test_a_voice_comes_with_its_emojis_and_the_pages_own_captions(client: Caller) -> None:
    voice = client("get_persona_profile", creator_id="alexia")
    assert voice["persona"]["favourite_emojis"] == ["😜", "🎈", "✨"]
    assert voice["reason"] is None
    lengths = voice["own_lengths"]
    assert lengths["lower"] < lengths["median"] < lengths["upper"]
    sql = "SELECT count(*) FROM caption_bank WHERE creator_id = 'c-alexia' AND is_active = 1"
    assert client("execute_query", sql=sql)["rows"] == [[lengths["n"]]]
    ids = [row["caption_id"] for row in voice["voice_examples"]]
    sql = "SELECT creator_id FROM caption_bank WHERE caption_id = ?"
    owners = [client("execute_query", sql=sql, params=[caption_id])["rows"] for caption_id in ids]
    assert owners == [[["c-alexia"]]] * 8


def test_a_page_without_captions_of_its_own_has_no_examples(client: Caller) -> None:
    tamsin = client("get_persona_profile", creator_id="tamsin")
    assert (tamsin["voice_examples"], tamsin["own_lengths"]) == ([], None)


def test_a_page_nobody_described_has_no_persona_and_says_why(saving_client: Caller, demo_copy: Path) -> None:
    engine = file_engine(demo_copy, mode="rw")
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM creator_personas WHERE creator_id = 'c-tamsin'")
    engine.dispose()
    voice = saving_client("get_persona_profile", creator_id="tamsin")
    assert voice["persona"] is None
    assert voice["reason"] == "Nobody has said how the page sounds: eros import FILE --kind personas."
    profile = saving_client("get_creator_profile", creator_id="tamsin")
    assert profile["persona"] is None
    assert "No persona: eros import FILE --kind personas." in profile["data_health"]["remarks"]


@pytest.mark.parametrize(
    "name",
    [
        "get_creator_profile",
        "get_persona_profile",
        "get_performance_trends",
        "get_content_type_rankings",
        "get_top_captions",
        "get_vault_availability",
        "get_volume_config",
    ],
)
def test_a_page_there_is_not_is_answered_with_the_closest(client: Caller, name: str) -> None:
    assert client.refused(name, creator_id="alexa") == "No creator 'alexa'. Closest: alexia. Call get_active_creators."
    assert "creator_id = 'alexia\\n'" in client.refused(name, creator_id="alexia\n")
    assert "creator_id is required" in client.refused(name)
