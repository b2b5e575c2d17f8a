from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import eros
from mcp_server.inputs import WishesInput
from mcp_server.registry import NAMES, tools
from tests.project import bundle
from tests.project.bundle import ROOT, Prompt, pages, prompts

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params import Params

AGENTS = {
    "performance-analyst", "send-type-allocator", "content-curator", "audience-targeter", "timing-optimizer",
    "followup-generator", "schedule-assembler", "quality-validator",
}  # fmt: skip
COMMANDS = {
    "eros/generate.md", "eros/analyze.md", "eros/creators.md", "eros/validate.md", "generate-schedule.md",
    "analyze-performance.md", "validate-caption.md",
}  # fmt: skip
ALL = prompts()
PAGES = pages()
SAVERS = {"schedule-assembler", "quality-validator"}


def shown(prompt: Prompt) -> str:
    return f"{prompt.kind}-{prompt.path.parent.name}-{prompt.path.stem}"


def loaded(path: str) -> Any:
    return json.loads((ROOT / path).read_text("utf-8"))


def agent(front: str, body: str = "", name: str = "some-agent") -> Prompt:
    return Prompt("agent", ROOT / f".claude/agents/{name}.md", f"---\n{front}\n---\n{body}")


def test_the_bundle_holds_eight_agents_two_skills_and_seven_commands() -> None:
    assert {p.path.stem for p in ALL if p.kind == "agent"} == AGENTS
    assert {p.path.parent.name for p in ALL if p.kind == "skill"} == {"eros-schedule-generator", "eros-week-explainer"}
    commands = ROOT / ".claude" / "commands"
    assert {p.path.relative_to(commands).as_posix() for p in ALL if p.kind == "command"} == COMMANDS


@pytest.mark.parametrize("prompt", ALL, ids=shown)
def test_a_prompt_has_frontmatter_a_client_reads_in_full(prompt: Prompt) -> None:
    assert bundle.key_faults(prompt) == []
    assert bundle.name_faults(prompt) == []


@pytest.mark.parametrize("prompt", ALL, ids=shown)
def test_a_prompt_is_short_and_says_when_to_use_it(prompt: Prompt) -> None:
    assert bundle.length_faults(prompt) == []


@pytest.mark.parametrize("prompt", ALL, ids=shown)
def test_a_prompt_names_tools_the_server_has_in_both_spellings_and_calls_no_others(prompt: Prompt) -> None:
    assert bundle.tool_faults(prompt) == []


