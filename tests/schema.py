"""The published schema of a schedule, formats included."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import jsonschema

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/reference/schedule.schema.json").read_text("utf-8"))
FORMATS = jsonschema.FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def _is_an_instant(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)) and bool(
        datetime.fromisoformat(value)
    )


VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=FORMATS)
