"""What one send of each type is worth on an average day and hour with an average caption."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import prod
from statistics import median
from typing import TYPE_CHECKING

from eros.model.triggers import Triggers
from eros.plan.prices import demand, prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.rules.base import Context

__all__ = [
    "TypeWorth",
    "Worth",
    "at_price",
    "contacts",
    "contacts_by_day",
    "fatigue_factor",
    "repeat_factor",
    "worth_of",
]

RENEWAL_GROUPS = frozenset({"renew", "winback"})


@dataclass(frozen=True, slots=True)
class TypeWorth:
    """Expected cents of a send: `usual` at the type's usual price, `cents` at the planned `price_cents` (None unpriced).

    `recipients` is the people reached; a follow-up reaches its parent's viewers who did not buy.
    """

    usual: float
    cents: float
    price_cents: int | None
    recipients: float


@dataclass(frozen=True)
class Worth:
    """Worth by send type; `unit` is the page's median send value, the currency of the soft prices.

    `emphasis` is what the wishes multiply a type's worth by, types without one are missing; `triggers` are what history
    says to send more or less of.
    """

    types: Mapping[str, TypeWorth]
    unit: float
    emphasis: Mapping[str, float] = field(default_factory=dict)
    triggers: Triggers = field(default_factory=Triggers)

    def __getitem__(self, send_type: str) -> TypeWorth:
        return self.types[send_type]

    def weights(self, send_type: str, content_type: str | None = None) -> dict[str, float]:
        """How many times its forecast a send of the type and content counts, by reason."""
        return {"emphasis": self.emphasis.get(send_type, 1.0), "trigger": self.triggers.weight(send_type, content_type)}

    def weight(self, send_type: str) -> float:
        """The same of a send whose content is not known yet, all reasons together."""
        return prod(self.weights(send_type).values())

    def wanted(self, send_type: str) -> float:
        """Cents a send of the type counts for in the plan, emphasis and triggers included."""
        return self.types[send_type].cents * self.weight(send_type)

    @property
    def prices(self) -> Mapping[str, int | None]:
        """The planned price of each type, in cents; None unpriced."""
        return {key: worth.price_cents for key, worth in self.types.items()}


def worth_of(context: Context) -> Worth:
    """The worth of every send type of the catalogue on this page."""
    price = prices(context)
    mains = {
        t.key: _main_worth(context, t, price.get(t.key))
        for t in context.problem.catalogue.send_types.values()
        if not t.is_followup
    }
    followup = context.problem.catalogue.followup
    types = {**mains, followup.key: _followup_worth(context, mains)}
    usable = [mains[t.key].cents for t in context.problem.send_types if t.requires_price and not t.is_followup]
    unit = max(median(usable), 1.0) if usable else 1.0
    return Worth(types, unit, _emphasis(context), context.estimates.triggers)


def _emphasis(context: Context) -> dict[str, float]:
    """The emphasis on each send type: its own, else its category's."""
    emphasis = dict(context.problem.wishes.emphasis)
    return {
        t.key: emphasis.get(t.key, emphasis.get(t.category, 1.0))
        for t in context.problem.catalogue.send_types.values()
        if t.key in emphasis or t.category in emphasis
    }


def contacts(context: Context, send_type: SendType, channel: str | None = None) -> float:
    """How much of a contact with the audience a send is: 1 in a message channel, less on the wall."""
    key = channel or send_type.channel
    is_message = context.problem.catalogue.channels[key].is_message
    return 1.0 if is_message else context.params.estimate.wall_contact_weight


def contacts_by_day(context: Context, sends: Iterable[Send]) -> defaultdict[int, float]:
    """Contacts sends make on each day they stand on; 0 on any other."""
    types, found = context.problem.catalogue.send_types, defaultdict[int, float](float)
    for send in sends:
        found[send.day] += contacts(context, types[send.send_type], send.channel)
    return found


def fatigue_factor(context: Context, contact_count: float) -> float:
    """Value of a send on a day with that many contacts over its value on the page's usual day (log-linear)."""
    estimates = context.estimates
    return float((1.0 - estimates.fatigue_per_contact) ** (contact_count - estimates.contacts_per_day))


def repeat_factor(discount: float, copies: int) -> float:
    """Mean value of `copies` sends of one type on a day, over a single one: the j-th counts discount^(j-1)."""
    return sum(discount**j for j in range(copies)) / copies if copies else 1.0


def at_price(context: Context, send_type: str, usual: float, price_cents: int) -> float:
    """Worth at a price of a send that earns `usual` at the type's usual price: dearer sells less often."""
    reference = context.estimates.types[send_type].reference_price_cents
    if reference <= 0:
        return usual
    return usual * price_cents / reference * demand(price_cents, reference, context.estimates.elasticity.mean)


def _main_worth(context: Context, send_type: SendType, price: int | None) -> TypeWorth:
    estimates, creator = context.estimates, context.problem.creator
    rates = estimates.types[send_type.key]
    share = context.problem.catalogue.targets[send_type.default_target].reach_share
    recipients = creator.active_fans * (context.params.plan.expired_share if share is None else share)
    if price is not None:
        usual = recipients * rates.purchase_rate.mean * estimates.level.mean * rates.reference_price_cents
        return TypeWorth(usual, at_price(context, send_type.key, usual, price), price, recipients)
    if send_type.style_group in RENEWAL_GROUPS:
        cents = recipients * context.params.plan.renewal_lift * creator.subscription_price_cents
    else:
        cents = recipients * rates.view_rate.mean * estimates.view_value_cents
    return TypeWorth(cents, cents, None, recipients)


def _followup_worth(context: Context, mains: Mapping[str, TypeWorth]) -> TypeWorth:
    """A follow-up earns late purchases of its parent, at the parent's price, from viewers who did not buy."""
    parents = [t for t in context.problem.send_types if t.followup_parent]
    own = context.estimates.types[context.problem.catalogue.followup.key]
    if not parents:
        return TypeWorth(0.0, 0.0, None, 0.0)
    estimates = context.estimates
    reached = [_non_buying_viewers(context, t, mains[t.key]) for t in parents]
    cents = sum(
        people
        * (
            own.purchase_rate.mean * estimates.level.mean * (mains[t.key].price_cents or 0)
            + own.view_rate.mean * estimates.view_value_cents
        )
        for people, t in zip(reached, parents, strict=True)
    ) / len(parents)
    return TypeWorth(cents, cents, None, sum(reached) / len(parents))


def _non_buying_viewers(context: Context, parent: SendType, worth: TypeWorth) -> float:
    rates = context.estimates.types[parent.key]
    return worth.recipients * max(rates.view_rate.mean - rates.purchase_rate.mean, 0.0)
