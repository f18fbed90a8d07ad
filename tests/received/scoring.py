"""How much of the corpus comes out as an editor would write it.

Every document is imported by the command itself, and its copy set beside what is declared.
"""

from __future__ import annotations

import io
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import ndiff
from functools import cache
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import yaml

from bulletin.calendar_day import office_day
from bulletin.cli import run
from bulletin.model import House
from tests.received.declared import Declared, DeclaredLine, documents, rows_of
from tests.received.writers import WRITERS

PUBLICATION = """\
name: 某县组工信息
issuer: 中共某县委组织部研究室
units:
  - {name: 城关镇, aliases: [城关], level: 镇}
  - {name: 石桥镇, level: 镇}
  - {name: 东关街道, level: 街道}
  - {name: 水利局, level: 部门}
  - {name: 财政局, level: 部门}
  - {name: 教育局, level: 部门}
distribution:
  report_to: [部领导]
"""

NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.．、]|[①-⑳]|"
    r"[０-９]+[．、])"
)
STOP = "。；：:;"


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading or a table of copy: its kind and its words."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Result:
    """What came of a document by one writer."""

    document: Declared
    writer: str
    fate: str
    fields: dict[str, Any]
    titles: tuple[str, ...]
    every_block: tuple[Block, ...]
    copy: str
    """The files that were written, whole."""

    told: str
    """All that was said, words quoted included."""

    warnings: int

    @property
    def name(self) -> str:
        return f"{self.document.name}-{self.writer}"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The copy's blocks but those that are not looked for."""
        passed = {bare(line.text) for line in self.document.lines if line.role == "S"}
        return tuple(block for block in self.every_block if bare(block.text) not in passed - {""})

    # -- What is right --

    @property
    def differences(self) -> tuple[str, ...]:
        """The blocks that are wanted and not found, and those that are found and not wanted."""
        wanted, found = map(shown, self.wanted), tuple(map(shown, self.blocks))
        return tuple(line for line in ndiff(tuple(wanted), found) if line[0] in "+-")

    @property
    def wanted(self) -> tuple[Block, ...]:
        return tuple(wanted_blocks(self.document))

    @property
    def title_right(self) -> bool:
        return [bare(title) for title in self.titles] == [
            bare(title) for title in wanted_titles(self.document)
        ]

    @property
    def headings(self) -> tuple[int, int]:
        """How many are right by place, and how many are wanted or found."""
        wanted, found = Counter(placed(self.wanted)), Counter(placed(self.blocks))
        return (wanted & found).total(), (wanted | found).total()

    @property
    def tables(self) -> tuple[int, int]:
        """How many are kept, and how many there are, in the document or in the copy."""
        wanted = [block.rows for block in self.wanted if block.kind == "table"]
        found = [block.rows for block in self.blocks if block.kind == "table"]
        kept = sum(any(same_rows(rows, other) for other in found) for rows in wanted)
        return kept, max(len(wanted), len(found))

    @property
    def furniture(self) -> tuple[str, ...]:
        """Furniture that stands in the body."""
        body, wanted = words_of(self.blocks), words_of(self.wanted)
        lines = [line for line in self.document.lines if line.role == "F" and line.look != "表"]
        cells = [line for line in self.document.lines if line.role == "F" and line.look == "表"]
        words = [line.text for line in lines] + [cell for line in cells for cell in line.cells]
        return tuple(
            text
            for text in words
            if len(bare(text)) > 2 and body.count(bare(text)) > wanted.count(bare(text))
        )

    @property
    def lost(self) -> str:
        """Characters that are neither in the copy nor told."""
        seen = Counter(map(_seen, self.document.lines))
        signs = Counter("".join(text * count for text, count in seen.items()))
        for label in LABELS:
            for text, count in seen.items():
                if label in text:
                    signs -= Counter(label * count)
        kept = Counter(bare(unescape(self.copy) + self.told))
        return "".join(sorted((signs - kept).elements()))

    @property
    def marks(self) -> tuple[str, ...]:
        """Marks for machines that stand in the copy though plain characters would do."""
        return tuple(re.findall(r"&#?\w+;|\\[^\w\s]", self.copy))

    @property
    def untold_fields(self) -> tuple[str, ...]:
        """Fields that are not as they should be."""
        today = office_day(House()).isoformat()
        wanted = {
            key: today if value == "today" else value for key, value in self.document.fields.items()
        }
        return tuple(
            key
            for key, value in wanted.items()
            if key != "title"
            and bare(str(self.fields.get(key) or "")) != ("" if value == "-" else bare(value))
        )

    @property
    def right(self) -> bool:
        """Whether the whole copy is as declared."""
        return (
            self.title_right
            and not self.untold_fields
            and not self.furniture
            and not self.lost
            and not self.marks
            and same_blocks(self.document, self.wanted, self.blocks)
        )


