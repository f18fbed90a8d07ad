"""Front matter with slips of the hand: read as it is meant, and written so by `--fix`."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.fields import ISSUE_FIELDS, PUBLICATION_FIELDS, SUBMISSION_FIELDS
from bulletin.fix import Asked, fix_front
from bulletin.front_matter import Faults, Field, compose, front_faults, read_fields, split
from bulletin.meaning import (
    choice_meant,
    day_meant,
    days_meant,
    flag_meant,
    month_meant,
    names_meant,
    number_meant,
)
from bulletin.slips import MendedText
from bulletin.source import Source, Span

ISSUED = date(2026, 11, 27)
BODY = "\n**建强队伍。**时间：3月,地点：会场。\n\n---\n\n# 后文 　\t\n"


def values(text: str, fields: tuple[Field, ...] = SUBMISSION_FIELDS) -> dict[str, object]:
    """What a file's fields say, texts without their places."""
    source = Source("稿.md", text)
    parts, _ = split(source, fields)
    entries, _ = compose(source, parts.front, fields)
    faults = Faults(source)
    faults.about = lambda: ISSUED
    read = read_fields(entries, fields, faults).values
    return {name: plain(value) for name, value in read.items() if value is not None}


def plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return getattr(value, "text", value)


def fixed(text: str, fields: tuple[Field, ...] = SUBMISSION_FIELDS, *, fenced: bool = True) -> str:
    asked = Asked(fields=fields, about=ISSUED)
    return fix_front(Source("稿.md", text), asked, fenced=fenced).text


SEPARATORS = (
    "{}: {}", "{}：{}", "{}:{}", "{}:　{}", "{} = {}", "{}　{}", "{}：　{}", "**{}**：{}",
    "**{}：**{}", "【{}】{}", "“{}”: {}", "{} : {}",
)  # fmt: skip
AS_TYPED = (
    "三措并举", "“三措”并举", "抓实：治理", "第1期 要点", "12:30开会", "[专题]三措", "{一}三措",
    "抓实: 治理", "@三措", "*三措", ">80%的村", "- 三措", "%三措", "`三措`", "&三", "!三措",
    "|三措", "? 三措",
)  # fmt: skip
TITLES = dict(zip(AS_TYPED, AS_TYPED, strict=True)) | {
    '"三措"并举': "“三措”并举",
    "'三措'并举": "“三措”并举",
    "**三措并举**": "三措并举",
    "'抓''实: 治理'": "抓'实: 治理",
}
DAYS = (
    "2026-11-20", "2026.11.20", "2026/11/20", "2026年11月20日", "20261120", "11月20日",
    "二〇二六年十一月二十日", "２０２６．１１．２０", "2026 11 20", "2026-11-20 10:30",
    "2026年11月20号（星期五）",
)  # fmt: skip
STATES = ("留用", "已留用", "held", "待用", "留用。", "“留用”", "留用稿")
FENCES = ("---", "－－－", "———", "-----", " ---", "——")


