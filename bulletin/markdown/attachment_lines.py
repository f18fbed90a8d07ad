"""The lines around an attachment (附件), as text: its label, its title, and 附件：略.

Copy and received documents are read by the same rules; each knows its lines' looks besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import numeric

from bulletin.numbering import chinese_number, is_item, number_of
from bulletin.patterns import pattern_of
from bulletin.tearing import is_in_columns

LONGEST_ATTACHMENT_TITLE = 80
"""Characters; a longer line below 附件1 is text."""

LONGEST_TITLE_LINE = 30
"""Characters of one of several lines of a title; a line of 三号 has 28."""

MOST_TITLE_LINES = 3

LONGEST_NAME_OF_ONE = 4
"""Characters of a person's name; several short lines like it are a list."""

END_MARKS = "。；，、;,"
"""Marks that do not belong at the end of a title (GB/T 9704-2012 7.3.4)."""

_COUNT = "[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}"
_LABEL = pattern_of(
    r"[ \u3000]*附[ \u3000]*件[ \u3000]*"
    rf"(?:([0-9０-９]{{1,2}}|[一二三四五六七八九十]{{1,3}}(?![^：:.．、\s]))"
    rf"|([（(][ \u3000]*(?:{_COUNT})[ \u3000]*[）)]|[①-⑳]))?"
    r"(?:[ \u3000]*([：:.．、])|(?=[ \u3000《])|(?<=[）)①-⑳])|\Z)[ \u3000]*"
)
"""附件, 附件1, 附件一, 附件（1） or 附件①, with what parts it from a name."""

_RUNNING_ON = pattern_of("[的地得和与及或是为有中里内等所至到后前已均由在]")
"""What a name does not begin with, but a sentence about attachments goes on with."""

_FIGURE = "0-9０-９一二三四五六七八九十"
_SUSPECT = pattern_of(
    rf"""[ \u3000]*(?:
    附[ \u3000]*件[ \u3000]*(?:第|之|[#＃№]|[Nn][Oo][.．]?)?[ \u3000]*  # 附件1-1, 附件A, 附件第1号
      (?:[0-9０-９]{{1,3}}(?![0-9０-９年])|[一二三四五六七八九十]{{1,3}}|[A-ZＡ-Ｚl]|[Ⅰ-Ⅻ⑴-⒛❶-❿㈠-㈩])
      (?:[ ]*[-—－–_/.．之][ ]*[{_FIGURE}]{{1,3}})*[号:：]?
    | 附[ \u3000]*件[ \u3000]*[-—－–]+                          # 附件——
    | 附[ \u3000]*[表图录][ \u3000]*                            # 附表1
      (?:{_COUNT}|[（(](?:{_COUNT})[）)]|[①-⑳])?
      (?=[：:.．、 \u3000]|\Z|(?<=[0-9）)①-⑳]))
    | 附[ \u3000]*(?:{_COUNT}|[（(](?:{_COUNT})[）)])?[ \u3000]*[：:]  # 附：, 附1：
    | 附[ \u3000]*(?:{_COUNT}|[（(](?:{_COUNT})[）)]|[①-⑳])(?=[.．、 \u3000]|\Z)
    | [（(【〔\[［][ \u3000]*附[ \u3000]*[件表图录][ \u3000]*     # （附件1）
      (?:{_COUNT})?[ \u3000]*[）)】〕\]］]
    )[ \u3000：:.．、，,；;）)—－-]*(.*)\Z""",
    re.VERBOSE,
)
_ANNOUNCES_LIST = pattern_of(
    r"[ \u3000]*附[ \u3000]*件[ \u3000]*(?:清单|目录|列表|名称|名录)[ \u3000]*[：:]?[ \u3000]*\Z"
)
_YEAR = pattern_of(r"[ \u3000]*附[ \u3000]*件[ \u3000]*((?:19|20)[0-9]{2}年.{2,})\Z")

_SENT = "另报|另发|另附|另送|另寄|另印|另行..|下发|单独报送|单独印发"
_ELSEWHERE = f"略|从略|省略|此略|不附|不发|未附|后补|待补|暂缺|{_SENT}"
_ALONE = (
    f"(?:此处|以下)?(?:均|都)?(?:{_ELSEWHERE}|略去|无|没有|暂无|缺|待报|附后|附上|后附|随文|随附|同前|同上"
    "|[见如][后下]|已?报送|(?:详)?见(?![义证习识面闻解效]).{1,12}|如附[件表页图]|[—/／-]+)"
)
_NOTHING = pattern_of(rf"[（(【〔\[]?{_ALONE}[）)】〕\]]?[。；，：:]?")
_LABEL_LEFT_OUT = pattern_of(
    rf"[ \u3000]*附[ \u3000]*件[ \u3000]*(?:{_COUNT})?[：:]?[ \u3000]*(.+)\Z"
)
_LEFT_OUT = pattern_of(
    rf".*[（(](?:此处|以下)?(?:均|都)?(?:{_ELSEWHERE})[）)][。；，]?|[^（(]{{1,12}}(?:{_SENT})[。；，]?"
    "|共?[0-9一二三四五六七八九十两]{1,2}[个份件项页][。；，]?"
)

