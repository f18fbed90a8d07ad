"""Documents recognised as submissions: title, unit, credits, sections, and nothing lost."""

from __future__ import annotations

from collections import Counter
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.diagnostics import Severity
from bulletin.intake.received import GridCell, ReceivedDocument, ReceivedPicture, lines_of
from bulletin.intake.recognition import copy_of
from bulletin.intake.running_text import running_text_of
from bulletin.intake.submission import ReceivedSubmission, recognise
from bulletin.markdown import write_front, write_sections
from bulletin.model import Distribution, Publication, Unit, registry_of
from bulletin.report import concise
from tests.intake.documents import (
    TITLE,
    Framed,
    Said,
    Spec,
    body,
    bold,
    document,
    said,
    title,
)
from tests.intake.laws import lost, lost_pictures, untrue

UNITS = (
    Unit("千秋街道", ("千秋",), "街道"),
    Unit("大通镇", (), "镇"),
    Unit("张铺镇", ("张铺",), "镇"),
)
PUBLICATION = Publication(
    "某县组工信息", "研究室", UNITS, Distribution(), "", "", registry=registry_of(UNITS)
)
LONG = "利用闲置空间打造“党群之家”，融合党性教育、红色宣讲、书籍阅览等5项功能，内设“红色驿站”。"


def received(*specs: Spec, **rest: Any) -> ReceivedSubmission:
    return recognise(document(*specs, **rest), PUBLICATION)


def copy(*specs: Spec, **rest: Any) -> str:
    """The body that is written of a document with a title."""
    return write_sections(received(title("千秋街道：甲乙丙丁戊己"), *specs, **rest).sections)


def codes(found: ReceivedSubmission) -> list[str]:
    return [each.code for each in found.diagnostics if each.severity]


# -- The law ---------------------------------------------------------------------------------------

CHARACTERS = st.text(
    alphabet="天长街道镇一二三123（）()“”：，。、；！ 　\t*#_-|.年月日稿审电话", max_size=25
)
LINES = st.one_of(
    CHARACTERS,
    st.sampled_from(
        [
            "千秋街道", "大通镇党委", "（张铺镇供稿）", "撰稿：张三　审核：李四", "2023年6月9日",
            "二〇二三年六月九日", "一、加强领导", "（一）健全机制。", "1.压实责任", "秘密★1年",
            "联系人：王五 13900001111", "图1 会场", LONG, LONG[:-1], LONG + "\n" + LONG, "第3期",
            "一、甲。" + LONG, "千秋街道：甲乙丙丁戊", "办好家门口的服务中心：见成效",
            "供稿单位：大通镇党委联合供稿组", "供稿单位：千秋街道", "报送单位：张铺镇",
            "日期：2023年6月9日初稿7月1日二稿", "机密★1年 特急 千秋街道党工委文件",
            "联系人：张三（主任）0550-7012345，李四13900001111",
            "中共某县大通镇委员会 2023年6月9日", "内部资料", "附件：1.名单", "1. 甲。" + LONG,
            "联系人：张三，电话13900001111", "大通镇　7月3日", "2023年7月", "邮箱：a@b.cn",
            "（大通镇供稿 撰稿：张三 电话：13900001111）", "审核：通过12户。", "主送：市委",
            "撰稿人王小明联系电话0550-7654321审核人李大为职务书记",
        ]
    ),
)  # fmt: skip
LOOKS = st.fixed_dictionaries(
    {
        "bold": st.booleans(),
        "italic": st.sampled_from([False, False, False, True]),
        "size": st.sampled_from([0.0, 10.5, 16.0, 22.0]),
        "face": st.sampled_from(["", "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"]),
        "address": st.sampled_from(["", "", "", "http://a.cn/b"]),
    }
)
SAID = st.builds(
    lambda runs, signs, line: Said(tuple(runs) + tuple(("", sign) for sign in signs), line),
    st.lists(st.tuples(LINES, LOOKS), min_size=1, max_size=3),
    st.sampled_from(
        [(), (), (), ({"footnote": 1},), ({"footnote": 2},), ({"picture": 1},), ({"picture": 2},)]
    ),
    st.fixed_dictionaries(
        {
            "alignment": st.sampled_from(["", "center", "right", "justify"]),
            "indent": st.sampled_from([0.0, 2.0]),
            "level": st.sampled_from([0, 0, 0, 1, 2]),
            "label": st.sampled_from(["", "", "", "一、", "（1）", "1."]),
            "depth": st.sampled_from([0, 0, 1, 2]),
        }
    ),
)
SPECS: st.SearchStrategy[Spec] = st.recursive(
    SAID,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda each: Framed(tuple(each))),
        st.lists(
            st.lists(st.lists(inner, min_size=1, max_size=2), min_size=1, max_size=3),
            min_size=1, max_size=3,
        ),
    ),
    max_leaves=8,
)  # fmt: skip
DOCUMENTS = st.builds(
    lambda specs, running: document(
        *specs,
        footnotes=[[said("注一。", ("", {"picture": 3}))], [said("注二"), said("又")]],
        running=running,
        pictures=[ReceivedPicture(b"", ".png", name) for name in ("会场", "", "IMG_1.jpg")],
    ),
    st.lists(SPECS, min_size=1, max_size=10),
    st.lists(SAID, max_size=1),
)


@pytest.mark.parametrize(
    "text",
    ["报送单位：张铺镇千秋街道", "报送单位：张铺镇撰稿：张三\u3000审核：李四", "一、1！。1"],
)
def test_a_label_or_stop_of_which_there_is_another_is_kept_or_told(text: str) -> None:
    told = document(said(text))
    assert lost(recognise(told, PUBLICATION), told.source.text) == Counter()


def test_the_stop_of_a_heading_that_no_bold_can_hold_is_told() -> None:
    """It begins with a mark that bold cannot open before, and gets a line of its own."""
    bare = Said((("", {}),), {"label": "一、", "level": 1, "depth": 1})
    runs = (
        ("；稿", {"face": "方正小标宋简体"}),
        ("（一）健全机制。", {"size": 16.0, "face": "楷体_GB2312", "bold": True}),
        ("　年 月2）”", {"size": 22.0, "face": "楷体_GB2312"}),
        ("", {"picture": 2}),
    )
    pictures = [ReceivedPicture(b"", ".png", "")] * 2
    told = document(Said(runs, {"alignment": "right", "depth": 1}), bare, pictures=pictures)
    found = recognise(told, PUBLICATION)
    assert write_sections(found.sections).startswith("## ；稿（一）健全机制\n")
    assert "D220" in [each.code for each in found.diagnostics]
    assert lost(found, told.source.text) == Counter()


@pytest.mark.slow
@settings(max_examples=40)
@given(DOCUMENTS)
def test_everything_visible_is_in_the_file_or_truly_told(given_document: ReceivedDocument) -> None:
    found = recognise(given_document, PUBLICATION)
    assert untrue(found) == []
    assert lost(found, given_document.source.text) == Counter()
    assert lost_pictures(found) == set()


@pytest.mark.slow
@settings(max_examples=15)
@given(DOCUMENTS)
def test_recognising_is_the_same_every_time(given_document: ReceivedDocument) -> None:
    assert recognise(given_document, PUBLICATION) == recognise(given_document, PUBLICATION)


# -- Head and tail ---------------------------------------------------------------------------------


def test_a_submission_as_towns_send_it() -> None:
    found = received(
        said("秘密★1年"),
        title("千秋街道上城小区党支部：“三措并举”推动"),
        title("治理服务提质增效。"),
        said("——以上城小区为例", alignment="center"),
        said("（千秋街道党工委　张 三　2023年6月9日）", alignment="center"),
        said(bold("筑牢红色阵地。"), LONG, indent=2.0),
        said("撰稿：李四　审核：王五　签发：赵六　联系电话：0550-7000000"),
        said("（千秋街道党工委供稿）", alignment="right"),
        remarks=[("comment", "部长", "2023-06-10T08:00:00Z", "再核", "红色驿站")],
        running=[said("内部资料"), said("— 1 —")],
    )
    assert write_front(found.fields, found.notes) == (
        "---\nunit: 千秋街道\ntitle: “三措并举”推动治理服务提质增效——以上城小区为例\n"
        "byline: 千秋街道上城小区党支部\nauthor: 张三、李四\nphone: 0550-7000000\n"
        "approver: 王五、赵六\nreceived: 2023-06-09\nsupplier: 千秋街道党工委\n"
        "# 原件标有密级：秘密★1年\n# 没有排入（页眉页脚）：内部资料\n"
        "# 批注（部长，2023-06-10，第6段“红色驿站”）：再核\n---\n"
    )
    assert write_sections(found.sections) == f"**筑牢红色阵地。**{LONG}\n"
    assert codes(found) == ["D213", "D205"]


