"""Rules of family T: widths, marks, spaces and characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from unicodedata import name as character_name
from unicodedata import normalize

from bulletin.checks.lists import foreign_words
from bulletin.checks.punctuation import PUNCTUATION
from bulletin.checks.rule import Finding, Fix, replaced, rule
from bulletin.checks.view import (
    BLANKS,
    DIGIT_SPACE,
    OPENERS,
    PAIRS,
    Manuscript,
    Passage,
    PassageRole,
    Stretch,
    han_pattern,
)
from bulletin.diagnostics import Edit, Severity
from bulletin.locators import broken_locators
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of

PRACTICE = "实务"
_OPEN, _CLOSE = "“‘（《【〔", "”’）》】〕"
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。", "(": "（", ")": "）"}
_MARKS = "，。、；：？！"


_HALF_MARK = han_pattern(
    f"(?<=[H{_CLOSE}%0-9A-Za-z])([,;:?!])\\1* *(?=[H{_OPEN}])"
    rf"|(?<=[H{_CLOSE}])([,;:?!])\2* *(?=[0-9A-Za-z]|$)"
    rf"|(?<=[H{_CLOSE}%A-Za-z])(\.)(?: +(?=[H{_OPEN}])|(?=[H{_OPEN}]|$))"
    r"|(?<=[0-9])(\.)(?=$)"
)


@rule("T101", "半角标点", Severity.ERROR, clause=f"{PUNCTUATION} 5.1", fix=Fix.SAFE)
def half_width_mark(copy: Manuscript) -> Iterator[Finding]:
    """汉字之间的逗号、句号、分号、冒号、问号、叹号用全角。

    为什么：半角标点只占半个字，夹在汉字里间距不匀，也不合国家标准。
    数字里的 , . :（1,000、3.5、9:30）、外文缩写里的点（J.P.）、序号后的点照旧。
    夹在汉字中间的 . 可能是句号，也可能是间隔号，只报不改。

    错：
        会议指出,各镇要抓紧落实.
    对：
        会议指出，各镇要抓紧落实。
    """
    for passage, match in copy.matches(_HALF_MARK, ",;:?!."):
        mark = match[1] or match[2] or match[3] or match[4]
        before = passage.text[max(0, match.start() - 8) : match.start()]
        if _SHORT_FOR.search(before) or _COUNTS.search(before):
            continue
        place = passage.stretch(*match.span())
        doubtful = mark == "." and before[-1:] != "%" and match.end() < len(passage.text)
        yield Finding(
            place,
            f"汉字后用了半角标点 `{mark}`",
            f"改为全角 `{_FULL[mark]}`" + ("；是间隔号就写 `·`" if doubtful else ""),
            () if doubtful else replaced(place, _FULL[mark]),
        )


_SHORT_FOR = pattern_of("(?:^|[^A-Za-z])(?:[A-Za-z]|Dr|Mr|Mrs|Ms|St|No|Jr|Prof)\\Z")
"""An initial or an abbreviation, which keeps its point."""

_COUNTS = pattern_of("(?:^|[。；\n])(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[（(].{1,3}[）)])\\Z")
"""An ordinal; the mark after it is checked by T122."""

_HALF_BRACKETS = han_pattern(
    r"\(([^()\n]{0,200})\)|(?<=[H])[()]|\((?=[H])|(?<![0-9A-Za-z(])\)(?=[H])"
)
_HAN = han_pattern("[H]")
_NEXT_TO_HAN = han_pattern(f"[H{_CLOSE}{_OPEN}{_MARKS}]")


@rule("T102", "半角括号", Severity.ERROR, clause=f"{PUNCTUATION} 5.1", fix=Fix.SAFE)
def half_width_bracket(copy: Manuscript) -> Iterator[Finding]:
    """和汉字相连的括号用全角。

    为什么：同半角标点。

    错：
        各村(社区)做好评议工作。
    对：
        各村（社区）做好评议工作。
    """
    for passage, match in copy.matches(_HALF_BRACKETS, "()"):
        inner = match[1]
        before = passage.text[match.start() - 1 : match.start()]
        item = not match.start() and inner is not None and _heads_item(inner, passage, match.end())
        beside = item or _NEXT_TO_HAN.match(before)
        if inner is not None and not _HAN.search(inner) and not beside:
            continue
        written = match[0].replace("(", "（").replace(")", "）")
        place = passage.stretch(*match.span())
        yield Finding(
            place, f"用了半角括号 `{match[0][:12]}`", "改为全角 （）", _each_bracket(place, written)
        )


def _heads_item(inner: str, passage: Passage, end: int) -> bool:
    """Whether a bracket at a paragraph's head holds the number of an item: (1)选派干部."""
    return (
        re.fullmatch("[0-9]{1,2}", inner) is not None and _HAN.match(passage.text, end) is not None
    )


