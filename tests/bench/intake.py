"""How fast received documents are read; prints figures and never fails for them.

Usage: python -m tests.bench.intake [--documents 100]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from bulletin.intake.word import read_word
from tests.conftest import PUBLICATION
from tests.intake.corpus import SAMPLES
from tests.intake.corpus.copy import DATONG, GUANGLING, QIANQIU, RENHE
from tests.intake.corpus.making import Paper

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = (*QIANQIU, *GUANGLING, *RENHE, *DATONG)
PAGES = 2
ON_A_PAGE = 22 * 28
"""Characters of a page: 22 lines of 28 (GB/T 9704-2012)."""

IMPORT = """
import sys
from bulletin.cli import run
ended = run(["import", *sys.argv[1:]])
own = dict(line.split(":", 1) for line in open("/proc/self/status"))
print("", own["VmHWM"].split()[0], end="", file=sys.stderr)
sys.exit(ended)
"""
"""The command, and then the most memory that it took, in kB: what the system counts for a child
begins with what its parent holds."""


def two_pages(number: int) -> bytes:
    """A document of two full pages, formatted directly; each number's is another."""
    paper = Paper()
    paper.title(f"第{number}篇：党建引领基层治理")
    chance, written = Random(number), 0
    clauses = [clause for _, text in SECTIONS for clause in text.rstrip("。").split("，")]
    while written < PAGES * ON_A_PAGE:
        heading, _ = chance.choice(SECTIONS)
        text = "，".join([*chance.sample(clauses, 6), f"全年完成{chance.randint(1, 9999)}项。"])
        paper.article((heading, text))
        written += len(heading) + len(text)
    return paper.file()


def bench_import(contents: list[bytes]) -> None:
    """The whole command, from its start: read, recognised, compared, written.

    Its modules are compiled before, as an installed program's are.
    """
    with TemporaryDirectory() as place:
        root = Path(place)
        (root / "issues").mkdir()
        (root / "issues" / "publication.yaml").write_text(PUBLICATION, "utf-8")
        (root / "sent").mkdir()
        for number, content in enumerate(contents):
            (root / "sent" / f"{number}.docx").write_bytes(content)
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        here = {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(root / "compiled")}

        def run(*words: str) -> subprocess.CompletedProcess[bytes]:
            command = [sys.executable, "-c", IMPORT, *words]
            return subprocess.run(command, cwd=root, env=here, capture_output=True, check=False)

        run("sent/0.docx", "--dry-run")
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        done = run("sent")
        took = perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        written = len(list((root / "issues" / "inbox").glob("*.md")))
    print(
        f"bulletin import: {written} of {len(contents)} written, exit {done.returncode}:"
        f" {took:.2f} s, of which {worked:.2f} s at work (to be held: 100 in 2.5 s),"
        f" {int(done.stderr.rsplit(b' ', 1)[-1]) // 1024} MB"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=100)
    count = parser.parse_args().documents
    contents = [two_pages(number) for number in range(count)]
    size = sum(map(len, contents)) // count // 1024
    start = perf_counter()
    characters = sum(len(read_word("a.docx", content).source.text) for content in contents)
    took = perf_counter() - start
    print(
        f"{count} documents of {PAGES} pages ({size} kB each, {characters // count} characters):"
        f" {took:.2f} s, {1000 * took / count:.1f} ms each, to read"
    )
    bench_import(contents)
    made = [(sample.name, sample.content) for sample in SAMPLES]
    times = []
    for name, content in made:
        start = perf_counter()
        read_word("a.docx", content)
        times.append((1000 * (perf_counter() - start), name))
    slowest = ", ".join(f"{name} {took:.0f} ms" for took, name in sorted(times, reverse=True)[:3])
    print(f"the corpus: {len(times)} documents, {sum(took for took, _ in times):.0f} ms: {slowest}")


if __name__ == "__main__":
    main()
