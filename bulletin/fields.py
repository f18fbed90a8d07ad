"""Every field that an editor may write in the front matter, declared once.

A field has an English name, by which the program knows it, and a Chinese one. Either may stand in a
file; who writes into a file keeps its language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from bulletin.diagnostics import Diagnostic
from bulletin.front_matter import (
    Field,
    HomeOf,
    a_choice,
    a_copy_number,
    a_date,
    a_flag,
    a_group,
    a_list,
    a_number,
    a_secrecy,
    a_site_address,
    a_text,
    a_timezone,
    an_issue_number,
    chinese_names,
    first_is_chinese,
    groups,
    names,
    simple_name,
    some_choices,
    undivided,
    with_names,
)
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

FLAGS = {"true": "是", "false": "否"}
SPECIAL = "special"
PROFILES = {"gbt9704": "公文", "letter": "信函", "minutes": "纪要", SPECIAL: "专报"}
"""The program's own profiles. Only 专报 sets titles on lines of their own."""

_SIGNERS = {"edited_by": "责任编辑", "checked_by": "核稿人", "approved_by": "签发人"}
_STAGES = {"draft": "送审稿", "proof": "清样", "signed": "已签发", "printed": "往期"}

ALLOW = Field(
    "allow",
    "准许",
    groups,
    "准许的例外，写明规则和原因",
    "[{code: N101, reason: 原稿如此}]",
    fields=(
        Field("code", "规则", a_text, "规则代码", "N101", required=True),
        Field("reason", "原因", a_text, "原因", "原稿如此", required=True),
        Field("text", "文字", a_text, "只准许这几个字；不写就是全部", "200万"),
    ),
)

DISTRIBUTION_FIELDS = (
    Field(
        "report_to", "报", a_list, "报：上级", "[部领导, 市委办公室、市政府办公室]", printed="版记"
    ),
    Field("send_to", "送", a_list, "送：平级和有关单位", "[市直各单位]", printed="版记"),
    Field("issue_to", "发", a_list, "发：下级", "[各镇（街道）]", printed="版记"),
)

TOPIC = Field(
    "topic",
    "专题",
    a_text,
    "专题，不带【】",
    "“基层治理”专题",
    also=("主题", "专栏"),
    printed="目录之前",
)
SECRECY = Field(
    "secrecy", "密级", a_secrecy, "密级，有保密期限的接着写", "秘密★1年", printed="报头"
)
NOTICE = Field("notice", "提示", a_text, "报头左上角的提示", "内部资料 注意保存", printed="报头")
FIT = Field("fit", "面数", a_number, "要排成几页", "4")
COPIES = Field(
    "copies",
    "印数",
    a_number,
    "印数，印成 共印N份",
    "100",
    printed="版记",
    printed_as="共印{}份",
)

ALWAYS_ALIKE = (TOPIC, SECRECY, NOTICE, FIT, COPIES)
STANDING_FIELDS = tuple(
    replace(each, meaning=f"{each.meaning}；各期一样的写在这里，issue.md 里写了的照它，写空的不要")
    for each in ALWAYS_ALIKE
)
"""Fields of an issue that may be the same in all issues, and then stand in publication.yaml."""

_OF_PUBLICATION = "写在 publication.yaml 里，导入不改它；报头上的和它不同，就指出来"

