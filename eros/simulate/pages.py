"""The invented fleet: 37 pages, their voices and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eros.model.creator import Creator
from eros.simulate.truth import TIERS, VAULT_SIZE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from eros.model.catalogue import Catalogue, PageType
    from eros.model.creator import SubType
    from eros.simulate.lexicon import Lexicon

__all__ = ["Holding", "Kind", "Page", "Persona", "fleet"]

Kind = Literal["regular", "own_captions", "no_history", "tired", "minimal"]
Row = tuple[str, "PageType", "SubType", str, str, int, int, int, Kind]

# name, page type, sub-type, time zone, country, fans, subscription in cents, performance tier, kind
_FLEET: tuple[Row, ...] = (
    ("alexia", "paid", "porno_commercial", "America/Los_Angeles", "US", 9_200, 1299, 1, "regular"),
    ("amara", "paid", "porno_amateur", "America/New_York", "US", 3_400, 999, 2, "regular"),
    ("annika", "paid", "softcore", "Europe/Berlin", "DE", 2_150, 899, 3, "regular"),
    ("beatrix", "free", "porno_commercial", "America/New_York", "US", 21_800, 0, 1, "regular"),
    ("bianca", "paid", "porno_commercial", "America/Chicago", "US", 6_700, 1099, 2, "regular"),
    ("carmen", "paid", "porno_amateur", "Europe/Madrid", "ES", 1_480, 799, 3, "regular"),
    ("celeste", "free", "softcore", "America/Los_Angeles", "US", 12_600, 0, 2, "regular"),
    ("dahlia", "paid", "lifestyle", "Europe/London", "GB", 4_300, 999, 2, "regular"),
    ("delphine", "paid", "softcore", "America/Toronto", "CA", 820, 699, 4, "regular"),
    ("elodie", "paid", "porno_amateur", "America/Los_Angeles", "US", 5_600, 1199, 2, "tired"),
    ("esme", "free", "porno_amateur", "Europe/London", "GB", 8_900, 0, 2, "regular"),
    ("fiona", "paid", "lifestyle", "Europe/London", "GB", 2_700, 899, 3, "regular"),
    ("freya", "paid", "porno_commercial", "Europe/Berlin", "DE", 10_400, 1399, 1, "regular"),
    ("gwendolyn", "paid", "softcore", "America/New_York", "US", 640, 599, 4, "regular"),
    ("harper", "free", "lifestyle", "America/Denver", "US", 3_900, 0, 3, "regular"),
    ("imogen", "paid", "porno_amateur", "Australia/Sydney", "AU", 7_300, 1099, 2, "regular"),
    ("ingrid", "paid", "porno_commercial", "America/Los_Angeles", "US", 16_900, 1499, 1, "regular"),
    ("juno", "free", "porno_commercial", "America/Chicago", "US", 27_500, 0, 1, "regular"),
    ("kalina", "paid", "softcore", "America/New_York", "US", 1_950, 799, 3, "regular"),
    ("leonie", "paid", "lifestyle", "Europe/Berlin", "DE", 930, 699, 4, "regular"),
    ("linnea", "paid", "porno_amateur", "America/Los_Angeles", "US", 4_650, 999, 2, "regular"),
    ("maeve", "free", "porno_amateur", "America/New_York", "US", 6_100, 0, 3, "regular"),
    ("marisol", "paid", "porno_commercial", "America/Chicago", "US", 13_700, 1299, 1, "regular"),
    ("mirabel", "free", "softcore", "Europe/London", "GB", 2_300, 0, 3, "regular"),
    ("nadia", "paid", "porno_amateur", "America/Los_Angeles", "US", 2_400, 999, 3, "no_history"),
    ("nerina", "paid", "lifestyle", "America/New_York", "US", 780, 899, 4, "own_captions"),
    ("odette", "paid", "softcore", "America/Los_Angeles", "US", 3_150, 899, 3, "regular"),
    ("ophelia", "free", "lifestyle", "Australia/Adelaide", "AU", 5_400, 0, 3, "regular"),
    ("petra", "paid", "porno_commercial", "Europe/London", "GB", 18_300, 1499, 1, "regular"),
    ("rosalind", "paid", "porno_amateur", "America/Toronto", "CA", 2_900, 899, 3, "regular"),
    ("saskia", "free", "porno_commercial", "America/Los_Angeles", "US", 9_800, 0, 2, "regular"),
    ("serena", "paid", "softcore", "America/Chicago", "US", 11_200, 1199, 1, "regular"),
    ("tamsin", "paid", "lifestyle", "Pacific/Auckland", "NZ", 130, 499, 5, "minimal"),
    ("thalia", "paid", "porno_commercial", "America/New_York", "US", 8_200, 1199, 2, "regular"),
    ("ulrika", "free", "softcore", "America/Los_Angeles", "US", 690, 0, 4, "regular"),
    ("viveca", "paid", "porno_amateur", "Australia/Sydney", "AU", 4_050, 999, 2, "regular"),
    ("zelda", "free", "porno_amateur", "America/Los_Angeles", "US", 15_600, 0, 2, "regular"),
)
MINIMAL_VAULT = 3


@dataclass(frozen=True, slots=True)
class Persona:
    """How a page sounds."""

    primary_tone: str
    secondary_tone: str
    emoji_frequency: str
    favourite_emojis: tuple[str, ...]
    slang_level: str
    avg_sentiment: float


@dataclass(frozen=True, slots=True)
class Holding:
    """How many pieces of a content type a vault holds, and how good they are (1-5)."""

    quantity: int
    quality: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the simulated fleet. `vault` holds inventory types only; `pace` scales what it sends a day."""

    creator: Creator
    kind: Kind
    persona: Persona
    vault: Mapping[str, Holding]
    pace: float


