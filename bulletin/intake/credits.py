"""Who sent a submission, who wrote, approved and dated it: what its first and last lines say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bulletin.intake.dates import date_in
from bulletin.markdown import is_name_of_one
from bulletin.model import Publication, Unit
from bulletin.patterns import pattern_of
from bulletin.unit_names import BETWEEN, MARKS, units_called

# -- Units -----------------------------------------------------------------------------------------

_OFFICES = (
    "党工委|党委|党组|工委|委员会|工作委员会|办事处|人民政府|政府|组织办公室|组织办|组织科|组织股|"
    "党建办公室|党建办|党建工作办公室|党政办公室|党政办|党政综合办公室|办公室|宣传办|组宣办|"
    "基层党建办|党群服务中心|党群工作部"
)
_OWN_OFFICE = pattern_of(f"(?:{_OFFICES})*")
"""What may follow a unit's name and still belongs to it: 千秋街道党工委."""

_UNIT_LIKE = pattern_of(
    r"[\w·（）()]{1,24}(?:镇|乡|街道|村|社区|局|委|办|部|院|会|中心|支部|总支|公司|学校|集团|银行|"
    rf"开发区|园区|小区|{_OFFICES})"
)


@cache
def _names(units: tuple[Unit, ...], aliases: bool) -> re.Pattern[str] | None:
    names = [name for unit in units for name in (unit.name, *(unit.aliases if aliases else ()))]
    longest = sorted(filter(None, names), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest))) if longest else None


def units_in(text: str, publication: Publication, *, aliases: bool = True) -> tuple[Unit, ...]:
    """The registered units that a text names, each once; of two names at one place the longer one
    counts."""
    pattern = _names(publication.units, aliases)
    found = (publication.unit(match[0]) for match in (pattern.finditer(text) if pattern else ()))
    return tuple(dict.fromkeys(unit for unit in found if unit is not None))


_NO_UNIT = (
    "格局", "布局", "大局", "全局", "开局", "破局", "新局", "定局", "社会", "机会", "乡村", "农村",
    "干部", "小院", "庭院", "晚会", "现场会", "座谈会", "推进会", "恳谈会", "板凳会",
)  # fmt: skip
"""Words that end as units do."""

_DOES = pattern_of(
    "召开|举办|举行|开展|推[进动行](?!办|中心|委|组|会)|送(?!变电)|打造|强化|助力|聚焦|激活|走进|"
    "[做抓][好实]|[在把让]|为(?!民)"
)
"""What says that somebody does something, which no unit's name says: 召开现场会."""

_ABOVE = pattern_of(r"(?:中共|中国共产党)?(?:\w{1,4}?[省市县区]){0,3}")


def looks_like_a_unit(text: str) -> bool:
    """Whether a few words are a unit's name, registered or not."""
    if _PHONE.search(text) or text.endswith(_NO_UNIT) or _DOES.search(text):
        return False
    return _UNIT_LIKE.fullmatch(text) is not None


def is_a_unit(text: str, publication: Publication) -> bool:
    """Whether a few words name a registered unit, one of its offices or a body below it."""
    for unit in units_in(text, publication):
        for name in (unit.name, *unit.aliases):
            before, found, rest = text.partition(name)
            above = not before or (_ABOVE.fullmatch(before) is not None)
            if found and above and (_OWN_OFFICE.fullmatch(rest) or looks_like_a_unit(rest)):
                return True
    return False


def joint_units(words: str, publication: Publication) -> tuple[Unit, ...]:
    """The units of words that say nothing else: 城关镇、东关街道, 城关镇党委和东关街道党工委."""
    if exact := units_called(words, publication):
        return exact
    for between in (MARKS, BETWEEN):
        pieces = between.split(words.strip())
        named = [units_in(piece, publication) for piece in pieces if is_a_unit(piece, publication)]
        if len(named) == len(pieces) and all(len(units) == 1 for units in named):
            return tuple(dict.fromkeys(unit for (unit,) in named))
    return ()


def body_below(text: str, unit: Unit) -> str:
    """The body below its unit that a text names (千秋街道上城风景小区党支部); empty for none."""
    for name in (unit.name, *unit.aliases):
        if text.startswith(name):
            rest = text.removeprefix(name)
            return text if looks_like_a_unit(rest) and not _OWN_OFFICE.fullmatch(rest) else ""
    return ""


