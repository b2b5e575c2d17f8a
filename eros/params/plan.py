"""Tunables of the planner: prices of soft wishes and budgets of the search."""

from __future__ import annotations

from pydantic import Field, model_validator

from eros.model.catalogue import PpvStyle
from eros.params.base import Section, tunable

__all__ = ["PlanParams"]


class PlanParams(Section):
    """Prices are shares of the page's median send value, so that they mean the same on every page."""

    slot_minutes: int = tunable("grain of the timing model", "min", low=15, high=15)
    node_limit: int = tunable(
        "branch-and-bound nodes a stage may open, more while its gap is wide", "nodes", low=1, high=100_000
    )
    timing_node_limit: int = tunable("the same for the quarter hours of a day", "nodes", low=1, high=100_000)
    relative_gap: float = tunable("gap at which a stage counts as solved", "share", low=0, high=0.1)
    emphasis_weight: float = tunable(
        "weight of a category or type that is favoured without one", "factor", low=0.1, high=10
    )
    repeat_discount: float = tunable("value of a further send of one type on a day, per copy", "share", low=0.1, high=1)
    variety_reward: float = tunable("worth of a further distinct send type in the week", "send values", low=0, high=100)
    variety_target: int = tunable("distinct send types the week aims at", "types", low=1, high=21)
    volume_shortfall: float = tunable(
        "price of a send the volume asks for and the plan lacks", "send values", low=0, high=1000
    )
    volume_excess: float = tunable("price of a send beyond the volume", "send values", low=0, high=1000)
    diversity_shortfall: float = tunable(
        "price of a distinct send type the diversity minimum asks for and the plan lacks",
        "send values",
        low=0,
        high=10_000,
    )
    unplaced: float = tunable("price of an allocated send that finds no minute", "send values", low=0, high=1000)
    missing_caption: float = tunable("price of a send without a text", "send values", low=0, high=1000)
    content_repeat_price: float = tunable(
        "price of one repeat of a content type too many", "send values", low=0, high=1000
    )
    content_per_day: int = tunable("sends of one content type on a day", "sends", low=1, high=20)
    content_per_week: int = tunable("sends of one content type in a week", "sends", low=1, high=140)
    reuse_price: float = tunable(
        "price of a caption that rests less than the reuse days", "send values", low=0, high=100
    )
    style_mismatch_price: float = tunable(
        "price of a caption whose style is not the send's", "send values", low=0, high=100
    )
    performance_margin: float = tunable(
        "points above the least performance score that a planned caption keeps", "points", low=0, high=10
    )
    caption_class_size: int = tunable(
        "captions in the best value class of the look-ahead; classes double", "captions", low=1, high=64
    )
    caption_pool: int = tunable("captions drawn per caption type and page", "captions", low=10, high=5000)
    ppv_allotment: int = tunable("shared PPV captions dealt to a page, per caption type", "captions", low=1, high=5000)
    fallback_penalty: float = tunable(
        "factor on the value of a caption per step down a type's list", "share", low=0, high=1
    )
    guide_price: float = tunable(
        "price of a send that earns where the mix of the bound has none, when a week is improved",
        "send values",
        low=0,
        high=1000,
    )
    change_rounds: int = tunable("times an allocation is searched again from where it stands", "rounds", low=0, high=20)
    change_price: float = tunable(
        "price of a send added or left out when it is searched again", "send values", low=0, high=10
    )
    improve_rounds: int = tunable("times a proven week is planned again along its bound", "rounds", low=0, high=10)
    replan_rounds: int = tunable(
        "times the week is allocated again after sends found no minute; more only while it lacks types",
        "rounds",
        low=0,
        high=10,
    )
    followup_mean_minutes: float = tunable("usual delay of a follow-up", "min", low=1, high=120)
    followup_sd_minutes: float = tunable("spread of that delay", "min", low=0.1, high=60)
    followup_share: float = tunable(
        "share of eligible parents that get a follow-up at full confidence", "share", low=0, high=1
    )
    rotation_orders: tuple[tuple[PpvStyle, ...], ...] = Field(
        description="base orders in which PPV styles follow one another", min_length=1, json_schema_extra={"unit": ""}
    )
    rotation_days: int = tunable("days after which a coin may change the order", "days", low=1, high=14)
    rotation_days_most: int = tunable("days after which the order changes for certain", "days", low=1, high=14)
    rotation_early_share: float = tunable("chance that the order changes at the earlier day", "share", low=0, high=1)
    rotation_price: float = tunable("price of a PPV whose style is out of turn", "send values", low=0, high=100)
    same_style_price: float = tunable("price of a PPV of the style of the one before", "send values", low=0, high=100)
    half_day_price: float = tunable("price of one style more than once in a half-day", "send values", low=0, high=100)
    group_neighbour_price: float = tunable(
        "price of two sends of one style group in a row", "send values", low=0, high=100
    )
    drip_hours: int = tunable("how long a planned drip window is open", "h", low=4, high=8)
    drip_sends: int = tunable("sends a drip window is to show", "sends", low=0, high=10)
    drip_price: float = tunable("price of a send the drip window lacks", "send values", low=0, high=1000)
    group_gap_minutes: int = tunable("distance that sends of one style group should keep", "min", low=0, high=720)
    group_gap_price: float = tunable(
        "price of each quarter hour less between priced sends of a group", "send values", low=0, high=100
    )
    group_gap_price_free: float = tunable(
        "price of each quarter hour less between other sends of a group", "send values", low=0, high=100
    )
    price_points_cents: tuple[int, ...] = Field(
        description="prices used for ppv and bundle types", json_schema_extra={"unit": "cents"}
    )
    price_length_chars: tuple[int, ...] = Field(
        description="lengths from which a text carries the next price", json_schema_extra={"unit": "characters"}
    )
    price_length_cents: tuple[int, ...] = Field(
        description="price a text of each length carries, one more than lengths; none gives no advice",
        json_schema_extra={"unit": "cents"},
    )
    length_share: float = tunable("share of the priced texts that should have the best length", "share", low=0, high=1)
    length_price: float = tunable("price of a priced text of another length too many", "send values", low=0, high=100)
    pins_most: int = tunable("wall posts advised to be pinned", "posts", low=0, high=20)
    pin_hours: int = tunable("time a post stays pinned", "h", low=1, high=168)
    price_window_days: int = tunable("history behind a type's usual price", "days", low=7, high=730)
    price_min_n: int = tunable("messages before the page's own median price counts", "messages", low=1, high=1000)
    price_confidence_bounds: tuple[float, ...] = Field(
        description="history confidence from which a factor applies, descending", json_schema_extra={"unit": "share"}
    )
    price_confidence_factors: tuple[float, ...] = Field(
        description="price factor per bound, one more than bounds", json_schema_extra={"unit": "factor"}
    )
    safe_gap_minutes: int = tunable("gap added in safe mode", "min", low=0, high=240)
    conservative_gap_minutes: int = tunable("gap added in conservative mode", "min", low=0, high=240)
    proven_uses: int = tunable("uses on any page before a caption counts as proven", "messages", low=0, high=100)
    forecast_level: float = tunable("level of the forecast interval", "share", low=0.5, high=0.99)
    forecast_spread: float = tunable("error of a week's forecast beyond what estimates know", "share", low=0, high=2)
    expired_share: float = tunable(
        "people of expired segments a winback reaches, as a share of the fans", "share", low=0, high=10
    )
    renewal_lift: float = tunable("renewals a renewal send brings per person reached", "share", low=0, high=1)

    @model_validator(mode="after")
    def _tables_fit(self) -> PlanParams:
        if self.price_length_cents and len(self.price_length_cents) != len(self.price_length_chars) + 1:
            raise ValueError("price_length_cents needs one value more than price_length_chars, or none")
        return self
