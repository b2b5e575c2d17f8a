"""What the Claude Code bundle holds, and what may be wrong with it: each check gives its faults as sentences."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from database.catalogue import read_seed
from eros.rules import HARD
from mcp_server.registry import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eros.params import Params

ROOT = Path(__file__).parents[2]
SPELLINGS = ("mcp__eros-db__", "mcp__plugin_eros_eros-db__")
SECTIONS = (
    "Mission", "Invocation context", "Constraints", "Steps", "Reasoning", "Output", "Error handling",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of prompt file: where it lies, which keys it must and may have, which one lists its tools, its limits."""

    pattern: str
    required: frozenset[str]
    optional: frozenset[str]
    tools_key: str
    longest: int


KINDS = {
    "agent": Kind(
        "agents/*.md",
        frozenset({"name", "description", "tools", "model"}),
        frozenset({"skills", "maxTurns", "color", "effort"}),
        "tools",
        80,
    ),
    "skill": Kind(
        "skills/*/SKILL.md",
        frozenset({"name", "description", "allowed-tools"}),
        frozenset({"license", "compatibility", "metadata"}),
        "allowed-tools",
        150,
    ),
    "command": Kind(
        "commands/**/*.md",
        frozenset({"description", "allowed-tools"}),
        frozenset({"argument-hint", "model"}),
        "allowed-tools",
        40,
    ),
}
LONGEST_NAME, LONGEST_DESCRIPTION = 64, 1024
MODELS = {"sonnet", "opus", "haiku", "inherit"}
LONGEST_REFERENCE = 150


class _Strict(yaml.SafeLoader):
    """YAML that forgives nothing: a key twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the base's own
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"{sorted(twice)} twice", node.start_mark)
        return super().construct_mapping(node, deep=deep)


@dataclass(frozen=True)
class Prompt:
    """A file with frontmatter."""

    kind: str
    path: Path
    text: str

    @cached_property
    def front(self) -> dict[str, Any]:
        """The frontmatter; raises ValueError where it is none."""
        found = re.match(r"---\n(.*?)\n---\n", self.text, re.DOTALL)
        if found is None:
            raise ValueError(f"{self.path}: no frontmatter")
        try:
            front = yaml.load(found[1], _Strict)  # noqa: S506 - a SafeLoader
        except yaml.YAMLError as error:
            raise ValueError(f"{self.path}: {error}") from error
        if not isinstance(front, dict):
            raise ValueError(f"{self.path}: frontmatter is no mapping")  # noqa: TRY004 - what is wrong is the file
        return front

    @cached_property
    def body(self) -> str:
        """What follows the frontmatter."""
        return self.text.split("\n---\n", 1)[1]

    @property
    def tools(self) -> list[str]:
        """The tools as the client reads them."""
        return [name for name in re.split(r"[,\s]+", str(self.front.get(KINDS[self.kind].tools_key, ""))) if name]

    @property
    def bare_tools(self) -> set[str]:
        """The tools without what a client puts before their names."""
        return {name.rpartition("__")[2] for name in self.tools}

    def section(self, title: str) -> str:
        """The text under a heading."""
        found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", self.body, re.MULTILINE | re.DOTALL)
        return "" if found is None else found[1]


def prompts(folder: Path = ROOT / ".claude") -> list[Prompt]:
    """Every agent, skill and command; raises ValueError where a kind has none, for then nothing would be inspected."""
    found = [
        Prompt(name, path, path.read_text("utf-8"))
        for name, kind in KINDS.items()
        for path in sorted(folder.glob(kind.pattern))
    ]
    if missing := KINDS.keys() - {prompt.kind for prompt in found}:
        raise ValueError(f"{folder} has no {', no '.join(sorted(missing))}")
    return found


def pages(folder: Path = ROOT / ".claude") -> dict[Path, str]:
    """Every Markdown file; raises ValueError where there is none."""
    found = {path: path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))}
    if not found:
        raise ValueError(f"{folder} has no Markdown")
    return found


def key_faults(prompt: Prompt) -> list[str]:
    """Keys the client would ignore without a word, and those it needs."""
    kind = KINDS[prompt.kind]
    held = set(prompt.front)
    return [f"unknown key {key}" for key in sorted(held - kind.required - kind.optional)] + [
        f"no {key}" for key in sorted(kind.required - held)
    ]


def name_faults(prompt: Prompt) -> list[str]:
    """A name is the file's (a skill's: its folder's), and one a client takes."""
    place = prompt.path.parent.name if prompt.kind == "skill" else prompt.path.stem
    name = prompt.front.get("name", place)
    faults = [] if name == place else [f"name {name!r} in a place called {place!r}"]
    fits = len(place) <= LONGEST_NAME and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", place)
    return faults if fits else [*faults, f"{place!r} is no name"]


def length_faults(prompt: Prompt) -> list[str]:
    """Too long to be read, or a description that does not say when."""
    lines, longest = len(prompt.text.splitlines()), KINDS[prompt.kind].longest
    description = prompt.front.get("description", "")
    faults = [f"{lines} lines, at most {longest}"] if lines > longest else []
    if not isinstance(description, str) or not 0 < len(description) <= LONGEST_DESCRIPTION:
        faults.append(f"description is no text of at most {LONGEST_DESCRIPTION} characters")
    when = {"agent": "Use PROACTIVELY", "skill": "Use when"}.get(prompt.kind, "")
    return faults if when in str(description) else [*faults, f"description lacks {when!r}"]