def test_the_stop_of_a_heading_over_a_picture_is_told() -> None:
    found = received(
        title("千秋街道：甲乙丙丁"),
        said(bold("一、会场。")),
        said(("", {"picture": 1})),
        body(LONG),
        pictures=[ReceivedPicture(b"", ".png", "会场")],
    )
    assert write_sections(found.sections) == f"## 一、会场\n\n![会场](1)\n\n{LONG}\n"
    assert [each.quoted for each in found.diagnostics if each.code == "D220"] == ["。"]


@pytest.mark.parametrize(
    ("lines", "title_of", "unit"),
    [
        (
            (title("千秋街道：“三措并举”推动"), title("治理服务提质增效")),
            "“三措并举”推动治理服务提质增效", "千秋街道",
        ),
        (
            (title("关于好事的做法"), said("大通镇党委", alignment="center")),
            "关于好事的做法", "大通镇",
        ),
        ((title("大通镇推进网格化治理"),), "大通镇推进网格化治理", "大通镇"),
        (
            (
                said(("张铺工作信息", {"size": 36.0}), alignment="center"), said("第12期"),
                title("张铺：甲乙"),
            ),
            "甲乙", "张铺镇",
        ),
        (
            (said(("张铺镇党委", {"size": 0.0})), said(("甲乙丙丁", {"size": 0.0}))),
            "甲乙丙丁", "张铺镇",
        ),
        ((said("□张铺镇：做好产业添“新”文章。" + LONG),), "做好产业添“新”文章", "张铺镇"),
        ((title("中共天长市大通镇委员会：甲乙"),), "甲乙", "大通镇"),
        ((title("基层治理：从一到十"),), "基层治理：从一到十", ""),
        ((title("千秋大业新格局"),), "千秋大业新格局", ""),
        ((title("高庙镇：甲乙"),), "甲乙", "高庙镇"),
    ],
)  # fmt: skip
def test_title_and_unit(lines: tuple[Spec, ...], title_of: str, unit: str) -> None:
    found = received(*lines, body(LONG))
    assert (found.fields.get("title", ""), found.fields.get("unit", "")) == (title_of, unit)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("撰稿：张三　审核：李四", {"author": "张三", "approver": "李四"}),
        ("（撰稿人：张 三；签发：李 四）", {"author": "张三", "approver": "李四"}),
        ("联 系 电 话：0550-7000000", {"phone": "0550-7000000"}),
        ("执笔人：张三　13900001111", {"author": "张三", "phone": "13900001111"}),
        ("联系人：张三 13900001111", {"author": "张三", "phone": "13900001111"}),
        ("审核：李四 2023年6月2日", {"approver": "李四", "received": "2023-06-02"}),
        ("撰稿：张三　联系人：李四", {"author": "张三"}),
        ("供稿：大通镇党委", {"supplier": "大通镇党委", "unit": "大通镇"}),
        ("供稿：张三", {"author": "张三"}),
        ("（大通镇供稿）", {"supplier": "大通镇", "unit": "大通镇"}),
        (
            "（大通镇党委 供稿 电话13900001111）",
            {"supplier": "大通镇党委", "unit": "大通镇", "phone": "13900001111"},
        ),
        ("报送单位：大通镇", {"unit": "大通镇"}),
        ("2023年6月9日", {"received": "2023-06-09"}),
        ("二〇二三年六月九日", {"received": "2023-06-09"}),
        ("二○二三年十二月卅一日", {"received": "2023-12-31"}),
        ("2023.6.9", {"received": "2023-06-09"}),
        ("２０２３年６月９日", {"received": "2023-06-09"}),
        ("大通镇　2023年6月9日", {"unit": "大通镇", "received": "2023-06-09"}),
        ("大通镇小余庄村党支部", {"unit": "大通镇", "byline": "大通镇小余庄村党支部"}),
        ("2023年2月30日", {}),
        ("审核：各项数据由统计部门负责，逐项核对。核对以后报送。", {}),
        ("大通镇的做法得到肯定", {}),
        ("联系群众：3000人", {}),
        ("联系人：张三，电话13900001111", {"author": "张三", "phone": "13900001111"}),
        ("执笔：张三（0550-7012345）", {"author": "张三", "phone": "0550-7012345"}),
        ("执笔：张三 (0550)7012345", {"author": "张三", "phone": "(0550)7012345"}),
        ("联系人及电话：张三，0550-7012345", {"author": "张三", "phone": "0550-7012345"}),
        ("初审：张三 复审：李四 终审：王五", {"approver": "张三、李四、王五"}),
        ("审核领导：张三", {"approver": "张三"}),
        ("审核：张三。", {}),
        ("审核：通过12户。", {}),
        ("审核：通过12户", {}),
        ("单位：30家。", {}),
        ("时间：过得很快。", {}),
        ("撰稿：张三。", {"author": "张三"}),
        ("撰稿：大通镇 张三", {"unit": "大通镇", "author": "大通镇 张三"}),
        (
            "（大通镇供稿  撰稿：张三  电话：13900001111  审核：李四）",
            {
                "unit": "大通镇", "supplier": "大通镇", "author": "张三",
                "phone": "13900001111", "approver": "李四",
            },
        ),
        ("大通镇获评先进，撰稿：张三", {}),
        ("大通镇2023年7月", {}),
        (
            "撰稿人王小明联系电话0550-7654321审核人李大为职务镇党委副书记",
            {"author": "王小明", "phone": "0550-7654321", "approver": "李大为"},
        ),
        ("撰稿审核签发各司其职", {}),
        ("审核时间缩短一半单位负责人电话回访7000000人次编辑简报", {}),
        ("2023年7月，大通镇获评先进", {}),
    ],
)  # fmt: skip
def test_the_line_at_the_foot(line: str, fields: dict[str, str]) -> None:
    found = received(title("甲乙丙丁戊己庚"), body(LONG), said(line))
    assert found.fields == {"title": "甲乙丙丁戊己庚", **fields}
    assert (line in write_sections(found.sections)) == (not fields)


def test_units_that_contradict_are_told() -> None:
    found = received(title("千秋街道：甲乙丙丁"), body(LONG), said("大通镇", alignment="right"))
    assert found.fields["unit"] == "千秋街道"
    assert codes(found) == ["D202", "D205"]
    assert found.notes == ("没有排入（署名）：大通镇",)
    both = received(title("千秋街道、大通镇联手"), body(LONG))
    assert "unit" not in both.fields
    assert codes(both) == ["D202"]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("张铺镇来稿", "张铺镇"),
        ("张铺镇7月信息", "张铺镇"),
        ("张铺镇典型材料-定稿", "张铺镇"),
        ("20230703张铺镇2023年第3期（修改稿）", "张铺镇"),
        ("张铺镇“三抓三促”", "张铺镇"),
        ("张铺镇八墩村经验", "张铺镇"),
        ("张铺镇党工委八墩村党支部", "张铺镇"),
        ("Re: 张铺镇：抓实基层党建", "张铺镇"),
        ("03千秋（修改稿）", "千秋街道"),
        ("关于千秋的信息", "千秋街道"),
        ("千秋", "千秋街道"),
        ("千秋大业新格局", ""),
        ("学习张铺镇先进经验的体会", ""),
        ("新建 DOCX 文档", ""),
    ],
)
def test_a_file_name_says_who_sent_it_and_is_never_printed(name: str, unit: str) -> None:
    found = received(title("甲乙丙丁戊己庚"), body(LONG), name=name)
    assert found.fields == {**({"unit": unit} if unit else {}), "title": "甲乙丙丁戊己庚"}
    assert codes(found) == ([] if unit else ["D201"])


