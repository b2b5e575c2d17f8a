from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import FOUND, REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

LENA = [
    "page",
    "add",
    "lena",
    "--type",
    "paid",
    "--sub-type",
    "softcore",
    "--timezone",
    "Europe/Berlin",
    "--fans",
    "4200",
]

VAULT = "content_type,has_content\ngym_set,1\nbeach_set,1\n"
CAPTIONS = """text,caption_type,content_type
"A long walk by the sea and I filmed all of it for you. {n}",ppv_video,beach_set
"Good morning from my kitchen, how did you sleep? {n}",bump_normal,gym_set
"""
MESSAGES = """message_id,sent_at,text,price,sent,viewed,purchased,send_type
m1,2026-10-01T18:07:00+00:00,Look what I made,19.69,1000,400,8,ppv_video
m2,2026-10-02T18:07:00+00:00,Hello there,,1000,300,0,bump_normal
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_every_page_of_the_demo_is_listed(cli: Callable[..., Result], demo_database: Path) -> None:
    listed = cli("creators", db=demo_database)
    assert (listed.code, listed.err) == (0, "")
    assert len(listed.out.splitlines()) == 38
    rows: list[dict[str, Any]] = cli("creators", "--json", db=demo_database).json
    assert len(rows) == 37
    assert rows[0]["page_name"] == "alexia"
    assert {row["page_type"] for row in rows} == {"paid", "free"}


@pytest.mark.parametrize("page", ["alexia", "nadia", "elodie", "harper"])
def test_an_analysis_shows_condition_hours_volume_types_and_content(
    cli: Callable[..., Result], demo_database: Path, page: str
) -> None:
    result = cli("analyze", page, db=demo_database)
    assert (result.code, result.err) == (0, "")
    for part in (
        "Zone",
        "Saturation",
        "Opportunity",
        "Elasticity",
        "Best hours",
        "Sends a day",
        "Send types",
        "Content",
    ):
        assert part in result.out
    document = cli("analyze", page, "--json", db=demo_database).json
    assert document["page_name"] == page
    assert len(document["curve"]["hours"]) == 24
    assert len(document["volume"]["days"]) == 7
    assert document["volume"]["factors"]


def test_a_page_is_set_up_from_five_facts_fed_from_files_planned_and_exported(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    assert cli("db", "init").code == 0
    added = cli(*LENA)
    assert (added.code, added.out) == (0, "Added lena: paid page, softcore, Europe/Berlin, 4,200 fans.\n")
    bank = CAPTIONS + "".join(CAPTIONS.split("\n", 1)[1].replace("{n}", str(n)) for n in range(30))
    for kind, text in (("vault", VAULT), ("captions", bank), ("messages", MESSAGES)):
        path = written(tmp_path / f"{kind}.csv", text)
        dry = cli("import", path, "--kind", kind, "--page", "lena", "--dry-run")
        assert (dry.code, dry.err) == (0, "")
        assert dry.out.startswith("Dry run, nothing written: ")
        assert " -> " in dry.out
        done = cli("import", path, "--kind", kind, "--page", "lena", "--json").json
        assert done["inserted"] == done["rows_read"] > 0
        again = cli("import", path, "--kind", kind, "--page", "lena")
        assert f"0 new, 0 changed, {done['rows_read']} known" in again.out
    planned = cli("generate", "lena", "--week", "2026-11-23", "--json").json
    assert {"ppv_video", "bump_normal"} <= {item["send_type_key"] for item in planned["items"] if item["caption_text"]}
    assert cli("validate", "lena").code == 0


def test_own_data_never_lands_in_the_demo_by_mistake(
    cli: Callable[..., Result], demo_copy: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    demo_copy.rename(tmp_path / "data" / "demo.db")
    refused = cli(*LENA)
    assert refused.code == REFUSED
    assert "eros db init" in refused.err
    file = written(tmp_path / "vault.csv", VAULT)
    assert cli("import", file, "--kind", "vault", "--page", "alexia").code == REFUSED
    assert cli(*LENA, db=tmp_path / "data" / "demo.db").code == 0


def test_facts_of_a_page_are_changed_one_by_one(cli: Callable[..., Result], empty_database: Path) -> None:
    assert cli(*LENA, db=empty_database).code == 0
    assert "already" in cli(*LENA, db=empty_database).err
    changed = cli("page", "set", "lena", "--fans", "5000", "--price", "9.99", "--country", "de", db=empty_database)
    assert changed.out == "lena: paid page, softcore, Europe/Berlin, 5,000 fans.\n"
    assert cli("creators", "--json", db=empty_database).json[0]["subscription_price_cents"] == 999
    assert "inactive" in cli("page", "set", "lena", "--inactive", db=empty_database).out
    assert cli("creators", "--json", db=empty_database).json == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["page", "add", "no name", *LENA[3:]], "Page name 'no name'"),
        ([*LENA[:-3], "Mars/Olympus", "--fans", "1"], "Mars/Olympus"),
        (["page", "set", "lean", "--fans", "1"], "No page 'lean'"),
        (["page", "add", "lena"], "Missing option '--type'"),
        (["import", "nowhere.csv", "--kind", "vault"], "nowhere.csv"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(
    cli: Callable[..., Result], empty_database: Path, arguments: list[str], part: str
) -> None:
    result = cli(*arguments, db=empty_database)
    assert (result.code, result.out) == (REFUSED, "")
    assert part in result.err


def test_every_bad_row_is_listed_and_nothing_is_written(
    cli: Callable[..., Result], empty_database: Path, tmp_path: Path
) -> None:
    assert cli(*LENA, db=empty_database).code == 0
    before = cli("db", "digest", db=empty_database).out
    bad = "message_id,sent_at,text,sent,viewed\nm1,yesterday,Hi,10,5\nm2,2026-10-01T18:07:00Z,Hi,-3,5\n"
    path = written(tmp_path / "messages.csv", bad)
    result = cli("import", path, "--kind", "messages", "--page", "lena", db=empty_database)
    assert result.code == FOUND
    assert "messages.csv:2 sent_at" in result.err
    assert "messages.csv:3 sent" in result.err
    assert cli("db", "digest", db=empty_database).out == before


def test_rows_that_want_a_look_are_named_and_a_long_list_is_cut(
    cli: Callable[..., Result], empty_database: Path, tmp_path: Path
) -> None:
    assert cli(*LENA, db=empty_database).code == 0
    texts = [f"A quiet evening by the lake, number {n}" for n in range(25)]
    for content in ("beach_set", "gym_set"):
        rows = "".join(f"{text},bump_normal,{content}\n".replace(", number", " number") for text in texts)
        path = written(tmp_path / f"{content}.csv", "text,caption_type,content_type\n" + rows)
        result = cli("import", path, "--kind", "captions", "--page", "lena", db=empty_database)
        assert result.code == 0
    assert "25 changed" in result.out
    assert result.err.count("Look at ") == 20
    assert "... and 5 more" in result.err


def test_settings_are_shown_with_their_origin(cli: Callable[..., Result]) -> None:
    shown = cli("config", "show", EROS_RULES__MIN_GAP_MINUTES="60")
    lines = {line.split(" = ")[0]: line for line in shown.out.splitlines() if " = " in line}
    minimum = lines["rules.min_gap_minutes"]
    assert minimum.startswith("rules.min_gap_minutes = 60 min  [environment EROS_RULES__MIN_GAP_MINUTES, 15 to 720] ")
    assert "[shipped, 0 to 1440]" in lines["rules.ppv_gap_minutes"]
    listed = cli("config", "show", "--json").json
    assert {setting["origin"] for setting in listed["settings"]} == {"shipped"}
    wrong = cli("config", "show", EROS_RULES__MIN_GAP_MINUTES="5")
    assert (wrong.code, "rules.min_gap_minutes" in wrong.err) == (REFUSED, True)


def test_the_rules_are_printed_with_the_limits_in_force(cli: Callable[..., Result]) -> None:
    shipped, raised = cli("rules").out, cli("rules", EROS_RULES__PPV_GAP_MINUTES="180").out
    assert "ppv-gap" in shipped
    assert "180" in raised
    assert shipped != raised