def fleet(rng: np.random.Generator, catalogue: Catalogue, lexicon: Lexicon) -> tuple[Page, ...]:
    """All 37 pages, in the order of their names."""
    inventory = [key for key, content in catalogue.content_types.items() if content.is_inventory]
    return tuple(_page(row, rng, inventory, lexicon) for row in _FLEET)


def tier_of(fans: int) -> str:
    """The volume tier of a page with so many fans."""
    return next(name for name, bound, _ in TIERS if bound is None or fans < bound)


def _page(row: Row, rng: np.random.Generator, inventory: list[str], lexicon: Lexicon) -> Page:
    name, page_type, sub_type, zone, country, fans, price, tier, kind = row
    creator = Creator(
        creator_id=f"c-{name}",
        page_name=name,
        display_name=name.capitalize(),
        page_type=page_type,
        sub_type=sub_type,
        timezone=zone,
        active_fans=fans,
        subscription_price_cents=price,
        tier=tier,
        use_shared_captions=kind != "own_captions",
        country=country,
        view_value_cents=None,
    )
    size = MINIMAL_VAULT if kind == "minimal" else int(rng.integers(VAULT_SIZE[0], VAULT_SIZE[1] + 1))
    held = sorted(rng.choice(len(inventory), size=size, replace=False).tolist())
    vault = {inventory[i]: Holding(int(rng.integers(3, 140)), int(rng.integers(2, 6))) for i in held}
    pace = next(share for tier_name, _, share in TIERS if tier_name == tier_of(fans))
    return Page(creator, kind, _persona(rng, lexicon), vault, pace)


def _persona(rng: np.random.Generator, lexicon: Lexicon) -> Persona:
    tones = list(lexicon.tones)
    first, second = rng.choice(len(tones), size=2, replace=False).tolist()
    emoji = lexicon.tones[tones[first]].emoji
    return Persona(
        primary_tone=tones[first],
        secondary_tone=tones[second],
        emoji_frequency=("none", "light", "moderate", "heavy")[int(rng.choice(4, p=(0.08, 0.27, 0.4, 0.25)))],
        favourite_emojis=tuple(emoji[:3]),
        slang_level=("none", "light", "heavy")[int(rng.choice(3, p=(0.35, 0.5, 0.15)))],
        avg_sentiment=round(float(rng.uniform(0.35, 0.85)), 2),
    )
