"""What stands round a paper's text and is no copy: 文号 above it, 版记 below it.

GB/T 9704-2012 7.2 and 7.4 name these parts; the words are those that offices write. Each role is a
pattern over one line, in the order in which they are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bulletin.intake.received import Grid, GridCell, LineOrTable, ReceivedLine, lines_of
from bulletin.patterns import pattern_of
from bulletin.spoken import Talk, heads_remarks, spoken

_DAY = r"[12][0-9]{3}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日"

_OF_PAGE = pattern_of(
    r"(?:[（(【]?(?:点击|长按|扫描|扫码|识别|戳)[^。；]{0,20}(?:关注|二维码|蓝字|订阅|原文|加入|我们)[^。；]{0,10}"
    r"|[-—–~\s]*(?:END|end|完)[-—–~\s]*|阅读\s*(?:原文|全文|[0-9]+)|(?:点)?[赞在]看?\s*[0-9]*|分享|收藏"
    r"|\[?(?:TOC|toc)\]?)[】）)]?[！!]*"
)
"""What a page on the web or in a chat says of itself."""

_OF_CHAT = pattern_of(
    r"\S{1,16}\s+(?:[12][0-9]{3}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}日?\s+)?"
    r"(?:(?:昨天|上午|下午|星期[一二三四五六日])\s*)?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?"
)
"""Who said it, and when: 张三 10:23."""

_ABOVE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "发文字号",
        pattern_of(
            r"[\u4e00-\u9fff]{1,12}\s*[〔［\[【(（]\s*[12][0-9]{3}\s*[〕］\]】)）]\s*第?\s*[0-9]{1,5}\s*号"
            r"(?:[\s\u3000]*签发人\s*[:：]?.{0,20})?"
        ),
    ),
    ("签发人", pattern_of(r"签发人\s*[:：].{0,20}")),
    (
        "期号",
        pattern_of(
            r"[（(]?\s*(?:[12][0-9]{3}\s*年\s*)?(?:总?第\s*[0-9０-９一二三四五六七八九十百]+\s*期[\s（()）]*)+"
        ),
    ),
    (
        "篇次",
        pattern_of(
            r"[【〔\[（(]?(?:(?:来稿|稿件|信息|材料)(?:之)?\s*[一二三四五六七八九十1-9]"
            r"|第\s*[一二三四五六七八九十1-9]\s*篇)\s*[】〕\]）)]?[:：、.]?"
        ),
    ),
    ("分隔线", pattern_of(r"[-—–_=*·~]{3,}")),
    (
        "问候",
        pattern_of(
            r"(?:尊敬的)?[\u4e00-\u9fff]{0,12}?[，,]?\s*(?:[您你]们?|大家|各位(?:老师|领导|同志)?|老师|领导)\s*好\s*[：:！!。，,]?"
        ),
    ),
    (
        "附言",
        pattern_of(
            r"(?:您好[，,！!]\s*)?(?:现|兹|今)?(?:将|报送|报上|附上|发上|发送|呈上)[^。]{0,40}"
            r"[，,]?\s*请[^。]{0,10}(?:查收|审阅|阅示|审核|采用|指正|收阅)[。！!]?"
        ),
    ),
    (
        "附言",
        pattern_of(
            r"[^。；]{0,40}请.{0,6}(?:查收|审阅|审核|指正|收阅|采用)[^。]{0,4}(?:[，,。！!]?\s*谢谢.{0,4})?[。！!~～]*"
        ),
    ),
    ("问候", pattern_of(r"(?:Dear|Hi|Hello)\b.{0,30}")),
    ("网页文字", _OF_PAGE),
    ("聊天记录", _OF_CHAT),
    (
        "稿次",
        pattern_of(r"[（(](?:征求意见|送审|讨论|审议|草|初|修改|代拟|报审)稿[）)]"),
    ),
)

_BELOW: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "分送",
        pattern_of(r"(?:抄\s*[送报]|[分发呈报]\s*送|本期增发|[报送发])\s*[:：]\s*\S.*", re.DOTALL),
    ),
    ("印发", pattern_of(rf"\S.{{1,40}}?{_DAY}\s*印\s*发?\s*(?:[（(]?\s*共\s*印.*)?")),
    ("印发", pattern_of(rf"(?:印发)?\s*{_DAY}\s*印\s*发|\S.{{1,24}}[\s\u3000]印\s*发")),
    ("印数", pattern_of(r"[（(]?\s*共\s*印\s*[0-9０-９]+\s*份\s*[）)]?[。.]?")),
    ("主题词", pattern_of(r"主\s*题\s*词\s*[:：].*")),
    (
        "结语",
        pattern_of(r"此\s*致|敬\s*礼[！!。]?|(?:顺)?祝\S{1,10}[！!。]?|谢谢[！!。]?|[-—–_=]{2,}"),
    ),
    (
        "附言",
        pattern_of(r"[发来]自我?的?.{0,12}(?:iPhone|iPad|手机|邮箱|客户端).{0,12}"),
    ),
    (
        "附言",
        pattern_of(r"本(?:电子)?(?:邮件|信息)[^。]{0,30}(?:保密|机密|仅限|专有).*", re.DOTALL),
    ),
    (
        "结语",
        pattern_of(
            r"[顺即谨敬]颂.{0,6}|[春夏秋冬时大近撰编文商]祺[！!。]?|[春夏秋冬台近时]安[！!。]?"
        ),
    ),
    ("结语", pattern_of(r"(?:[A-Z][a-z]+ )?[Rr]egards\b.{0,20}|[Tt]hanks.{0,20}")),
    ("网页文字", _OF_PAGE),
    ("附注", pattern_of(r"[（(](?:此件|本文|作者(?:系|为|单位))[^（()）]{2,30}[）)]")),
)

_FORM_NAME = pattern_of(
    r"(?:[\u4e00-\u9fff“”]{0,16})?(?:信息|稿件|来稿|材料|简报|投稿|约稿)[\u4e00-\u9fff]{0,6}"
    r"(?:报送|上报|审签|审批|呈批|送审|申报|审核|登记|采用|投稿|签批)[\u4e00-\u9fff]{0,3}(?:单|表|笺|卡)"
)


def _role(text: str, roles: Iterable[tuple[str, re.Pattern[str]]]) -> str:
    words = text.strip()
    return next((name for name, pattern in roles if pattern.fullmatch(words)), "")


BY_PROGRAM, FOR_A_PICTURE = "写作程序的话", "聊天里的图片"
"""What a writing program says of its copy, and where a picture was that did not come along."""

_SAID = {
    Talk.BY_SENDER: "附言",
    Talk.BY_PROGRAM: BY_PROGRAM,
    Talk.FOR_A_PICTURE: FOR_A_PICTURE,
}
_SPEECH = ("问候", "附言", BY_PROGRAM)
_ABOVE_ANYTHING = (*_SPEECH, "网页文字", "聊天记录", "分隔线", FOR_A_PICTURE)
"""Roles of lines that may stand above a submission, whatever it begins with."""

MOST_REMARKS = 10
"""Lines of a program's notes on what it did."""


