"""What the frame prints is not typed twice; lists, hashes and quotation marks of front matter."""

from __future__ import annotations

import pytest

from bulletin.address import folder_name
from bulletin.checks import HouseLists, Selection, check_issue
from bulletin.load import load_issue, load_publication
from bulletin.making import open_issues
from tests.conftest import ISSUE, MakeWorkspace

ARTICLE = "---\nunit: 城关镇\ntitle: {}\n---\n\n正文一句。\n"


def told(
    make_workspace: MakeWorkspace, article: str, issue: str | None = None
) -> list[tuple[str, str]]:
    """Code and hint of each fault of an issue of one article."""
    files: dict[str, str | bytes] = {"issues/7/城关镇.md": article}
    if issue:
        head = "---\nnumber: 7\ndate: 2023-06-09\narticles: 城关镇\n"
        files["issues/7/issue.md"] = f"{head}{issue}\n---\n"
    return [(each.code, each.hint) for each in open_issues(make_workspace(files)).diagnostics]


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("城关镇：抓实基层治理", "抓实基层治理"),
        ("□抓实基层治理", "抓实基层治理"),
        ("□城关镇：抓实基层治理", "抓实基层治理"),
        ("【创新】□城关镇：“三抓”强治理", "【创新】“三抓”强治理"),
        ("（经验交流）城关镇：抓实治理", "（经验交流）抓实治理"),
        ("□【创新】〔基层〕城关镇：抓实治理", "【创新】〔基层〕抓实治理"),
    ],
)
def test_a_title_holds_neither_unit_nor_marker(
    make_workspace: MakeWorkspace, title: str, right: str
) -> None:
    assert told(make_workspace, ARTICLE.format(title)) == [("F023", f"写成 title: {right}")]


@pytest.mark.parametrize("title", ["【创新】抓实治理", "【城关镇】：抓实治理"])
def test_words_in_brackets_before_a_title_stay(make_workspace: MakeWorkspace, title: str) -> None:
    assert told(make_workspace, ARTICLE.format(f'"{title}"')) == []


def doubled(
    make_workspace: MakeWorkspace, title: str, issue: str = "visibility: internal"
) -> list[str]:
    """What S118 finds in an issue of one article."""
    head = f"---\nnumber: 7\ndate: 2023-06-09\narticles: 城关镇\n{issue}\n---\n"
    files = {"issues/7/issue.md": head, "issues/7/城关镇.md": ARTICLE.format(title)}
    workspace = make_workspace(files)
    publication, _ = load_publication(workspace.root)
    assert publication
    loaded = load_issue(workspace.root, workspace.root / "issues/7", publication)
    found = check_issue(loaded, publication, HouseLists(), selection=Selection(("S118",)))
    return [each.hint for each in found]


@pytest.mark.parametrize("title", ["城关镇“两措并举”提升质效", "【创新】城关镇抓实治理"])
def test_a_unit_is_not_written_twice_in_an_issue_of_one_article(
    make_workspace: MakeWorkspace, title: str
) -> None:
    assert doubled(make_workspace, title) == ["删去标题开头的“城关镇”"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("“【城关镇】抓实治理”", ""),
        ("（城关镇）抓实治理", "（城关镇）"),
        ("抓实治理（城关镇）", "（城关镇）"),
        ("抓实治理（城关镇经验）", ""),
    ],
)
def test_a_unit_in_brackets_is_the_unit_twice(
    make_workspace: MakeWorkspace, title: str, said: str
) -> None:
    assert doubled(make_workspace, title) == ([f"删去“{said}”"] if said else [])


def test_the_label_of_a_form_is_no_title(make_workspace: MakeWorkspace) -> None:
    for label in ("标题", "题目", "稿件标题"):
        assert told(make_workspace, ARTICLE.format(f"{label}：抓实治理")) == [
            ("F023", "写成 title: 抓实治理")
        ]


