"""`eros captions match`, `review` and `adopt`: what was sent, held against the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.options import JsonFlag, Page, session_of
from eros.render.words import counted, one_line, percent

if TYPE_CHECKING:
    from database.importing.review import Candidate
    from eros.cli.session import Session

__all__ = ["captions"]

captions = typer.Typer(no_args_is_help=True, help="Texts that were sent, and the captions they are.")

OptionalPage = Annotated[str | None, typer.Argument(metavar="[PAGE]", help="Of this page only.")]
_SHOWN = 20


@captions.command("match")
def match(context: typer.Context, page: OptionalPage = None, *, json: JsonFlag = False) -> None:
    """Hold texts without a caption against the bank; near ones are linked, doubtful ones wait for review."""
    from database.importing.review import find_matches

    session = session_of(context)
    found = find_matches(session.engine, page, params=session.params, step=session.step)
    if json:
        session.show_json({"messages": found.messages, "waiting": found.waiting, "pages": sorted(found.touched)})
        return
    session.tell(
        f"{counted(found.messages, 'message')} got the caption that is nearly their text; "
        f"{counted(found.waiting, 'text')} wait for review (eros captions review)."
    )


@captions.command("review")
def review(
    context: typer.Context,
    page: OptionalPage = None,
    *,
    accept: Annotated[list[int] | None, typer.Option(metavar="ID", help="It is that caption; may be repeated.")] = None,
    reject: Annotated[list[int] | None, typer.Option(metavar="ID", help="It is not; may be repeated.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also what was linked or decided before.")] = False,
    json: JsonFlag = False,
) -> None:
    """List texts that may be a caption, or decide about them. Every later import keeps to a decision."""
    from dataclasses import asdict

    from database.importing.review import candidates, decide

    session = session_of(context)
    if accept or reject:
        done = decide(
            session.engine, accept=accept or (), reject=reject or (), params=session.params, step=session.step
        )
        if json:
            session.show_json(asdict(done))
        else:
            session.tell(
                f"{counted(done.linked, 'message')} got a caption, {counted(done.unlinked, 'message')} lost one; "
                f"{len(candidates(session.engine, page))} left to review."
            )
        return
    found = candidates(session.engine, page, every=every)
    if json:
        session.show_json([asdict(candidate) for candidate in found])
        return
    for candidate in found[:_SHOWN]:
        _tell(session, candidate)
    if len(found) > _SHOWN:
        session.say(f"... and {len(found) - _SHOWN:,} more (--json lists all)")
    if found:
        session.say("Decide: eros captions review --accept ID --reject ID")
    else:
        session.say("Nothing to review.")


def _tell(session: Session, candidate: Candidate) -> None:
    status = "" if candidate.status == "open" else f", {candidate.status}"
    session.tell(
        f"{candidate.match_id}  {candidate.page_name}  {percent(candidate.likeness)} alike, "
        f"sent {counted(candidate.uses, 'time')}{status}\n"
        f"    text     {one_line(candidate.text)}\n"
        f"    caption  {one_line(candidate.caption_text)}  "
        f"({candidate.caption_id}, {candidate.caption_type}, {candidate.content_type})"
    )


@captions.command("adopt")
def adopt(
    context: typer.Context,
    page: Page,
    *,
    min_sends: Annotated[int, typer.Option(min=1, help="Only texts sent at least so often.")] = 2,
    content_type: Annotated[
        str | None, typer.Option(metavar="KEY", help="What texts promise whose messages do not say it.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added, add nothing.")] = False,
    json: JsonFlag = False,
) -> None:
    """Add texts a page has sent and no caption has to its own captions."""
    from dataclasses import asdict

    from database.importing.adopting import adopt_texts

    session = session_of(context)
    found = adopt_texts(
        session.own_engine,
        page,
        min_uses=min_sends,
        content_type=content_type,
        params=session.params,
        step=session.step,
        dry_run=dry_run,
    )
    if json:
        session.show_json([asdict(text) for text in found])
        return
    for text in found[:_SHOWN]:
        labels = ", ".join(label or "?" for label in (text.caption_type, text.content_type))
        session.tell(f"{text.outcome}: {one_line(text.text)}  (sent {counted(text.uses, 'time')}; {labels})")
    if len(found) > _SHOWN:
        session.say(f"... and {len(found) - _SHOWN:,} more (--json lists all)")
    added = sum(text.outcome == "added" for text in found)
    verb = "Would add" if dry_run else "Added"
    session.tell(f"{verb} {counted(added, 'caption')} to {page}; {len(found) - added:,} of {len(found):,} not.")
    if any(text.outcome == "content type unknown" for text in found):
        session.say("Where the content type is unknown, name it (--content-type beach_set).")
