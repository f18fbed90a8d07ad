"""What stands round a submission's text, as values; and the front matter that they make together.

A finding says what some words are. What follows from all of them, which unit sent the submission,
whose name goes where, is decided here, once, from all findings in the order of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from bulletin.diagnostics import Diagnostic, Severity, error, warning
from bulletin.image_files import how_to_show
from bulletin.intake.accounting import shortened
from bulletin.intake.credits import (
    MOBILE,
    NOTED,
    Credit,
    body_below,
    is_a_unit,
    is_person,
    joint_units,
    looks_like_a_unit,
    meaning_of_label,
    names_a_supplier,
    phones_apart,
    stand_together,
    units_in,
    units_of_name,
)
from bulletin.intake.dates import date_in
from bulletin.intake.furniture import BY_PROGRAM, FOR_A_PICTURE
from bulletin.intake.received import ReceivedDocument, ReceivedLine
from bulletin.model import Publication, Unit
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_ANSWER = 20
"""Characters; a longer cell of a form is not an answer but copy."""

_SIGNATURE, _IN_TITLE, _POST = "署名", "标题里", "执笔人的职务"
_FILE_NAME, _SENDER = "文件名", "发件人"
"""These are only weak evidence of the unit: a byline is printed, and files are named by habit."""

_SEVERAL = ("author", "approver", "phone", "supplier")
"""Fields that hold several values, separated by 、."""

_NAMES = {
    "unit": "单位",
    "signature": "署名",
    "byline": "署名",
    "title": "标题",
    "author": "执笔人",
    "contact": "联系人",
    "supplier": "供稿",
    "phone": "电话",
    "approver": "审签人",
    "received": "日期",
    "editor": "责任编辑",
    "post": "职务",
    "keyword": "关键词",
    "column": "栏目",
    "email": "邮箱",
    "address": "地址",
    "opinion": "意见",
}


@dataclass(frozen=True, slots=True)
class TakenWords:
    """Words taken out of the text into the front matter."""

    span: Span
    text: str
    credits: tuple[Credit, ...]
    """Everything that they say; nothing if they are the label of a form that nobody answered."""

    def label(self, words: str) -> str:
        """The label right before the words, as it was written; empty for none."""
        before = self.text.partition(words)[0].rstrip(" \t\u3000:：")
        starts = range(max(0, len(before) - LONGEST_ANSWER), len(before))
        return next((before[at:] for at in starts if meaning_of_label(before[at:])), "")


@dataclass(frozen=True, slots=True)
class LeftOutWords:
    """Words that are not in the copy, which an editor is told both here and in the file itself."""

    span: Span
    text: str
    why: str
    hint: str = "要用就抄进正文"
    severity: Severity = Severity.WARNING


def furniture(span: Span, text: str, role: str) -> LeftOutWords:
    """What is known to be no copy; there is nothing to decide but for what `_TOLD` names."""
    if role in _TOLD:
        return LeftOutWords(span, text, role, _TOLD[role])
    return LeftOutWords(span, text, role, "", Severity.INFO)


_TOLD = {
    BY_PROGRAM: "稿件像是程序写的，逐句核对事实和数字",
    FOR_A_PICTURE: f"要登的，向来稿单位要图片文件，{how_to_show('现场.jpg')}",
}
"""Roles that an editor has to know of, each with what is to be done."""


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """The title, perhaps with the unit before its colon."""

    text: str
    span: Span
    lines: tuple[ReceivedLine, ...] = ()
    """Its lines, if it has lines of its own."""


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark of secrecy."""

    span: Span
    mark: str


@dataclass(frozen=True, slots=True)
class UsedWords:
    """Words of which nothing more need be said, or of which a diagnostic says it."""

    span: Span


BorderFinding: TypeAlias = (
    TakenWords | LeftOutWords | FoundTitle | SecrecyMark | UsedWords | Diagnostic
)


def says_title(findings: Iterable[BorderFinding]) -> bool:
    """Whether a line or a form says what the title is: 标题：…"""
    return any(
        credit.name == "title" and credit.value
        for each in findings
        if isinstance(each, TakenWords)
        for credit in each.credits
    )


def has_signature(findings: Iterable[BorderFinding]) -> bool:
    """Whether a signature has been found."""
    taken = (each for each in findings if isinstance(each, TakenWords))
    return any(credit.name == "signature" for each in taken for credit in each.credits)


@dataclass(frozen=True, slots=True)
class ReceivedFront:
    """The front matter that findings make."""

    fields: Mapping[str, str]
    units: tuple[Unit, ...]
    notes: tuple[str, ...]
    used: tuple[Span, ...]
    told: tuple[Diagnostic, ...]


