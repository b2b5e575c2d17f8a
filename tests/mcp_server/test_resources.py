from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from mcp.shared.exceptions import MCPError

from database.settings import shipped_params
from eros.render.markdown import to_markdown
from eros.rules.reference import render_reference
from mcp_server.session import Backend, Session
from tests.mcp_client import connected

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mcp_client import Caller


def read(client: Caller, uri: str) -> Any:
    [contents] = client.portal.call(client.sdk.read_resource, uri).contents
    assert contents.uri == uri
    return contents


def test_the_resources_are_listed_and_every_one_can_be_read(client: Caller) -> None:
    listed = client.portal.call(client.sdk.list_resources).resources
    assert [resource.uri for resource in listed] == ["eros://send-types", "eros://rules", "eros://schema"]
    for resource in listed:
        contents = read(client, resource.uri)
        assert contents.mime_type == resource.mime_type == "text/markdown"
        assert contents.text.startswith("# ")


def test_the_rules_are_those_in_force(client: Caller) -> None:
    assert read(client, "eros://rules").text == render_reference(shipped_params())


def test_the_send_types_are_all_there(client: Caller) -> None:
    rows = [line for line in read(client, "eros://send-types").text.splitlines() if line.startswith("| `")]
    assert len(rows) == 21
    assert "| `vip_program` | revenue | paid free | mass_message | 1 | 1 | 24 | vip_program |" in rows


def test_the_schema_names_tables_columns_and_keys(client: Caller) -> None:
    text = read(client, "eros://schema").text
    assert "- `creators`: creator_id TEXT key, page_name TEXT" in text
    assert "alembic_version" not in text


def test_a_saved_week_is_read_as_markdown_and_as_csv(demo_copy: Path) -> None:
    from eros import service  # noqa: PLC0415 - the planner is needed here only
    from eros.ports import SaveRequest  # noqa: PLC0415

    backend = Backend({"EROS_DATABASE_URL": str(demo_copy)})
    session = Session(backend)
    request = SaveRequest(actor="tester", now=session.now)
    week = service.generate(
        session.writable_store, "tamsin", session.params, now=session.now, clock=lambda: 0.0, save=request
    ).schedule
    backend.close()
    with connected(demo_copy) as client:
        uri = f"eros://schedule/{week.schedule_id}"
        assert read(client, uri).text == to_markdown(replace(week))
        table = read(client, f"{uri}/csv")
        assert table.mime_type == "text/csv"
        assert len(list(csv.DictReader(io.StringIO(table.text)))) == len(week.sends)


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("eros://schedule/SCH_2026W48_nobody", "No saved week 'SCH_2026W48_nobody'"),
        ("eros://schedule/a/b", "No resource 'eros://schedule/a/b'. There are: eros://send-types"),
        ("eros://rules\n", "No resource"),
        ("file:///etc/passwd", "No resource"),
    ],
)
def test_what_is_not_there_is_named(client: Caller, uri: str, reason: str) -> None:
    with pytest.raises(MCPError) as caught:
        client.portal.call(client.sdk.read_resource, uri)
    assert caught.value.error.code == -32602
    assert caught.value.error.message.startswith(reason)


def test_templates_lead_to_saved_weeks(client: Caller) -> None:
    listed = client.portal.call(client.sdk.list_resource_templates).resource_templates
    assert [template.uri_template for template in listed] == [
        "eros://schedule/{schedule_id}",
        "eros://schedule/{schedule_id}/csv",
    ]
