"""Attachments (附件) in copy: where each begins, and the list of them that an editor has typed.

They are written as they stand in Word: a line 附件1, its title on the next line; or both on one
line that is a heading, `# 附件1：责任清单`. The list below the text (附件说明) is made from the
titles (GB/T 9704-2012 7.3.4). One that was typed is taken out of the text and compared with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bulletin.diagnostics import Diagnostic, Edit, error, warning
from bulletin.markdown.attachment_lines import (
    END_MARKS,
    LONGEST_ATTACHMENT_TITLE,
    AttachmentLabel,
    announces_list,
    ends_as_title,
    is_left_out,
    is_name_of_one,
    is_nothing,
    label_in,
    may_be_in_title,
    may_be_title,
    name_after_strange_label,
    reads_as_sentence,
    said_left_out,
    title_lines,
)
from bulletin.markdown.marks import MarkKind, UsedMark
from bulletin.markdown.seams import space_between
from bulletin.model import (
    Block,
    Footnote,
    Inline,
    LineBreak,
    List,
    Paragraph,
    Strong,
    Text,
    plain,
    texts,
)
from bulletin.numbering import is_item
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_SIGNATURE = 30
"""Characters of a line without an end mark that may stand below the list: a signature, a date."""

SHOWN = 20
"""Characters of a line that a message repeats."""

_NUMBERED = pattern_of(r"[ \u3000]*([0-9０-９]{1,2})[.．、][ \u3000]*(?![0-9])")


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A `##` line, before the blocks are collected into sections; level 1 begins an attachment."""

    level: int
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ListedAttachment:
    """An attachment as the typed list below the text names it."""

    number: int | None
    """None if it has none."""

    name: Text


Line: TypeAlias = "Block | HeadingLine"


@dataclass
class AttachmentsFound:
    """The blocks of a body with a heading for each attachment, and without the typed list."""

    blocks: list[Line]
    numbers: tuple[int | None, ...] = ()
    """The number that each attachment is typed with."""

    own_lines: list[Span] = field(default_factory=list)
    """The labels with their titles, and the lines of the typed list."""

    listed: tuple[ListedAttachment, ...] = ()
    marks: list[UsedMark] = field(default_factory=list)

    diagnostics: list[Diagnostic] = field(default_factory=list)


def attachments_in(blocks: Sequence[Line], source: Source, *, named: bool) -> AttachmentsFound:
    """Find the attachments in the outermost blocks of a body.

    `named` says that the front matter names files of attachments. Without any attachment a typed
    list stays in the text. A heading of level 1 at the start, which has no label, is the title of
    the attachment whose file it is.
    """
    finder = _Finder(tuple(blocks), source, named)
    return finder.found()


def label_of(inlines: tuple[Inline, ...]) -> AttachmentLabel | None:
    """The label that a line begins with; None for any other line, and one of several sentences.

    The label has to stand there letter by letter: an entity in it makes it text.
    """
    text = plain(inlines)
    first, label = next(texts(inlines), None), label_in(text)
    if first is None or label is None or not text.startswith(first.text):
        return None
    return label if len(first.text) >= len(text[: label.length].rstrip(" \u3000")) else None


def begins_strangely(inlines: tuple[Inline, ...]) -> bool:
    """Whether a line looks like the label of an attachment and is none."""
    return label_of(inlines) is None and name_after_strange_label(plain(inlines)) is not None


