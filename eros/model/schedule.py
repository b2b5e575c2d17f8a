"""A planned week and everything it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from eros.model.campaign import Campaign
    from eros.model.catalogue import PageType, PpvStyle
    from eros.model.creator import SubType
    from eros.model.rotation import Rotation
    from eros.model.wishes import Mode, Wishes

__all__ = [
    "PROTECTED",
    "Forecast",
    "Relaxation",
    "Schedule",
    "Send",
    "SendStatus",
    "Shortfall",
    "Stage",
    "Status",
    "Violation",
    "Warning_",
    "Zone",
]

Zone = Literal["GREEN", "YELLOW", "RED", "UNKNOWN"]
Status = Literal["planned", "draft", "approved", "exported", "sent", "superseded"]
SendStatus = Literal["planned", "sent", "cancelled", "failed", "stale"]

PROTECTED: tuple[Status, ...] = ("approved", "exported", "sent")


@dataclass(frozen=True, slots=True)
class Send:
    """One schedule item. `week_minute` counts from Monday 00:00 local, `utc` is the same instant.

    `terms` maps a name to cents and sums to forecast_cents + preference_cents (to the cent's hundredth); `binding_rules` are
    ids of HARD rules on time each of which alone keeps it from an hour of its day the page's curve likes better; `notes`
    are a person's words to whoever sends it.
    """

    ref: str
    send_type: str
    week_minute: int
    utc: datetime
    channel: str
    target: str
    caption_id: int | None = None
    caption_text: str | None = None
    caption_type: str | None = None
    content_type: str | None = None
    price_cents: int | None = None
    media: bool = False
    flyer: bool = False
    link: str | None = None
    label: str | None = None
    ppv_style: PpvStyle | None = None
    expires_at: datetime | None = None
    parent_ref: str | None = None
    forecast_cents: float = 0.0
    preference_cents: float = 0.0
    terms: Mapping[str, float] = field(default_factory=dict)
    binding_rules: tuple[str, ...] = ()
    pinned: bool = False
    status: SendStatus = "planned"
    propensity: float | None = None
    notes: str | None = None
    campaign: Campaign | None = None
    game_kind: str | None = None
    drip_window: str | None = None
    outfit_id: str | None = None

    @property
    def day(self) -> int:
        """0 = Monday; negative in an earlier week."""
        return self.week_minute // 1440

    @property
    def minute(self) -> int:
        """Minute of the local day, 0-1439."""
        return self.week_minute % 1440

    @property
    def stands(self) -> bool:
        """False for a send that reaches nobody, cancelled or failed: it takes no room and earns nothing."""
        return self.status not in ("cancelled", "failed")

    @property
    def settled(self) -> bool:
        """True for what planning no longer changes: it went out, or its time passed and nobody knows (stale)."""
        return self.status in ("sent", "stale")

    def with_(self, **changes: Any) -> Send:
        """A copy with some fields changed; `dataclasses.replace` takes six times as long, and a plan copies often."""
        copy = object.__new__(Send)
        for put, value in zip(_PUT.values(), _values(self), strict=True):
            put(copy, value)
        for name, value in changes.items():
            _PUT[name](copy, value)
        return copy


_PUT = {one.name: getattr(Send, one.name).__set__ for one in fields(Send)}
_values = attrgetter(*_PUT)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something wanted that HARD rules did not allow: what, how many, on which day (0-6, None = week), by which rule."""

    what: str
    rule: str
    count: int
    detail: str
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - `Warning` would shadow the built-in
    """A broken SOFT rule with its price in cents."""

    rule: str
    refs: tuple[str, ...]
    price_cents: float
    detail: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A preference loosened because the bank was thin."""

    rule: str
    before: float | str
    after: float | str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken HARD rule: which sends, what is wrong, how to mend it."""

    rule: str
    refs: tuple[str, ...]
    detail: str
    fix: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected earnings of the priced sends with an interval at `level` (0-1)."""

    cents: int
    low_cents: int
    high_cents: int
    level: float


@dataclass(frozen=True, slots=True)
class Stage:
    """What one optimisation stage reached and proved; bound None where none was computed.

    The stage `week` is the week as a whole: its `terms` are the parts of the objective by name, in cents, and sum to it;
    `note` says in words why a gap is wide or there is no bound.
    """

    name: str
    objective_cents: float
    bound_cents: float | None
    nodes: int
    terms: Mapping[str, float] = field(default_factory=dict)
    note: str | None = None

    @property
    def gap(self) -> float | None:
        """How far the bound lies above the objective (share, 0-2); None without a bound.

        Of the larger of the two in size and never of less than a dollar: an objective is earnings less prices, so where
        they cancel out a share of it alone would say nothing.
        """
        if self.bound_cents is None:
            return None
        scale = max(abs(self.objective_cents), abs(self.bound_cents), LEAST_GAP_SCALE_CENTS)
        return (self.bound_cents - self.objective_cents) / scale


LEAST_GAP_SCALE_CENTS = 100.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """One week of one page. Sends stand in time order; `schedule_id` is None until saved.

    `rotation` is how the rotation of PPV styles stands at the end of the week, `ppv_allotment` the ids of the shared PPV
    captions dealt to the page where pages were planned together.
    """

    schedule_id: str | None
    version: int
    creator_id: str
    page_name: str
    page_type: PageType
    sub_type: SubType
    timezone: str
    week_start: date
    status: Status
    mode: Mode
    seed: int
    params_hash: str
    data_hash: str
    engine_version: str
    solver_version: str
    as_of: datetime
    zone: Zone
    forecast: Forecast
    objective_cents: float
    bound_cents: float | None
    gap_percent: float | None
    sends: tuple[Send, ...]
    shortfalls: tuple[Shortfall, ...]
    warnings: tuple[Warning_, ...]
    relaxations: tuple[Relaxation, ...]
    stages: tuple[Stage, ...]
    wishes: Wishes
    volume: Mapping[str, Any]
    rotation: Rotation | None = None
    ppv_allotment: tuple[int, ...] | None = None

    @property
    def protection(self) -> str | None:
        """Why the week is not lightly replaced: sends are out, or a person approved it; None for any other."""
        sent = sum(send.status == "sent" for send in self.sends)
        if sent:
            return f"{sent} of its sends are out"
        return f"it is {self.status}" if self.status in PROTECTED else None

    def date_of(self, send: Send) -> date:
        """The page's local date of a send."""
        return self.week_start + timedelta(days=send.day)

    def by_ref(self, ref: str) -> Send | None:
        """The send of that ref, if there is one."""
        return next((send for send in self.sends if send.ref == ref), None)
