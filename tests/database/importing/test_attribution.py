from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from database.importing.attribution import Attribution, BankCaption, Media, best_match, type_rules

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue, PageType
    from tests.importer import Importer

UNKNOWN = Media()
TEXT_ONLY = Media(0, video=False)
PHOTOS = Media(3, video=False)
VIDEO = Media(2, video=True)


@pytest.mark.parametrize(
    ("text", "media", "send_type"),
    [
        ("Join my VIP circle", UNKNOWN, "vip_program"),
        ("First to tip wins", UNKNOWN, "first_to_tip"),
        ("Spin the wheel tonight", UNKNOWN, "game_post"),
        ("FLASH bundle, today", UNKNOWN, "flash_bundle"),
        ("My snapchat for you", UNKNOWN, "snapchat_bundle"),
        ("Weekend bundle", VIDEO, "bundle"),
        ("New film", VIDEO, "ppv_video"),
        ("New set", PHOTOS, "ppv_message"),
        ("New set", UNKNOWN, "ppv_message"),
        ("word " * 60, UNKNOWN, "ppv_video"),
        ("word " * 60, PHOTOS, "ppv_message"),
    ],
)
def test_a_priced_message_is_told_by_words_media_and_length(
    catalogue: Catalogue, text: str, media: Media, send_type: str
) -> None:
    assert Attribution(catalogue).by_rules(text, media, "paid", priced=True) == send_type


@pytest.mark.parametrize(
    ("text", "media", "page_type", "send_type"),
    [
        ("Turn on renew please", UNKNOWN, "paid", "renew_on_message"),
        ("Come back to me", UNKNOWN, "paid", "expired_winback"),
        ("Come back to me", UNKNOWN, "free", "bump_normal"),
        ("Did you see it?", UNKNOWN, "paid", "ppv_followup"),
        ("Going live at nine", UNKNOWN, "paid", "live_promo"),
        ("Leave a like", UNKNOWN, "paid", "like_farm"),
        ("Tell me everything", UNKNOWN, "paid", "dm_farm"),
        ("All here: https://example.org/x", UNKNOWN, "paid", "link_drop"),
        ("Here it is: {link}", UNKNOWN, "paid", "link_drop"),
        ("Good morning", TEXT_ONLY, "paid", "bump_text_only"),
        ("Good morning", PHOTOS, "paid", "bump_normal"),
        ("Good morning", UNKNOWN, "paid", "bump_normal"),
        ("", UNKNOWN, "paid", "bump_normal"),
        ("word " * 60, PHOTOS, "paid", "bump_descriptive"),
    ],
)
def test_a_free_message_is_told_by_words_media_and_length(
    catalogue: Catalogue, text: str, media: Media, page_type: PageType, send_type: str
) -> None:
    assert Attribution(catalogue).by_rules(text, media, page_type, priced=False) == send_type


def test_words_inside_other_words_do_not_count(catalogue: Catalogue) -> None:
    attribution = Attribution(catalogue)
    assert attribution.by_rules("Viper snapped endgames", UNKNOWN, "paid", priced=True) == "ppv_message"
    assert attribution.by_rules("I linked renewed liking", UNKNOWN, "paid", priced=False) == "bump_normal"


@pytest.mark.parametrize("page_type", ["paid", "free"])
@pytest.mark.parametrize("priced", [True, False])
def test_rules_name_known_types_of_the_right_price_and_end_in_one_that_always_fits(
    catalogue: Catalogue,
    page_type: PageType,
    priced: bool,  # noqa: FBT001 - a case
) -> None:
    rules = type_rules(catalogue, page_type, priced=priced)
    types = {send_type.key: send_type for send_type in catalogue.types_for(page_type)}
    assert all(types[rule.send_type].requires_price == priced for rule in rules)
    assert rules[-1].fits("", 0, UNKNOWN)