def front_of(
    findings: Sequence[BorderFinding], document: ReceivedDocument, publication: Publication
) -> ReceivedFront:
    """What all findings in a document say together."""
    facts = _gathered(findings, document.source, publication)
    fields, notes = dict(facts.fields), list(facts.notes)
    for name in facts.contacts:
        if fields.get("author"):
            notes.append(f"联系人：{name}")
        else:
            fields["author"] = name
    dated = fields.get("received", "")
    if day := document.received:
        if dated and dated != day:
            notes.append(f"稿件上的日期：{dated}")
        fields["received"] = day
    sender = _sender(facts, findings, document, publication)
    fields |= {name: said for name, said in sender.fields.items() if not fields.get(name)}
    words = _Words(fields, notes, dated, publication)
    told = [*facts.told, *sender.told]
    if facts.prefix:
        told += _with_prefix(facts.prefix, words, document.source)
    for finding in findings:
        if isinstance(finding, TakenWords):
            told += words.told_of(finding, document.source)
    return ReceivedFront(fields, sender.units, tuple(notes), tuple(facts.used), tuple(told))


# -- Facts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the findings say one by one."""

    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)
    """Where a unit is named, the most reliable place first, and the words."""

    contacts: list[str] = field(default_factory=list)
    """The contact person (联系人), who is the author if nobody else is named."""

    used: list[Span] = field(default_factory=list)
    told: list[Diagnostic] = field(default_factory=list)
    prefixes: list[tuple[str, Span]] = field(default_factory=list)

    @property
    def prefix(self) -> tuple[str, Span] | None:
        """What stands before the title, with its colon; if anything there is the unit, it is
        this."""
        return self.prefixes[-1] if self.prefixes else None


def _gathered(
    findings: Sequence[BorderFinding], source: Source, publication: Publication
) -> _Facts:
    facts = _Facts()
    for each in findings:
        if isinstance(each, Diagnostic):
            facts.told.append(each)
            continue
        facts.used.append(each.span)
        if isinstance(each, TakenWords):
            for credit in each.credits:
                _add_credit(credit, each.span, facts, source, publication)
        elif isinstance(each, FoundTitle):
            facts.used.extend(line.span for line in each.lines)
            _add_title(each.text, each.span, facts, source, publication)
        elif isinstance(each, LeftOutWords):
            facts.notes.append(note_of(each))
            facts.told.append(told_of_left_out(each, source))
        elif isinstance(each, SecrecyMark):
            facts.notes.append(f"原件标有密级：{each.mark}")
            hint = "先由保密员确认；涉密的不在这里编，更不能上网"
            message = f"原件标有密级“{each.mark}”"
            facts.told.append(error("D213", source, each.span, message, hint))
    return facts


def note_of(left: LeftOutWords) -> str:
    """What the file itself says of words that are left out."""
    return f"没有排入（{left.why}）：{' '.join(left.text.split())}"


def told_of_left_out(left: LeftOutWords, source: Source) -> Diagnostic:
    """D205."""
    message = f"{left.why}“{shortened(left.text)}”没有排入"
    return Diagnostic("D205", left.severity, source, left.span, message, left.hint)


def _set(fields: dict[str, str], name: str, value: str) -> None:
    """Fill a field; if it may hold several values, a second one is added to the first."""
    known = fields.get(name, "")
    if known and name in _SEVERAL and value not in known.split("、"):
        value = f"{known}、{value}"
    elif known and name != "received":
        return
    fields[name] = value


def _add_credit(
    credit: Credit, span: Span, facts: _Facts, source: Source, publication: Publication
) -> None:
    """Use one fact that a line of credits gives."""
    name, value = credit.name, credit.value
    if name == "received":
        if dated := date_in(value):
            _set(facts.fields, "received", dated.day.isoformat())
        else:
            facts.notes.append(f"日期：{value}")
    elif name == "unit":
        facts.evidence.append(("稿件写的单位", value))
    elif name == "signature":
        facts.evidence.append((_SIGNATURE, value))
    elif name == "byline" and is_person(value):
        _set(facts.fields, "author", value)
    elif name == "byline":
        _set(facts.fields, "byline", value)
        facts.evidence.append((_SIGNATURE, value))
    elif name == "contact":
        facts.contacts.append(value)
    elif name == "title":
        _add_title(value, span, facts, source, publication)
    elif name in NOTED:
        facts.notes.append(f"{_NAMES[name]}：{value}")
        if name == "post":
            facts.evidence.append((_POST, value))
    elif name == "supplier" and names_a_supplier(value, publication):
        _set(facts.fields, "supplier", value)
        facts.evidence.append(("供稿单位", value))
    elif name == "supplier":
        _set(facts.fields, "author", value)
    else:
        _set(facts.fields, name, value)
        if name == "author":
            facts.evidence.append(("执笔人", value))


