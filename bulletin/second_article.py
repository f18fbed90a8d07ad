"""Where a second submission begins in a text that should be one.

Two are pasted into one file, or sent in one document. What shows it is a line that only the head of
a submission has. Received documents and copy are searched alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache

from bulletin.diagnostics import Diagnostic, warning
from bulletin.model import Paragraph, Publication, Section, Strong, Unit, plain
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.unit_names import units_called

LONGEST_TITLE = 60
"""Characters of a line that may be a title."""

SHORTEST_TITLE = 6
"""The same at least; 参加单位 above names is none."""

SHORTEST_HEADING = 4
"""The same of what stands after a unit in a line that is set as a heading."""

SHORTEST_TEXT = 15
"""Characters of a paragraph of running text; a shorter one may stand in a list."""

LONGEST_UNIT = 20
"""Characters of a line that may be nothing but a unit's name."""

SHOWN = 30
"""Characters of a line that a message repeats."""

_FIELD = pattern_of(
    r"(?:(?:报送|来稿|供稿|发稿)?单\s*位|(?:稿件)?标\s*题|unit|title)\s*[:：]\s*(\S.*)"
)
_COUNTED = pattern_of(
    r"[【〔\[（(]?(?:来稿|稿件|信息|材料)(?:之)?\s*[二三四五六七八九十2-9]\s*[】〕\]）)]?[:：、.]?"
    r"|[【〔\[（(]?第\s*[二三四五六七八九十2-9]\s*篇\s*[】〕\]）)]?[:：、.]?"
)
"""稿件二：, 第三篇: what a unit types between two submissions."""

_MARKER = pattern_of("[□■]")
_SUPPLIED = pattern_of(r"[（(].{2,30}供稿[)）]")
_SENTENCE = pattern_of("[。！？；]")
_BLANKS = pattern_of(r"[\W_]+")
_LETTER = pattern_of(r"[^\W_]")
_BETWEEN = pattern_of(r"([^：:—]{2,20}?)\s*(?:[：:]|——)\s*(.+)")
_IN_BRACKETS = pattern_of(r"[【〔\[]\s*([^】〕\]]{2,20}?)\s*[】〕\]]\s*(.+)")
_BRACKETS = pattern_of(r"[（(【〔\[]\s*(.{2,20}?)\s*[）)】〕\]]")
_PARTING = pattern_of("[：:【〔\\[]|——")
"""What stands between a unit and the words after it, or before both."""

_WITH_UNIT = pattern_of(r"(.{4,200}?)\s*[（(]\s*([^（()）]{2,20}?)\s*[）)]")
_UNLISTED = pattern_of(
    "(?![各全每本该两几一二三四五六七八九十])[\u4e00-\u9fff]{2,4}(?:(?<!乡)镇|(?<!镇)乡|街道)"
)
"""What is a town's name by its form, though the roster may not have it; 各乡镇 is none."""

_CAPTION = pattern_of(
    "(?:如下|情况|名单|名册|清单|一览|数据|成员|人员|台账|统计|明细|分工|安排|计划|[表图])[。]?\\Z"
)
"""The end of what is said above a table or list, rather than of a title."""

_DAY = pattern_of("[〇○零Ｏ0-9０-９元正一二三四五六七八九十廿卅年月日号/. -]+")
_OFFICE = pattern_of(
    "(?:党（工）委|党工委|党委|党组|工委|(?:工作)?委员会|办事处|人民政府)(?:办公室)?$"
)
_ABOVE = pattern_of("^(?:中共)?(?:[\u4e00-\u9fff]{1,6}?[省市县区旗])?")
"""What stands before a unit's name in full: 中共某县广陵街道工作委员会."""


# -- In copy ---------------------------------------------------------------------------------------


def told_of_others(
    source: Source,
    sections: Sequence[Section],
    title: str,
    units: Sequence[Unit],
    publication: Publication,
) -> Iterator[Diagnostic]:
    """S160 for each place in an article at which another one seems to begin."""

    lines = tuple(_lines(sections))
    texts = [text for text, _, _ in lines]
    whole = "\n".join(texts)
    here = [name for name in publication.registry if name in whole]

    @cache
    def called(words: str) -> tuple[Unit, ...]:
        if not any(name in words for name in here):
            return ()
        bare = _OFFICE.sub("", words.strip("　 "))
        found = units_called(bare, publication) if bare else ()
        return found or units_called(_ABOVE.sub("", bare), publication)

    def is_own(words: str) -> bool:
        return bool(said := called(words)) and all(each in units for each in said)

    headings = {at for at, (_, _, is_heading) in enumerate(lines) if is_heading}
    reading = _Beginnings(texts, title, lambda words: bool(called(words)), headings)
    reading.is_own, reading.is_joint = is_own, len(units) > 1
    for at in reading.found():
        words = texts[at] if len(texts[at]) <= SHOWN else f"{texts[at][:SHOWN]}…"
        message = f"从这里起像是另一篇稿件：{words}"
        hint = "另一篇就移到它自己的文件里，再列入篇目；贴了两遍就删去一遍"
        yield warning("S160", source, lines[at][1], message, hint)