def test_a_file_name_that_names_two_units_says_so() -> None:
    found = received(title("甲乙丙丁戊己庚"), body(LONG), name="千秋 张铺镇")
    assert found.fields == {"title": "甲乙丙丁戊己庚"}
    assert codes(found) == ["D202"]


FIRST = "千秋街道“三个一”抓实基层党建"
SECOND = "千秋街道开展“敲门行动”"


def others(*specs: Spec) -> list[str]:
    """What is told of several submissions in one file, each with the words it points at."""
    found = received(*specs)
    source = found.document.source
    told = [each for each in found.diagnostics if each.code == "D222"]
    assert all(each.severity is Severity.WARNING and each.hint for each in told)
    return [f"{source.quote(each.span)} / {each.message}" for each in told]


def test_several_submissions_in_one_file_are_told() -> None:
    several = title("千秋街道党建信息（三篇）")
    told = [
        "千秋街道党建信息（三篇） / 标题写着“（三篇）”，像是几篇稿件合在一个文件里",
        f"{SECOND} / 这里像是另一篇稿件：“{SECOND}”",
        "多措并举 / 这里像是另一篇稿件：“多措并举”",
    ]
    third = (title("多措并举"), title("服务群众"), body(LONG))
    assert others(several, title(FIRST), body(LONG), title(SECOND), body(LONG), *third) == told
    assert others(title(FIRST), body(LONG), title(SECOND), body(LONG), *third) == told[1:]
    assert others(title(FIRST + "（2篇）"), body(LONG)) == [
        f"{FIRST}（2篇） / 标题写着“（2篇）”，像是几篇稿件合在一个文件里"
    ]
    other = "张铺镇：抓实基层党建"
    assert others(title(FIRST), body(LONG), title(other), body(LONG)) == [
        f"{other} / 这里像是另一篇稿件：“{other}”"
    ]


def test_several_submissions_are_told_by_their_words_too() -> None:
    """Plain text has no look: a title stands with its unit, or a field is typed, or it is pasted
    twice."""
    name, other, unit = FIRST.removeprefix("千秋街道"), "推动服务下沉见实效", body("张铺镇")
    first = (body(name), body("千秋街道"), body(LONG))
    told = f"{other} / 这里像是另一篇稿件：“{other}”"
    assert others(*first, body(other), unit, body(LONG)) == [told]
    assert others(*first, unit, body(other), body(LONG)) == [
        "张铺镇 / 这里像是另一篇稿件：“张铺镇”"
    ]
    assert others(*first, *first) == [f"{name} / 这里像是另一篇稿件：“{name}”"]
    assert others(*first, body("单位：张铺镇"), body(f"标题：{other}"), body(LONG)) == [
        "单位：张铺镇 / 这里像是另一篇稿件：“单位：张铺镇”"
    ]


def test_a_short_paragraph_below_a_labelled_title_stays_in_the_body() -> None:
    found = received(
        body("单位：千秋街道"), body("标题：抓实党建"), body("全街道共走访群众200户。")
    )
    assert found.fields == {"unit": "千秋街道", "title": "抓实党建"}
    assert write_sections(found.sections) == "全街道共走访群众200户。\n"


@pytest.mark.parametrize(
    "specs",
    [
        (title("千秋街道“三个一”"), title("抓实基层党建"), body(LONG)),
        (title("千秋街道“三个一”"), said(("抓实党建", {**TITLE, "bold": True}), alignment="center"),
         body(LONG)),
        (title(FIRST), body(LONG), title("（千秋街道供稿）"), body(LONG)),
        (title(FIRST), body(LONG), title("供稿：千秋街道"), body(LONG)),
        (title(FIRST), said(("", {"picture": 1})),
         said(("图1 会场", {"face": "黑体"}), alignment="center"), body(LONG)),
        (title(FIRST), body(LONG), said(("一、加强领导", {"face": "黑体"}), alignment="center"),
         body(LONG)),
        (said(("千秋街道抓实党建", {"face": "黑体", "size": 22.0}), alignment="center"), body(LONG),
         said(("一、加强领导", {"face": "黑体", "size": 22.0}), alignment="center"), body(LONG)),
        (said(("千秋街道抓实党建", {"bold": True}), alignment="center"), body(LONG),
         said(("加强领导", {"bold": True}), alignment="center"), body(LONG)),
        (title("千秋街道做好“三篇文章”（第三篇）"), body(LONG)),
        (title("千秋街道党建信息（一篇）"), body(LONG)),
        (title(FIRST), body(LONG), said("附件1"), title("党员名单"), body(LONG)),
        (title(FIRST), body(LONG), title("千秋街道党建办")),
    ],
)  # fmt: skip
def test_one_submission_is_not_told_as_several(specs: tuple[Spec, ...]) -> None:
    pictures = [ReceivedPicture(b"", ".png", "会场")] * any(
        run[1].get("picture") for spec in specs if isinstance(spec, Said) for run in spec.runs
    )
    found = recognise(document(*specs, pictures=pictures), PUBLICATION)
    assert "D222" not in {each.code for each in found.diagnostics}


def test_secrecy_is_an_error_wherever_it_stands() -> None:
    above = received(said("机密"), title("千秋街道：甲乙"), body("防止出现秘密外泄。" + LONG))
    assert codes(above) == ["D213"]
    running = received(title("千秋街道：甲乙"), body(LONG), running=[said("绝密★长期")])
    assert codes(running) == ["D213"]
    assert running.notes == ("原件标有密级：绝密★长期",)


def test_what_stands_beside_a_mark_of_secrecy_is_told() -> None:
    mark = said("机密★1年　特急　千秋街道党工委文件")
    above = received(mark, title("甲乙丙丁戊己庚"), body(LONG))
    assert codes(above) == ["D201", "D205", "D213"]
    assert above.notes == (
        "原件标有密级：机密★1年",
        "没有排入（标题前的文字）：特急 千秋街道党工委文件",
    )
    running = received(
        title("千秋街道：甲乙"), body(LONG), running=[said("机密★1年 内部征求意见稿第三稿")]
    )
    assert codes(running) == ["D205", "D213"]
    assert running.notes == (
        "原件标有密级：机密★1年",
        "没有排入（页眉页脚）：内部征求意见稿第三稿",
    )


# -- What was taken for the front matter is there ----------------------------------------------


def front(*lines: str) -> str:
    """The front matter, notes included, of a submission that ends in these lines."""
    found = received(title("甲乙丙丁戊己庚"), body(LONG), *map(said, lines))
    return write_front(found.fields, found.notes)


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (
            ("供稿单位：千秋街道党工委", "供稿单位：大通镇党委联合供稿组"),
            "unit: 千秋街道\ntitle: 甲乙丙丁戊己庚\n"
            "supplier: 千秋街道党工委、大通镇党委联合供稿组\n",
        ),
        (
            ("报送单位：千秋街道", "报送单位：大通镇"),
            "unit: 千秋街道\ntitle: 甲乙丙丁戊己庚\n# 没有排入（报送单位）：大通镇\n",
        ),
        (
            ("日期：2023年6月9日初稿7月1日二稿",),
            "title: 甲乙丙丁戊己庚\nreceived: 2023-06-09\n# 没有排入（日期）：初稿7月1日二稿\n",
        ),
        (
            ("日期：2023年6月9日", "2023年6月12日"),
            "title: 甲乙丙丁戊己庚\nreceived: 2023-06-12\n# 没有排入（日期）：2023年6月9日\n",
        ),
        (
            ("中共某县大通镇委员会　2023年6月9日",),
            "unit: 大通镇\ntitle: 甲乙丙丁戊己庚\nreceived: 2023-06-09\n"
            "# 署名：中共某县大通镇委员会\n",
        ),
        (
            ("联系人：张三（主任）0550-7012345，李四13900001111",),
            "title: 甲乙丙丁戊己庚\nauthor: 张三（主任），李四\n"
            "phone: 0550-7012345、13900001111\n",
        ),
        (
            ("供稿：大通镇党委（13900001111）",),
            "unit: 大通镇\ntitle: 甲乙丙丁戊己庚\nphone: 13900001111\nsupplier: 大通镇党委\n",
        ),
        (
            ("（大通镇党委13900001111供稿）",),
            "unit: 大通镇\ntitle: 甲乙丙丁戊己庚\nphone: 13900001111\nsupplier: 大通镇党委\n",
        ),
        (
            ("（撰稿：张三（主任，13900001111）；审核：李四（副书记））",),
            "title: 甲乙丙丁戊己庚\nauthor: 张三（主任）\nphone: 13900001111\n"
            "approver: 李四（副书记）\n",
        ),
    ],
)  # fmt: skip
def test_a_line_of_credits_is_in_the_front_matter_whole(
    lines: tuple[str, ...], written: str
) -> None:
    assert front(*lines) == f"---\n{written}---\n"


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (("责任编辑：张三", "职务：组织委员", "邮箱：zp@163.com"),
         "title: 甲乙丙丁戊己庚\n# 责任编辑：张三\n# 职务：组织委员\n# 邮箱：zp@163.com\n"),
        (("大通镇党委", "2023年7月"),
         "unit: 大通镇\ntitle: 甲乙丙丁戊己庚\n# 日期：2023年7月\n# 署名：大通镇党委\n"),
        (("大通镇", "7月3日"), "unit: 大通镇\ntitle: 甲乙丙丁戊己庚\n# 日期：7月3日\n"),
        (("大通镇　二〇二三年七月",),
         "unit: 大通镇\ntitle: 甲乙丙丁戊己庚\n# 日期：二〇二三年七月\n"),
    ],
)  # fmt: skip
def test_what_no_field_holds_is_a_note(lines: tuple[str, ...], written: str) -> None:
    assert front(*lines) == f"---\n{written}---\n"


