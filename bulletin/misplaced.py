"""What stands where it does not belong: a signature, contacts, text of an article in an attachment.

Attachments stand below the whole article, signature and date included (GB/T 9704-2012 7.3.4). What
a unit typed below them would be printed inside the last one. Who wrote an article and whom to call
is said in front matter; below its text it would be printed as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bulletin.attached import ReadAttachment
from bulletin.diagnostics import Diagnostic, warning
from bulletin.meaning import day_meant
from bulletin.model import Block, Figure, List, Paragraph, Section, Strong, Table, Unit, plain
from bulletin.numbering import chinese_number
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_SIGNATURE_LINE = 40
"""Characters of a line that can be a signature or say whom to call."""

SHORTEST_RUNNING_TEXT = 15
"""Characters of a paragraph below a table that is no note on it."""


@dataclass(frozen=True, slots=True)
class AttachedLine:
    """A heading or a block of an attachment; a table, a list and a picture have no words here."""

    text: str
    span: Span
    block: Block | None
    """None for a heading."""

    @property
    def is_laid_out(self) -> bool:
        """Whether it is a table, a list or a picture."""
        return isinstance(self.block, Table | List | Figure)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, or a line all in bold."""
        block = self.block
        if not isinstance(block, Paragraph):
            return block is None
        return all(isinstance(each, Strong) for each in block.children)


def misplaced(
    source: Source,
    text: Sequence[Section],
    parts: Sequence[ReadAttachment],
    units: Sequence[Unit],
    said: Collection[str] = (),
) -> Iterator[Diagnostic]:
    """S174 for the signature and contact lines of the article, at its end and in its attachments,
    and S173 for text of it that stands in its attachments.

    `source` is the article's file, `said` the Chinese names of the fields that its front matter
    has.
    """
    for line in _tail(tuple(_lines(text)), units, whole=False):
        yield _told_of_tail(source, "", line, said)
    reached = {kind: numbers[-1] for kind, numbers in _numbered(_lines(text)).items()}
    for place, part in enumerate(parts, start=1):
        label = "附件" if len(parts) == 1 else f"附件{place}"
        lines = list(_lines(part.sections[1:], part.sections[0].blocks))
        tail = list(_tail(lines, units, whole=part.source != source))
        for line in tail:
            yield _told_of_tail(part.source, label, line, said)
        above = [line for line in lines if line not in tail]
        if part.source == source:
            headed = any(section.heading for section in text)
            planned = _PLANNED.search(part.sections[0].heading_text) is not None
            yield from _continued(
                part.source, label, above, reached, headed=headed, planned=planned
            )


def _lines(sections: Sequence[Section], first: Sequence[Block] = ()) -> Iterator[AttachedLine]:
    """The headings and blocks of sections in order, below the blocks `first`."""
    yield from map(_line, first)
    for section in sections:
        if section.heading:
            yield AttachedLine(section.heading_text, section.span, None)
        yield from map(_line, section.blocks)


def _line(block: Block) -> AttachedLine:
    text = plain(block.children).strip() if isinstance(block, Paragraph) else ""
    return AttachedLine(text, block.span, block)


# -- Signature and contact lines -------------------------------------------------------------------

_FIELDS = {
    "撰稿": "联系人|联系人员|撰稿人?|作者|执笔人?|通讯员|供稿人|文字|文|拟稿人?|起草人",
    "电话": "联系电话|联系方式|办公电话|手机号?|座机|电话",
    "供稿": "供稿|供稿单位|来稿单位|报送单位",
    "审签人": "审核人?|审签人?|签发人?|审稿人?|核稿人?|审阅",
    "收稿日期": "报送时间|报送日期|供稿时间",
    "": "电子邮箱|邮箱|地址|邮编|责任编辑|编辑|职务",
}
_LABELS = "|".join(sorted("|".join(_FIELDS.values()).split("|"), key=len, reverse=True))
_CONTACT = pattern_of(
    rf"[（(【\[ \u3000]*({_LABELS})[ \u3000]*(?:[：:][ \u3000]*(?=[^ \u3000])|(?=[0-9０-９]{{3}}))"
)
_ANSWER = pattern_of(
    rf"({_LABELS})[ \u3000]*[：:]?[ \u3000]*(.+?)[ \u3000，,；;、|/）)】\]。]*"
    rf"(?=(?:{_LABELS})[ \u3000]*[：:]|\Z)"
)
_PHONE = pattern_of(r"[0-9０-９+（(][0-9０-９（()）\-—－ 、]*")
_CALLED = pattern_of(
    r"([\u4e00-\u9fff]{2,4})[ \u3000，,：:]*"
    r"((?:1[3-9][0-9]{9}|(?:0[0-9]{2,3}[-—－ ]?)?[2-8][0-9]{6,7}))[ \u3000。]*"
)
"""张三 13900000000: a name with a telephone number and nothing else."""