def tool_faults(prompt: Prompt) -> list[str]:
    """Tools the server has not, spellings that lack, and tools the text calls but may not."""
    unknown = [name for name in prompt.tools if not any(name == s + tool for s in SPELLINGS for tool in NAMES)]
    lacking = {s + tool for s in SPELLINGS for tool in prompt.bare_tools} - set(prompt.tools)
    called = set(mentioned(prompt.body)) - prompt.bare_tools
    if prompt.kind == "skill":
        called -= {"save_schedule"}  # a skill may send the reader to a tool it does not unlock
    faults = [f"unknown tool {name}" for name in unknown] + [f"only one spelling of {n}" for n in sorted(lacking)]
    faults += [f"calls {name}, which is not among its tools" for name in sorted(called)]
    return faults or ([] if prompt.tools else ["names no tool"])


def mentioned(text: str) -> list[str]:
    """What a text calls a tool, in order, right or wrong."""
    return re.findall(r"`((?:get|save|execute)_[a-z_]+)`", text)


def first_code(text: str, *, column: int) -> list[str]:
    """The names in backticks of one column of a text's tables."""
    rows = [line.split("|")[1:] for line in text.splitlines() if line.startswith("| ")]
    return [name for row in rows for name in re.findall(r"`([a-z_]+)`", row[column])]


def agent_faults(prompt: Prompt) -> list[str]:
    """An agent has the eight-agent path's sections, in order, and a model the client knows."""
    headings = tuple(re.findall(r"^## (.+)$", prompt.body, re.MULTILINE))
    faults = [] if headings == SECTIONS else [f"sections {headings}"]
    return faults if prompt.front.get("model") in MODELS else [*faults, f"model {prompt.front.get('model')!r}"]


NUMBER = re.compile(r"(?<![\w.:-])\d+(?:\.\d+)?(?![\w:]|\.\d|-\d)")
WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fifteen": 15, "thirty": 30, "forty": 40, "forty-five": 45,
}  # fmt: skip
MEASURED = r"(?:minutes?|hours?|days?|sends?|types?|follow-ups?|starts?|characters|cents|a day|a week|per day|per week)"
SPOKEN = re.compile(rf"\b({'|'.join(sorted(WORDS, key=len, reverse=True))})\s+{MEASURED}\b", re.IGNORECASE)
NO_LIMIT = (
    re.compile(r"^\s*\d+\. ", re.MULTILINE),  # a numbered list
    re.compile(r"\bphases?\s+\d(?:(?:,\s|\sand\s|\sto\s)\d)*", re.IGNORECASE),
    re.compile(r"^\| \d \|", re.MULTILINE),  # the table of phases
)


def hard_numbers(params: Params) -> set[float]:
    """Every number a HARD rule holds a week against; raises ValueError where there is none."""
    texts = [rule.limit(params) for rule in HARD]
    caps = [
        row[column] for row in read_seed("send_types") for column in ("max_per_day", "max_per_week", "min_gap_hours")
    ]
    found = {float(number) for text in [*texts, *map(str, caps)] for number in NUMBER.findall(text)}
    if not found:
        raise ValueError("no HARD rule has a number")
    return found


def number_faults(text: str, limits: set[float]) -> list[str]:
    """A number of a HARD rule that a prompt says again, in figures or in words."""
    for pattern in NO_LIMIT:
        text = pattern.sub(" ", text)
    said = [number for number in NUMBER.findall(text) if float(number) in limits]
    return said + [found[0] for found in SPOKEN.finditer(text) if WORDS[found[1].lower()] in limits]


LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def link_faults(path: Path, text: str) -> list[str]:
    """Relative links that lead nowhere."""
    targets = [link for link in LINK.findall(text) if "://" not in link]
    return [link for link in targets if not (path.parent / link).exists()]


SHOUT = re.compile(r"\b(?:ALWAYS|NEVER|CRITICAL|IMPORTANT|ABSOLUTELY|MANDATORY|WARNING)\b|!!")


def shout_faults(text: str) -> list[str]:
    """Words that shout where a reason would do."""
    return SHOUT.findall(text)


def manifest_faults(manifest: dict[str, Any], root: Path = ROOT) -> list[str]:
    """What the plugin leaves out of the bundle or names in vain."""
    bundle = root / ".claude"
    faults = [f"{path} is not there" for path in _paths(manifest) if not (root / path).exists()]
    agents = {f"./.claude/agents/{path.name}" for path in bundle.glob("agents/*.md")}
    commands = {f"./.claude/commands/{path.name}" for path in bundle.glob("commands/*.md")} | {
        "./.claude/commands/eros"
    }
    for key, held in (("agents", agents), ("commands", commands), ("skills", {"./.claude/skills"})):
        faults += [f"{key}: {path}" for path in sorted(held ^ set(manifest.get(key, ())))]
    return faults


def place_faults(config: Any) -> list[str]:
    """Paths of one machine, and parents, which a plugin cannot reach."""
    words = re.findall(r'"([^"]*)"', json.dumps(config))
    return [word for word in words if re.match(r"/|[A-Za-z]:[\\/]|~", word) or ".." in word.split("/")]


def _paths(manifest: dict[str, Any]) -> Iterable[str]:
    for key in ("agents", "commands", "skills"):
        yield from manifest.get(key, ())
