"""The Markdown pages: their blocks, links and anchors, and what may be wrong with them, as sentences."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import yaml
from markdown_it import MarkdownIt
from typer.main import get_command

from eros.cli.app import app
from tests.project.regenerate import DEMO_PAGES, PAGES, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from markdown_it.token import Token

REASONS: Mapping[str, str] = {
    "an overview": "its commands are held against the program; the pages it leads to run them",
    "another program": "Claude Code, a package registry or a client that a test cannot count on",
    "minutes": "the whole gate, or a measurement; it says what it prints",
    "a server": "PostgreSQL: tests/cli/test_postgresql.py runs its statements and commands where one can be started",
    "the reader's files": "names files only the reader has; commands are held against the program",
    "tested by itself": "its commands have tests in tests/cli, in cases the page does not show",
}
"""Why a block may be shown without being run: `<!-- not run: REASON -->` stands above it, or its page is in SHOWN."""

EXECUTED = {
    "docs/GETTING_STARTED.md",
    "docs/USER_GUIDE.md",
    "docs/how-to/ask-why.md",
    "docs/how-to/set-up-a-page.md",
    "docs/how-to/check-a-text.md",
    "docs/how-to/turn-a-rule-off.md",
}
"""Pages whose shell blocks (`eros` commands alone) and Python blocks are run in order by tests/cli."""

SHOWN = {
    "CLAUDE.md": "minutes",
    "README.md": "an overview",
    "docs/how-to/ask-why.md": "tested by itself",
    "docs/how-to/change-a-week.md": "tested by itself",
    "docs/how-to/repair.md": "tested by itself",
    "docs/how-to/share-on-postgresql.md": "a server",
    "docs/how-to/verify-a-week.md": "tested by itself",
    "docs/reference/import.md": "the reader's files",
}
"""Pages none of whose blocks is run as it stands, and why."""

FOLLOWED = {
    "docs/how-to/add-a-rule.md",
    "docs/how-to/add-a-send-type.md",
    "docs/how-to/add-an-import-layout.md",
    "docs/how-to/change-the-schema.md",
}
"""Pages whose steps are done in a copy of the tree by tests/project/test_how_to.py."""

CHECKED = {"mermaid"}
"""Languages whose blocks are held against the code: the drawing of the architecture."""

NOT_RUN = re.compile(r"<!-- not run: (.+?) -->")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Block:
    """A fenced block: what stands behind its fence, its text, and the reason why it is not run, if one is given."""

    info: str
    text: str
    reason: str | None

    @property
    def language(self) -> str:
        """The first word behind the fence."""
        return self.info.split()[0] if self.info else ""


@dataclass(frozen=True)
class Page:
    """A Markdown file."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Its path from the top."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def tokens(self) -> list[Token]:
        """What the parser makes of it."""
        return _MARKDOWN.parse(self.text)

    @property
    def blocks(self) -> list[Block]:
        """Its fenced blocks, in order."""
        before = [None, *self.tokens]
        return [
            Block(token.info.strip(), token.content, _reason(above))
            for above, token in zip(before, self.tokens, strict=False)
            if token.type == "fence"
        ]

    @property
    def links(self) -> list[str]:
        """Where its links and pictures lead."""
        inner = [part for token in self.tokens for part in token.children or ()]
        found = [part.attrGet("href") if part.type == "link_open" else part.attrGet("src") for part in inner]
        return [str(target) for target in found if target]

    @property
    def anchors(self) -> set[str]:
        """The anchors of its headings, as GitHub makes them."""
        heads = [
            after for token, after in zip(self.tokens, self.tokens[1:], strict=False) if token.type == "heading_open"
        ]
        return {_slug("".join(part.content for part in head.children or ())) for head in heads}

    @property
    def commands(self) -> list[str]:
        """The command lines of its shell blocks, as far as they call eros; without what calls the environment."""
        return [command for block in self.blocks for command in eros_commands(block)]

    @property
    def runnable(self) -> list[Block]:
        """Its shell and Python blocks without a reason not to be run, in order."""
        return [block for block in self.blocks if block.reason is None and block.language in ("sh", "python")]