_WRITER = pattern_of(
    r"[（(][ \u3000]*(?:特约)?(?:通讯员|作者|撰稿人?|供稿人?|执笔人?|记者|文)[ \u3000]+"
    r"([\u4e00-\u9fff]{2,4}(?:[ \u3000、，]+[\u4e00-\u9fff]{2,4})*)[ \u3000]*[）)]"
)
"""（通讯员　张三　李四）: who wrote, without a colon."""

LONGEST_NAME = 3
"""Characters of what is certainly a person's name before a telephone number."""

MOST_CALLED = 2
"""Lines of names with telephone numbers at an end that are contacts; more are a list."""

_SUPPLIED = pattern_of(r"[（(]?[ \u3000]*([^：:，。（()）]{2,30}?)[ \u3000]*供稿[ \u3000]*[）)]?")
_YEAR = "(?:19|20)[0-9]{2}|[二一][〇○零Ｏ一二三四五六七八九]{3}"
_DAY = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_DATED = pattern_of(
    rf"(.*?)[（( \u3000]*((?:(?:{_YEAR})[ ]*年[ ]*)?(?:{_DAY})[ ]*月(?:[ ]*(?:{_DAY})[ ]*日)?"
    r"|(?:19|20)[0-9]{2}[.\-/][0-9]{1,2}[.\-/][0-9]{1,2})[）) \u3000]*"
)
_SIGNS_ALONE = pattern_of(
    "(?:[党工]委|委员会|人民政府|办公室|党组|组织部|宣传部|统战部|党总?支部?|支部委员会)\\Z"
)
"""A body that signs below a sentence even without a date."""

_BODY = pattern_of(
    "(?:党委|党工委|党组|委员会|委|支部|总支|政府|办公室|办事处|管委会|领导小组|指挥部|部|局|中心|公司|学校"
    "|镇|乡|街道|社区|村|[办科股院所站队会])[ \u3000]*(?:[（(].{1,6}[）)])?\\Z"
)


def _tail(
    lines: Sequence[AttachedLine], units: Sequence[Unit], *, whole: bool
) -> Iterator[AttachedLine]:
    """The lines at the end that only say who wrote and when, from the last one upwards.

    A file of its own, which is the `whole` attachment, may be signed.
    """
    dated = False
    called = sum(_CALLED.fullmatch(line.text) is not None for line in lines)
    for at in range(len(lines) - 1, -1, -1):
        line, above = lines[at], lines[at - 1] if at else None
        if not isinstance(line.block, Paragraph) or len(line.text) > LONGEST_SIGNATURE_LINE * 2:
            return
        if _CALLED.fullmatch(line.text) and called > MOST_CALLED:
            return
        if is_contact(line.text):
            yield line
            continue
        match = _DATED.fullmatch(line.text)
        if whole or not _is_signature(
            match[1] if match else line.text, units, dated or bool(match)
        ):
            return
        ended = above is None or above.is_laid_out or above.text.endswith(("。", "！", "；"))
        signed_above = above and (is_contact(above.text) or _DATED.fullmatch(above.text))
        if not (match or dated or ended or signed_above):
            return
        if match and above and _DATED.fullmatch(above.text):
            return
        dated = dated or bool(match)
        yield line


