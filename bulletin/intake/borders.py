"""What stands before and after a submission's text: title, unit, signature, lines of credits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise, takewhile
from typing import TypeAlias

from bulletin.diagnostics import Severity
from bulletin.intake.accounting import Accounting, shortened
from bulletin.intake.credits import (
    MOBILE,
    NOTED,
    Credit,
    begins_as_credits,
    body_below,
    credits_in,
    credits_of,
    is_a_unit,
    is_label,
    is_like_credits,
    is_person,
    joint_units,
    looks_like_a_unit,
    names_a_supplier,
    phones_apart,
    say_who,
    stand_together,
    units_in,
    units_of_name,
)
from bulletin.intake.dates import Dated, date_in, partial_date_in
from bulletin.intake.foreign_front import FENCE, FRONT
from bulletin.intake.furniture import is_colophon, is_form_name, role_above, role_below
from bulletin.intake.heads import is_list
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import Grid, LineOrTable, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.repairing import unbroken
from bulletin.intake.rows import AttachedRows
from bulletin.intake.running_text import RunningText, kind_of
from bulletin.markdown import is_name_of_one
from bulletin.model import Publication, Unit
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.second_article import second_articles
from bulletin.secrecy import mark_in
from bulletin.source import Span

LONGEST_TITLE = 60
LONGEST_LABEL = 8
"""Characters of a form's cell that says what stands beside it: 分管领导审核意见."""

LONGEST_ANSWER = 20
"""Characters; a longer cell of a form is not an answer but copy."""

MOST_SMALLER = 6
"""Points by which one line of a title may be smaller than another: 小一 (24) and 小二 (18)."""

HEAD = 15
"""How many lines at the head may hold the title."""

TAIL = 12
"""How many lines at the end may hold the signature."""


_TitleLook: TypeAlias = tuple[float, str]
"""Size in points and kind of face."""


@dataclass(frozen=True, slots=True)
class _Signature:
    """A line that only says who and when."""

    unit: str
    people: tuple[str, ...]
    dated: Dated | None
    partly: str = ""
    """A date without its year or day, as it is written."""

    @property
    def is_dated(self) -> bool:
        """Whether it says when, even if only the month."""
        return self.dated is not None or bool(self.partly)

    @property
    def credits(self) -> tuple[Credit, ...]:
        """What it says."""
        unit = (Credit("signature", self.unit),) if self.unit else ()
        day = (Credit("received", self.dated.day.isoformat()),) if self.dated else ()
        day = (Credit("received", self.partly),) if self.partly else day
        return (*unit, *(Credit("author", person) for person in self.people), *day)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A place that names units."""

    where: str
    words: str
    units: tuple[Unit, ...]
    is_clear: bool
    """Whether these are the units that sent it, if the place is right."""

    @property
    def names(self) -> str:
        """The units as they are written in the front matter."""
        return "、".join(unit.name for unit in self.units)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Words taken out of the text into the front matter."""

    span: Span
    text: str
    credits: tuple[Credit, ...]
    """Everything that they say; nothing if they are the label of a form that nobody answered."""

    def label(self, words: str) -> str:
        """The label right before the words, as it was written; empty for none."""
        before = self.text.partition(words)[0].rstrip(" \t\u3000:：")
        starts = range(max(0, len(before) - LONGEST_ANSWER), len(before))
        return next((before[at:] for at in starts if is_label(before[at:])), "")