LABELS = (
    "撰稿人", "撰稿", "联系电话", "电话", "审核人", "审核", "联系人", "供稿", "报送单位", "单位",
    "作者", "标题", "信息标题", "信息内容", "主要内容", "正文", "内容", "题目", "签发人", "拟稿人",
    "报送日期", "报送时间", "领导意见", "目录", "：", "（", "）", "，", "年月日", "title:",
    "date:", "draft:", "categories:", "tags:", "-", '"', "、",
)  # fmt: skip
"""Words of which the front matter says the meaning in its own words."""


def bare(text: str) -> str:
    """A text without spaces and Markdown's backslashes, each character in its plain form."""
    text = re.sub(r"\\([^\w\s])", r"\1", unescape(text))
    return "".join(text.split()).replace("．", ".").replace("\\", "")


def unnumbered(text: str) -> str:
    """A heading without its number and stop."""
    return NUMBER.sub("", bare(text), count=1).rstrip(STOP)


def shown(block: Block) -> str:
    """A block on one line."""
    rows = " / ".join(" ¦ ".join(map(_cell, row)) for row in block.rows)
    words = unnumbered(block.text) if block.kind == "heading" else bare(block.text)
    return f"{block.kind}: {words}{rows}"


def words_of(blocks: Sequence[Block]) -> str:
    """All words of these blocks."""
    return "\n".join(
        "\n".join((bare(block.text), *(bare(cell) for row in block.rows for cell in row)))
        for block in blocks
    )


def _seen(line: DeclaredLine) -> str:
    """The characters of a line that may not be lost; its number may be."""
    if line.look == "表":
        return "".join(_cell(cell) for cell in line.cells if cell not in ("<", "^"))
    said = line.copy if re.search("[\u2e80-\u2fd5]", line.text) else line.text
    return NUMBER.sub("", bare(said), count=1).replace("#", "")


# -- What is wanted --------------------------------------------------------------------------------


def wanted_titles(document: Declared) -> list[str]:
    """The titles, one for each submission in the file."""
    if "title" in document.facts:
        return [document.facts["title"]]
    titles: list[str] = []
    going = False
    for line in document.lines:
        if line.role == "T":
            if going:
                titles[-1] += line.copy
            else:
                titles.append(line.copy)
        going = line.role == "T" or (going and line.role in "SF")
    return titles


def wanted_blocks(document: Declared) -> Iterator[Block]:
    """The copy's blocks as they are declared."""
    said: list[Block] = []
    for block in rows_of(document.lines):
        if isinstance(block, tuple):
            said += _wanted_table(block)
        elif block.role == "J":
            said[-1] = Block(said[-1].kind, said[-1].text + block.copy)
        elif block.role in "BV":
            said += [Block("text", part) for part in block.copy.split("\n") if part]
        elif block.role == "H":
            said.append(Block("heading", block.copy))
        elif block.role == "R":
            heading, _, text = block.copy.partition("。")
            said += [Block("heading", heading), Block("text", text)]
    return iter(said)


def _wanted_table(rows: Sequence[DeclaredLine]) -> list[Block]:
    listed = [row for row in rows if row.role in "XA"]
    told = [Block("text", part) for row in rows if row.role == "B" for part in row.copy.split("//")]
    cells = tuple(row.cells for row in listed if any(row.cells))
    return [Block("table", rows=cells), *told] if cells else told