@given(
    st.tuples(*[st.sampled_from(SEPARATORS)] * 4),
    st.sampled_from(sorted(TITLES)),
    st.sampled_from(DAYS),
    st.sampled_from(STATES),
    st.sampled_from(FENCES),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([True, False]),
)
def test_what_is_meant_is_read_and_written(
    separators: tuple[str, ...],
    title: str,
    day: str,
    state: str,
    fence: str,
    end: str,
    spread: bool,
) -> None:
    """In memory as in the mended file, which has no fault left, and the same body."""
    pairs = zip(("单位", "标题", "收稿日期", "状态"), ("城关镇", title, day, state), strict=True)
    lines = (
        each.format("　".join(name) if spread and ":" in each else name, value)
        for each, (name, value) in zip(separators, pairs, strict=True)
    )
    body = BODY.replace("\n", end)
    text = end.join((fence, *lines, fence, body))
    meant = {
        "unit": ("城关镇",),
        "title": TITLES[title],
        "received": date(2026, 11, 20),
        "status": "held",
    }
    assert values(text) == meant
    after = fixed(text)
    assert front_faults(Source("稿.md", after), SUBMISSION_FIELDS) == ()
    assert values(after) == meant
    assert after.endswith(f"---{end}{body}")
    assert fixed(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("单位: 城关镇 标题: 甲\n", "单位: 城关镇\n标题: 甲\n"),
        ("- 单位: 城关镇\n- 标题: 甲\n", "单位: 城关镇\n标题: 甲\n"),
        ("单位: 城关镇\n标题:甲: 乙\n", "单位: 城关镇\n标题: '甲: 乙'\n"),
        (
            "单位: 城关镇\n标题: 甲\n准许:\n－　规则：N101\n　　原因：原稿\n",
            "单位: 城关镇\n标题: 甲\n准许:\n- 规则: N101\n  原因: 原稿\n",
        ),
        (
            "单位: 城关镇\n标题: 甲\n准许:\n  规则: N101\n  原因: 原稿\n",
            "单位: 城关镇\n标题: 甲\n准许:\n  - 规则: N101\n    原因: 原稿\n",
        ),
        (
            "单位: 城关镇\n标题: 甲\n准许: {规则: N101, 原因: 原稿}\n",
            "单位: 城关镇\n标题: 甲\n准许: [{规则: N101, 原因: 原稿}]\n",
        ),
        ("作者: 张三\n单位: ＂城关镇\n标题: 甲\n", "撰稿: 张三\n单位: ＂城关镇\n标题: 甲\n"),
        ('单位: "城关镇\n标题: 甲\n', "单位: 城关镇\n标题: 甲\n"),
        ("单位: 「城关镇」\n标题: 甲\n", "单位: 城关镇\n标题: 甲\n"),
    ],
)
def test_one_reading_is_written(before: str, after: str) -> None:
    assert fixed(f"---\n{before}---\n{BODY}") == f"---\n{after}---\n{BODY}"


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("单位: 城关镇\n标题: 甲\n推动治理\n", "并成一行 标题: 甲推动治理"),
        ('单位: 城关镇\n标题: "三措\n', "写成 标题: 三措；要印引号就写成对的 “ ”"),
        ("单位: 城关镇\n标题: 甲\n状态: 未采用\n", "只能写 采用 或 留用 或 退稿"),
        ("单位: 城关镇\n标题: 甲\ntitle: 乙\n", "只留一处"),
        ("单位: 城关镇\n标题: 甲\n收稿日期: 昨天\n", "写成 收稿日期: 年-月-日"),
        ("单位: 城关镇\n标题: 甲\n收稿日期: 5/6/2026\n", "2026-05-06 或 2026-06-05"),
        ("单位: 城关镇\n标题: 甲\n收稿日期: 二〇二六年十一月\n", "写成 收稿日期: 2026-11-日"),
        ("单位: 城关镇\n标题: 甲\n收稿日期: 2026年\n", "写成 收稿日期: 2026-月-日"),
        ("单位: 城关镇\n标题: 甲\n收稿日期: 12月1日\n", "写上年份"),
        ("单位: 城关镇\n标题: 甲\n电活: 1\n", "改为 电话"),
    ],
)
def test_more_than_one_reading_is_told_and_left(front: str, said: str) -> None:
    text = f"---\n{front}---\n{BODY}"
    told = front_faults(Source("稿.md", text), SUBMISSION_FIELDS, ISSUED)
    assert any(said in each.hint for each in told)
    assert fixed(text) == text


def test_tabs_and_wide_blanks_in_a_publication() -> None:
    before = (
        "报头：某县组工信息\n编印单位: 研究室\n单位名册:\n\t- 名称：城关镇\n\t  别名：城关\n"
        "\t- {名称：东关街道}\n分送:\n　报：部领导\n　送：各镇\n邮件:\n\t密送: 不\n\t收件人:\n"
        "\t\t- 单位: 甲\n\t\t  邮箱: a@b.example\n"
    )
    after = (
        "报头: 某县组工信息\n编印单位: 研究室\n单位名册:\n  - 名称: 城关镇\n    别名: 城关\n"
        "  - {名称: 东关街道}\n分送:\n  报: 部领导\n  送: 各镇\n邮件:\n  密送: 否\n  收件人:\n"
        "    - 单位: 甲\n      邮箱: a@b.example\n"
    )
    assert fixed(before, PUBLICATION_FIELDS, fenced=False) == after
    assert fixed(f"---\n{after}---\n", PUBLICATION_FIELDS, fenced=False) == f"---\n{after}\n"