@dataclass
class Borders:
    """One document that is being read from both ends inwards."""

    document: ReceivedDocument
    publication: Publication
    accounting: Accounting
    look: RunningText
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)
    """Where a unit is named, the most reliable place first, and the words."""

    dated: str = ""
    """The day that the document itself says, in ISO form."""

    has_form: bool = False
    """Whether it is sent on a form."""

    contacts: list[str] = field(default_factory=list)
    """The contact person (联系人), who is the author if nobody else is named."""

    taken: list[_Taken] = field(default_factory=list)
    """What is reported once the front matter is known."""

    prefix: tuple[str, Span] | None = None
    """What stands before the title, with its colon; if anything there is the unit, it is this."""

    head: list[ReceivedLine] = field(default_factory=list)
    """The lines up to the end of the title, if the title has lines of its own."""

    looks: set[_TitleLook] = field(default_factory=set)
    """How the title's lines look, if no other line may look like that."""

    # Taking lines out of the text.

    def take(self, span: Span, text: str, credits: tuple[Credit, ...]) -> None:
        """Take words that say nothing but `credits` into the front matter."""
        self.accounting.take(span)
        self.taken.append(_Taken(span, text, credits))

    def tell_taken(self) -> None:
        """Report what was taken into the front matter, and what of it is missing there."""
        for taken in self.taken:
            lacking = [(each, words) for each in taken.credits if (words := self._lacking(each))]
            for credit, words in lacking:
                label = taken.label(words) or _NAMES[credit.name]
                self.leave_out(taken.span, words, label, "要用就写进前言")
            there = [each for each in taken.credits if each not in [one for one, _ in lacking]]
            if lacking and not there:
                continue
            names = "、".join(dict.fromkeys(_NAMES[credit.name] for credit in there))
            became = f"写进前言（{names}）" if names else "没有填"
            message = f"“{shortened(taken.text)}”{became}"
            self.accounting.tell("D206", Severity.INFO, taken.span, message)

    def _lacking(self, credit: Credit) -> str:
        """The words of a credit that the front matter does not hold; another name of the unit is
        noted there."""
        if self._says(credit.value):
            return ""
        if credit.name in ("unit", "signature", "supplier") and self._names_unit(credit.value):
            self.notes.append(f"{_NAMES[credit.name]}：{credit.value}")
            return ""
        dated = date_in(credit.value) if credit.name == "received" else None
        if dated and dated.day.isoformat() in (self.fields.get("received"), self.dated):
            rest = credit.value[: dated.start] + credit.value[dated.end :]
            return rest.strip(" \u3000，,。；;（）()")
        return credit.value

    def _says(self, words: str) -> bool:
        """Whether the front matter says exactly these words."""
        said = "\n".join((*self.fields.values(), *self.notes))
        return _squeezed(words) in _squeezed(said)

    def _names_unit(self, words: str) -> bool:
        """Whether the words are the unit's under another name: with its office, its parent, or
        shortened."""
        units = "、".join(unit.name for unit in joint_units(words, self.publication))
        if units and units == self.fields.get("unit"):
            return True
        named = {unit.name for unit in units_in(words, self.publication)}
        return named == {self.fields.get("unit")} and is_a_unit(words, self.publication)

    def leave_out(self, span: Span, text: str, why: str, hint: str = "要用就抄进正文") -> None:
        """Report that words are not in the copy, both here and in the file itself."""
        self._left_out(span, text, why, hint, Severity.WARNING)

    def furniture(self, span: Span, text: str, role: str) -> None:
        """Leave out what is known to be no copy; there is nothing to decide."""
        self._left_out(span, text, role, "", Severity.INFO)

    def _left_out(self, span: Span, text: str, why: str, hint: str, severity: Severity) -> None:
        self.accounting.take(span)
        self.notes.append(f"没有排入（{why}）：{' '.join(text.split())}")
        message = f"{why}“{shortened(text)}”没有排入"
        self.accounting.tell("D205", severity, span, message, hint)

    def set(self, name: str, value: str) -> None:
        """Fill a field; if it may hold several values, a second one is added to the first."""
        known = self.fields.get(name, "")
        if known and name in _SEVERAL and value not in known.split("、"):
            value = f"{known}、{value}"
        elif known and name != "received":
            return
        self.fields[name] = value

    def credit(self, credit: Credit) -> None:
        """Use one fact that a line of credits gives."""
        if credit.name == "received":
            dated = date_in(credit.value)
            if dated:
                self.set("received", dated.day.isoformat())
            else:
                self.notes.append(f"日期：{credit.value}")
        elif credit.name == "unit":
            self.evidence.append(("稿件写的单位", credit.value))
        elif credit.name == "signature":
            self.evidence.append((_SIGNATURE, credit.value))
        elif credit.name == "contact":
            self.contacts.append(credit.value)
        elif credit.name in NOTED:
            self.notes.append(f"{_NAMES[credit.name]}：{credit.value}")
        elif credit.name == "supplier":
            if names_a_supplier(credit.value, self.publication):
                self.set("supplier", credit.value)
                self.evidence.append(("供稿单位", credit.value))
            else:
                self.set("author", credit.value)
        else:
            self.set(credit.name, credit.value)
            if credit.name == "author":
                self.evidence.append(("执笔人", credit.value))

    def border(self, line: ReceivedLine, *, near_date: bool = False) -> bool:
        """Take a line that only says who and when; returns whether it was one."""
        text = line.text.strip()
        if found := credits_in(text):
            for credit in found:
                self.credit(credit)
            self.take(line.span, text, found)
            return True
        signature = self.signature(text, sure=near_date or line.alignment == "right")
        if signature is None:
            return False
        for credit in signature.credits:
            self.credit(credit)
        self.take(line.span, text, signature.credits)
        return True

    def signature(self, text: str, *, sure: bool) -> _Signature | None:
        """What a line such as （千秋街道党工委 张三 2023年6月9日） says; None if it says more than
        that."""
        text = text.strip("（()） \u3000")
        dated = date_in(text)
        rest = (text[: dated.start] + " " + text[dated.end :]) if dated else text
        partly = "" if dated else partial_date_in(text)
        rest = rest.removesuffix(partly)
        spaced = re.sub(r"(?<!\S)([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?!\S)", r"\1\2", rest)
        joint = False
        tokens = spaced.strip(" \u3000，,。").split()
        if not tokens:
            return _Signature("", (), dated, partly) if dated or partly else None
        units = list(takewhile(lambda each: joint_units(each, self.publication), tokens))
        if sure and not units:
            units = list(takewhile(looks_like_a_unit, tokens))
            joint = len(units) > 1
        unit, people = "、".join(units) or tokens[0], tuple(tokens[len(units) or 1 :])
        registered = (bool(units) and not joint) or is_a_unit(unit, self.publication)
        known = registered or joint or looks_like_a_unit(unit)
        plain = len(unit) <= 30 and not re.search(r"[，。；：！？“”]", unit)
        if not (plain and known and all(map(is_person, people)) and len(people) <= 3):
            return None
        whole = bool(re.fullmatch(r"\S*", unit)) and (registered or sure or dated is not None)
        return _Signature(unit, people, dated, partly) if whole else None

    # Forms.

    def without_contents(self, rows: list[LineOrTable]) -> list[LineOrTable]:
        """The rows without a contents list that the program generated."""
        kept: list[LineOrTable] = []
        for listed, group in groupby(rows, key=_is_listed):
            stretch = list(group)
            if listed and kept and isinstance(kept[-1], ReceivedLine):
                stretch = (
                    [kept.pop(), *stretch]
                    if _CONTENTS.fullmatch(kept[-1].text.strip())
                    else stretch
                )
            if not listed:
                kept += stretch
                continue
            span = Span(stretch[0].span.start, stretch[-1].span.end)
            self.accounting.take(span)
            message = f"目录没有收入，共 {len(stretch)} 行"
            hint = "目录由 bulletin 生成；是正文的，抄进稿件"
            self.accounting.tell("D223", Severity.INFO, span, message, hint)
        return kept

    def without_forms(self, rows: list[LineOrTable]) -> list[LineOrTable]:
        """The rows after the forms among the tables have been read (单位：… 作者：…)."""
        kept: list[LineOrTable] = []
        for at, row in enumerate(rows):
            if isinstance(row, Grid) and _is_form(row) and _is_at_an_end(rows, at):
                self.has_form = True
                kept += self._read_form(row)
            else:
                kept.append(row)
        return kept

    def _read_form(self, grid: Grid) -> Iterator[ReceivedLine]:
        """Use what a form says; anything else in it is copy."""
        answers = _form(grid)
        spans = {line.span for label, value, _ in answers for line in (*label, *value)}
        for line in _unanswered(grid, spans):
            spans.add(line.span)
            self._label(line)
        for label, value, name in answers:
            if name == "content":
                continue
            found = credits_of(name, " ".join(line.text.strip() for line in value))
            for credit in found:
                self.credit(credit)
            lines = (*label, *value)
            span = Span(lines[0].span.start, lines[-1].span.end)
            self.take(span, " ".join(line.text.strip() for line in lines), found)
        for row in grid.rows:
            for cell in row:
                for line in lines_of(cell.lines):
                    if line.span not in spans:
                        told = is_label("".join(each.text for each in lines_of(row[0].lines)))
                        short = line.text.strip() and len(line.text) <= LONGEST_ANSWER
                        if short and told != "content":
                            self._tell_unread(line)
                        yield from unbroken(line)

    def _label(self, line: ReceivedLine) -> None:
        """Leave out a cell that only says what is to be written beside it."""
        if not is_label(line.text):
            self.furniture(line.span, line.text, "表格里的栏目")
            return
        self.accounting.take(line.span)
        message = f"“{shortened(line.text)}”是表格里的栏目，没有排入"
        self.accounting.tell("D206", Severity.INFO, line.span, message)

    # The head.

    def without_head(self, rows: list[LineOrTable]) -> list[LineOrTable]:
        """The rows from the first one that is copy; the title and the lines around it are taken."""
        if self.has_form:
            rows = self._without_form_name(rows)
        head = list(_head(rows))
        groups = _below_mastheads(head, self._title_groups(head))
        if self.fields.get("title"):
            return self._past_borders(rows, 0)
        scored = [(self._score(head, group, groups), group) for group in groups]
        score, best = max(scored, key=lambda each: each[0], default=(-1.0, (0, 0)))
        if score < 0:
            return self._flowing_title(rows)
        self.head = head[: best[1]]
        for line in head[: best[0]]:
            self._before_title(line)
        if self.fields.get("title"):  # one of these lines says it
            return self._past_borders(rows, best[0])
        self._title([head[at] for at in range(*best)])
        return self._past_borders(rows, best[1])

    def _without_form_name(self, rows: list[LineOrTable]) -> list[LineOrTable]:
        """The rows without the name of the form at the head, which is no title."""
        named = [line for line in every_line(rows[:HEAD]) if is_form_name(line.text)]
        for line in named[:1]:
            self.furniture(line.span, line.text.strip(), "表名")
        return [row for row in rows if row not in named[:1]]

    def _past_borders(self, rows: list[LineOrTable], at: int) -> list[LineOrTable]:
        """Leave out the lines from `at` on that say who and when; report those that cannot be
        read."""
        kept: list[LineOrTable] = []
        while at < min(len(rows), HEAD + 1):
            row = rows[at]
            if not isinstance(row, ReceivedLine):
                break
            if not (self._byline(row, rows[at + 1 : at + 2]) or self.border(row, near_date=True)):
                if row.alignment not in ("center", "right") or not is_like_credits(row.text):
                    break
                self._tell_unread(row)
                kept.append(row)
            at += 1
        return [*kept, *rows[at:]]

    def _byline(self, line: ReceivedLine, below: Sequence[LineOrTable]) -> bool:
        """Take a person's name that stands alone under the title, in the middle.

        Plain text has no middle; there its surname must show that it is one.
        """
        name = "".join(line.text.split())
        over_text = any(isinstance(row, ReceivedLine) and len(row.text) > 15 for row in below)
        plain = not line.size and (is_name_of_one(name) or name[:1] in _SURNAMES_AND_WORDS)
        alone = is_person(name) and len(name) <= LONGEST_NAME
        alone = alone and (line.alignment == "center" or plain)
        if not (alone and over_text) or name in _NO_NAMES or self.look.marks_black(line):
            return False
        if looks_like_a_unit(name):
            return False
        found = (Credit("author", name),)
        self.credit(found[0])
        self.take(line.span, line.text.strip(), found)
        return True

    def _tell_unread(self, line: ReceivedLine) -> None:
        """Report a line among the credits that stays in the copy."""
        message = f"“{shortened(line.text)}”没有认出，留在正文里"
        self.accounting.tell("D225", Severity.WARNING, line.span, message, "不刊登就删去")

    def _before_title(self, line: ReceivedLine) -> None:
        text = line.text.strip()
        if mark := mark_in(text):
            self._secret(line, mark, "标题前的文字")
        elif role := self._role_above(text):
            self.furniture(line.span, text, role)
        elif text and not self.border(line, near_date=True):
            self.leave_out(line.span, text, "标题前的文字")

    def _role_above(self, text: str) -> str:
        """What a line above the title is, if that is plain."""
        return role_above(text) or ("报头" if _HEADING_OF_PAPER.search(text) else "")

    def _secret(self, line: ReceivedLine, mark: str, where: str) -> None:
        """Report a mark of secrecy, and the words beside it in its line."""
        self.accounting.take(line.span)
        self.notes.append(f"原件标有密级：{mark}")
        hint = "先由保密员确认；涉密的不在这里编，更不能上网"
        self.accounting.tell("D213", Severity.ERROR, line.span, f"原件标有密级“{mark}”", hint)
        if beside := line.text.replace(mark, " ", 1).strip():
            self.leave_out(line.span, beside, where)

    def _title_groups(self, head: list[ReceivedLine]) -> list[tuple[int, int]]:
        """Stretches of lines at the head that may be a title of one or several lines."""
        groups: list[tuple[int, int]] = []
        at = 0
        while at < len(head):
            end = at + 1
            sender = self._names_sender_of(head[at], head[at + 1 : at + 2])
            if not (sender or self._may_be_title(head[at])):
                at = end
                continue
            end += sender
            while end < len(head) and self._goes_on(head[end - 1], head[end]):
                end += 1
            groups.append((at, end))
            at = end
        return groups

    def _names_sender_of(self, line: ReceivedLine, below: Sequence[ReceivedLine]) -> bool:
        """Whether a line names who sends it as the first line of a title: 中共石桥镇委员会 above
        关于做好防汛工作的报告, in the same look."""
        text = line.text.strip()
        return any(
            each.text.strip().startswith("关于")
            and self._may_be_title(each)
            and (looks_like_a_unit(text) or is_a_unit(text, self.publication))
            and (line.size, kind_of(line.face)) == (each.size, kind_of(each.face))
            and line.alignment == each.alignment
            for each in below
        )

    def _may_be_title(self, line: ReceivedLine) -> bool:
        text = line.text.strip()
        if not text or len(text) > LONGEST_TITLE or line.depth or mark_in(text):
            return False
        if re.search(r"[。；](?=.)", text) or text.endswith(("；", "，", "、", "：", ":")):
            return False
        if role_above(text):
            return False
        if text.startswith(("（", "(")) and text.endswith(("）", ")")):
            return False
        styled = _is_title_style(line)
        if (number_of(text) and not styled) or credits_in(text):
            return False
        signature = self.signature(text, sure=True)
        return (
            signature is None
            or styled
            or (not signature.is_dated and line.size > self.look.size + 3 and len(text) > 12)
        )

    def _goes_on(self, one: ReceivedLine, two: ReceivedLine) -> bool:
        """Whether the title continues in the next line: it looks alike, or is a subtitle."""
        text = two.text.strip()
        if text.startswith(("——", "──")) and len(text) <= LONGEST_TITLE:
            return True
        evident = (
            one.alignment == "center" or kind_of(one.face) == "title" or (one.size > self.look.size)
        )
        face = kind_of(one.face)
        alike = (one.size, face, one.bold) == (two.size, kind_of(two.face), two.bold) and (
            one.alignment == two.alignment or face == "title"
        )
        ended = one.text.rstrip().endswith("。")
        return (
            evident
            and (alike or self._are_titles(one, two))
            and not ended
            and (self._may_be_title(two))
        )

    def _are_titles(self, one: ReceivedLine, two: ReceivedLine) -> bool:
        """Whether both look as only titles do, though not in one size; a masthead is far larger."""
        titled = kind_of(one.face) == "title" != self.look.kind
        both = one.alignment == two.alignment and (one.alignment == "center" or titled)
        large = min(one.size, two.size) > self.look.size + 1
        near = abs(one.size - two.size) <= MOST_SMALLER
        return both and large and near and kind_of(one.face) == kind_of(two.face)

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
        score += 2 * (kind_of(line.face) == "title") + (line.alignment == "center")
        score += 0.5 * (kind_of(line.face) == "black" or line.bold)
        score -= 4 * bool(_MASTHEAD.search(text) and len(text) <= 14 and not alone)
        score -= 0.5 * (len(text) < 6)
        return score if score > 0.5 or group[0] == first else -1.0

    def _title(self, lines: list[ReceivedLine]) -> None:
        """Use the title's lines, without the end mark and the unit."""
        whole = Span(lines[0].span.start, lines[-1].span.end)
        for line in lines:
            self.accounting.take(line.span)
        self.looks = {look for line in lines if (look := self._title_look(line))}
        texts = [line.text.strip().rstrip(_TITLE_ENDS) for line in lines]
        if any(text != line.text.strip() for text, line in zip(texts, lines, strict=True)):
            self.accounting.tell("D220", Severity.INFO, whole, "标题末尾的标点去掉了")
        self._use_title("".join(texts), whole)

    def _use_title(self, text: str, span: Span) -> None:
        text, phones = phones_apart(_drawn_close(text.lstrip("□■◇ \u3000")), MOBILE)
        for phone in phones:
            self.set("phone", phone)
            message = f"标题里的“{phone}”写进前言（电话）"
            self.accounting.tell("D206", Severity.INFO, span, message)
        prefix, colon, rest = text.partition("：") if "：" in text else text.partition(":")
        registered = units_in(prefix, self.publication) if colon else ()
        if colon and rest and len(prefix) <= 30 and (registered or looks_like_a_unit(prefix)):
            self.evidence.insert(0, ("标题", prefix))
            self.prefix = (prefix + colon, span)
            text = rest
        elif named := units_in(text, self.publication, aliases=False):
            self.evidence.append((_IN_TITLE, "、".join(unit.name for unit in named)))
        self.set("title", re.sub(r"\s+", " ", text.strip()))

    def settle_title(self) -> None:
        """Give the title back what stood before its colon if that is not the unit after all."""
        if self.prefix is None:
            return
        prefix, span = self.prefix
        words = prefix[:-1].strip()
        if self._lacking(Credit("unit", words)):
            self.fields["title"] = prefix + self.fields["title"]
            return
        message = f"标题前的“{shortened(prefix)}”写进前言（单位）"
        self.accounting.tell("D206", Severity.INFO, span, message)

    def _flowing_title(self, rows: list[LineOrTable]) -> list[LineOrTable]:
        """The rows without a run-in title before the text: □千秋街道：标题。正文."""
        at = next((at for at, row in enumerate(rows) if isinstance(row, ReceivedLine)), None)
        row = rows[at] if at is not None else None
        if not isinstance(row, ReceivedLine) or at is None:
            return rows
        match = _FLOWING.match(row.text)
        if match is None or not (
            units_in(match[1], self.publication) or looks_like_a_unit(match[1])
        ):
            return rows
        head, rest = _cut(row, match.end())
        self.accounting.take(head.span)
        self._use_title(match[1] + "：" + match[2], head.span)
        self.accounting.tell("D206", Severity.INFO, head.span, f"“{shortened(head.text)}”取作标题")
        return [*rows[:at], *([rest] if rest else []), *rows[at + 1 :]]

    # The tail.

    def without_tail(self, rows: list[LineOrTable]) -> list[LineOrTable]:
        """The rows without the lines at the end that say who and when."""
        taken: dict[int, ReceivedLine] = {}
        passed: dict[int, ReceivedLine] = {}
        around: dict[int, LineOrTable] = {}
        for at in range(len(rows) - 1, max(len(rows) - TAIL, 0) - 1, -1):
            row = rows[at]
            if isinstance(row, Grid) and is_colophon(row):
                around[at] = row
                continue
            if not isinstance(row, ReceivedLine) or any(run.picture for run in row.runs):
                break
            if role_below(row.text):
                around[at] = row
            elif self._is_border(
                row, [*taken.values(), *every_line(tuple(around.values()))], passed.values()
            ):
                taken[at] = row
            elif _is_appendix(row) or is_like_credits(row.text) or begins_as_credits(row.text):
                passed[at] = row
            else:
                break
        dated = any(map(_is_dated, (*taken.values(), *every_line(tuple(around.values())))))
        for at in sorted(taken):
            self.border(taken[at], near_date=dated)
        for at, line in sorted(passed.items()):
            if begins_as_credits(line.text) or (taken and at > min(taken)):
                self._tell_unread(line)
        for at in sorted(around):
            self._tell_colophon(around[at])
        return [row for at, row in enumerate(rows) if at not in taken and at not in around]

    def _tell_colophon(self, row: LineOrTable) -> None:
        """Leave out a line or table of the 版记."""
        lines = [row] if isinstance(row, ReceivedLine) else list(lines_of((row,)))
        for line in lines:
            if text := line.text.strip():
                self.furniture(line.span, text, role_below(text) or "版记")

    def without_credits(self, attached: Sequence[AttachedRows]) -> tuple[AttachedRows, ...]:
        """The attachments without the lines at their ends that say who wrote the article and when.

        Units type them below the last attachment, and not below the text. The signature of an
        article that is signed already is the attachment's own.
        """
        kept = [self._without_credits(each) for each in reversed(attached)]
        return tuple(reversed(kept))

    def _without_credits(self, attached: AttachedRows) -> AttachedRows:
        signed = any(where == _SIGNATURE for where, _ in self.evidence)
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
        for line in taken:
            self.border(line, near_date=dated)
        return replace(attached, rows=rows[:end]) if taken else attached

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
        signature = self.signature(line.text, sure=dated or line.alignment == "right")
        if signed or signature is None:
            return False
        only_day = signature.is_dated and not signature.unit
        in_row = any(_is_dated(each) and not credits_in(each.text) for each in every_line(above))
        if only_day and in_row:
            return False  # a list of days
        return signature.is_dated or dated or line.alignment == "right"

    def _is_border(
        self, line: ReceivedLine, taken: Iterable[ReceivedLine], passed: Collection[ReceivedLine]
    ) -> bool:
        """Whether a line of the tail only says who and when; the lines `passed` stand below it."""
        text = line.text.strip()
        if found := credits_in(text):
            return not passed or say_who(found)
        dated = any(map(_is_dated, taken))
        signature = self.signature(text, sure=dated or line.alignment == "right")
        return signature is not None and (dated or signature.is_dated or not passed)

    def tell_others(self, rows: list[LineOrTable]) -> None:
        """Report what looks like several submissions: their number, and the title of another
        one."""
        for line in self.head:
            if count := _SEVERAL_PIECES.search(line.text):
                message = f"标题写着“{count[0]}”，像是几篇稿件合在一个文件里"
                self._tell_other(line, message)
        lines = [line for line in every_line(rows) if line.text.strip()]
        texts = [line.text for line in lines]
        by_words = second_articles(texts, self.fields.get("title", ""), self._is_unit)
        places = {*self._other_titles(lines), *by_words}
        for at in sorted(places):
            if at - 1 not in places:
                message = f"这里像是另一篇稿件：“{shortened(lines[at].text)}”"
                self._tell_other(lines[at], message)

    def _is_unit(self, words: str) -> bool:
        return is_a_unit(words, self.publication)

    def _tell_other(self, line: ReceivedLine, message: str) -> None:
        hint = "是另一篇：删去收好的这一篇，加 --split 再收，逐篇拆开"
        self.accounting.tell("D222", Severity.WARNING, line.span, message, hint)

    def _other_titles(self, lines: list[ReceivedLine]) -> Iterator[int]:
        """The lines with text around them that name their unit as a title does, or look like the
        title."""
        below_text = False
        for at, line in enumerate(lines):
            titled = self._title_look(line) in self.looks and self._may_be_title(line)
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
        kind = kind_of(line.face)
        large = line.size > self.look.size + 1
        apart = large or (kind == "title" and self.look.kind != "title")
        return (line.size, kind) if apart and line.alignment == "center" else None

    def running(self) -> None:
        """Report headers and footers; a mark of secrecy in them is an error."""
        for line in self.document.running:
            text = line.text.strip()
            if mark := mark_in(text):
                self._secret(line, mark, "页眉页脚")
            elif line.style == FENCE:
                self.accounting.take(line.span)
            elif _PAGE_NUMBER.fullmatch(text):
                self.accounting.take(line.span)
                self.accounting.tell("D212", Severity.INFO, line.span, "页码没有排入")
            elif line.style == FRONT:
                self.furniture(line.span, text, "别的程序的前言")
            elif text:
                self.leave_out(line.span, text, "页眉页脚")

    def contact(self) -> None:
        """Take the contact person for the author; if there is an author, only note the contact."""
        for name in self.contacts:
            if self.fields.get("author"):
                self.notes.append(f"联系人：{name}")
            else:
                self.set("author", name)

    def came(self) -> None:
        """Take the day on which the document came for the day of receipt; its own is noted."""
        day = self.document.received
        self.dated = self.fields.get("received", "")
        if day and self.dated and self.dated != day:
            self.notes.append(f"稿件上的日期：{self.dated}")
        if day:
            self.fields["received"] = day

    # The unit.

    def units(self) -> tuple[Unit, ...]:
        """The units, from the most reliable evidence; this sets their field and the byline's."""
        found = [self._evident(where, words) for where, words in self._signed_together()]
        name = self.document.name
        filed = units_of_name(name, self.publication)
        together = stand_together(name, filed, self.publication)
        found.append(_Evidence(_FILE_NAME, name, filed, len(filed) == 1 or together))
        if sender := self.document.sender:
            sent = joint_units(sender, self.publication)
            found.append(_Evidence(_SENDER, sender, sent, bool(sent)))
        clear = [each for each in found if each.is_clear]
        if not clear:
            self._no_unit([unit for each in found for unit in each.units])
            return ()
        best = clear[0]
        self.fields["unit"] = best.names
        below = ""
        if len(best.units) == 1 and best.where not in (_FILE_NAME, _SENDER):
            below = body_below(phones_apart(best.words)[0], best.units[0])
        if below:
            self.set("byline", below)
        self._tell_disagreement(best, clear)
        return best.units

    def _evident(self, where: str, words: str) -> _Evidence:
        """What words say of the units; several are certain where the words say nothing else."""
        together = joint_units(phones_apart(words)[0], self.publication)
        units = together or units_in(words, self.publication)
        is_clear = len(units) == 1 or bool(together and where != _IN_TITLE)
        return _Evidence(where, words, units, is_clear)

    def _signed_together(self) -> list[tuple[str, str]]:
        """The evidence, with signatures on lines one under another taken as one."""
        lines = [
            (taken.span, credit.value)
            for taken in self.taken
            for credit in taken.credits
            if credit.name == "signature" and joint_units(credit.value, self.publication)
        ]
        text = self.document.source.text
        apart = any(text[one[0].end : two[0].start].strip() for one, two in pairwise(lines))
        if len(lines) < 2 or apart:
            return self.evidence
        signed = "、".join(dict.fromkeys(value for _, value in lines))
        others = [(where, words) for where, words in self.evidence if where != _SIGNATURE]
        at = next(at for at, (where, _) in enumerate(self.evidence) if where == _SIGNATURE)
        return [*others[:at], (_SIGNATURE, signed), *others[at:]]

    def _tell_disagreement(self, best: _Evidence, clear: Sequence[_Evidence]) -> None:
        """D202: another place names other units. A file is often named after one of several."""
        others = (
            each
            for each in clear
            if each.where not in ("标题", _IN_TITLE, _SENDER) and set(each.units) != set(best.units)
            if each.where != _FILE_NAME or not set(each.units) <= set(best.units)
        )
        if other := next(others, None):
            message = f"{best.where}写的是“{best.names}”，{other.where}写的是“{other.names}”"
            hint = f"取了 {best.names}；不对就改前言的 unit"
            self.accounting.tell("D202", Severity.WARNING, Span(0, 0), message, hint)

    def _no_unit(self, candidates: list[Unit]) -> None:
        names = tuple(dict.fromkeys(unit.name for unit in candidates))
        start = Span(0, 0)
        if names:
            message = f"报送单位不止一个：{'、'.join(names)}"
            hint = f"在前言的 unit 写上是哪一个；是几个单位合写的，写成 {'、'.join(names)}"
            self.accounting.tell("D202", Severity.ERROR, start, message, hint)
            return
        guess = next((words for where, words in self.evidence if looks_like_a_unit(words)), "")
        if guess:
            self.fields["unit"] = guess
            message = f"名册里没有“{guess}”"
            hint = "改前言的 unit，或在 publication.yaml 的 units 里登记"
            self.accounting.tell("D204", Severity.ERROR, start, message, hint)
            return
        hint = "在前言的 unit 写上报送单位，名称照 publication.yaml"
        self.accounting.tell("D201", Severity.ERROR, start, "没有认出报送单位", hint)