def _said(text: str) -> str:
    who = spoken(text)
    return _SAID[who] if who else ""


def role_above(text: str) -> str:
    """What a line above the title is, 发文字号 or 期号; empty for none of these."""
    return _role(text, _ABOVE) or _said(text)


def role_below(text: str) -> str:
    """What a line below the text is: 分送, 印发, 印数; empty for none of these."""
    return _role(text, _BELOW) or _said(text)


def is_talk(text: str) -> bool:
    """Whether a line is what somebody says about copy, or where it was said."""
    return role_above(text) in _ABOVE_ANYTHING


def is_speech(text: str) -> bool:
    """Whether a line speaks to somebody, a greeting or a request."""
    return role_above(text) in _SPEECH


def is_said_in_chat(text: str) -> bool:
    """Whether a line only says who speaks in a chat, and when."""
    return _OF_CHAT.fullmatch(text.strip()) is not None


def remarks_below(rows: Sequence[LineOrTable]) -> int:
    """Where a writing program's notes on its copy begin; the number of rows for none."""
    for at in range(max(1, len(rows) - MOST_REMARKS), len(rows)):
        row = rows[at]
        below = [each.text for each in rows[at + 1 :] if isinstance(each, ReceivedLine)]
        alone = len(below) == len(rows) - at - 1
        if alone and isinstance(row, ReceivedLine) and heads_remarks(row.text, below):
            return at
    return len(rows)


def is_colophon_table(grid: Grid) -> bool:
    """Whether a table at the end is the 版记, which offices set in a table to draw its rules."""
    words = [_words(row) for row in grid.rows]
    return any(map(role_below, words)) and all(role_below(each) or not each for each in words)


def _words(row: Iterable[GridCell]) -> str:
    texts = (line.text.strip() for cell in row for line in lines_of(cell.lines))
    return "\u3000".join(filter(None, texts))


def is_form_name(text: str) -> bool:
    """Whether a line is the name of a form that a submission is sent on: 信息报送审批表."""
    return _FORM_NAME.fullmatch("".join(text.split())) is not None