_USUAL = pattern_of(
    rf"(?:{_OFFICES}|关于|转发|新建|最新|最终|正式|典型|经验|做法|材料|党建|组织|组工|工作|基层|信息|"
    r"简报|动态|快报|专报|来稿|投稿|供稿|报送|上报|推荐|修改|定稿|终稿|初稿|草稿|审定|审核|文档|文件|"
    r"正文|附件|稿件|稿|版|篇|的|报|改|第|期|年|月|日|号|上半|下半|副本|docx?|wps|final|new|re|fwd?|"
    r"[\s0-9０-９一二三四五六七八九十\W_])*",
    re.IGNORECASE,
)
"""What stands around a unit in a file name or the subject of a mail, and means nothing."""


def units_of_name(name: str, publication: Publication) -> tuple[Unit, ...]:
    """The registered units by which a file name, or the subject of a mail, says who sent it.

    A unit counts if its full name stands at the beginning, as in a title, or if any of its names
    stands among usual words: 张铺（修改稿）. An alias inside other words, as in 千秋大业, does not
    count.
    """
    units = units_in(name, publication)
    if len(units) != 1:
        return units
    (unit,) = units
    for known in (unit.name, *unit.aliases):
        before, found, rest = name.partition(known)
        begins = known == unit.name and _USUAL.fullmatch(before)
        if found and (begins or _USUAL.fullmatch(before + " " + rest)):
            return units
    return ()


def stand_together(name: str, units: tuple[Unit, ...], publication: Publication) -> bool:
    """Whether a file name begins with the names of several units, one after another.

    A blank between them is not enough: `千秋 张铺镇` may be two words about one unit.
    """
    if len(units) < 2:
        return False
    known = [each for unit in units for each in (unit.name, *unit.aliases) if each in name]
    start = min(map(name.index, known))
    end = max(name.rindex(each) + len(each) for each in known)
    together = joint_units(name[start:end], publication)
    is_spaced = re.search(r"\s", name[start:end])
    return bool(together and not is_spaced and _USUAL.fullmatch(name[:start]))


# -- Lines of credits ------------------------------------------------------------------------------

_LABELS = {
    "author": (
        "撰稿人", "撰稿", "执笔人", "执笔", "作者", "供稿人", "撰写人", "撰写", "起草人", "拟稿人",
        "拟稿", "信息员", "通讯员", "报送人", "投稿人",
    ),
    "contact": (
        "联系人及联系电话", "联系人及联系方式", "联系人及电话", "联系人和电话", "联系人员",
        "联系人", "经办人", "填报人",
    ),
    "supplier": ("供稿单位", "供稿"),
    "unit": (
        "报送单位", "来稿单位", "撰稿单位", "投稿单位", "填报单位", "作者单位", "单位名称", "单位",
        "信息来源", "稿件来源", "来源",
    ),
    "byline": ("署名单位", "署名"),
    "phone": (
        "联系电话", "联系方式", "办公电话", "手机号码", "手机号", "手机", "电话号码", "电话",
    ),
    "approver": (
        "审核人", "审核", "审签人", "审签", "签发人", "签发", "核稿人", "核稿", "审稿人", "审稿",
        "审定", "负责人", "审核领导", "审签领导", "签发领导", "分管领导", "审批人", "审批",
        "初审人", "初审", "复审人", "复审", "终审人", "终审", "一审", "二审", "三审",
    ),
    "received": ("报送日期", "报送时间", "撰稿日期", "撰稿时间", "来稿日期", "日期", "时间"),
    "title": ("信息标题", "稿件标题", "文章标题", "新闻标题", "信息题目", "标题", "题目"),
    "content": (
        "信息内容", "稿件内容", "主要内容", "信息正文", "稿件正文", "文章内容", "正文内容", "正文",
        "内容",
    ),
    "editor": ("责任编辑", "责编", "编辑", "校对人", "校对"),
    "post": ("职务",),
    "keyword": ("关键词", "关键字"),
    "column": (
        "信息类别", "信息类型", "稿件类别", "稿件类型", "所属栏目", "投稿栏目", "栏目", "类别",
    ),
    "email": ("电子邮箱", "电子邮件", "邮箱", "E-mail", "Email", "email"),
    "address": ("通讯地址", "联系地址", "邮编"),
    "opinion": (
        "领导意见", "主要领导意见", "分管领导意见", "单位领导意见", "负责人意见", "单位意见",
        "审核意见", "领导审核意见", "分管领导审核意见", "审核人意见", "审批意见", "审签意见",
        "签发意见", "初审意见", "复审意见", "终审意见", "编辑意见", "处理意见", "采用情况",
    ),
}  # fmt: skip
"""What a label of a line of credits means."""

