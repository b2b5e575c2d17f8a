from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from database.engine import reading, writing
from database.importing.adopting import adopt_texts
from database.importing.review import candidates, decide, find_matches
from database.tables import caption_usage, mass_messages, text_matches
from eros.errors import ConflictError, CreatorNotFoundError, KeyNotFoundError
from tests.importer import STEP, Importer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eros.params import Params

BANK = (
    "Good morning! The new garden set is finally here. Unlock it and tell me what you think,ppv_message,garden_set",
    "I stayed up late to finish this one. Every second of it was worth it,dm_farm,duo_set",
)
HEADER = "message_id,sent_at,text,sent,viewed"
NEAR = "Hey Anna. I stayed up late to finish this one. Every second of it was worth it"
FAR = "I stayed up late to finish this one. Every minute was worth it. Are you still awake"
OTHER = "Nobody has ever written this before in the whole wide world"
NAMES = ("caption_id", "caption_source", "send_type", "type_source", "content_type")
FREE = (None, None, "bump_normal", "rules", None)


@pytest.fixture
def bank(imports: Importer) -> Importer:
    imports.lines("text,caption_type,content_type", *BANK, kind="captions")
    return imports


def row(key: int, text: str) -> str:
    return f"{key},2025-01-{key:02} 19:30,{text},100,60"


def test_what_waits_is_listed_with_the_caption_it_may_be_the_most_used_first(bank: Importer, engine: Engine) -> None:
    second = FAR.replace("awake", "awake now")
    bank.lines(HEADER, row(1, second), row(2, FAR), row(3, FAR), row(4, NEAR))
    waiting = candidates(engine, "alma")
    assert [(c.page_name, c.uses, c.text, c.caption_id, c.caption_type) for c in waiting] == [
        ("alma", 2, FAR, 2, "dm_farm"),
        ("alma", 1, second, 2, "dm_farm"),
    ]
    assert candidates(engine, "bella") == ()
    assert sorted(c.status for c in candidates(engine, every=True)) == ["linked", "open", "open"]
    with pytest.raises(CreatorNotFoundError):
        candidates(engine, "zoe")


def test_an_accepted_candidate_gives_its_messages_the_caption_now_and_later(
    bank: Importer, engine: Engine, params: Params
) -> None:
    bank.lines(HEADER, row(1, FAR))
    (candidate,) = candidates(engine)
    assert decide(engine, accept=[candidate.match_id], params=params, step=STEP).linked == 1
    bank.lines(HEADER, row(1, FAR), row(2, FAR))
    assert bank.messages(*NAMES) == [(2, "review", "dm_farm", "caption", "duo_set")] * 2
    assert candidates(engine) == ()
    with reading(engine) as connection:
        decided = connection.execute(select(text_matches.c.decided_by, text_matches.c.decided_at)).all()
        used = connection.scalars(select(caption_usage.c.times)).all()
    assert (decided, used) == ([(STEP.actor, STEP.now)], [2])


def test_a_rejected_candidate_is_not_offered_again(bank: Importer, engine: Engine, params: Params) -> None:
    bank.lines(HEADER, row(1, FAR))
    (candidate,) = candidates(engine)
    decide(engine, reject=[candidate.match_id], params=params, step=STEP)
    assert bank.lines(HEADER, row(1, FAR), row(2, FAR)).waiting == 0
    assert bank.messages(*NAMES) == [FREE, FREE]
    better = FAR.replace("Every", "And every")
    fillers = [f"Every minute of number {n} and you are awake,dm_farm,duo_set" for n in range(30)]
    assert bank.lines("text,caption_type,content_type", *fillers, kind="captions").waiting == 0
    report = bank.lines("text,caption_type,content_type", f"{better},like_farm,beach_set", kind="captions")
    assert (report.similar, report.waiting) == (2, 0)