def is_contact(text: str) -> bool:
    """Whether a line says whom to call, or who supplied the article."""
    return any(
        (
            _CONTACT.match(text),
            _SUPPLIED.fullmatch(text),
            _WRITER.fullmatch(text),
            _CALLED.fullmatch(text.strip("（()） ")),
        )
    )


def _is_signature(text: str, units: Sequence[Unit], dated: bool) -> bool:
    """Whether words name who signed: the article's unit, or with a date any body; nothing at all is
    a date alone."""
    enclosed = text.startswith(("（", "(")) and text.endswith(("）", ")"))
    text = text.strip("（()） \u3000")
    if not text:
        return dated
    if len(text) > LONGEST_SIGNATURE_LINE or re.search("[，。；：！？]", text):
        return False
    named = any(name in text for unit in units for name in (unit.name, *unit.aliases))
    signs = dated or enclosed or _SIGNS_ALONE.search(text)
    return named or (bool(signs) and _BODY.search(text) is not None)


def _told_of_tail(
    source: Source, label: str, line: AttachedLine, said: Collection[str]
) -> Diagnostic:
    """S174 for a line in the attachment `label`, or at the end of the text without one."""
    words, place = line.text[:30], f"排在{label}里" if label else "排在正文末尾"
    if is_contact(line.text):
        message = f"“{words}”{place}，像是这一篇的供稿、联系方式"
        lacking = (each for each in _fields_in(line.text) if each.partition(":")[0] not in said)
        fields = "、".join(lacking)
        cure = f"前言写 {fields}，删去这一行" if fields else "删去这一行"
    else:
        message = f"“{words}”{place}，像是这一篇的落款"
        match = _DATED.fullmatch(line.text)
        day = day_meant(match[2]) if match and "收稿日期" not in said else None
        cure = f"删去，日期写进前言 收稿日期: {day.isoformat()}" if day else "删去"
    own = f"是{label}自己的" if label else "要印的"
    return warning("S174", source, line.span, message, f"{cure}；{own}，在 准许 里写 S174")


def _fields_in(text: str) -> Iterator[str]:
    """The front matter that says what a line of contacts says."""
    if match := _SUPPLIED.fullmatch(text):
        yield f"供稿: {match[1]}"
        return
    if match := _WRITER.fullmatch(text):
        names = re.split("[ \u3000、，]+", match[1])
        yield f"撰稿: {'、'.join(names)}"
        return
    match = _CALLED.fullmatch(text.strip("（()） "))
    if match and not _CONTACT.match(text):
        if len(match[1]) <= LONGEST_NAME and not _BODY.search(match[1]):
            yield f"撰稿: {match[1]}"
        yield f"电话: {match[2]}"
        return
    bare = text.strip("（()）【】[] \u3000。")
    for answer in _ANSWER.finditer(bare):
        name = next(name for name, labels in _FIELDS.items() if re.fullmatch(labels, answer[1]))
        figures = _PHONE.match(answer[2])
        said = figures[0] if name == "电话" and figures else answer[2]
        if name and said.strip():
            yield f"{name}: {said.strip()}"


# -- Text that goes on -----------------------------------------------------------------------------

_SERIES = {
    "一、": pattern_of(r"第?([一二三四五六七八九十]{1,3})(?:[、.．]|部分)"),
    "（一）": pattern_of(r"[（(]([一二三四五六七八九十]{1,3})[）)]"),
    "一是": pattern_of(r"([一二三四五六七八九十])是(?!不是)"),
    "第一，": pattern_of(r"第([一二三四五六七八九十])[，、]"),
}
_CLOSING = pattern_of(
    "特此(?:报告|通知|函|通报|说明|请示)|专此|以上(?:报告|意见|情况|请示)|[妥当]否|此致"
)
_NEXT_STEP = pattern_of("下一?步|接下来|下阶段|今后")
_ITEM = pattern_of(
    "第[一二三四五六七八九十百0-9]{1,4}[条项]|[0-9]{1,2}[.．、]|[（(][0-9]{1,2}[）)]|[①-⑳]"
)
_NAME = pattern_of("[\u4e00-\u9fff\u3000 ]{2,4}")
_PLANNED = pattern_of(
    "(?:方案|预案|意见|办法|细则|规[定则范程划]|制度|章程|公约|要点|计划|报告|总结|材料|案例|指南|手册|须知|说明|简介"
    "|通知)[》”]?(?:[（(].*)?\\Z"
)
"""The end of a title of what is running text with headings of its own."""

