"""The captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from mcp_server.inputs import Arguments, CreatorId, Key, WeekStart
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import CreatorAnswer, View, about

if TYPE_CHECKING:
    from eros.service.caption_offers import CaptionOffer, CaptionOffers

__all__ = ["get_send_type_captions"]

SHOWN = 500
UNITS = (
    "multiplier: posterior mean of a caption's value, 1 = average of its type, from n messages of this page. value_cents: a "
    "send with it on an average day and hour: multiplier x length_factor x what its fallback_step down the send type's list "
    "keeps; reuse_price_cents: what its short rest costs. score, freshness (on the first of its days): 0-100. Texts of more "
    f"than {SHOWN} characters are cut. days, locked_days: 0 = Monday. removed: captions of those drawn, by the rule or "
    "argument that keeps them out. "
    "propensity is 1: there is no chance in the planner's choice, the same data give the same order."
)


class TypeCaptionsArguments(Arguments):
    """Which captions."""

    creator_id: CreatorId
    send_type_key: Key = Field(description="A key from get_send_types.")
    week_start: WeekStart
    count: int = Field(10, ge=1, le=20, description="Captions wanted.")
    min_freshness: float = Field(30, ge=0, le=100, description="Least freshness; the HARD rule stands below 30, too.")
    min_performance: float = Field(40, ge=0, le=100, description="Least score; the HARD rule stands below 40, too.")
    exclude: list[Annotated[int, Field(ge=1, le=2**53)]] | None = Field(
        None, max_length=1000, description="Caption ids not to offer, such as those in use already."
    )


class OfferRow(View):
    """A caption with what speaks for it."""

    caption_id: int
    text: str
    caption_type: str
    content_type: str
    content_tier: str
    ppv_style: str | None
    days: list[int]
    locked_days: list[int]
    score: float
    freshness: float
    multiplier: float
    low: float
    high: float
    n: int
    length_factor: float
    fallback_step: int
    value_cents: int
    reuse_price_cents: int
    propensity: float


class TypeCaptions(CreatorAnswer):
    """The captions in the planner's order."""

    send_type_key: str
    captions: list[OfferRow]
    drawn: int
    fitting: int
    shortfall: int
    removed: dict[str, int]


@tool(title="Captions for a send type")
def get_send_type_captions(session: Session, args: TypeCaptionsArguments) -> TypeCaptions:
    """Give the captions the planner would put into sends of a type in a week, in its order, each with its reasons.

    Too few are explained by what removed how many: HARD rules, or the argument that asked for more. Use this when you
    fill or change items yourself: the first is what a send with the week to itself would get; the rotation gives PPV
    sends their ppv_style, and a caption of another style costs. Next: put caption_id into save_schedule's items and
    the ids used into `exclude`.
    """
    from eros.service.caption_offers import Wanted, caption_offers

    wanted = Wanted(args.count, args.min_freshness, args.min_performance, frozenset(args.exclude or ()))
    pool = session.pool(args.creator_id, args.week_start)
    found = caption_offers(pool, args.send_type_key, wanted)
    return TypeCaptions(
        **about(pool.context, UNITS),
        send_type_key=args.send_type_key,
        captions=[_row(offer) for offer in found.offers],
        drawn=found.drawn,
        fitting=found.fit,
        shortfall=args.count - len(found.offers),
        removed=dict(found.removed),
        next=_next(found, args),
    )


def _next(found: CaptionOffers, args: TypeCaptionsArguments) -> str:
    if len(found.offers) == args.count:
        return "Put a caption_id into an item of save_schedule; more: add these ids to exclude."
    if found.removed.keys() & {"min_freshness", "min_performance", "exclude"}:
        return "Ask for less freshness or performance or exclude fewer, or import captions."
    return "Sends without a caption stay open (needs_caption): import captions or write texts of your own into items."


def _row(offer: CaptionOffer) -> OfferRow:
    caption = offer.caption
    return OfferRow(
        caption_id=caption.caption_id,
        text=caption.text[:SHOWN],
        caption_type=caption.caption_type,
        content_type=caption.content_type,
        content_tier=offer.content_tier,
        ppv_style=caption.ppv_style,
        days=list(offer.days),
        locked_days=list(offer.locked_days),
        score=round(offer.score, 1),
        freshness=offer.freshness,
        multiplier=round(offer.multiplier, 3),
        low=round(offer.low, 3),
        high=round(offer.high, 3),
        n=offer.n,
        length_factor=round(offer.length_factor, 3),
        fallback_step=offer.step,
        value_cents=round(offer.cents),
        reuse_price_cents=round(offer.reuse_cents),
        propensity=1.0,
    )