# -- What was found --------------------------------------------------------------------------------


def found_blocks(body: str) -> Iterator[Block]:
    """The blocks of a copy's Markdown."""
    for part in re.split(r"\n\s*\n", body.strip("\n")):
        lines = part.splitlines()
        if lines and all(line.lstrip().startswith("|") for line in lines):
            yield Block("table", rows=tuple(_table(lines)))
            continue
        for line in _listed(lines):
            yield from _found_line(line)


def _listed(lines: Sequence[str]) -> list[str]:
    """The lines of a paragraph as one, but those of a list apart."""
    if all(re.match(r"\s*(?:[-*+]|[0-9]+[.)]) ", line) for line in lines):
        return list(lines)
    return ["\n".join(lines)] if lines else []


def _found_line(line: str) -> Iterator[Block]:
    line = re.sub(r"^\s*[-*+] ", "", line)
    if heading := re.match(r"#+ (.*)", line, re.DOTALL):
        if not line.startswith("# 附件"):
            yield Block("heading", heading[1])
        return
    while run_in := re.match(r"\s*\*\*(.+?[。！？：])\*\*", line, re.DOTALL):
        yield Block("heading", run_in[1])
        line = line[run_in.end() :]
    line = line.replace("**", "")
    if line.strip():
        yield Block("text", line)


def _table(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        cells = tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1])
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells) or not any(cells):
            continue
        yield cells


