"""How well and how fast near texts find their caption, where the truth is known: python -m tests.benchmarks.matching.

The demo's hand-edited messages, and texts of its bank changed in eight ways. `linked` is the share linked without asking,
`right` the share of those whose caption type and content type are the true caption's, `asked` the share left to a person.
`absent` are texts of captions taken out of the bank: every link is to some other caption, right where its labels are.
"""

from __future__ import annotations

import re
from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from database.catalogue import shipped_catalogue
from database.demo import DEMO_SEED
from database.importing.matching import verdict
from database.settings import shipped_params
from eros.simulate import world
from eros.text.key import caption_key
from eros.text.similar import TextIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eros.simulate import World

SAMPLE = 400
LETTERS = "abcdefghijklmnopqrstuvwxyz"
rng = np.random.default_rng(DEMO_SEED)


def slips(text: str) -> str:
    """One to four letters wrong."""
    letters = list(text)
    for at in rng.integers(0, len(letters), rng.integers(1, 5)):
        letters[at] = rng.choice(list(LETTERS))
    return "".join(letters)


def without_sentence(text: str) -> str:
    """A sentence less, where there are two."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    gone = rng.integers(len(sentences))
    return " ".join(s for at, s in enumerate(sentences) if at != gone) or text


def other_word(text: str) -> str:
    """A word replaced."""
    words = text.split()
    words[rng.integers(len(words))] = "really"
    return " ".join(words)


CHANGES: dict[str, Callable[[str], str]] = {
    "greeting": lambda text: f"Hey Anna, {text}",
    "emoji": lambda text: f"{text} 🔥",
    "price": lambda text: f"{text} Only $15 today",
    "html": lambda text: "<p>" + text.replace("\n", "<br />") + "</p>",
    "slips": slips,
    "other word": other_word,
    "sentence less": without_sentence,
    "cut off": lambda text: text[: int(len(text) * rng.uniform(0.6, 0.9))] + "…",
}


def cases(fleet: World) -> Iterator[tuple[str, list[tuple[int, int, str]], bool]]:
    """Name, (page, true caption, text) and whether the true caption is there."""
    sent, bank = fleet.messages, fleet.captions
    rows = zip(sent.page.tolist(), sent.caption.tolist(), sent.edit.tolist(), fleet.message_texts(), strict=True)
    edited = {(page, text): caption for page, caption, edit, text in rows if edit >= 0}
    yield "demo edits", [(page, caption, text) for (page, text), caption in edited.items()], True
    shared = np.flatnonzero(bank.owner < 0).tolist()
    for name, change in CHANGES.items():
        some = [(0, int(c), change(bank.texts[c])) for c in rng.choice(shared, SAMPLE, replace=False)]
        yield name, [case for case in some if caption_key(case[2]) != bank.keys[case[1]]], True
    yield "absent", [(0, int(c), bank.texts[c]) for c in rng.choice(shared, SAMPLE, replace=False)], False


def main() -> None:
    """Print the table."""
    fleet, limits = world(DEMO_SEED, shipped_catalogue()), shipped_params().importing
    bank = fleet.captions
    labels = list(zip(bank.caption_type.tolist(), bank.content.tolist(), strict=True))
    twins: dict[str, list[int]] = {}
    for at, key in enumerate(bank.keys):
        twins.setdefault(key, []).append(at)
    started = perf_counter()
    index = TextIndex(bank.texts)
    print(f"index of {len(bank):,} captions: {perf_counter() - started:.1f} s")
    print(f"{'':14}{'texts':>7}{'linked':>9}{'right':>9}{'asked':>9}{'ms a text':>11}")

    for name, texts, there in cases(fleet):
        started, verdicts, right = perf_counter(), Counter[str | None](), 0
        for page, caption, text in texts:
            usable = (bank.owner < 0) | (bank.owner == page)
            if not there:
                usable[twins[bank.keys[caption]]] = False
            likes = index.nearest(text, usable)
            status = verdict(likes, labels.__getitem__, limits)
            verdicts[status] += 1
            right += status == "linked" and labels[likes[0].place] == labels[caption]
        n, linked = len(texts), verdicts["linked"]
        each = 1000 * (perf_counter() - started) / n
        shares = (linked / n, right / linked if linked else 0.0, verdicts["open"] / n)
        print(f"{name:14}{n:>7,}" + "".join(f"{share:>9.1%}" for share in shares) + f"{each:>11.2f}")


if __name__ == "__main__":
    main()
