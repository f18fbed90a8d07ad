"""What stands before and after a submission's text: title, unit, signature, lines of credits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from typing import TypeAlias

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.intake.accounting import shortened
from bulletin.intake.covering import covering_letter
from bulletin.intake.credits import (
    NOTED,
    SURNAMES_AND_WORDS,
    Credit,
    begins_as_credits,
    content_label,
    credits_in,
    credits_of,
    credits_of_holder,
    is_a_unit,
    is_like_credits,
    is_person,
    looks_like_a_unit,
    meaning_of_label,
    phones_apart,
    say_who,
    units_in,
)
from bulletin.intake.dates import date_in, partial_date_in
from bulletin.intake.findings import (
    LONGEST_ANSWER,
    BorderFinding,
    FoundTitle,
    LeftOutWords,
    SecrecyMark,
    TakenWords,
    UsedWords,
    furniture,
    has_signature,
    says_title,
)
from bulletin.intake.foreign_front import FENCE, FRONT
from bulletin.intake.furniture import (
    BY_PROGRAM,
    is_colophon_table,
    is_form_name,
    is_said_in_chat,
    is_speech,
    is_talk,
    remarks_below,
    role_above,
    role_below,
)
from bulletin.intake.heads import is_list
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import Grid, LineOrTable, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.repairing import unbroken
from bulletin.intake.rows import AttachedRows
from bulletin.intake.running_text import RunningText, look_kind
from bulletin.intake.signed_lines import credits_signed, signature_in
from bulletin.markdown import is_name_of_one, label_in
from bulletin.model import Publication
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.second_article import second_articles
from bulletin.secrecy import mark_in
from bulletin.source import Span
from bulletin.spoken import spoken

LONGEST_TITLE = 60
LONGEST_LINE_OF_TITLE = 24
"""Characters of a line of plain text that may be half a title."""

LONGEST_LABEL = 8
"""Characters of a form's cell that says what stands beside it: 分管领导审核意见."""

MOST_SMALLER = 6
"""Points by which one line of a title may be smaller than another: 小一 (24) and 小二 (18)."""

SENTENCE_COMMAS = 2
"""Commas of a line of plain text that ends with 。 and can be no title."""

HEAD = 15
"""How many lines at the head may hold the title."""

TAIL = 12
"""How many lines at the end may hold the signature."""


_TitleLook: TypeAlias = tuple[float, str]
"""Size in points and kind of face."""

_Read: TypeAlias = tuple[list[LineOrTable], list[BorderFinding]]
"""The rows that are left, and what was found in the others."""


