"""Where a second submission begins in a text that should be one.

Two are pasted into one file, or sent in one document. What shows it is a line that only the head of
a submission has. Received documents and copy are searched alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bulletin.patterns import pattern_of

LONGEST_TITLE = 60
"""Characters of a line that may be a title."""

SHORTEST_TITLE = 6
"""The same at least; 参加单位 above names is none."""

SHORTEST_TEXT = 15
"""Characters of a paragraph of running text; a shorter one may stand in a list."""

_FIELD = pattern_of(
    r"(?:(?:报送|来稿|供稿|发稿)?单\s*位|(?:稿件)?标\s*题|unit|title)\s*[:：]\s*(\S.*)"
)
_MARKER = pattern_of(r"\s*[□■]\s*")
_SUPPLIED = pattern_of(r"[（(].{2,30}供稿[)）]")
_SENTENCE = pattern_of("[。！？；]")
_BLANKS = pattern_of(r"[\W_]+")


def second_articles(
    lines: Sequence[str], title: str, is_unit: Callable[[str], bool]
) -> Iterator[int]:
    """The lines at which another submission seems to begin.

    `lines` are the paragraphs below the article's `title`; an empty one stands for what is no
    paragraph (a list, a table). `is_unit` tells whether words name a unit of the roster.
    """
    reading = _Beginnings([line.strip() for line in lines], _letters(title), is_unit)
    last = -2
    for at in range(len(lines)):
        if reading.begins(at):
            if at > last + 1:
                yield at
            last = at


def _letters(text: str) -> str:
    return _BLANKS.sub("", text)


class _Beginnings:
    """The lines of one text."""

    def __init__(self, lines: list[str], title: str, is_unit: Callable[[str], bool]) -> None:
        self.lines, self.title, self.is_unit = lines, title, is_unit

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

    def _beside_a_field(self, at: int) -> bool:
        return any(_FIELD.fullmatch(self._line(each)) for each in (at - 1, at + 1))

    def names_its_unit(self, at: int) -> bool:
        """广陵街道：推动服务下沉, but not a line of several such (a list of units)."""
        line = self._line(at)
        if _MARKER.match(line):
            return self._after_unit(line) != ""
        rest = self._after_unit(line)
        alone = not any(self._after_unit(self._line(each)) for each in (at - 1, at + 1))
        return alone and self._is_title(rest) and self._has_text(at + 1)

    def _after_unit(self, line: str) -> str:
        unit, colon, rest = _MARKER.sub("", line, count=1).partition("：")
        return rest.strip() if colon and self.is_unit(unit.strip()) else ""

    def repeats_the_title(self, at: int) -> bool:
        """The article's own title once more, with or without its unit."""
        line = self._line(at)
        said = self._after_unit(line) or line
        return bool(self.title) and _letters(said) == self.title

    def stands_with_its_unit(self, at: int) -> bool:
        """A title with the unit alone on the line above or below it, and text after them."""
        if at and self._is_title(self._line(at)) and self._is_a_unit(at + 1):
            return self._has_text(at + 2)
        return (
            self._is_a_unit(at)
            and self._is_title(self._line(at + 1))
            and self._has_text(at + 2)
            and not self._is_title(self._line(at - 1))
        )

    def follows_a_supplier(self, at: int) -> bool:
        """A title below （广陵街道党工委供稿）, which ends an article."""
        ended = _SUPPLIED.fullmatch(self._line(at - 1)) is not None
        return ended and self._is_title(self._line(at)) and self._has_text(at + 1)

    def _is_a_unit(self, at: int) -> bool:
        line = self._line(at)
        return 0 < len(line) <= 20 and self.is_unit(line)

    def _is_title(self, line: str) -> bool:
        length = SHORTEST_TITLE <= len(line) <= LONGEST_TITLE
        return length and not _SENTENCE.search(line) and line[-1] not in "，、：；"

    def _has_text(self, at: int) -> bool:
        """Whether a paragraph of running text stands here."""
        line = self._line(at)
        return len(line) >= SHORTEST_TEXT and _SENTENCE.search(line) is not None


_SIGNS = (
    _Beginnings.says_a_field,
    _Beginnings.names_its_unit,
    _Beginnings.repeats_the_title,
    _Beginnings.stands_with_its_unit,
    _Beginnings.follows_a_supplier,
)
"""What shows that a submission begins, any of them."""
