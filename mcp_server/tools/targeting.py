"""Where a send appears and who receives it."""

from __future__ import annotations

from pydantic import Field

from eros.model.catalogue import PageType
from mcp_server.inputs import Arguments, Key
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import Answer, View

__all__ = ["get_audience_targets", "get_channels"]


class TargetsArguments(Arguments):
    """Which targets."""

    page_type: PageType | None = Field(None, description="Only targets such a page has.")
    channel_key: Key | None = Field(None, description="Only targets of exactly this channel.")


class TargetRow(View):
    """An audience; `reach_share` is its usual share of the fans (0-1), null where it depends on the parent send."""

    key: str
    name: str
    meaning: str
    page_types: list[PageType]
    channels: list[str]
    reach_share: float | None = Field(description="Share of fans, 0-1.")


class Targets(Answer):
    """The list."""

    total: int
    targets: list[TargetRow]


@tool(title="Audience targets")
def get_audience_targets(session: Session, args: TargetsArguments) -> Targets:
    """List the audiences there are, by page type and channel.

    Use this when an item needs a target_key that fits its page and channel. Next: put the key into items of
    save_schedule.
    """
    from eros.model.lookup import targets

    found = targets(session.store.catalogue(), page_type=args.page_type, channel=args.channel_key)
    rows = [
        TargetRow(
            key=t.key,
            name=t.display_name,
            meaning=t.meaning,
            page_types=sorted(t.page_types, reverse=True),
            channels=sorted(t.channels),
            reach_share=t.reach_share,
        )
        for t in found
    ]
    return Targets(total=len(rows), targets=rows, next="Put a key into target_key of save_schedule's items.")


class ChannelsArguments(Arguments):
    """Which channels."""

    supports_targeting: bool | None = Field(None, description="Only channels with (true) or without (false) targeting.")


class ChannelRow(View):
    """A channel; only message channels reach the audience's inbox."""

    key: str
    name: str
    supports_targeting: bool
    is_message: bool
    requires_manual_send: bool


class Channels(Answer):
    """The list."""

    total: int
    channels: list[ChannelRow]


@tool(title="Channels")
def get_channels(session: Session, args: ChannelsArguments) -> Channels:
    """List where a send can appear.

    Use this when an item needs a channel_key. Next: get_audience_targets(channel_key) for the audiences a channel
    allows.
    """
    from eros.model.lookup import channels

    rows = [
        ChannelRow(
            key=c.key,
            name=c.display_name,
            supports_targeting=c.supports_targeting,
            is_message=c.is_message,
            requires_manual_send=c.requires_manual_send,
        )
        for c in channels(session.store.catalogue(), supports_targeting=args.supports_targeting)
    ]
    return Channels(
        total=len(rows), channels=rows, next="get_audience_targets(channel_key) lists a channel's audiences."
    )