@pytest.mark.parametrize(
    ("title", "issue"),
    [
        ("城关镇抓实治理", "profile: special"),
        ("（城关镇）抓实治理", "profile: special"),
        ("城关镇抓实治理", "版式: 专报"),
        ("推广城关镇经验", "visibility: internal"),
    ],
)
def test_a_unit_stands_in_a_title_that_the_page_prints_without_it(
    make_workspace: MakeWorkspace, title: str, issue: str
) -> None:
    assert doubled(make_workspace, title, issue) == []


@pytest.mark.parametrize("label", ["增发", "本期增发", "主报", "抄送", "发送", "呈报", "加发"])
def test_a_recipient_has_no_label(make_workspace: MakeWorkspace, label: str) -> None:
    issue = f'distribution: {{also_to: ["{label}：市发改委"]}}'
    assert told(make_workspace, ARTICLE.format("抓实治理"), issue) == [("F023", "写成 - 市发改委")]


def test_a_label_needs_its_colon(make_workspace: MakeWorkspace) -> None:
    issue = "distribution: {also_to: [增发改委, 发展改革委, 报社]}"
    assert told(make_workspace, ARTICLE.format("抓实治理"), issue) == []


@pytest.mark.parametrize("written", ["[甲、乙镇, 城关镇]", "甲、乙镇、城关镇", "[甲、城关镇]"])
def test_a_mark_in_a_file_s_name_parts_no_names(
    make_workspace: MakeWorkspace, written: str
) -> None:
    name = "甲" if "乙" not in written else "甲、乙镇"
    head = f"---\nnumber: 7\ndate: 2023-06-09\narticles: {written}\n---\n"
    files = {f"issues/7/{name}.md": ARTICLE.format("抓实治理"), "issues/7/issue.md": head}
    found = open_issues(make_workspace({**files, "issues/7/城关镇.md": ARTICLE.format("抓实教育")}))
    assert [each.code for each in found.diagnostics if each.code.startswith("I")] == []


@pytest.mark.parametrize("written", ["（城关镇党委供稿）", "城关镇党委供稿", "(城关镇党委)"])
def test_a_supplier_holds_no_brackets(make_workspace: MakeWorkspace, written: str) -> None:
    article = ARTICLE.format(f"抓实基层治理\nsupplier: {written}")
    assert told(make_workspace, article) == [("F023", "写成 supplier: 城关镇党委")]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("topic: 【“基层治理”专题】", [("F023", "写成 topic: “基层治理”专题")]),
        ("topic: 【【“基层治理”专题】】", [("F023", "写成 topic: “基层治理”专题")]),
        ("distribution: {report_to: [部领导。, 市委办]}", [("F023", "写成 - 部领导")]),
        (
            "distribution: {report_to: [部领导，, 市委办；]}",
            [("F023", "写成 - 部领导"), ("F023", "写成 - 市委办")],
        ),
        ("topic: “基层治理”专题第7期", [("F023", "写成 topic: “基层治理”专题")]),
        ("distribution: {report_to: 报：部领导}", [("F023", "写成 - 部领导")]),
        ("distribution: {send_to: [送：甲, 乙]}", [("F023", "写成 - 甲")]),
        (
            "distribution:\n  report_to: 部领导\n    - 市领导",
            [("F024", "写成 report_to: [部领导, 市领导]")],
        ),
        ("topic: “基层治理”专题", []),
        ("distribution: {report_to: 部领导，市委办公室、市政府办公室}", []),
    ],
)
def test_the_sheet_holds_no_word_of_the_frame(
    make_workspace: MakeWorkspace, written: str, found: list[tuple[str, str]]
) -> None:
    assert told(make_workspace, ARTICLE.format("抓实治理"), written) == found


