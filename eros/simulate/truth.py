"""The made-up world: every number the simulator plants.

These are facts of an invented fleet, not tunables of the planner: nothing in scheduling.yaml changes them, and no estimate
may read them. What the planner learns from the simulated history can therefore be held against them.
Shares are 0-1, "log" effects add up in the exponent of a multiplier, prices are cents, weekday 0 = Monday.
"""

from __future__ import annotations

from datetime import date
from typing import Final

FIRST_DAY: Final = date(2024, 11, 22)
LAST_DAY: Final = date(2026, 11, 21)
"""The last local day with messages on every page: a Saturday, so that the week to plan begins on Monday 2026-11-23."""
HORIZON_DAYS: Final = 126
"""Days after LAST_DAY for which the truth is defined."""

# --- pages: fans below each bound, and how much of the type rates below a page of that tier sends
TIERS: Final = (("LOW", 1_000, 0.55), ("MID", 5_000, 0.8), ("HIGH", 15_000, 1.0), ("ULTRA", None, 1.2))
FREE_PACE: Final = 1.05
VAULT_SIZE: Final = (15, 28)
RETIRED_FANS_SHARE: Final = 0.35
"""Expired fans as a share of the active ones: the reach of a win-back."""

# --- captions
CAPTIONS: Final = 59_405
OWN_SHARE: Final = 0.18
OWN_ONLY_CAPTIONS: Final = {
    "ppv_video": 6,
    "ppv_message": 3,
    "bundle": 2,
    "bump_normal": 5,
    "bump_descriptive": 2,
    "bump_text_only": 2,
    "dm_farm": 2,
    "link_drop": 1,
    "renew_on_message": 1,
    "ppv_followup": 1,
}
"""The 25 captions of the page that refuses shared ones."""
CAPTION_COUNTS: Final = {
    "ppv_video": 12_900,
    "ppv_message": 7_400,
    "vip_program": 118,
    "game_post": 480,
    "first_to_tip": 320,
    "bundle": 1_350,
    "flash_bundle": 720,
    "snapchat_bundle": 230,
    "link_drop": 1_900,
    "wall_link_drop": 950,
    "bump_descriptive": 8_600,
    "bump_text_only": 3_900,
    "bump_flyer": 1_450,
    "dm_farm": 4_300,
    "like_farm": 820,
    "live_promo": 140,
    "renew_on_post": 510,
    "renew_on_message": 281,
    "ppv_followup": 112,
    "expired_winback": 24,
}
"""Captions by type; bump_normal takes the rest."""
REST_TYPE: Final = "bump_normal"
OWNED_TYPES_FROM: Final = 400
"""Types with fewer captions than this are shared only: they are too thin to be split."""
LENGTH_BANDS: Final = ((20, 49), (50, 99), (100, 149), (150, 249), (250, 449), (450, 600))
LENGTH_SHARES: Final = {
    "ppv": (0.06, 0.27, 0.31, 0.185, 0.155, 0.02),
    "priced": (0.02, 0.2, 0.35, 0.22, 0.2, 0.01),
    "long": (0.02, 0.25, 0.4, 0.21, 0.11, 0.01),
    "medium": (0.03, 0.35, 0.42, 0.18, 0.02, 0.0),
    "short": (0.36, 0.52, 0.12, 0.0, 0.0, 0.0),
}
PURPOSE_SHARE: Final = {
    "vip_program": ("exclusive_content", 0.9),
    "game_post": ("tip_request", 0.6),
    "first_to_tip": ("tip_request", 0.75),
    "bundle": ("bundle_offer", 0.45),
    "flash_bundle": ("flash_sale", 0.5),
    "snapchat_bundle": ("exclusive_content", 0.35),
    "link_drop": ("exclusive_content", 0.3),
    "wall_link_drop": ("exclusive_content", 0.3),
    "bump_normal": ("behind_scenes", 0.12),
    "bump_descriptive": ("behind_scenes", 0.15),
    "bump_text_only": ("behind_scenes", 0.4),
    "bump_flyer": ("live_stream", 0.1),
    "dm_farm": ("behind_scenes", 0.25),
    "like_farm": ("behind_scenes", 0.25),
    "live_promo": ("live_stream", 1.0),
    "renew_on_post": ("renewal_retention", 0.5),
    "renew_on_message": ("renewal_retention", 0.5),
    "expired_winback": ("renewal_retention", 0.7),
}
"""The purpose content a caption type naturally has, and how often; the rest shows something from the vault."""
STYLES: Final = ("winner", "bundle", "solo", "feature")
STYLE_SHARE: Final = 0.82
PRICE_TIERS: Final = (("entry", 1_499), ("standard", 2_499), ("premium", None))
PAID_ONLY_SHARE: Final = 0.05
EMOJI_SHARE: Final = {"heavy": 0.8, "moderate": 0.6, "light": 0.35}