@dataclass(frozen=True, slots=True)
class Borders:
    """One document that is read from both ends inwards: each function gives the rows that are left,
    and what it found."""

    document: ReceivedDocument
    publication: Publication
    look: RunningText

    def _told(
        self, code: str, severity: Severity, span: Span, message: str, hint: str = ""
    ) -> Diagnostic:
        return Diagnostic(code, severity, self.document.source, span, message, hint)

    # Lines of credits.

    def border(self, line: ReceivedLine, *, near_date: bool = False) -> TakenWords | None:
        """What a line says that only says who and when; None for any other line."""
        text = line.text.strip()
        sure = near_date or line.alignment == "right"
        found = credits_in(text) or credits_signed(text, self.publication, sure=sure)
        return TakenWords(line.span, text, found) if found else None

    def _named(self, line: ReceivedLine) -> TakenWords | None:
        """The name and the number of who speaks in a chat or a mail, which stand alone."""
        rest, phones = phones_apart(line.text.strip())
        name = "".join(rest.split())
        if not (phones and is_person(name)):
            return None
        found = (Credit("author", name), *(Credit("phone", each) for each in phones))
        return TakenWords(line.span, line.text.strip(), found)

    # A letter, contents and forms.

    def without_letter(self, rows: Sequence[LineOrTable]) -> _Read:
        """The rows without a covering letter above the submission; who signed it sent it."""

        def is_signature(line: ReceivedLine) -> bool:
            return self.border(line, near_date=True) is not None

        letter = covering_letter(rows, is_signature)
        if letter is None:
            return list(rows), []
        signed = (self.border(line, near_date=True) for line in letter.signed)
        found: list[BorderFinding] = list(filter(None, signed))
        for line in letter.enclosed:
            found.append(self._other(line, "上面是来函，这里像是所附的一篇稿件"))
        found += (furniture(line.span, line.text.strip(), "来函") for line in letter.text)
        kept = list(letter.rows)
        first = kept[0]
        if letter.label and isinstance(first, ReceivedLine):
            label, rest = _cut(first, len(letter.label))
            found.append(furniture(label.span, letter.label.strip(), "来函"))
            kept[:1] = [rest] if rest else []
        return kept, found

    def without_talk(self, rows: Sequence[LineOrTable]) -> _Read:
        """The rows without what is said about them above, in a chat or by a writing program, and
        without the notes below on what such a program did."""
        end = remarks_below(rows)
        above = list(takewhile(lambda row: _is_blank(row) or self._is_talk(row), rows[:end]))
        said = [(line, role_above(line.text.strip())) for line in every_line(above)]
        said += [(line, BY_PROGRAM) for line in every_line(rows[end:])]
        found: list[BorderFinding] = [
            furniture(line.span, line.text.strip(), role) for line, role in said if role
        ]
        return list(rows[len(above) : end]), found

    def _is_talk(self, row: LineOrTable) -> bool:
        """Whether a row is what somebody says about the copy."""
        to_readers = isinstance(row, ReceivedLine) and self._addresses_readers(row)
        return _is_talk(row) and not to_readers

    def _addresses_readers(self, line: ReceivedLine) -> bool:
        """Whether a line that speaks to somebody is set as only a title is: 谢谢您，老书记."""
        return is_speech(line.text) and self._title_look(line) is not None

    def without_contents(self, rows: Sequence[LineOrTable]) -> _Read:
        """The rows without a contents list that the program generated."""
        kept: list[LineOrTable] = []
        found: list[BorderFinding] = []
        for listed, group in groupby(rows, key=_is_listed):
            stretch = list(group)
            if not listed:
                kept += stretch
                continue
            above = kept[-1] if kept else None
            if isinstance(above, ReceivedLine) and _CONTENTS.fullmatch(above.text.strip()):
                stretch = [kept.pop(), *stretch]
            span = Span(stretch[0].span.start, stretch[-1].span.end)
            message = f"目录没有收入，共 {len(stretch)} 行"
            hint = "目录由 bulletin 生成；是正文的，抄进稿件"
            found += (UsedWords(span), self._told("D223", Severity.INFO, span, message, hint))
        return kept, found

    def without_forms(self, rows: Sequence[LineOrTable]) -> _Read:
        """The rows after the forms among the tables have been read (单位：… 作者：…), and without
        the name of a form at the head, which is no title."""
        kept: list[LineOrTable] = []
        found: list[BorderFinding] = []
        forms = 0
        for at, row in enumerate(rows):
            if isinstance(row, Grid) and _is_form(row) and _is_at_an_end(rows, at):
                lines, said = self._read_form(row)
                kept += lines
                found += said
                forms += 1
            else:
                kept.append(row)
        named = [line for line in every_line(kept[:HEAD]) if is_form_name(line.text)][
            : min(forms, 1)
        ]
        found += (furniture(line.span, line.text.strip(), "表名") for line in named)
        return [row for row in kept if row not in named], found

    def _read_form(self, grid: Grid) -> tuple[list[ReceivedLine], list[BorderFinding]]:
        """The lines of a form that are copy, and what the others say."""
        answers = _form(grid)
        spans = {line.span for label, value, _ in answers for line in (*label, *value)}
        found: list[BorderFinding] = []
        for line in _unanswered(grid, spans):
            spans.add(line.span)
            found += self._label(line, "表格里的栏目")
        for label, value, name in answers:
            said = credits_of(name, " ".join(line.text.strip() for line in value))
            lines = (*label, *value)
            span = Span(lines[0].span.start, lines[-1].span.end)
            found.append(TakenWords(span, " ".join(line.text.strip() for line in lines), said))
        copied: list[ReceivedLine] = []
        for row in grid.rows:
            for line in (each for cell in row for each in lines_of(cell.lines)):
                if line.span in spans:
                    continue
                told = meaning_of_label("".join(each.text for each in lines_of(row[0].lines)))
                if line.text.strip() and len(line.text) <= LONGEST_ANSWER and told != "content":
                    found.append(self._unread(line))
                copied += unbroken(line)
        return copied, found

    def _label(self, line: ReceivedLine, kind: str) -> tuple[BorderFinding, ...]:
        """Words that only say what is to be written beside them."""
        if not meaning_of_label(line.text):
            return (furniture(line.span, line.text, kind),)
        message = f"“{shortened(line.text.strip())}”是{kind}，没有排入"
        return UsedWords(line.span), self._told("D206", Severity.INFO, line.span, message)

    # The head.

    def without_head(self, rows: Sequence[LineOrTable], *, is_titled: bool) -> _Read:
        """The rows from the first one that is copy; the title and the lines around it are taken.

        With `is_titled`, a form says what the title is.
        """
        rows, found = self._around_title(rows, is_titled=is_titled)
        return self._without_content_label(rows, found, is_titled=is_titled or says_title(found))

    def _around_title(self, rows: Sequence[LineOrTable], *, is_titled: bool) -> _Read:
        """The rows below the title and the lines around it, which are taken."""
        if is_titled:
            return self._past_borders(rows, 0)
        head = list(_head(rows))
        if labelled := self._labelled_title(rows, head):
            return labelled
        groups = _below_mastheads(head, self._title_groups(head))
        scored = [(self._score(head, group, groups), group) for group in groups]
        score, best = max(scored, key=lambda each: each[0], default=(-1.0, (0, 0)))
        if score < 0:
            return self._flowing_title(rows)
        found = [each for line in head[: best[0]] for each in self._before_title(line)]
        found += self._title(head[slice(*best)])
        kept, below = self._past_borders(rows, best[1])
        several = (line for line in head[: best[1]] if _SEVERAL_PIECES.search(line.text))
        return kept, [*found, *below, *map(self._several, several)]

    def _labelled_title(
        self, rows: Sequence[LineOrTable], head: Sequence[ReceivedLine]
    ) -> _Read | None:
        """The rows below a line that a label shows to be the title, and the lines around it; None
        if no label above the text does. A label alone has the title below it."""
        above = list(takewhile(lambda each: credits_in(each.text) or not _is_text(each), head))
        for at, line in enumerate(above):
            marked = line.text.rstrip().endswith(("：", ":", "】")) and at + 1 < len(above)
            alone = marked and meaning_of_label(line.text) == "title"
            if alone or any(each.name == "title" for each in credits_in(line.text.strip())):
                found = [each for over in above[:at] for each in self._before_title(over)]
                if alone:
                    found += (*self._label(line, "栏目"), *self._title(above[at + 1 : at + 2]))
                kept, below = self._past_borders(rows, at + 2 * alone)
                return kept, [*found, *below]
        return None

    def _without_content_label(
        self, rows: Sequence[LineOrTable], found: list[BorderFinding], *, is_titled: bool
    ) -> _Read:
        """The rows without the label of the text, 正文：, at its head. Where no label says what the
        title is, only a label that means nothing else counts: 主要内容： may be the text's own."""
        texts = (at for at, row in enumerate(rows) if not _is_blank(row))
        at = next(texts, None)
        row = rows[at] if at is not None else None
        typed = content_label(row.text) if isinstance(row, ReceivedLine) else ""
        if at is None or not isinstance(row, ReceivedLine) or not typed:
            return list(rows), found
        if not is_titled and re.sub(r"[\W_]", "", typed) not in _CONTENT_ALONE:
            return list(rows), found
        label, rest = _cut(row, len(typed))
        told = self._label(label, "栏目")
        return [*rows[:at], *([rest] if rest else []), *rows[at + 1 :]], [*found, *told]

    def _past_borders(self, rows: Sequence[LineOrTable], at: int) -> _Read:
        """The rows without the lines from `at` on that say who and when; those that cannot be read
        stay, and are reported."""
        kept: list[LineOrTable] = []
        found: list[BorderFinding] = []
        while at < min(len(rows), HEAD + 1):
            row = rows[at]
            if not isinstance(row, ReceivedLine):
                break
            taken = self._byline(row, rows[at + 1 : at + 2]) or self.border(row, near_date=True)
            if taken is None and (role := self._role_of_page(row)):
                found.append(furniture(row.span, row.text.strip(), role))
            elif taken is None:
                holds = _HOLDER.fullmatch(row.text.strip()) is not None
                aside = row.alignment in ("center", "right")
                if not (holds or (aside and is_like_credits(row.text))):
                    break
                found.append(self._unread(row))
                kept.append(row)
            else:
                found.append(taken)
            at += 1
        return [*kept, *rows[at:]], found

    def _role_of_page(self, line: ReceivedLine) -> str:
        """What a line is that only a web page, a chat or a program has; empty for any other."""
        role = role_above(line.text)
        return role if role in ("网页文字", "聊天记录") or spoken(line.text) else ""

    def _byline(self, line: ReceivedLine, below: Sequence[LineOrTable]) -> TakenWords | None:
        """A person's name that stands alone under the title, in the middle, or behind a post.

        Plain text has no middle; there its surname must show that it is one.
        """
        name = "".join(line.text.split())
        over_text = any(isinstance(row, ReceivedLine) and len(row.text) > 15 for row in below)
        if over_text and (held := credits_of_holder(line.text)):
            return TakenWords(line.span, line.text.strip(), held)
        plain = not line.size and (is_name_of_one(name) or name[:1] in SURNAMES_AND_WORDS)
        alone = is_person(name) and len(name) <= LONGEST_NAME
        alone = alone and (line.alignment == "center" or plain)
        if not (alone and over_text) or name in _NO_NAMES or self.look.marks_black(line):
            return None
        if looks_like_a_unit(name):
            return None
        return TakenWords(line.span, line.text.strip(), (Credit("author", name),))

    def _unread(self, line: ReceivedLine) -> Diagnostic:
        """D225: a line among the credits that stays in the copy."""
        message = f"“{shortened(line.text)}”没有认出，留在正文里"
        return self._told("D225", Severity.WARNING, line.span, message, "不刊登就删去")

    def _before_title(self, line: ReceivedLine) -> tuple[BorderFinding, ...]:
        text = line.text.strip()
        if mark := mark_in(text):
            return _secret(line, mark, "标题前的文字")
        label = label_in(text)
        if role := self._role_above(text) or ("附件的序号" if label and label.bare else ""):
            return (furniture(line.span, text, role),)
        if not text:
            return ()
        return (self.border(line, near_date=True) or LeftOutWords(line.span, text, "标题前的文字"),)

    def _role_above(self, text: str) -> str:
        """What a line above the title is, if that is plain."""
        return role_above(text) or ("报头" if _HEADING_OF_PAPER.search(text) else "")

    def _title_groups(self, head: list[ReceivedLine]) -> list[tuple[int, int]]:
        """Stretches of lines at the head that may be a title of one or several lines."""
        groups: list[tuple[int, int]] = []
        at = 0
        while at < len(head):
            end = at + 1
            sender = self._names_sender_of(head[at], head[at + 1 : at + 2])
            counted = at == 0 and self._is_counted_title(head[at])
            if not (sender or counted or self._may_be_title(head[at])):
                at = end
                continue
            end += sender
            while end < len(head) and self._goes_on(head[end - 1], head[end]):
                end += 1
            groups.append((at, end))
            at = end
        return groups

    def _is_counted_title(self, line: ReceivedLine) -> bool:
        """Whether a line is the title of one of several submissions, counted and with its unit:
        1.石桥镇推行“村事村议”."""
        text = line.text.strip()
        number = number_of(text)
        words = text[number.length :] if number else ""
        unit = next(iter(units_in(words, self.publication)), None)
        named = unit is not None and words.startswith((unit.name, *unit.aliases))
        return named and len(text) <= LONGEST_TITLE and not text.endswith(tuple("。；，、：:"))

    def _names_sender_of(self, line: ReceivedLine, below: Sequence[ReceivedLine]) -> bool:
        """Whether a line names who sends it as the first line of a title: 中共石桥镇委员会 above
        关于做好防汛工作的报告, in the same look."""
        text = line.text.strip()
        return any(
            each.text.strip().startswith("关于")
            and self._may_be_title(each)
            and (looks_like_a_unit(text) or is_a_unit(text, self.publication))
            and (line.size, look_kind(line.face)) == (each.size, look_kind(each.face))
            and line.alignment == each.alignment
            for each in below
        )

    def _may_be_title(self, line: ReceivedLine) -> bool:
        text = line.text.strip()
        if not text or len(text) > LONGEST_TITLE or line.depth or mark_in(text):
            return False
        if re.search(r"[。；](?=.)", text) or text.endswith(("；", "，", "、", "：", ":")):
            return False
        if role_above(text) and not self._addresses_readers(line):
            return False
        if text.startswith(("（", "(")) and text.endswith(("）", ")")):
            return False
        styled = _is_title_style(line)
        if (number_of(text) and not styled) or credits_in(text):
            return False
        signature = signature_in(text, self.publication, sure=True)
        return (
            signature is None
            or styled
            or (not signature.is_dated and line.size > self.look.size + 3 and len(text) > 12)
        )

    def _goes_on(self, one: ReceivedLine, two: ReceivedLine) -> bool:
        """Whether the title continues in the next line: it looks alike, or is a subtitle."""
        text = two.text.strip()
        if credits_of_holder(text):
            return False
        if text.startswith(("——", "──")) and len(text) <= LONGEST_TITLE:
            return signature_in(text, self.publication, sure=True) is None
        if not one.size:
            return self._goes_on_in_plain(one, two)
        evident = (
            one.alignment == "center"
            or look_kind(one.face) == "title"
            or (one.size > self.look.size)
        )
        face = look_kind(one.face)
        alike = (one.size, face, one.bold) == (two.size, look_kind(two.face), two.bold) and (
            one.alignment == two.alignment or face == "title"
        )
        ended = one.text.rstrip().endswith("。")
        return (
            evident
            and (alike or self._are_titles(one, two))
            and not ended
            and (self._may_be_title(two))
        )

    def _goes_on_in_plain(self, one: ReceivedLine, two: ReceivedLine) -> bool:
        """Whether a title in plain text goes on in the line right below it: both are short, and an
        empty line or the unit follows. D244 reports it."""
        source = self.document.source.text
        between = source[one.span.end : two.span.start]
        sender, colon, title = one.text.strip().partition("：")
        named = colon and (looks_like_a_unit(sender) or is_a_unit(sender, self.publication))
        head, text = title if named else one.text.strip(), two.text.strip()
        short = len(head) <= LONGEST_LINE_OF_TITLE >= len(text) > 3
        ends = any(mark in head + text for mark in "，。；：！？,;:")
        if not short or ends or not self._may_be_title(two) or is_person(text):
            return False
        if between.count("\n") + between.count("\r") - between.count("\r\n") != 1:
            return False
        if looks_like_a_unit(text) or is_a_unit(text, self.publication):
            return False
        rest = source[two.span.end :].lstrip(" \t\u3000").removeprefix("\r")
        below = rest.removeprefix("\n").partition("\n")[0].strip()
        return rest.startswith("\n") and (
            not below
            or signature_in(below, self.publication, sure=True) is not None
            or bool(credits_in(below))
        )

    def _are_titles(self, one: ReceivedLine, two: ReceivedLine) -> bool:
        """Whether both look as only titles do, though not in one size; a masthead is far larger."""
        titled = look_kind(one.face) == "title" != self.look.kind
        both = one.alignment == two.alignment and (one.alignment == "center" or titled)
        large = min(one.size, two.size) > self.look.size + 1
        near = abs(one.size - two.size) <= MOST_SMALLER
        return both and large and near and look_kind(one.face) == look_kind(two.face)

    def _score(
        self, head: list[ReceivedLine], group: tuple[int, int], groups: Sequence[tuple[int, int]]
    ) -> float:
        """How much a stretch looks like the title; a masthead is one if nothing else may be."""
        line = head[group[0]]
        text = "".join(each.text for each in head[group[0] : group[1]]).strip()
        first = groups[0][0]
        alone = all(each == group or head[each[0]].text.rstrip().endswith("。") for each in groups)
        score = 0.5 if group[0] == first else 0.0
        score += 3 * _is_title_style(line)
        score += 2 * (line.size > self.look.size + 1) + (20 <= line.size <= 26)
        score += 2 * (look_kind(line.face) == "title") + (line.alignment == "center")
        score += 0.5 * (look_kind(line.face) == "black" or line.bold)
        score -= 4 * bool(_MASTHEAD.search(text) and len(text) <= 14 and not alone)
        score -= 0.5 * (len(text) < 6)
        plain = not (_is_title_style(line) or self._title_look(line))
        if plain and text.endswith("。") and text.count("，") >= SENTENCE_COMMAS:
            return -1.0
        return score if score > 0.5 or group[0] == first else -1.0

    def _title(self, lines: Sequence[ReceivedLine]) -> Iterator[BorderFinding]:
        """The title's lines, without the end mark."""
        whole = Span(lines[0].span.start, lines[-1].span.end)
        texts = [line.text.strip().rstrip(_TITLE_ENDS) for line in lines]
        if any(text != line.text.strip() for text, line in zip(texts, lines, strict=True)):
            yield self._told("D220", Severity.INFO, whole, "标题末尾的标点去掉了")
        if len(lines) > 1 and not lines[0].size and not texts[-1].startswith(("——", "──")):
            message = f"头 {len(lines)} 行取作标题，并成一行：{shortened(''.join(texts))}"
            hint = f"“{shortened(texts[-1])}”是正文的，移到正文，从标题里删去"
            yield self._told("D244", Severity.WARNING, whole, message, hint)
        yield FoundTitle("".join(texts), whole, tuple(lines))

    def _flowing_title(self, rows: Sequence[LineOrTable]) -> _Read:
        """The rows without a run-in title before the text: □千秋街道：标题。正文."""
        at = next((at for at, row in enumerate(rows) if isinstance(row, ReceivedLine)), None)
        row = rows[at] if at is not None else None
        match = _FLOWING.match(row.text) if isinstance(row, ReceivedLine) else None
        if at is None or not isinstance(row, ReceivedLine) or match is None:
            return list(rows), []
        if not (units_in(match[1], self.publication) or looks_like_a_unit(match[1])):
            return list(rows), []
        head, rest = _cut(row, match.end())
        message = f"“{shortened(head.text)}”取作标题"
        return [*rows[:at], *([rest] if rest else []), *rows[at + 1 :]], [
            FoundTitle(match[1] + "：" + match[2], head.span),
            self._told("D206", Severity.INFO, head.span, message),
        ]

    # The tail.

    def without_tail(self, rows: Sequence[LineOrTable]) -> _Read:
        """The rows without the lines at the end that say who and when."""
        taken: dict[int, ReceivedLine] = {}
        passed: dict[int, ReceivedLine] = {}
        around: dict[int, LineOrTable] = {}
        for at in range(len(rows) - 1, max(len(rows) - TAIL, 0) - 1, -1):
            row = rows[at]
            if isinstance(row, Grid) and is_colophon_table(row):
                around[at] = row
                continue
            if not isinstance(row, ReceivedLine) or any(run.picture for run in row.runs):
                break
            if role_below(row.text) or (is_said_in_chat(row.text) and at + 1 in around):
                around[at] = row
            elif self._is_in_directory(row, rows[at - 1] if at else None):
                break
            elif self._is_border(
                row,
                [*taken.values(), *every_line(tuple(around.values()))],
                passed.values(),
                said=at > 0 and _is_talk(rows[at - 1]),
            ):
                taken[at] = row
            elif _is_appendix(row) or is_like_credits(row.text) or begins_as_credits(row.text):
                passed[at] = row
            else:
                break
        dated = any(map(_is_dated, (*taken.values(), *every_line(tuple(around.values())))))
        said = (
            self._named(taken[at]) or self.border(taken[at], near_date=dated)
            for at in sorted(taken)
        )
        found: list[BorderFinding] = list(filter(None, said))
        for at, line in sorted(passed.items()):
            if begins_as_credits(line.text) or (taken and at > min(taken)):
                found.append(self._unread(line))
        for at in sorted(around):
            found += _colophon(around[at])
        return [row for at, row in enumerate(rows) if at not in taken and at not in around], found

    def _is_in_directory(self, line: ReceivedLine, above: LineOrTable | None) -> bool:
        """Whether a line is the last of a list of people with their telephones, which is copy."""
        if not isinstance(above, ReceivedLine):
            return False
        found = [each.text.strip() for each in (above, line)]
        rests = [phones_apart(text) for text in found if not credits_in(text)]
        return len(rests) == 2 and all(
            phones and signature_in(rest, self.publication, sure=True) is not None
            for rest, phones in rests
        )

    def without_credits(
        self, attached: Sequence[AttachedRows], *, signed: bool
    ) -> tuple[tuple[AttachedRows, ...], list[BorderFinding]]:
        """The attachments without the lines at their ends that say who wrote the article and when.

        Units type them below the last attachment, and not below the text. The signature of an
        article that is `signed` already is the attachment's own.
        """
        kept: list[AttachedRows] = []
        found: list[BorderFinding] = []
        for each in reversed(attached):
            left, said = self._without_credits(each, signed=signed or has_signature(found))
            kept.insert(0, left)
            found += said
        return tuple(kept), found

    def _without_credits(
        self, attached: AttachedRows, *, signed: bool
    ) -> tuple[AttachedRows, list[BorderFinding]]:
        rows = attached.rows
        taken: list[ReceivedLine] = []
        end = len(rows)
        while end > max(len(rows) - TAIL, 0):
            row = rows[end - 1]
            if not isinstance(row, ReceivedLine) or any(run.picture for run in row.runs):
                break
            if row.text.strip():
                above = [each for each in rows[: end - 1] if not _is_blank(each)]
                if not self._is_credit(row, above[-1:], taken, signed=signed):
                    break
                taken.insert(0, row)
            end -= 1
        dated = any(map(_is_dated, taken))
        found: list[BorderFinding] = list(
            filter(None, (self.border(line, near_date=dated) for line in taken))
        )
        return replace(attached, rows=rows[:end]) if taken else attached, found

    def _is_credit(
        self,
        line: ReceivedLine,
        above: Sequence[LineOrTable],
        taken: Sequence[ReceivedLine],
        *,
        signed: bool,
    ) -> bool:
        """Whether a line at the end of an attachment says who wrote the article or when.

        `above` has the row before it, `taken` the lines below it that say so.
        """
        if credits_in(line.text.strip()):
            return True
        dated = any(map(_is_dated, taken))
        signature = signature_in(
            line.text, self.publication, sure=dated or line.alignment == "right"
        )
        if signed or signature is None:
            return False
        only_day = signature.is_dated and not signature.unit
        in_row = any(_is_dated(each) and not credits_in(each.text) for each in every_line(above))
        if only_day and in_row:
            return False  # a list of days
        return signature.is_dated or dated or line.alignment == "right"

    def _is_border(
        self,
        line: ReceivedLine,
        taken: Iterable[ReceivedLine],
        passed: Collection[ReceivedLine],
        *,
        said: bool,
    ) -> bool:
        """Whether a line of the tail only says who and when; the lines `passed` stand below it, and
        above it what is `said` of the copy."""
        text = line.text.strip()
        if found := credits_in(text):
            return not passed or say_who(found)
        dated = any(map(_is_dated, taken))
        words, phones = phones_apart(text)
        signature = signature_in(words, self.publication, sure=dated or line.alignment == "right")
        if said and self._named(line):
            return True
        if phones and signature is not None and not signature.unit:
            return False
        return signature is not None and (dated or signature.is_dated or not passed)

    # Other submissions.

    def others(
        self, rows: Sequence[LineOrTable], title: str, title_lines: Sequence[ReceivedLine]
    ) -> list[Diagnostic]:
        """D222: the titles of other submissions among the rows; `title_lines` are those of this
        one's."""
        lines = [line for line in every_line(rows) if line.text.strip()]
        looks = {look for line in title_lines if (look := self._title_look(line))}
        by_words = second_articles([line.text for line in lines], title, self._is_unit)
        counted = any(map(self._is_counted_title, title_lines))
        places = {*self._other_titles(lines, looks, counted=counted), *by_words}
        return [
            self._other(lines[at], f"这里像是另一篇稿件：“{shortened(lines[at].text)}”")
            for at in sorted(places)
            if at - 1 not in places
        ]

    def _several(self, line: ReceivedLine) -> Diagnostic:
        """D222: the head says that the file holds several submissions."""
        count = _SEVERAL_PIECES.search(line.text)
        said = count[0] if count else ""
        return self._other(line, f"标题写着“{said}”，像是几篇稿件合在一个文件里")

    def _is_unit(self, words: str) -> bool:
        return is_a_unit(words, self.publication)

    def _other(self, line: ReceivedLine, message: str) -> Diagnostic:
        hint = "是另一篇：删去收好的这一篇，加 --split 再收，逐篇拆开"
        return self._told("D222", Severity.WARNING, line.span, message, hint)

    def _other_titles(
        self, lines: Sequence[ReceivedLine], looks: Collection[_TitleLook], *, counted: bool
    ) -> Iterator[int]:
        """The lines with text around them that name their unit as a title does, or look like the
        title; with `counted`, also those that are counted as the title is."""
        below_text = False
        for at, line in enumerate(lines):
            titled = self._title_look(line) in looks and self._may_be_title(line)
            if counted and self._is_counted_title(line):
                yield at
            between = below_text and line is not lines[-1]
            if self._names_its_unit(line) or (titled and between):
                yield at
            below_text = not titled and not _APPENDIX.fullmatch(line.text.strip())

    def _names_its_unit(self, line: ReceivedLine) -> bool:
        prefix, colon, rest = line.text.strip().partition("：")
        short = colon and rest and len(line.text) <= LONGEST_TITLE and not rest.endswith("。")
        return bool(short) and is_a_unit(prefix, self.publication)

    def _title_look(self, line: ReceivedLine) -> _TitleLook | None:
        """The look of a line that is centred and stands out as only a title does."""
        kind = look_kind(line.face)
        large = line.size > self.look.size + 1
        apart = large or (kind == "title" and self.look.kind != "title")
        return (line.size, kind) if apart and line.alignment == "center" else None

    # Headers and footers.

    def running(self) -> Iterator[BorderFinding]:
        """What headers and footers say; a mark of secrecy in them is an error."""
        for line in self.document.running:
            text = line.text.strip()
            if mark := mark_in(text):
                yield from _secret(line, mark, "页眉页脚")
            elif line.style == FENCE:
                yield UsedWords(line.span)
            elif _PAGE_NUMBER.fullmatch(text):
                yield UsedWords(line.span)
                yield self._told("D212", Severity.INFO, line.span, "页码没有排入")
            elif line.style == FRONT:
                yield furniture(line.span, text, "别的程序的前言")
            elif text:
                yield LeftOutWords(line.span, text, "页眉页脚")


