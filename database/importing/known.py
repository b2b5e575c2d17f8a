"""What rows are held against: pages, the catalogue, the bank."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from database.importing.archive import archived_keys
from database.importing.attribution import Attribution, BankCaption
from database.importing.values import BadCellError, bounded_text, count, money_cents, named
from database.importing.words import Words, aliases
from database.store.pages import clock, find_named, read_catalogue
from database.tables import caption_bank
from eros.errors import CreatorNotFoundError
from eros.model.catalogue import ContentType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from database.importing.table import Row
    from database.store.marking import Step
    from eros.model.catalogue import Catalogue
    from eros.model.creator import Creator
    from eros.params.importing import ImportParams

__all__ = ["NO_NAME", "Known", "Options"]

NO_NAME = frozenset({"", "nan", "none", "null", "n/a", "#n/a"})
"""What other programs write into an empty cell."""

REMEMBERED = 10_000
"""Cells whose meaning is remembered while a file is read: columns say the same again and again."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person decides beforehand: take caption types as suggested, take rows of weeks that are over."""

    accept_suggestions: bool = False
    past: bool = False


@dataclass
class Known:
    """The database as rows see it, looked up once each; `page` is the page of rows that name none, `step` the import."""

    connection: Connection
    limits: ImportParams
    page: Creator | None
    step: Step
    options: Options = field(default_factory=Options)
    seen: dict[object, int] = field(default_factory=dict)
    _pages: dict[str, Creator | str] = field(default_factory=dict)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Send types and content types."""
        return read_catalogue(self.connection)

    @cached_property
    def attribution(self) -> Attribution:
        """Finds what messages were."""
        return Attribution(self.catalogue)

    @cached_property
    def send_types(self) -> dict[str, str]:
        """Names of send types for `choice`."""
        return named((key, send_type.display_name) for key, send_type in self.catalogue.send_types.items())

    @cached_property
    def caption_types(self) -> dict[str, str]:
        """Names of caption types for `choice`: those some send type uses."""
        types = {key for send_type in self.catalogue.send_types.values() for key in send_type.caption_types}
        return named((key, key) for key in sorted(types))

    @cached_property
    def content_types(self) -> dict[str, str]:
        """Names of content types for `choice`."""
        return named((key, content.name) for key, content in self.catalogue.content_types.items())

    @cached_property
    def captions(self) -> dict[int, BankCaption]:
        """The whole bank by id."""
        bank = caption_bank.c
        query = select(bank.caption_id, bank.creator_id, bank.caption_type, bank.content_type, bank.is_active)
        return {row.caption_id: BankCaption(*row) for row in self.connection.execute(query)}

    @cached_property
    def plan_words(self) -> dict[str, Words]:
        """What a plan's words mean, by field: keys, display names, and the shipped words."""
        catalogue = self.catalogue
        keyed = {
            "send_type": ("send type", catalogue.send_types),
            "channel": ("channel", catalogue.channels),
            "target": ("target", catalogue.targets),
            "status": ("status", {}),
        }
        return {field: Words(what, [*_names(known), *aliases(field)]) for field, (what, known) in keyed.items()}

    @cached_property
    def contents(self) -> Words:
        """Content types by key and name."""
        return Words("content type", _names(self.catalogue.content_types))

    @cached_property
    def as_of(self) -> datetime:
        """The clock of plans: now, in a demo its newest message."""
        return clock(self.connection, self.step.now)

    @cached_property
    def text(self) -> Callable[[str], str]:
        """Reads a text of bounded length."""
        return partial(bounded_text, longest=self.limits.max_text_chars)

    @cached_property
    def count(self) -> Callable[[str], int]:
        """Reads a bounded count."""
        return lru_cache(REMEMBERED)(partial(count, largest=self.limits.max_number))

    @cached_property
    def money(self) -> Callable[[str], int]:
        """Reads bounded dollars into cents."""
        return lru_cache(REMEMBERED)(partial(money_cents, largest=self.limits.max_number))

    @cached_property
    def archived(self) -> frozenset[str]:
        """Keys of the rows that could not be attributed before."""
        return archived_keys(self.connection)

    def page_or_reason(self, row: Row) -> Creator | str:
        """The page a row names, else the import's, else why there is none. A file without pages needs the import's."""
        name = row.cell("page")
        if name.casefold() in NO_NAME:
            return self.page or ("no page" if row.table.says("page") else "no page named for the file (--page)")
        try:
            return self._find(name)
        except BadCellError:
            return f"unknown page {name!r}"

    def page_of(self, row: Row) -> Creator | None:
        """The page a row names, else the import's; None where the row names an unknown one (noted)."""
        found: Creator | None = row.read("page", self._find, default=self.page)
        return found

    def page_named(self, name: str) -> Creator | None:
        """The page of a name, None where there is none."""
        try:
            return self._find(name)
        except BadCellError:
            return None

    def _find(self, name: str) -> Creator:
        if name not in self._pages:
            try:
                self._pages[name] = find_named(self.connection, name)
            except CreatorNotFoundError as error:
                self._pages[name] = str(error)
        found = self._pages[name]
        if isinstance(found, str):
            raise BadCellError(found)
        return found


def _names(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Display names and keys of catalogue entries, each with its key."""
    for key, entry in known.items():
        yield entry.name if isinstance(entry, ContentType) else entry.display_name, key
        yield key, key
