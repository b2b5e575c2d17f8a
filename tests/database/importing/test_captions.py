from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from database.catalogue import shipped_catalogue
from database.engine import reading
from database.importing.known import Options
from database.settings import shipped_params
from database.tables import caption_usage, creator_metrics_daily
from eros.text.key import caption_key
from tests.database_builders import an_engine
from tests.importer import Importer

HEADER = "text,caption_type,content_type,tone,ppv_style,price,price_tier,family,is_paid_only,shared"
LABELS = (
    "caption_type",
    "content_type",
    "tone",
    "ppv_style",
    "suggested_price_cents",
    "price_tier",
    "family",
    "is_paid_only",
)
MESSAGES = "sent_at,text,price,sent,viewed,purchased"


def test_a_caption_keeps_its_labels_and_gets_a_key(imports: Importer) -> None:
    report = imports.lines(
        HEADER, "Good evening,ppv_video,beach_set,playful,solo,$19.69,premium,winner,yes,no", kind="captions"
    )
    assert (report.rows_read, report.inserted) == (1, 1)
    labels = ("ppv_video", "beach_set", "playful", "solo", 1969, "premium", "winner", True)
    assert imports.captions(*LABELS) == [labels]
    key = caption_key("Good evening")
    assert imports.captions("creator_id", "text", "caption_key", "is_active") == [("alma", "Good evening", key, True)]


@pytest.mark.parametrize(
    ("shared", "page", "owner"),
    [("yes", "alma", None), ("yes", None, None), ("no", "alma", "alma"), ("", "alma", "alma")],
)
def test_a_caption_belongs_to_the_page_unless_it_is_shared(
    imports: Importer, shared: str, page: str | None, owner: str | None
) -> None:
    imports.lines("text,caption_type,content_type,shared", f"Hello,bundle,duo_set,{shared}", kind="captions", page=page)
    assert imports.captions("creator_id") == [(owner,)]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Hello,bundle,duo_set,,", "2 shared: is empty; say yes, or name the page the caption belongs to"),
        ("Hello,bundle,duo_set,no,", "2 page: is empty; a caption that is not shared belongs to a page"),
        ("Hello,bundle,duo_set,no,zoe", "2 page: No page 'zoe'."),
        ("Hello,bundle,duo_set,perhaps,alma", "2 shared: 'perhaps' is neither yes nor no"),
        (",bundle,duo_set,yes,", "2 text: is empty"),
        ("Hello,poem,duo_set,yes,", "2 caption_type: no caption type 'poem'; known: bump_descriptive,"),
        ("Hello,bundle,cake,yes,", "2 content_type: no content type 'cake'; known: art_session,"),
    ],
)
def test_a_row_that_makes_no_caption_is_refused(imports: Importer, row: str, problem: str) -> None:
    problems = imports.refused("text,caption_type,content_type,shared,page", row, kind="captions", page=None)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_importing_captions_again_changes_nothing(imports: Importer) -> None:
    lines = (HEADER, "Good evening,ppv_video,beach_set,,,,,,,yes", "Good night,bump_normal,duo_set,,,,,,,no")
    imports.lines(*lines, kind="captions")
    before = imports.everything()
    report = imports.lines(*lines, kind="captions")
    assert (report.inserted, report.updated, report.unchanged, report.problems) == (0, 0, 2, ())
    assert imports.everything() == before


def test_one_owner_has_a_text_once_and_two_owners_may_share_it(imports: Importer) -> None:
    rows = ("Good evening,bundle,duo_set,no", "GOOD  evening,bundle,duo_set,no", "Good evening,bundle,duo_set,yes")
    report = imports.lines("text,caption_type,content_type,shared", *rows, kind="captions")
    assert (report.inserted, report.unchanged, report.problems) == (2, 1, ())
    assert imports.captions("creator_id", "text") == [("alma", "Good evening"), (None, "Good evening")]