def _secret(line: ReceivedLine, mark: str, where: str) -> tuple[BorderFinding, ...]:
    """A mark of secrecy, and the words beside it in its line."""
    beside = line.text.replace(mark, " ", 1).strip()
    found = SecrecyMark(line.span, mark)
    return (found, LeftOutWords(line.span, beside, where)) if beside else (found,)


def _colophon(row: LineOrTable) -> Iterator[BorderFinding]:
    """A line or table of the 版记."""
    for line in lines_of((row,)):
        if text := line.text.strip():
            role = "聊天记录" if is_said_in_chat(text) else role_below(text) or "版记"
            yield furniture(line.span, text, role)


def every_line(rows: Sequence[LineOrTable]) -> Iterator[ReceivedLine]:
    """The rows that are lines and not tables."""
    return (row for row in rows if isinstance(row, ReceivedLine))


# -- Look-ups --------------------------------------------------------------------------------------

_MASTHEAD = pattern_of(r"(?:信息|简报|专报|动态|快报|要情|交流|参阅|专刊)$|第\s*[0-9０-９]+\s*期")
_HEADING_OF_PAPER = pattern_of(
    r"(?:委|府|局|部|办|室|会|院|中心|镇|乡|街道)文件\Z|(?:信息|简报|专报)\Z"
)
_SEVERAL_PIECES = pattern_of(
    r"[（(]\s*共?\s*(?:[2-9２-９]|[1-9１-９][0-9０-９]|[二两三四五六七八九]|十[一二三四五]?)\s*篇\s*[）)]"
)
_ENCLOSED = pattern_of(r"附\s*[件表]?\s*[0-9０-９一二三四五六七八九十]*\s*[：:]")
_APPENDIX = pattern_of(r"附\s*[件表录]?\s*[0-9０-９一二三四五六七八九十]*\s*[：:]?")
_LEADER = pattern_of(r"\S\s*[.·…．‥]{3,}\s*[0-9]{1,3}\Z")
_CONTENTS = pattern_of(r"目[\s\u3000]*[录次]")
_HOLDER = pattern_of(
    r"[（(]?\S{4,20}(?:书记|主任|委员|干事|科员|[镇乡局部院校]长)"
    r"[ \u3000]+[\u4e00-\u9fff·]{2,4}[）)]?"
)
"""A post and who holds it: 石桥镇党委副书记 王某."""

