"""What stands below an attachment and belongs to its article is told, with place and cure."""

from __future__ import annotations

import pytest

from bulletin.making import open_issues
from tests.conftest import SMALL, MakeWorkspace

HEAD = "---\n单位: 城关镇\n标题: “三个一”抓实基层治理\n---\n\n"
SHEET = "附件1\n\n责任清单\n\n第一条，抓实责任。\n\n"
TABLE = "附件1\n\n统计表\n\n| 村 | 户 |\n| --- | --- |\n| 甲村 | 3 |\n\n"
RUNNING = "全镇将把好经验用到各村，每月调度一次，每季度讲评一次，年底评先评优。\n"


def told(make: MakeWorkspace, body: str, head: str = HEAD, **files: str) -> list[tuple[str, int]]:
    beside = {f"issues/7/{name}.md": text for name, text in files.items()}
    workspace = make({**SMALL, "issues/7/城关镇.md": head + body, **beside})
    start = head.count("\n")
    return [
        (each.code, each.source.place(each.span.start).line - start)
        for each in open_issues(workspace).diagnostics
        if each.source
    ]


@pytest.mark.parametrize(
    ("tail", "codes"),
    [
        ("（城关镇党委供稿）\n", ["S174"]),
        ("供稿：城关镇党委\n", ["S174"]),
        ("联系人：张三　电话：0550-7000000\n", ["S174"]),
        ("城关镇党委\n\n2024年3月1日\n", ["S174"] * 2),
        ("中共某县城关镇委员会 2024年3月1日\n", ["S174"]),
        ("县委组织部\n\n二〇二四年三月一日\n", ["S174"] * 2),
        ("城关镇党委\n", ["S174"]),
        (
            "城关镇\n\n2024年3月1日\n\n（城关镇供稿）\n\n联系人：张三\n\n电话：13900000000\n",
            ["S174"] * 5,
        ),
        ("联系电话 0550-7000000\n", ["S174"]),
        ("城关镇党委\n\n3月1日\n", ["S174"] * 2),
        ("（此件公开发布）\n", []),
        ("甲村。\n\n组长：张三\n\n成员：李四\n", []),
        ("2024年3月1日\n\n2024年4月1日\n", []),
        ("时间：2024年3月1日\n", []),
    ],
)
def test_a_signature_or_a_contact_in_an_attachment(
    make_workspace: MakeWorkspace, tail: str, codes: list[str]
) -> None:
    found = told(make_workspace, f"镇里抓实了三件事。\n\n{SHEET}{tail}")
    assert [code for code, _ in found] == codes
    assert all(line >= 9 for _, line in found)


def test_a_list_of_units_is_no_signature(make_workspace: MakeWorkspace) -> None:
    body = "镇里抓实了三件事。\n\n附件\n\n参会单位名单\n\n东关街道\n\n城关镇\n"
    assert told(make_workspace, body) == []


def test_the_cure_is_the_front_matter(make_workspace: MakeWorkspace) -> None:
    tail = "（城关镇党委供稿）\n\n联系人：张三，联系电话：0550-7000000\n\n2024年3月1日\n"
    body = f"文。\n\n{SHEET}{tail}"
    workspace = make_workspace({**SMALL, "issues/7/城关镇.md": HEAD + body})
    hints = [each.hint.partition("；")[0] for each in open_issues(workspace).diagnostics]
    assert hints == [
        "前言写 供稿: 城关镇党委，删去这一行",
        "前言写 撰稿: 张三、电话: 0550-7000000，删去这一行",
        "删去，日期写进前言 收稿日期: 2024-03-01",
    ]


def test_a_file_of_its_own_may_be_signed_but_calls_nobody(make_workspace: MakeWorkspace) -> None:
    head = HEAD.replace("---\n\n", "附件: 清单\n---\n\n")
    own = "---\n标题: 清单\n---\n\n抓实。\n\n城关镇党委\n\n2024年3月1日\n"
    assert told(make_workspace, "文。\n", head, 清单=own) == []
    found = told(make_workspace, "文。\n", head, 清单=f"{own}\n联系人：张三\n")
    assert [code for code, _ in found] == ["S174"]