@pytest.mark.parametrize(
    "written",
    [
        "专报第3期",
        "（专报第3期）",
        "2024年专报第3期",
        "专报〔2024〕第3期",
        "第3期（专报）",
        "专报第3期（总第116期）",
        "2024年增刊第1期",
        "第十二期",
    ],
)
def test_the_number_of_a_declared_series_is_told_whole(
    make_workspace: MakeWorkspace, written: str
) -> None:
    office = (
        "name: {}\nissuer: 研究室\nunits: 城关镇\ndistribution: {{report_to: 部领导}}\n"
        "series: [{{name: 专报, mark: z}}]\n"
    )
    issue = f"---\nnumber: 7\ndate: 2023-06-09\narticles: 甲\ntopic: 基层治理{written}\n---\n"
    files = {"issues/7/issue.md": issue, "issues/7/甲.md": ARTICLE.format("抓实治理")}
    named = {"issues/publication.yaml": office.format("某县组工信息")}
    found = open_issues(make_workspace({**files, **named})).diagnostics
    assert [each.hint for each in found if each.code == "F023"] == ["写成 topic: 基层治理"]
    numbered = {"issues/publication.yaml": office.format(f"某县组工信息{written}")}
    _, faults = load_publication(make_workspace(numbered).root)
    assert [each.hint for each in faults if each.code == "F023"] == ["写成 name: 某县组工信息"]


@pytest.mark.parametrize(
    ("title", "hints"),
    [
        ("抓实&nbsp;治理", ["删去"]),
        ("以&ldquo;三抓&rdquo;促治理", ["直接写 “", "直接写 ”"]),
        ("抓实<br>治理", ["删去"]),
        ("抓实&nbsp治理", ["删去"]),
        ("抓实&nbsp；治理", ["删去"]),
        ("AT&T，R&D 抓实治理，甲<乙", []),
    ],
)
def test_html_in_a_title_is_told(
    make_workspace: MakeWorkspace, title: str, hints: list[str]
) -> None:
    found = told(make_workspace, ARTICLE.format(title))
    assert [hint for code, hint in found if code == "S011"] == hints


def test_a_series_named_without_its_number_is_let_pass(make_workspace: MakeWorkspace) -> None:
    office = "name: 某县专报\nissuer: 研究室\nunits: 城关镇\nseries: [{name: 专报, mark: z}]\n"
    _, faults = load_publication(make_workspace({"issues/publication.yaml": office}).root)
    assert [each for each in faults if each.code == "F023"] == []


def test_a_hash_in_a_title_is_printed(make_workspace: MakeWorkspace) -> None:
    files = {"issues/7/城关镇.md": ARTICLE.format("聚焦 #1号工程推进")}
    [issue] = open_issues(make_workspace({**files})).issues
    assert issue.articles[0].title.text == "聚焦 #1号工程推进"
    [(code, hint)] = told(make_workspace, ARTICLE.format("聚焦 # 号工程"))
    assert (code, hint.split("；")[0]) == ("F022", "要印就写成 title: '聚焦 # 号工程'")
    assert told(make_workspace, ARTICLE.format("抓实治理  # 初稿")) == []


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ('"三措并举"推动治理', "写成 title: “三措并举”推动治理"),
        ("'三措并举'推动治理", "写成 title: “三措并举”推动治理"),
        ("@治理", "写成 title: '@治理'"),
        ("治理: 抓实", "写成 title: '治理: 抓实'"),
    ],
)
def test_the_cure_of_a_title_is_its_whole_line(
    make_workspace: MakeWorkspace, title: str, hint: str
) -> None:
    assert ("F002", hint) in told(make_workspace, ARTICLE.format(title))


def test_names_joined_by_a_mark_are_a_list(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        {
            "issues/publication.yaml": (
                "name: 某县组工信息\nissuer: 研究室\nunits: 城关镇、东关街道\n"
                "distribution: {report_to: 部领导，市委办公室（一科，二科）}\n"
                "house: {substitutes: FandolFang、LXGW WenKai}\n"
            )
        }
    )
    publication, faults = load_publication(workspace.root)
    assert faults == ()
    assert publication is not None
    assert [unit.name for unit in publication.units] == ["城关镇", "东关街道"]
    assert publication.distribution.report_to == ("部领导", "市委办公室（一科，二科）")
    assert publication.house.substitutes == ("FandolFang", "LXGW WenKai")