PUBLICATION_FIELDS = (
    Field(
        "name",
        "报头",
        a_text,
        "报头名称",
        "天长组工信息",
        required=True,
        also=("刊名", "名称", "报头名称"),
        printed="报头",
        unread=_OF_PUBLICATION,
    ),
    Field(
        "issuer",
        "编印单位",
        a_text,
        "编印单位",
        "中共天长市委组织部研究室",
        required=True,
        also=("编印", "主办单位", "主办", "编发单位"),
        printed="报头",
        unread=_OF_PUBLICATION,
    ),
    Field(
        "numbering",
        "编号方式",
        a_choice,
        "continuous 期号一直往下编，yearly 每年从第1期编起；不写就是 continuous",
        "yearly",
        choices={"continuous": "连续", "yearly": "按年"},
    ),
    Field("yearly_from", "按年编号始于", a_number, "从哪一年起按年编号；不写就是一直", "2024"),
    Field("whole_number", "总期号", a_number, "总期号从几数起；写了就期期要有总期号", "501"),
    Field(
        "series",
        "系列",
        groups,
        "正刊、增刊以外另编期号的",
        "[{name: 专报, mark: z}]",
        fields=(
            Field(
                "name",
                "名称",
                a_text,
                "名称，印在期号前面",
                "专报",
                required=True,
                printed="报头",
                unread=_OF_PUBLICATION,
            ),
            Field("mark", "代号", a_text, "文件夹名的头一个字母", "z", required=True),
            Field(
                "profile",
                "版式",
                a_text,
                "版式名称，不写就用本单位的",
                "letter",
                choices=PROFILES,
            ),
        ),
    ),
    Field(
        "units",
        "单位名册",
        groups,
        "报送单位，按排名先后",
        "[{name: 千秋街道}]",
        required=True,
        fields=(
            Field("name", "名称", a_text, "单位名称", "千秋街道", required=True),
            Field("aliases", "别名", names, "别名、曾用名", "[千秋]"),
            Field("level", "类别", a_text, "单位类别", "街道"),
        ),
        also=("单位", "名册", "报送单位"),
    ),
    Field(
        "distribution",
        "分送",
        a_group,
        "固定的分送范围；每项一级，同级之间用、",
        "{report_to: [部领导]}",
        required=True,
        fields=DISTRIBUTION_FIELDS,
        also=("分送范围", "发送范围"),
    ),
    *STANDING_FIELDS,
    Field(
        "site",
        "网站",
        a_group,
        "往期网站",
        "{title: 天长组工信息, base_url: https://bulletin.example/}",
        fields=(
            Field("title", "名称", a_text, "网站名称，不写就用报头名称", "天长组工信息"),
            Field("base_url", "地址", a_site_address, "网站地址", "https://bulletin.example/"),
        ),
    ),
    Field(
        "house",
        "本单位习惯",
        a_group,
        "本单位的习惯",
        "{sections: flow}",
        fields=(
            Field(
                "sections",
                "小标题",
                a_choice,
                "小标题怎样排：flow 和正文接着排，paragraphs 各自成段，lines 独占一行"
                "；一篇有两级小标题的，总是独占一行",
                "flow",
                choices={"flow": "接排", "paragraphs": "成段", "lines": "独行"},
            ),
            Field(
                "profile",
                "版式",
                a_text,
                "版式名称，不写就用 GB/T 9704 版式",
                "letter",
                choices=PROFILES,
            ),
            Field(
                "even_page", "版记在偶数面", a_flag, "版记是否一定在偶数页", "false", choices=FLAGS
            ),
            Field(
                "previous_edition",
                "印上一份存档号",
                a_flag,
                "版记里是否印上一份的存档号；签发时自动写进 issue.md",
                "false",
                choices=FLAGS,
            ),
            Field(
                "signoff",
                "签字",
                some_choices,
                "刊发前一定要有的签字；不写就是三项都要",
                "[edited_by, checked_by, approved_by]",
                choices=_SIGNERS,
            ),
            Field(
                "substitutes",
                "代用字体",
                names,
                "刊发时准许代替公文字体的字体",
                "[FandolFang, LXGW WenKai]",
            ),
            Field(
                "timezone", "时区", a_timezone, "按哪里的日期；不写就是北京时间", "Asia/Shanghai"
            ),
        ),
    ),
    Field(
        "mail",
        "邮件",
        a_group,
        "用邮件分送",
        "{from: zgyjs@bulletin.example}",
        fields=(
            Field(
                "from",
                "发件人",
                a_text,
                "发件人的邮箱；不写就由邮件程序填",
                "zgyjs@bulletin.example",
            ),
            Field(
                "hidden",
                "密送",
                a_flag,
                "同一组的收件人是否互相看不见（密送）",
                "false",
                choices=FLAGS,
            ),
            Field(
                "addresses",
                "收件人",
                groups,
                "收件人；多的写在 issues/addresses.csv 里，栏目是单位、邮箱、组",
                "[{name: 市委办公室, address: swb@bulletin.example}]",
                fields=(
                    Field("name", "单位", a_text, "单位", "市委办公室", required=True),
                    Field(
                        "address",
                        "邮箱",
                        a_text,
                        "邮箱，几个用分号隔开；送纸质的写 纸质",
                        "swb@bulletin.example",
                        required=True,
                    ),
                    Field("group", "组", a_text, "版记上的写法，和单位不同时写", "市直各单位"),
                ),
            ),
        ),
    ),
)