def _each_bracket(place: Stretch, written: str) -> tuple[Edit, ...]:
    """Edits of the brackets only, so that the words between them stay unchanged."""
    return tuple(
        edit
        for at, (old, new) in enumerate(zip(place.text, written, strict=True), start=place.start)
        if old != new
        for edit in replaced(place.passage.stretch(at, at + 1), new)
    )


_STRAIGHT = han_pattern(f"""(?<=[H{_MARKS}{_CLOSE}])["']|(?<![0-9])["'](?=[H{_OPEN}])""")


@rule("T103", "直引号", Severity.ERROR, clause=f"{PUNCTUATION} 4.8")
def straight_quote(copy: Manuscript) -> Iterator[Finding]:
    """引文和特定词语用弯引号 “ ” ‘ ’。

    为什么：直引号分不出前后，也只有半个字宽。

    错：
        打造"红色驿站"，服务群众。
    对：
        打造“红色驿站”，服务群众。
    """
    for passage, match in copy.matches(_STRAIGHT, "\"'"):
        right = "“ 或 ”" if match[0] == '"' else "‘ 或 ’"
        yield Finding(passage.stretch(*match.span()), f"用了直引号 `{match[0]}`", f"改为 {right}")


_PLUS = han_pattern(f"(?<=[H{_CLOSE}])\\+(?=[H{_OPEN}])")


@rule("T104", "半角加号", Severity.WARNING, clause=PRACTICE, taste=True)
def half_width_plus(copy: Manuscript) -> Iterator[Finding]:
    """汉字之间的加号用全角 ＋。

    为什么：“党建＋”里的加号和汉字同等，半角的偏窄、偏低。在 terms.yaml 的 habits 里写了它才查。

    错：
        采用“集中培训+观摩学习”的办法。
    对：
        采用“集中培训＋观摩学习”的办法。
    """
    for passage, match in copy.matches(_PLUS, "+"):
        place = passage.stretch(*match.span())
        yield Finding(place, "汉字之间用了半角 `+`", "改为全角 `＋`", replaced(place, "＋"))


_TILDE = han_pattern(r"(?<=[H0-9%％℃])~(?=[H0-9])")


@rule("T105", "半角浪纹", Severity.ERROR, clause=f"{PUNCTUATION} 4.13.3.2", fix=Fix.SAFE)
def half_width_tilde(copy: Manuscript) -> Iterator[Finding]:
    """数值范围的浪纹连接号用全角 ～。

    为什么：半角 ~ 偏窄，有的字体还印在上边。

    错：
        完成60%~70%的任务。
    对：
        完成60%～70%的任务。
    """
    for passage, match in copy.matches(_TILDE, "~"):
        place = passage.stretch(*match.span())
        yield Finding(place, "范围用了半角 `~`", "改为全角 `～`", replaced(place, "～"))


_HYPHENS = han_pattern(
    f"(?<=[H{_CLOSE}{_MARKS}])(?<![年月日时])-{{2,}}(?![a-z-])|(?<=[年月日时])-{{2,}}(?![0-9-])|(?<!-)-{{2,}}(?=[H{_OPEN}])"
)


@rule("T106", "用减号作破折号", Severity.ERROR, clause=f"{PUNCTUATION} 4.10", fix=Fix.SAFE)
def hyphens_as_dash(copy: Manuscript) -> Iterator[Finding]:
    """破折号写 ——，占两个字，不用减号拼。

    为什么：-- 比破折号短，中间有断口，换行时会断开。

    错：
        筑牢主阵地--党群服务中心。
    对：
        筑牢主阵地——党群服务中心。
    """
    for passage, match in copy.matches(_HYPHENS, "-"):
        place = passage.stretch(*match.span())
        yield Finding(place, f"用 `{match[0][:6]}` 作破折号", "改为 `——`", replaced(place, "——"))


_DOTS = han_pattern(
    r"(?<=[H，；：“”])\.{3,}|(?<!\.)\.{3,}(?=[H。”])|。{3,}|(?<!…)…(?!…)|·{3,}|・{3,}"
)