@pytest.mark.parametrize("control", ["\x1b", "\x0b", "\x0c", "\x85", "\u2028", "\uffff"])
def test_a_control_character_is_told(make_workspace: MakeWorkspace, control: str) -> None:
    article = ARTICLE.format("抓实治理") + f"又一{control}句。\n"
    assert "F025" in [code for code, _ in told(make_workspace, article)]


def test_no_topic_stands_in_the_place_of_a_folders_page() -> None:
    assert folder_name("index.html") != "index.html"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("copies: 共印100份", "写成 copies: 100"),
        ("copies: 1,000份", "写成 copies: 1000"),
        ("copies: ０１２", "写成 copies: 12"),
        ("copies: 100（含附件2份）", "只写一个从 1 起的整数，用阿拉伯数字"),
        ("copies: 一百", "写成 copies: 100"),
        ("copies: -3", "只写一个从 1 起的整数，用阿拉伯数字"),
        ("whole_number: （总第512期）", "写成 whole_number: 512"),
        ("copy_number: 份号：12", "写成 copy_number: 000012"),
        ("copies: #100", "写成 copies: 100"),
        ("topic: #1号工程", "要印就写成 topic: '#1号工程'"),
        ("topic: # 未定", "要印就写成 topic: '# 未定'；是说明就在 # 前空两格"),
        ("signoff: {edited_on: 2024/3/5}", "写成 edited_on: 2024-03-05"),
        ("signoff: {edited_on: 2024.13.5}", "没有 13 月，核对月和日"),
        ("signoff: {edited_on: 三月五日}", "写成 edited_on: 2023-03-05"),
    ],
)
def test_the_cure_of_a_field_is_its_whole_line(
    make_workspace: MakeWorkspace, written: str, right: str
) -> None:
    assert [hint for _, hint in told(make_workspace, ARTICLE.format("抓实治理"), written)] == [
        right
    ]


def test_the_number_of_an_issue_is_taken_from_what_was_written(
    make_workspace: MakeWorkspace,
) -> None:
    sheet = ISSUE.replace("number: 7", "number: 第117期")
    found = open_issues(make_workspace({"issues/7/issue.md": sheet})).diagnostics
    assert ("F007", "写成 number: 117") in [(each.code, each.hint) for each in found]


def test_a_title_that_begins_with_a_hash_is_told(make_workspace: MakeWorkspace) -> None:
    cure = "要印就写成 title: '#1号工程“''双百''”推进'"
    assert told(make_workspace, ARTICLE.format("#1号工程“'双百'”推进")) == [("F022", cure)]
    right = ARTICLE.format("'#1号工程“''双百''”推进'")
    [issue] = open_issues(make_workspace({"issues/7/城关镇.md": right})).issues
    assert issue.articles[0].title.text == "#1号工程“'双百'”推进"
    assert [code for code, _ in told(make_workspace, ARTICLE.format("  # 初稿"))] == ["F005"]


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ("report_to: [部领导, 部领导]", ["report_to: [部领导, "]),
        ("send_to: [市直各单位、市直各单位]", ["send_to: [市直各单位、"]),
        ("send_to: [市直各单位]\n  issue_to: [各镇, 市直各单位]", ["issue_to: [各镇, "]),
        ("also_to: [部领导]", ["also_to: ["]),
        ("report_to: []\n  also_to: [部领导]", []),
        ("send_to: [市委办（机要局、档案局）、档案局]", []),
        ("report_to: [部领导]\n  send_to: [市直各单位, 各镇]", []),
    ],
)
def test_a_recipient_who_stands_twice_is_told(
    make_workspace: MakeWorkspace, lines: str, places: list[str]
) -> None:
    """Within a line, in another one, and in one that the publication has."""
    head = "---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\n"
    sheet = f"{head}distribution:\n  {lines}\n---\n"
    told = open_issues(make_workspace({"issues/7/issue.md": sheet})).diagnostics
    twice = [each for each in told if each.code == "F092"]
    assert [each.hint for each in twice] == ["只留一处"] * len(places)
    for each, place in zip(twice, places, strict=True):
        assert sheet[: each.span.start].endswith(place)
