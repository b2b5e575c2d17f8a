"""A week that has begun: what of its saved version stands, whatever is planned from a moment on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from eros.model.catalogue import Catalogue
    from eros.model.schedule import Send
    from eros.params.running import RunningParams

__all__ = ["begun_sends", "is_stale", "with_stale"]


def is_stale(send: Send, moment: datetime, running: RunningParams) -> bool:
    """True for a send nobody marked whose time is past by more than the tolerance: it is no longer to go out."""
    late = send.status == "planned" and moment - send.utc > timedelta(minutes=running.stale_minutes)
    return late or send.status == "stale"


def with_stale(sends: Sequence[Send], moment: datetime, running: RunningParams) -> tuple[Send, ...]:
    """The sends, those that are stale by `moment` marked as such."""
    return tuple(send.with_(status="stale") if is_stale(send, moment, running) else send for send in sends)


def begun_sends(
    sends: Sequence[Send], catalogue: Catalogue, moment: datetime, running: RunningParams
) -> tuple[Send, ...]:
    """The sends of a saved week that a plan from `moment` on must leave as they are, in their order.

    What went out, what is past (stale where nobody marked it in time), what starts before the lead is over, and the
    follow-ups that hang on a send which went out or is about to.
    """
    known = with_stale(sends, moment, running)
    opening = moment + timedelta(minutes=running.lead_minutes)
    kept = {send.ref for send in known if send.settled or (send.stands and send.utc < opening)}
    going = {send.ref for send in known if send.ref in kept and send.status != "stale"}
    hanging = {
        send.ref
        for send in known
        if send.parent_ref in going and send.stands and catalogue.send_types[send.send_type].is_followup
    }
    return tuple(send for send in known if send.ref in kept | hanging)