OTHER_FIELDS = tuple(replace(each, required=each.name == "name") for each in PUBLICATION_FIELDS)
"""Fields of the other publications. Only the name is required; the rest is taken from the first."""

ORIGINAL = Field(
    "original",
    "原件",
    a_group,
    "收到的原件，由 bulletin import 填写",
    "{name: 来稿.docx, sha256: 9f86d081}",
    fields=(
        Field("name", "文件名", a_text, "原件的文件名，在 originals/ 里", "来稿.docx"),
        Field("sha256", "摘要", a_text, "原件的 SHA-256 摘要", "9f86d081"),
        Field("text", "文字摘要", a_text, "原件文字的摘要，查重用", "60303ae2"),
        Field("mail", "邮件", a_text, "附着原件的邮件，在 originals/ 里", "来稿.eml"),
    ),
)

ISSUE_FIELDS = (
    Field(
        "number",
        "期号",
        an_issue_number,
        "期号，和文件夹名一致",
        "116",
        required=True,
        also=("期数", "刊号", "第几期"),
        printed="报头",
    ),
    Field(
        "date",
        "日期",
        a_date,
        "印发日期，即签发日期",
        "2023-06-09",
        required=True,
        also=("印发日期", "印发时间", "签发日期", "时间"),
        printed="报头",
    ),
    TOPIC,
    Field(
        "articles",
        "篇目",
        undivided,
        "稿件的文件名，按刊登次序",
        "[千秋街道, 广陵街道]",
        required=True,
        also=("目录", "稿件", "文章", "次序", "稿件次序", "刊登次序"),
        printed="目录",
    ),
    Field(
        "distribution",
        "分送",
        a_group,
        "本期改动的分送范围；没写的照固定范围",
        "{issue_to: [各镇（街道）]}",
        fields=(
            *DISTRIBUTION_FIELDS,
            Field("also_to", "增发", a_list, "本期增发", "[市发改委]", printed="版记"),
        ),
    ),
    Field(
        "visibility",
        "公开",
        a_choice,
        "能不能上网：internal 只供内部，public 可上网；不写就是 internal",
        "internal",
        choices={"internal": "否", "public": "是"},
    ),
    Field(
        "supplement",
        "增刊",
        a_flag,
        "是否增刊；增刊自成一列，文件夹名写 s1、s2",
        "false",
        choices=FLAGS,
    ),
    Field(
        "series",
        "系列",
        a_text,
        "所属的系列：增刊，或 publication.yaml 里定的",
        "专报",
        printed="报头",
    ),
    Field("whole_number", "总期号", a_number, "总期号，印成（总第N期）", "512", printed="报头"),
    SECRECY,
    Field("copy_number", "份号", a_copy_number, "份号，六位数字", "000001", printed="报头"),
    NOTICE,
    Field("profile", "版式", a_text, "本期的版式名称", "special", choices=PROFILES),
    FIT,
    COPIES,
    Field(
        "previous_edition",
        "上一份存档号",
        a_text,
        "上一份是哪一份和它的存档号；本单位习惯里写了要印，签发时自动写上",
        "115/1 9f86d081884c7d65",
        printed="版记",
        printed_as="上一份存档号：{}",
    ),
    ALLOW,
    Field(
        "status",
        "状态",
        a_choice,
        "编到哪一步：draft、proof、signed；以前印发的写 printed；不写就是 draft",
        "draft",
        choices=_STAGES,
    ),
    Field(
        "signoff",
        "签字",
        a_group,
        "三审三校的签字",
        "{edited_by: 责任编辑, edited_on: 2023-06-07}",
        fields=(
            Field("edited_by", "责任编辑", a_text, "责任编辑", "责任编辑"),
            Field("edited_on", "编辑日期", a_date, "责任编辑签字的日期", "2023-06-07"),
            Field("checked_by", "核稿人", a_text, "核稿", "研究室负责人"),
            Field("checked_on", "核稿日期", a_date, "核稿签字的日期", "2023-06-08"),
            Field("approved_by", "签发人", a_text, "签发", "分管副部长"),
            Field("approved_on", "签发日期", a_date, "签发的日期，即印发日期", "2023-06-09"),
        ),
    ),
    ORIGINAL,
)

