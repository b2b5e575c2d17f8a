"""An invented fleet with known truth: what the demo database holds and what estimates are tested against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.digest import seed_from
from eros.simulate.captions import Captions, draw_captions
from eros.simulate.effects import plant
from eros.simulate.history import Messages, draw_messages
from eros.simulate.lexicon import lexicon
from eros.simulate.pages import Page, fleet
from eros.simulate.truth import EDITS

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue
    from eros.simulate.response import Truth

__all__ = ["World", "world"]


@dataclass(frozen=True)
class World:
    """Pages, captions and messages of one seed, and the truth they were drawn from."""

    seed: int
    pages: tuple[Page, ...]
    captions: Captions
    messages: Messages
    truth: Truth

    def message_texts(self) -> list[str]:
        """The text of every message: its caption's, with what a hand added; "" without a caption."""
        bank = (*self.captions.texts, "")
        ends = (*(f" {edit}" for edit in EDITS), "")
        rows = zip(self.messages.caption.tolist(), self.messages.edit.tolist(), strict=True)
        return [bank[caption] + ends[edit] if caption >= 0 else "" for caption, edit in rows]


def world(seed: int, catalogue: Catalogue) -> World:
    """The world of this seed; the same seed gives the same world on every machine."""
    words = lexicon()

    def rng(part: str) -> np.random.Generator:
        return np.random.default_rng(seed_from(seed, part))

    pages = fleet(rng("pages"), catalogue, words)
    captions = draw_captions(rng("captions"), catalogue, pages, words)
    truth = plant(rng("truth"), seed, catalogue, pages, captions)
    return World(seed, pages, captions, draw_messages(seed, catalogue, pages, captions, truth), truth)
