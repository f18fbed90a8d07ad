"""`bulletin check`, `rule` and `rules` as an editor runs them."""

import json
import re
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bulletin.checks import RULES
from bulletin.commands.check import check_command, rule_command, rules_command, rules_table
from bulletin.commands.init import init_command

ROOT = Path(__file__).parents[2]
SEED = Path(__file__).parent / "seed" / "issue-116.txt"


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def check(root: Path, *arguments: str) -> Result:
    with chdir(root):
        return CliRunner().invoke(check_command, arguments)


def test_an_issue_without_errors_exits_0(seed_workspace: Path) -> None:
    result = check(seed_workspace, "116", "--format", "concise")
    assert result.exit_code == 0
    assert "warning[N101]: `200万` 缺单位；是钱就写 `200万元`" in result.stdout


def test_an_issue_is_known_by_number_folder_and_sheet(seed_workspace: Path) -> None:
    folder = seed_workspace / "issues" / "116"
    ways = ("116", str(folder), str(folder / "issue.md"))
    outputs = {check(seed_workspace, way, "--format", "json").stdout for way in ways}
    assert len(outputs) == 1
    assert check(seed_workspace, "--format", "json").stdout in outputs


COPY = """\
---
unit: 千秋街道
title: 抓实党建工作{title}
---

{body}
"""


def check_copy(root: Path, body: str, *select: str, title: str = "") -> list[tuple[str, str]]:
    """Place and code of what is found in one submission."""
    file = root / "issues" / "116" / "千秋街道.md"
    file.write_text(COPY.format(body=body, title=title), "utf-8")
    with_codes = [each for code in select for each in ("--select", code)]
    said = check(root, str(file), "--format", "concise", *with_codes).stdout
    return re.findall(r"md:(\d+:\d+): \w+\[(\w+)\]", said)


def test_what_the_press_cannot_print_is_told_with_its_place(seed_workspace: Path) -> None:
    body = (
        "选派干部😀12名😀。\n\n| 甲🎈 | 乙 |\n| --- | --- |\n| 1[^1] | 2 |\n\n[^1]: 注\U0001f9ff。"
    )
    body += "\n\n![图🎈](会🎈场.png)\n\n[网🎈站](http://a.cn/🎈)"
    assert check_copy(seed_workspace, body, "S0", title="🎉") == [
        ("3:14", "P105"),
        ("6:5", "P105"),
        ("6:9", "P105"),
        ("8:4", "P105"),
        ("12:8", "P105"),
        ("16:3", "P105"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("一家👨\u200d👩\u200d👧同庆", ["P105"]),
        ("医护👩🏽\u200d⚕️和农民👨\u200d🌾", ["P105", "P105"]),
        ("点赞❤️\u200d🔥！", ["P105"]),
        ("两家👨\u200d👩\u200d👧👨\u200d👩\u200d👦", ["P105", "P105"]),
        ("一家👨\u200d\u200d👩同庆", ["P105", "P105", "T120"]),
        ("一家👨\u200d同庆", ["P105", "T120"]),
        ("一家\u200d👨同庆", ["P105", "T120"]),
        ("党\u200d建\u200b引领", ["T120", "T120"]),
        ("前→\u200d←\u200d→后", ["T120"]),
    ],
)
def test_the_joiners_of_one_picture_are_not_told_besides_the_picture(
    seed_workspace: Path, words: str, told: list[str]
) -> None:
    found = check_copy(seed_workspace, f"会议要求，{words}。", "T120", "P105")
    assert sorted(code for _, code in found) == told


def test_one_sign_of_several_characters_is_told_once_and_at_each_of_its_places(
    seed_workspace: Path,
) -> None:
    body = "1️⃣建强队伍，❤️暖心服务。👍🏽点赞，🇨🇳。\n\n2️⃣建好阵地，👍🏽点赞。"
    assert check_copy(seed_workspace, body, "S0", "P") == [
        ("6:2", "P105"),
        ("6:9", "P105"),
        ("6:16", "P105"),
        ("6:21", "P105"),
        ("8:2", "P105"),
        ("8:9", "P105"),
    ]


