"""Every SOFT check that bears on a text in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.text.bundle import check_bundle
from eros.text.check import passed, review
from eros.text.claims import check_claims
from eros.text.emoji import check_emoji
from eros.text.fonts import check_fonts
from eros.text.length import check_length
from eros.text.structure import check_ppv, check_wall
from eros.text.voice import check_voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import PpvStyle, SendType
    from eros.model.creator import Persona
    from eros.params.text import TextParams
    from eros.text.check import Check

__all__ = ["Draft", "label_checks", "read_checks", "soft_checks", "text_faults"]

_ANY_FAMILY = "default"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and the place it is for; None and empty where nothing is known, then nothing is held against it.

    `on_wall` is True where the send's channel is no message channel. `singles_cents` are the prices of a bundle's parts
    when bought singly; `tone` and `family` the bank's labels; `parent_style` the PPV style a follow-up's parent has.
    """

    text: str
    send_type: SendType | None = None
    on_wall: bool = False
    price_cents: int | None = None
    singles_cents: tuple[int, ...] = ()
    tone: str | None = None
    family: str | None = None
    parent_style: PpvStyle | None = None


def soft_checks(draft: Draft, params: TextParams, persona: Persona | None = None) -> tuple[Check, ...]:
    """The SOFT checks that apply: those by labels, then those by reading, `honesty` last."""
    return (*label_checks(draft, params), *read_checks(draft, params, persona))


def text_faults(draft: Draft, params: TextParams, persona: Persona | None = None) -> tuple[str, ...]:
    """Ids of the SOFT rules by which another text would be better in this place, in the order of the checks."""
    return tuple(check.rule for check in soft_checks(draft, params, persona) if check.fix)


def label_checks(draft: Draft, params: TextParams) -> Iterator[Check]:
    """The checks that need no word of the text: its length, its family."""
    send_type = draft.send_type
    if send_type is None:
        return
    if not send_type.requires_price:
        yield check_length(draft.text, send_type.length_class, params)
    if send_type.is_followup and draft.family is not None and draft.parent_style is not None:
        yield _check_family(draft.family, draft.parent_style)


def read_checks(draft: Draft, params: TextParams, persona: Persona | None) -> Iterator[Check]:
    """The checks that read the text; many times as dear as those by labels."""
    text, send_type = draft.text, draft.send_type
    if send_type is not None:
        yield from _of_structure(draft, send_type, params)
    yield check_emoji(text, params, None if persona is None else persona.emoji_frequency)
    yield check_fonts(text, params)
    is_bundle = send_type is not None and send_type.style_group == "bundle"
    if is_bundle:
        yield check_bundle(text, draft.price_cents, draft.singles_cents)
    if persona is not None:
        yield check_voice(text, persona, params, draft.tone)
    yield check_claims(text, "value" if is_bundle else None)


def _of_structure(draft: Draft, send_type: SendType, params: TextParams) -> Iterator[Check]:
    """What the send type asks of structure; a wall text shorter than three parts take is left alone."""
    if send_type.is_ppv:
        yield check_ppv(draft.text, params)
    if draft.on_wall and send_type.length_class != "short":
        yield check_wall(draft.text, params)


def _check_family(family: str, style: PpvStyle) -> Check:
    """Rule `followup-text`: a follow-up speaks of its parent's style, or of none."""
    if family in (style, _ANY_FAMILY):
        return passed("followup-text", f"family {family} after a {style}")
    return review("followup-text", f"family {family} after a {style}", f"choose one of family {style} or {_ANY_FAMILY}")
