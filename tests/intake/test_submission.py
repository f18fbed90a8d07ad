"""Documents recognised as submissions: title, unit, credits, sections, and nothing lost."""

from __future__ import annotations

from collections import Counter
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.intake.document import Document, GridCell, Picture
from bulletin.intake.submission import Received, recognise
from bulletin.markdown import write_front, write_sections
from bulletin.model import Distribution, Publication, Unit, registry_of
from tests.intake.documents import (
    TEXT,
    Framed,
    Said,
    Spec,
    body,
    bold,
    document,
    said,
    title,
)

UNITS = (
    Unit("千秋街道", ("千秋",), "街道"),
    Unit("大通镇", (), "镇"),
    Unit("张铺镇", ("张铺",), "镇"),
)
PUBLICATION = Publication(
    "某县组工信息", "研究室", UNITS, Distribution(), "", "", registry=registry_of(UNITS)
)
LONG = "利用闲置空间打造“党群之家”，融合党性教育、红色宣讲、书籍阅览等5项功能，内设“红色驿站”。"


def received(*specs: Spec, **rest: Any) -> Received:
    return recognise(document(*specs, **rest), PUBLICATION)


def copy(*specs: Spec, **rest: Any) -> str:
    """The body that is written of a document with a title."""
    return write_sections(received(title("千秋街道：甲乙丙丁戊己"), *specs, **rest).sections)


def codes(found: Received) -> list[str]:
    return [each.code for each in found.diagnostics if each.severity]


# -- The law -----------------------------------------------------------------------------------------

CHARACTERS = st.text(
    alphabet="天长街道镇一二三123（）()“”：，。、；！ 　\t*#_-|.年月日稿审电话", max_size=25
)
LINES = st.one_of(
    CHARACTERS,
    st.sampled_from(
        [
            "千秋街道", "大通镇党委", "（张铺镇供稿）", "撰稿：张三　审核：李四", "2023年6月9日",
            "二〇二三年六月九日", "一、加强领导", "（一）健全机制。", "1.压实责任", "秘密★1年", "第3期",
            "联系人：王五 13900001111", "图1 会场", LONG, LONG[:-1], LONG + "\n" + LONG, "一、甲。" + LONG,
            "千秋街道：甲乙丙丁戊", "内部资料", "附件：1.名单", "——以千秋街道为例", "1. 甲。" + LONG,
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
    lambda runs, notes, line: Said(tuple(runs) + tuple(("", {"footnote": n}) for n in notes), line),
    st.lists(st.tuples(LINES, LOOKS), min_size=1, max_size=3),
    st.sampled_from([(), (), (), (1,), (2,)]),
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
        *specs, footnotes=[[said("注一。")], [said("注二"), said("又")]], running=running
    ),
    st.lists(SPECS, min_size=1, max_size=10),
    st.lists(SAID, max_size=1),
)


def visible(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@settings(max_examples=60)
@given(DOCUMENTS)
def test_every_visible_character_is_in_the_file_or_told(given_document: Document) -> None:
    found = recognise(given_document, PUBLICATION)
    source = given_document.source
    told = bytearray(len(source.text))
    for each in found.diagnostics:
        start, end = each.span
        told[start:end] = b"\x01" * (end - start)
    quiet = "".join(each for each, seen in zip(source.text, told, strict=True) if not seen)
    body = unescape(write_sections(found.sections))  # a character beside a * may be an entity
    assert visible(quiet) - visible(write_front(found.fields, found.notes) + body) == Counter()


@given(DOCUMENTS)
def test_recognising_is_the_same_every_time(given_document: Document) -> None:
    assert recognise(given_document, PUBLICATION) == recognise(given_document, PUBLICATION)


# -- Head and tail -----------------------------------------------------------------------------------


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