def test_conflicting_labels_in_one_file_are_reported_and_the_first_row_counts(imports: Importer) -> None:
    rows = ("Good evening,bundle,duo_set,warm", "Good evening,bundle,beach_set,cool", "Good evening,bundle,duo_set,")
    report = imports.lines("text,caption_type,content_type,tone", *rows, kind="captions")
    assert [str(problem) for problem in report.problems] == [
        "own.csv:3 content_type: is 'beach_set', was 'duo_set' kept, as line 2 says for the same text",
        "own.csv:3 tone: is 'cool', was 'warm' kept, as line 2 says for the same text",
    ]
    assert (report.inserted, report.updated, report.unchanged) == (1, 0, 2)
    assert imports.captions("content_type", "tone") == [("duo_set", "warm")]


def test_a_label_changed_in_a_later_file_is_taken_and_reported(imports: Importer) -> None:
    imports.lines("text,caption_type,content_type,price", "Hello,bundle,duo_set,5", kind="captions")
    report = imports.lines(
        "text,caption_type,content_type,price,tone",
        "Hello,bundle,duo_set,,warm",
        "Bye,bundle,duo_set,,",
        kind="captions",
    )
    assert (report.inserted, report.updated, report.problems) == (1, 1, ())
    report = imports.lines("text,caption_type,content_type,price", "Hello,bundle,beach_set,6.00", kind="captions")
    assert [(problem.column, problem.reason.split(" before")[0]) for problem in report.problems] == [
        ("content_type", "is 'beach_set', was 'duo_set'"),
        ("price", "is 600, was 500"),
    ]
    assert imports.captions("content_type", "suggested_price_cents", "tone")[0] == ("beach_set", 600, "warm")


def test_a_message_imported_before_its_caption_is_matched_when_the_caption_comes(imports: Importer) -> None:
    imports.lines(MESSAGES, "2025-01-03 19:30,A quiet evening,5.00,100,60,10", "2025-01-04 19:30,Other,,100,60,0")
    assert imports.messages("send_type", "type_source", "caption_id") == [
        ("ppv_message", "rules", None),
        ("bump_normal", "rules", None),
    ]
    imports.lines("text,caption_type,content_type", "a QUIET evening,ppv_video,duo_set", kind="captions")
    assert imports.messages("send_type", "type_source", "caption_id", "content_type") == [
        ("ppv_video", "caption", 1, "duo_set"),
        ("bump_normal", "rules", None, None),
    ]
    with reading(imports.engine) as connection:
        usage = connection.execute(select(caption_usage.c.caption_id, caption_usage.c.purchased)).all()
        types = set(connection.scalars(select(creator_metrics_daily.c.send_type)))
    assert usage == [(1, 10)]
    assert types == {"ppv_video", "bump_normal"}


def test_a_caption_of_another_page_matches_no_message(imports: Importer) -> None:
    imports.lines("sent_at,text,sent", "2025-01-03 19:30,Hello,100")
    imports.lines("text,caption_type,content_type", "Hello,bump_normal,duo_set", kind="captions", page="bella")
    assert imports.messages("caption_id") == [(None,)]


def test_a_late_caption_does_not_overrule_the_type_the_file_gave(imports: Importer) -> None:
    imports.lines("sent_at,text,sent,send_type,content_type", "2025-01-03 19:30,Hello,100,dm_farm,beach_set")
    imports.lines("text,caption_type,content_type", "Hello,bump_normal,duo_set", kind="captions")
    assert imports.messages("send_type", "type_source", "caption_id", "content_type") == [
        ("dm_farm", "source", 1, "beach_set")
    ]


def test_a_late_caption_that_is_never_priced_alike_leaves_the_type_to_the_rules(imports: Importer) -> None:
    imports.lines(
        "id,date,text,isFree,price,sentCount,purchasedCount,isCanceled,mediaTypes",
        '1,2025-01-03T19:30:00Z,Hello,false,5.00,100,3,false,"{""video"": 1}"',
    )
    imports.lines("text,caption_type,content_type", "Hello,bump_normal,duo_set", kind="captions")
    assert imports.messages("send_type", "type_source", "caption_id") == [("ppv_video", "rules", 1)]


UNTYPED = ("text,content_type,price,caption_type", "Spin my wheel,tip_request,15,", "Good night,duo_set,,bump_normal")
SEEMS = "game_post (rule 4: it says 'spin')"


