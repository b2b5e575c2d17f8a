"""How often the checks stop or question a text of the demo's bank: python -m tests.benchmarks.texts [--every N].

The bank is harmless by construction: a text names no content but its own and claims nothing. So every block is a false one.
Each caption is held against the smallest vault that holds its content, for the send type of its own name, without a price,
once without a persona (the columns) and once for each of the 37 personas (voice and emoji). The last lines are English of
another kind, of which nothing should be blocked either.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pydoc_data.topics import topics
from time import perf_counter
from typing import TYPE_CHECKING, cast

from database.catalogue import shipped_catalogue
from database.demo import DEMO_SEED
from database.settings import shipped_params
from eros.model.creator import Persona
from eros.rules.captions import content_fault
from eros.simulate import world
from eros.text.claims import claims
from eros.text.content_match import hidden_content, lacking_keys
from eros.text.emoji import check_emoji
from eros.text.faults import Draft, soft_checks
from eros.text.voice import check_voice

if TYPE_CHECKING:
    from eros.model.creator import EmojiFrequency, SlangLevel
    from eros.simulate import World
    from eros.simulate.pages import Page
    from eros.text.check import Check


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="only every n-th caption")
    every: int = parser.parse_args().every
    demo = world(DEMO_SEED, shipped_catalogue())
    _against_rules(demo, every)
    _against_personas(demo, every * 20)
    _foreign_text()


def _against_rules(demo: World, every: int) -> None:
    catalogue, params, bank = shipped_catalogue(), shipped_params().text, demo.captions
    contents = catalogue.content_types
    total: Counter[str] = Counter()
    found: dict[str, Counter[str]] = {}
    started = perf_counter()
    for i in range(0, len(bank), every):
        text, content = bank.texts[i], contents[bank.contents[bank.content[i]]]
        kind = catalogue.send_types[bank.caption_types[bank.caption_type[i]]]
        lacking = lacking_keys(contents, frozenset({content.key}) if content.is_inventory else frozenset())
        family = bank.families[bank.family[i]] if bank.family[i] >= 0 else None
        on_wall = not catalogue.channels[kind.channel].is_message
        checks = soft_checks(Draft(text, kind, on_wall=on_wall, family=family), params)
        faults = [check.rule for check in checks if check.verdict == "review"]
        advised = [f"advice {check.rule}" for check in checks if check.verdict == "pass" and check.fix]
        if content_fault(text, lacking):
            faults.append("BLOCK content-match")
        elif hidden_content(text) & lacking:
            faults.append("content-match")
        total[kind.key] += 1
        found.setdefault(kind.key, Counter()).update([*faults, *advised, *(["any review"] if faults else [])])
    seconds = perf_counter() - started
    _print_table(total, found)
    texts = sum(total.values())
    blocked = sum(counts["BLOCK content-match"] for counts in found.values())
    looked = sum(counts["any review"] for counts in found.values())
    print(f"\n{texts:,} captions in {seconds:.1f} s ({1e6 * seconds / texts:.0f} us each)")
    print(
        f"false blocks {blocked} ({100 * blocked / texts:.3f} %), to review {looked:,} ({100 * looked / texts:.1f} %)"
    )


def _print_table(total: Counter[str], found: dict[str, Counter[str]]) -> None:
    rules = sorted({rule for counts in found.values() for rule in counts})
    width = max(map(len, total))
    print(f"{'share with a finding, %':{width}} {'n':>7} " + " ".join(f"{rule:>19}" for rule in rules))
    for kind in sorted(total):
        shares = (100 * found[kind][rule] / total[kind] for rule in rules)
        print(f"{kind:{width}} {total[kind]:>7,} " + " ".join(f"{share:>19.1f}" for share in shares))


def _against_personas(demo: World, every: int) -> None:
    params, bank = shipped_params().text, demo.captions
    places = range(0, len(bank), every)
    mean = sum(map(len, bank.texts)) / len(bank)
    shares: dict[str, list[float]] = {"voice": [], "emoji": []}
    for page in demo.pages:
        persona = _persona(page, mean)
        voices = [check_voice(bank.texts[i], persona, params, bank.tones[bank.tone[i]]) for i in places]
        emoji = [check_emoji(bank.texts[i], params, persona.emoji_frequency) for i in places]
        shares["voice"].append(_share(voices))
        shares["emoji"].append(_share(emoji))
    for rule, values in shares.items():
        values.sort()
        print(
            f"{rule} over {len(values)} personas and {len(places):,} captions: to review "
            f"{100 * values[0]:.1f} to {100 * values[-1]:.1f} %, median {100 * values[len(values) // 2]:.1f} %"
        )


def _persona(page: Page, average_length: float) -> Persona:
    own = page.persona
    return Persona(
        own.primary_tone,
        own.secondary_tone,
        cast("EmojiFrequency", own.emoji_frequency),
        own.favourite_emojis,
        cast("SlangLevel", own.slang_level),
        average_length,
    )


def _foreign_text() -> None:
    """English nobody wrote for this: the language reference that comes with Python, sentence by sentence."""
    lacking = lacking_keys(shipped_catalogue().content_types, frozenset())
    sentences = [text for topic in topics.values() for text in re.split(r"(?<=[.!?])\s+|\n\n", topic) if text.strip()]
    blocked = [text for text in sentences if content_fault(text, lacking)]
    claiming = [text for text in sentences if claims(text)]
    share = 100 / len(sentences)
    print(f"Python's reference, {len(sentences):,} sentences, empty vault: ", end="")
    print(
        f"blocked {len(blocked)} ({share * len(blocked):.3f} %), claims {len(claiming)} ({share * len(claiming):.3f} %)"
    )
    for text in (blocked + claiming)[:8]:
        print(f"    {' '.join(text.split())[:110]}")


def _share(checks: list[Check]) -> float:
    return sum(check.verdict == "review" for check in checks) / len(checks)


if __name__ == "__main__":
    main()