def _lines(sections: Sequence[Section]) -> Iterator[tuple[str, Span, bool]]:
    """The headings and paragraphs, each with its place, and whether it is set as a heading; what is
    neither (a list, a table, a quotation) is empty."""
    for section in sections:
        if section.heading:
            yield section.heading_text.strip(), section.span, True
        for block in section.blocks:
            if not isinstance(block, Paragraph):
                yield "", block.span, False
                continue
            is_bold = all(isinstance(each, Strong) for each in block.children)
            yield plain(block.children).strip(), block.span, is_bold


# -- In any lines ----------------------------------------------------------------------------------


def second_articles(
    lines: Sequence[str], title: str, is_unit: Callable[[str], bool]
) -> Iterator[int]:
    """The lines at which another submission seems to begin.

    `lines` are the paragraphs below the article's `title`; an empty one stands for what is no
    paragraph (a list, a table). `is_unit` tells whether words name a unit of the roster.
    """
    yield from _Beginnings([line.strip() for line in lines], title, is_unit).found()


def _letters(text: str) -> str:
    return _BLANKS.sub("", text)


class _Beginnings:
    """The lines of one text; `headings` are the places of those that are set as headings."""

    def __init__(
        self,
        lines: list[str],
        title: str,
        is_unit: Callable[[str], bool],
        headings: Collection[int] = (),
    ) -> None:
        self.lines, self.title, self.is_unit = lines, _letters(title), is_unit
        self.headings = headings
        self._known: dict[str, tuple[str, str]] = {}
        self.is_own: Callable[[str], bool] = lambda _words: False
        """Whether words name nothing but units of this article."""
        self.is_joint = False
        """Whether several units send this article, whose parts may be called by them."""

    def found(self) -> Iterator[int]:
        """The lines at which another submission begins; of two in a row the first."""
        last = -2
        for at in range(len(self.lines)):
            if self.begins(at):
                if at > last + 1:
                    yield at
                last = at

    def begins(self, at: int) -> bool:
        """Whether a submission begins with this line."""
        return bool(self.lines[at]) and any(sign(self, at) for sign in _SIGNS)

    def _line(self, at: int) -> str:
        return self.lines[at] if 0 <= at < len(self.lines) else ""

    def says_a_field(self, at: int) -> bool:
        """单位：广陵街道, or 标题：推动服务下沉 beside it."""
        match = _FIELD.fullmatch(self._line(at))
        if match is None or not self.is_unit(match[1]):
            return match is not None and self._beside_a_field(at)
        return True

    def is_counted(self, at: int) -> bool:
        """稿件二：, above the title of the second."""
        below = self._line(at + 1)
        return _COUNTED.fullmatch(self._line(at)) is not None and bool(below)

    def _beside_a_field(self, at: int) -> bool:
        return any(_FIELD.fullmatch(self._line(each)) for each in (at - 1, at + 1))

    def names_its_unit(self, at: int) -> bool:
        """广陵街道：推动服务下沉, but not a line of several such (a list of units)."""
        line = self._line(at)
        unit, rest = self._parted(line)
        if _MARKER.match(line.lstrip()):
            return rest != ""
        if at in self.headings or not rest or self._is_part(unit):
            return False
        alone = not any(self._parted(self._line(each))[1] for each in (at - 1, at + 1))
        bare = rest.removesuffix("。")
        plain_title = bare == rest or not any(mark in "，,0123456789" for mark in bare)
        if not (alone and plain_title and self._is_title(bare)):
            return False
        return self._leads_to_text(at + 1) or self._titles_a_list(at, bare)

    def _titles_a_list(self, at: int, title: str) -> bool:
        """Whether a list or a table stands below a title, which is no caption of it: a caption
        says what the table is, and recurs above the next one."""
        laid_out = at + 1 < len(self.lines) and not self.lines[at + 1]
        recurs = sum(self._parted(line)[1] == title for line in self.lines) > 1
        return laid_out and not recurs and not _CAPTION.search(title)

    def is_headed_by_a_unit(self, at: int) -> bool:
        """A heading 广陵街道：推动服务下沉, or of another unit without a colon, where not all
        headings are called by units."""
        if at not in self.headings or self._all_headed:
            return False
        unit, rest = self._headed(at)
        if not unit or self._is_part(unit) or _SENTENCE.search(rest):
            return False
        if 0 < len(rest) < SHORTEST_HEADING:
            return False
        return self._leads_to_text(at + 1) or (rest != "" and self._titles_a_list(at, rest))

    def _parted(self, line: str) -> tuple[str, str]:
        """The unit that a line begins with and the words after it; empty if it has not both."""
        if line not in self._known:
            self._known[line] = self._parts(line)
        return self._known[line]

    def _parts(self, line: str) -> tuple[str, str]:
        if not _PARTING.search(line):
            return "", ""
        parts = _MARKER.split(line, maxsplit=1)
        bare = parts[0].rstrip() + parts[1].lstrip() if len(parts) == 2 else line
        for pattern in (_BETWEEN, _IN_BRACKETS):
            match = pattern.fullmatch(bare)
            if match and (self.is_unit(match[1]) or self._is_unlisted(pattern.pattern, match[1])):
                return match[1], match[2].strip()
        return "", ""

    def _is_unlisted(self, pattern: str, words: str) -> bool:
        return pattern == _BETWEEN.pattern and _UNLISTED.fullmatch(words) is not None

    def _headed(self, at: int) -> tuple[str, str]:
        """The unit that a heading is called by, and the rest; without a colon only another unit."""
        line = self._line(at)
        if (said := self._parted(line))[0]:
            return said
        for end in range(min(len(line), LONGEST_UNIT), 1, -1):
            unit = line[:end].strip()
            if self.is_unit(unit):
                return ("", "") if self.is_own(unit) else (unit, line[end:].strip())
        return "", ""

    @property
    def _all_headed(self) -> bool:
        """Whether two or more headings, and all there are, are called by units."""
        return len(self.headings) > 1 and all(self._headed(at)[0] for at in self.headings)

    def _is_part(self, unit: str) -> bool:
        """Whether a unit that is named is one of several that send this article."""
        return self.is_joint and self.is_own(unit)

    def repeats_the_title(self, at: int) -> bool:
        """The article's own title once more, with or without its unit."""
        line = self._line(at)
        said = self._parted(line)[1] or line
        first = _LETTER.search(said) if self.title else None
        return first is not None and first[0] == self.title[0] and _letters(said) == self.title

    def stands_with_its_unit(self, at: int) -> bool:
        """A title with the unit beside it in brackets, or alone on the line above or below it, and
        text after them."""
        line = self._line(at)
        beside = _WITH_UNIT.fullmatch(line) if line.endswith((")", "）")) else None
        if beside and self._is_other(beside[2]) and self._is_title(beside[1]):
            return self._leads_to_text(at + 1)
        if at and self._is_title(line) and self._is_a_unit(at + 1):
            return self._leads_to_text(at + 2)
        return (
            self._is_a_unit(at)
            and self._is_title(self._line(at + 1))
            and self._leads_to_text(at + 2)
            and not self._is_title(self._line(at - 1))
        )

    def follows_a_supplier(self, at: int) -> bool:
        """A title below （广陵街道党工委供稿）, which ends an article."""
        ended = _SUPPLIED.fullmatch(self._line(at - 1)) is not None
        return ended and self._is_title(self._line(at)) and self._leads_to_text(at + 1)

    def _is_a_unit(self, at: int) -> bool:
        line = self._line(at).lstrip("—－- ")
        if match := _BRACKETS.fullmatch(line):
            line = match[1]
        return 0 < len(line) <= LONGEST_UNIT and self._is_other(line)

    def _is_other(self, words: str) -> bool:
        return self.is_unit(words) and not self._is_part(words)

    def _is_title(self, line: str) -> bool:
        length = SHORTEST_TITLE <= len(line) <= LONGEST_TITLE and not _DAY.fullmatch(line)
        return length and not _SENTENCE.search(line) and line[-1] not in "，、：；"

    def _leads_to_text(self, at: int) -> bool:
        """Whether a paragraph of running text stands here, or below one heading."""
        if self._has_text(at):
            return True
        line = self._line(at)
        is_heading = 0 < len(line) <= LONGEST_TITLE and not _SENTENCE.search(line)
        return is_heading and not self._parted(line)[1] and self._has_text(at + 1)

    def _has_text(self, at: int) -> bool:
        line = self._line(at)
        return len(line) >= SHORTEST_TEXT and _SENTENCE.search(line) is not None


_SIGNS = (
    _Beginnings.is_counted,
    _Beginnings.says_a_field,
    _Beginnings.names_its_unit,
    _Beginnings.is_headed_by_a_unit,
    _Beginnings.repeats_the_title,
    _Beginnings.stands_with_its_unit,
    _Beginnings.follows_a_supplier,
)
"""What shows that a submission begins, any of them."""