def test_a_caption_without_a_type_is_reported_with_the_type_it_seems_to_be_and_not_written(imports: Importer) -> None:
    report = imports.lines(*UNTYPED, kind="captions")
    assert (report.rows_read, report.inserted, report.skipped) == (2, 1, 1)
    assert dict(report.skip_reasons) == {"without a caption type": 1}
    assert [str(problem) for problem in report.problems] == [
        f"own.csv:2 caption_type: is empty, not written; it seems to be {SEEMS}; --accept-suggestions takes it"
    ]
    assert imports.captions("text") == [("Good night",)]


def test_accepted_suggestions_are_written_and_told(imports: Importer) -> None:
    report = imports.lines(*UNTYPED, kind="captions", options=Options(accept_suggestions=True))
    assert (report.inserted, report.skipped) == (2, 0)
    assert [str(problem) for problem in report.problems] == [f"own.csv:2 caption_type: is empty, taken as {SEEMS}"]
    assert imports.captions("text", "caption_type") == [("Spin my wheel", "game_post"), ("Good night", "bump_normal")]
    assert imports.lines(*UNTYPED, kind="captions").unchanged == 2


def test_a_file_without_types_may_change_other_labels_of_known_captions(imports: Importer) -> None:
    imports.lines("text,caption_type,content_type", "Spin my wheel,bundle,duo_set", kind="captions")
    report = imports.lines("text,content_type,tone", "Spin my wheel,duo_set,warm", kind="captions")
    assert (report.updated, report.problems) == (1, ())
    assert imports.captions("caption_type", "tone") == [("bundle", "warm")]


def test_labels_that_differ_from_another_owners_of_the_same_text_are_reported(imports: Importer) -> None:
    header = "page,shared,text,caption_type,content_type"
    imports.lines(header, ",yes,Hello,bundle,duo_set", kind="captions", page=None)
    report = imports.lines(
        header, "alma,no,HELLO,bundle,beach_set", "bella,no,Hello,ppv_video,duo_set", kind="captions", page=None
    )
    assert report.inserted == 2
    other = "where the same text belongs to another owner"
    assert [str(problem) for problem in report.problems] == [
        f"own.csv:3 caption_type: is 'ppv_video', was 'bundle' in line 2, {other}",
        f"own.csv:3 content_type: is 'duo_set', was 'beach_set' in line 2, {other}",
        f"own.csv:2 content_type: is 'beach_set', was 'duo_set' in the shared caption 1, {other}",
        f"own.csv:3 caption_type: is 'ppv_video', was 'bundle' in the shared caption 1, {other}",
    ]


TYPES = sorted({key for send_type in shipped_catalogue().send_types.values() for key in send_type.caption_types})
TEXTS = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" ,;\"'\n"), min_size=1, max_size=60)
CAPTIONS = st.lists(
    st.tuples(
        TEXTS.map(str.strip).filter(lambda text: caption_key(text) != caption_key("")),
        st.sampled_from(TYPES),
        st.sampled_from(list(shipped_catalogue().content_types)),
        st.one_of(st.none(), st.integers(1, 10**6)),
        st.sampled_from((None, "winner", "bundle", "solo", "feature")),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: caption_key(row[0]),
)


@settings(max_examples=10)
@given(captions=CAPTIONS, mark=st.sampled_from(",;\t"))
def test_captions_come_back_as_they_were_written(
    captions: list[tuple[Any, ...]], mark: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("captions")
    engine = an_engine(directory)
    imports = Importer(engine, directory, shipped_params())
    sheet = io.StringIO(newline="")
    write = csv.writer(sheet, delimiter=mark)
    write.writerow(["text", "caption_type", "content_type", "price", "ppv_style", "is_paid_only", "shared"])
    for text, caption_type, content, price, style, paid_only in captions:
        cents = "" if price is None else f"{price / 100:.2f}"
        write.writerow([text, caption_type, content, cents, style or "", "yes" if paid_only else "no", "yes"])
    report = imports.file(imports.written("captions.csv", sheet.getvalue()), "captions", page=None)
    assert (report.errors, report.inserted) == ((), len(captions))
    names = ("text", "caption_type", "content_type", "suggested_price_cents", "ppv_style", "is_paid_only")
    assert imports.captions(*names) == captions
    engine.dispose()