@dataclass
class _Finder:
    blocks: tuple[Line, ...]
    source: Source
    named: bool

    def found(self) -> AttachmentsFound:
        self.made = AttachmentsFound([])
        self.labels = [self._label(each) for each in self.blocks]
        self.left_out = [self._is_left_out(at) for at in range(len(self.blocks))]
        heads = self._heads()
        self._take_into_list(heads)
        lists, listed = self._listed(heads)
        keep = not (heads or self.named)
        self.made.listed = tuple(listed)
        numbers = (label.number for at in heads if (label := self.labels[at]))
        self.made.numbers = (*((None,) if self._is_titled() else ()), *numbers)
        self._tell_left_out()
        self._tell_behind(heads)
        self._tell_strange(heads)
        self._tell_announced()
        at = self._own_title() if self._is_titled() else 0
        while at < len(self.blocks):
            if at in heads:
                at = self._begin(at, heads)
                continue
            if at in lists and not keep:
                self.made.marks.append(UsedMark(MarkKind.LISTED, self.blocks[at].span))
                self.made.own_lines.append(self.blocks[at].span)
            else:
                self.made.blocks.append(_as_text(self.blocks[at]))
            at += 1
        return self.made

    def _fault(self, code: str, span: Span, message: str, hint: str) -> None:
        self.made.diagnostics.append(error(code, self.source, span, message, hint))

    def _warn(
        self, code: str, span: Span, message: str, hint: str, edits: tuple[Edit, ...] = ()
    ) -> None:
        self.made.diagnostics.append(warning(code, self.source, span, message, hint, edits=edits))

    def _is_titled(self) -> bool:
        """Whether the blocks begin with `# 责任清单`, as only the file of an attachment does."""
        first = self.blocks[0] if self.blocks else None
        return isinstance(first, HeadingLine) and first.level == 1 and self.labels[0] is None

    def _own_title(self) -> int:
        """Add the title of the file; the place of its text."""
        first = self.blocks[0]
        assert isinstance(first, HeadingLine)
        self.made.blocks.append(replace(first, children=self._unended(first.children)))
        if len(self.blocks) == 1:
            message, hint = "附件没有正文", "在标题下面写正文"
            self._fault("S151", first.span, message, hint)
        return 1

    def _label(self, block: Line) -> AttachmentLabel | None:
        if not isinstance(block, Paragraph | HeadingLine):
            return None
        return label_of(block.children)

    def _is_left_out(self, at: int) -> bool:
        """Whether a line with a label says that there is no attachment: 附件：略."""
        label, block = self.labels[at], self.blocks[at]
        if not isinstance(block, Paragraph | HeadingLine):
            return False
        text = plain(block.children)
        if label is None or not label.bare:
            name = text[label.length :] if label and isinstance(block, Paragraph) else ""
            return is_left_out(name) or said_left_out(text) is not None
        below = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        return isinstance(below, Paragraph) and is_nothing(plain(below.children))

    def _take_into_list(self, heads: Sequence[int]) -> None:
        """Let 附件：责任清单（另附） be a line of the typed list where there are attachments."""
        end = heads[0] if heads else len(self.blocks) if self.named else 0
        for at in range(end):
            label, block = self.labels[at], self.blocks[at]
            if label and not label.bare and isinstance(block, Paragraph):
                self.left_out[at] = is_nothing(plain(block.children)[label.length :])

    # What begins none.

    def _tell_left_out(self) -> None:
        """S155: lines such as 附件：略, which stay in the text."""
        for block, label, left_out in zip(self.blocks, self.labels, self.left_out, strict=True):
            if not left_out or not isinstance(block, Paragraph | HeadingLine):
                continue
            said = plain(block.children).strip()
            name = "" if said_left_out(said) or label is None else said[label.length :]
            number = label.number or "" if label else ""
            form = f"# 附件{number}：{re.sub('[（(].*', '', name) or '标题'}"
            message = f"“{said}”没有附上附件，照原样排在这里"
            hint = f"要附的，写一行 {form}，下面写附件的正文；不附的，删去这一行"
            self._warn("S155", block.span, message, hint)

    def _tell_behind(self, heads: Sequence[int]) -> None:
        """S151, S154: below the first attachment, a name without text, and a list of names."""
        for at in range(heads[0] if heads else len(self.blocks), len(self.blocks)):
            label, block = self.labels[at], self.blocks[at]
            if label is None or at in heads or self.left_out[at]:
                continue
            if label.bare and heads and not self._opens_list(at):
                continue
            assert isinstance(block, Paragraph | HeadingLine)
            said = plain(block.children).strip()[:30]
            if self._is_first_of_list(at) or self._opens_list(at):
                message = f"附件说明“{said}”写在附件后面，会排进上一个附件"
                hint = "移到正文后面、第一个附件前面；它由附件的标题生成，也可以删去"
                self._fault("S154", block.span, message, hint)
            else:
                message = f"“{said}”没有正文，会排进上一个附件"
                hint = "在它下面写上附件的正文，或删去这一行"
                self._fault("S151", block.span, message, hint)

    def _tell_announced(self) -> None:
        """S170: 附件清单： above names, which are no list of attachments so."""
        for block in self.blocks:
            if isinstance(block, Paragraph) and announces_list(plain(block.children)):
                message = f"“{plain(block.children).strip()}”不认作附件说明，照原样排在这里"
                hint = (
                    "附件说明由附件的标题生成，删去这几行；要打就写 附件：1.标题，下一行写 2.标题"
                )
                self._warn("S170", block.span, message, hint)

    def _tell_strange(self, heads: Sequence[int]) -> None:
        """S170: lines that look like the label of an attachment and are none, with the form."""
        strange = {
            at: name
            for at, block in enumerate(self.blocks)
            if isinstance(block, Paragraph | HeadingLine)
            and self.labels[at] is None
            and not self.left_out[at]
            and (name := name_after_strange_label(plain(block.children))) is not None
        }
        every = sorted({*heads, *strange})
        for at, name in strange.items():
            label = f"附件{every.index(at) + 1}" if len(every) > 1 else "附件"
            block = self.blocks[at]
            assert isinstance(block, Paragraph | HeadingLine)
            hint = f"这一行写成 # {label}：{name}" if name else f"这一行写成 {label}，下一行写标题"
            if at + 1 == len(self.blocks):
                hint = f"这一行写成 附件：{name or '标题'}"
            said = plain(block.children).strip()
            message = f"“{said}”像是附件的开头，没有认作附件，排在这里"
            self._warn("S170", block.span, message, hint)

    # Where attachments begin.

    def _heads(self) -> list[int]:
        """The places of the lines that begin an attachment."""
        certain = [at for at in range(len(self.blocks)) if self._certain(at)]
        return [
            at
            for at in range(len(self.blocks))
            if at in certain or (self._named_line(at) and self._has_substance(at, certain))
        ]

    def _certain(self, at: int) -> bool:
        """Whether a line certainly begins one: a heading, or 附件1 alone on its line."""
        label, block = self.labels[at], self.blocks[at]
        if label is None or self.left_out[at]:
            return False
        if isinstance(block, HeadingLine) or _is_bold(block):
            return True
        return label.bare and not self._opens_list(at)

    def _opens_list(self, at: int) -> bool:
        """Whether 附件： stands alone above a numbered list of names."""
        label = self.labels[at]
        return bool(label and label.bare and label.colon and label.number is None) and bool(
            list(self._continued(at, []))
        )

    def _named_line(self, at: int) -> bool:
        """Whether a plain line has label and name, so that it may be either."""
        label = self.labels[at]
        named = label is not None and not label.bare and not self.left_out[at]
        return named and not self._is_first_of_list(at)

    def _is_first_of_list(self, at: int) -> bool:
        """附件：1.责任清单, which only a list says."""
        label, block = self.labels[at], self.blocks[at]
        if label is None or label.number is not None or not isinstance(block, Paragraph):
            return False
        return _NUMBERED.match(plain(block.children)[label.length :]) is not None

    def _has_substance(self, at: int, certain: Sequence[int]) -> bool:
        """Whether text follows the line before the next label, and no later line begins it."""
        label = self.labels[at]
        assert label is not None
        later = [self.labels[each] for each in certain if each > at]
        if self.named and not any(each < at for each in certain):
            return False
        if any(each and each.number == label.number for each in later):
            return False
        if self._ends_list_alone(at, certain):
            return False
        for block, following in zip(self.blocks[at + 1 :], self.labels[at + 1 :], strict=True):
            if following is not None:
                return False
            if not isinstance(block, Paragraph) or not _is_short(plain(block.children)):
                return True
        return False

    def _ends_list_alone(self, at: int, certain: Sequence[int]) -> bool:
        """Whether a line counts on below 附件1 责任清单, which has no text: both are a list."""
        above, here = (self.labels[at - 1] if at else None), self.labels[at]
        if above is None or here is None or not self._named_line(at - 1):
            return False
        begun = {label.number for each in certain if (label := self.labels[each])}
        counts_on = above.number is not None and here.number == above.number + 1
        return counts_on and above.number not in begun

    # What an attachment begins with.

    def _begin(self, at: int, heads: Sequence[int]) -> int:
        """Add the heading of the attachment at a place; the place of its text."""
        label, block = self.labels[at], self.blocks[at]
        assert label is not None
        assert isinstance(block, Paragraph | HeadingLine)
        title, after = self._title(at, heads)
        said = plain(block.children)
        if title is None:
            self._tell_untitled(at, label)
            title = _unbold(block.children)
        else:
            start = next(texts(block.children)).span.start
            place = Span(start, start + len(said[: label.length].rstrip()))
            self.made.marks.append(UsedMark(MarkKind.ATTACHMENT, place))
            title = self._unended(title)
        span = Span(block.span.start, self.blocks[after - 1].span.end)
        self.made.blocks.append(HeadingLine(1, title, span))
        self.made.own_lines.append(span)
        if after == len(self.blocks) or after in heads:
            message, hint = f"{said[:20].strip()} 没有正文", "在标题下面写上附件的正文，或删去"
            self._fault("S151", block.span, message, hint)
        return after

    def _title(self, at: int, heads: Sequence[int]) -> tuple[tuple[Inline, ...] | None, int]:
        """The title of the attachment that begins at a place, and the place after it."""
        label, block = self.labels[at], self.blocks[at]
        assert label is not None
        assert isinstance(block, Paragraph | HeadingLine)
        if not label.bare:
            if isinstance(block, Paragraph) and not _is_bold(block):
                if not may_be_title(name := plain(block.children)[label.length :]):
                    return None, at + 1
                self._tell_sentence(label, name, block.span)
            return self._whole_title(at, _unbold(_cut(block.children, label.length)), heads)
        below = self.blocks[at + 1] if at + 1 < len(self.blocks) and at + 1 not in heads else None
        if isinstance(below, HeadingLine) and not is_item(plain(below.children)):
            return _unbold(below.children), at + 2
        labelled = below is not None and (self.labels[at + 1] or self.left_out[at + 1])
        may_be = isinstance(below, Paragraph) and may_be_title(plain(below.children))
        if isinstance(below, Paragraph) and may_be and not labelled and not self._names(at + 1):
            if not _is_bold(below):
                self._tell_sentence(label, plain(below.children), below.span)
            return self._whole_title(at + 1, _unbold(below.children), heads)
        return None, at + 1

    def _names(self, at: int) -> bool:
        """Whether two lines in a row are names of people rather than a title."""
        both = self.blocks[at : at + 2]
        lines = [plain(each.children).strip() for each in both if isinstance(each, Paragraph)]
        return len(lines) == 2 and all(map(is_name_of_one, lines))

    def _whole_title(
        self, at: int, first: tuple[Inline, ...], heads: Sequence[int]
    ) -> tuple[tuple[Inline, ...], int]:
        """A title with the short lines below its first one that belong to it; S172 reports those
        that only the author knows."""
        below = self._lines_of_title(at, heads)
        more = at + len(below) + 1 < len(self.blocks) and at + len(below) + 1 not in heads
        lines = [plain(each.children).strip() for each in below]
        found = title_lines(plain(first), lines, more=more)
        if isinstance(self.blocks[at], HeadingLine):
            if found.count and not found.doubtful:
                self._tell_apart(plain(first), below[: found.count])
            return first, at + 1
        if found.doubtful and found.count:
            self._tell_joined(plain(first), below[: found.count])
        elif found.doubtful:
            self._tell_apart(plain(first), below[: found.doubtful])
        title = first
        for each in below[: found.count]:
            title = _added(title, _unbold(each.children))
        return title, at + 1 + found.count

    def _lines_of_title(self, at: int, heads: Sequence[int]) -> list[Paragraph]:
        """The short lines in a row below the first line of a title, which look like it."""
        found: list[Paragraph] = []
        for place in range(at + 1, len(self.blocks)):
            block = self.blocks[place]
            if place in heads or not isinstance(block, Paragraph):
                break
            if _is_bold(block) != _is_bold(self.blocks[at]) or not _may_go_on(block.children):
                break
            found.append(block)
        return found

    def _tell_apart(self, title: str, below: Sequence[Paragraph]) -> None:
        """S172: short lines below a title that became text."""
        lines = [plain(each.children).strip() for each in below]
        message = f"附件的标题取了“{title.strip()}”，下面的“{'”“'.join(lines)}”排成了正文"
        whole = f"{title.strip()}{space_between(title.strip(), lines[0])}{lines[0]}"
        hint = f"是标题就并成一行：{whole}；是小标题就写成 ## {lines[0]}"
        self._tell_title(below, message, hint)

    def _tell_joined(self, title: str, below: Sequence[Paragraph]) -> None:
        """S172: short lines below a title that became part of it, though no line ends as a title
        does."""
        lines = [plain(each.children).strip() for each in below]
        message = f"“{'”“'.join((title.strip(), *lines))}”并成了附件的标题"
        hint = f"是标题就写成一行；不是的，标题写成一行 # 附件：{title.strip()}"
        self._tell_title(below, message, hint)

    def _tell_title(self, below: Sequence[Paragraph], message: str, hint: str) -> None:
        span = Span(below[0].span.start, below[-1].span.end)
        self._warn("S172", span, message, hint)

    def _tell_sentence(self, label: AttachmentLabel, words: str, span: Span) -> None:
        """S178: a title that reads as a sentence."""
        if not reads_as_sentence(words):
            return
        name, words = f"附件{label.number or ''}", words.strip().rstrip(END_MARKS)
        message = f"{name}的标题取了“{words}”，像是一句话"
        hint = f"是标题就写成 # {name}：{words}；不是的，{name} 独占一行，下一行写标题"
        self._warn("S178", span, message, hint)

    def _tell_untitled(self, at: int, label: AttachmentLabel) -> None:
        """S150, with the words beside or below it that were not taken for the title."""
        name, block = f"附件{label.number or ''}", self.blocks[at]
        below = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        text, where = "", "下面的"
        if not label.bare and isinstance(block, Paragraph):
            text, where = plain(block.children)[label.length :].strip(), "后面的"
        elif isinstance(below, Paragraph | HeadingLine) and self.labels[at + 1] is None:
            text = plain(below.children).strip()
        said = f"{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}"
        message = f"{name}没有标题" + (f"，{where}“{said}”排成了正文" if text else "")
        hint = f"在它下面加一行，写标题，或写成 # {name}：标题"
        if where == "后面的":
            hint = f"{name} 独占一行，下一行写标题，再下面写“{said}”"
            hint += "" if label.colon else f"；是正文的一句，删去“{name}”后面的空格"
        if len(text) <= SHOWN and may_be_in_title(text.rstrip(END_MARKS)):
            hint += f"；“{text}”就是标题的，写成 # {name}：{text.rstrip(END_MARKS)}"
        self._fault("S150", block.span, message, hint)

    def _unended(self, title: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """The title without end mark (GB/T 9704-2012 7.3.4), which is reported."""
        last = title[-1] if title else None
        if not isinstance(last, Text) or not last.text.rstrip().endswith(tuple(END_MARKS)):
            return title
        self._tell_end_mark(last)
        kept = last.text.rstrip().rstrip(END_MARKS)
        rest = Span(last.span.start + len(kept), last.span.end)
        self.made.marks.append(UsedMark(MarkKind.LISTED, rest))
        shorter = replace(last, text=kept, span=Span(last.span.start, last.span.start + len(kept)))
        return (*title[:-1], shorter) if kept else title[:-1]

    def _tell_end_mark(self, name: Text) -> None:
        bare = name.text.rstrip()
        marks = bare[len(bare.rstrip(END_MARKS)) :]
        end = name.span.start + len(bare)
        span = Span(end - len(marks), end)
        edits = (Edit(span, ""),) if self.source.quote(span) == marks else ()
        self._warn("S153", span, f"附件名称后面有 `{marks}`", f"删去 `{marks}`", edits)

    # The typed list.

    def _listed(self, heads: Sequence[int]) -> tuple[set[int], list[ListedAttachment]]:
        """The places of the typed list, and what it names."""
        places: set[int] = set()
        listed: list[ListedAttachment] = []
        end = heads[0] if heads else len(self.blocks)
        for at in range(end):
            label, block = self.labels[at], self.blocks[at]
            if label is None or self.left_out[at] or not isinstance(block, Paragraph):
                continue
            places.add(at)
            if label.number is not None or self._named_line(at):
                names = [ListedAttachment(label.number, _name_in(block, label.length))]
                counted = False
            else:
                names = list(_numbered_names(block, label.length, 1))
                counted = True
            for place, more in self._continued(at, names, counted=counted):
                places.add(place)
                names = more
            listed += names
        for each in listed:
            if each.name.text.rstrip().endswith(tuple(END_MARKS)):
                self._tell_end_mark(each.name)
        return places, listed

    def _continued(
        self, at: int, names: list[ListedAttachment], *, counted: bool = True
    ) -> Iterator[tuple[int, list[ListedAttachment]]]:
        """The blocks below a line of the list that belong to it, each with all names up to there.

        They count on, or have the rest of a long name.
        """
        for place in range(at + 1, len(self.blocks)):
            more = self._names_at(place, len(names) + 1) if counted else []
            if not more and not (names and self._has_rest(place, names)):
                return
            block = self.blocks[place]
            if more:
                names = [*names, *more]
            elif isinstance(block, Paragraph):
                last = names[-1]
                rest = _name_in(block, 0).text.strip(" \u3000")
                name = replace(last.name, text=last.name.text + rest)
                names = [*names[:-1], replace(last, name=name)]
            yield place, names

    def _names_at(self, place: int, number: int) -> list[ListedAttachment]:
        block = self.blocks[place]
        if isinstance(block, Paragraph) and self.labels[place] is None:
            return list(_numbered_names(block, 0, number))
        return list(_items_named(block, number))

    def _has_rest(self, place: int, names: Sequence[ListedAttachment]) -> bool:
        """Whether a block has the rest of the last name, which is no whole title without it."""
        block = self.blocks[place]
        if self.labels[place] or not isinstance(block, Paragraph):
            return False
        text = plain(block.children)
        return (
            may_be_in_title(text) and ends_as_title(text) and not ends_as_title(names[-1].name.text)
        )


# -- Lines -----------------------------------------------------------------------------------------


def _is_bold(block: Line) -> bool:
    return isinstance(block, Paragraph) and all(isinstance(each, Strong) for each in block.children)


def _is_short(text: str) -> bool:
    """Whether a line can be a signature or a date, and not text."""
    return len(text) <= LONGEST_SIGNATURE and not text.rstrip().endswith(("。", "：", "；"))


def _may_go_on(inlines: tuple[Inline, ...]) -> bool:
    """Whether a line can be another one of a title; a note called in it makes it text."""
    only_text = all(isinstance(each, Text | Strong | LineBreak) for each in inlines)
    return only_text and may_be_in_title(plain(inlines))


def _added(title: tuple[Inline, ...], line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A title and its next line; a space parts only two Latin words."""
    blank = space_between(plain(title), plain(line))
    end = title[-1].span.end
    return (*title, *((Text(blank, Span(end, end)),) if blank else ()), *line)


def _as_text(block: Line) -> Line:
    """A block of the text; `# 附件：略` begins no attachment."""
    if isinstance(block, HeadingLine) and block.level == 1:
        return Paragraph(block.children, block.span)
    return block


def _may_be_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_ATTACHMENT_TITLE and "。" not in text.rstrip(END_MARKS)


def _unbold(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines without bold, which the title's face takes the place of, and without line
    ends."""
    found: list[Inline] = []
    for each in inlines:
        if isinstance(each, Strong):
            found += _unbold(each.children)
        elif not isinstance(each, LineBreak):
            found.append(each)
    return tuple(found)


def _cut(inlines: tuple[Inline, ...], length: int) -> tuple[Inline, ...]:
    """The inlines without the first characters."""
    left: list[Inline] = []
    for each in inlines:
        if length <= 0:
            left.append(each)
        elif isinstance(each, Text):
            kept = each.text[length:]
            exact = each.span.end - each.span.start == len(each.text)
            start = each.span.start + (length if exact else 0)
            length -= len(each.text)
            left += (Text(kept, Span(start, each.span.end)),) if kept else ()
        elif not isinstance(each, LineBreak | Footnote):
            inner = _cut(each.children, length)
            length -= len(plain(each.children))
            left += (replace(each, children=inner),) if inner else ()
    return tuple(left)


def _name_in(block: Paragraph, start: int, stop: int | None = None) -> Text:
    """The name between two places of a paragraph, in one text."""
    text = plain(block.children)
    stop = len(text) if stop is None else stop
    while stop > start and text[stop - 1] in " \u3000":
        stop -= 1
    rest = next(texts(_cut(block.children, start)), None)
    at = rest.span.start if rest else block.span.end
    return Text(text[start:stop], Span(at, at + stop - start))


def _numbered_names(block: Paragraph, start: int, number: int) -> Iterator[ListedAttachment]:
    """The names that a paragraph numbers from `number` on, one or several; no name is a
    sentence."""
    text = plain(block.children)
    places: list[Span] = []
    while match := _counted(number + len(places)).search(text, start):
        if not places and match.start() != start:
            return
        places.append(Span(*match.span()))
        start = match.end()
    if not places:
        return
    ends = [*(each.start for each in places[1:]), len(text)]
    *inner, last = (_name_in(block, each.end, end) for each, end in zip(places, ends, strict=True))
    names = [*(replace(each, text=each.text.rstrip(END_MARKS)) for each in inner), last]
    if all(_may_be_name(each.text) for each in names):
        for at, name in enumerate(names, start=number):
            yield ListedAttachment(at, name)


def _counted(number: int) -> re.Pattern[str]:
    return re.compile(rf"[ \u3000]*(?<![0-9.．]){number}[.．、](?![0-9])[ \u3000]*")


def _items_named(block: Line, number: int) -> Iterator[ListedAttachment]:
    """The names in a numbered list that counts on; nothing if it is any other."""
    if not isinstance(block, List) or not block.ordered:
        return
    for at, item in enumerate(block.items, start=number):
        only = item.blocks[0] if len(item.blocks) == 1 else None
        if item.marker[:-1] != str(at) or not isinstance(only, Paragraph):
            return
        if not may_be_title(plain(only.children)):
            return
        yield ListedAttachment(at, _name_in(only, 0))
