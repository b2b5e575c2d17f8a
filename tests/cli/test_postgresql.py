from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import REFUSED
from tests.mcp_client import connected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Result
    from tests.postgres import Cluster

DONE = 0
PAGE = ("lena", "--type", "paid", "--sub-type", "softcore", "--timezone", "Europe/Berlin", "--fans", "4200")


@pytest.fixture(scope="module")
def url(cluster: Cluster) -> Iterator[str]:
    """The database eros as the page leaves it before `eros db init`."""
    cluster.grant("eros")
    yield cluster.url("eros", "eros")
    cluster.execute("DROP DATABASE eros WITH (FORCE)", "CREATE DATABASE eros OWNER eros")


def test_a_week_is_planned_on_a_server_from_the_first_command_to_the_saved_week(
    cli: Callable[..., Result], url: str, cluster: Cluster, tmp_path: Path
) -> None:
    assert cli("page", "add", *PAGE, db=url).code == REFUSED
    assert cli("db", "init", db=url).code == DONE
    assert cli("page", "add", *PAGE, db=url).code == DONE
    assert cli("import", "--template", "all", "--output", tmp_path).code == DONE
    for kind in ("vault", "captions", "messages", "plan"):
        assert cli("import", tmp_path / f"{kind}.csv", "--kind", kind, db=url).code == DONE
    planned = cli("generate", "lena", "--json", db=url)
    assert planned.code == DONE
    shown: Any = cli("show", "lena", "--json", db=url).json
    assert shown["schedule_id"] == planned.json["schedule_id"]
    assert len(shown["items"]) == len(planned.json["items"]) > 0
    assert cli("validate", "lena", db=url).code == DONE
    assert cli("db", "check", db=url).code == DONE
    with connected(url, EROS_QUERY_URL=cluster.url("eros_reader", "eros")) as client:
        rows = client("execute_query", sql="SELECT page_name, sends FROM v_schedules")["rows"]
        known = client("execute_query", sql="SELECT count(*) FROM mass_messages WHERE caption_id IS NOT NULL")["rows"]
    assert rows == [["lena", len(shown["items"])]]
    assert known == [[2]]


def test_no_message_shows_the_password_of_a_server(cli: Callable[..., Result]) -> None:
    for command in (("creators",), ("db", "init"), ("db", "upgrade"), ("db", "init", "--demo"), ("config", "show")):
        result = cli(*command, db="postgresql://ada:secret@127.0.0.1:1/eros")
        assert "secret" not in result.out + result.err
