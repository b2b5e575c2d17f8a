"""The pages."""

from __future__ import annotations

from pydantic import Field

from eros.model.catalogue import PageType
from eros.model.creator import SubType
from eros.model.schedule import Zone
from mcp_server.inputs import Paged
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import PageAnswer, View, page_of

__all__ = ["get_active_creators"]


class CreatorsArguments(Paged):
    """Which pages."""

    tier: int | None = Field(None, ge=1, le=5, description="Only this performance tier, 1 (best) to 5.")
    page_type: PageType | None = Field(None, description="Only paid or free pages.")


class CreatorRow(View):
    """A page in a list."""

    creator_id: str
    page_name: str
    page_type: PageType
    sub_type: SubType
    timezone: str
    active_fans: int
    tier: int
    volume_tier: str = Field(description="LOW, MID, HIGH or ULTRA, by fans.")
    zone: Zone | None = Field(description="Saturation zone of the last planned week.")
    last_week_start: str | None
    last_week_status: str | None


class Creators(PageAnswer):
    """The list."""

    creators: list[CreatorRow]


@tool(title="Active creators")
def get_active_creators(session: Session, args: CreatorsArguments) -> Creators:
    """List the active pages by name with type, size, tier, saturation zone and last saved week.

    Use this first, to find a creator_id. Next: get_creator_profile(creator_id), or save_schedule(creator_id,
    week_start) to plan a week.
    """
    from eros.estimate.volume import tier_of

    summaries = [
        s
        for s in session.store.creators()
        if args.tier in (None, s.creator.tier) and args.page_type in (None, s.creator.page_type)
    ]
    shown, cursor = page_of(summaries, args)
    rows = [
        CreatorRow(
            creator_id=s.creator.creator_id,
            page_name=s.creator.page_name,
            page_type=s.creator.page_type,
            sub_type=s.creator.sub_type,
            timezone=s.creator.timezone,
            active_fans=s.creator.active_fans,
            tier=s.creator.tier,
            volume_tier=tier_of(s.creator.active_fans, session.params.volume),
            zone=s.last_zone,
            last_week_start=None if s.last_week is None else s.last_week.isoformat(),
            last_week_status=s.last_status,
        )
        for s in shown
    ]
    more = f"get_active_creators(cursor={cursor!r}) shows more. " if cursor else ""
    hint = f"{more}get_creator_profile(creator_id) shows one page."
    return Creators(total=len(summaries), next_cursor=cursor, creators=rows, next=hint)
