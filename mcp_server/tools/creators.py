"""The pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from eros.model.catalogue import PageType, PpvStyle
from eros.model.creator import EmojiFrequency, SlangLevel, SubType
from eros.model.estimates import Tier
from eros.model.schedule import Zone
from mcp_server.inputs import Arguments, CreatorId, Paged
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import CreatorAnswer, PageAnswer, ShareView, View, about, page_of, share_view

if TYPE_CHECKING:
    from eros.model.creator import Persona
    from eros.service import Health, Summary

__all__ = ["get_active_creators", "get_creator_profile", "get_persona_profile"]

SUMMARY_DAYS = 30
BEST_CONTENT = 5
VOICE_EXAMPLES = 8
NO_PERSONA = "Nobody has said how the page sounds: eros import FILE --kind personas."


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


class ProfileArguments(Arguments):
    """Which page."""

    creator_id: CreatorId


class SummaryView(View):
    """The last 30 days, the day of as_of included."""

    first_date: str
    last_date: str
    sends: int
    purchases: int
    earnings_cents: int
    view_rate: ShareView
    cents_per_recipient: ShareView


class BestContent(View):
    """A content type that earns."""

    content_type: str
    tier: Tier
    n: int
    rps_cents: float
    low_cents: float
    high_cents: float


class HealthView(View):
    """How far the data of the last two years carries."""

    messages: int
    first_date: str | None
    last_date: str | None
    known_shares: dict[str, float]
    history_confidence: float
    own_captions: int
    vault_types: int
    remarks: list[str]


class RotationView(View):
    """PPV styles at the start of next week: their order, whose turn it is, since when; the last style before."""

    order: list[PpvStyle]
    position: int
    since: str
    next_style: PpvStyle
    last_style: str | None


class CreatorProfile(CreatorAnswer):
    """A page in short."""

    page_name: str
    page_type: PageType
    sub_type: SubType
    active_fans: int
    tier: int
    subscription_price_cents: int
    uses_shared_captions: bool
    active: bool
    zone: Zone
    persona: str | None
    last_30_days: SummaryView
    next_week: str
    volume_tier: str
    volume: dict[str, int]
    best_content: list[BestContent]
    rotation: RotationView
    data_health: HealthView


UNITS = (
    "view_rate: views per recipient. cents_per_recipient: of sends that sell. sends and days are the n behind them. "
    "rps_cents: earnings per priced message. volume: sends of next_week. rotation: PPV styles at the start "
    "of next_week, position 0-3. known_shares: of the messages of two years."
)


@tool(title="Creator profile")
def get_creator_profile(session: Session, args: ProfileArguments) -> CreatorProfile:
    """Show one page: facts, persona, last 30 days, next week's volume, best content, rotation, data health.

    Use this before planning a page or answering what it is like. Next: get_performance_trends for where it is heading,
    get_volume_config for how its volume came about.
    """
    from eros.estimate.volume import QUOTAS
    from eros.service import health, rotation, summary

    context = session.study(args.creator_id)
    store, creator, estimates = session.store, context.problem.creator, context.estimates
    persona = store.persona(creator.creator_id)
    turn = rotation(context)
    return CreatorProfile(
        **about(context, UNITS),
        page_name=creator.page_name,
        page_type=creator.page_type,
        sub_type=creator.sub_type,
        active_fans=creator.active_fans,
        tier=creator.tier,
        subscription_price_cents=creator.subscription_price_cents,
        uses_shared_captions=creator.use_shared_captions,
        active=creator.is_active,
        zone=estimates.saturation.zone,
        persona=None if persona is None else _short(persona),
        last_30_days=_summary(summary(store, context, SUMMARY_DAYS)),
        next_week=context.problem.week_start.isoformat(),
        volume_tier=estimates.volume.tier,
        volume={quota: sum(day[quota] for day in estimates.volume.days) for quota in QUOTAS},
        best_content=[
            BestContent(
                content_type=ranking.content_type,
                tier=ranking.tier,
                n=ranking.n,
                rps_cents=round(ranking.rps_cents, 1),
                low_cents=round(ranking.low_cents, 1),
                high_cents=round(ranking.high_cents, 1),
            )
            for ranking in [r for r in estimates.rankings.values() if r.tier in ("TOP", "MID")][:BEST_CONTENT]
        ],
        rotation=RotationView(
            order=list(turn.order),
            position=turn.position,
            since=turn.started_on.isoformat(),
            next_style=turn.turn(context.problem.last_style),
            last_style=context.problem.last_style,
        ),
        data_health=_health(health(context, persona), estimates.history_confidence),
        next="get_performance_trends(creator_id) says how tired the fans are, get_persona_profile(creator_id) how it sounds.",
    )


def _short(persona: Persona) -> str:
    tones = ", then ".join(filter(None, (persona.primary_tone, persona.secondary_tone)))
    return f"{tones}; emojis {persona.emoji_frequency}; slang {persona.slang_level}"


def _summary(found: Summary) -> SummaryView:
    return SummaryView(
        first_date=found.stretch.first.isoformat(),
        last_date=found.stretch.last.isoformat(),
        sends=found.sends,
        purchases=found.purchases,
        earnings_cents=found.earnings_cents,
        view_rate=share_view(found.views),
        cents_per_recipient=share_view(found.value),
    )


def _health(found: Health, confidence: float) -> HealthView:
    return HealthView(
        messages=found.messages,
        first_date=None if found.first is None else found.first.isoformat(),
        last_date=None if found.last is None else found.last.isoformat(),
        known_shares=dict(found.known),
        history_confidence=confidence,
        own_captions=found.own_captions,
        vault_types=found.vault,
        remarks=list(found.remarks),
    )


class PersonaView(View):
    """How a page sounds."""

    primary_tone: str
    secondary_tone: str | None
    emoji_frequency: EmojiFrequency
    favourite_emojis: list[str]
    slang_level: SlangLevel
    average_length: float | None


class LengthsView(View):
    """Characters of the page's own captions: quartiles."""

    n: int
    lower: int
    median: int
    upper: int


