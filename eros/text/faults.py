"""Every SOFT rule that bears on a text in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eros.text.bundle import bundle_faults, check_bundle
from eros.text.check import TextRule, passed, review
from eros.text.claims import check_claims, claim_faults
from eros.text.emoji import check_emoji, emoji_faults
from eros.text.fonts import check_fonts, font_faults
from eros.text.length import check_length, length_faults
from eros.text.structure import check_ppv, check_wall, ppv_faults, wall_faults
from eros.text.voice import check_voice, voice_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import PpvStyle, SendType
    from eros.model.creator import Persona
    from eros.params.text import TextParams
    from eros.text.check import Check, Fault

__all__ = ["Asked", "Draft", "asked_of_labels", "asked_of_words", "soft_checks", "text_faults"]

Asked = tuple[TextRule, tuple[Any, ...]]
"""A rule and what its `faults` and its `check` take."""
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
    return tuple(rule.check(*given) for rule, given in _asked(draft, params, persona))


def text_faults(draft: Draft, params: TextParams, persona: Persona | None = None) -> tuple[str, ...]:
    """Ids of the SOFT rules by which another text would be better in this place, in the order of the checks."""
    return tuple(rule.id for rule, given in _asked(draft, params, persona) if rule.is_broken(*given))


def asked_of_labels(draft: Draft, params: TextParams) -> Iterator[Asked]:
    """The rules that need no word of the text: on its length, its family."""
    send_type = draft.send_type
    if send_type is None:
        return
    if not send_type.requires_price:
        yield _LENGTH, (draft.text, send_type.length_class, params)
    if send_type.is_followup and draft.family is not None and draft.parent_style is not None:
        yield _FAMILY, (draft.family, draft.parent_style)


def asked_of_words(draft: Draft, params: TextParams, persona: Persona | None) -> Iterator[Asked]:
    """The rules that read the text; a wall text shorter than three parts take is not asked for them."""
    text, send_type = draft.text, draft.send_type
    if send_type is not None and send_type.is_ppv:
        yield _PPV, (text, params)
    if send_type is not None and draft.on_wall and send_type.length_class != "short":
        yield _WALL, (text, params)
    yield _EMOJI, (text, params, None if persona is None else persona.emoji_frequency)
    yield _FONTS, (text, params)
    is_bundle = send_type is not None and send_type.style_group == "bundle"
    if is_bundle:
        yield _BUNDLE, (text, draft.price_cents, draft.singles_cents)
    if persona is not None:
        yield _VOICE, (text, persona, params, draft.tone)
    yield _CLAIMS, (text, "value" if is_bundle else None)


def _asked(draft: Draft, params: TextParams, persona: Persona | None) -> Iterator[Asked]:
    yield from asked_of_labels(draft, params)
    yield from asked_of_words(draft, params, persona)


def _check_family(family: str, style: PpvStyle) -> Check:
    """Rule `followup-text`: a follow-up speaks of its parent's style, or of none."""
    for fault in _family_faults(family, style):
        return review("followup-text", *fault)
    return passed("followup-text", f"family {family} after a {style}")


def _family_faults(family: str, style: PpvStyle) -> Iterator[Fault]:
    if family not in (style, _ANY_FAMILY):
        yield f"family {family} after a {style}", f"choose one of family {style} or {_ANY_FAMILY}"


_LENGTH = TextRule("length-class", length_faults, check_length)
_FAMILY = TextRule("followup-text", _family_faults, _check_family)
_PPV = TextRule("ppv-structure", ppv_faults, check_ppv)
_WALL = TextRule("wall-structure", wall_faults, check_wall)
_EMOJI = TextRule("emoji", emoji_faults, check_emoji)
_FONTS = TextRule("fonts", font_faults, check_fonts)
_BUNDLE = TextRule("bundle-value", bundle_faults, check_bundle)
_VOICE = TextRule("voice", voice_faults, check_voice)
_CLAIMS = TextRule("honesty", claim_faults, check_claims)
