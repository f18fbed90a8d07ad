"""A second article in the file of another is told where it begins, by `check` and by `build`."""

from __future__ import annotations

import pytest

from bulletin.cli import run
from bulletin.load import load_publication, load_submission
from tests.conftest import PUBLICATION, SMALL, MakeWorkspace

ROSTER = PUBLICATION.replace(
    "units:\n",
    "units:\n  - {name: 广陵街道, level: 街道, aliases: [广陵]}\n  - {name: 柳林镇, level: 镇}\n",
)
HEAD = "---\n单位: {unit}\n标题: 抓实基层治理提质增效\n---\n\n"
FIRST = "**建强队伍。**选派干部12名，组建志愿服务队3支，服务群众。\n\n"
TEXT = "街道坚持服务下沉，走访群众300户，解决问题12个。\n"


def told(make: MakeWorkspace, body: str, unit: str = "城关镇") -> list[tuple[str, str]]:
    """S160 and S161 of one article, each with the line that it is told of."""
    workspace = make(
        {"issues/publication.yaml": ROSTER, "issues/7/城关镇.md": HEAD.format(unit=unit) + body}
    )
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    path = workspace.issues / "7/城关镇.md"
    _, found = load_submission(workspace.root, path, publication)
    return [
        (each.code, each.source.line(each.source.place(each.span.start).line))
        for each in found
        if each.source and each.code in ("S160", "S161")
    ]


@pytest.mark.parametrize(
    "head",
    [
        "广陵街道：推动服务下沉见实效",
        "广陵街道：推动服务下沉见实效。",
        "广陵街道: 推动服务下沉见实效",
        "广陵：推动服务下沉见实效",
        "广陵街道党工委：推动服务下沉见实效",
        "青山镇：推动服务下沉见实效",
        "【广陵街道】推动服务下沉见实效",
        "□广陵街道：强服务。",
        "**广陵街道：推动服务下沉见实效**",
        "**广陵街道：推动服务下沉见实效。**",
        "## 广陵街道：推动服务下沉见实效",
        "## 广陵街道：建强队伍",
        "## 广陵街道推动服务下沉见实效",
        "## 广陵街道",
        "推动服务下沉见实效（广陵街道）",
        "推动服务下沉见实效\n\n（广陵街道）",
        "推动服务下沉见实效\n（广陵街道党工委）",
        "推动服务下沉见实效\n\n广陵街道",
        "推动服务下沉见实效\n\n——广陵街道",
        "推动服务下沉见实效\n\n中共某县广陵街道工作委员会",
        "## 推动服务下沉见实效\n\n（广陵街道）",
        "广陵街道党工委\n\n推动产业振兴",
        "单位：广陵街道\n\n标题：推动服务下沉",
        "## 抓实基层治理提质增效",
        "城关镇：抓实基层治理提质增效",
    ],
)
@pytest.mark.parametrize("between", ["", "**建好阵地。**", "## 建好阵地\n\n", "一、建好阵地\n\n"])
def test_another_article_is_told_where_it_begins(
    make_workspace: MakeWorkspace, head: str, between: str
) -> None:
    found = told(make_workspace, f"{FIRST}{head}\n\n{between}{TEXT}")
    assert found == [("S160", head.partition("\n")[0])]


@pytest.mark.parametrize(
    "head",
    [
        "广陵街道：推动服务下沉见实效",
        "青山镇：推动服务下沉见实效",
        "【广陵街道】推动服务下沉见实效",
        "**广陵街道：推动服务下沉见实效**",
        "## 广陵街道：推动服务下沉见实效",
    ],
)
@pytest.mark.parametrize(
    "below",
    [
        "| 村 | 户 |\n| --- | --- |\n| 甲村 | 3 |\n",
        "- 走访群众300户。\n- 解决问题12个。\n",
        "1. 走访群众300户。\n2. 解决问题12个。\n",
    ],
)
def test_another_article_may_begin_with_a_list_or_a_table(
    make_workspace: MakeWorkspace, head: str, below: str
) -> None:
    assert told(make_workspace, f"{FIRST}{head}\n\n{below}") == [("S160", head)]


@pytest.mark.parametrize(
    "heads",
    [
        ("广陵街道：走访群众情况", "柳林镇：走访群众情况"),
        ("广陵街道：网格员名单", "柳林镇：网格员名单"),
        ("广陵街道：走访群众户数", "柳林镇：走访群众户数"),
        ("广陵街道：具体做法如下",),
    ],
)
def test_what_stands_above_a_table_may_be_its_caption(
    make_workspace: MakeWorkspace, heads: tuple[str, ...]
) -> None:
    table = "| 村 | 户 |\n| --- | --- |\n| 甲村 | 3 |\n\n"
    assert told(make_workspace, FIRST + "".join(f"{head}\n\n{table}" for head in heads)) == []


