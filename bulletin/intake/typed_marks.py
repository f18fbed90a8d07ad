"""Markdown that somebody typed, or pasted from a chat, read for what it means in any file.

`**一、加强领导。**` and `### 小标题` are as frequent in text and Word files as in `.md` files. The
marks stand in the document's source but in no run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.intake.accounting import shortened
from bulletin.intake.passage import part_of
from bulletin.intake.received import (
    Box,
    DocumentPart,
    Grid,
    GridCell,
    ReceivedDocument,
    ReceivedLine,
    Run,
)
from bulletin.intake.stray_marks import FENCE, stray_marks, told_marks, underlined
from bulletin.intake.typed_lists import typed_depths
from bulletin.intake.web_tags import (
    MOVED,
    TAG,
    attribute,
    elements_in,
    lines_between_tags,
    tags_in,
)
from bulletin.markdown import SENTENCE_ENDS
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

_ANY = pattern_of(
    r"\*|\]\(|\[\[|\[toc|`|<[a-z/!]|\^|%%|\{\{|\\"
    r"|^[ \t\u3000]*(?:[-+•●–—#|\\_>:=~]|[\u2600-\u27bf\U0001f300-\U0001faff])",
    re.MULTILINE | re.IGNORECASE,
)
"""What at least one mark has; a document without it is left alone."""

_BOLD = pattern_of(r"(?<!\*)\*\*(?!\*)(?!(?<=[0-9]\*\*)[0-9])")
"""Not the asterisks that hide a part of a number, 138**5678 and 138****5678."""

_HEADING = pattern_of(r"(#{1,6}[ \t\u3000]+|#{2,6}(?=[\u4e00-\u9fff（]))(?=.*[\u4e00-\u9fff])")
_BULLET = pattern_of(r"([-*+•●])[ \t\u3000]+(?=\S)(?![0-9]{1,4}[ \t]*-\Z)")
TEXT_BULLET = pattern_of(r"([-*•●–—])[ \t]+(?=\S)")
"""In text files a dash is typed for a bullet, too; in Word it begins a subtitle."""

_RULE = pattern_of(r"([-*_])(?:[ \t]*\1){2,7}")
"""Of Markdown; a longer one is drawn by somebody who types no Markdown."""

_IMAGE = pattern_of(r"!\[([^\[\]\n]*)\]\(([^()\s]*)(?:[ \t]+\"[^\"\n]*\")?\)")
_LINK = pattern_of(r"(?<!!)\[([^\[\]\n]+)\]\(([^()\s]+)(?:[ \t]+\"[^\"\n]*\")?\)")
_ADDRESS = pattern_of(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_PLACE = pattern_of(r"#.*|[\w%-]*[./][\w./%#-]*", re.ASCII)
"""A place in the file, or another file: nothing that a reader can follow."""

_PAGE = pattern_of(r"(!)?\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
"""A link of Obsidian to another page, or a picture there: [[页面|文字]], ![[图.png]]."""

_TAGS = pattern_of(r"#[^\s#，。：；]{1,12}(?:[ \t]+#[^\s#，。：；]{1,12})+[ \t]*")
_FACES = r"(?:[\u2705\u2714\u2728\u27a1\u2b50\U0001f300-\U0001faff]\ufe0f?[ \t]*)+"
_ASIDE = pattern_of(
    rf"{_FACES}|(?:>[ \t]|>(?=[\u4e00-\u9fff\[>]|\Z))+(?:\[!\w+\][+-]?[ \t]*)?|{_TAGS.pattern}\Z"
)
"""The mark of a quotation, of a box, or a line of tags: #党建 #基层治理."""

_ESCAPE = pattern_of(r"\\(?=[!-/:-@\[-`{-~])")
_SILENT = pattern_of(r"<!--|\{\{[<%]|%%|\[\[?_?TOC_?\]", re.IGNORECASE)
"""What begins remarks and calls to a program that makes pages; nothing of them is printed."""