def test_a_link_made_without_asking_can_be_taken_back_for_good(bank: Importer, engine: Engine, params: Params) -> None:
    bank.lines(HEADER, row(1, NEAR))
    (candidate,) = candidates(engine, every=True)
    assert decide(engine, reject=[candidate.match_id], params=params, step=STEP).unlinked == 1
    assert bank.messages(*NAMES) == [FREE]
    assert bank.lines(HEADER, row(1, NEAR)).unchanged == 1
    assert bank.messages(*NAMES) == [FREE]
    assert find_matches(engine, None, params=params, step=STEP).messages == 0


def test_nothing_is_decided_when_one_id_is_unknown_or_said_both_ways(
    bank: Importer, engine: Engine, params: Params
) -> None:
    bank.lines(HEADER, row(1, FAR))
    (candidate,) = candidates(engine)
    before = bank.everything()
    with pytest.raises(KeyNotFoundError, match="No candidate 99"):
        decide(engine, accept=[candidate.match_id, 99], params=params, step=STEP)
    with pytest.raises(ConflictError, match="accepted and rejected at once"):
        decide(engine, accept=[1], reject=[1], params=params, step=STEP)
    assert bank.everything() == before


def test_messages_that_came_before_likeness_was_looked_at_are_matched_on_request(
    bank: Importer, engine: Engine, params: Params
) -> None:
    bank.lines(HEADER, row(1, OTHER), row(2, FAR))
    with writing(engine) as connection:
        first = update(mass_messages).where(mass_messages.c.source_message_id == "1")
        connection.execute(first.values(text=NEAR, caption_key="0" * 32))
    found = find_matches(engine, "alma", params=params, step=STEP)
    assert (found.messages, found.waiting) == (1, 1)
    assert find_matches(engine, "bella", params=params, step=STEP).messages == 0
    again = bank.everything()
    assert find_matches(engine, None, params=params, step=STEP).messages == 0
    assert bank.everything() == again


def test_texts_sent_often_are_adopted_into_the_pages_bank_once(bank: Importer, engine: Engine, params: Params) -> None:
    header = f"{HEADER},content_type,send_type"
    rows = [f"{row(key, OTHER)},beach_set,like_farm" for key in (1, 2)]
    bank.lines(header, *rows, f"{row(3, 'Sent only once in all these years')},beach_set,like_farm")
    told = adopt_texts(engine, "alma", min_uses=2, params=params, step=STEP, dry_run=True)
    assert len(bank.captions("caption_id")) == 2
    assert adopt_texts(engine, "alma", min_uses=2, params=params, step=STEP) == told
    assert [(text.text, text.uses, text.outcome) for text in told] == [(OTHER, 2, "added")]
    names = ("creator_id", "text", "caption_type", "content_type")
    assert bank.captions(*names)[2:] == [("alma", OTHER, "like_farm", "beach_set")]
    assert bank.messages("caption_id", "caption_source") == [(3, "text"), (3, "text"), (None, None)]
    before = bank.everything()
    assert adopt_texts(engine, "alma", min_uses=2, params=params, step=STEP) == ()
    assert bank.everything() == before


def test_a_text_of_unknown_content_is_told_and_added_only_under_a_given_type(
    imports: Importer, engine: Engine, params: Params
) -> None:
    imports.lines(HEADER, row(1, OTHER))
    (told,) = adopt_texts(engine, "alma", min_uses=1, params=params, step=STEP)
    assert (told.outcome, told.caption_type, told.content_type) == ("content type unknown", "bump_normal", None)
    assert imports.captions("caption_id") == []
    with pytest.raises(KeyNotFoundError, match="No content type 'cake'"):
        adopt_texts(engine, "alma", min_uses=1, content_type="cake", params=params, step=STEP)
    adopt_texts(engine, "alma", min_uses=1, content_type="duo_set", params=params, step=STEP)
    assert imports.captions("caption_type", "content_type") == [("bump_normal", "duo_set")]


def test_a_text_that_waits_for_review_is_not_adopted(bank: Importer, engine: Engine, params: Params) -> None:
    bank.lines(HEADER, row(1, FAR))
    told = adopt_texts(engine, "alma", min_uses=1, content_type="duo_set", params=params, step=STEP)
    assert [text.outcome for text in told] == ["waits for review"]