@pytest.mark.parametrize("prompt", [p for p in ALL if p.kind == "agent"], ids=shown)
def test_an_agent_has_every_section_and_only_the_last_two_touch_the_tool_that_saves(prompt: Prompt) -> None:
    assert bundle.agent_faults(prompt) == []
    assert ("save_schedule" in prompt.bare_tools) == (prompt.path.stem in SAVERS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_says_no_number_of_a_hard_rule_does_not_shout_and_links_to_what_is_there(
    path: Path, params: Params
) -> None:
    text = PAGES[path].split("\n---\n", 1)[-1]
    assert bundle.number_faults(text, bundle.hard_numbers(params)) == []
    assert bundle.shout_faults(text) == []
    assert bundle.link_faults(path, text) == []
    assert len(text.splitlines()) <= bundle.LONGEST_REFERENCE
    assert set(bundle.mentioned(text)) <= set(NAMES)


def test_every_agent_stands_in_the_orchestration_in_the_order_of_the_phases() -> None:
    text = (ROOT / ".claude/skills/eros-schedule-generator/ORCHESTRATION.md").read_text("utf-8")
    places = {name: text.find(f"`{name}`") for name in AGENTS}
    assert min(places.values()) > 0
    assert sorted(places, key=lambda name: places[name]) == [
        "performance-analyst", "send-type-allocator", "content-curator", "audience-targeter", "timing-optimizer",
        "followup-generator", "schedule-assembler", "quality-validator",
    ]  # fmt: skip


def test_the_skill_reaches_each_of_its_pages_in_one_step() -> None:
    folder = ROOT / ".claude/skills/eros-schedule-generator"
    linked = {(folder / link).resolve() for link in bundle.LINK.findall((folder / "SKILL.md").read_text("utf-8"))}
    assert linked == {path.resolve() for path in folder.rglob("*.md")} - {(folder / "SKILL.md").resolve()}


REFERENCES = ".claude/skills/eros-schedule-generator/references"


def test_the_page_on_wishes_holds_every_wish_there_is() -> None:
    text = (ROOT / REFERENCES / "wishes.md").read_text("utf-8")
    assert set(bundle.first_code(text, column=1)) == set(WishesInput.model_fields)


def test_the_page_on_reading_a_week_names_fields_the_answer_has() -> None:
    text = (ROOT / REFERENCES / "reading-a-week.md").read_text("utf-8")
    named = set(bundle.first_code(text, column=0))
    assert len(named) > 8
    assert named - set(tools()["save_schedule"].result.model_fields) == set()


def test_the_settings_allow_what_reads_and_nothing_else() -> None:
    reading = {f"mcp__eros-db__{tool.name}" for tool in tools().values() if tool.read_only}
    settings = loaded(".claude/settings.json")
    assert settings.keys() == {"$schema", "enabledMcpjsonServers", "permissions"}
    assert settings["enabledMcpjsonServers"] == ["eros-db"]
    assert settings["permissions"].keys() == {"allow"}
    assert set(settings["permissions"]["allow"]) == reading
    assert len(reading) == len(NAMES) - 1


def test_the_plugin_is_the_same_files_under_the_same_version() -> None:
    manifest = loaded(".claude-plugin/plugin.json")
    assert bundle.manifest_faults(manifest) == []
    assert (manifest["name"], manifest["version"]) == ("eros", eros.__version__)


def test_the_marketplace_offers_the_plugin_from_the_clone_itself() -> None:
    [entry] = loaded(".claude-plugin/marketplace.json")["plugins"]
    assert (entry["name"], entry["source"]) == ("eros", "./")


def test_both_layouts_start_the_same_server_by_the_same_launcher_without_a_place_of_one_machine() -> None:
    project, plugin = loaded(".mcp.json"), loaded(".claude-plugin/plugin.json")
    assert project["mcpServers"].keys() == plugin["mcpServers"].keys() == {"eros-db"}
    for config, root in ((project, "${CLAUDE_PROJECT_DIR:-.}"), (plugin, "${CLAUDE_PLUGIN_ROOT}")):
        [launcher] = [word for word in config["mcpServers"]["eros-db"]["args"] if word.endswith(".py")]
        assert launcher.startswith(f"{root}/")
        assert (ROOT / launcher.removeprefix(f"{root}/")).is_file()
        assert bundle.place_faults(config) == []
    assert plugin["mcpServers"]["eros-db"]["args"][-1] == "${CLAUDE_PLUGIN_DATA}"


# the checks themselves


@pytest.mark.parametrize(
    "front",
    [
        "name: [a",
        "description: plans: weeks",
        "name: a\nname: b",
        "- name",
    ],
)
def test_frontmatter_that_is_not_strict_yaml_is_refused(front: str) -> None:
    with pytest.raises(ValueError, match="some-agent"):
        _ = agent(front).front


def test_a_file_without_frontmatter_is_refused() -> None:
    with pytest.raises(ValueError, match="no frontmatter"):
        _ = Prompt("agent", ROOT / "x.md", "# Title\n").front


def test_a_key_of_another_kind_and_a_missing_one_are_seen() -> None:
    wrong = agent("name: some-agent\ndescription: d\nallowed-tools: x\nmodel: sonnet")
    assert bundle.key_faults(wrong) == ["unknown key allowed-tools", "no tools"]


def test_a_name_that_is_not_the_files_is_seen() -> None:
    assert bundle.name_faults(agent("name: other")) == ["name 'other' in a place called 'some-agent'"]
    assert bundle.name_faults(agent("name: Some_Agent", name="Some_Agent")) == ["'Some_Agent' is no name"]


def test_what_is_too_long_and_a_description_without_a_when_are_seen() -> None:
    long = agent(f"description: {'x' * 1025}", "\n" * 80)
    assert len(bundle.length_faults(long)) == 3
    assert bundle.length_faults(agent("description: Use PROACTIVELY on Mondays.")) == []


@pytest.mark.parametrize(
    ("listed", "body", "fault"),
    [
        ("mcp__eros-db__get_chanels", "", "unknown tool mcp__eros-db__get_chanels"),
        ("get_channels", "", "unknown tool get_channels"),
        ("mcp__eros-db__get_channels", "", "only one spelling of mcp__plugin_eros_eros-db__get_channels"),
        (
            "mcp__eros-db__get_channels, mcp__plugin_eros_eros-db__get_channels",
            "`save_schedule`",
            "calls save_schedule, which is not among its tools",
        ),
        ("''", "", "names no tool"),
    ],
)
def test_a_tool_that_is_wrong_in_any_way_is_seen(listed: str, body: str, fault: str) -> None:
    assert fault in bundle.tool_faults(agent(f"tools: {listed}", body))


def test_a_missing_section_and_an_unknown_model_are_seen() -> None:
    assert len(bundle.agent_faults(agent("model: gpt", "## Mission\n"))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "keep 45 minutes between them",
        "no PPV within 120 minutes",
        "at most four follow-ups a day",
        "freshness of 30 or more",
        "up to 500.00",
        "| gap | 45 |",
    ],
)
def test_a_number_of_a_hard_rule_is_seen_in_figures_and_in_words(text: str, params: Params) -> None:
    assert bundle.number_faults(text, bundle.hard_numbers(params)) != []


@pytest.mark.parametrize(
    "text", ["1. first", "phases 3 to 6", "Phase 7", "on 2026-11-23 at 20:30", "`7d`", "weight 1.5"]
)
def test_dates_times_phases_and_lists_are_no_limits(text: str, params: Params) -> None:
    assert bundle.number_faults(text, bundle.hard_numbers(params)) == []


def test_a_dead_link_a_shout_and_a_place_of_one_machine_are_seen() -> None:
    assert bundle.link_faults(ROOT / "README.md", "[a](nowhere.md) [b](CLAUDE.md)") == ["nowhere.md"]
    assert bundle.shout_faults("You must NEVER do it!!") == ["NEVER", "!!"]
    assert bundle.place_faults({"args": ["/opt/x", "../x", "~/x", "./x", "${A}/x"]}) == ["/opt/x", "../x", "~/x"]


def test_a_manifest_that_leaves_an_agent_out_or_names_one_there_is_not_is_seen() -> None:
    manifest = loaded(".claude-plugin/plugin.json")
    left_out = {**manifest, "agents": manifest["agents"][1:]}
    assert bundle.manifest_faults(left_out) == [f"agents: {manifest['agents'][0]}"]
    in_vain = {**manifest, "agents": [*manifest["agents"], "./.claude/agents/none.md"]}
    assert "./.claude/agents/none.md is not there" in bundle.manifest_faults(in_vain)


def test_checks_that_would_inspect_nothing_fail(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no agent, no command, no skill"):
        prompts(tmp_path)
    with pytest.raises(ValueError, match="no Markdown"):
        pages(tmp_path)