@pytest.mark.parametrize(
    ("lines", "fields", "left"),
    [
        (
            ("供稿人：张三", "审 核：李四", "附件：1.清单", "2.名单"),
            {"author": "张三", "approver": "李四"},
            ("附件：1.清单", "2.名单"),
        ),
        (("撰稿：张三", "主送：市委组织部"), {"author": "张三"}, ("主送：市委组织部",)),
        (
            ("大通镇党委", "2023年7月3日", "主送：市委组织部"),
            {"unit": "大通镇", "received": "2023-07-03"},
            ("主送：市委组织部",),
        ),
        (("审核：通过12户。",), {}, ("审核：通过12户。",)),
        (("重点任务：抓好落实",), {}, ()),
        (("大通镇党委", "重点任务：抓好落实"), {}, ()),
        (("时间：2023年7月3日", "地点：镇会议室"), {}, ("时间：2023年7月3日",)),
    ],
)
def test_what_stands_among_the_credits_unread_stays_and_is_told(
    lines: tuple[str, ...], fields: dict[str, str], left: tuple[str, ...]
) -> None:
    found = received(title("甲乙丙丁戊己庚"), body(LONG), *map(said, lines))
    assert found.fields == {"title": "甲乙丙丁戊己庚", **fields}
    told = [each.quoted for each in found.diagnostics if each.code == "D225"]
    assert tuple(told) == left
    assert untrue(found) == []
    assert lost(found, found.document.source.text) == Counter()


def test_a_form_below_the_signature_hides_neither() -> None:
    found = received(
        title("甲乙丙丁戊己庚"),
        body(LONG),
        said("大通镇党委"),
        said("2023年7月3日"),
        [
            ["撰稿人", "王小明", "职务", "镇党委副书记"],
            ["联系电话", "0550-7654321", "审核人", "李大为"],
        ],
    )
    assert found.fields == {
        "unit": "大通镇", "title": "甲乙丙丁戊己庚", "author": "王小明", "approver": "李大为",
        "phone": "0550-7654321", "received": "2023-07-03",
    }  # fmt: skip
    assert found.notes == ("职务：镇党委副书记", "署名：大通镇党委")
    assert write_sections(found.sections) == LONG + "\n"


def test_what_a_form_says_besides_is_told() -> None:
    found = received(
        title("甲乙丙丁戊己庚"),
        [["单位", "大通镇"], ["撰稿人", "王小明"], ["政治面貌", "党员"], ["正文：", LONG]],
    )
    assert found.fields == {"unit": "大通镇", "title": "甲乙丙丁戊己庚", "author": "王小明"}
    assert write_sections(found.sections) == f"政治面貌\n\n党员\n\n{LONG}\n"
    told = [each.quoted for each in found.diagnostics if each.code == "D225"]
    assert told == ["政治面貌", "党员"]


def test_credits_under_the_title_that_nobody_can_read_are_told() -> None:
    aside = said("主送：市委组织部", alignment="center")
    author = said("撰稿：张三", alignment="center")
    found = received(title("甲乙丙丁戊己庚"), aside, author, body("重点任务：" + LONG))
    assert found.fields == {"title": "甲乙丙丁戊己庚", "author": "张三"}
    assert write_sections(found.sections) == f"主送：市委组织部\n\n重点任务：{LONG}\n"
    assert [each.quoted for each in found.diagnostics if each.code == "D225"] == [
        "主送：市委组织部"
    ]


def test_a_table_of_people_is_no_form() -> None:
    rows = [["姓名", "张三"], ["职务", "书记"], ["邮箱", "a@b.cn"], ["电话", "0550-7654321"]]
    written = copy(body(LONG), rows)
    assert "| 职务 | 书记 |" in written


def test_a_telephone_number_of_a_form_or_a_file_name_is_no_name() -> None:
    found = received(
        title("甲乙丙丁戊己庚"),
        [["联系人", "张三 13900001111"], ["审核", "李四，0550-7012345"]],
        body(LONG),
        name="大通镇13900002222",
    )
    assert found.fields == {
        "unit": "大通镇", "title": "甲乙丙丁戊己庚", "author": "张三", "approver": "李四",
        "phone": "13900001111、0550-7012345",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("specs", "phone"),
    [
        ([title("千秋街道13900001111：甲乙丙丁"), body(LONG)], "13900001111"),
        ([said("□千秋街道：甲乙丙丁（13900001111）。" + LONG)], "13900001111"),
        ([["单位", "千秋街道"], ["标题", "甲乙丙丁 13900001111"]], "13900001111"),
        ([title("千秋街道：甲乙丙丁"), body(LONG)], None),
    ],
)
def test_a_mobile_number_is_not_printed_with_the_title(specs: list[Any], phone: str | None) -> None:
    found = received(*([specs] if isinstance(specs[0], list) else specs))
    assert (found.fields["unit"], found.fields["title"]) == ("千秋街道", "甲乙丙丁")
    assert found.fields.get("phone") == phone
    assert untrue(found) == []


def test_a_figure_of_a_title_is_no_telephone_number() -> None:
    found = received(title("千秋街道：投入3500000元建新村"), body(LONG))
    assert found.fields == {"unit": "千秋街道", "title": "投入3500000元建新村"}


@pytest.mark.parametrize(
    ("title_of", "line", "kept", "unit"),
    [
        ("办好家门口的党群服务中心：三项举措见成效", "报送单位：千秋街道",
         "办好家门口的党群服务中心：三项举措见成效", "千秋街道"),
        ("走进千秋街道：三项举措见成效", "大通镇",
         "走进千秋街道：三项举措见成效", "千秋街道"),
        ("千秋街道、大通镇:三项举措", "大通镇", "三项举措", "千秋街道、大通镇"),
        ("千秋街道党工委：三项举措", "千秋街道", "三项举措", "千秋街道"),
        ("千秋街道上城小区党支部：三项举措", "千秋街道", "三项举措", "千秋街道"),
    ],
)  # fmt: skip
def test_a_title_loses_its_first_half_only_to_the_unit(
    title_of: str, line: str, kept: str, unit: str
) -> None:
    found = received(title(title_of), body(LONG), said(line, alignment="right"))
    assert (found.fields["title"], found.fields["unit"]) == (kept, unit)
    said_of_title = [each for each in found.diagnostics if "标题前的" in each.message]
    assert [each.code for each in said_of_title] == (["D206"] if kept != title_of else [])