def test_what_the_fields_print_is_among_it(seed_workspace: Path) -> None:
    sheet = seed_workspace / "issues" / "116" / "issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("---\n", "---\nnotice: 内部😀\n", 1), "utf-8")
    facts = seed_workspace / "issues" / "publication.yaml"
    facts.write_text(facts.read_text("utf-8").replace("部领导", "部领导😅", 1), "utf-8")
    said = check(seed_workspace, "116", "--format", "concise").stdout
    assert re.findall(r"(\S+):\d+:\d+: error\[P105\]", said) == [
        "issues/116/issue.md",
        "issues/publication.yaml",
    ]


@pytest.mark.parametrize("image", ["![会场](a.png)", " ![会场](a.png)。", "**![会场](a.png)**"])
def test_a_paragraph_that_an_image_ends_is_not_torn(seed_workspace: Path, image: str) -> None:
    body = (
        f"全镇选派干部12名，组织群众参加，成效很好，见图{image}\n\n下一步，将总结经验，完善制度。"
    )
    assert {code for _, code in check_copy(seed_workspace, body, "S109", "L")} == {"L101"}
    torn = body.replace(image, "")
    assert {code for _, code in check_copy(seed_workspace, torn, "S109", "L")} == {"S109"}


def test_an_own_template_that_replaces_none_of_ours_is_told(seed_workspace: Path) -> None:
    own = seed_workspace / "templates/shet.html"
    own.parent.mkdir()
    own.write_text("<p>本期</p>", "utf-8")
    said = check(seed_workspace, "116")
    assert said.exit_code == 1
    assert "`shet.html` 没有对应的原件，不起作用" in said.output
    assert "改名为 sheet.html，或删去（F015）" in said.output


def test_raw_text_with_errors_exits_1(seed_workspace: Path) -> None:
    result = check(seed_workspace, str(SEED), "--select", "S109")
    assert result.exit_code == 1
    assert result.stdout.count("（S109）\n") == 4
    assert result.stdout.endswith("错误 4 处，提醒 0 处；其中 4 处可用 --fix 改\n")


def test_raw_text_is_checked_without_a_workspace(tmp_path: Path) -> None:
    result = check(tmp_path, str(SEED), "--select", "S105", "--format", "concise")
    assert result.stdout.count("error[S105]") == 2


@pytest.mark.parametrize(
    "arguments",
    [("nope",), ("116", "--select", "T9"), ("116", "--join"), ("116", "--format", "xml"), ("..",)],
)
def test_a_wrong_command_exits_2(seed_workspace: Path, arguments: tuple[str, ...]) -> None:
    assert check(seed_workspace, *arguments).exit_code == 2


def test_a_submission_is_checked_by_itself(seed_workspace: Path) -> None:
    file = seed_workspace / "issues" / "116" / "张铺镇.md"
    result = check(seed_workspace, str(file), "--format", "json", "--ignore", "W,T")
    assert [(each["code"], each["text"]) for each in json.loads(result.stdout)] == [
        ("N101", "200万"),
        ("N101", "100万"),
    ]


def test_json_gives_places_from_1_and_ends_past_the_last_character(seed_workspace: Path) -> None:
    [first, _] = json.loads(
        check(seed_workspace, "116", "--select", "N101", "--format", "json").stdout
    )
    assert {name: first[name] for name in ("line", "column", "end_line", "end_column")} == {
        "line": 10,
        "column": 80,
        "end_line": 10,
        "end_column": 84,
    }


