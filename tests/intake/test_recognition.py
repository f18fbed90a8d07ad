"""One recogniser: the same copy gives the same sections, by whichever door it comes in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin import own_styles
from bulletin.intake.received import ReceivedLine, ReceivedPicture
from bulletin.intake.recognition import copy_of
from bulletin.intake.running_text import running_text_of
from bulletin.intake.submission import recognise
from bulletin.intake.whole import recognise_whole
from bulletin.markdown import write_sections
from bulletin.model import Flow
from tests.intake.documents import Said, Spec, body, bold, document, said, title
from tests.intake.whole.issues import picture, publication

OFFICE = publication(Flow.FLOW)
LONG = "选派干部12名，组建“红色代办”队伍，走访群众3000户，全年办结诉求36件。"
BLACK = {"face": "黑体"}
SPECS: tuple[Spec, ...] = (
    body(LONG),
    body(LONG + LONG),
    said(("一、加强组织领导", BLACK), indent=2.0),
    said(("二、压实工作责任", BLACK), indent=2.0),
    body("一、各村要把责任落实到人，不得推诿。"),
    said("（一）健全机制", indent=2.0),
    said(bold("建强一支队伍。"), LONG, indent=2.0),
    said(bold("建强一支队伍"), "。" + LONG, indent=2.0),
    said(bold("建强一支队伍"), "选派干部12名。", indent=2.0),
    said(bold("整段都是粗体的一句话，比小标题长得多，也有逗号。一句之后还有一句。"), LONG),
    body("1.登记表一式两份，由党支部盖章"),
    body("2.毕业证复印件一份"),
    said("建立台账", label="1.", depth=1),
    said("逐户登记", label="2.", depth=1),
    said("各村名单", bullet=True, label="•", depth=1),
    said("各组名单", bullet=True, label="•", depth=2),
    body(LONG[:20]),
    said(LONG[20:]),
    body("把支部建在网格上让党旗在一线高高飘扬"),
    said(LONG[:16] + "\n" + LONG[16:]),
    said("时间：3月5日"),
    said("组　长：张　三　　市委副书记"),
    said("", ("", {"picture": 1})),
    said("图1 会议现场", alignment="center"),
    [["村名", "户数"], ["八墩村", "120"]],
    [["序号", "事项"], ["1", [said("甲"), said("乙")]]],
    said("据", ("某网", {"address": "https://example.cn/s?id=" + "a" * 90}), "报道，" + LONG),
    said("见", ("政务网", {"address": "https://example.cn/a"}), "。", indent=2.0),
    said(LONG, ("", {"footnote": 1}), indent=2.0),
)


def by_both_doors(specs: tuple[Spec, ...]) -> tuple[str, str]:
    """The copy of a submission, and of the same as the only article of an issue."""
    shown = [ReceivedPicture(picture("red"), ".png", "会场")] * any(map(_has_picture, specs))
    rest: dict[str, Any] = {"pictures": shown, "footnotes": [[said("注。")]]}
    end = body(LONG)
    sent = recognise(document(title("抓实基层治理的做法"), end, *specs, end, **rest), OFFICE)
    head = map(said, ("某县组工信息", "第7期", "中共某县委组织部研究室", "2024年3月5日"))
    foot = said("报：部领导。")
    printed = document(*head, said("□城关镇：抓实基层治理的做法。"), end, *specs, end, foot, **rest)
    whole = recognise_whole(printed, OFFICE)
    copy = whole.files["城关镇.md"].decode().split("---\n", 2)[2].lstrip("\n")
    return write_sections(sent.sections), copy.replace("(图1.png", "(1")


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_each_kind_of_row_is_read_alike(spec: Spec) -> None:
    sent, printed = by_both_doors((spec,))
    assert printed == sent


@settings(max_examples=100)
@given(st.lists(st.sampled_from(SPECS), max_size=8).map(tuple))
def test_rows_in_any_order_are_read_alike(specs: tuple[Spec, ...]) -> None:
    sent, printed = by_both_doors(specs)
    assert printed == sent


def _has_picture(spec: Spec) -> bool:
    return isinstance(spec, Said) and any("picture" in look for _, look in spec.runs)


OWN_RUNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("", {"picture": 1}),
    ("建强一支队伍。", {"style": own_styles.RUN_IN_LEVELS[0]}),
    (LONG, {}),
)


@given(st.lists(st.sampled_from(OWN_RUNS), min_size=1, max_size=5), st.booleans())
def test_a_caption_in_our_own_export_is_read_once(
    runs: list[tuple[str, dict[str, Any]]], quoted: bool
) -> None:
    """Whatever somebody put into one paragraph above it."""
    style = own_styles.QUOTATION if quoted else ""
    caption = said("图1 会议现场", style=own_styles.CAPTION)
    pictures = [ReceivedPicture(picture("red"), ".png", "会场")]
    found = document(said(*runs, style=style), caption, pictures=pictures)
    rows = [each for each in found.parts if isinstance(each, ReceivedLine)]
    copy = write_sections(copy_of(rows, found, running_text_of(rows), own=True).sections)
    assert copy.count("图1 会议现场") == 1
    assert copy.count("![") == sum("picture" in look for _, look in runs)