# -- The text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("specs", "written"),
    [
        ([said(bold("甲乙丙。"), LONG)], f"**甲乙丙。**{LONG}\n"),
        ([said(bold("甲乙丙"), "。" + LONG)], f"**甲乙丙。**{LONG}\n"),
        ([said(bold("。"), LONG)], f"{LONG}\n"),
        ([said(bold("甲"), bold("乙丙。"), LONG, bold("丁戊己。"), LONG)],
         f"**甲乙丙。**{LONG}\n\n**丁戊己。**{LONG}\n"),
        ([said("要", bold("高度重视"), "，" + LONG)], f"要**高度重视**，{LONG}\n"),
        ([said(("一、甲乙", {"face": "黑体"})), body(LONG),
          said(("（一）丙丁。", {"face": "楷体"}), LONG)],
         f"**一、甲乙。**{LONG}\n\n### （一）丙丁\n\n{LONG}\n"),
        ([said("一、甲乙。" + LONG), said("1.丙丁。" + LONG)],
         f"**一、甲乙。**{LONG}\n\n### 1.丙丁\n\n{LONG}\n"),
        ([body("1.丙丁戊己庚辛，" + LONG), body("2.丙丁戊己庚辛，" + LONG)],
         f"1.丙丁戊己庚辛，{LONG}\n\n2.丙丁戊己庚辛，{LONG}\n"),
        ([said("甲乙丙", level=1, label="一、"), body(LONG)], f"**一、甲乙丙。**{LONG}\n"),
        ([body(LONG[:30]), said(LONG[30:])], f"{LONG}\n"),
        ([body(LONG[:-1] + "，"), body("丙丁。")], f"{LONG[:-1]}，丙丁。\n"),
        ([body(LONG[:30]), body("丙丁戊己。")], f"{LONG[:30]}\n\n丙丁戊己。\n"),
        ([body(LONG[:20] + "\n" + LONG[20:])], f"{LONG}\n"),
        ([body(LONG + "\n" + LONG)], f"{LONG}\n\n{LONG}\n"),
        ([said("　　" + LONG + "　")], f"{LONG}\n"),
        ([body("用Word\noffice办公，５Ｇ＋“产业”——“A”" + LONG)],
         f"用Word office办公，５Ｇ＋“产业”——“A”{LONG}\n"),
        ([said("甲", bullet=True, label="•", depth=1), said("乙", bullet=True, label="•", depth=2),
          said("丙", bullet=True, label="•", depth=1)], "- 甲\n  - 乙\n- 丙\n"),
        ([said("甲", label="1.", depth=1), said("乙", label="2.", depth=1)], "1. 甲\n2. 乙\n"),
        ([[["甲", "乙"], ["1", "2"]]], "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n"),
        ([[[[body(LONG)]]]], f"{LONG}\n"),
        ([said(LONG, ("", {"footnote": 1}))], f"{LONG}[^1]\n\n[^1]: 注。\n"),
        ([body(LONG), Framed((body("框"),))], f"{LONG}\n\n框\n"),
        ([body(LONG), said(("", {"picture": 1})), said("图1 会场", alignment="center")],
         f'{LONG}\n\n![图1 会场](1 "图1 会场")\n'),
        *(([body(LONG), said(("", {"picture": 1})), said(words)],
           f'{LONG}\n\n![{words}](1 "{words}")\n')
          for words in ("图为大会现场。", "左图：会场", "走访茶农（张三 摄）")),
        ([said(bold("一、甲乙")), body(LONG), said(bold("二、丙丁"))],
         f"**一、甲乙。**{LONG}\n\n## 二、丙丁\n"),
        ([said("参会人员：各支部书记和驻村工作队全体队员"), said(LONG)],
         f"参会人员：各支部书记和驻村工作队全体队员\n\n{LONG}\n"),
        ([said("会议强调：要把制度建设摆在突出位置持续用力"), said(LONG)],
         f"会议强调：要把制度建设摆在突出位置持续用力{LONG}\n"),
        ([body(LONG), said(("", {"picture": 1})), said("会场", alignment="center")],
         f"{LONG}\n\n![图片1](1)\n\n会场\n"),
        *(([body(LONG), said(words, alignment="center"), said(("", {"picture": 1})), body(LONG)],
           f'{LONG}\n\n![{words}](1 "{words}")\n\n{LONG}\n')
          for words in ("图1 会场", "图为大会现场。", "（图为大会现场）")),
        ([body("参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员"), body(LONG)],
         f"参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员\n\n{LONG}\n"),
        ([said("参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员"), said(LONG)],
         f"参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员\n\n{LONG}\n"),
        ([body(LONG), body("参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员"),
          said(LONG), body(LONG)],
         f"{LONG}\n\n参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员{LONG}\n\n{LONG}\n"),
    ],
)  # fmt: skip
def test_the_text_becomes_sections(specs: list[Spec], written: str) -> None:
    pictures = [ReceivedPicture(b"", ".png", "IMG_2023.jpg")] if "![" in written else []
    assert copy(*specs, footnotes=[[said("注。")]], pictures=pictures) == written


def test_two_readings_of_a_line_without_marks_are_told() -> None:
    one = "参加活动的有镇党政班子成员、各村党组织书记、驻村工作队队员"
    found = received(HEAD, said(one), said(LONG))
    (told,) = [each for each in found.diagnostics if each.code in ("D207", "D226")]
    assert (told.code, told.severity) == ("D226", Severity.WARNING)
    drawn = received(HEAD, body(LONG), body(one), said(LONG), body(LONG))
    assert [each.code for each in drawn.diagnostics if each.code in ("D207", "D226")] == ["D207"]


def test_captions_above_their_pictures_belong_to_the_picture_below() -> None:
    """One under another, each between two pictures."""
    shown = [said(("", {"picture": number})) for number in (1, 2)]
    names = [said(words, alignment="center") for words in ("图1 会场", "图2 走访")]
    pictures = [ReceivedPicture(b"", ".png", "")] * 2
    above = copy(body(LONG), names[0], shown[0], names[1], shown[1], body(LONG), pictures=pictures)
    below = copy(body(LONG), shown[0], names[0], shown[1], names[1], body(LONG), pictures=pictures)
    one, two = '![图1 会场](1 "图1 会场")', '![图2 走访](2 "图2 走访")'
    assert above == below == f"{LONG}\n\n{one}\n\n{two}\n\n{LONG}\n"


@pytest.mark.parametrize(
    "words",
    ["图1 会场", "图2：走访群众", "（图为大会现场）", "图为大会现场。", "走访现场（张三 摄）"],
)
def test_a_caption_whose_picture_was_deleted_is_told(words: str) -> None:
    found = received(HEAD, body(LONG), said(words, alignment="center"), body(LONG))
    (told,) = [each for each in found.diagnostics if each.code == "D535"]
    assert found.document.source.quote(told.span) == words
    assert told.hint
    assert words in write_sections(found.sections)


@pytest.mark.parametrize(
    "words", ["图1显示，成效明显。", "表1 任务清单", "图书馆建成开放", "如图1、图2所示，各村都有。"]
)
def test_what_only_resembles_a_caption_is_not_told(words: str) -> None:
    found = received(HEAD, body(LONG), body(words), body(LONG))
    assert "D535" not in [each.code for each in found.diagnostics]


def test_a_table_of_nothing_but_pictures_and_captions_is_pictures() -> None:
    pictures = [ReceivedPicture(b"", ".png", "")] * 2
    rows = [[[said(("", {"picture": 1}))], [said(("", {"picture": 2}))]], ["图1 会场", "图2 走访"]]
    written = '![图1 会场](1 "图1 会场")\n\n![图2 走访](2 "图2 走访")\n'
    assert copy(body(LONG), rows, pictures=pictures) == f"{LONG}\n\n{written}"
    rows[1] = ["图1 会场", LONG]
    assert "| 图1 会场 |" in copy(body(LONG), rows, pictures=pictures)


def test_a_line_in_the_middle_beside_a_picture_is_named_where_the_caption_lacks() -> None:
    pictures = [ReceivedPicture(b"", ".png", "")]
    line, shown = said("大会现场", alignment="center"), said(("", {"picture": 1}))
    for specs in ((line, shown), (shown, line)):
        found = received(HEAD, body(LONG), *specs, body(LONG), pictures=pictures)
        (told,) = [each for each in found.diagnostics if each.code == "D217"]
        assert "大会现场" in told.hint


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["1.甲乙", LONG, "（一）丙丁", LONG, "（二）戊己", LONG, "2.庚辛", LONG], 1),
        (["（一）甲乙", LONG, "一、丙丁", LONG, "二、戊己", LONG], 1),
        (["一、甲乙", LONG, "（一）丙丁", LONG, "1.戊己", LONG, "（二）庚辛", LONG], 0),
        (["一、甲乙", "（一）丙丁", LONG, "（二）戊己", LONG, "二、庚辛", "（一）壬癸", LONG], 0),
    ],
)
def test_numbers_in_the_wrong_order_are_told(lines: list[str], count: int) -> None:
    found = received(HEAD, *map(body, lines))
    assert [each.code for each in found.diagnostics].count("D534") == count