_CONTENT_ALONE = frozenset(("正文", "信息正文", "稿件正文", "正文内容", "信息内容", "稿件内容"))

_PAGE_NUMBER = pattern_of(r"[\s—–―\-－第页共/，·•0-9０-９]*")
_FLOWING = pattern_of(r"[□■◇]?\s*([^：:。，]{2,30})[：:]([^。！？]{4,60})[。！？]\s*")
_TITLE_ENDS = "。；，、 \u3000"
LONGEST_NAME = 3
"""汉字 of a person's name that is known by nothing else; of four, hardly one is a name."""

_NO_NAMES = frozenset(
    [
        "目录",
        "前言",
        "引言",
        "导语",
        "摘要",
        "概述",
        "背景",
        "正文",
        "附件",
        "附录",
        "简介",
        "说明",
        "周报",
        "周刊",
        "周记",
        "林业",
        "马上",
        "田间",
        "江边",
        "曾经",
    ]
)
_TITLE_STYLES = ("title", "标题", "主标题", "文档标题", "大标题", "公文标题")


def _is_title_style(line: ReceivedLine) -> bool:
    return line.style.strip().lower() in _TITLE_STYLES


def _head(rows: Sequence[LineOrTable]) -> Iterator[ReceivedLine]:
    """The lines before the text begins."""
    for row in rows[:HEAD]:
        if not isinstance(row, ReceivedLine):
            return
        text = row.text.strip()
        if not text or len(text) > LONGEST_TITLE:
            return
        if re.search(r"[。；](?=.)", text) and not credits_in(text):
            return
        yield row