_SILENT_ENDS = {
    "<": pattern_of("-->"),
    "{": pattern_of(r"[%>]\}\}"),
    "%": pattern_of("%%"),
    "[": pattern_of(r"(?<=\])\]?"),
}
LONGEST_SHOWN = 60
"""Characters of a remark that its report repeats."""

MOST_SHOWN = 12
"""Kinds of marks that one report names."""

_ROW = pattern_of(r"\|.*\|")
_HEAD_RULE = pattern_of(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")
_TEXT_FILES = (".txt", ".text", ".md", ".markdown")


@dataclass(frozen=True, slots=True)
class _Cut:
    """A stretch of a line that is a mark, and what changes behind it."""

    start: int
    end: int
    turns: bool = False
    """Whether bold begins or ends here."""

    address: str | None = None
    """The address of the link that begins here, empty where one ends; None for no change."""


def with_typed_marks(document: ReceivedDocument) -> ReceivedDocument:
    """The document with headings, bold, bullets, links and tables for the marks that mean them."""
    if _ANY.search(document.source.text) is None:
        return document
    reading = _MarkReading(document.source)
    parts = tuple(reading.parts(document.parts))
    told = (*document.diagnostics, *reading.told())
    return replace(document, parts=parts, diagnostics=told)


class _MarkReading:
    """Reads the marks of one document; `found` is what there is to report."""

    def __init__(self, source: Source) -> None:
        self.source = source
        name = source.path.lower()
        self.is_text = name.endswith(_TEXT_FILES)
        self.escaped = name.endswith(_TEXT_FILES[2:])
        self.found: list[Diagnostic] = []
        self.read: list[Span] = []
        self.tags: list[Span] = []

    def told(self) -> Iterator[Diagnostic]:
        """All that there is to report."""
        yield from self.found
        if self.read and not self.is_text:
            message = f"记号 #、**、[ ]( )、| 照 Markdown 的意思收了，共 {len(self.read)} 处"
            yield Diagnostic("D527", Severity.INFO, self.source, self.read[0], message, "")
        if self.tags:
            message = f"记号{self._shown_tags()}共 {len(self.tags)} 处没有收入"
            hint = "对照原稿，看看排得对不对"
            yield warning("D533", self.source, self.tags[0], message, hint)

    def _shown_tags(self) -> str:
        """The kinds of marks that were left out, each once: “<p>”“[x]”."""
        shown: dict[str, None] = {}
        for span in self.tags:
            mark = self.source.quote(span).strip()
            tag = TAG.fullmatch(mark)
            shown[f"<{tag['its_name'].lower()}>" if tag else mark] = None
        more = "等" if len(shown) > MOST_SHOWN else ""
        return "".join(f"“{mark}”" for mark in tuple(shown)[:MOST_SHOWN]) + more

    def parts(self, parts: Sequence[DocumentPart]) -> Iterator[DocumentPart]:
        """The parts with their marks read."""
        parts = tuple(piece for each in parts for piece in _parted(each))
        if self.escaped:
            parts = tuple(self._headed(tuple(self._printed(parts))))
        parts = tuple(self._unquoted(parts)) if self.is_text else parts
        lines = [each for each in parts if isinstance(each, ReceivedLine)]
        bold = {id(line): found for line, found in zip(lines, self._bold(lines), strict=True)}
        inner = typed_depths(lines, numbered=self.escaped) if self.is_text else {}
        depths = {id(lines[at]): depth for at, depth in inner.items()}
        for group in _tables(parts):
            if grid := self._grid(group):
                yield grid
                continue
            for each in group:
                if not isinstance(each, ReceivedLine):
                    yield self._inside(each)
                elif made := self._line(each, *bold[id(each)]):
                    depth = depths.get(id(each), made.depth)
                    yield made if depth == made.depth else replace(made, depth=depth)

    def _inside(self, part: Grid | Box) -> DocumentPart:
        if isinstance(part, Box):
            return replace(part, parts=tuple(self.parts(part.parts)))
        rows = (
            tuple(replace(cell, lines=tuple(self.parts(cell.lines))) for cell in row)
            for row in part.rows
        )
        return replace(part, rows=tuple(rows))

    # Lines.

    def _line(self, line: ReceivedLine, marks: Sequence[_Cut], inside: bool) -> ReceivedLine | None:
        """The line without its marks; None for a rule."""
        text = "".join(run.text for run in line.runs)
        if not inside and not marks and _ANY.search(text) is None:
            return line
        blank = len(text) - len(text.lstrip())
        if _RULE.fullmatch(text.strip()):
            self.found.append(
                Diagnostic("D528", Severity.INFO, self.source, line.span, "分隔线没有收入", "")
            )
            return None
        cuts = list(marks)
        level, label = 0, ""
        if not (line.label or line.level):
            bullet = TEXT_BULLET if self.is_text else _BULLET
            if heading := _HEADING.match(text, blank):
                level = heading[1].count("#")
                cuts.append(_Cut(0, heading.end()))
            elif item := bullet.match(text, blank):
                label = item[1]
                cuts.append(_Cut(0, item.end()))
        cuts += self._addresses(line, text)
        if self.escaped:
            line, tags = self._raised(line, text)
            cuts += tags
            read = {cut.start for cut in cuts}
            told = tuple(
                each for each in told_marks(text[blank:]) if blank + each.start not in read
            )
            for span in (*stray_marks(text[blank:]), *told):
                cuts.append(_Cut(blank + span.start, blank + span.end))
            self.tags += (_between(line.runs, blank + at, blank + end) for at, end in told)
            cuts += (_Cut(each.start(), each.end()) for each in _ESCAPE.finditer(text))
        if not cuts and not inside:
            return line
        if cuts:
            first = min(cuts, key=lambda each: each.start)
            self.read.append(_between(line.runs, first.start, first.end))
        made = replace(line, runs=tuple(_without(line.runs, _apart(cuts), inside=inside)))
        if label:
            return replace(made, label=label, bullet=True, depth=1)
        return replace(made, level=level or line.level)

    def _printed(self, parts: Sequence[DocumentPart]) -> Iterator[DocumentPart]:
        """The parts without what only programs read, which may reach over several lines."""
        lines = [each for each in parts if isinstance(each, ReceivedLine)]
        texts = ["".join(run.text for run in line.runs) for line in lines]
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        cuts: list[list[_Cut]] = [[] for _ in lines]
        for start, end in _silent("\n".join(texts)):
            first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
            for at in range(first, last + 1):
                place = max(start - starts[at], 0)
                cuts[at].append(_Cut(place, min(end - starts[at], len(texts[at]))))
            span = Span(
                _place(lines[first].runs, start - starts[first]),
                _place(lines[last].runs, end - 1 - starts[last]) + 1,
            )
            words = shortened(self.source.quote(span), LONGEST_SHOWN)
            message = f"给程序看的“{words}”没有收入"
            self.found.append(warning("D529", self.source, span, message, "有图就向对方要图"))
        found = iter(cuts)
        for each in parts:
            own = next(found) if isinstance(each, ReceivedLine) else ()
            if isinstance(each, ReceivedLine) and own:
                runs = tuple(_without(each.runs, own, inside=False))
                if runs:
                    yield replace(each, runs=runs)
            else:
                yield each

    def _headed(self, parts: Sequence[DocumentPart]) -> Iterator[DocumentPart]:
        """The parts with headings for lines that are underlined, parted at breaks of web pages, and
        without fences of code."""
        levels = dict(underlined(parts, self.source))
        for at, each in enumerate(parts):
            if not isinstance(each, ReceivedLine):
                yield each
            elif at in levels:
                yield replace(each, level=levels[at])
            elif _ROW.fullmatch(each.text.strip()):
                yield each  # its cells are parted later
            elif at - 1 not in levels and not FENCE.fullmatch(each.text):
                yield from _at_tags(each)

    def _unquoted(self, parts: Sequence[DocumentPart]) -> Iterator[DocumentPart]:
        """The parts without the marks of quotations and of boxes (> [!NOTE] 说明), and without
        lines of tags; D533 tells each stretch once."""
        above = False
        for each in parts:
            text = each.text if isinstance(each, ReceivedLine) else ""
            if not isinstance(each, ReceivedLine) or not (mark := _ASIDE.match(text)):
                above = False
                yield each
                continue
            if not above:
                told = "引用或提示框照正文收了", "不刊登的删去"
                if _TAGS.fullmatch(text):
                    told = f"标签“{shortened(text)}”没有收入", "要用就抄进正文"
                elif not mark[0].startswith(">"):
                    told = f"行首的表情符号“{mark[0].strip()}”没有收入", "是小标题的写成小标题"
                place = _between(each.runs, 0, mark.end())
                self.found.append(warning("D533", self.source, place, *told))
            above = not _TAGS.fullmatch(text)
            runs = tuple(_without(each.runs, (_Cut(0, mark.end()),), inside=False))
            if runs:
                yield replace(each, runs=runs)

    def _addresses(self, line: ReceivedLine, text: str) -> Iterator[_Cut]:
        for image in _IMAGE.finditer(text):
            yield self._picture(line, image, image[1], image[2])
        for image in tags_in(text, "img") if self.escaped else ():
            named, path = attribute(image[0], "alt"), attribute(image[0], "src")
            yield self._picture(line, image, named, path)
        for link in _LINK.finditer(text):
            address = link[2] if _ADDRESS.match(link[2]) else ""
            if not address and not (self.is_text and _PLACE.fullmatch(link[2])):
                continue
            if not address:
                message = f"链接 `{link[2]}` 不是网址，只收文字"
                place = _between(line.runs, link.end(1), link.end())
                self.found.append(Diagnostic("D127", Severity.INFO, self.source, place, message))
            yield _Cut(link.start(), link.start(1), address=address)
            yield _Cut(link.end(1), link.end(), address="")
        for page in _PAGE.finditer(text) if self.escaped else ():
            if page[1]:
                yield self._picture(line, page, page[2], "")
            else:
                shown = 3 if page[3] else 2
                yield _Cut(page.start(), page.start(shown))
                yield _Cut(page.end(shown), page.end())

        for begin, end in elements_in(text, "a") if self.escaped else ():
            address = attribute(begin[0], "href")
            if _ADDRESS.match(address):
                yield _Cut(*begin.span(), address=address)
                yield _Cut(*end.span(), address="")

    def _picture(self, line: ReceivedLine, mark: re.Match[str], named: str, path: str) -> _Cut:
        """The mark of a picture that is not in the file; D529 reports it."""
        message = f"图片“{named or path}”不在文件里，没有收入"
        hint = "向对方要这张图，放进稿件" + (f"：{path}" if path else "")
        place = _between(line.runs, *mark.span())
        self.found.append(warning("D529", self.source, place, message, hint))
        return _Cut(*mark.span())

    def _raised(self, line: ReceivedLine, text: str) -> tuple[ReceivedLine, list[_Cut]]:
        """The line with its figures raised and lowered as tags say, 10<sup>2</sup>, and the tags;
        D119 reports those that cannot be."""
        tags: list[_Cut] = []
        for begin, end in elements_in(text, *MOVED):
            place = slice(begin.end(), end.start())
            if moved := MOVED[begin["its_name"].lower()](text[place]):
                tags += (_Cut(*begin.span()), _Cut(*end.span()))
                text = text[: place.start] + moved + text[place.stop :]
                continue
            message = f"上标或下标“{shortened(text[place])}”收成平排"
            at = _between(line.runs, *begin.span())
            self.found.append(warning("D119", self.source, at, message, "对照原稿改写"))
        return (replace(line, runs=tuple(_rewritten(line.runs, text))) if tags else line), tags

    # Bold.

    def _bold(self, lines: Sequence[ReceivedLine]) -> Iterator[tuple[list[_Cut], bool]]:
        """For each line its marks of bold, and whether bold is open before it.

        A paragraph of a text file that is torn in mid-sentence may open what the next one closes; a
        mark without its other half is told and taken away. In any other file only pairs within a
        line are marks.
        """
        texts = ["".join(run.text for run in line.runs) for line in lines]
        every = [[each.start() for each in _BOLD.finditer(text)] for text in texts]
        is_open = False
        for at, places in enumerate(every):
            marks = [_Cut(place, place + 2, turns=True) for place in places]
            before = is_open
            if len(marks) % 2:
                following = every[at + 1] if at + 1 < len(every) else []
                torn = not texts[at].rstrip().endswith(tuple(SENTENCE_ENDS))
                if self.is_text and (is_open or (torn and len(following) % 2)):
                    is_open = not is_open
                elif self.is_text:
                    marks[-1] = replace(marks[-1], turns=False)
                    self._tell_lone(lines[at], places[-1])
                else:
                    del marks[-1]
            yield marks, before

    def _tell_lone(self, line: ReceivedLine, at: int) -> None:
        start = _place(line.runs, at)
        told = "`**` 少了另一半，去掉了", "核对这里哪几个字是粗体"
        self.found.append(warning("D302", self.source, Span(start, start + 2), *told))

    # Tables.

    def _grid(self, group: Sequence[DocumentPart]) -> Grid | None:
        """The table that rows between bars are; None where they are none."""
        lines = [each for each in group if isinstance(each, ReceivedLine)]
        if len(lines) < 2:
            return None
        ruled = _HEAD_RULE.fullmatch(lines[1].text.strip()) is not None
        kept = [line for at, line in enumerate(lines) if not (ruled and at == 1)]
        rows = [tuple(_cells(line)) for line in kept]
        if not ruled and len({len(row) for row in rows}) > 1:
            return None
        span = Span(lines[0].span.start, lines[-1].span.end)
        self.read.append(_between(lines[0].runs, 0, 1))
        bare = ruled and not any(cell.lines for cell in rows[0])
        grid = Grid(tuple(rows[1:] if bare else rows), span, head=int(ruled and not bare))
        made = self._inside(grid)
        assert isinstance(made, Grid)
        return made


def _silent(text: str) -> Iterator[Span]:
    """The stretches of a text that only programs read, each up to its first end."""
    at = 0
    endless: set[str] = set()
    for mark in _SILENT.finditer(text):
        kind = mark[0][0]
        if mark.start() < at or kind in endless:
            continue
        if end := _SILENT_ENDS[kind].search(text, mark.end()):
            at = end.end()
            yield Span(mark.start(), at)
        else:
            endless.add(kind)


def _parted(part: DocumentPart) -> Iterator[DocumentPart]:
    """A line parted at the breaks made by hand round headings, rules, rows and bullets; any other
    part as it is."""
    text = "".join(run.text for run in part.runs) if isinstance(part, ReceivedLine) else ""
    if not isinstance(part, ReceivedLine) or "\n" not in text or part.label or part.level:
        yield part
        return
    starts, at = [0], 0
    for above, below in pairwise(text.split("\n")):
        at += len(above) + 1
        if _is_alone(above) or _is_alone(below) or _BULLET.match(below.strip()):
            starts.append(at)
    if len(starts) == 1:
        yield part
        return
    breaks_page = part.breaks_page
    for start, end in pairwise((*starts, len(text) + 1)):
        if runs := _cut_out(part.runs, start, end - 1):
            span = Span(runs[0].span.start, runs[-1].span.end)
            yield replace(part, runs=runs, span=span, breaks_page=breaks_page)
            breaks_page = False


def _at_tags(line: ReceivedLine) -> Iterator[ReceivedLine]:
    """A line parted where the tags of a page part it."""
    text = "".join(run.text for run in line.runs)
    stretches = tuple(lines_between_tags(text))
    for start, end in stretches:
        if len(stretches) == 1:
            yield line
        elif text[start:end].strip():
            runs = _cut_out(line.runs, start, end)
            yield replace(line, runs=runs, span=Span(runs[0].span.start, runs[-1].span.end))


def _is_alone(text: str) -> bool:
    """Whether a line's mark makes it a heading, a rule or a row, which no other line goes on."""
    text = text.strip()
    return any((_HEADING.match(text), _RULE.fullmatch(text), _ROW.fullmatch(text)))


def _tables(parts: Iterable[DocumentPart]) -> Iterator[list[DocumentPart]]:
    """The parts in order: adjacent rows between bars together, any other by itself."""
    group: list[DocumentPart] = []
    for each in parts:
        if isinstance(each, ReceivedLine) and _ROW.fullmatch(each.text.strip()):
            group.append(each)
            continue
        if group:
            yield group
            group = []
        yield [each]
    if group:
        yield group


def _cells(line: ReceivedLine) -> Iterator[GridCell]:
    """The cells of a row between bars."""
    text = "".join(run.text for run in line.runs)
    bars = [at for at, sign in enumerate(text) if sign == "|" and text[at - 1 : at] != "\\"]
    for start, end in pairwise(bars):
        words = text[start + 1 : end]
        blank = len(words) - len(words.lstrip())
        runs = _cut_out(line.runs, start + 1 + blank, start + 1 + blank + len(words.strip()))
        if not runs:
            yield GridCell(())
            continue
        span = Span(runs[0].span.start, runs[-1].span.end)
        yield GridCell((ReceivedLine(runs, span),))


# -- Runs ------------------------------------------------------------------------------------------


def _apart(cuts: Iterable[_Cut]) -> list[_Cut]:
    """The cuts in order, without those that lie in another."""
    kept: list[_Cut] = []
    for cut in sorted(cuts, key=lambda each: (each.start, -each.end)):
        if not kept or cut.start >= kept[-1].end:
            kept.append(cut)
    return kept


def _without(runs: Sequence[Run], cuts: Sequence[_Cut], *, inside: bool) -> Iterator[Run]:
    """The runs without the stretches cut out, each in the look that the cuts give it."""
    waiting = list(reversed(cuts))
    at, address = 0, ""
    for run in runs:
        end = at + len(run.text)
        place = at
        while waiting and waiting[-1].start < end:
            cut = waiting[-1]
            if place < cut.start:
                yield _looking(part_of(run, place - at, cut.start - at), address, inside=inside)
            place = min(cut.end, end)
            if cut.end > end:
                break
            waiting.pop()
            inside ^= cut.turns
            address = address if cut.address is None else cut.address
        if place < end:
            yield _looking(part_of(run, place - at, end - at), address, inside=inside)
        elif not run.text:
            yield run
        at = end


def _rewritten(runs: Sequence[Run], text: str) -> Iterator[Run]:
    """The runs with the characters of a text as long as they are."""
    at = 0
    for run in runs:
        yield replace(run, text=text[at : at + len(run.text)])
        at += len(run.text)


def _looking(run: Run, address: str, *, inside: bool) -> Run:
    return replace(run, bold=run.bold or inside, address=address or run.address)


def _cut_out(runs: Sequence[Run], start: int, end: int) -> tuple[Run, ...]:
    """The runs of characters `start` to `end`, with the signs that stand among them or at an
    end."""
    found: list[Run] = []
    at = 0
    for run in runs:
        first, last = max(start - at, 0), min(end - at, len(run.text))
        if first < last:
            found.append(part_of(run, first, last))
        elif not run.text and start <= at <= end:
            found.append(run)
        at += len(run.text)
    return tuple(found)


def _between(runs: Sequence[Run], start: int, end: int) -> Span:
    """The place in the source of characters of the runs: of a mark, and of no word beside it, so
    that a word that is lost is not taken for told."""
    return Span(_place(runs, start), _place(runs, end - 1) + 1)


def _place(runs: Sequence[Run], at: int) -> int:
    """The place in the source of a character of the runs."""
    for run in runs:
        if at < len(run.text):
            return run.span.start + at
        at -= len(run.text)
    return runs[-1].span.end