_NOTE = pattern_of(
    "以上数据|数据|截至|统计|其中|合计|共计|[（(*※]|注|备注|说明|填表|填报|资料来源|来源|单位"
)


def _numbered(lines: Iterator[AttachedLine] | Sequence[AttachedLine]) -> dict[str, list[int]]:
    """The numbers that lines begin with, of each kind of number in the order of the lines."""
    found: dict[str, list[int]] = {}
    for line in lines:
        for kind, pattern in _SERIES.items():
            if match := pattern.match(line.text):
                found.setdefault(kind, []).append(chinese_number(match[1]))
    return found


def _continued(
    source: Source,
    label: str,
    lines: Sequence[AttachedLine],
    reached: dict[str, int],
    *,
    headed: bool,
    planned: bool,
) -> Iterator[Diagnostic]:
    """S173 for the first line of an attachment that goes on where the article stopped.

    `reached` has the last number of each kind in the article; `headed` says whether the article
    has headings, `planned` whether the attachment is likely to have several.
    """
    own: dict[str, int] = {}
    own_headings = planned and sum(line.is_heading for line in lines) > 1
    for at, line in enumerate(lines):
        why = ""
        for kind, pattern in _SERIES.items():
            match = pattern.match(line.text)
            number = chinese_number(match[1]) if match else 0
            last = own.get(kind, 0)
            if number > 1 and number == reached.get(kind, 0) + 1 and number != last + 1:
                why = f"接着正文的“{_numeral(kind, number - 1)}”"
            own[kind] = number or last
        is_odd = headed or not own_headings
        why = why or _why_misplaced(line, lines[:at], headed=headed, is_odd=is_odd)
        if why:
            message = f"“{line.text[:20]}”排在{label}里，{why}，像是正文的下文"
            hint = f"是正文就移到第一个附件前面；是{label}的，在 准许 里写 S173"
            yield warning("S173", source, line.span, message, hint)
            return


def _numeral(kind: str, number: int) -> str:
    figures = "一二三四五六七八九"
    tens = "" if number < 10 else ("十" if number < 20 else f"{figures[number // 10 - 1]}十")
    return kind.replace("一", tens + (figures[number % 10 - 1] if number % 10 else ""))


def _why_misplaced(
    line: AttachedLine, above: Sequence[AttachedLine], *, headed: bool, is_odd: bool
) -> str:
    """Why a line belongs to the article rather than to what stands above it; empty if it need
    not.

    `is_odd` says that a heading below text without one is no part of the attachment's own order.
    """
    if not above:
        return ""
    if line.is_heading:
        unheaded = not any(each.is_heading and not _is_numbered(each) for each in above)
        why = "和正文一样有小标题" if headed else "前面的文字没有小标题"
        return why if is_odd and unheaded and not _is_numbered(line) else ""
    if _CLOSING.match(line.text):
        return "是报告的结尾"
    laid_out = all(each.is_laid_out for each in above)
    running = len(line.text) >= SHORTEST_RUNNING_TEXT and line.text.endswith(("。", "！"))
    if _ITEM.match(line.text):
        return ""
    if running and _NEXT_STEP.match(line.text) and any(each.is_laid_out for each in above):
        return "说的是下一步"
    if running and (laid_out or _is_list(above)) and not _NOTE.match(line.text):
        return "接在表格、名单、条目后面"
    return ""


def _is_numbered(line: AttachedLine) -> bool:
    return any(each.match(line.text) for each in _SERIES.values())


def _is_list(lines: Sequence[AttachedLine]) -> bool:
    """Whether lines are all numbered items, or all names."""
    texts = [each.text for each in lines]
    return len(texts) > 1 and (all(map(_ITEM.match, texts)) or all(map(_NAME.fullmatch, texts)))
