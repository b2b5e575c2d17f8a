"""The eight-agent path as a script: what each agent's steps say, called on the real server, with its checkpoints.

Judgement is replaced by the plainest choice that changes something: the first caption that may be swapped is swapped, the
last follow-up dropped. What is left is what the prompts promise: that these calls, in this order, end in a saved valid week.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.mcp_wire import call
from tests.project.bundle import mentioned, prompts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mcp_wire import Wire

WISHES = {"closed_days": ["thu"], "emphasis": {"revenue": 1.5}}
"""Revenue-focused, nothing on Thursday."""

CLOSED = "2026-11-26"
Item = dict[str, Any]


def documented(agent: str) -> list[str]:
    """The tools an agent's steps name, in order; one named twice in a row counts once."""
    [prompt] = [p for p in prompts() if p.kind == "agent" and p.path.stem == agent]
    return collapsed(mentioned(prompt.section("Steps")))


def collapsed(names: list[str]) -> list[str]:
    """The names without those that only repeat the one before."""
    return [name for name, before in zip(names, [None, *names], strict=False) if name != before]


@dataclass
class Transcript:
    """What was asked of the server, by phase, and how much of it a model would have read."""

    wire: Wire
    phase: str = ""
    calls: dict[str, list[str]] = field(default_factory=dict)
    characters: dict[str, int] = field(default_factory=dict)

    @property
    def tokens(self) -> dict[str, int]:
        """The characters as tokens, four to one."""
        return {phase: -(-size // 4) for phase, size in self.characters.items()}

    @contextmanager
    def agent(self, name: str) -> Iterator[None]:
        """The calls of one phase; they must be the ones its prompt documents."""
        self.phase = name
        yield
        assert collapsed(self.calls[name]) == documented(name)
        self.phase = ""

    def __call__(self, tool: str, /, **arguments: Any) -> Any:
        answer = self._ask(tool, arguments)
        assert not answer["isError"], answer["content"][0]["text"]
        return answer["structuredContent"]

    def refused(self, tool: str, /, **arguments: Any) -> str:
        """What a call that must fail says."""
        answer = self._ask(tool, arguments)
        assert answer["isError"]
        return str(answer["content"][0]["text"])

    def _ask(self, tool: str, arguments: dict[str, Any]) -> Any:
        self.calls.setdefault(self.phase, []).append(tool)
        result = self.wire.ask(call(self.phase or "coordinator", tool, **arguments))["result"]
        read = result["content"][0]["text"] if result["isError"] else _compact(result["structuredContent"])
        size = len(_compact(arguments)) + len(read)
        self.characters[self.phase] = self.characters.get(self.phase, 0) + size
        return result


@dataclass
class Work:
    """One page's week on its way through the phases."""

    ask: Transcript
    page: str
    week: str

    def run(self, *, careless: bool) -> Any:
        """All phases; a careless curator puts in a caption that is in use. The answer that reads the saved week back."""
        page_type = self.analyse()
        self.allot()
        draft = self.plan(wishes=WISHES)
        assert draft["violations"] == []
        items = [dict(item) for item in draft["items"]]
        swap = self.curate(items)
        self.target(items, page_type)
        self.time(items)
        dropped = self.follow_up(items)
        changed = apply(items, swap, dropped)
        accepted = self.assemble(items, changed, careless=careless)
        self.judge(accepted)
        return self.save(accepted, seen_version(draft))

    def plan(self, **arguments: Any) -> Any:
        """`save_schedule` for this page and week."""
        return self.ask("save_schedule", creator_id=self.page, week_start=self.week, **arguments)

    def analyse(self) -> str:
        """Phase 1: data that can be planned on, every trend with its n."""
        with self.ask.agent("performance-analyst"):
            profile = self.ask("get_creator_profile", creator_id=self.page)
            trends = self.ask("get_performance_trends", creator_id=self.page)
            rankings = self.ask("get_content_type_rankings", creator_id=self.page)
        assert trends["zone"] == profile["zone"]
        assert all(row["n"] > 0 for row in rankings["rankings"])
        return str(profile["page_type"])

    def allot(self) -> None:
        """Phase 2: the wishes are understood, and their price is known."""
        with self.ask.agent("send-type-allocator"):
            self.ask("get_volume_config", creator_id=self.page, week_start=self.week)
            self.ask("get_send_types")
            plain, wished = (
                self.ask("get_volume_assignment", creator_id=self.page, week_start=self.week, **wishes)
                for wishes in ({}, {"wishes": WISHES})
            )
        assert [day["total"] for day in wished["days"] if day["date"] == CLOSED] == [0]
        assert all(day["total"] > 0 for day in plain["days"])

    def curate(self, items: list[Item]) -> tuple[str, int]:
        """Phase 3: whole texts are read; the swap is an offer for that type and day."""
        used = {item["caption_id"] for item in items if "caption_id" in item}
        read: set[int] = set()
        with self.ask.agent("content-curator"):
            self.ask("get_persona_profile", creator_id=self.page)
            self.ask("get_vault_availability", creator_id=self.page)
            for day in sorted({item["date"] for item in items}):
                read |= self.texts(
                    [item["caption_id"] for item in items if item["date"] == day and "caption_id" in item]
                )
            self.ask("get_top_captions", creator_id=self.page, limit=5)
            item = next(i for i in items if i["send_type_key"] == "bump_normal" and "caption_id" in i)
            offers = self.ask(
                "get_send_type_captions",
                creator_id=self.page,
                send_type_key=item["send_type_key"],
                week_start=self.week,
                count=5,
                exclude=sorted(used),
            )
        assert read == used
        weekday = (int(item["date"][-2:]) - int(self.week[-2:])) % 7
        offer = next(row for row in offers["captions"] if weekday in row["days"])
        assert offer["caption_id"] not in used
        return str(item["ref"]), int(offer["caption_id"])

    def texts(self, captions: list[int]) -> set[int]:
        """Read whole captions; their ids."""
        marks = ", ".join("?" * len(captions))
        sql = f"SELECT caption_id, text FROM caption_bank WHERE caption_id IN ({marks})"  # noqa: S608 - marks only
        return {row[0] for row in self.ask("execute_query", sql=sql, params=captions)["rows"]}

    def target(self, items: list[Item], page_type: str) -> None:
        """Phase 4: each pair of channel and audience is one the page has."""
        with self.ask.agent("audience-targeter"):
            channels = {row["key"] for row in self.ask("get_channels")["channels"]}
            used = sorted({item["channel_key"] for item in items})
            known = {
                (channel, row["key"])
                for channel in used
                for row in self.ask("get_audience_targets", page_type=page_type, channel_key=channel)["targets"]
            }
        assert set(used) <= channels
        assert {(item["channel_key"], item["target_key"]) for item in items} <= known

    def time(self, items: list[Item]) -> None:
        """Phase 5: a verdict on the curve, and a minute for each send of a day, follow-ups with their parents."""
        day = [item for item in items if item["date"] == self.week]
        sends = [{name: item[name] for name in ("ref", "send_type_key", "date")} for item in day]
        with self.ask.agent("timing-optimizer"):
            curves = self.ask("get_best_timing", creator_id=self.page, week_start=self.week)
            timed = self.ask("get_best_timing", creator_id=self.page, week_start=self.week, sends=sends)
        assert curves["planner"]["verdict"]
        assert timed["unplaced"] == []
        assert {row["ref"] for row in timed["sends"]} == {item["ref"] for item in day}

    def follow_up(self, items: list[Item]) -> str:
        """Phase 6: every follow-up has its parent; the last one is let go."""
        pairs = [item for item in items if item["send_type_key"] == "ppv_followup"]
        with self.ask.agent("followup-generator"):
            self.ask("get_send_type_details", send_type_key="ppv_followup")
            self.ask(
                "get_send_type_captions",
                creator_id=self.page,
                send_type_key="ppv_followup",
                week_start=self.week,
                count=5,
                exclude=sorted({item["caption_id"] for item in items if "caption_id" in item}),
            )
        assert {item["parent_ref"] for item in pairs} <= {item["ref"] for item in items}
        return str(pairs[-1]["ref"])

    def assemble(self, draft: list[Item], changed: list[Item], *, careless: bool) -> list[Item]:
        """Phase 7: what breaks a rule is named by ref and undone by it."""
        with self.ask.agent("schedule-assembler"):
            if careless:
                changed = self.mended(draft, spoilt(changed))
            answer = self.plan(wishes=WISHES, items=changed, brief=True)
        assert answer["schedule_id"] is None
        assert (answer["send_count"], answer["items"]) == (len(changed), [])
        return changed

    def mended(self, draft: list[Item], items: list[Item]) -> list[Item]:
        """The items with the draft's own in the place of each that a refusal names."""
        text = self.ask.refused("save_schedule", creator_id=self.page, week_start=self.week, wishes=WISHES, items=items)
        named = set(re.findall(r"\b[a-z]{3}-[0-9]+\b", text))
        own = {item["ref"]: item for item in draft}
        return [own[item["ref"]] if item["ref"] in named else item for item in items]

    def judge(self, items: list[Item]) -> None:
        """Phase 8: checked again, held against what was asked."""
        with self.ask.agent("quality-validator"):
            week = self.plan(wishes=WISHES, items=items, brief=True)
            self.ask(
                "execute_query", sql="SELECT week_start, sends FROM v_schedules WHERE page_name = ?", params=[self.page]
            )
        assert week["violations"] == []
        assert CLOSED not in {item["date"] for item in items}

    def save(self, items: list[Item], version: int) -> Any:
        """The coordinator's last two calls."""
        saved = self.plan(wishes=WISHES, items=items, brief=True, dry_run=False, expected_version=version)
        return self.ask("save_schedule", schedule_id=saved["schedule_id"], brief=True)


def _compact(value: Any) -> str:
    """JSON as the wire has it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def seen_version(shown: Any) -> int:
    """The version that stood when a week was shown, as the skill says to tell it."""
    return int(shown["version"] if shown["changes"] is None else shown["changes"]["previous_version"])


def apply(items: list[Item], swap: tuple[str, int], dropped: str) -> list[Item]:
    """The draft with the changes of the phases, by ref."""
    ref, caption = swap
    return [
        {**item, "caption_id": caption} if item["ref"] == ref else dict(item)
        for item in items
        if item["ref"] != dropped
    ]


def spoilt(items: list[Item]) -> list[Item]:
    """One more swap: a caption that another send of the type has already."""
    first, second = [item for item in items if item["send_type_key"] == "bump_normal" and "caption_id" in item][1:3]
    return [{**item, "caption_id": first["caption_id"]} if item is second else item for item in items]
