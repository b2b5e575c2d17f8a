from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from eros.params.text import TextParams
from tests.builders import the_params


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"emoji_densities": [0.1, 0.05]}, "one value more"),
        ({"emoji_density_chars": [250, 100]}, "emoji_density_chars must rise"),
        ({"length_class_chars": [100, 100]}, "length_class_chars must rise"),
        ({"voice_weights": {"tone": 50, "emoji": 20, "slang": 20, "length": 20}}, "sum to 100"),
        ({"voice_weights": {"tone": 40, "emoji": 20, "slang": 40}}, "sum to 100"),
        ({"voice_length_lost": 1.5}, "must lie above"),
        ({"emoji_counts": {"often": [1, 2]}}, "none"),
        ({"emoji_counts": {"none": [0, 0]}}, "emoji_counts needs every frequency"),
        ({"voice_slang": {"none": [0, 0]}}, "voice_slang needs every level"),
        ({"voice_slang": {"none": [2, 1], "light": [0, 1], "heavy": [1, None]}}, "least above its most"),
        ({"ppv_share_min": 1.5}, "less than or equal to 1"),
    ],
)
def test_tables_that_do_not_fit_are_refused(changes: dict[str, Any], said: str) -> None:
    shipped = the_params().text.model_dump()
    assert TextParams.model_validate(shipped) == the_params().text
    with pytest.raises(ValidationError, match=said):
        TextParams.model_validate(shipped | changes)
