"""History in, numbers out: what each send, caption, hour and day is worth on a page, with n and an interval."""

from __future__ import annotations

from eros.estimate.interval import wilson
from eros.estimate.length import length_factor
from eros.estimate.page import estimate, recent_curve
from eros.estimate.volume import volume_for

__all__ = ["estimate", "length_factor", "recent_curve", "volume_for", "wilson"]