def _add_title(
    title: str, span: Span, facts: _Facts, source: Source, publication: Publication
) -> None:
    """Use the title, without the column before it, its unit and a telephone number."""
    if column := _COLUMN.match(title):
        left = LeftOutWords(span, column[0].strip(), "栏目", "", Severity.INFO)
        facts.notes.append(note_of(left))
        facts.told.append(told_of_left_out(left, source))
        title = title[column.end() :]
    if called := _CALLED.match(title):
        left = furniture(span, called[0].strip(), "标题前的字")
        facts.notes.append(note_of(left))
        facts.told.append(told_of_left_out(left, source))
        title = title[called.end() :]
    if (number := number_of(title.strip())) and units_in(title, publication):
        left = furniture(span, title.strip()[: number.length].strip(), "标题的序号")
        facts.notes.append(note_of(left))
        facts.told.append(told_of_left_out(left, source))
        title = title.strip()[number.length :]
    text, phones = phones_apart(_drawn_close(title.lstrip("□■◇ \u3000")), MOBILE)
    for phone in phones:
        _set(facts.fields, "phone", phone)
        message = f"标题里的“{phone}”写进前言（电话）"
        facts.told.append(Diagnostic("D206", Severity.INFO, source, span, message))
    prefix, colon, rest = text.partition("：") if "：" in text else text.partition(":")
    registered = units_in(prefix, publication) if colon else ()
    if colon and rest and len(prefix) <= 30 and (registered or looks_like_a_unit(prefix)):
        facts.evidence.insert(0, ("标题", prefix))
        facts.prefixes.append((prefix + colon, span))
        text = rest
    elif named := units_in(text, publication, aliases=False):
        facts.evidence.append((_IN_TITLE, "、".join(unit.name for unit in named)))
    _set(facts.fields, "title", re.sub(r"\s+", " ", text.strip()))


_COLUMN = pattern_of(
    r"\s*[【〖\[]\s*[\u4e00-\u9fff]{0,6}(?:动态|信息|简讯|快讯|简报|快报|交流|要闻|典型|经验|亮点|风采|报道"
    r"|观察|一线|头条|关注)\s*[】〗\]]\s*(?=\S)"
)
"""The column that a title stands under: 【基层动态】."""


_CALLED = pattern_of(
    r"\s*(?:[【〖\[]\s*)?(?:信息|来|投|组工信息|信息来|报送信息)稿?(?:[一二三四五1-5])?\s*[】〗\]]?\s*[:：]\s*(?=\S{4})"
)
"""What a sender calls his copy before its title: 信息稿：."""


def _drawn_close(text: str) -> str:
    """A text without the blanks that set each of its characters apart: 财 政 局 开 展."""
    words = text.split()
    return "".join(words) if len(words) > 4 and max(map(len, words)) == 1 else text


# -- What became of words --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """The front matter, asked for the words that it should hold."""

    fields: dict[str, str]
    notes: list[str]
    dated: str
    """The day that the document itself says, in ISO form."""

    publication: Publication

    def told_of(self, taken: TakenWords, source: Source) -> Iterator[Diagnostic]:
        """D206 for what was taken into the front matter, and D205 for what of it is missing
        there."""
        lacking = [(each, words) for each in taken.credits if (words := self.lacking(each))]
        for credit, words in lacking:
            label = taken.label(words) or _NAMES[credit.name]
            left = LeftOutWords(taken.span, words, label, "要用就写进前言")
            self.notes.append(note_of(left))
            yield told_of_left_out(left, source)
        there = [each for each in taken.credits if each not in [one for one, _ in lacking]]
        if lacking and not there:
            return
        held, noted = (
            "、".join(
                dict.fromkeys(_NAMES[each.name] for each in there if self._holds(each) is held)
            )
            for held in (True, False)
        )
        became = f"写进前言（{held}）" if held else ""
        became += f"{'，' if held and noted else ''}记在前言的 # 行（{noted}）" if noted else ""
        became = became or "没有填"
        message = f"“{shortened(taken.text)}”{became}"
        yield Diagnostic("D206", Severity.INFO, source, taken.span, message)

    def _holds(self, credit: Credit) -> bool:
        """Whether a field holds a credit's words, and not only a note."""
        said = _squeezed("\n".join(self.fields.values()))
        if credit.name == "received":
            return date_in(credit.value) is not None
        return credit.name not in NOTED and _squeezed(credit.value) in said

    def lacking(self, credit: Credit) -> str:
        """The words of a credit that the front matter does not hold; another name of the unit is
        noted there."""
        if self._says(credit.value):
            return ""
        if credit.name in ("unit", "signature", "byline", "supplier") and self._names_unit(
            credit.value
        ):
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


