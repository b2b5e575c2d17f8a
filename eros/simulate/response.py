"""The response model: what a send is worth on average, and by how much chance moves it.

A send to n recipients gets n v views and n v b purchases, with

    v = view base (page, type) x exp(VIEW_PART e)
    b = purchase base (page, type) x exp((1 - VIEW_PART) e) x (price / base price) ^ elasticity (page)
    e = caption + page's own taste for it + content + hour + weekday + drift + slump + tiredness
        + log(1 - fatigue) x (contacts of that day - usual contacts)

so that the expected earnings are n v b x price. Chance comes on top, without moving the mean: v and b are means of beta
distributions, views and purchases are binomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.errors import CaptionNotFoundError, CreatorNotFoundError
from eros.simulate.truth import BUY_SHAPE, FIRST_DAY, HORIZON_DAYS, LAST_DAY, VIEW_PART, VIEW_SHAPE

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Sends", "Truth"]

DAY_ZERO = FIRST_DAY.toordinal()
DAYS = LAST_DAY.toordinal() - DAY_ZERO + 1 + HORIZON_DAYS
HIGHEST_VIEW_RATE = 0.9
HIGHEST_BUY_RATE = 0.5


@dataclass(frozen=True)
class Sends:
    """Sends to be judged; arrays that broadcast to one shape.

    `page` and `send_type` index the truth's keys, `caption` its captions (-1 = none), `day` counts from FIRST_DAY, `hour`
    is local, `price_cents` 0 where free, `contacts` are the page's contacts on that local day.
    """

    page: Ints
    send_type: Ints
    caption: Ints
    day: Ints
    hour: Ints
    price_cents: Ints
    contacts: Floats


@dataclass(frozen=True)
class Truth:
    """All planted effects. P pages, T send types, C captions, K content types, D days from FIRST_DAY on.

    `view_base` and `buy_base` (P, T) are rates at an average moment (purchases 0 where nothing is sold), `fans` (P, D);
    `caption`, `content` (P, K), `hours` (P, 24), `weekdays` (P, 7), `drift`, `tired` (P, D) and `slump` (D) are log
    effects; `elasticity` (P) is negative, `fatigue` (P) the share of value lost per further contact.
    """

    seed: int
    pages: tuple[str, ...]
    send_types: tuple[str, ...]
    base_price_cents: Ints
    reach: Floats
    view_base: Floats
    buy_base: Floats
    elasticity: Floats
    fatigue: Floats
    usual_contacts: Floats
    fans: Floats
    hours: Floats
    weekdays: Floats
    drift: Floats
    tired: Floats
    slump: Floats
    caption: Floats
    caption_content: Ints
    content: Floats
    page_caption_sd: float

    def effect(self, sends: Sends) -> Floats:
        """The log effect e of each send."""
        page, day = sends.page, sends.day
        weekday = (day + FIRST_DAY.weekday()) % 7
        moment = self.hours[page, sends.hour] + self.weekdays[page, weekday]
        season = self.drift[page, day] + self.tired[page, day] + self.slump[day]
        crowd = np.log1p(-self.fatigue[page]) * (sends.contacts - self.usual_contacts[page])
        return np.asarray(moment + season + crowd + self.caption_effect(page, sends.caption), dtype=np.float64)

    def caption_effect(self, page: Ints, caption: Ints) -> Floats:
        """The log effect of a caption (-1 = none: 0) on a page: its own, its content's, and the page's taste for it."""
        known = np.maximum(caption, 0)
        taste = self.page_caption_sd * _normal(self.seed, page, known)
        effect = self.caption[known] + self.content[page, self.caption_content[known]] + taste
        return np.where(caption >= 0, effect, 0.0)

    def rates(self, sends: Sends) -> tuple[Floats, Floats]:
        """Views per recipient and purchases per view of each send (both 0-1)."""
        effect = self.effect(sends)
        base = self.base_price_cents[sends.send_type]
        relative = np.where(base > 0, sends.price_cents / np.maximum(base, 1), 1.0)
        demand = np.where(relative > 0, np.maximum(relative, 1e-9) ** self.elasticity[sends.page], 0.0)
        view: Floats = self.view_base[sends.page, sends.send_type] * np.exp(VIEW_PART * effect)
        buy: Floats = self.buy_base[sends.page, sends.send_type] * np.exp((1 - VIEW_PART) * effect) * demand
        # nine digits: the last ones differ between processors, and a draw must not
        view, buy = np.minimum(view, HIGHEST_VIEW_RATE).round(9), np.minimum(buy, HIGHEST_BUY_RATE).round(9)
        return view, buy

    def recipients(self, sends: Sends) -> Floats:
        """How many a send reaches; a follow-up of an unknown parent reaches FOLLOWUP_REACH of the fans."""
        return self.fans[sends.page, sends.day] * self.reach[sends.send_type]

    def draw(self, rng: np.random.Generator, sends: Sends, sent: Ints) -> tuple[Ints, Ints]:
        """Views and purchases of sends that reached `sent` recipients."""
        view, buy = self.rates(sends)
        viewed = rng.binomial(sent, rng.beta(VIEW_SHAPE, VIEW_SHAPE * (1 - view) / view))
        chance = rng.beta(BUY_SHAPE, BUY_SHAPE * (1 - buy) / np.maximum(buy, 1e-9))
        return viewed, rng.binomial(viewed, np.where(buy > 0, chance, 0.0))

    def sends(
        self,
        page: str,
        send_type: str,
        *,
        day: date,
        hour: ArrayLike,
        price_cents: ArrayLike = 0,
        contacts: ArrayLike | None = None,
        caption_id: ArrayLike = 0,
    ) -> Sends:
        """Sends by names, ids and date (FIRST_DAY to HORIZON_DAYS after LAST_DAY); arrays broadcast.

        `contacts` None means the page's usual ones, `caption_id` 0 an average caption. Raises CreatorNotFoundError or
        CaptionNotFoundError.
        """
        if page not in self.pages:
            raise CreatorNotFoundError(f"The simulated fleet has no page {page!r}; it has {', '.join(self.pages)}.")
        index = np.asarray(self.pages.index(page))
        caption = np.asarray(caption_id, dtype=np.int64) - 1
        if int(caption.max()) >= self.caption.size:
            raise CaptionNotFoundError(
                f"Caption {int(caption.max()) + 1} is not one of the {self.caption.size} simulated."
            )
        return Sends(
            page=index,
            send_type=np.asarray(self.send_types.index(send_type)),
            caption=caption,
            day=np.asarray(day.toordinal() - DAY_ZERO),
            hour=np.asarray(hour, dtype=np.int64),
            price_cents=np.asarray(price_cents, dtype=np.int64),
            contacts=np.asarray(self.usual_contacts[index] if contacts is None else contacts, dtype=np.float64),
        )

    def expected_value(
        self,
        page: str,
        send_type: str,
        *,
        day: date,
        hour: ArrayLike,
        price_cents: ArrayLike,
        contacts: ArrayLike | None = None,
        caption_id: ArrayLike = 0,
        recipients: ArrayLike | None = None,
    ) -> Floats:
        """The true mean earnings in cents of a send (arguments as in `sends`); a follow-up's `recipients` can be given."""
        sends = self.sends(
            page, send_type, day=day, hour=hour, price_cents=price_cents, contacts=contacts, caption_id=caption_id
        )
        view, buy = self.rates(sends)
        reached = self.recipients(sends) if recipients is None else np.asarray(recipients, dtype=np.float64)
        return np.asarray(reached * view * buy * sends.price_cents, dtype=np.float64)


def _normal(seed: int, page: Ints, caption: Ints) -> Floats:
    """A number per page and caption, mean 0 and deviation 1, from a hash of both (splitmix64, sum of four uniforms)."""
    with np.errstate(over="ignore"):
        x = np.asarray(page, dtype=np.uint64) * np.uint64(1_000_003) + np.asarray(caption, dtype=np.uint64)
        x = (x + np.uint64(seed % (1 << 32) + 1) * np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xD6E8FEB86659FD93)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    parts = [((x >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.float64) / 65_536 for shift in (0, 16, 32, 48)]
    return np.asarray((sum(parts) - 2.0) * np.sqrt(3.0), dtype=np.float64)
