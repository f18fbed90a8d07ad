"""From copy that a grammar makes to page and PDF: `make fuzz`, or
`python -m tests.fuzz.whole_way SECONDS`.

The laws: nothing is raised; what can be assembled is made or refused with a place; page and PDF say
the same, and each word of the copy is in both; the same copy gives the same bytes; it takes no more
than 10 s and 500 MB. What breaks one is written to `tests/fuzz/found/`.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from bulletin.diagnostics import has_errors
from bulletin.press import Faces, prepare_faces
from bulletin.pressroom import OutOfTime
from bulletin.publish.agreement import _squeezed
from bulletin.publish.make import MadeEdition, make
from tests.conftest import ISSUE, PUBLICATION

FOUND = Path(__file__).parent / "found"
MOST_SECONDS, MOST_MEMORY = 10.0, 500 * 2**20

WORDS = (
    *("坚持党建引领", "选派干部12名", "深化“三个一”行动", "投入资金1,200万元", "《条例》第三条"),
    *("完成率达98.6%", "推行“一站式”服务", "联系群众3000余户", "2023年6月9日", "“十四五”规划"),
    *("APP上线运行", "压实工作责任", "（含家庭医生）", "做到事事有回音、件件有着落", "5—8月"),
    *("打通服务“最后一公里”", "24小时值班", "覆盖率100%", "“党建+网格”", "GDP增长6.5%"),
)
MARKS = ("，", "，", "，", "、", "；", "：")
FRAGMENTS = (
    *(
        "**",
        "*",
        "_",
        "`",
        "[^1]",
        "[链接](https://example.com/)",
        "<b>",
        "&amp;",
        "\\*",
        "——",
        "……",
    ),
    *(
        "![图](图.png)",
        "\u3000",
        "  \n",
        "|",
        "#",
        "> ",
        "- ",
        "1. ",
        "~~",
        "\u200b",
        "（一）",
        "一、",
    ),
)


class Grammar:
    """Copy by a grammar: front matter, Chinese Markdown, structures within structures."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.notes: list[str] = []

    def sentence(self, most: int = 6) -> str:
        """Some clauses; now and then with a mark of Markdown in the middle."""
        text = self.chance.choice(WORDS)
        for _ in range(self.chance.randint(0, most)):
            text += self.chance.choice(MARKS) + self.chance.choice(WORDS)
        if self.chance.random() < 0.08:
            at = self.chance.randint(0, len(text))
            text = text[:at] + self.chance.choice(FRAGMENTS) + text[at:]
        if self.chance.random() < 0.2:
            text = f"**{text}。**{self.chance.choice(WORDS)}"
        if self.chance.random() < 0.1:
            self.notes.append(f"[^{len(self.notes) + 1}]: {self.chance.choice(WORDS)}。")
            text += f"[^{len(self.notes)}]"
        return text + "。"

    def paragraph(self) -> str:
        return "".join(self.sentence() for _ in range(self.chance.randint(1, 4)))

    def heading(self) -> str:
        title = self.chance.choice(WORDS)
        number = self.chance.choice(["一、", "（一）", "1.", ""])
        return "#" * self.chance.randint(2, 4) + f" {number}{title}"

    def listed(self, depth: int = 0) -> str:
        mark = self.chance.choice(["- ", "1. ", "* "])
        rows = []
        for _ in range(self.chance.randint(1, 5)):
            rows.append("    " * depth + mark + self.sentence(2))
            if depth < 3 and self.chance.random() < 0.15:
                rows.append(self.listed(depth + 1))
        return "\n".join(rows)

    def quoted(self) -> str:
        inside = self.chance.choice([self.paragraph, self.listed])()
        return "\n".join(f"> {line}" for line in inside.splitlines())

    def table(self) -> str:
        count = self.chance.randint(1, 7)
        rows = [
            [self.chance.choice(WORDS) for _ in range(count)]
            for _ in range(self.chance.randint(1, 40))
        ]
        head = [f"项目{place}" for place in range(count)]
        lines = [head, ["---"] * count, *rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def body(self) -> str:
        kinds: list[Callable[[], str]] = [
            self.paragraph, self.heading, self.listed, self.quoted, self.table,
        ]  # fmt: skip
        self.notes = []
        chosen = self.chance.choices(kinds, [8, 2, 2, 1, 1], k=self.chance.randint(1, 14))
        blocks = [self.paragraph(), *(kind() for kind in chosen)]
        return "\n\n".join((*blocks, *self.notes)) + "\n"

    def article(self, unit: str) -> str:
        lines = [f"unit: {unit}", f"title: {self.chance.choice(WORDS)}{self.chance.choice(WORDS)}"]
        optional = ["author: 张三", "byline: 城关镇党建办", "supplier: 城关镇党委", "x: y"]
        lines += [each for each in optional if self.chance.random() < 0.15]
        self.chance.shuffle(lines)
        attached = (
            f"\n附件1\n\n任务清单\n\n{self.paragraph()}\n" if self.chance.random() < 0.2 else ""
        )
        return "---\n" + "\n".join(lines) + "\n---\n\n" + self.body() + attached


def write(seed: int, root: Path) -> None:
    """Write an issue of one or two articles."""
    grammar = Grammar(seed)
    folder = root / "issues" / "7"
    folder.mkdir(parents=True)
    (folder.parent / "publication.yaml").write_text(PUBLICATION, "utf-8")
    units = ["城关镇", "东关街道"][: grammar.chance.randint(1, 2)]
    for unit in units:
        (folder / f"{unit}.md").write_text(grammar.article(unit), "utf-8")
    sheet = ISSUE.replace("[城关镇]", f"[{', '.join(units)}]")
    (folder / "issue.md").write_text(sheet, "utf-8")


def broken_law(seed: int, faces: Faces) -> str:
    """Which law the copy of a seed breaks; empty if it keeps all."""
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        write(seed, root)
        most_memory = MOST_MEMORY + max(BASE, _memory_now())
        began = time.process_time()
        try:
            made = make(root, "7", (), faces)
            took = time.process_time() - began
            again = make(root, "7", (), faces)
        except OutOfTime:  # by the clock, which a busy machine does not keep
            took = time.process_time() - began
            return f"took {took:.0f} s" if took > 2 * MOST_SECONDS else ""
        except Exception as problem:
            return f"raised {type(problem).__name__}: {problem}"
        return _unlawful(made, again, took) or _too_large(most_memory)


LOST = ("I216", "S119", "P190", "P111")
"""What `make` says when page and PDF differ, or copy is lost on the way."""


def _unlawful(made: MadeEdition, again: MadeEdition, took: float) -> str:
    if took > MOST_SECONDS:
        return f"took {took:.0f} s"
    if lost := [each.message for each in made.diagnostics if each.code in LOST]:
        return lost[0]
    if made.files != again.files:
        return "the same copy gives other bytes"
    if not made.files and not has_errors(made.diagnostics):
        return "made nothing and said nothing"
    placeless = (each for each in made.diagnostics if each.source is None)
    if any(not each.hint for each in placeless):
        return "a fault without place and cure"
    page = _squeezed(made.files.get("index.html", b"").decode())
    if made.files and "党" in made.text and "党" not in page:
        return "the page lacks what the PDF says"
    return ""


BASE = 400 * 2**20
"""What the process itself takes: the engine, the faces, what is kept between issues."""


def _memory_now() -> int:
    """The bytes that this process takes now; from here on its peak is measured anew."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # proc(5): resets the peak
    return _peak()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _too_large(most: int) -> str:
    peak = _peak()
    return f"took {peak // 2**20} MB" if peak > most else ""


def main(seconds: float) -> int:
    """Go on for so many seconds; 1 when a law was broken."""
    faces, faults = prepare_faces()
    assert not has_errors(faults)
    until, first = time.monotonic() + seconds, time.time_ns() % 10**9
    tried, broken = 0, 0
    while time.monotonic() < until:
        seed = first + tried
        tried += 1
        if said := broken_law(seed, faces):
            broken += 1
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"{seed}.txt").write_text(f"{said}\n", "utf-8")
            print(f"{seed}: {said}", flush=True)
    print(f"{tried} issues, {broken} broke a law")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1800))
