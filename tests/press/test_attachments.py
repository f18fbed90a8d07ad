"""Attachments on paper: the list below the text, and pages of their own (GB/T 9704-2012 7.3.4)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bulletin.making import build
from bulletin.pdf import read_outline
from bulletin.press import Faces
from tests.conftest import PUBLICATION, MakeWorkspace
from tests.press.conftest import LEFT, PITCH, RIGHT, Line, Measured, Press, article
from tests.press.test_standard import broken, in_this_process

pytestmark = pytest.mark.slow  # whole issues are set

LONG = "城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及有关事项说明"

SHEET = """\
---
期号: 7
日期: 2024-03-05
篇目: [城关镇, 东关街道]
状态: 已签发
---
"""

FIRST = f"""\
---
单位: 城关镇
标题: “三个一”抓实基层治理
供稿: 城关镇党委
---

**建强一支队伍。**选派干部12名，组建“红色代办”队伍，每周走访一次。

附件：1.{LONG}

2.统计表

3.名单

# 附件1：{LONG}

**建立清单。**对照清单抓落实[^1]。

[^1]: 办法另发。

# 附件2：统计表

| 项目 | 责任单位 |
| --- | --- |
| 修路 | 农业农村办公室 |

# 附件3：名单

张三、李四。
"""

SECOND = """\
---
单位: 东关街道
标题: “两本账”摸清底数
附件: 底数表
---

**记好人员账。**逐户登记1200人，建立台账12本。
"""

FILES = {
    "issues/publication.yaml": PUBLICATION,
    "issues/7/issue.md": SHEET,
    "issues/7/城关镇.md": FIRST,
    "issues/7/东关街道.md": SECOND,
    "issues/7/底数表.md": "---\n标题: 底数一览表\n---\n\n社区6个。\n",
}


def built(make: MakeWorkspace, faces: Faces, files: Mapping[str, str]) -> tuple[bytes, list[str]]:
    workspace = make(files)
    found = build(workspace, faces, in_this_process, ["7"], internal=True).diagnostics
    pdf = workspace.internal_output / "issues/7/7.pdf"
    return pdf.read_bytes(), [each.code for each in found if each.code != "P104"]


def test_list_pages_and_outline(make_workspace: MakeWorkspace, faces: Faces) -> None:
    pdf, _ = built(make_workspace, faces, FILES)
    measured = Measured(pdf)
    line = {each.text.strip(): each for each in measured.lines if TOP_LINE < each.baseline < FOOT}
    assert_listed(line, measured)
    labels = [each for each in measured.lines if each.text in ("附件", "附件1", "附件2", "附件3")]
    assert [(each.text, each.page) for each in labels] == [
        ("附件1", 2), ("附件2", 3), ("附件3", 4), ("附件", 6),
    ]  # fmt: skip
    for each in labels:
        assert each.left == pytest.approx(LEFT, abs=0.5)
        assert each.baseline == pytest.approx(labels[0].baseline, abs=0.1)
        assert "Hei" in each.characters[0]["fontname"] or "Sans" in each.characters[0]["fontname"]
        title = next(
            one for one in measured.lines if one.page == each.page and one.baseline > each.baseline
        )
        assert title.baseline == pytest.approx(each.baseline + 2 * PITCH, abs=0.3)
        assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert next(each.page for each in measured.lines if each.text.startswith("□东关街道")) == 5
    assert [each.page for each in measured.lines if each.text.startswith("报：")] == [6]
    assert {"page-fill", "text-depth", "inside-text-area"}.isdisjoint(broken(pdf))
    assert [entry for entry, _ in read_outline(pdf).entries] == [
        "城关镇：“三个一”抓实基层治理",
        "东关街道：“两本账”摸清底数",
    ]


def test_the_supplier_is_on_no_page_alone(press: Press) -> None:
    """After the list an attachment begins a page, so that nothing stands below the supplier."""
    listed = "".join(
        f'<li><span class="label">{label}<span class="number">{at}.</span></span>{title}</li>'
        for label, at, title in (("附件：", 1, "责任清单"), ("", 2, "统计表"))
    )
    body = (
        f'{"<p>一件实事。</p>" * 20}<ol class="attachments">{listed}</ol>'
        '<p class="supplier">（城关镇党委供稿）</p><section class="attachment">'
        '<p class="label">附件1</p><h2 class="title"><span>责任清单</span></h2><p>另发。</p>'
        "</section>"
    )
    lines = Measured(press(article(body)).pdf).lines
    page = {each.text.strip(): each.page for each in lines}
    assert page["附件：1.责任清单"] == 1
    assert page["2.统计表"] == page["（城关镇党委供稿）"] == 2


TOP_LINE, FOOT = 37 * 72 / 25.4, 262 * 72 / 25.4


def assert_listed(line: Mapping[str, Line], measured: Measured) -> None:
    """One line below the text, two 字 in, every line of a name under its first 字, no end mark."""
    em = 15.75
    first = next(each for text, each in line.items() if text.startswith("附件：1."))
    names = [text for text in line if text in ("2.统计表", "3.名单")]
    assert names == ["2.统计表", "3.名单"]
    assert first.left == pytest.approx(LEFT + 2 * em, abs=1)
    name = first.characters[5]["x0"]
    turned = next(
        each
        for each in measured.lines
        if each.page == first.page and each.baseline == pytest.approx(first.baseline + PITCH, abs=1)
    )
    assert turned.left == pytest.approx(name, abs=0.5)
    for text in names:
        assert line[text].left == pytest.approx(first.characters[3]["x0"], abs=0.5)
        assert line[text].characters[2]["x0"] == pytest.approx(name, abs=0.5)