def test_continued_values_are_no_slips() -> None:
    """Lists over several lines, folded text and comments, in a file with a slip elsewhere."""
    front = (
        "期号：7\n日期: 2026-11-27\n篇目: [城关镇,\n  东关街道]  # 次序：已定\n"
        "专题: >-\n  “基层：治理”\n  专题\n# 说明：－不改\n分送:\n  报:\n    - 部领导\n"
    )
    text = f"---\n{front}---\n"
    assert fixed(text, ISSUE_FIELDS) == text.replace("期号：7", "期号: 7")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("第7期", "7"), ("第十二期", "12"), ("１１６", "116"), ("总第116期", "116"), ("007", "7"),
     ("1,000份", "1000"), ("一百一十六", "116"), ("7.", "7"), ("1e5", ""), ("3-4", ""), ("-3", ""),
     ("No.7", "7"), ("№ 7", "7"), ("NO:7", "7"), ("第7期（总第512期）", "7"), ("总第512期", "512")],
)  # fmt: skip
def test_numbers(text: str, meant: str) -> None:
    assert number_meant(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("11/27/2026", ["2026-11-27"]), ("27/11/2026", ["2026-11-27"]), ("26.11.27", ["2026-11-27"]),
     ("Nov 27, 2026", ["2026-11-27"]), ("27 November 2026", ["2026-11-27"]),
     ("26年11月27日", ["2026-11-27"]),
     ("5/6/2026", ["2026-05-06", "2026-06-05"]), ("6/6/2026", ["2026-06-06"]),
     ("26/11/27", ["2026-11-27", "2027-11-26"]),
     ("明天", []), ("周五", []), ("2026", []), ("13/13/2026", []), ("26.13.40", [])],
)  # fmt: skip
def test_days_in_other_forms(text: str, meant: list[str]) -> None:
    assert [each.isoformat() for each in days_meant(text)] == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2026年11月", (2026, 11)), ("2026-11", (2026, 11)), ("二〇二六年十一月", (2026, 11)),
     ("2026年", (2026, 0)), ("二〇二六年", (2026, 0)), ("11月", (0, 0)), ("明天", (0, 0))],
)  # fmt: skip
def test_months(text: str, meant: tuple[int, int]) -> None:
    assert month_meant(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2026.11.27", ISSUED), ("2026—11—27", ISSUED), ("2026、11、27", ISSUED), ("11.27", ISSUED),
     ("2026/11/27 上午", ISSUED), ("二○二六年十一月廿七日", ISSUED), ("12月1日", date(2025, 12, 1)),
     ("五月一日", None), ("2026-02-30", None), ("2026年11月", None), ("26.11.27", None)],
)  # fmt: skip
def test_days(text: str, meant: date | None) -> None:
    about = date(2026, 1, 5) if text == "12月1日" else ISSUED
    assert day_meant(text, about) == meant


def test_yes_and_no_and_choices() -> None:
    assert [flag_meant(each) for each in ("√", "Yes", "公开", "×", "不公开", "内部", "也许")] == [
        *[True] * 3, *[False] * 3, None,
    ]  # fmt: skip
    stages = {"draft": "送审稿", "proof": "清样", "signed": "已签发", "printed": "往期"}
    meant = [
        choice_meant(each, stages) for each in ("草稿", "清样稿", "已签发。", "未签发", "签发")
    ]
    assert meant == ["draft", "proof", "signed", "", ""]  # nothing becomes signed by a guess
    assert names_meant("城关镇 东关街道") == ("城关镇", "东关街道")
    assert names_meant("城关镇 上报稿") == names_meant("城关镇、东关街道") == ()


def test_places_in_mended_text_are_those_of_the_file() -> None:
    source = Source("稿.md", "---\n单位：城关镇\n标题: [一]甲\n状态: 采纳\n---\n")
    told = front_faults(source, SUBMISSION_FIELDS)
    assert [(each.code, each.quoted) for each in told] == [
        ("F002", "："), ("F002", "[一]甲"), ("F009", "采纳"),
    ]  # fmt: skip
    assert MendedText("甲", 5).place(1) == 6
    assert split(source, SUBMISSION_FIELDS)[0].front == Span(4, source.text.index("---", 5))


