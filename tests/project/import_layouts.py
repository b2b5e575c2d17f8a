"""docs/reference/import-layouts.md, from the layouts themselves."""

from __future__ import annotations

from database.importing.layouts import MESSAGE_LAYOUTS, TITLES
from database.importing.messages import NOT_SENT

__all__ = ["render_layouts"]

_HEAD = """# Layouts of message statistics

Generated from `database/importing/layouts.py`; [import.md](import.md) says what the fields mean. Titles are compared
without case, spaces and punctuation. A layout is chosen when all its telling columns are there, of several the one that
knows most; any other file is read by the titles of the last table. `eros import --dry-run` shows the choice.
"""


def render_layouts() -> str:
    """The page."""
    parts = [_HEAD]
    for layout in MESSAGE_LAYOUTS:
        if layout.signature:
            rows = [f"| `{title}` | `{field}` |" for title, field in layout.columns.items()]
            telling = ", ".join(f"`{title}`" for title in layout.signature)
            lacks = [
                f"Without a column for `{name}` its rows go to the archive: {why}."
                for name, why in layout.without.items()
            ]
            parts.append(
                "\n".join(
                    [
                        f"## {layout.name}\n",
                        f"Told by {telling}.",
                        *lacks,
                        "",
                        "| title | field |",
                        "|---|---|",
                        *rows,
                        "",
                    ]
                )
            )
    rows = [f"| `{field}` | {', '.join(f'`{title}`' for title in titles)} |" for field, titles in TITLES.items()]
    parts.append(
        "\n".join(
            [
                "## canonical and everything else\n",
                "Of several titles of one field the first counts.",
                "",
                "| field | titles |",
                "|---|---|",
                *rows,
                "",
            ]
        )
    )
    skipped = [f"| `{status}` | {why} |" for status, why in NOT_SENT.items()]
    parts.append(
        "\n".join(
            [
                "## statuses\n",
                "Rows with these statuses are skipped and counted; any other was sent.",
                "",
                "| status | counted as |",
                "|---|---|",
                *skipped,
                "",
            ]
        )
    )
    return "\n".join(parts)