def placed(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Headings, each with the beginning of what stands under it."""
    below = [*blocks[1:], Block("end")][: len(blocks)]
    return [
        (unnumbered(block.text), unnumbered(under.text)[:8])
        for block, under in zip(blocks, below, strict=True)
        if block.kind == "heading"
    ]


def same_rows(wanted: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> bool:
    """Whether a table is kept; what is merged downwards is repeated, and what is merged across is
    left empty."""
    filled: list[list[str]] = []
    for row in wanted:
        above = filled[-1] if filled else []
        filled.append([above[at] if said == "^" else said for at, said in enumerate(row)])
    return [[_cell(said.replace("<", "")) for said in row] for row in filled] == [
        [_cell(said) for said in row] for row in found
    ]


def _cell(text: str) -> str:
    return re.sub(r"//|<br>|；(?=\Z)", "", bare(text)).replace("**", "")


def same_blocks(document: Declared, wanted: Sequence[Block], found: Sequence[Block]) -> bool:
    """Whether the copy says what is wanted in the order that is wanted."""
    verbatim = {bare(line.copy): line.copy for line in document.lines if line.role == "V"}
    return len(wanted) == len(found) and all(
        one.kind == other.kind
        and (
            same_rows(one.rows, other.rows)
            if one.kind == "table"
            else unnumbered(one.text) == unnumbered(other.text)
            if one.kind == "heading"
            else bare(one.text) == bare(other.text)
            and (bare(one.text) not in verbatim or spaced(one.text) == spaced(other.text))
        )
        for one, other in zip(wanted, found, strict=True)
    )


def spaced(text: str) -> str:
    """A text as it stands, but for how wide its spaces are at either end."""
    return re.sub(r"[ \u3000\u2003\xa0]+", " ", unescape(text)).strip()


# -- Running it ------------------------------------------------------------------------------------


@cache
def results(writers: tuple[str, ...], first_only: bool = False) -> tuple[Result, ...]:
    """Each document by these writers, or by the first of its own that is among them."""
    made: list[Result] = []
    for writer in writers:
        chosen: list[Declared] = []
        for document in documents():
            own = [each for each in document.writers if each in writers]
            if writer in (own[:1] if first_only else own):
                chosen.append(document)
        made += _imported(writer, [each for each in chosen if "split" not in each.facts])
        made += _imported(writer, [each for each in chosen if "split" in each.facts], "--split")
    return tuple(made)


def _imported(writer: str, chosen: Sequence[Declared], *options: str) -> Iterator[Result]:
    """These documents through the command, all at once."""
    if not chosen:
        return
    suffix, write = WRITERS[writer]
    with _workspace() as root:
        (root / "sent").mkdir()
        for document in chosen:
            (root / "sent" / f"{document.name}{suffix}").write_bytes(write(document))
        out, err = io.StringIO(), io.StringIO()
        here = mock.patch("bulletin.intake.portable.apart", lambda limits, do, *of: do(*of))
        with redirect_stdout(out), redirect_stderr(err), here:
            run(["import", "sent", "--json", *options])
        outcomes: dict[str, list[dict[str, Any]]] = {}
        for outcome in json.loads(out.getvalue() or "[]"):
            name = re.search(r"sent/([a-z_0-9]+)", outcome["path"])
            assert name, outcome
            outcomes.setdefault(name[1], []).append(outcome)
        for document in chosen:
            yield _result(document, writer, outcomes.get(document.name, []), root)


def _result(
    document: Declared, writer: str, outcomes: Sequence[dict[str, Any]], root: Path
) -> Result:
    copies = [(root / each["file"]).read_text("utf-8") for each in outcomes if each.get("file")]
    parted = [re.split(r"^---\n", copy, maxsplit=2, flags=re.MULTILINE) for copy in copies]
    fronts = [yaml.safe_load(parts[1]) or {} for parts in parted]
    bodies = [parts[2] for parts in parted]
    diagnostics = [told for each in outcomes for told in each["diagnostics"]]
    return Result(
        document,
        writer,
        " ".join(each["fate"] for each in outcomes),
        fronts[0] if fronts else {},
        tuple(str(front.get("title") or "") for front in fronts),
        tuple(block for body in bodies for block in found_blocks(body)),
        "".join(copies),
        json.dumps(diagnostics, ensure_ascii=False),
        sum(told.get("severity") in ("error", "warning") for told in diagnostics),
    )


@contextmanager
def _workspace() -> Iterator[Path]:
    """An office that has received nothing yet."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "issues").mkdir()
        (root / "issues" / "publication.yaml").write_text(PUBLICATION, "utf-8")
        os.chdir(root)
        try:
            yield root
        finally:
            os.chdir(before)


def faults(result: Result) -> str:
    """What is not right in a document, in a line."""
    said = []
    if not result.title_right:
        said.append(f"title {'／'.join(result.titles) or result.fate}")
    if result.untold_fields:
        said.append(
            "fields " + " ".join(f"{k}={result.fields.get(k)}" for k in result.untold_fields)
        )
    if result.furniture:
        said.append("printed " + "／".join(result.furniture))
    if result.marks:
        said.append("marks " + " ".join(result.marks))
    if result.lost:
        said.append(f"lost {result.lost}")
    right, every = result.headings
    if right < every:
        said.append(f"headings {right} of {every}")
    kept, tables = result.tables
    if kept < tables:
        said.append(f"tables {kept} of {tables}")
    if not said and not same_blocks(result.document, result.wanted, result.blocks):
        said.append("copy")
    return "; ".join(said)


# -- The figures -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What is held: shares in percent, counts, and the median of warnings."""

    documents: int
    right: float
    titles: float
    headings: float
    tables: float
    furniture: int
    lost: int
    warnings: float

    def __str__(self) -> str:
        return (
            f"{self.documents} documents: whole copy right {self.right:.1f} %, titles"
            f" {self.titles:.1f} %, headings by place {self.headings:.1f} %, tables kept"
            f" {self.tables:.1f} %, furniture printed {self.furniture}, characters lost unsaid"
            f" {self.lost}, warnings a plain document (median) {self.warnings:g}"
        )


def figures(found: Sequence[Result]) -> Figures:
    """The figures of these results."""
    headings = [each.headings for each in found]
    tables = [each.tables for each in found]
    plain = [each.warnings for each in found if each.document.plain]
    return Figures(
        len(found),
        _share(sum(each.right for each in found), len(found)),
        _share(sum(each.title_right for each in found), len(found)),
        _share(sum(right for right, _ in headings), sum(every for _, every in headings)),
        _share(sum(kept for kept, _ in tables), sum(every for _, every in tables)),
        sum(len(each.furniture) for each in found),
        sum(len(each.lost) for each in found),
        median(plain) if plain else 0,
    )


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0
