"""`eros validate-caption`."""

from __future__ import annotations

import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated

import typer

from eros.cli.options import JsonFlag, session_of
from eros.errors import ConfigurationError, ImportFileError

__all__ = ["validate_caption"]

_BLOCKED = 1

Money = Annotated[float | None, typer.Option(min=0, metavar="DOLLARS", help="The send's price, such as 19.69.")]


def validate_caption(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="The text, in quotes.")] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A file with the text; - is standard input.")
    ] = None,
    page: Annotated[str | None, typer.Option(help="The page whose vault, limits and voice it is held against.")] = None,
    send_type: Annotated[str | None, typer.Option("--type", metavar="SEND_TYPE", help="What it is for.")] = None,
    price: Money = None,
    single: Annotated[
        list[float] | None,
        typer.Option(min=0, metavar="DOLLARS", help="What a part of a bundle costs singly; may be repeated."),
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Check a text: content, limits, structure, emoji, fonts, voice, claims; exit code 1 when a HARD rule blocks it."""
    from eros import service
    from eros.render.texts import text_document, text_view

    session = session_of(context)
    report = service.check_text(
        session.store,
        _text(text, file),
        session.params,
        page=page,
        send_type=send_type,
        price_cents=None if price is None else _cents(price),
        singles_cents=[_cents(amount) for amount in single or ()],
    )
    if json:
        session.show_json(text_document(report))
    else:
        session.show(text_view(report))
    return _BLOCKED if report.verdict == "block" else 0


def _text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise ConfigurationError("Give one text: in quotes, or as --file FILE (- is standard input).")
    if file is None:
        return text or ""
    try:
        raw = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ImportFileError(f"{file} cannot be read ({error.strerror}). Name a text file.") from error
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{file} is no UTF-8 text ({error.reason}). Save it as UTF-8.") from error


def _cents(dollars: float) -> int:
    return int((Decimal(str(dollars)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