SUBMISSION_FIELDS = (
    Field(
        "unit",
        "单位",
        undivided,
        "报送单位，名称在 publication.yaml 里；几个单位之间用、",
        "千秋街道",
        required=True,
        also=("报送单位", "供稿单位", "来稿单位", "投稿单位"),
        printed="标题",
    ),
    Field(
        "title",
        "标题",
        a_text,
        "标题，不带单位和句号",
        "“三措并举”推动治理服务提质增效",
        required=True,
        also=("题目", "题名", "标题名"),
        printed="标题",
    ),
    Field(
        "byline",
        "署名",
        a_text,
        "文中署名的下级单位，不写就是报送单位",
        "千秋街道上城风景小区党支部",
        also=("落款",),
        printed="标题",
    ),
    Field(
        "author",
        "撰稿",
        a_text,
        "执笔人",
        "张三",
        also=("作者", "执笔", "执笔人", "撰稿人", "撰写"),
    ),
    Field(
        "phone",
        "电话",
        a_text,
        "联系电话，不印",
        "0550-7000000",
        also=("联系电话", "手机", "电话号码"),
    ),
    Field(
        "approver",
        "审签人",
        a_text,
        "审签人",
        "李四",
        also=("审核人", "审核", "审签", "签发人"),
    ),
    Field(
        "received",
        "收稿日期",
        a_date,
        "收稿日期",
        "2023-06-01",
        also=("来稿日期", "报送日期", "收到日期"),
    ),
    Field(
        "supplier",
        "供稿",
        a_text,
        "文末印（…供稿）",
        "千秋街道党工委",
        printed="文末",
        printed_as="（{}供稿）",
    ),
    Field(
        "attachments",
        "附件",
        undivided,
        "附件各自的文件名，按先后；写在稿件里的附件不用列",
        "[责任清单]",
        printed="附件",
        unread="附件收在各自的稿件里，不另写文件",
    ),
    Field(
        "status",
        "状态",
        a_choice,
        "怎样处理：adopted、held、returned；不写就是 adopted",
        "adopted",
        choices={"adopted": "采用", "held": "留用", "returned": "退稿"},
    ),
    Field("reason", "原因", a_text, "留用或退稿的原因", "与第115期重复"),
    ALLOW,
    ORIGINAL,
)

ATTACHMENT_FIELDS = (
    Field("title", "标题", a_text, "附件的标题，不带句号", "责任清单", printed="附件"),
)
"""Fields of an attachment that has a file of its own."""

_FILES = (
    (" issue.md ", ISSUE_FIELDS),
    ("稿件前言", SUBMISSION_FIELDS),
    (" publication.yaml ", PUBLICATION_FIELDS),
)
"""The files that have fields, in the order in which one is looked for."""


def homes(here: tuple[Field, ...]) -> HomeOf:
    """Where the fields belong that a file with the fields `here` has not."""
    return partial(_home_of, PUBLICATION_FIELDS if here is OTHER_FIELDS else here)


def _home_of(here: tuple[Field, ...], name: str, chinese: bool) -> tuple[str, str]:
    """Where a field belongs that a file with the fields `here` has not at this place, and how it is
    moved there."""
    bare = simple_name(name)
    for file, table in sorted(_FILES, key=lambda each: each[1] is not here):
        group, each = _declared(table, bare) or (None, None)
        if each is None or (table is here and not group and bare in each.also):
            continue
        right = each.chinese if chinese else each.name
        within = f" {group.chinese if chinese else group.name} 下面" if group else ""
        written = "" if name in (each.name, each.chinese) else f"，写成 {right}"
        if table is here:
            hint = f"移到{within}，缩进两格" if group else "顶格写，移到别的字段外面"
            return within or "最外一层", hint + written
        every = "或 publication.yaml " if each in ALWAYS_ALIKE else ""
        place = f"{file}{every}" + (f"的{within}" if group else "")
        note = "；只作说明的，在行首写 # 和空格" if group and table is PUBLICATION_FIELDS else ""
        return file, f"移到{place.rstrip()}{written}，这里删去{note}"
    return "", ""