def test_several_submissions_enclosed_in_a_letter_are_told() -> None:
    letter = [
        said("县委组织部研究室："), body("现将我镇信息2篇报送贵室，请审阅采用。"),
        said("千秋街道党工委", alignment="right"), said("2024年3月5日", alignment="right"),
    ]  # fmt: skip
    enclosed = [
        spec
        for label, name in (("附件1", FIRST), ("附件2", SECOND))
        for spec in (said(label), title(name), body(LONG))
    ]
    assert others(*letter, *enclosed) == [
        f"{label} / 上面是来函，这里像是所附的一篇稿件" for label in ("附件1", "附件2")
    ]
    found = received(*letter, *enclosed[:3])
    assert found.fields["title"].endswith("抓实基层党建")
    assert write_sections(found.sections) == f"{LONG}\n"


def test_no_field_of_a_form_that_lost_its_cells_swallows_the_text() -> None:
    form = f"撰稿人张三审核人李四联系电话13900001111信息内容{LONG}"
    found = received(HEAD, body(form))
    assert LONG in write_sections(found.sections)


def test_a_reply_to_a_letter_is_no_covering_letter() -> None:
    """Its text says more than that it sends something."""
    specs = (
        title("关于加强防汛工作的函"), said("各村："), body(LONG),
        said("千秋街道党工委", alignment="right"), said("2024年3月5日", alignment="right"),
    )  # fmt: skip
    found = received(*specs, body(LONG))
    assert found.fields["title"] == "关于加强防汛工作的函"


@pytest.mark.parametrize(
    "numbers", [("1.", "2."), ("１．", "２．"), ("（1）", "（2）"), ("①", "②")]
)
def test_counted_headings_without_bold_are_seen_and_told(numbers: tuple[str, str]) -> None:
    heads = [
        f"{number}{words}。"
        for number, words in zip(numbers, ("划细网格", "建强队伍"), strict=True)
    ]
    found = received(title("千秋街道：甲乙丙丁"), *(body(head + LONG) for head in heads))
    assert write_sections(found.sections) == "\n".join(f"**{head}**{LONG}\n" for head in heads)
    assert [(each.code, each.message) for each in found.diagnostics if each.severity] == [
        ("D219", "小标题没有加粗，照段首的短句认出 2 个")
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("1.划细网格。" + LONG, LONG),
        ("1.划细网格。" + LONG, "2.建强队伍，" + LONG, "3.用好平台，" + LONG),
        ("1.完成86户。" + LONG, "2.完成12户。" + LONG),
        ("1.划细网格。效果好。", "2.建强队伍。效果好。"),
        ("1.划细网格、建强队伍。" + LONG, "2.用好平台、办好实事。" + LONG),
        ("2023年划细网格。" + LONG, "2024年建强队伍。" + LONG),
    ],
    ids=["one", "most are not", "a fact", "items", "two things", "years"],
)
def test_counted_sentences_are_no_headings(texts: tuple[str, ...]) -> None:
    found = received(title("千秋街道：甲乙丙丁"), *map(body, texts))
    assert write_sections(found.sections) == "\n".join(f"{text}\n" for text in texts)
    assert codes(found) == []


def test_counted_sentences_under_bold_headings_are_none() -> None:
    texts = ("1.划细网格。" + LONG, "2.建强队伍。" + LONG)
    bold_one = said(bold("甲乙丙。"), LONG)
    found = received(title("千秋街道：甲乙丙丁"), bold_one, *map(body, texts))
    assert write_sections(found.sections) == "\n".join(
        f"{text}\n" for text in (f"**甲乙丙。**{LONG}", *texts)
    )


IN = ("", {"picture": 1})
"""A picture, as a run."""


@pytest.mark.parametrize(
    "specs",
    [
        [Said((("千秋街道：甲乙丙丁戊己", dict(TITLE)), IN), {"alignment": "center"}), body(LONG)],
        [title("千秋街道：甲乙丙丁戊己"), said("报送单位：千秋街道", IN), body(LONG)],
        [said("内部资料", IN), title("千秋街道：甲乙丙丁戊己"), body(LONG)],
        [said("秘密★1年", IN), title("千秋街道：甲乙丙丁戊己"), body(LONG)],
        [
            title("甲乙丙丁戊己"),
            [["单位", [said("千秋街道", IN)]], [[said("作者", IN)], "张三"]],
            body(LONG),
        ],
        [
            title("千秋街道：甲乙丙丁戊己"),
            said("目录", style="目录标题"), said("一、甲", IN, style="目录 1"), body(LONG),
        ],
    ],
    ids=["title", "credit", "before", "secret", "form", "contents"],
)  # fmt: skip
def test_a_picture_outside_the_text_is_at_its_end(specs: list[Spec]) -> None:
    found = received(*specs, pictures=[ReceivedPicture(b"", ".png", "会场全景")])
    assert write_sections(found.sections) == f"{LONG}\n\n![会场全景](1)\n"
    (told,) = [each for each in found.diagnostics if each.code == "D217"]
    assert told.message == "第 1 张图片不在正文的段落里，移到文末"


def test_pictures_of_notes_captions_and_headers_are_kept_or_told() -> None:
    found = received(
        title("千秋街道：甲乙丙丁戊己"),
        said(LONG, ("", {"footnote": 1})),
        said(("", {"picture": 1})),
        said("图1 会场", ("", {"picture": 2})),
        footnotes=[[said("注。", ("", {"picture": 3}))]],
        running=[said(("", {"picture": 4}))],
        pictures=[ReceivedPicture(b"", ".png", f"图样{name}") for name in "甲乙丙丁"],
    )
    assert write_sections(found.sections) == (
        f"{LONG}[^1]\n\n![图样甲](1)\n\n图1 会场\n\n![图样乙](2)\n\n![图样丙](3)\n\n[^1]: 注。\n"
    )
    (left,) = [each for each in found.diagnostics if each.code == "D205"]
    assert left.message == "页眉页脚的图片（第 4 张）没有排入"


def test_merged_and_nested_tables_are_flat_and_told() -> None:
    tall = GridCell((said("镇"),), rows=2)  # type: ignore[arg-type]
    wide = GridCell((said("合计"),), columns=2)  # type: ignore[arg-type]
    covered = GridCell((), rows=0)
    inner: Spec = [["丙", "丁"]]
    found = received(
        title("千秋街道：甲乙"), [[tall, "1", [inner]], [covered, "2", "3"], [wide, "4"]]
    )
    assert write_sections(found.sections) == (
        "|  |  |  |\n| --- | --- | --- |\n| 镇 | 1 | 丙 丁 |\n| 镇 | 2 | 3 |\n| 合计 |  | 4 |\n"
    )
    assert codes(found) == ["D210", "D211"]


@pytest.mark.slow
def test_many_nested_tables_are_told_once_each_in_time() -> None:
    count = 6_000
    nested: list[Any] = [[[[["甲", "乙"]]], "丙"] for _ in range(count)]
    started = process_time()
    found = received(title("千秋街道：甲乙丙丁戊己"), nested)
    assert Counter(codes(found)) == {"D211": count, "D357": 1}
    assert process_time() - started < 9


@pytest.mark.slow
def test_many_paragraphs_become_one_section_in_time() -> None:
    count = 60_000
    paragraphs = document(body(LONG))
    rows = list(lines_of(paragraphs.parts)) * count
    started = process_time()
    sections = copy_of(rows, paragraphs, running_text_of(rows)).sections
    assert [len(section.blocks) for section in sections] == [count]
    assert process_time() - started < 10


def test_a_form_is_read_and_its_text_is_the_copy() -> None:
    found = received(
        title("信息报送表"),
        [
            ["单位", "大通镇", "撰稿人", "张三"],
            ["标题", "甲乙丙丁", "电话", "0550-7000000"],
            [[said("内容")], [body(LONG)], "审核", "李四"],
        ],
    )
    assert found.fields == {
        "unit": "大通镇", "title": "甲乙丙丁", "author": "张三", "phone": "0550-7000000",
        "approver": "李四",
    }  # fmt: skip
    assert LONG in write_sections(found.sections)