class VoiceExample(View):
    """One of the page's best own captions."""

    caption_id: int
    text: str
    caption_type: str
    tone: str | None
    multiplier: float
    n: int


class PersonaProfile(CreatorAnswer):
    """The voice of a page."""

    persona: PersonaView | None
    reason: str | None
    own_lengths: LengthsView | None
    voice_examples: list[VoiceExample]


VOICE_UNITS = (
    "Lengths in characters; own_lengths: quartiles of the n captions of its own. multiplier: on the value of its caption "
    "type on this page, 1 is average; n messages with it, 0 not sent yet."
)


@tool(title="Persona profile")
def get_persona_profile(session: Session, args: ProfileArguments) -> PersonaProfile:
    """Show how a page sounds: tone, emojis, slang, lengths, and its best own captions as examples of its voice.

    Use this before writing a text for a page or judging one. Next: get_top_captions for texts that exist already.
    """
    from eros.service import lengths, voice_examples

    context = session.study(args.creator_id)
    persona = session.store.persona(context.problem.creator.creator_id)
    sizes = lengths(context)
    return PersonaProfile(
        **about(context, VOICE_UNITS),
        persona=None if persona is None else _persona(persona),
        reason=NO_PERSONA if persona is None else None,
        own_lengths=None
        if sizes is None
        else LengthsView(n=sizes.n, lower=sizes.lower, median=sizes.median, upper=sizes.upper),
        voice_examples=[
            VoiceExample(
                caption_id=caption.caption_id,
                text=caption.text,
                caption_type=caption.caption_type,
                tone=caption.tone,
                multiplier=round(estimate.multiplier, 3),
                n=estimate.n,
            )
            for caption, estimate in voice_examples(context, VOICE_EXAMPLES)
        ],
        next="get_top_captions(creator_id) lists texts there are; save_schedule checks a text of your own.",
    )


def _persona(persona: Persona) -> PersonaView:
    return PersonaView(
        primary_tone=persona.primary_tone,
        secondary_tone=persona.secondary_tone,
        emoji_frequency=persona.emoji_frequency,
        favourite_emojis=list(persona.favourite_emojis),
        slang_level=persona.slang_level,
        average_length=persona.average_length,
    )