def every_line(rows: Sequence[LineOrTable]) -> Iterator[ReceivedLine]:
    """The rows that are lines and not tables."""
    return (row for row in rows if isinstance(row, ReceivedLine))


# -- Look-ups --------------------------------------------------------------------------------------

_SIGNATURE, _IN_TITLE = "署名", "标题里"
_FILE_NAME, _SENDER = "文件名", "发件人"
"""These are only weak evidence of the unit: a byline is printed, and files are named by habit."""

_SEVERAL = ("author", "approver", "phone", "supplier")
"""Fields that hold several values, separated by 、."""

_NAMES = {
    "unit": "单位",
    "signature": "署名",
    "title": "标题",
    "author": "执笔人",
    "contact": "联系人",
    "supplier": "供稿",
    "phone": "电话",
    "approver": "审签人",
    "received": "日期",
    "editor": "责任编辑",
    "post": "职务",
    "email": "邮箱",
    "address": "地址",
    "opinion": "意见",
}
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
_PAGE_NUMBER = pattern_of(r"[\s—–―\-－第页共/，·•0-9０-９]*")
_FLOWING = pattern_of(r"[□■◇]?\s*([^：:。，]{2,30})[：:]([^。！？]{4,60})[。！？]\s*")
_TITLE_ENDS = "。；，、 \u3000"
LONGEST_NAME = 3
"""汉字 of a person's name that is known by nothing else; of four, hardly one is a name."""