# --- what a send does on an average page, day and hour: views per recipient, purchases per view at the base price,
# --- and how many a HIGH paid page sends a day at the end of the two years
VIEW_RATE: Final = {"mass_message": 0.22, "targeted_message": 0.27, "wall_post": 0.16}
PURCHASE_RATE: Final = {
    "ppv_video": 0.0125,
    "vip_program": 0.006,
    "game_post": 0.011,
    "bundle": 0.01,
    "flash_bundle": 0.011,
    "snapchat_bundle": 0.01,
    "first_to_tip": 0.007,
    "ppv_message": 0.013,
    "ppv_followup": 0.011,
}
SENDS_A_DAY: Final = {
    "ppv_video": 1.7,
    "vip_program": 0.12,
    "game_post": 0.25,
    "bundle": 0.6,
    "flash_bundle": 0.4,
    "snapchat_bundle": 0.12,
    "first_to_tip": 0.2,
    "link_drop": 1.15,
    "wall_link_drop": 0.12,
    "bump_normal": 0.3,
    "bump_descriptive": 0.18,
    "bump_text_only": 0.2,
    "bump_flyer": 0.1,
    "dm_farm": 0.75,
    "like_farm": 0.08,
    "live_promo": 0.07,
    "renew_on_post": 0.15,
    "renew_on_message": 0.4,
    "ppv_message": 1.3,
    "expired_winback": 0.35,
}
FOLLOWUP_SHARE: Final = 0.3
FOLLOWUP_REACH: Final = 0.25
"""Recipients of a follow-up as a share of the fans, where its parent is not known."""
PRICES: Final = {
    "ppv_video": (999, 1499, 1969, 2499, 2999),
    "vip_program": (10_000, 15_000, 20_000, 25_000, 30_000),
    "game_post": (999, 1200, 1499, 1969, 2499),
    "bundle": (1969, 2499, 2999, 3499, 3999),
    "flash_bundle": (1499, 1969, 2499, 2999, 3499),
    "snapchat_bundle": (1499, 1969, 2499, 2999, 3499),
    "first_to_tip": (2000, 2500, 3000, 4000, 5000),
    "ppv_message": (799, 999, 1499, 1969, 2499),
}
PRICE_SHARES: Final = (0.1, 0.22, 0.36, 0.22, 0.1)

# --- how effects are shared out: a log effect e multiplies views by exp(VIEW_PART e), purchases per view by the rest
VIEW_PART: Final = 0.4
PAGE_VIEW_SD: Final = 0.15
PAGE_BUY_SD: Final = 0.25
PAGE_TYPE_SD: Final = 0.2
FREE_BUY: Final = -0.35
CAPTION_SD: Final = 0.35
PAGE_CAPTION_SD: Final = 0.15
CONTENT_SD: Final = 0.12
PAGE_CONTENT_SD: Final = 0.15
DUD_CONTENTS: Final = 2
DUD_EFFECT: Final = -1.3
"""Two content types a page holds and its fans do not want."""
LENGTH_EFFECT: Final = (-0.2, -0.1, 0.0, 0.08, 0.15, -0.15)
"""By length band, priced types only."""
HOUR_PEAK: Final = (19.5, 1.5)
HOUR_SWING: Final = (0.25, 0.45)
FLAT_PAGES: Final = 8
"""Pages whose fans do not care about the hour."""
FLEET_WEEKDAYS: Final = (-0.03, -0.02, 0.0, 0.06, 0.07, 0.04, -0.12)
WEEKDAY_SD: Final = 0.04
ELASTICITY: Final = (-1.2, 0.2, -1.8, -0.6)
"""Mean, spread and limits over pages of log demand over log price."""
FATIGUE: Final = (0.1, 0.02, 0.05, 0.16)
"""Mean, spread and limits over pages of the value lost per further contact on a day."""
WALL_CONTACT: Final = 0.15
"""What a wall post counts as, in contacts."""
DRIFT_SWING: Final = 0.08
DRIFT_DAYS: Final = (400, 800)
"""Slow waves: their largest log effect and the range of their periods over pages."""
SLUMPS: Final = (
    date(2025, 2, 11),
    date(2025, 5, 20),
    date(2025, 5, 21),
    date(2025, 9, 3),
    date(2026, 1, 28),
    date(2026, 6, 16),
    date(2026, 6, 17),
    date(2026, 10, 8),
)
SLUMP_EFFECT: Final = -0.9
"""Days on which the whole platform did badly."""
TIRED_DAYS: Final = 9
TIRED_EFFECT: Final = -1.5
"""The tired page: this many days before the end its value breaks down, and stays down."""

# --- chance: beta-distributed rates with this shape (the square of 1 / coefficient of variation)
VIEW_SHAPE: Final = 100.0
BUY_SHAPE: Final = 16.0

# --- how the fleet worked over the two years
START_LEVEL: Final = 0.1
RAMP_DAYS: Final = 640
RAMP_POWER: Final = 3.9
"""Volume starts at START_LEVEL of its final level and grows with this power of time for RAMP_DAYS, then stays."""
BUSY_DAY_SD: Final = 0.12
"""How much a day's volume differs from the days around it (log)."""
LATE_STARTS: Final = (0, 0, 0, 0, 60, 120, 200, 330)
"""Days after FIRST_DAY on which pages joined, in turn."""
FANS_AT_START: Final = 0.45
HOURS: Final = (3, 1, 1, 0, 0, 0, 0, 1, 4, 7, 9, 9, 9, 8, 9, 8, 9, 9, 10, 12, 12, 12, 9, 6)
"""How often pages used each local hour, whatever it earned."""
MINUTES: Final = ((0, 0.284), (30, 0.182), (15, 0.13), (45, 0.101))
"""Habitual minutes and their shares; the rest falls anywhere."""
LINKED_SHARE: Final = 0.92
"""Messages that use a caption word for word; the others were edited by hand."""
SECOND_CHOICE_SHARE: Final = 0.06
"""Sends that took a caption of the type's second caption type."""
USES_PER_CAPTION: Final = 4
REST_DAYS: Final = 25
POPULARITY_POWER: Final = 0.5
POPULARITY_SKILL: Final = 0.5
"""Captions are chosen by a Zipf-like fame, to which their true effect contributes with this weight."""
OWN_ONLY_LINKED: Final = 0.5
OWN_ONLY_REST_DAYS: Final = 18
MINIMAL_DAYS: Final = 14
MINIMAL_PACE: Final = 0.15
EDITS: Final = ("xx", "🙂", "Love, me.", "Kisses.", "What do you say?", "Hm?")
"""What a hand adds to a caption it edits."""