def _is_dated(line: ReceivedLine) -> bool:
    return date_in(line.text) is not None or bool(partial_date_in(line.text.strip("（()） \u3000")))


def _is_talk(row: LineOrTable) -> bool:
    shown = isinstance(row, ReceivedLine) and any(run.picture for run in row.runs)
    return isinstance(row, ReceivedLine) and is_talk(row.text) and not shown


def _is_blank(row: LineOrTable) -> bool:
    return isinstance(row, ReceivedLine) and not row.text.strip()


def _is_appendix(line: ReceivedLine) -> bool:
    """Whether a line lists enclosures: 附件：1.清单, or a short numbered line of such a list."""
    text = line.text.strip()
    short = len(text) <= LONGEST_TITLE and not text.endswith(("。", "；"))
    return short and (_ENCLOSED.match(text) is not None or number_of(text) is not None)


def _cut(line: ReceivedLine, length: int) -> tuple[ReceivedLine, ReceivedLine | None]:
    """A line's first `length` characters, and the rest if there is one."""
    passage = ReceivedPassage(line.runs)
    head, rest = passage.cut(0, length).runs, passage.cut(length).runs
    start = rest[0].span.start if rest else line.span.end
    first = replace(line, runs=head, span=Span(line.span.start, start))
    whole = replace(line, runs=rest, span=Span(start, line.span.end))
    return first, whole if rest else None