@rule("T107", "省略号不规范", Severity.ERROR, clause=f"{PUNCTUATION} 4.11", fix=Fix.SAFE)
def ellipsis_form(copy: Manuscript) -> Iterator[Finding]:
    """省略号写 ……，六个点，占两个字。

    为什么：... 和 。。。 都不是省略号，单个 … 只有一半。

    错：
        修路、架桥、引水...群众都看在眼里。
    对：
        修路、架桥、引水……群众都看在眼里。
    """
    for passage, match in copy.matches(_DOTS):
        place = passage.stretch(*match.span())
        yield Finding(place, f"省略号写成 `{match[0][:6]}`", "改为 `……`", replaced(place, "……"))


_DASHES = han_pattern(
    r"(?<=[H])[‒–―−－](?=[H])|(?<=[0-9])[一](?=[0-9])|—{3,}|(?<=[0-9])[‒–―−－](?=[0-9])"
    r"|(?<=[0-9])(?:-{2,}|—{2})(?=[0-9])|(?<=[年月日时])(?:[-‐‑]+|—{2})(?=[0-9])"
    r"|(?<=(?<![-0-9.A-Za-z])[0-9])[-‐‑](?=[0-9]{1,2}(?:月(?!龄)|日|时(?!区)))"
    r"|(?<=(?<![-0-9.A-Za-z])[0-9]{2})[-‐‑](?=[0-9]{1,2}(?:月(?!龄)|日|时(?!区)))"
    r"|(?<=(?<![-0-9.A-Za-z])(?:19|20)[0-9]{2})[-‐‑](?=(?:19|20)[0-9]{2}(?:年|学年))"
)
_BEHIND_RANGE = pattern_of("[0-9.,]+ *(?:年|月|日|时|点)|(?:19|20)[0-9]{2}(?![0-9])")
_OF_TELEPHONE = pattern_of(r"(?<![0-9])0[0-9]{2,3}\Z")


@rule("T108", "连接号、破折号混淆", Severity.WARNING, clause=f"{PUNCTUATION} 4.13")
def confused_dash(copy: Manuscript) -> Iterator[Finding]:
    """时间的起止用一字线 —（28日—30日、2021—2022年），数的范围用浪纹线 ～，破折号用两个 ——。
    – ― － 这些横线不用。

    为什么：- – ― － 长短各异，看着像，检索、换行都不一样。
    “吐鲁番-哈密盆地”“让-雅克·卢梭”里的短横线和“网格长—网格员”里单个的 — 是对的。

    错：
        3月28日-30日举办培训班，总结2021-2022年度工作。
    对：
        3月28日—30日举办培训班，总结2021—2022年度工作。
    """
    for passage, match in copy.matches(_DASHES):
        right = _right_dash(match)
        yield Finding(
            passage.stretch(*match.span()),
            f"这里的 `{match[0][:6]}` 不是规范的横线",
            f"改为{right}",
        )


def _right_dash(match: re.Match[str]) -> str:
    """What to write for a line between two words or figures."""
    before, text = match.string[: match.start()], match.string
    if not before[-1:].isdigit() and before[-1:] not in "年月日时":
        return "`——`" if len(match[0]) > 2 else "一字线 `—`"
    if _OF_TELEPHONE.search(before):
        return "短横线 `-`"
    if match[0] == "一":
        return "一字线 `—`，范围用 `～`"
    if not before[-1:].isdigit() or _BEHIND_RANGE.match(text, match.end()):
        return "一字线 `—`"
    return "一字线 `—`" if match[0] in "‒–―−－" else "浪纹线 `～`"


_COMMA_BETWEEN_QUOTATIONS = pattern_of("(?<=[”’》])、(?=[“‘《])|(?<=》)，(?=《)")


@rule("T109", "引号、书名号之间的顿号", Severity.WARNING, clause=f"{PUNCTUATION} 4.5.3.5")
def comma_between_quotations(copy: Manuscript) -> Iterator[Finding]:
    """相邻的引号之间、书名号之间不用顿号。

    为什么：标准规定“通常不用”；两引号之间已经分得开。有别的成分隔着（“甲”（试行）、“乙”）时照用。

    并列的几处只报第一处，`--fix` 也不改。

    错：
        落实“一村一法官”、“一村一警”制度。
    对：
        落实“一村一法官”“一村一警”制度。
    """
    last: tuple[Passage | None, int] = (None, 0)
    for passage, match in copy.matches(_COMMA_BETWEEN_QUOTATIONS):
        if _is_between_pairs(passage, match):
            continue
        continues = last[0] is passage and _ITEM.fullmatch(passage.text, last[1], match.start())
        last = (passage, match.end())
        if not continues:
            place = passage.stretch(*match.span())
            around = passage.text[match.start() - 1] + match[0] + passage.text[match.end()]
            yield Finding(
                place,
                f"`{around}` 之间不用{'顿号' if match[0] == '、' else '逗号'}",
                f"删去 `{match[0]}`，并列的几处都删",
            )


