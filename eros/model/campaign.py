"""Campaigns and games, and what a page remembers of those before the week."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "CAMPAIGNS",
    "DESCRIPTIVE_BUMP",
    "FIRST_TO_TIP",
    "GAME",
    "WALL",
    "Campaign",
    "GameEstimate",
    "GameFigures",
    "Memory",
    "PastCampaign",
]

Campaign = Literal["descriptive_wall", "spin", "other_game", "bundle_wall"]
CAMPAIGNS = cast("tuple[Campaign, ...]", get_args(Campaign))

GAME, FIRST_TO_TIP, DESCRIPTIVE_BUMP, WALL = "game_post", "first_to_tip", "bump_descriptive", "wall_post"


@dataclass(frozen=True, slots=True)
class PastCampaign:
    """A campaign of a saved week, on its local date."""

    on: date
    campaign: Campaign


@dataclass(frozen=True, slots=True)
class GameFigures:
    """What games of one kind brought so far: how many have an outcome, and their earnings together."""

    n: int
    earnings_cents: int


@dataclass(frozen=True, slots=True)
class GameEstimate:
    """Expected earnings of a game of a kind, the games behind it, and whether it does clearly worse than the others."""

    kind: str
    cents: float
    n: int
    loses: bool


@dataclass(frozen=True)
class Memory:
    """What saved weeks before this one hold that its rules count on.

    `weeks`      Mondays of the saved weeks that reach into the days campaigns are counted back
    `campaigns`  theirs that reached somebody, oldest first
    `tips`       amounts of the page's newest first-to-tip sends in cents, oldest first
    `games`      outcomes by game kind
    """

    weeks: tuple[date, ...] = ()
    campaigns: tuple[PastCampaign, ...] = ()
    tips: tuple[int, ...] = ()
    games: Mapping[str, GameFigures] = field(default_factory=dict)