# -- Little that becomes much ----------------------------------------------------------------------


def test_a_note_that_is_called_again_is_written_once_and_told() -> None:
    calls = [("", {"footnote": 1})] * 300
    note = "注" * 5000
    found = received(title("标题"), said(LONG, *calls), footnotes=[[said(note)]])
    assert write_sections(found.sections) == f"{LONG}[^1]\n\n[^1]: {note}\n"
    assert [each.message for each in found.diagnostics if each.code == "D224"] == [
        "注释 1 引用了不止一次，只在头一处收入"
    ]


def test_notes_in_notes_without_end_are_left_out_with_a_word() -> None:
    chain = [[said(f"注{at}", ("", {"footnote": at % 2000 + 1}))] for at in range(1, 2001)]
    found = received(title("标题"), said(LONG, ("", {"footnote": 1})), footnotes=chain)
    assert write_sections(found.sections) == f"{LONG}[^1]\n\n[^1]: 注1\n"
    assert "没有排入（没有认出的文字）：注2" in found.notes
    assert "没有排入（没有认出的文字）：注2000" in found.notes


def test_a_header_of_dashes_is_a_page_number_soon() -> None:
    started = process_time()
    found = received(
        title("标题"), body(LONG), running=[said("—" * 20_000), said("—" * 20_000 + "甲")]
    )
    assert process_time() - started < 3
    told = [each.message for each in found.diagnostics if each.code == "D212"]
    assert told[0] == "页码没有排入"
    assert len(found.notes) == 1


# -- Torn paragraphs -------------------------------------------------------------------------------

TORN = "全镇组建服务队，根据服务内容确定积"


@pytest.mark.parametrize(
    ("one", "two", "joined"),
    [
        (body(TORN), body("分，组织党员服务。", breaks_page=True), True),
        (body("甲段没说完，根据"), said("这里接着说完了。", breaks_page=True), True),
        (body("被分页打断的"), body("一句话。", breaks_page=True), True),
        (body("组织党员200余名，"), body("走访群众3000户。", breaks_page=True), True),
        (body(TORN), said("分，组织党员服务。"), True),
        (body(TORN), said("（以下简称积分），组织党员服务。"), True),
        (body(TORN), said("（供稿：张三）"), False),
        (body("下一段不缩进，不分段，"), said("这里接着说。"), True),
        (said("一支队伍管到底，"), said("一张网格全覆盖。"), False),
        (body(TORN), body("分，组织党员服务。"), False),
        (body("被分页打断的"), body("一句话。"), False),
        (body(TORN + "分。"), body("分，组织党员服务。", breaks_page=True), False),
        (body("服务群众"), body("一句话。", breaks_page=True), False),
        (body("一、" + TORN), body("分，组织党员服务。", breaks_page=True), False),
        (body(TORN), body("二、组织党员服务。", breaks_page=True), False),
        (body(TORN), body("附件1", breaks_page=True), False),
        (body(TORN), said(("名单与说明", {"size": 22.0}), breaks_page=True), False),
        (body(TORN), said("名单与说明", alignment="center", breaks_page=True), False),
        (said(bold("抓实基层党建工作的做法")), body("全镇组建服务队。", breaks_page=True), False),
    ],
)
def test_what_a_page_has_torn_is_one_paragraph(one: Said, two: Said, joined: bool) -> None:
    found = received(title("千秋街道：甲乙丙丁"), body(LONG), one, two, body(LONG))
    text = one.runs[0][0] + two.runs[0][0]
    assert (text in write_sections(found.sections)) == joined
    assert ("D207" in {each.code for each in found.diagnostics}) == joined


SLOGANS = (
    "把支部建在网格上让党旗在一线高高飘扬",
    "把服务送到家门口让群众在身边感受温暖",
    "把干部派到最前沿让作风在实干中见真章",
)


@pytest.mark.parametrize(
    ("specs", "told"),
    [
        ((body(TORN), body("分，组织党员服务。")), ["分，组织党员服务。"]),
        ((body(TORN + "分。"), body("组织党员服务。")), []),
        ((body("组建服务队8支，走访群众1200余户"), body("解决问题36件，满意度98%")), []),
        ((said(bold("组建服务队，走访群众，解决诸多问题")), body("组织党员服务。")), []),
        ((body("服务队"), body("组织党员服务。")), []),
        ((body(TORN), [["表", "格。"]]), []),
        (tuple(map(said, SLOGANS)), list(SLOGANS[1:])),
        (tuple(map(said, SLOGANS[:2])), [SLOGANS[1]]),
        (
            (said("上半年，全镇实现物业党组织全覆盖"), said("3.5万亩林地纳入管护")),
            ["3.5万亩林地纳入管护"],
        ),
    ],
)
def test_what_may_be_torn_is_told(specs: tuple[Spec, ...], told: list[str]) -> None:
    found = received(title("千秋街道：甲乙丙丁"), body(LONG), *specs, said(LONG, indent=2.0))
    assert [each.quoted for each in found.diagnostics if each.code == "D226"] == told


@pytest.mark.parametrize(
    "begins",
    [
        "今年以来，",
        "近年来，",
        "近日，",
        "为进一步方便群众，",
        "千秋街道坚持党建引领，",
        "上城社区针对停车难，",
        "2023年以来，",
    ],
)
def test_a_title_over_its_article_is_not_torn(begins: str) -> None:
    """It has a comma and no end, as a torn line has; the article below begins as articles do."""
    second = "党建引领聚合力，网格治理解民忧"
    found = received(title("千秋街道：甲乙丙丁"), said(LONG), said(second), said(begins + LONG))
    assert [each.code for each in found.diagnostics if each.code in ("D226", "D207")] == []
    torn = received(
        title("千秋街道：甲乙丙丁"), said(LONG), said(second), said("惠及群众。" + LONG)
    )
    assert [each.code for each in torn.diagnostics if each.code in ("D226", "D207")]


def test_a_byline_below_a_title_in_the_same_paragraph_is_no_part_of_it() -> None:
    found = received(said("“小院议事”解民忧\n千秋街道党委\n　　" + LONG))
    assert (found.fields["title"], found.fields["unit"]) == ("“小院议事”解民忧", "千秋街道")
    assert write_sections(found.sections) == LONG + "\n"


def test_a_smaller_line_in_the_paragraph_of_a_title_is_a_byline() -> None:
    large, small = {**TITLE, "bold": True}, {**TITLE, "size": 16.0}
    both = said(
        ("“四联四建”\n打造红色物业\n", large), ("千秋街道党工委", small), alignment="center"
    )
    found = received(both, body(LONG))
    assert (found.fields["title"], found.fields["unit"]) == ("“四联四建”打造红色物业", "千秋街道")
    named = said(("走访慰问困难党员\n惠及各村党支部", large), alignment="center")
    assert received(named, body(LONG)).fields["title"] == "走访慰问困难党员惠及各村党支部"


@pytest.mark.parametrize(
    ("line", "author", "noted"),
    [
        ("（千秋街道党工委副书记 张三）", "张三", "职务：千秋街道党工委副书记"),
        ("千秋街道党工委书记　周海", "周海", "职务：千秋街道党工委书记"),
        ("上城社区党委书记、居委会主任　李 华", "李华", "职务：上城社区党委书记、居委会主任"),
        ("通讯员　王芳　李华", "王芳、李华", ""),
        ("记者：王芳", "王芳", ""),
        ("文/王芳", "王芳", ""),
        ("组织委员 何敏", "何敏", "职务：组织委员"),
    ],
)
@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("subtitle", [False, True])
def test_a_byline_below_the_title_says_who_wrote(
    line: str, author: str, noted: str, lines: int, subtitle: bool
) -> None:
    """Whatever size it has, and however many lines the title has."""
    titles = [title("“三治融合”聚合力"), title("乡村治理开新局")][:lines]
    below = [said("——千秋街道治理纪实", alignment="center")] if subtitle else []
    for size in (16.0, 22.0):
        signed = said((line, {"size": size}), alignment="center")
        found = received(*titles, *below, signed, body(LONG))
        wanted = "“三治融合”聚合力乡村治理开新局" if lines == 2 else "“三治融合”聚合力"
        assert found.fields["title"] == wanted + "——千秋街道治理纪实" * subtitle
        assert found.fields["author"] == author
        assert (not noted) or noted in found.notes
        assert write_sections(found.sections) == LONG + "\n"


