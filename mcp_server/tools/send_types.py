"""What can be sent: the send types and their limits."""

from __future__ import annotations

from pydantic import Field

from eros.model.catalogue import Category, PageType
from mcp_server.inputs import Arguments, Key
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import Answer, View

__all__ = ["get_send_type_details", "get_send_types"]


class SendTypesArguments(Arguments):
    """Which send types."""

    category: Category | None = Field(None, description="Only this category.")
    page_type: PageType | None = Field(None, description="Only types such a page may send: 21 paid, 18 free.")


class SendTypeRow(View):
    """A send type in a list."""

    key: str
    name: str
    category: Category
    page_types: list[PageType]
    channel: str
    priced: bool
    max_per_day: int
    max_per_week: int | None
    min_gap_hours: int


class SendTypes(Answer):
    """The list."""

    total: int
    send_types: list[SendTypeRow]


@tool(title="Send types")
def get_send_types(session: Session, args: SendTypesArguments) -> SendTypes:
    """List the kinds of send there are with their caps.

    Use this for a send_type_key, or for what a page may send. Next: get_send_type_details for one type's every limit.
    """
    from eros.model.lookup import send_types

    found = send_types(session.store.catalogue(), category=args.category, page_type=args.page_type)
    rows = [
        SendTypeRow(
            key=t.key,
            name=t.display_name,
            category=t.category,
            page_types=sorted(t.page_types, reverse=True),
            channel=t.channel,
            priced=t.requires_price,
            max_per_day=t.max_per_day,
            max_per_week=t.max_per_week,
            min_gap_hours=t.min_gap_hours,
        )
        for t in found
    ]
    return SendTypes(total=len(rows), send_types=rows, next="get_send_type_details(send_type_key) shows one in full.")


class SendTypeArguments(Arguments):
    """Which send type."""

    send_type_key: Key = Field(description="A key from get_send_types.")


class SendTypeRule(View):
    """A HARD rule."""

    id: str
    title: str
    limit: str


class SendTypeDetails(Answer):
    """One send type in full. Hours are the page's local hours, weekdays 0 = Monday."""

    key: str
    name: str
    category: Category
    counts_against: str
    page_types: list[PageType]
    channels: list[str]
    default_target: str
    targets: list[str]
    caption_types: list[str]
    caption_length: str
    emoji_level: str
    requires: list[str]
    base_price_cents: int | None
    expires_hours: int | None
    label: str | None
    may_have_followup: bool
    max_per_day: int
    max_per_week: int | None
    min_gap_hours: int
    preferred_hours: list[int]
    preferred_weekdays: list[int] = Field(description="0 = Monday")
    rules: list[SendTypeRule]


@tool(title="Send type details")
def get_send_type_details(session: Session, args: SendTypeArguments) -> SendTypeDetails:
    """Show one send type in full: caps, gaps, channels, targets, caption types, best hours, HARD rules that can touch it.

    Use this before writing or checking items of that type. Next: get_send_type_captions.
    """
    from eros.model.lookup import named
    from eros.rules.touching import touching

    catalogue = session.store.catalogue()
    found = named(catalogue.send_types, args.send_type_key, "send type")
    ways = [channel for channel in (found.channel, found.channel_alt) if channel]
    return SendTypeDetails(
        key=found.key,
        name=found.display_name,
        category=found.category,
        counts_against=found.quota,
        page_types=sorted(found.page_types, reverse=True),
        channels=ways,
        default_target=found.default_target,
        targets=[t.key for t in catalogue.targets.values() if t.channels.intersection(ways)],
        caption_types=list(found.caption_types),
        caption_length=found.length_class,
        emoji_level=found.emoji_level,
        requires=[name for name in ("media", "flyer", "price", "link") if getattr(found, f"requires_{name}")],
        base_price_cents=found.base_price_cents,
        expires_hours=found.expires_hours,
        label=found.label,
        may_have_followup=found.followup_parent,
        max_per_day=found.max_per_day,
        max_per_week=found.max_per_week,
        min_gap_hours=found.min_gap_hours,
        preferred_hours=list(found.preferred_hours),
        preferred_weekdays=list(found.preferred_days),
        rules=[SendTypeRule(id=r.id, title=r.title, limit=r.limit(session.params)) for r in touching(found)],
        next=f"get_send_type_captions(creator_id, {found.key!r}, week_start) gives captions for it.",
    )