@pytest.mark.parametrize(("first", "last"), [("---", "---"), ("———", "———"), ("－－－", "---")])
def test_front_matter_of_another_article_is_told_however_it_is_fenced(
    make_workspace: MakeWorkspace, first: str, last: str
) -> None:
    body = f"{FIRST}{first}\n单位：广陵街道\n标题：推动服务下沉\n{last}\n\n{TEXT}"
    assert told(make_workspace, body) == [("S161", first)]


def test_each_of_several_is_told(make_workspace: MakeWorkspace) -> None:
    body = f"**广陵街道：推动服务下沉。**{TEXT}\n（广陵街道供稿）\n\n推动便民服务升级\n\n{TEXT}"
    lines = [line for _, line in told(make_workspace, FIRST + body)]
    assert [line[2:6] for line in lines] == ["广陵街道", "便民服务"]


@pytest.mark.parametrize(
    "rest",
    [
        "广陵街道：完成改造3处，走访群众。\n\n柳林镇的做法相同。\n",
        f"广陵街道：推动服务下沉，走访群众60户。\n\n{TEXT}",
        "联系社区名单如下：\n\n广陵街道：张三\n\n柳林镇：李四\n",
        "先进基层党组织名单\n\n城关镇\n\n广陵街道\n\n柳林镇\n",
        f"## 推动服务下沉\n\n广陵{TEXT}",
        f"## 城关镇推动服务下沉\n\n{TEXT}",
        f"主持单位：街道党工委。\n\n工作目标：抓实基层治理提质增效。\n\n{TEXT}",
        f"例如，广陵街道推动服务下沉见实效。\n\n{TEXT}",
        f"> 广陵街道：推动服务下沉见实效\n>\n> {TEXT}",
        f"2. 广陵街道：推动服务下沉见实效\n\n{TEXT}",
        f"各乡镇：把服务送到家门口\n\n{TEXT}",
        "（城关镇党委供稿）\n\n城关镇\n\n2026年11月1日\n",
        "（广陵街道）\n",
        "广陵街道　主任张三等同志参加\n\n会议听取了汇报，部署了工作。\n",
    ],
)
def test_what_names_a_unit_may_be_part_of_the_article(
    make_workspace: MakeWorkspace, rest: str
) -> None:
    assert told(make_workspace, FIRST + rest) == []


@pytest.mark.parametrize(
    "head", ["## {}推动服务下沉", "## {}", "**{}：推动服务下沉。**", "{}：推动服务下沉见实效\n\n"]
)
def test_several_units_may_each_have_their_part(make_workspace: MakeWorkspace, head: str) -> None:
    parts = (f"{head.format(unit)}\n\n{TEXT}\n" for unit in ("城关镇", "广陵街道", "柳林镇"))
    assert told(make_workspace, FIRST + "".join(parts), "城关镇、广陵街道、柳林镇") == []


@pytest.mark.parametrize("head", ["## {}推动服务下沉", "## {}", "**{}：推动服务下沉。**"])
def test_an_article_may_go_through_the_units_by_its_headings(
    make_workspace: MakeWorkspace, head: str
) -> None:
    parts = (f"{head.format(unit)}\n\n{TEXT}\n" for unit in ("柳林镇", "广陵街道"))
    assert told(make_workspace, "县里选派干部12名。\n\n" + "".join(parts)) == []


def test_a_build_tells_it_and_an_office_may_allow_it(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = f"{FIRST}## 广陵街道：推动服务下沉\n\n{TEXT}"
    head = HEAD.format(unit="城关镇")
    allowed = head.replace("\n---\n\n", "\n准许:\n  - {规则: S160, 原因: 本是一篇}\n---\n\n")
    shown: list[bool] = []
    for front in (head, allowed):
        workspace = make_workspace(
            {**SMALL, "issues/publication.yaml": ROSTER, "issues/7/城关镇.md": front + body}
        )
        monkeypatch.chdir(workspace.root)
        for command in (["build", "7", "--no-pdf"], ["check", "7"]):
            run(command)
            shown.append("（S160）" in "".join(capsys.readouterr()))
    assert shown == [True, True, False, False]
