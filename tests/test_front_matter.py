"""What YAML would cut or turn is kept as it was typed, or told."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import Faults, Fields, compose, front_faults, read_fields, split
from bulletin.model import Text
from bulletin.source import Source


def read(front: str) -> tuple[Fields | None, list[str]]:
    """The fields of a file that has the given front matter, and the codes of what is told."""
    source = Source("稿.md", front)
    parts, faults = split(source)
    entries, composed = compose(source, parts.front)
    found = Faults(source)
    fields = read_fields(entries, (*SUBMISSION_FIELDS, *ISSUE_FIELDS), found)
    told = faults or composed or tuple(found.found)
    return (None if faults or composed else fields), [
        each.code for each in told if each.code != "F005"
    ]


def said(value: object) -> object:
    """A value without its place."""
    if isinstance(value, tuple):
        return tuple(map(said, value))
    return value.text if isinstance(value, Text) else value


AS_TYPED = (
    "2026.10", "1.10", "1e5", "007", "0x1F", "0o17", "12:30", "1:20:30", "1_000", "+1", ".5", "=",
    "<<", "2026-03-01", "是", "否", "yes", "no", "on", "off", "true", "NaN", "甲:乙",
    "“甲”", "【甲】", "甲\"乙\"", "甲, 乙", "甲、乙",
    "\\甲", "甲\\n乙", "...甲", "--- 甲", "-甲", "?甲", "甲&乙", "甲*乙", "甲!乙", "甲%", "甲  乙",
    "甲 [乙]",
)  # fmt: skip

KEPT = (
    ("'甲: 乙'", "甲: 乙"),
    ("'it''s'", "it's"),
    ('"甲"', "甲"),
    ('"\\u4e2d"', "中"),
    ("甲  # 说明", "甲"),
    ("'聚焦 #1号工程'", "聚焦 #1号工程"),
    ("'甲#乙'  # 说明", "甲#乙"),
    ('"甲＃乙"', "甲＃乙"),
    ("'甲'  # 说明", "甲"),
    ("  甲  ", "甲"),
    ("甲，\n  乙", "甲，乙"),
    ("甲镇\n  乙村\n  丙组", "甲镇乙村丙组"),
    ("Party\n  building", "Party building"),
    ("'甲\n  乙'", "甲乙"),
    ('"甲\n  乙"', "甲乙"),
    (">\n  甲\n  乙", "甲乙"),
    ("|\n  甲", "甲"),
    ("\n  甲", "甲"),
)

TOLD = (
    ("聚焦 #1号工程", "F022"), ("聚焦　# 一", "F022"), ("甲#乙", "F022"), ("甲 ＃乙", "F022"),
    ("甲  #乙", "F022"), ("甲 #1号  # 初稿", "F022"), ("＃甲", "F022"), ("|\n  甲 # 乙", "F022"),
    ("甲\n  乙#丙", "F022"), ("聚焦 # 初稿", "F022"),
    ("'聚焦' # 初稿", "F022"), ("'聚焦' #1号", "F022"), ("#1号", "F022"),
    ("# 初稿", "F022"), ("[甲 #1, 乙]", "F022"), ("甲: 乙", "F002"), ("- 甲", "F002"),
    ("? 甲", "F002"), ("[甲, 乙]", "F006"), ("{甲: 乙}", "F006"), ("[甲]乙", "F002"),
    ("|\n  甲\n  乙", "F006"), ("甲\n\n  乙", "F006"), ("甲\n  乙 #1\n  丙", "F002"),
    ("&a 甲", "F002"), ("*甲", "F002"), ("!甲 乙", "F002"), ("@甲", "F002"),
    ("`甲`", "F002"), ("%甲", "F002"),
    ('"甲', "F002"), ('"甲"乙', "F002"), ("'甲'乙", "F002"), ('"甲\\n乙"', "F080"),
    ('"C:\\temp"', "F080"), ('"D:\\新"', "F002"), ("甲\t乙", "F070"), ("\n  - 甲\n  - 乙", "F006"),
)  # fmt: skip


@pytest.mark.parametrize("field", ["title", "reason", "author", "topic", "notice"])
def test_the_table_of_values(field: str) -> None:
    """One value that is words, in any field."""
    for typed, kept in (*((each, each) for each in AS_TYPED), *KEPT):
        fields, told = read(f"---\n{field}: {typed}\n---\n")
        assert (told, fields and said(fields.get(field))) == ([], kept), typed
    for typed, code in TOLD:
        _, told = read(f"---\n{field}: {typed}\n---\n")
        assert told == [code], typed


@pytest.mark.parametrize("field", ["title", "reason", "topic", "date", "articles", "byline"])
@pytest.mark.parametrize("none", ["~", "null", "NULL", "Null"])
def test_what_yaml_takes_for_nothing_is_nothing(field: str, none: str) -> None:
    fields, told = read(f"---\n{field}: {none}\n---\n")
    lacks = field in ("title", "date", "articles")
    assert (fields and fields.get(field), told) == (None, [] if lacks else ["F006"])
    fields, _ = read(f"---\ntitle: '{none}'\n---\n")
    assert said(fields.get("title") if fields else "") == none


@pytest.mark.parametrize(
    ("front", "values", "told"),
    [
        ("number: 007", {"number": "7"}, ["F007"]),
        ("number: 3 ＃核实", {"number": "3"}, ["F022"]),
        ("date: 2026-10-01#待定", {"date": date(2026, 10, 1)}, ["F022"]),
        ("visibility: public＃待定", {"visibility": "public"}, ["F022"]),
        ("secrecy: 秘密★1年　#核", {}, ["F022"]),
        ("distribution: {report_to: [部领导#待定]}", {}, ["F022"]),
        (
            "reason: 见 http://a.cn/#x 和名单#2.xlsx",
            {"reason": "见 http://a.cn/#x 和名单#2.xlsx"},
            [],
        ),
        ("date: 2026.10.01", {"date": date(2026, 10, 1)}, ["F008"]),
        ("copies: 1e5", {"copies": None}, ["F007"]),
        ("copies: 1_000", {"copies": None}, ["F007"]),
        ("copy_number: 000001", {"copy_number": "000001"}, []),
        ("articles: [甲 , 乙]", {"articles": ("甲", "乙")}, []),
        ("articles:\n  - 甲 # 先排\n  - 乙 #2", {"articles": ("甲", "乙 #2")}, []),
        ("distribution:\n  send_to:\n    - 各镇 # 初定", {}, ["F022"]),
        ("title: 甲\ntitle: 乙", {"title": "甲"}, ["F004"]),
        ("title: 甲\n标题: 乙", {"title": "甲"}, ["F004"]),
        ('"title": 甲', {"title": "甲"}, []),
        ("? title\n: 甲", {"title": "甲"}, []),
        ("{title: 甲}", {"title": "甲"}, []),
        ("title: 甲\n乙丙", {}, ["F002"]),
        ("甲乙", {}, ["F002"]),
        ("- title: 甲", {}, ["F002"]),
        ("%YAML 1.2\ntitle: 甲", {}, ["F002"]),
    ],
)
def test_what_a_field_makes_of_it(front: str, values: dict[str, object], told: list[str]) -> None:
    fields, codes = read(f"---\n{front}\n---\n")
    assert codes == told
    assert {name: said(fields.get(name)) if fields else None for name in values} == values


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title: 推动党建工作\n  #1号工程提质", ["F022"]),
        ("title: '推动党建工作'\n  #1号工程提质", ["F022"]),
        ("title: 推动党建工作\n  # 初稿", []),
        ("title: 推动党建工作\n#初稿", []),
        ("title: 推动党建工作\n\n  #初稿", []),
    ],
)
def test_words_of_the_next_line_that_yaml_takes_for_a_comment_are_told(
    front: str, told: list[str]
) -> None:
    assert read(f"---\n{front}\n---\n")[1] == told


@pytest.mark.parametrize(
    ("line", "cures"),
    [
        (
            "日期：2026年2月30日",
            ["写成 日期: ，后面写对的内容", "2026年2月只有 28 天，核对月和日"],
        ),
        ("日期:2026-02-30", ["写成 日期: ，后面写对的内容", "2026年2月只有 28 天，核对月和日"]),
        ("日期: [2026-02-30]", ["写成 日期: ，后面写对的内容", "2026年2月只有 28 天，核对月和日"]),
        ("日期: '2026-02-30", ["写成 日期: ，后面写对的内容", "2026年2月只有 28 天，核对月和日"]),
        ("日期=2026.13.1", ["写成 日期: ，后面写对的内容", "没有 13 月，核对月和日"]),
        ("日期：2月30日", ["写成 日期: ，后面写对的内容", "2月最多 29 天，核对月和日"]),
        ("日期：2月3日", ["写成 日期: ，后面写对的内容", "写上年份，写成 年份-02-03"]),
        ("日期：2026年2月3日", ["写成 日期: 2026年2月3日"]),
        ("期号：第7期", ["写成 期号: 7", "写成 期号: 7"]),
        ("面数：四点五", ["写成 面数: ，后面写对的内容", "只写一个从 1 起的整数，用阿拉伯数字"]),
        (
            "状态：发布",
            ["写成 状态: ，后面写对的内容", "只能写 送审稿 或 清样 或 已签发 或 往期"],
        ),
        ("状态：清样稿", ["写成 状态: 清样", "写成 状态: 清样"]),
        ("文档状态：清样", ["写成 文档状态: 清样"]),
        ("專題：治理", ["写成 专题: 治理", "改为 专题"]),
        (
            "签字:\n编辑日期: 2026-02-30",
            [
                "写成 编辑日期: ，后面写对的内容，前面空 2 格",
                "2026年2月只有 28 天，核对月和日",
            ],
        ),
    ],
)
def test_no_cure_has_content_that_another_one_calls_wrong(line: str, cures: list[str]) -> None:
    source = Source("稿.md", f"---\n{line}\n---\n")
    found = front_faults(source, ISSUE_FIELDS)
    hints = [each.hint for each in found if each.code not in ("F003", "F005")]
    hints += [each.hint for each in found if each.edits and each.code == "F003"]
    assert hints == cures


@pytest.mark.parametrize(
    ("typed", "value", "cures"),
    [
        ("推进5G\n  +AI融合", "推进5G+AI融合", []),
        ("'推进5G\n  +AI融合'", "推进5G+AI融合", []),
        (">\n  推进5G\n  +AI", "推进5G+AI", []),
        ("推进5G\n  AI融合", "推进5G AI融合", []),
        ("三措并举\n  推动治理", "三措并举推动治理", []),
        ("三措并举\n  ——城关镇的做法", "三措并举——城关镇的做法", []),
        ("2023年\n  2024年工作", "2023年2024年工作", []),
        ("2023\n  2024年工作", "2023 2024年工作", ["并成一行，写成 2023、2024年 或 2023—2024年"]),
        ("第1\n  2期", "第1 2期", ["并成一行，写成 12期 或 1、2期 或 1—2期"]),
        (
            "提质\n  - 增效",
            "提质 - 增效",
            ["是副标题就写成 标题: 提质——增效；不是就写成 标题: 提质增效"],
        ),
        (
            "提质\n  -增效",
            "提质-增效",
            ["是副标题就写成 标题: 提质——增效；不是就写成 标题: 提质增效"],
        ),
        ("|\n  推动5G\n  +AI", None, ["并成一行，写成 标题: '推动5G+AI'"]),
        ("\n  - 提质\n  - 增效", None, ["各行并成一行，写在 标题: 后面，不写 -"]),
    ],
)
def test_how_the_lines_of_a_title_are_joined(
    typed: str, value: str | None, cures: list[str]
) -> None:
    source = Source("稿.md", f"---\n标题: {typed}\n---\n")
    entries, _ = compose(source, split(source)[0].front, SUBMISSION_FIELDS)
    faults = Faults(source)
    assert said(read_fields(entries, SUBMISSION_FIELDS, faults).get("title")) == value
    found = [each for each in faults.found if each.code != "F005"]
    assert [each.hint for each in found] == cures
    kinds = {"2023": "F026", "第1": "F026", "提质": "F024", "|\n ": "F006", "\n  ": "F006"}
    code = next((each for begins, each in kinds.items() if typed.startswith(begins)), "")
    assert {each.code for each in found} <= {code}


@pytest.mark.parametrize(
    ("copy", "body", "told"),
    [
        ("---\ntitle: 甲\n---\n正文", "正文", []),
        ("---\ntitle: 甲\n...\n正文", "正文", []),
        ("\n　\n---\ntitle: 甲\n--- \n正文", "正文", []),
        ("---\ntitle: 甲\n---\n---\n正文", "---\n正文", []),
        ("---\ntitle: 甲\n---\nreason: 乙\n---\n正文", "reason: 乙\n---\n正文", []),
        ("---\ntitle: 甲\n----\n正文", "正文", [("----", "写成 ---")]),
        ("---\ntitle: 甲\n———\n正文", "正文", [("———", "写成 ---")]),
        ("---\ntitle: 甲\n---正文", "正文", [("---", "--- 单独写一行，后面的字另起一行")]),
        ("---\ntitle: 甲\n", "", [("---", "在前言之后另起一行写 ---")]),
    ],
)
def test_where_the_front_matter_ends(copy: str, body: str, told: list[tuple[str, str]]) -> None:
    """A second line of dashes is the body's, which tells it (S003)."""
    source = Source("稿.md", copy)
    parts, faults = split(source)
    assert source.quote(parts.body) == body
    assert [(each.quoted, each.hint) for each in faults] == told