@pytest.mark.parametrize(
    ("caption_type", "priced", "page_type", "send_type"),
    [
        ("ppv_video", True, "paid", "ppv_video"),
        ("ppv_message", True, "paid", "ppv_message"),
        ("ppv_message", False, "paid", "link_drop"),
        ("bundle", True, "paid", "bundle"),
        ("bundle", False, "paid", None),
        ("bump_normal", False, "paid", "bump_normal"),
        ("renew_on_message", False, "paid", "renew_on_message"),
        ("renew_on_message", False, "free", None),
        ("poem", False, "paid", None),
    ],
)
def test_a_captions_type_gives_the_send_type_that_is_priced_alike(
    catalogue: Catalogue,
    caption_type: str,
    priced: bool,  # noqa: FBT001 - a case
    page_type: PageType,
    send_type: str | None,
) -> None:
    assert Attribution(catalogue).by_caption(caption_type, page_type, priced=priced) == send_type


def test_the_pages_own_active_oldest_caption_is_the_best_match() -> None:
    captions = [
        BankCaption(1, None, "bundle", "duo_set", is_active=True),
        BankCaption(2, "alma", "bundle", "duo_set", is_active=False),
        BankCaption(4, "alma", "bundle", "duo_set", is_active=True),
        BankCaption(3, "alma", "bundle", "duo_set", is_active=True),
        BankCaption(0, "bella", "bundle", "duo_set", is_active=True),
    ]
    assert best_match(captions, "alma") == captions[3]
    assert best_match(captions[:2], "alma") == captions[1]
    assert best_match(captions, "zoe") == captions[0]
    assert best_match(captions[4:], "alma") is None


def test_a_message_gets_type_and_content_of_the_caption_with_its_text(imports: Importer) -> None:
    imports.lines(
        "text,caption_type,content_type,shared",
        "See you tonight,dm_farm,duo_set,yes",
        "See you tonight,like_farm,beach_set,no",
        kind="captions",
    )
    rows = ("alma,2025-01-03 19:30,see  you TONIGHT,100", "bella,2025-01-04 19:30,See you tonight,100")
    imports.lines("page,sent_at,text,sent", *rows, page=None)
    assert imports.messages("caption_id", "send_type", "type_source", "content_type") == [
        (2, "like_farm", "caption", "beach_set"),
        (1, "dm_farm", "caption", "duo_set"),
    ]


def test_a_file_that_knows_less_of_the_media_leaves_the_type_alone(imports: Importer) -> None:
    head = "id,date,text,isFree,price,sentCount,purchasedCount,isCanceled,mediaTypes"
    imports.lines(head, '1,2025-01-03T19:30:00Z,Hello,false,5.00,100,3,false,"{""video"": 1}"')
    report = imports.lines("message_id,sent_at,text,price,sent,purchased", "1,2025-01-03T19:30:00Z,Hello,5.00,120,3")
    assert report.updated == 1
    assert imports.messages("send_type", "type_source", "sent") == [("ppv_video", "rules", 120)]


def test_a_match_once_made_stays_when_the_message_comes_again(imports: Importer) -> None:
    imports.lines("text,caption_type,content_type", "Hello,dm_farm,duo_set", kind="captions", page="alma")
    row = ("message_id,sent_at,text,sent", "1,2025-01-03 19:30,Hello,100")
    imports.lines(*row)
    imports.lines("text,caption_type,content_type", "Other,like_farm,beach_set", kind="captions", page="alma")
    assert imports.lines(*row).unchanged == 1


def test_a_message_whose_text_changed_is_matched_anew(imports: Importer) -> None:
    captions = ("Hello,dm_farm,duo_set", "Other,like_farm,beach_set")
    imports.lines("text,caption_type,content_type", *captions, kind="captions")
    names = ("caption_id", "send_type", "content_type", "sent")
    imports.lines("message_id,sent_at,text,sent", "1,2025-01-03 19:30,Hello,100")
    imports.lines("message_id,sent_at,text,sent", "1,2025-01-03 19:30,Other,110")
    assert imports.messages(*names) == [(2, "like_farm", "beach_set", 110)]
    imports.lines("message_id,sent_at,text,sent", "1,2025-01-03 19:30,Nobody wrote this before,110")
    assert imports.messages(*names) == [(None, "bump_normal", None, 110)]