def _reason(above: Token | None) -> str | None:
    found = NOT_RUN.fullmatch(above.content.strip()) if above is not None and above.type == "html_block" else None
    return None if found is None else found[1]


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def eros_commands(block: Block) -> list[str]:
    """The command lines of a shell block that call eros."""
    if block.language != "sh":
        return []
    lines = block.text.replace("\\\n", " ").splitlines()
    parts = [part.strip().removeprefix(".venv/bin/") for line in lines for part in _code(line).split("&&")]
    return [part for part in parts if part.startswith("eros ")]


def _code(line: str) -> str:
    return re.sub(r"(^|\s)#.*", "", line)


def page_at(name: str) -> Page:
    """One page by its path from the top."""
    return Page(ROOT / name, (ROOT / name).read_text("utf-8"))


def read_pages(root: Path = ROOT, *patterns: str) -> list[Page]:
    """Every page of the project, or those of `patterns`; raises ValueError where there is none to inspect."""
    found = [
        path for pattern in patterns or ("*.md", "docs/**/*.md", "database/**/*.md") for path in root.glob(pattern)
    ]
    if not found:
        raise ValueError(f"{root} has no Markdown page")
    return [Page(path, path.read_text("utf-8")) for path in sorted(found)]


def link_faults(page: Page) -> list[str]:
    """Relative links and anchors that lead nowhere."""
    faults = []
    for link in page.links:
        target, _, anchor = link.partition("#")
        if ":" in target:
            continue
        place = page.path.parent / target
        if target and not place.exists():
            faults.append(link)
            continue
        there = Page(place, place.read_text("utf-8")) if target and place.suffix == ".md" else page
        if anchor and anchor not in there.anchors:
            faults.append(link)
    return faults


def block_faults(page: Page) -> list[str]:
    """Blocks that nothing runs, writes or checks, without a reason why; data that does not parse."""
    if page.name in PAGES or page.name in DEMO_PAGES:
        return [fault for block in page.blocks for fault in _data_faults(block)]
    return [fault for block in page.blocks for fault in (*_data_faults(block), *_unrun_faults(page, block))]


def _unrun_faults(page: Page, block: Block) -> list[str]:
    first = f"{block.info}: {block.text.splitlines()[0] if block.text else ''}"
    if block.reason is not None:
        return [] if block.reason in REASONS else [f"no accepted reason {block.reason!r}: {first}"]
    if page.name in {*FOLLOWED, *SHOWN} or block.language in CHECKED:
        return []
    if page.name in EXECUTED and block.language == "python":
        return []
    if page.name in EXECUTED and block.language == "sh":
        lines = [line for line in map(_code, block.text.replace("\\\n", " ").splitlines()) if line.strip()]
        return [] if len(lines) == len(eros_commands(block)) else [f"not only eros commands: {first}"]
    return [f"nothing runs it: {first}"]


def _data_faults(block: Block) -> list[str]:
    try:
        if block.language == "json":
            json.loads(block.text)
        if block.language == "yaml":
            yaml.safe_load(block.text)
    except (ValueError, yaml.YAMLError) as error:
        return [f"{block.language} that does not parse: {error}"]
    return []


def command_faults(page: Page) -> dict[str, str]:
    """Command lines with the word the program does not know; also those that stand in the running text."""
    inline = [
        part.content
        for token in page.tokens
        for part in token.children or ()
        if part.type == "code_inline" and re.fullmatch(r"eros [-a-z].*", part.content)
    ]
    return {command: wrong for command in (*page.commands, *inline) if (wrong := misuse(command))}


@cache
def _program() -> Any:
    return get_command(app)


def misuse(command: str) -> str | None:
    """What a command line says that the program does not know."""
    words = shlex.split(command)[1:]
    here = _program()
    known = {option for part in here.params for option in part.opts}
    while words and words[0] in known:
        words = words[2:]
    while words and hasattr(here, "commands"):
        if set(words[0]) & set("|/"):  # several at once: `eros db check|repair`
            return next((word for word in re.split(r"[|/]", words[0]) if word not in here.commands), None)
        word = words.pop(0)
        if word not in here.commands:
            return None if re.fullmatch(r"[A-Z]+|\.\.\.", word) else word
        here = here.commands[word]
    known = {option for part in here.params for option in (*part.opts, *part.secondary_opts)} | {"--help"}
    return next((word for word in words if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known), None)