NOTED = ("editor", "post", "keyword", "column", "email", "address", "opinion")
"""Facts for which the front matter has no field; a note in it holds them."""

_MEANING = {word: name for name, words in _LABELS.items() for word in words}
_WORDS = sorted(_MEANING, key=len, reverse=True)
_IN_LINES = [word for word in _WORDS if _MEANING[word] not in ("content", "opinion")]
_BLANKS = r"[ \t\u3000]*"
_SPACED = "|".join(_BLANKS.join(word) for word in _IN_LINES)
_LABEL = pattern_of(
    rf"(?<![\w])(【{_BLANKS})?({_SPACED}){_BLANKS}"
    rf"(?(1)】{_BLANKS}[:：]?|[:：]){_BLANKS}"
)
"""标题：, and 【标题】 with a colon or without."""

_CONTENT = pattern_of(
    rf"{_BLANKS}(?:【{_BLANKS})?(?:"
    + "|".join(_BLANKS.join(word) for word in sorted(_LABELS["content"], key=len, reverse=True))
    + rf"){_BLANKS}(?:】{_BLANKS}[:：]?|[:：]|\Z){_BLANKS}"
)
BARE_LABEL = pattern_of("(" + "|".join(_IN_LINES) + ")")
"""A label that has lost its colon."""

_SUPPLIED = pattern_of(r"[（(]?\s*([^：:，,。（）()\s][^：:，,。（）()]{1,30}?)\s*供\s*稿\s*[）)]?")
_BRACKETS = "（(【[ \t\u3000"
_AFTER = "）)】]，,；;、|/ \t\u3000。"
_PEOPLE = ("author", "contact", "approver", "editor")
_ALSO_SAID = frozenset(
    word
    for name in ("approver", "received", "unit", "supplier", "post", "column")
    for word in _LABELS[name]
)
"""Labels that may also begin a sentence: 审核：全部通过。"""

_EMPTIED = pattern_of(r"[（(]\s*[）)]|[，,、；;：:\s]+(?=[）)])")
"""What a removed number leaves behind: empty brackets, and a mark before a closing bracket."""

LONGEST_FORM = 120
"""Characters of a form of which only the text is left."""

LONGEST_CREDIT = 40
"""Characters of what follows a label."""

_LABELLED = pattern_of(
    rf"[（(]?[^\W\d_](?:[ \u3000]*[^\W_]){{1,7}}[ \u3000]*[:：][^。；]{{1,{LONGEST_CREDIT}}}"
)