@pytest.mark.parametrize(
    ("text", "below", "codes"),
    [
        ("一、建队伍\n\n建。\n", "二、办实事\n\n办。\n", ["S173"]),
        ("## 一、建队伍\n\n建。\n", "## 二、办实事\n\n办。\n", ["S173"]),
        ("## 一、建队伍\n\n建。\n", "一、总则\n\n办。\n\n二、分则\n\n办。\n", []),
        (
            "## 一、建队伍\n\n建。\n\n## 二、办\n\n办。\n",
            "一、总则\n\n办。\n\n三、三件事\n\n办。\n",
            ["S173"],
        ),
        ("一是建队伍。\n\n二是办实事。\n", "三是抓长效。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "二、办实事\n\n办。\n", []),
        ("**建强队伍。**建。\n", "**办好实事。**办。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "**办好实事。**办。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "## 办好实事\n\n办。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "**办好实事**\n\n办。\n", ["S173"]),
        ("**建强队伍。**建。\n", "**办好实事**\n\n办。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "**办好实事。**办。\n\n**抓好长效。**抓。\n", ["S173"]),
        ("**建强队伍。**建。\n", "## 一、总则\n\n总。\n\n## 二、分则\n\n分。\n", []),
        ("**建强队伍。**建。\n", "## 一、总则\n\n总。\n\n**办好实事。**办。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "特此报告。\n", ["S173"]),
        ("镇里抓实了三件事。\n", "第二条，报实情况。\n", []),
    ],
)
def test_text_that_goes_on_below_an_attachment(
    make_workspace: MakeWorkspace, text: str, below: str, codes: list[str]
) -> None:
    assert [code for code, _ in told(make_workspace, f"{text}\n{SHEET}{below}")] == codes


@pytest.mark.parametrize(
    ("below", "codes"),
    [
        (RUNNING, ["S173"]),
        (f"下一步，{RUNNING}", ["S173"]),
        (f"注：{RUNNING}", []),
        ("甲村最多。\n", []),
    ],
)
def test_running_text_below_a_table(
    make_workspace: MakeWorkspace, below: str, codes: list[str]
) -> None:
    found = told(make_workspace, f"镇里抓实了三件事。\n\n{TABLE}{below}")
    assert [code for code, _ in found] == codes


@pytest.mark.parametrize(
    ("above", "codes"),
    [
        ("第一条，抓实责任。\n\n第二条，报实情况。\n", ["S173"]),
        ("张三\n\n李四\n\n王五\n", ["S173"]),
        ("第一条，抓实责任。\n", []),
        ("各村要抓实责任，报实情况。\n", []),
    ],
)
def test_running_text_below_items_and_names(
    make_workspace: MakeWorkspace, above: str, codes: list[str]
) -> None:
    body = f"镇里抓实了三件事。\n\n附件\n\n责任清单\n\n{above}\n{RUNNING}"
    assert [code for code, _ in told(make_workspace, body)] == codes


def test_sections_of_an_attachment_may_have_headings(make_workspace: MakeWorkspace) -> None:
    body = "**建强队伍。**建。\n\n附件\n\n工作方案\n\n**明确责任。**办。\n\n**抓好落实。**办。\n"
    assert told(make_workspace, body) == []


def test_a_plan_below_an_article_without_headings_has_its_own(
    make_workspace: MakeWorkspace,
) -> None:
    plan = "附件\n\n工作方案\n\n为抓实治理，制定本方案。\n\n"
    two = "**明确责任。**办。\n\n**抓好落实。**办。\n"
    one = "**抓好落实。**办。\n"
    assert told(make_workspace, f"镇里抓实了三件事。\n\n{plan}{two}") == []
    assert [code for code, _ in told(make_workspace, f"镇里抓实了三件事。\n\n{plan}{one}")] == [
        "S173"
    ]


@pytest.mark.parametrize(
    ("tail", "cures"),
    [
        ("联系人：张三　电话：0550-7000000", ["前言写 撰稿: 张三、电话: 0550-7000000，删去这一行"]),
        ("（联系人：张三）", ["前言写 撰稿: 张三，删去这一行"]),
        ("张三 13900000000", ["前言写 撰稿: 张三、电话: 13900000000，删去这一行"]),
        ("（张三　0550-7000000）", ["前言写 撰稿: 张三、电话: 0550-7000000，删去这一行"]),
        ("组织科 0550-7000000", ["前言写 电话: 0550-7000000，删去这一行"]),
        ("联系电话 0550-7000000", ["前言写 电话: 0550-7000000，删去这一行"]),
        ("（县委组织部办公室）", ["删去"]),
        ("县委组织部办公室", ["删去"]),
        ("中共某县委员会", ["删去"]),
        ("（通讯员　张三　李四）", ["前言写 撰稿: 张三、李四，删去这一行"]),
        ("（作者 张三）", ["前言写 撰稿: 张三，删去这一行"]),
        ("（城关镇党委）", ["删去"]),
        ("（城关镇党委供稿）", ["前言写 供稿: 城关镇党委，删去这一行"]),
        ("2026年11月2日", ["删去，日期写进前言 收稿日期: 2026-11-02"]),
        ("（2026年11月2日）", ["删去，日期写进前言 收稿日期: 2026-11-02"]),
        ("城关镇党委\n\n11月2日", ["删去", "删去"]),
        ("11月2日\n\n城关镇党委", ["删去", "删去"]),
        ("县委组织部\n2026年11月2日", ["删去", "删去，日期写进前言 收稿日期: 2026-11-02"]),
        (
            "审核：李四\n\n邮箱：zhen@bulletin.example",
            ["前言写 审签人: 李四，删去这一行", "删去这一行"],
        ),
    ],
)
def test_a_signature_or_a_contact_at_the_end_of_an_article(
    make_workspace: MakeWorkspace, tail: str, cures: list[str]
) -> None:
    body = f"镇里抓实了三件事。\n\n**建强队伍。**选派干部12名。\n\n{tail}\n"
    workspace = make_workspace({**SMALL, "issues/7/城关镇.md": HEAD + body})
    found = [each for each in open_issues(workspace).diagnostics if each.code == "S174"]
    assert [each.hint.partition("；")[0] for each in found] == cures
    assert all("排在正文末尾" in each.message for each in found)
    assert all(each.hint.endswith("；要印的，在 准许 里写 S174") for each in found)


def test_the_cure_writes_no_field_twice(make_workspace: MakeWorkspace) -> None:
    head = HEAD.replace("---\n\n", "撰稿: 张三\n收稿日期: 2026-11-02\n---\n\n")
    body = "镇里抓实了三件事。\n\n联系人：张三　电话：0550-7000000\n\n2026年11月2日\n"
    workspace = make_workspace({**SMALL, "issues/7/城关镇.md": head + body})
    hints = [each.hint.partition("；")[0] for each in open_issues(workspace).diagnostics]
    assert hints == ["前言写 电话: 0550-7000000，删去这一行", "删去"]


@pytest.mark.parametrize(
    "tail",
    [
        "（此件公开发布）",
        "（完）",
        "下一步，请示县委组织部",
        "责任单位：县委组织部办公室",
        "时间：2026年11月2日",
        "活动从10月开始，到11月2日结束。",
        "联系人张三负责解释。",
        "各村联络员：\n\n张三 13900000001\n\n李四 13900000002\n\n王五 13900000003",
        "组长：张三\n\n成员：李四",
        "先进单位：\n\n东关街道\n\n城关镇",
        "（详见县委组织部办公室的通知）",
    ],
)
def test_other_last_lines_of_an_article_stand(make_workspace: MakeWorkspace, tail: str) -> None:
    body = f"镇里抓实了三件事。\n\n{tail}\n"
    assert [code for code, _ in told(make_workspace, body) if code == "S174"] == []


def test_both_may_stand(make_workspace: MakeWorkspace) -> None:
    allowed = "准许:\n  - {规则: S173, 原因: 原稿如此}\n  - {规则: S174, 原因: 原稿如此}\n---\n\n"
    body = f"一、建队伍\n\n建。\n\n{SHEET}二、办实事\n\n办。\n\n（城关镇供稿）\n"
    assert told(make_workspace, body, HEAD.replace("---\n\n", allowed)) == []