@pytest.mark.parametrize(
    ("front", "right"),
    [
        ("unit: 城关镇\n标题：甲\n", "unit: 城关镇\ntitle: 甲\n"),
        ("标题：甲\nunit: 城关镇\n署名：乙\n", "title: 甲\nunit: 城关镇\nbyline: 乙\n"),
        ("unit: 城关镇\n标题:甲\n", "unit: 城关镇\ntitle: 甲\n"),
        ("unit: 城关镇\n【标题】甲\n", "unit: 城关镇\ntitle: 甲\n"),
        ("单位: 城关镇\nTitle：甲\n", "单位: 城关镇\n标题: 甲\n"),
        ("单位：城关镇\ntitle：甲\n", "单位: 城关镇\ntitle: 甲\n"),
        ("unit: 城关镇\n标题: 甲\n", "unit: 城关镇\n标题: 甲\n"),
    ],
)
def test_a_name_with_a_slip_is_written_in_the_language_of_the_file(front: str, right: str) -> None:
    """What is written right says which it is; nothing does where no name is."""
    source = Source("稿.md", f"---\n{front}---\n{BODY}")
    fixed = fix_front(source, Asked(fields=SUBMISSION_FIELDS))
    assert fixed.text == f"---\n{right}---\n{BODY}"
    again = Source("稿.md", fixed.text)
    assert fix_front(again, Asked(fields=SUBMISSION_FIELDS)).text == fixed.text


@pytest.mark.parametrize("colon", [": ", "："])
def test_both_names_of_one_field_stay_an_error(colon: str) -> None:
    source = Source("稿.md", f"---\nunit: 城关镇\ntitle: 甲\n标题{colon}乙\n---\n{BODY}")
    told = front_faults(source, SUBMISSION_FIELDS)
    (twice,) = [each for each in told if each.code == "F004"]
    assert twice.message == "`title` 和 `标题` 是同一个字段，写了两次"
    fixed = fix_front(source, Asked(fields=SUBMISSION_FIELDS)).text
    assert "title: 甲\n标题: 乙\n" in fixed


@pytest.mark.parametrize(
    ("front", "right"),
    [
        (
            "分送:\n  报：[部领导]\n  送：\n    - 市直\n",
            "分送:\n  报: [部领导]\n  送:\n    - 市直\n",
        ),
        ("分送:\n  report_to：[部领导]\n  发: [乙]\n", "分送:\n  报: [部领导]\n  发: [乙]\n"),
        ("分送：\n  send_to = 市直\n", "分送:\n  送: 市直\n"),
        ("分送: {报：部领导，issue_to：[甲，乙]}\n", "分送: {报: 部领导, 发: [甲, 乙]}\n"),
        ("准许:\n  - code：W106\n    原因：剧名\n", "准许:\n  - 规则: W106\n    原因: 剧名\n"),
        (
            "准许: [{规则：W106，原因：剧名，照写}，{规则：N101，reason：原文}]\n",
            "准许: [{规则: W106, 原因: 剧名，照写}, {规则: N101, 原因: 原文}]\n",
        ),
        ("准许:\n- {规则：W106，原因：剧名，照写}\n", "准许:\n- {规则: W106, 原因: 剧名，照写}\n"),
        # Words that only begin like a field of some group.
        ("分送:\n  送:\n    - 报：部领导\n", "分送:\n  送:\n    - 报：部领导\n"),
        ("提示: 内部资料\n  文字：保存\n", "提示: 内部资料\n  文字：保存\n"),
        ("分送:\n  issue_to: [乙]\n", "分送:\n  issue_to: [乙]\n"),
    ],
)
def test_names_in_a_group_are_mended_in_the_language_of_the_file(front: str, right: str) -> None:
    head = "期号: 117\n日期: 2026-11-27\n篇目: [a]\n"
    source = Source("issue.md", f"---\n{head}{front}---\n")
    fixed = fix_front(source, Asked(fields=ISSUE_FIELDS)).text
    assert fixed == f"---\n{head}{right}---\n"
    assert fix_front(Source("issue.md", fixed), Asked(fields=ISSUE_FIELDS)).text == fixed


def test_a_unit_of_the_roster_is_not_called_by_its_fields_names() -> None:
    roster = "单位名册:\n  - name：千秋街道\n    别名：[千秋]\n"
    front = f"报头: 天\n编印单位: 乙\n{roster}分送: {{报: [甲]}}\n"
    source = Source("publication.yaml", front)
    told = front_faults(source, PUBLICATION_FIELDS, fenced=False)
    assert [(each.code, each.hint) for each in told] == [
        ("F002", "写成 - 名称: 千秋街道"),
        ("F002", "写成 别名: [千秋]"),
    ]
    fixed = fix_front(source, Asked(fields=PUBLICATION_FIELDS), fenced=False).text
    assert "  - 名称: 千秋街道\n    别名: [千秋]\n" in fixed