def _declared(table: tuple[Field, ...], name: str) -> tuple[Field | None, Field] | None:
    """The field of a file that has this name, and its group; None for another name.

    What others call a field goes before a name that several groups have.
    """
    called = [(None, each) for each in table if name in (each.name, each.chinese)]
    inner = [each for each in _grouped(table) if name in (each[1].name, each[1].chinese)]
    also = [(None, each) for each in table if name in each.also]
    found = (*called, *(inner if len(inner) == 1 else ()), *also, *inner)
    return found[0] if found else None


def _grouped(fields: tuple[Field, ...]) -> Iterator[tuple[Field, Field]]:
    """The fields of groups, each with its group."""
    for group in fields:
        yield from ((group, each) for each in group.fields)
        yield from _grouped(group.fields)


_KEY = pattern_of(r"^([^\s#:：-][^\s:：]*):", re.MULTILINE)
_EVERY = (*PUBLICATION_FIELDS, *ISSUE_FIELDS, *SUBMISSION_FIELDS)

_GROUPS = {
    f"{group.name}.{each.name}": f"{group.chinese}.{each.chinese}"
    for group in (*PUBLICATION_FIELDS, *ISSUE_FIELDS)
    for each in group.fields
}
_OTHER_WORDS = frozenset(
    ("name", "code", "text", "mail", "site", "from", "address", "addresses", "group", "hidden")
)
"""Names that stand for other things, too, where they are no part of a group."""

_NAMES = {
    name: chinese
    for name, chinese in (
        chinese_names(PUBLICATION_FIELDS)
        | chinese_names((*ISSUE_FIELDS, *SUBMISSION_FIELDS))
        | _GROUPS
    ).items()
    if name not in _OTHER_WORDS
}
"""What diagnostics call fields and choices, each with its Chinese name."""


_OF_FIELDS = ("F", "I", "P", "D", "C")
"""The families that speak of fields. The others quote the copy, which may have the same words."""

_WITH_FIELDS_IN_HINT = (*_OF_FIELDS, "R", "S001", "S132")


def in_its_language(
    found: Iterable[Diagnostic], home: Source | None = None
) -> tuple[Diagnostic, ...]:
    """The diagnostics, those of a Chinese file with the Chinese names of fields and choices.

    A file without fields, such as a received document, is spoken of as `home` is written, which is
    publication.yaml.
    """
    return tuple(_in_its_language(each, home) for each in found)


def _in_its_language(told: Diagnostic, home: Source | None) -> Diagnostic:
    source = told.source if _language(told.source) is not None else home
    message, hint = told.message, told.hint
    if told.code.startswith(_OF_FIELDS):
        message = in_the_language_of(source, message)
    if told.code.startswith(_WITH_FIELDS_IN_HINT):
        hint = in_the_language_of(source, hint)
    return replace(told, message=message, hint=hint)


def in_the_language_of(source: Source | None, words: str) -> str:
    """Words that name fields and choices in English, as somebody says them who reads this file."""
    return with_names(words, _NAMES) if is_chinese(source) else words


def _language(source: Source | None) -> bool | None:
    """Whether the first field of a file has its Chinese name; None for a file without fields."""
    keys = (found[1] for found in _KEY.finditer(source.text)) if source else ()
    return first_is_chinese(keys, _EVERY)


def is_chinese(source: Source | None) -> bool:
    """Whether the first field of a file has its Chinese name; not so for a file without fields."""
    return bool(_language(source))


def key_in_sheet(source: Source, name: str) -> Span:
    """The key by which an issue's sheet sets a field; the start of the file if it does not."""
    field = next(each for each in ISSUE_FIELDS if each.name == name)
    return source.key_called(field.name, field.chinese)