_NOUN = "|".join(
    (
        "表|清单|名单|名册|名录|目录|花名册|台账|方案|预案|办法|细则|规定|规则|规范|规程|制度|章程|公约|守则",
        "条例|标准|流程|流程图|示意图|架构图|分布图|一览|要点|计划|规划|意见|通知|通告|公告|决定|批复|请示|函",
        "总结|报告|说明|简介|简历|指南|手册|须知|样本|模板|样式|样表|提纲|问卷|程序|议程|日程|案例|材料",
        "倡议书|承诺书|责任书|告知书|分工",
    )
)
_ENDS_AS_TITLE = pattern_of(rf"(?:{_NOUN})[》”]?(?:[（(][^（()）]{{1,20}}[）)])?\Z")
_BELOW_TITLE = pattern_of(
    "[（(][^：:（()）]{0,12}"
    "(?:试行|暂行|草案|讨论稿|送审稿|修订|修正|[年月日]|稿|版|第.{1,3}批)[）)]\\Z"
)


@dataclass(frozen=True, slots=True)
class AttachmentLabel:
    """附件 or 附件1 at the start of a line."""

    number: int | None
    colon: str
    length: int
    """Characters of the label, with what parts it from the name."""

    bare: bool
    """Whether nothing follows it."""


def label_in(text: str) -> AttachmentLabel | None:
    """The label that a line begins with; None for any other line, and one of several sentences."""
    match = _LABEL.match(text)
    if match is None or len(text) > LONGEST_ATTACHMENT_TITLE:
        return None
    rest = text[match.end() :].strip()
    if "。" in rest.rstrip(END_MARKS):
        return None
    if match[2] and not match[3] and _RUNNING_ON.match(rest):
        return None
    if match[3] == "、" and rest.startswith("附"):  # 附件1、附件2 are in a sentence
        return None
    return AttachmentLabel(_number(match[1] or match[2]), match[3] or "", match.end(), not rest)


def _number(written: str | None) -> int | None:
    if not written:
        return None
    bare = written.strip("（()） \u3000")
    if bare.isdecimal():
        return int(bare)
    return chinese_number(bare) if bare[0] in "一二三四五六七八九十" else int(numeric(bare))


def name_after_strange_label(text: str) -> str | None:
    """The name that stands after 附件1-1, 附表1, 附：, （附件1） or the like, which begin no
    attachment; None for a line that does not look like one, a sentence among them."""
    if len(text) > LONGEST_TITLE_LINE * 2 or label_in(text):
        return None
    match = _SUSPECT.match(text) or _YEAR.match(text)
    if match is None:
        return None
    name = match[1].strip().rstrip(END_MARKS)
    if re.search("[。；！？，：]", name) or text.rstrip().endswith("。") or _RUNNING_ON.match(name):
        return None
    return name


def announces_list(text: str) -> bool:
    """Whether a line such as 附件清单： stands where the list of attachments begins with 附件：."""
    return _ANNOUNCES_LIST.match(text) is not None


def is_left_out(name: str) -> bool:
    """Whether a name says that there is no attachment here: 略, 另发, 见附表, 责任清单（另发）."""
    return is_nothing(name) or _LEFT_OUT.fullmatch(name.strip()) is not None


def is_nothing(name: str) -> bool:
    """Whether a line says nothing but that there is no attachment here."""
    return _NOTHING.fullmatch(name.strip()) is not None


def said_left_out(text: str) -> str | None:
    """What stands instead of an attachment in a line such as 附件（略）, 附件另发 or 附件1：无.

    None for any other line.
    """
    match = _LABEL_LEFT_OUT.match(text)
    return match[1] if match and is_nothing(match[1]) else None


# -- The line below 附件1 --------------------------------------------------------------------------

_SAYS = pattern_of(
    "[ \u3000]*(?:时[ \u3000]*间|地[ \u3000]*点|日期|主题|议题|依据|目标|目的|范围|对象|要求|内容"
    "|措施|任务|责任(?:人|单位)|牵头(?:人|单位)?|填[报表](?:人|单位|时间|日期)?|制表人?|编制单位"
    "|审[核签]人?|单[ \u3000]*位|联系(?:人|电话|方式)|电[ \u3000]*话|[组队校站]长|副组长|成员"
    "|主持人?|参[加会]人员|出席|列席|记录人?|抄送|[备附]?注|说明|来源|资料来源)[ \u3000]*[：:]"
)
"""The label of a line that says one thing, which a title does not begin with."""

_DAY = pattern_of(
    "(?:[0-9０-９]{4}|[一二][〇○零一二三四五六七八九]{3})?[ ]*[年./-]?[ ]*"
    "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[ ]*[月./-][ ]*"
    "(?:(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[ ]*日?)?\\Z"
)
_MODAL = pattern_of("[要应须需](?![点素闻求件务事知目急用])|(?<![期行])将|已(?!婚)")
"""What a sentence has that says what is done or is to be done, and a name has not."""