_ITEM = pattern_of("“[^“”]*”|‘[^‘’]*’|《[^《》]*》")

_PAIR_BEFORE = pattern_of("[与和及同跟][“‘《][^“”‘’《》]{1,20}[”’》]\\Z")
_PAIR_AFTER = pattern_of("[“‘《][^“”‘’《》]{1,20}[”’》][与和及同跟][“‘《]")


def _is_between_pairs(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a mark parts two pairs: “标”与“本”、“破”与“立”."""
    before = passage.text[max(0, match.start() - 24) : match.start()]
    after = _PAIR_AFTER.match(passage.text, match.end())
    return after is not None and _PAIR_BEFORE.search(before) is not None


@rule("T110", "成对的标点不配对", Severity.ERROR, clause=PUNCTUATION)
def unbalanced_pair(copy: Manuscript) -> Iterator[Finding]:
    """引号、括号、书名号在一段里要配成对，不能交叉。

    为什么：缺一半，引文到哪里为止就不知道了。一段引文分几段时，末段才用后引号，不算错。

    错：
        打造“红色驿站，服务群众。
    对：
        打造“红色驿站”，服务群众。
    """
    across = _paired_across(copy.prose)
    for at, passage in enumerate(copy.prose):
        following = copy.prose[at + 1].text[:1] if at + 1 < len(copy.prose) else ""
        turned = _turned(passage)
        paired = {*turned.values(), *across.get(at, ())}
        for fault in passage.pair_faults:
            mark = passage.text[fault.at]
            place = passage.stretch(fault.at, fault.at + 1)
            if fault.at in turned:
                hint = f"这一个改为 `{PAIRS[mark]}`"
                yield Finding(place, f"`{mark}` 用了两次，没有 `{PAIRS[mark]}`", hint)
            elif fault.at in paired:
                continue
            elif fault.kind == "open" and following != mark:
                yield Finding(place, f"`{mark}` 没有配上 `{PAIRS[mark]}`", f"补上 `{PAIRS[mark]}`")
            elif fault.kind == "close":
                yield Finding(
                    place,
                    f"`{mark}` 之前没有 `{OPENERS[mark]}`",
                    f"补上 `{OPENERS[mark]}`，或删去",
                )
            elif fault.kind == "crossed":
                yield Finding(place, f"`{mark}` 和别的标点交叉", "里层的先结束")


LONGEST_ACROSS = 12
"""The most paragraphs that one quotation spans."""

_SPEAKS = pattern_of("(?:^|[：，:,])\\Z")


def _paired_across(prose: tuple[Passage, ...]) -> dict[int, list[int]]:
    """The marks of speeches that begin in one paragraph and end with a later one, by the number of
    their paragraph."""
    paired: dict[int, list[int]] = {}
    begun: dict[int, int] = {}
    for at, passage in enumerate(prose):
        begun = {one: place for one, place in begun.items() if at - one < LONGEST_ACROSS}
        for fault in passage.pair_faults:
            mark, place = passage.text[fault.at], fault.at
            if fault.kind == "open" and mark == "“":
                if _SPEAKS.search(passage.text[max(0, place - 1) : place]):
                    begun.setdefault(at, place)
            elif fault.kind == "close" and mark == "”" and any(one < at for one in begun):
                if place == len(passage.text) - 1:
                    for one, mark_at in (*begun.items(), (at, place)):
                        paired.setdefault(one, []).append(mark_at)
                begun = {}
    return paired


def _turned(passage: Passage) -> dict[int, int]:
    """Opening marks that should be closing ones, as in “红色驿站“, each with the mark it closes."""
    turned: dict[int, int] = {}
    faults = [each.at for each in passage.pair_faults if each.kind == "open"]
    for one, two in pairwise(faults):
        if two - one > LONGEST_TURNED or one in turned:
            continue
        mark, held = passage.text[one], passage.text[one + 1 : two]
        if held and passage.text[two] == mark and not re.search("[“”。！？]", held):
            turned[two] = one
    return turned


LONGEST_TURNED = 24
"""The most characters between two opening marks of which the second should close."""

_INNER = {"“": "‘ ’", "‘": "“ ”", "《": "〈 〉"}


@rule("T111", "引号、书名号嵌套有误", Severity.ERROR, clause=f"{PUNCTUATION} 4.8.3.2")
def wrong_nesting(copy: Manuscript) -> Iterator[Finding]:
    """“ ” 里再用引号，写 ‘ ’；《 》里再用书名号，写〈 〉。

    为什么：同一种标点套在一起，分不清哪个和哪个是一对。

    错：
        他说：“要打造“红色驿站”，服务群众。”
    对：
        他说：“要打造‘红色驿站’，服务群众。”
    """
    for passage in copy.prose:
        kinds = {fault.kind for fault in passage.pair_faults}
        for fault in passage.pair_faults:
            if fault.kind == "nested" and not kinds & {"open", "close", "crossed"}:
                mark = passage.text[fault.at]
                place = passage.stretch(fault.at, fault.at + 1)
                yield Finding(place, f"`{mark}` 里又用了 `{mark}`", f"里层改为 {_INNER[mark]}")


_NUMERAL = han_pattern(r"(?<![A-Za-z0-9.])[0-9][0-9.,:]*%?")


@rule("T112", "数字前后的空格", Severity.WARNING, clause="GB/T 15835-2011", fix=Fix.SAFE)
def digit_spacing(copy: Manuscript) -> Iterator[Finding]:
    """汉字和数字之间不加空格；一期里有的加、有的不加，尤其要统一。

    为什么：空格在两端对齐时会被拉宽，数字和量词也会被断到两行。一份稿件只报一处。
    `--fix` 删去成段文字里的。
    名单、电话和分栏的空格是排版，不算。

    错：
        开展活动 20 余次，惠及400人次。
    对：
        开展活动20余次，惠及400人次。
    """
    gaps = [
        passage.stretch(*match.span())
        for passage in copy.passages
        if passage.is_prose
        or passage.role in (PassageRole.TITLE, PassageRole.HEADING, PassageRole.CONTENTS)
        for match in DIGIT_SPACE.finditer(passage.text)
        if not _AFTER_LABEL.search(passage.text, 0, match.start())
    ]
    if gaps:
        spaced, unspaced = _spacing(copy)
        mixed = f"{spaced} 处有空格，{unspaced} 处没有" if unspaced else f"{spaced} 处有空格"
        edits = tuple(edit for gap in gaps if gap.passage.is_prose for edit in replaced(gap, ""))
        yield Finding(gaps[0], f"汉字和数字之间{mixed}", "全部删去", edits)


_AFTER_LABEL = pattern_of("\\A[ \u3000]*附[ \u3000]*件[ \u3000]*[0-9]{1,2}\\Z")
"""The label of an attachment, which a blank parts from its name."""


def _spacing(copy: Manuscript) -> tuple[int, int]:
    """How many numerals beside 汉字 have a space between them, and how many do not."""
    spaced = unspaced = 0
    for passage in copy.passages:
        text = passage.text
        for match in _NUMERAL.finditer(text):
            before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() :][:2]
            if _apart(before[::-1]) or _apart(after):
                spaced += 1
            elif _HAN.match(before[-1:]) or _HAN.match(after):
                unspaced += 1
    return spaced, unspaced


def _apart(beside: str) -> bool:
    return beside[:1] in tuple(BLANKS) and _HAN.match(beside[1:]) is not None


_SPACE = han_pattern(
    f"(?<=[H{_MARKS}{_OPEN}{_CLOSE}])[{BLANKS}\\t\u3000]+(?=[H{_MARKS}{_OPEN}{_CLOSE}])"
)
_LEAD = pattern_of(
    "(?:^|[。\n])(?:第?[一二三四五六七八九十百零〇0-9]+[章节条编款项、]?|附件?|注|例)\\Z"
    "|(?:记者|通讯员|摄影|供稿|作者|编辑|书记|镇长|主任)\\Z"
)
_PADDED = han_pattern("(?<![H])[H]\\Z")
_PADDED_AFTER = han_pattern("[H](?![H])")


@rule("T113", "汉字之间的空格", Severity.WARNING, clause=PUNCTUATION, fix=Fix.SAFE)
def space_inside(copy: Manuscript) -> Iterator[Finding]:
    """成段的文字里，汉字之间、汉字和标点之间不加空格。

    为什么：多半是从 PDF 或网页里带来的。标点旁边的 `--fix` 删去。
    两个词之间的可能漏了标点，只报不改。
    姓名（张　三）、名单、标题、标签、引号和括号里的空格是排版，不算错。

    错：
        各镇要抓紧落实， 确保见效。
    对：
        各镇要抓紧落实，确保见效。
    """
    for passage, match in copy.matches(_SPACE, f"{BLANKS}\t\u3000"):
        before, after = passage.text[match.start() - 1], passage.text[match.end()]
        if not passage.is_prose or _is_laid_out(passage, *match.span()):
            continue
        place = passage.stretch(*match.span())
        if before in _POINTS or after in _POINTS:
            yield Finding(place, "标点旁边有空格", "删去", replaced(place, ""))
        elif _HAN.match(before) and _HAN.match(after):
            yield Finding(place, "汉字之间有空格", "漏了标点就补上，不是的删去")


_POINTS = "，。、；！？"


def _is_laid_out(passage: Passage, start: int, end: int) -> bool:
    """Whether a space is there for layout: in a name, a heading or paired marks, or after an
    ordinal."""
    text = passage.text
    before = text[max(0, start - 12) : start]
    padded = _PADDED.search(before) and _PADDED_AFTER.match(text, end)
    held = passage.is_bold(start) or passage.is_held(start)
    return bool(_LEAD.search(before) or padded or held)


_LETTER_SPACE = han_pattern(f"(?<=[H])[{BLANKS}]+(?=[A-Za-z])|(?<=[A-Za-z])[{BLANKS}]+(?=[H])")


@rule("T114", "汉字和字母之间的空格", Severity.WARNING, fix=Fix.SAFE)
def letter_space(copy: Manuscript) -> Iterator[Finding]:
    """汉字和外文字母之间不加空格。

    为什么：同数字前后的空格；公文排版不留这个空。

    错：
        通过 App 办理。
    对：
        通过App办理。
    """
    for passage, match in copy.matches(_LETTER_SPACE, BLANKS):
        place = passage.stretch(*match.span())
        edits = replaced(place, "") if passage.is_prose else ()
        if passage.is_prose or passage.role is PassageRole.TITLE:
            yield Finding(place, "汉字和字母之间有空格", "删去", edits)


_FULL_WIDTH = pattern_of("[０-９Ａ-Ｚａ-ｚ％＠＃＆]+|(?<=[0-9０-９])．(?=[0-9０-９])")


@rule("T115", "全角数字、字母", Severity.ERROR, clause="GB/T 15835-2011", fix=Fix.SAFE)
def full_width_letter(copy: Manuscript) -> Iterator[Finding]:
    """阿拉伯数字、外文字母和百分号用半角。

    为什么：全角数字占一个字，一个数会被拉得很长、断成两行，检索也找不到。

    错：
        完成率达１００％。
    对：
        完成率达100%。
    """
    for passage, match in copy.matches(_FULL_WIDTH):
        place = passage.stretch(*match.span())
        right = normalize("NFKC", match[0])
        if match[0] == "．" and number_of(passage.text[max(0, match.start() - 2) :]):
            continue
        yield Finding(
            place, f"全角的 `{match[0][:12]}`", f"改为半角 `{right[:12]}`", replaced(place, right)
        )


_DOUBLED = pattern_of("([，；：、])\\1+|(?<!。)。。(?!。)")


@rule("T116", "标点重复", Severity.ERROR, clause=PUNCTUATION, fix=Fix.SAFE)
def doubled_mark(copy: Manuscript) -> Iterator[Finding]:
    """同一个标点不连用两次。

    为什么：改稿时删了字没有删标点。

    错：
        会议指出，，各镇要抓紧落实。。
    对：
        会议指出，各镇要抓紧落实。
    """
    for passage, match in copy.matches(_DOUBLED):
        place = passage.stretch(*match.span())
        mark = match[0][0]
        yield Finding(
            place, f"标点重复 `{match[0][:6]}`", f"只留一个 `{mark}`", replaced(place, mark)
        )


_CLASH = pattern_of("[，、；：][，。、；：？！]|。[，、；：]|。[”’][。，、；]")


@rule("T117", "标点相撞", Severity.ERROR, clause=PUNCTUATION)
def clashing_marks(copy: Manuscript) -> Iterator[Finding]:
    """两个不同的点号不连用；引文末尾有了句号，引号外不再加点号。

    为什么：两个里只能留一个，留哪个要看意思。

    错：
        会议指出，、各镇要抓紧落实。
    对：
        会议指出，各镇要抓紧落实。
    """
    for passage, match in copy.matches(_CLASH):
        if match[0][0] != match[0][1]:
            marks = "、".join(f"`{mark}`" for mark in match[0] if mark not in "”’")
            yield Finding(
                passage.stretch(*match.span()), f"标点相撞 `{match[0]}`", f"{marks} 只留一个"
            )


_COMPATIBILITY = pattern_of("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")


@rule("T118", "部首和兼容汉字", Severity.ERROR, clause="GB 18030", fix=Fix.SAFE)
def compatibility_character(copy: Manuscript) -> Iterator[Finding]:
    """不用康熙部首（⼈ ⼯ ⽅）和兼容汉字代替汉字。

    为什么：样子和汉字一样，但检索不到、字体里多半没有。PDF 里取出的文字常有。

    错：
        天长组⼯信息。
    对：
        天长组工信息。
    """
    for passage, match in copy.matches(_COMPATIBILITY):
        right = normalize("NFKC", match[0])
        place = passage.stretch(*match.span())
        code = f"U+{ord(match[0]):04X}"
        if right == match[0]:
            yield Finding(place, f"`{match[0]}` 是部首（{code}），不是汉字", "改为同形的汉字")
        else:
            yield Finding(
                place,
                f"`{match[0]}` 不是通用的汉字（{code}）",
                f"改为 `{right}`",
                replaced(place, right),
            )


_PRIVATE = pattern_of("[\ue000-\uf8ff\U000f0000-\U0010fffd\ufffd\ufffc]")


@rule("T119", "自造字和坏字", Severity.ERROR, clause="GB 18030")
def private_character(copy: Manuscript) -> Iterator[Finding]:
    """不用自造字（私用区的字），也不留转换失败的 U+FFFD。

    为什么：换一台机器就是空白或别的字。

    错：
        群众\ue000意。
    对：
        群众满意。
    """
    for passage, match in copy.matches(_PRIVATE):
        yield Finding(
            passage.stretch(*match.span()),
            f"有自造字或坏字（U+{ord(match[0]):04X}）",
            "对照原稿，换成正式的字",
        )


_PICTURE = (
    "[\u2190-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]{0,2}"
)
_INVISIBLE = pattern_of(
    f"({_PICTURE}(?:\u200d{_PICTURE})+)"
    "|[\u00ad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff]+"
)
"""Pictures that joiners make one sign (a family), and characters that nobody sees."""

_OF_PICTURES_ONLY = pattern_of("[\U0001f000-\U0001faff]")
"""No 仿宋 has these, so that the press tells the whole sign (P104, P105)."""


@rule("T120", "看不见的字符", Severity.ERROR, clause="GB 18030", fix=Fix.SAFE)
def invisible_character(copy: Manuscript) -> Iterator[Finding]:
    """稿件里不留零宽空格、方向控制符、软连字符一类看不见的字符。

    为什么：看不见，却让检索、比对、换行出错；方向控制符还能把文字倒过来显示。

    错：
        会议指\u200b出，各镇要抓紧落实。
    对：
        会议指出，各镇要抓紧落实。
    """
    for passage, match in copy.matches(_INVISIBLE):
        if match[1] and _OF_PICTURES_ONLY.search(match[0]):
            continue
        place = passage.stretch(*match.span())
        unseen = "\u200d" if match[1] else match[0]
        yield Finding(
            place,
            f"有看不见的字符 U+{ord(unseen[0]):04X}（{character_name(unseen[0], '')}）",
            "删去",
            replaced(place, match[0].replace(unseen, "")),
        )


_DOT = han_pattern("(?<=[H])[•・･‧∙⋅](?=[H])")


@rule("T121", "间隔号不规范", Severity.ERROR, clause=f"{PUNCTUATION} 4.14", fix=Fix.SAFE)
def middle_dot(copy: Manuscript) -> Iterator[Finding]:
    """间隔号用 ·（U+00B7），不用项目符号 •、日文中点 ・ 一类。

    为什么：看着像，宽窄不同，检索不到。

    错：
        开展“七一•先锋”活动。
    对：
        开展“七一·先锋”活动。
    """
    for passage, match in copy.matches(_DOT, "•・･‧∙⋅"):
        place = passage.stretch(*match.span())
        yield Finding(
            place,
            f"`{match[0]}`（U+{ord(match[0]):04X}）不是间隔号",
            "改为 `·`",
            replaced(place, "·"),
        )


_ORDINAL = han_pattern(
    "(?:^|(?<=[。；]))(?:"
    "([一二三四五六七八九十]{1,3})([，,.．])(?=[H])"
    "|([0-9０-９]{1,2})(、|，|．[ \u3000]*)(?=[H“《])"
    "|（([一二三四五六七八九十]{1,3}|[0-9]{1,2})）([、，,.．])"
    "|(第[一二三四五六七八九十])(、)(?=[H])(?![第一二三四五六七八九十])"
    "|([一二三四五六七八九十])(、)(?=是[H])"
    "|([①-⑳⑴-⒇])([、，,.．])"
    ")"
)


@rule("T122", "序号后的标点", Severity.WARNING, clause=f"{PUNCTUATION} 4.5.3.3")
def ordinal_mark(copy: Manuscript) -> Iterator[Finding]:
    """“一”后用顿号，“1”后用圆点，“（一）”和“①”后不用标点，“第一”后用逗号，“一是”中间不用标点。

    为什么：层次靠序号和它的标点来分。

    错：
        1、健全网格管理。
    对：
        1.健全网格管理。
    """
    for passage, match in copy.matches(_ORDINAL):
        first = next(at for at in (1, 3, 5, 7, 9, 11) if match[at])
        figure = unicodedata.normalize("NFKC", match[3] or "")
        number = match[first]
        right = {1: f"{number}、", 3: f"{figure}.", 5: f"（{number}）", 7: f"{number}，"}.get(
            first, number
        )
        yield Finding(passage.stretch(*match.span()), f"序号写成 `{match[0]}`", f"改为 `{right}`")


_DOCUMENT_YEAR = han_pattern(
    r"(?<![0-9A-Za-z])[\[【（(［〈]((?:19|20)[0-9]{2})[\]】）)］〉]"
    r"(?=第?[0-9]{1,5}号(?![楼院线车机门台井坑地]))"
)


@rule("T123", "发文字号的括号", Severity.ERROR, clause="GB/T 9704-2012 7.2.5", fix=Fix.SAFE)
def document_number(copy: Manuscript) -> Iterator[Finding]:
    """发文字号里的年份用六角括号〔〕。

    为什么：国家标准的规定。法院案号（2023）皖1181民初12号用圆括号，不算错。

    错：
        按照天组发[2023]12号文件执行。
    对：
        按照天组发〔2023〕12号文件执行。
    """
    for passage, match in copy.matches(_DOCUMENT_YEAR, "号"):
        place = passage.stretch(*match.span())
        yield Finding(
            place,
            f"年份的括号写成 `{match[0]}`",
            f"改为 `〔{match[1]}〕`",
            replaced(place, f"〔{match[1]}〕"),
        )


@rule("T124", "外文词", Severity.WARNING, clause="《国家通用语言文字法》第十一条")
def foreign_word(copy: Manuscript) -> Iterator[Finding]:
    """正文里的外文词改用汉语说法；确要用的，写规范的形式。

    为什么：公文用国家通用语言文字，外文要有中文注释；APP、WIFI 这样的写法也不规范。

    错：
        通过“全民参与”APP办理。
    对：
        通过“全民参与”手机应用办理。
    """
    pattern, forms = _foreign()
    for passage, match in copy.matches(pattern):
        right = forms[match[0]]
        yield Finding(passage.stretch(*match.span()), f"外文词 `{match[0]}`", f"改为 {right}")


@cache
def _foreign() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that matches the foreign words as whole words, and what to write for each."""
    forms = {form: term.prefer for term in foreign_words().terms for form in term.wrong}
    words = "|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form))))
    return pattern_of(f"(?<![A-Za-z0-9@./_-])(?:{words})(?!\\.?[A-Za-z0-9@/_-])"), forms


@rule("T125", "网址、邮箱写断了", Severity.ERROR, fix=Fix.SAFE, also=(Severity.WARNING,))
def broken_address(copy: Manuscript) -> Iterator[Finding]:
    """网址、邮箱里的冒号、斜线、圆点、@ 用半角，中间没有空格。

    为什么：差一个标点就打不开、寄不到；中文输入法打出的“：”“。”“＠”都不是网址里的。

    错：
        详见http：//www。example.cn。
    对：
        详见http://www.example.cn。
    """
    for passage in copy.prose:
        for broken in broken_locators(passage.text):
            place = passage.stretch(broken.span.start, broken.span.end)
            yield Finding(
                place,
                f"网址、邮箱写断了：`{place.text}`",
                f"写成 {broken.right}",
                replaced(place, broken.right) if broken.is_certain else (),
                severity=None if broken.is_certain else Severity.WARNING,
            )