@pytest.mark.parametrize(
    "second", ["带头走访解难题", "书记 带头讲党课", "党员中心户长 显身手", "村村有干部 户户有联系"]
)
def test_a_second_line_of_a_title_that_names_a_post(second: str) -> None:
    found = received(title("千秋街道党工委书记"), title(second), body(LONG))
    assert found.fields["title"] == f"千秋街道党工委书记{second}"
    assert "author" not in found.fields


def test_a_list_of_people_with_their_telephones_is_copy() -> None:
    people = "千秋街道 张三 13900001111", "大通镇 李四 13900002222"
    found = received(title("千秋街道：甲乙丙丁"), body(LONG), *map(said, people))
    assert "phone" not in found.fields
    assert write_sections(found.sections) == "\n\n".join((LONG, *people)) + "\n"


@pytest.mark.parametrize("line", ["千秋街道党政办 张三 13900001111", "电话 13900001111"])
def test_a_telephone_without_its_label_or_colon_is_not_printed(line: str) -> None:
    found = received(title("千秋街道：甲乙丙丁"), body(LONG), said(line))
    assert found.fields["phone"] == "13900001111"
    assert write_sections(found.sections) == LONG + "\n"


# -- Items that are no headings, lines that are no paragraph ---------------------------------------


def test_items_of_one_sentence_stay_items_with_their_stops() -> None:
    items = [
        "一、各村要把责任落实到人，不得推诿。",
        "二、各村要把纪律挺在前面，不得违规。",
        "三、各村要在月底前完成选举。",
    ]
    assert copy(body(LONG), *map(body, items)) == "\n\n".join([LONG, *items]) + "\n"
    closing = "请各村抓紧落实，确保取得实效。"
    assert copy(*map(body, items), body(closing)) == "\n\n".join([*items, closing]) + "\n"


def test_a_heading_that_nothing_marks_has_text_under_it() -> None:
    lines = ["一、加强领导。", LONG, "二、压实责任。", LONG, "三、完善制度。", LONG]
    assert copy(*map(body, lines)).count("**") == 6


def test_a_heading_swallows_no_item() -> None:
    heads = ("一、工作安排", "二、工作要求")
    black = [said((head, {"face": "黑体"}), indent=2.0) for head in heads]
    dated = ["1．3月1日之前，各村摸清底数。", "2．3月12日之前，各村选好人选。"]
    ruled = ["（一）各村要落实责任，不得推诿。", "（二）各村要遵守纪律，不得违规。"]
    expected = [f"## {heads[0]}", *dated, f"## {heads[1]}", *ruled]
    assert copy(black[0], *map(body, dated), black[1], *map(body, ruled)) == (
        "\n\n".join(expected) + "\n"
    )


def test_the_last_item_of_a_list_is_no_heading() -> None:
    items = ["1.登记表一式两份，由党支部盖章", "2.毕业证复印件一份", "3.照片两张，背面写明姓名"]
    lines = [LONG, *items, "二〇二四年三月，报名结束。"]
    assert copy(*map(body, lines)) == "\n\n".join(lines) + "\n"


def test_names_in_columns_are_lines_of_their_own() -> None:
    lines = [
        "组　长：张　三　　市委副书记、政法委书记",
        "副组长：李四四　　市委常委、组织部部长",
        "王五五　　市委组织部副部长、老干部局局长",
        "成　员：赵　六　　市教育局局长、党委书记",
    ]
    specs = [said(line) for line in lines]
    assert copy(body(LONG), *specs) == "\n\n".join([LONG, *lines]) + "\n"


# -- What an editor is told ------------------------------------------------------------------------

HEAD = title("千秋街道：甲乙丙丁戊己")


@pytest.mark.parametrize(
    ("specs", "told"),
    [
        (
            (body(LONG + LONG), body(LONG)),
            "千秋街道.docx:1:1: error[D203]: 没有认出标题；在前言的 title 写上标题",
        ),
        (
            (HEAD, body(LONG[:20] + "\n" + LONG[20:])),
            "千秋街道.docx:2:1: warning[D208]: "
            "“利用闲置空间打造“党群之家”，融合党性…”里手工的换行接上了；对照原稿，是两段就分开",
        ),
        (
            (HEAD, said(bold("建强一支队伍"), "选派干部12名。逐户走访。", indent=2.0)),
            "千秋街道.docx:2:1: warning[D215]: 段首的粗体“建强一支队伍”没有句号，没有当作小标题；"
            "是小标题就在粗体末尾加上 。",
        ),
        (
            (HEAD, said(bold("建强队伍。健全制度。"), "逐户走访。", indent=2.0)),
            "千秋街道.docx:2:1: info[D216]: "
            "整句的粗体“建强队伍。健全制度。”太长，不像小标题，改为不粗",
        ),
    ],
)  # fmt: skip
def test_what_was_not_understood_is_told_with_its_cure(specs: tuple[Spec, ...], told: str) -> None:
    title_of_unit = "info[D206]: 标题前的“千秋街道：”写进前言（单位）"
    lines = concise(received(*specs, name="千秋街道").diagnostics).splitlines()
    assert [each for each in lines if title_of_unit not in each] == [told]


def test_a_unit_that_is_not_registered_is_told() -> None:
    assert concise(received(title("柳溪镇：甲乙丙丁戊己"), body(LONG)).diagnostics[:1]) == (
        "来稿.docx:1:1: error[D204]: 名册里没有“柳溪镇”；"
        "改前言的 unit，或在 publication.yaml 的 units 里登记\n"
    )


def test_comments_are_told_with_where_they_are_kept() -> None:
    remark = ("comment", "李主任", "2024-03-01", "再压缩", "党群之家")
    found = received(HEAD, body(LONG), remarks=[remark])
    assert concise(found.diagnostics[1:]) == (
        "来稿.docx:2:10: info[D214]: 1 处批注、修订记在前言里 # 开头的行；看过就删去\n"
    )


def test_long_links_that_came_along_are_told_once_and_short_ones_kept() -> None:
    long = "https://example.com/s?id=" + "a1" * 60
    found = recognise(
        document(
            title("标题"),
            said(
                ("据", {}), ("某网", {"address": long}), ("报道，", {}), ("又", {"address": long})
            ),
            said(("见", {}), ("政务网", {"address": "https://example.gov.cn/a"}), ("。", {})),
            body(LONG),
        ),
        PUBLICATION,
    )
    copy = write_sections(found.sections)
    assert long not in copy
    assert "据某网报道" in copy
    assert "[政务网](https://example.gov.cn/a)" in copy
    (told,) = [each for each in found.diagnostics if each.code == "D530"]
    assert "某网" in told.message
    assert long[:40] in told.hint


# -- Talk that is none -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["谢谢您，老书记", "老师好", "请群众审阅", "书记，您好", "使用说明", "希望对您有用"]
)
def test_a_title_that_speaks_to_somebody_is_the_title(words: str) -> None:
    found = received(title(words), body(LONG), body(LONG + "好。"))
    assert found.fields["title"] == words
    assert LONG in write_sections(found.sections)


@pytest.mark.parametrize("words", ["老师好", "稿子发您，麻烦看看"])
def test_a_paragraph_below_talk_is_no_title(words: str) -> None:
    found = received(body(words), body(LONG), body(LONG + "好。"))
    assert "title" not in found.fields
    assert LONG in write_sections(found.sections)


@pytest.mark.parametrize("head", ["优化建议", "调整思路", "使用说明", "创作思路"])
def test_a_section_that_is_called_like_a_programs_notes(head: str) -> None:
    assert LONG + "好。" in copy(body(LONG), said(bold(head)), body(LONG + "好。"))


@pytest.mark.parametrize("note", ["1.标题更简洁，突出亮点。", "语言更精炼，统一了数字用法。"])
def test_a_programs_notes_are_no_section(note: str) -> None:
    assert note[-6:] not in copy(body(LONG), said(bold("优化建议")), body(note))