def _below_mastheads(
    head: Sequence[ReceivedLine], groups: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The stretches below the last 发文字号 or 期号, above which stands the sender's masthead.

    Copied from a web page, the number may stand under the title; then nothing else is below it.
    """
    numbered = [at for at, line in enumerate(head) if role_above(line.text) in _MASTHEAD_ROLES]
    below = [
        group
        for group in groups
        if numbered and group[0] > numbered[-1] and not head[group[0]].text.rstrip().endswith("。")
    ]
    return below or groups


_MASTHEAD_ROLES = ("发文字号", "期号")


def _is_at_an_end(rows: Sequence[LineOrTable], at: int) -> bool:
    """Whether no running text stands above a table, or none below it."""
    return not any(map(_is_text, rows[:at])) or not any(map(_is_text, rows[at + 1 :]))


def _is_text(row: LineOrTable) -> bool:
    """Whether a row is a paragraph of running text."""
    if not isinstance(row, ReceivedLine):
        return False
    text = row.text.strip()
    return (
        len(text) > LONGEST_TITLE
        or text.endswith("。")
        or re.search("[。；](?=.)", text) is not None
    )


def _unanswered(grid: Grid, answered: Collection[Span]) -> Iterator[ReceivedLine]:
    """The cells of a form that only say what is to be written beside them."""
    for row in grid.rows:
        cells = [tuple(lines_of(cell.lines)) for cell in row]
        for label, value in pairwise((*cells, ())):
            text = "".join(line.text for line in label).strip()
            named = meaning_of_label(text) == "content" or not any(
                line.text.strip() for line in value
            )
            if text and len(text) <= LONGEST_LABEL and named and label is cells[0]:
                yield from (line for line in label if line.span not in answered)


_Answer = tuple[tuple[ReceivedLine, ...], tuple[ReceivedLine, ...], str]


def _form(grid: Grid) -> list[_Answer]:
    """The labels of a form with their answers: label, answer, meaning."""
    answers: list[_Answer] = []
    for row in grid.rows:
        cells = [tuple(lines_of(cell.lines)) for cell in row]
        for label, value in pairwise(cells):
            name = meaning_of_label("".join(line.text for line in label))
            short = sum(len(line.text) for line in value) <= LONGEST_TITLE
            if (
                name
                and name != "content"
                and short
                and not meaning_of_label("".join(line.text for line in value))
            ):
                answers.append((label, value, name))
    return answers


def _is_form(grid: Grid) -> bool:
    """Whether a table is a form: at least two of its answers belong into a field, or one and the
    text itself; a table whose first row names its columns is a list."""
    if is_list(grid):
        return False
    fields = sum(name not in NOTED for _, _, name in _form(grid))
    return fields >= 2 or (fields == 1 and _holds_text(grid))


def _holds_text(grid: Grid) -> bool:
    """Whether a cell says that the text stands beside it: 信息内容."""
    firsts = ("".join(line.text for line in lines_of(row[0].lines)) for row in grid.rows if row)
    return any(meaning_of_label(text) == "content" for text in firsts)


def _is_listed(row: LineOrTable) -> bool:
    """Whether a row belongs to a contents list: Word made it, or dots lead to the page."""
    return isinstance(row, ReceivedLine) and (
        row.style.startswith("目录") or _LEADER.search(row.text.rstrip()) is not None
    )