def test_sarif_names_rules_places_and_fixes() -> None:
    result = check(ROOT, str(SEED), "--format", "sarif", "--select", "S107")
    [run] = json.loads(result.stdout)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == [each.code for each in RULES]
    [first, *_] = run["results"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (31, 94, 95)
    [replacement] = first["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"] == "。**"


def test_github_commands_are_escaped() -> None:
    result = check(ROOT, str(SEED), "--format", "github", "--select", "S102")
    assert re.fullmatch(
        r"::error file=tests/checks/seed/issue-116\.txt,line=14,col=24,endLine=14,endColumn=25"
        r",title=S102::目录行末有 `。`；删去\n",
        result.stdout,
    )


def test_fix_writes_shows_and_reports_the_rest(seed_workspace: Path) -> None:
    file = seed_workspace / "全期.txt"
    file.write_bytes(SEED.read_bytes())
    result = check(seed_workspace, str(file), "--fix", "--join", "--format", "concise")
    assert "已改 S102、S107、S109、T112" in result.stderr
    assert "-- 广陵街道：多方联“建”，激活社区治理新动能。" in result.stderr
    assert not re.search("S102|S107|S109|T112", result.stdout)
    assert result.exit_code == 1
    again = check(seed_workspace, str(file), "--fix", "--join", "--format", "concise")
    assert again.stderr == ""
    assert again.stdout == result.stdout


def test_a_rule_is_explained_and_an_unknown_one_is_a_wrong_command() -> None:
    result = CliRunner().invoke(rule_command, ["t109"])
    assert result.stdout.startswith("T109 引号、书名号之间的顿号（提醒）\n\n相邻的引号之间")
    assert "\n错：\n    落实“一村一法官”、“一村一警”制度。\n对：\n" in result.stdout
    assert CliRunner().invoke(rule_command, ["T999"]).exit_code == 2


def test_every_rule_is_listed_once() -> None:
    lines = CliRunner().invoke(rules_command).stdout.splitlines()
    assert [line[:4] for line in lines] == [rule.code for rule in RULES]


def test_the_readme_shows_the_table_of_rules() -> None:
    readme = (ROOT / "README.zh-CN.md").read_text("utf-8")
    match = re.search(r"<!-- rules -->\n(.*?)<!-- /rules -->", readme, re.DOTALL)
    assert match is not None
    again = "put what `bulletin rules --markdown` prints between the marks of README.zh-CN.md"
    assert match[1].strip() == rules_table().strip(), again


def test_what_reading_tells_is_selected_by_its_code(workspace: Path) -> None:
    copy = workspace / "稿.md"
    copy.write_text(
        "---\nunit: 千秋街道\ntitle: 抓实党建\n---\n\n##筑牢阵地\n\n投资200万.\n", "utf-8"
    )

    def codes(*asked: str) -> list[str]:
        found = check(workspace, str(copy), *asked, "--format", "json").stdout
        return re.findall(r'"code": "(\w+)"', found)

    assert codes("--select", "S007") == ["S007"]
    assert "S007" not in codes("--ignore", "S007") != []
    assert "S007" not in codes("--select", "T,N") != []


def test_the_sample_is_told_once_with_what_to_do(tmp_path: Path) -> None:
    found = init(tmp_path)
    listed = check(tmp_path, found, "--format", "concise").stdout
    assert re.findall(r"\w+\[(\w+)\]", listed) == ["I121"]
    sheet = tmp_path / "issues" / found / "issue.md"
    sample = sheet.with_name("来稿样式.md")
    own = sheet.with_name("双河乡.md")
    own.write_text(
        COPY.format(body="选派干部12名，解决难题20个。", title="").replace("千秋街道", "双河乡")
    )
    sheet.write_text(sheet.read_text("utf-8").replace("- 来稿样式", "- 双河乡"), "utf-8")
    unlisted = check(tmp_path, found, "--format", "concise").stdout
    assert re.findall(r"\w+\[(\w+)\]", unlisted) == ["I005"]
    assert "删去 来稿样式.md" in unlisted
    sheet.write_text(
        sheet.read_text("utf-8").replace("- 双河乡", "- 来稿样式\n  - 双河乡"), "utf-8"
    )
    both = check(tmp_path, found, "--format", "concise").stdout
    assert re.findall(r"\w+\[(\w+)\]", both) == ["I121"]
    sample.write_text(sample.read_text("utf-8").replace("正文接着写", "会议指出,要抓实"), "utf-8")
    begun = check(tmp_path, found, "--format", "concise").stdout
    assert {"I121", "T101"} <= set(re.findall(r"\w+\[(\w+)\]", begun))


def init(root: Path) -> str:
    """The name of the first issue of a new workspace."""
    said = ("--name", "清河组工信息", "--issuer", "县委组织部", "--report-to", "县委常委")
    units = ("--unit", "城关镇", "--unit", "双河乡")
    assert CliRunner().invoke(init_command, (str(root), *said, *units)).exit_code == 0
    return next(each.name for each in (root / "issues").iterdir() if each.is_dir())