_SURNAMES_AND_WORDS = "周林何马江田曾"
"""Surnames that words begin with, too."""

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


def _drawn_close(text: str) -> str:
    """A text without the blanks that set each of its characters apart: 财 政 局 开 展."""
    words = text.split()
    return "".join(words) if len(words) > 4 and max(map(len, words)) == 1 else text


def _squeezed(text: str) -> str:
    """A text without its blanks; two texts with the same words then agree."""
    return re.sub(r"\s", "", text)


def _is_title_style(line: ReceivedLine) -> bool:
    return line.style.strip().lower() in _TITLE_STYLES


def _head(rows: Sequence[LineOrTable]) -> Iterator[ReceivedLine]:
    """The lines before the text begins."""
    for row in rows[:HEAD]:
        if not isinstance(row, ReceivedLine):
            return
        text = row.text.strip()
        if not text or (len(text) > LONGEST_TITLE or re.search(r"[。；](?=.)", text)):
            return
        yield row


def _is_dated(line: ReceivedLine) -> bool:
    return date_in(line.text) is not None or bool(partial_date_in(line.text.strip("（()） \u3000")))


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
            named = is_label(text) == "content" or not any(line.text.strip() for line in value)
            if text and len(text) <= LONGEST_LABEL and named and label is cells[0]:
                yield from (line for line in label if line.span not in answered)


_Answer = tuple[tuple[ReceivedLine, ...], tuple[ReceivedLine, ...], str]


def _form(grid: Grid) -> list[_Answer]:
    """The labels of a form with their answers: label, answer, meaning."""
    answers: list[_Answer] = []
    for row in grid.rows:
        cells = [tuple(lines_of(cell.lines)) for cell in row]
        for label, value in pairwise(cells):
            name = is_label("".join(line.text for line in label))
            short = sum(len(line.text) for line in value) <= LONGEST_TITLE
            if (
                name
                and name != "content"
                and short
                and not is_label("".join(line.text for line in value))
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
    return any(is_label(text) == "content" for text in firsts)


def _is_listed(row: LineOrTable) -> bool:
    """Whether a row belongs to a contents list: Word made it, or dots lead to the page."""
    return isinstance(row, ReceivedLine) and (
        row.style.startswith("目录") or _LEADER.search(row.text.rstrip()) is not None
    )