@pytest.mark.parametrize(
    ("line", "severity", "message", "hint"),
    [
        (
            "标题: 甲乙  #待定",
            "ERROR",
            "`#待定` 会原样印出来",
            "要印就写成 标题: '甲乙  #待定'；是说明就写成 标题: 甲乙  # 待定",
        ),
        (
            "专题: 治理 #第2批  # 待定",
            "ERROR",
            "`#第2批` 会原样印出来",
            "要印就写成 专题: '治理 #第2批'；是说明就写成 专题: 治理",
        ),
        (
            "标题: 3#楼改造",
            "WARNING",
            "`#楼改造` 会原样印出来",
            "要印就写成 标题: '3#楼改造'；是说明就写成 标题: 3  # 楼改造",
        ),
        ("期号: 3 ＃核实", "ERROR", "`＃核实` 不是 `期号` 的内容", "写成 期号: 3  # 核实"),
        (
            "撰稿: 张三#核",
            "WARNING",
            "`#核` 算作内容",
            "是内容就写成 撰稿: '张三#核'；是说明就写成 撰稿: 张三  # 核",
        ),
    ],
)
def test_a_note_after_a_value_is_told_with_both_cures(
    line: str, severity: str, message: str, hint: str
) -> None:
    source = Source("稿.md", f"---\n{line}\n---\n")
    fields = (*SUBMISSION_FIELDS, *ISSUE_FIELDS)
    told = [each for each in front_faults(source, fields) if each.code != "F005"]
    assert [(each.severity.name, each.message, each.hint) for each in told] == [
        (severity, message, hint)
    ]