MOBILE = pattern_of(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
_PHONE = pattern_of(
    MOBILE.pattern + r"|(?<![0-9])(?:(?:[（(]0[0-9]{2,3}[）)]|0[0-9]{2,3})[-—－ ]?)?"
    r"[2-9][0-9]{6,7}(?![0-9])"
)
_PHONE_LABEL = pattern_of(rf"(?:{'|'.join(_LABELS['phone'])})[ \t\u3000]*[:：]?[ \t\u3000]*\Z")


_MEETING = pattern_of(r"\s*时\s*间\s*[:：]")
"""A time that is no day of writing unless somebody who wrote is named beside it."""

_SENDERS = ("author", "contact", "approver", "editor", "phone", "email", "supplier", "unit")
"""Facts that only a line of credits gives; elsewhere a time, 时间：7月3日, may be that of a
meeting."""


@dataclass(frozen=True, slots=True)
class Credit:
    """One fact that a line of credits gives."""

    name: str
    """A field's name, or `contact`."""

    value: str


def meaning_of_label(text: str) -> str:
    """What a label alone (a cell of a form) means; empty for no label."""
    return _MEANING.get(re.sub(r"[\s:：【】]", "", text), "")


def content_label(text: str) -> str:
    """The label of the text that a line begins with, 正文： or 【正文】, as it is typed; empty for
    none."""
    label = _CONTENT.match(text)
    return label[0] if label else ""


def credits_in(text: str) -> tuple[Credit, ...]:
    """What a line of credits says; nothing if the line says anything else besides.

    Such a line is `撰稿：张三　审核：李四　电话：0550-7000000`, with or without brackets, or
    `（千秋街道党工委供稿）`, perhaps with a telephone number.
    """
    rest, phones = phones_apart(text.strip())
    if supplied := _SUPPLIED.fullmatch(rest.strip()):
        numbers = (Credit("phone", phone) for phone in phones)
        return (*credits_of("supplier", supplied[1]), *numbers)
    matches = list(_LABEL.finditer(text))
    if not matches:
        return _bare_phone(text) or _run_together(text.strip())
    before = text[: matches[0].start()]
    supplied = _SUPPLIED.fullmatch(before.strip(_BRACKETS + _AFTER))
    if before.strip(_BRACKETS) and not supplied:
        return ()
    found = list(credits_of("supplier", supplied[1])) if supplied else []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        label, value = re.sub(r"\s", "", match[2]), text[match.end() : end]
        if _says_more(label, value, alone=len(matches) == 1):
            return ()
        found += credits_of(_MEANING[label], value)
    return () if _MEETING.match(text) and not say_who(found) else tuple(found)


def _bare_phone(text: str) -> tuple[Credit, ...]:
    """The numbers of a line that has only a label without its colon besides: 电话 0550-7000000."""
    bare = text.strip(_BRACKETS + _AFTER)
    rest, phones = phones_apart(bare)
    labelled = any(bare.startswith(label) for label in _LABELS["phone"])
    alone = labelled and not rest.strip(_BRACKETS + _AFTER)
    return tuple(Credit("phone", phone) for phone in phones) if alone else ()


def _run_together(text: str) -> tuple[Credit, ...]:
    """What a form says of which only the text is left: 撰稿人张三联系电话0550-7000000审核人李四."""
    first, *parts = BARE_LABEL.split(text)
    answers = list(zip(parts[::2], parts[1::2], strict=True))
    found = [credit for label, value in answers for credit in credits_of(_MEANING[label], value)]
    people = [credit.value for credit in found if credit.name in _PEOPLE]
    answered = all(0 < len(value.strip()) <= LONGEST_CREDIT for _, value in answers)
    whole = not first and len(answers) >= 3 and answered
    told = any(credit.name == "phone" for credit in found) and all(map(is_person, people))
    return tuple(found) if whole and people and told and len(text) <= LONGEST_FORM else ()


def _says_more(label: str, value: str, *, alone: bool) -> bool:
    """Whether a label and the words after it belong to a sentence: 审核：通过12户。"""
    bare = value.strip(_BRACKETS + _AFTER)
    if len(bare) > LONGEST_CREDIT or "。" in bare:
        return True
    if alone and label in _ALSO_SAID and value.rstrip().endswith("。"):
        return True
    if _MEANING[label] not in _PEOPLE:
        return False
    names = phones_apart(bare)[0]
    if dated := date_in(names):
        names = names[: dated.start] + names[dated.end :]
    return re.search(r"[0-9０-９]", names) is not None


_WHOLE = ("phone", "received", "post", "keyword", "column", "email", "address", "opinion")
"""Labels whose value is one thing, including its figures."""


def credits_of(name: str, value: str) -> tuple[Credit, ...]:
    """What the value of a label says; a telephone number is separate, and so is a date beside a
    person."""
    if name in _WHOLE:
        whole = value.strip(_BRACKETS + _AFTER)
        return (Credit(name, whole),) if whole else ()
    value, phones = phones_apart(value, MOBILE if name == "title" else _PHONE)
    found = [Credit("phone", phone) for phone in phones]
    if name == "title":
        return (*([Credit(name, value.strip())] if value.strip() else []), *found)
    person = name in _PEOPLE
    if person and (dated := date_in(value)):
        found.append(Credit("received", dated.day.isoformat()))
        value = value[: dated.start] + value[dated.end :]
    bare = _bare(value)
    if bare:
        found.insert(0, Credit(name, _close(bare) if person else bare))
    return tuple(found)


def names_a_supplier(words: str, publication: Publication) -> bool:
    """Whether what stands after or before 供稿 is a unit, and not the person who wrote."""
    named = units_in(words, publication) or looks_like_a_unit(words)
    return bool(named) or not is_person(words)


def phones_apart(text: str, pattern: re.Pattern[str] = _PHONE) -> tuple[str, tuple[str, ...]]:
    """A text without its telephone numbers, their labels and brackets; and the numbers.

    In a title the pattern is `MOBILE`, because seven digits there are a figure, or a hot line to be
    printed.
    """
    found = list(pattern.finditer(text))
    if not found:
        return text, ()
    starts, ends = [0, *(match.end() for match in found)], [match.start() for match in found]
    between = [_PHONE_LABEL.sub("", text[a:b]) for a, b in zip(starts, ends, strict=False)]
    rest = "".join((*between, text[starts[-1] :]))
    return _EMPTIED.sub("", rest), tuple(match[0] for match in found)


def _bare(text: str) -> str:
    """A value without the marks around it; a bracket inside it keeps its other half."""
    bare = text.strip(_BRACKETS + _AFTER + ":：")
    for opening, closing in ("（）", "()", "【】"):
        lacking = bare.count(opening) - bare.count(closing)
        bare = opening * -lacking + bare + closing * lacking
    return bare


def _close(name: str) -> str:
    """A name of two characters without the space that makes it as wide as one of three."""
    return re.sub(r"\A(\S)\s+(\S)\Z", r"\1\2", re.sub(r"\s+", " ", name))


def say_who(credits: Sequence[Credit]) -> bool:
    """Whether credits say who sent the copy, and not only when, or from what."""
    return any(credit.name in _SENDERS for credit in credits)


_HOLDER = pattern_of(
    r"(?:本报|特约)?(?:通讯员|记者|作者|撰稿人?|执笔人?|供稿人?)[ \u3000:：]+"
    r"|[文图□■]\s*[/／|｜丨]?\s*"
    r"|(\S{2,40}(?:书记|主任|委员|专员|干事|干部|科员|巡视员|调研员|负责人|组织员|专干"
    r"|[镇乡局部科处股县市区站所队会社校园院组]长))[ \u3000]+"
)
"""A post, or the word for who wrote, before a name."""


def credits_of_holder(text: str) -> tuple[Credit, ...]:
    """The post and the names of a byline: 石桥镇党委副书记　王某, 通讯员　王某; nothing for any
    other line."""
    words = text.strip(" \t\u3000（()）")
    found = _HOLDER.match(words)
    if found is None:
        return ()
    spaced = re.sub(
        r"(?<!\S)([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?!\S)", r"\1\2", words[found.end() :]
    )
    names = re.split(r"[\s、，,]+", spaced)
    if not (1 <= len(names) <= MOST_NAMES and all(map(_may_be_name, names))):
        return ()
    post = (Credit("post", found[1]),) if found[1] else ()
    return (*(Credit("author", name) for name in names), *post)


def _may_be_name(word: str) -> bool:
    return is_name_of_one(word) or (2 <= len(word) <= 3 and word[0] in SURNAMES_AND_WORDS)


SURNAMES_AND_WORDS = "周林何马江田曾"
"""Surnames that words begin with, too."""

MOST_NAMES = 4
"""Names of a byline."""


def is_like_credits(text: str) -> bool:
    """Whether a line is a short label, known or not, and what it says: 主送：市委组织部."""
    return _LABELLED.fullmatch(text.strip()) is not None


def begins_as_credits(text: str) -> bool:
    """Whether a short line begins with a label of credits, whatever it says."""
    return is_like_credits(text.rstrip("。")) and _LABEL.match(text.lstrip(_BRACKETS)) is not None


def is_person(text: str) -> bool:
    """Whether it may be a person's name: two to four 汉字 that are no label, 供稿."""
    name = re.sub(r"\s", "", text)
    return re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", name) is not None and name not in _MEANING
