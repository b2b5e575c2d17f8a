"""`eros creators`, `analyze`, `page add` and `page set`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from eros.cli.options import JsonFlag, Page, Week, parse_date, session_of
from eros.model.creator import Creator

__all__ = ["analyze", "creators", "page"]

page = typer.Typer(no_args_is_help=True, help="Set up pages and change their facts.")

PageTypeOption = Literal["paid", "free"]
SubTypeOption = Literal["porno_commercial", "porno_amateur", "softcore", "lifestyle"]
Zone = Annotated[str | None, typer.Option("--timezone", metavar="ZONE", help="IANA name, such as America/Los_Angeles.")]
Fans = Annotated[int | None, typer.Option("--fans", min=0, help="Active fans.")]
Price = Annotated[float | None, typer.Option("--price", min=0, help="Subscription price a month, such as 9.99.")]
Country = Annotated[str | None, typer.Option("--country", metavar="CC", help="Country of its holidays, such as US.")]
Tier = Annotated[int | None, typer.Option("--tier", min=1, max=5, help="1 (best) to 5.")]
Shared = Annotated[bool | None, typer.Option("--shared-captions/--own-captions", help="Which captions it may use.")]
Label = Annotated[str | None, typer.Option("--display-name", help="The name shown.")]


def creators(context: typer.Context, *, json: JsonFlag = False) -> None:
    """List the active pages."""
    from eros.render.creators import creators_document, creators_table

    session = session_of(context)
    summaries = session.store.creators(count_messages=True)
    if json:
        session.show_json(creators_document(summaries))
    elif summaries:
        session.show(creators_table(summaries, width=session.out.width))
    else:
        session.say("No pages yet. `eros page add` makes one.")


def analyze(context: typer.Context, page: Page, *, week: Week = None, json: JsonFlag = False) -> None:
    """Show what history says about a page: condition, hours, volume, send types, content."""
    from eros import service
    from eros.render.analysis import analysis_document, analysis_view

    session = session_of(context)
    found = service.analyze(session.store, page, session.params, now=session.now, week=parse_date(week))
    if json:
        session.show_json(analysis_document(found.creator, found.messages, found.estimates))
    else:
        session.show(analysis_view(found.creator, found.messages, found.estimates, ascii_only=session.ascii_only))


@page.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits, _ - and .")],
    *,
    page_type: Annotated[PageTypeOption, typer.Option("--type", help="Paid or free page.")],
    sub_type: Annotated[SubTypeOption, typer.Option("--sub-type", help="What the page is.")],
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="IANA name, such as America/Los_Angeles.")],
    fans: Annotated[int, typer.Option(min=0, help="Active fans.")],
    price: Price = None,
    country: Country = None,
    tier: Tier = None,
    shared_captions: Shared = None,
    display_name: Label = None,
) -> None:
    """Set up a page from five facts: name, type, sub-type, time zone, fans."""
    from database.pages import add_page

    session = session_of(context)
    made = add_page(
        session.own_engine,
        name=name,
        page_type=page_type,
        sub_type=sub_type,
        timezone=timezone,
        fans=fans,
        now=session.now,
        **_given(
            subscription_price_cents=_cents(price),
            country=country,
            tier=tier,
            use_shared_captions=shared_captions,
            display_name=display_name,
        ),
    )
    session.tell(f"Added {_facts(made)}.")


@page.command("set")
def change(
    context: typer.Context,
    page: Page,
    *,
    page_type: Annotated[PageTypeOption | None, typer.Option("--type", help="Paid or free page.")] = None,
    sub_type: Annotated[SubTypeOption | None, typer.Option("--sub-type", help="What the page is.")] = None,
    timezone: Zone = None,
    fans: Fans = None,
    price: Price = None,
    country: Country = None,
    tier: Tier = None,
    shared_captions: Shared = None,
    display_name: Label = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Inactive pages are not planned.")] = None,
) -> None:
    """Change facts of a page; what is not named stays."""
    from database.pages import set_page

    session = session_of(context)
    changed = set_page(
        session.own_engine,
        page,
        now=session.now,
        params=session.params.refresh,
        **_given(
            page_type=page_type,
            sub_type=sub_type,
            timezone=timezone,
            fans=fans,
            subscription_price_cents=_cents(price),
            country=country,
            tier=tier,
            use_shared_captions=shared_captions,
            display_name=display_name,
            is_active=active,
        ),
    )
    session.tell(f"{_facts(changed)}.")


def _given(**values: Any) -> Any:
    return {name: value for name, value in values.items() if value is not None}


def _cents(price: float | None) -> int | None:
    return None if price is None else round(100 * price)


def _facts(creator: Creator) -> str:
    state = "" if creator.is_active else ", inactive"
    return (
        f"{creator.page_name}: {creator.page_type} page, {creator.sub_type}, {creator.timezone}, "
        f"{creator.active_fans:,} fans{state}"
    )
