"""One text, held against everything a page and a send type ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.errors import ConfigurationError
from eros.estimate.length import length_factor
from eros.model.lookup import named
from eros.params.rollout import params_for
from eros.rules.captions import content_fault, is_blocked
from eros.text.check import Check, TextReport, passed, review
from eros.text.content_match import hidden_content, lacking_keys, named_content
from eros.text.faults import Draft, soft_checks
from eros.text.length import length_class
from eros.text.patterns import first_match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.caption import Restrictions
    from eros.params import Params
    from eros.ports import Store

__all__ = ["check_text"]


def check_text(
    store: Store,
    text: str,
    params: Params,
    *,
    page: str | None = None,
    send_type: str | None = None,
    price_cents: int | None = None,
    singles_cents: Sequence[int] = (),
) -> TextReport:
    """Check a text for a page, a send type and a price; what is not given is not held against it.

    Raises ConfigurationError for an empty text, CreatorNotFoundError, KeyNotFoundError.
    """
    readable = text.encode("utf-8", "replace").decode()  # what came from a terminal may hold half a character
    if not readable.strip():
        raise ConfigurationError("The text is empty. Give it in quotes, or in a file.")
    catalogue = store.catalogue()
    kind = None if send_type is None else named(catalogue.send_types, send_type, "send type")
    creator = None if page is None else store.creator(page)
    hard: tuple[Check, ...] = (_unheld(readable),)
    persona = None
    if creator is not None:
        vault = frozenset(item.content_type for item in store.vault(creator.creator_id))
        limits = store.restrictions(creator.creator_id)
        hard = (_content(readable, lacking_keys(catalogue.content_types, vault)), _restricted(readable, limits))
        persona = store.persona(creator.creator_id)
        params = params_for(params, creator.creator_id)
    draft = Draft(
        readable,
        kind,
        on_wall=kind is not None and not catalogue.channels[kind.channel].is_message,
        price_cents=price_cents,
        singles_cents=tuple(singles_cents),
    )
    return TextReport(
        readable,
        None if creator is None else creator.page_name,
        send_type,
        (*hard, *soft_checks(draft, params.text, persona)),
        len(readable.strip()),
        length_class(readable, params.text),
        length_factor(readable, params) if kind is not None and kind.requires_price else None,
    )


def _content(text: str, lacking: frozenset[str]) -> Check:
    if missing := content_fault(text, lacking):
        said = f"names {', '.join(sorted(missing))}, which the vault lacks"
        return Check("content-match", "block", said, "say what the media shows, or add it to the vault")
    if hidden := hidden_content(text) & lacking:
        said = f"seems to name {', '.join(sorted(hidden))} in disguise, which the vault lacks"
        return review("content-match", said, "spell it plainly or leave it out")
    held = named_content(text)
    return passed("content-match", f"names {', '.join(sorted(held))}" if held else "names no content")


def _unheld(text: str) -> Check:
    """Without a page there is no vault to hold a text against."""
    found = named_content(text) | hidden_content(text)
    said = f"names {', '.join(sorted(found))}; a page's vault decides" if found else "names no content"
    return passed("content-match", said)


def _restricted(text: str, limits: Restrictions) -> Check:
    if is_blocked(text, None, None, limits):
        pattern = first_match(text, limits.hard_patterns)
        return Check("restrictions", "block", f"matches {pattern!r}, which the page forbids", "say it in other words")
    if (pattern := first_match(text, limits.soft_patterns)) is not None:
        return review("restrictions", f"matches {pattern!r}, which the page wants to see", "let the page decide")
    return passed("restrictions", "nothing the page forbids")
