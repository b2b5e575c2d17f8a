from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eros.model.rotation import Rotation
from eros.service import health, lengths, page_week, rotation, study, voice_examples
from tests.builders import a_caption, a_context, a_creator, a_problem

if TYPE_CHECKING:
    from database.store import SqlStore
    from eros.params import Params
    from eros.rules.base import Context

NOW = datetime(2027, 1, 2, tzinfo=UTC)


def context_of(store: SqlStore, params: Params, page: str) -> Context:
    return study(store, page_week(store, page, now=NOW), params)


def test_the_rotation_goes_on_where_the_last_week_ended() -> None:
    state = Rotation(("winner", "solo", "feature", "bundle"), 2, date(2026, 11, 22))
    assert rotation(a_context(a_problem(rotation=state))) == state
    fresh = rotation(a_context(a_problem()))
    assert (fresh.position, fresh.started_on) == (0, date(2026, 11, 23))


def test_examples_of_a_voice_are_the_pages_own_sent_ones_first_and_of_many_types(
    whole_demo: SqlStore, params: Params
) -> None:
    context = context_of(whole_demo, params, "beatrix")
    examples = voice_examples(context, 8)
    assert {caption.creator_id for caption, _ in examples} == {"c-beatrix"}
    tried = [estimate.n > 0 for _, estimate in examples]
    assert tried == sorted(tried, reverse=True)
    unsent = Counter(caption.caption_type for caption, estimate in examples if estimate.n == 0)
    assert set(unsent.values()) == {1}
    assert voice_examples(context_of(whole_demo, params, "tamsin"), 8) == ()


def test_lengths_are_quartiles_of_the_pages_own_captions() -> None:
    page, foreign = a_creator().creator_id, a_caption(9, text="x" * 900)
    own = {key: a_caption(key, creator_id=page, text="x" * 10 * key) for key in range(1, 6)}
    found = lengths(a_context(a_problem(captions=own | {9: foreign})))
    assert found is not None
    assert (found.n, found.lower, found.median, found.upper) == (5, 20, 30, 40)
    assert lengths(a_context(a_problem(captions={9: foreign}))) is None


def test_health_counts_what_is_known_and_names_what_is_missing(whole_demo: SqlStore, params: Params) -> None:
    context = context_of(whole_demo, params, "alexia")
    found = health(context, whole_demo.persona("c-alexia"))
    assert found.messages == len(context.problem.history)
    assert list(found.known) == ["send_type", "caption", "views"]
    assert found.known["caption"] == pytest.approx(float(np.mean(context.problem.history.caption_id > 0)), abs=1e-4)
    assert (found.last, found.remarks) == (date(2026, 11, 21), ())

    bare = health(context_of(whole_demo, params, "nadia"), None)
    assert (bare.messages, bare.first, bare.known) == (0, None, {})
    assert bare.remarks[0].startswith("No messages: shipped priors speak.")
    assert bare.remarks[1] == "No persona: eros import FILE --kind personas."


def test_a_page_without_captions_of_its_own_has_no_voice(whole_demo: SqlStore, params: Params) -> None:
    found = health(context_of(whole_demo, params, "tamsin"), whole_demo.persona("c-tamsin"))
    assert found.remarks[-1] == "No captions of its own: its voice has no examples."
    assert found.messages == 10