def _squeezed(text: str) -> str:
    """A text without its blanks; two texts with the same words then agree."""
    return re.sub(r"\s", "", text)


def _with_prefix(found: tuple[str, Span], words: _Words, source: Source) -> tuple[Diagnostic, ...]:
    """Give the title back what stood before its colon if that is not the unit after all."""
    prefix, span = found
    if words.lacking(Credit("unit", prefix[:-1].strip())):
        words.fields["title"] = prefix + words.fields["title"]
        return ()
    message = f"标题前的“{shortened(prefix)}”写进前言（单位）"
    return (Diagnostic("D206", Severity.INFO, source, span, message),)


# -- Who sent it -----------------------------------------------------------------------------------


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
class _FoundSender:
    """The units that sent a submission, with the fields that name them."""

    units: tuple[Unit, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Diagnostic, ...] = ()


def _sender(
    facts: _Facts,
    findings: Sequence[BorderFinding],
    document: ReceivedDocument,
    publication: Publication,
) -> _FoundSender:
    """The units, from the most reliable evidence."""
    evidence = _signed_together(facts, findings, document.source, publication)
    found = [_evident(where, words, publication) for where, words in evidence]
    name = document.name
    filed = units_of_name(name, publication)
    together = stand_together(name, filed, publication)
    found.append(_Evidence(_FILE_NAME, name, filed, len(filed) == 1 or together))
    if sender := document.sender:
        sent = joint_units(sender, publication)
        found.append(_Evidence(_SENDER, sender, sent, bool(sent)))
    clear = [each for each in found if each.is_clear]
    if not clear:
        return _no_unit(found, facts, document.source)
    best = clear[0]
    below = ""
    if len(best.units) == 1 and best.where not in (_FILE_NAME, _SENDER):
        below = body_below(phones_apart(best.words)[0], best.units[0])
    fields = {"unit": best.names, **({"byline": below} if below else {})}
    return _FoundSender(best.units, fields, tuple(_told_other(best, clear, document.source)))


def _evident(where: str, words: str, publication: Publication) -> _Evidence:
    """What words say of the units; several are certain where the words say nothing else."""
    together = joint_units(phones_apart(words)[0], publication)
    units = together or units_in(words, publication)
    is_clear = len(units) == 1 or bool(together and where != _IN_TITLE)
    return _Evidence(where, words, units, is_clear)


def _signed_together(
    facts: _Facts, findings: Sequence[BorderFinding], source: Source, publication: Publication
) -> list[tuple[str, str]]:
    """The evidence, with signatures on lines one under another taken as one."""
    lines = [
        (taken.span, credit.value)
        for taken in findings
        if isinstance(taken, TakenWords)
        for credit in taken.credits
        if credit.name == "signature" and joint_units(credit.value, publication)
    ]
    apart = any(source.text[one[0].end : two[0].start].strip() for one, two in pairwise(lines))
    if len(lines) < 2 or apart:
        return facts.evidence
    signed = "、".join(dict.fromkeys(value for _, value in lines))
    others = [(where, words) for where, words in facts.evidence if where != _SIGNATURE]
    at = next(at for at, (where, _) in enumerate(facts.evidence) if where == _SIGNATURE)
    return [*others[:at], (_SIGNATURE, signed), *others[at:]]


def _told_other(
    best: _Evidence, clear: Sequence[_Evidence], source: Source
) -> Iterator[Diagnostic]:
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
        yield warning("D202", source, Span(0, 0), message, hint)


def _no_unit(found: Sequence[_Evidence], facts: _Facts, source: Source) -> _FoundSender:
    names = tuple(dict.fromkeys(unit.name for each in found for unit in each.units))
    start = Span(0, 0)
    if names:
        message = f"报送单位不止一个：{'、'.join(names)}"
        hint = f"在前言的 unit 写上是哪一个；是几个单位合写的，写成 {'、'.join(names)}"
        return _FoundSender(told=(error("D202", source, start, message, hint),))
    guess = next((words for _, words in facts.evidence if looks_like_a_unit(words)), "")
    if guess:
        message = f"名册里没有“{guess}”"
        hint = "改前言的 unit，或在 publication.yaml 的 units 里登记"
        fault = error("D204", source, start, message, hint)
        return _FoundSender(fields={"unit": guess}, told=(fault,))
    hint = "在前言的 unit 写上报送单位，名称照 publication.yaml"
    return _FoundSender(told=(error("D201", source, start, "没有认出报送单位", hint),))
