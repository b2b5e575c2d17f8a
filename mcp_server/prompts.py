"""Prompts a person may pick: plan a week, look at a page; and the names their arguments may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcp import types

from eros.errors import KeyNotFoundError
from mcp_server.errors import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcp_server.session import Session

__all__ = ["PROMPTS", "complete", "prompt"]

_CREATOR = types.PromptArgument(name="creator_id", description="Id or page name.", required=True)
_WEEK = types.PromptArgument(name="week_start", description="Monday, YYYY-MM-DD; default: the next.", required=False)
_EMPHASIS = types.PromptArgument(
    name="send_type_key", description="A send type there should be more of.", required=False
)

PROMPTS = (
    types.Prompt(
        name="generate_schedule",
        title="Plan a week",
        description="Plan one page's week, look at it, save it as a draft.",
        arguments=[_CREATOR, _WEEK, _EMPHASIS],
    ),
    types.Prompt(
        name="analyze_creator",
        title="Look at a page",
        description="What history says about a page and what to change.",
        arguments=[_CREATOR],
    ),
)
MOST_COMPLETIONS = 100
LONGEST_ARGUMENT = 200


def prompt(name: str, arguments: Mapping[str, str]) -> types.GetPromptResult:
    """The messages of a prompt; raises KeyNotFoundError for a prompt or an argument there is not, or one that is missing."""
    found = next((p for p in PROMPTS if p.name == name), None)
    if found is None:
        raise KeyNotFoundError(f"No prompt {shown(name)}. There are: {', '.join(p.name for p in PROMPTS)}.")
    known = {argument.name: argument for argument in found.arguments or ()}
    for given, value in arguments.items():
        if given not in known:
            raise KeyNotFoundError(f"Prompt {name} has no argument {shown(given)}. It takes {', '.join(known)}.")
        if len(value) > LONGEST_ARGUMENT or "\n" in value:
            raise KeyNotFoundError(
                f"{given} of prompt {name} must be one line of at most {LONGEST_ARGUMENT} characters."
            )
    for argument in known.values():
        if argument.required and not arguments.get(argument.name):
            raise KeyNotFoundError(f"Prompt {name} needs {argument.name} ({argument.description})")
    text = _schedule(arguments) if name == "generate_schedule" else _analysis(arguments)
    message = types.PromptMessage(role="user", content=types.TextContent(text=text))
    return types.GetPromptResult(description=found.description, messages=[message])


def complete(session: Session, argument: str, typed: str) -> types.CompleteResult:
    """Names that fit what was typed: those that begin with it, then those that hold it."""
    names: Iterable[str] = ()
    if argument == "creator_id":
        names = [summary.creator.page_name for summary in session.store.creators()]
    elif argument == "send_type_key":
        names = session.store.catalogue().send_types
    sought = typed.casefold()
    fitting = [name for name in names if sought in name.casefold()]
    fitting.sort(key=lambda name: not name.casefold().startswith(sought))
    return types.CompleteResult(
        completion=types.Completion(
            values=fitting[:MOST_COMPLETIONS], total=len(fitting), has_more=len(fitting) > MOST_COMPLETIONS
        )
    )


def _schedule(arguments: Mapping[str, str]) -> str:
    creator, week = arguments["creator_id"], arguments.get("week_start")
    when = f"the week from {week}" if week else "next week"
    emphasis = arguments.get("send_type_key")
    wish = f" Put the emphasis on {emphasis} through wishes." if emphasis else ""
    return (
        f"Plan {when} for the page {creator}.{wish} Call get_creator_profile and get_performance_trends first and say in two "
        "sentences how the page stands. Then call save_schedule without items as a dry run, and report sends a day, the "
        "forecast with its interval, every shortfall with its rule, and the warnings worth money. Ask before saving; save "
        "with dry_run=false as a draft."
    )


def _analysis(arguments: Mapping[str, str]) -> str:
    return (
        f"Look at the page {arguments['creator_id']}: get_creator_profile, get_performance_trends, "
        "get_content_type_rankings, get_best_timing and get_vault_availability. Say how saturated the audience is, which "
        "content and hours earn, how sure that is (n and interval), what is missing in the vault, and the three changes for "
        "the next week that are worth most. Numbers come from the tools only."
    )