def may_be_title(text: str) -> bool:
    """Whether a line below 附件1 can be the title: a name, and no sentence, item, date, row of
    names or `label：value`.

    With a colon, a comma or a full stop it is one only where it ends with what it names (主题教育：
    责任清单); with one comma, also where both halves are alike, as in a slogan.
    """
    line = text.strip()
    bare = line.rstrip(END_MARKS)
    if len(line) > LONGEST_ATTACHMENT_TITLE or not re.search("[\u3400-\u9fffA-Za-z]", bare):
        return False
    if re.search("[。；！？?!]", bare) or line.endswith(("：", ":", "！")) or is_item(line):
        return False
    if _SAYS.match(line) or _DAY.match(line) or _is_row(line):
        return False
    if re.fullmatch("[（(][^（）()]*[）)]", bare) and not ends_as_title(bare[:-1]):
        return False
    if "，" in bare:
        halves = [len(each) for each in bare.split("，")]
        alike = len(halves) == 2 and abs(halves[0] - halves[1]) <= 1
        return not _MODAL.search(bare) and (alike or ends_as_title(line)) and line == bare
    said = line.endswith("。") or re.search("[：:]", bare) is not None
    return not said or (ends_as_title(line) and not _MODAL.search(bare))


_TELLS = pattern_of(
    "由.{2,}(?:联系|负责|牵头|承担|组成|管理|办理|审核|保管|落实)"
    "|每(?!个[^一0-9]*的)[^的]{1,8}[一二两三四五六七八九十0-9][名个次人户支件篇场]"
    "|[0-9](?:多|余)?(?:户|次|处|[万亿]?元)\\Z"
    "|(?:已经?(?!婚)|正在|必须|应当|不得|可以|共有(?=[0-9])|均[为由]|分别|都[有是要])(?=..)"
    "|[\u4e00-\u9fff]了(?![解结望断如])|(?:\\A|[^期行])要(?![点素闻求件务事知目急塞道领])(?=..)"
)
"""What a sentence says and a name does not."""


def reads_as_sentence(text: str) -> bool:
    """Whether a line without a final stop reads as a sentence: 每个村由一名镇干部联系."""
    words = re.sub("“[^”]*”", "", text.strip().rstrip(END_MARKS))
    named = ends_as_title(text) or re.search("的[^的]{1,6}\\Z", words)
    return not named and _TELLS.search(words) is not None


_SURNAMES = (
    "张王李赵刘陈杨黄吴徐孙朱胡郭罗郑梁谢宋唐邓冯韩曹彭萧肖蔡潘袁董苏叶吕魏蒋杜丁沈余程卢汪戴崔任陆廖姚"
    "方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)


def is_name_of_one(text: str) -> bool:
    """Whether a line is a person's name: two or three 汉字, the first a common surname."""
    name = re.sub("[ \u3000]", "", text)
    return 2 <= len(name) <= 3 and name[0] in _SURNAMES and not ends_as_title(name)


def _is_row(line: str) -> bool:
    """Whether a line is in columns, and no title with its characters apart (责　任　清　单)."""
    spaced = all(len(each) == 1 for each in line.split())
    return is_in_columns(line) and not spaced and not ends_as_title(line)


# -- Titles of several lines -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TitleLines:
    """How many of the lines below the first belong to a title."""

    count: int = 0
    doubtful: int = 0
    """How many short lines stand below the first of which only the author knows."""


def may_be_in_title(text: str) -> bool:
    """Whether a line can be the second of a title: short, no item, no label, no sentence."""
    text = text.strip()
    return (
        0 < len(text) <= LONGEST_TITLE_LINE
        and not re.search("[。；！？：:，]", text)
        and not text.endswith("、")
        and not _DAY.match(text)
        and not _is_row(text)
        and number_of(text) is None
        and label_in(text) is None
        and name_after_strange_label(text) is None
    )


def title_lines(first: str, below: Sequence[str], *, more: bool) -> TitleLines:
    """How many of the short lines `below` the first line of a title belong to it.

    A title ends with what it names (清单, 方案, 名单（2024年）); a line that does is its last one.
    Where none does, all short lines up to the first paragraph are the title, in doubt. `more` says
    that something follows them.
    """
    if first.strip().endswith(tuple(END_MARKS)):
        return TitleLines()
    count = 0
    if not ends_as_title(first):
        ends = (
            at for at, line in enumerate(below[: MOST_TITLE_LINES - 1], 1) if ends_as_title(line)
        )
        count = next(ends, 0)
        if not count and more and 0 < len(below) < MOST_TITLE_LINES:
            return TitleLines(len(below), len(below))
    if len(below) > count and _BELOW_TITLE.match(below[count].strip()):
        count += 1
    left = below[count:]
    names = len(left) > 1 and all(len(line.strip()) <= LONGEST_NAME_OF_ONE for line in left)
    return TitleLines(count, len(left) if more and not names else 0)


def ends_as_title(text: str) -> bool:
    """Whether a line ends with the noun that a title ends with."""
    return _ENDS_AS_TITLE.search(text.strip().rstrip(END_MARKS)) is not None
