"""The bank of captions and the vault behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from eros.model.catalogue import PpvStyle
from eros.model.estimates import Tier
from mcp_server.inputs import Arguments, CreatorId, Key, Limit, Paged
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import CreatorAnswer, View, about, filled_page

if TYPE_CHECKING:
    from eros.service import TopCaption, TopCaptions

__all__ = ["get_top_captions", "get_vault_availability"]


class TopCaptionsArguments(Paged):
    """Which captions."""

    creator_id: CreatorId
    caption_type: Key | None = Field(None, description="Only this caption type.")
    content_type: Key | None = Field(None, description="Only this content.")
    send_type_key: Key | None = Field(None, description="Only captions such a send may use.")
    min_performance: Annotated[float, Field(ge=0, le=100)] = Field(40, description="Least score.")
    limit: Limit = 20


class CaptionView(View):
    """A caption and what speaks for it."""

    caption_id: int
    text: str
    caption_type: str
    content_type: str
    own: bool
    ppv_style: PpvStyle | None
    worth: float
    multiplier: float
    low: float
    high: float
    n: int
    score: float
    fleet_index: float
    fleet_n: int
    length_factor: float
    freshness: float
    last_used_on: str | None
    usable: bool


class TopCaptionsView(CreatorAnswer):
    """The captions no standing HARD rule forbids, best first."""

    freshness_on: str
    total: int
    next_cursor: str | None
    captions: list[CaptionView]


UNITS = (
    "worth: multiplier x length_factor (x less for a type further down the send type's list), 1 is average of its type. "
    "multiplier: posterior mean on this page from n messages here and fleet_n on all pages, where it earned fleet_index "
    "times the expected. score: percentile among the page's used captions of its type, 50 unused. freshness: 0-100 on "
    "freshness_on, 100 never used here. usable: rested enough then and held by no other page that week."
)


@tool(title="Top captions")
def get_top_captions(session: Session, args: TopCaptionsArguments) -> TopCaptionsView:
    """List the best captions a page may use, with score parts, freshness, posterior mean and interval.

    Use this for looking through texts: the pool is the page's own captions and the best shared ones of every type, as the
    planner draws them. Next: get_send_type_captions for what the planner takes on given days.
    """
    from eros.service import top_captions

    pool = session.pool(args.creator_id)
    found = top_captions(
        pool,
        send_type=args.send_type_key,
        caption_type=args.caption_type,
        content_type=args.content_type,
        min_performance=args.min_performance,
    )
    rows, cursor = filled_page(len(found), args, lambda place: _caption(found.at(place)))
    more = f"get_top_captions(cursor={cursor!r}) shows more. " if cursor else ""
    return TopCaptionsView(
        **about(pool.context, UNITS),
        freshness_on=pool.context.problem.week_start.isoformat(),
        total=len(found),
        next_cursor=cursor,
        captions=rows,
        next=more + "get_send_type_captions(creator_id, send_type_key, week_start) shows what the planner takes."
        if rows
        else _nothing(found),
    )


def _nothing(found: TopCaptions) -> str:
    if not found.forbidden:
        return "No caption of the pool fits: widen the filters, or lower min_performance."
    rules = ", ".join(f"{rule} {count}" for rule, count in sorted(found.forbidden.items()))
    return f"Captions fit, but HARD rules keep them off this page: {rules}. get_vault_availability shows what it holds."


def _caption(top: TopCaption) -> CaptionView:
    caption = top.caption
    return CaptionView(
        caption_id=caption.caption_id,
        text=caption.text,
        caption_type=caption.caption_type,
        content_type=caption.content_type,
        own=caption.creator_id is not None,
        ppv_style=caption.ppv_style,
        worth=round(top.worth, 3),
        multiplier=round(top.multiplier, 3),
        low=round(top.low, 3),
        high=round(top.high, 3),
        n=top.n,
        score=round(top.score, 1),
        fleet_index=round(caption.fleet_index, 3),
        fleet_n=caption.fleet_uses,
        length_factor=round(top.length_factor, 3),
        freshness=round(top.freshness, 1),
        last_used_on=None if top.last_used is None else top.last_used.isoformat(),
        usable=top.rested and not top.locked,
    )


class VaultArguments(Arguments):
    """Which page."""

    creator_id: CreatorId


class HeldView(View):
    """Content a page holds."""

    content_type: str
    quantity: int | None
    quality: int | None
    tier: Tier | None
    notes: str | None


class VaultAvailability(CreatorAnswer):
    """The inventory content types, held and missing."""

    held: list[HeldView]
    missing: list[str]


VAULT_UNITS = (
    "quantity: pieces, null not counted. quality: 1-5. tier: by the page's earnings, null never sold. Purposes (bundles, "
    "sales ...) need no vault and are not listed."
)


@tool(title="Vault availability")
def get_vault_availability(session: Session, args: VaultArguments) -> VaultAvailability:
    """Show what content a page holds and what it lacks, with quantity, quality and earnings tier.

    Use this when choosing content or when captions are refused by rule vault: what is missing is never planned. Next:
    get_top_captions(creator_id, content_type=...).
    """
    context = session.study(args.creator_id)
    problem, rankings = context.problem, context.estimates.rankings
    tiers: dict[str, Tier] = {key: ranking.tier for key, ranking in rankings.items()}
    items = session.store.vault(problem.creator.creator_id)
    lacking = [c.key for c in problem.catalogue.content_types.values() if c.is_inventory and c.key not in problem.vault]
    return VaultAvailability(
        **about(context, VAULT_UNITS),
        held=[
            HeldView(
                content_type=item.content_type,
                quantity=item.quantity or None,
                quality=item.quality,
                tier=tiers.get(item.content_type),
                notes=item.notes,
            )
            for item in items
        ],
        missing=lacking,
        next="get_top_captions(creator_id, content_type=...) shows texts for held content."
        if items
        else "The page holds nothing: eros import FILE --kind vault. Until then only sends without media find captions.",
    )
