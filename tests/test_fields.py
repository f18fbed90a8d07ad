"""Fields by their English or their Chinese names: what is read, said and written."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bulletin.checks.lists import TERMS_FIELDS
from bulletin.cli import run
from bulletin.field_lines import (
    BYLINE,
    COLOPHON,
    END,
    HEAD,
    ISSUER,
    LEAD,
    NUMBER,
    behind_in,
    field_lines_of,
    said_by,
)
from bulletin.field_writing import FieldValue, with_fields
from bulletin.fields import (
    ATTACHMENT_FIELDS,
    ISSUE_FIELDS,
    PUBLICATION_FIELDS,
    SUBMISSION_FIELDS,
    homes,
    in_its_language,
    key_in_sheet,
)
from bulletin.front_matter import (
    Field,
    Node,
    Sequence,
    a_list,
    compose,
    front_entries,
    front_faults,
    in_chinese,
    split,
    undivided,
)
from bulletin.intake.whole import recognise_whole
from bulletin.intake.word import read_word
from bulletin.making import open_issues, profile_for
from bulletin.markdown import write_front
from bulletin.model import SIGNATURES, House, IssueSheet, Submission, Text
from bulletin.past import sheet_status
from bulletin.revision.version import IN_ARTICLE, IN_ISSUE, folder_as_version
from bulletin.source import Source, Span
from bulletin.word import word_document
from tests.conftest import REPOSITORY, SMALL, MakeWorkspace

TABLES = (PUBLICATION_FIELDS, ISSUE_FIELDS, SUBMISSION_FIELDS, TERMS_FIELDS)


def assert_distinct(fields: tuple[Field, ...]) -> None:
    """No two fields of a group, and no two choices of a field, have one name."""
    names = Counter(name for each in fields for name in (each.name, each.chinese))
    assert [name for name, count in names.items() if count > 1] == []
    for each in fields:
        choices = [*each.choices, *each.choices.values()]
        assert len(choices) == len(set(choices))
        assert_distinct(each.fields)


@pytest.mark.parametrize("fields", TABLES)
def test_names_are_distinct(fields: tuple[Field, ...]) -> None:
    assert_distinct(fields)


def plain(node: Node) -> Any:
    """A node of front matter as plain values."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Sequence):
        return [plain(each) for each in node.items]
    return {key.text: plain(each) for key, each in node.entries}


def translated(path: Path, fields: tuple[Field, ...]) -> str:
    """A file of the repository with its fields in Chinese."""
    source = Source(path.name, path.read_text("utf-8"))
    if path.suffix == ".yaml":
        entries, _ = compose(source, Span(0, len(source.text)))
        return write_front(in_chinese(plain(entries), fields)).removeprefix("---\n")[:-4]
    parts, _ = split(source)
    entries, _ = compose(source, parts.front)
    return write_front(in_chinese(plain(entries), fields)) + source.quote(parts.body)


def seen(value: Any) -> Any:
    """What was read, without its places."""
    if isinstance(value, Text):
        return value.text
    if isinstance(value, tuple):
        return tuple(map(seen, value))
    inner = getattr(value, "__dataclass_fields__", None)
    if inner is None:
        return value
    hidden = {"span", "source", "sources", "fields_span"}
    return {name: seen(getattr(value, name)) for name in inner if name not in hidden}


def test_an_issue_in_chinese_is_the_issue_in_english(make_workspace: MakeWorkspace) -> None:
    home = REPOSITORY / "issues"
    english: dict[str, str] = {}
    chinese: dict[str, str] = {}
    for path in (home / "publication.yaml", *sorted((home / "116").glob("*.md"))):
        fields: tuple[Field, ...] = SUBMISSION_FIELDS
        if path.suffix == ".yaml":
            fields = PUBLICATION_FIELDS
        elif path.name == "issue.md":
            fields = ISSUE_FIELDS
        name = path.relative_to(REPOSITORY).as_posix()
        english[name] = path.read_text("utf-8")
        chinese[name] = translated(path, fields)
    assert "期号: 116" in chinese["issues/116/issue.md"]
    ours, theirs = open_issues(make_workspace(english)), open_issues(make_workspace(chinese))
    assert [each.code for each in theirs.diagnostics] == [each.code for each in ours.diagnostics]
    assert seen(theirs.publication) == seen(ours.publication)
    assert seen(theirs.issues) == seen(ours.issues)


SHEET = "---\n期号: 7\n日期: 2024-03-05\n篇目: [城关镇]\n状态: 送审稿\n---\n"


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("status", "signed", "状态: 已签发\n---"),
        ("topic", "“基层治理”专题", "专题: “基层治理”专题\n"),
        ("signoff.approved_by", "张三", "签字:\n  签发人: 张三\n"),
        ("distribution.also_to", ("市发改委",), "分送:\n  增发:\n    - 市发改委\n"),
        ("articles", ("城关镇", "东关镇"), "篇目: [城关镇, 东关镇]\n"),
    ],
)
def test_what_is_written_into_a_chinese_file_is_chinese(
    name: str, value: FieldValue, written: str
) -> None:
    changed = with_fields(Source("issue.md", SHEET), {name: value}, ISSUE_FIELDS)
    assert changed is not None
    assert written in changed


def test_an_english_file_stays_english() -> None:
    sheet = "---\nnumber: 7\ndate: 2024-03-05\narticles: [a]\nstatus: draft\n---\n"
    values: dict[str, FieldValue] = {"status": "signed", "signoff.approved_by": "张三"}
    changed = with_fields(Source("issue.md", sheet), values, ISSUE_FIELDS)
    assert changed is not None
    assert "status: signed\n" in changed
    assert "signoff:\n  approved_by: 张三\n" in changed


def test_an_issue_of_the_past_says_so_in_chinese(make_workspace: MakeWorkspace) -> None:
    root = make_workspace({"issues/7/issue.md": SHEET.replace("送审稿", "往期")})
    status = sheet_status(root.root, root.root / "issues/7")
    assert status is not None
    assert status.value == "printed"
    assert [each.label for each in open_issues(root).issues] == ["第7期"]


def test_an_office_that_writes_chinese_reads_no_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From `init` to the signatures: what is written, and what is said of it."""
    monkeypatch.chdir(tmp_path)
    answers = ("--name", "组工信息", "--issuer", "研究室", "--unit", "城关镇")
    assert run(["init", "办公室", *answers, "--report-to", "部领导", "--send-to", "各单位"]) == 0
    monkeypatch.chdir(tmp_path / "办公室")
    Path("稿.txt").write_text("抓实基层治理\n城关镇\n" + "城关镇抓好基层治理。" * 8, "utf-8")
    assert run(["import", "稿.txt", "--issue", "1"]) == 0
    assert run(["sign", "1", "--as", "签发", "--by", "张三", "--on", "2024-03-05"]) in (0, 1)
    assert run(["status"]) == 0
    sheet = Path("issues/1/issue.md")
    sheet.write_text(sheet.read_text("utf-8").replace("公开: 否", "公开: 是"), "utf-8")
    for command in (
        *(["build", "--no-pdf"], ["build", "1", "--no-pdf"], ["check", "1"], ["approve", "1"]),
        *(["publish", "1"], ["mail", "1"], ["wechat", "1"], ["withdraw", "1"], ["correct", "1"]),
        *(["new"], ["diff", "1"], ["export", "1", "--docx"], ["verify"], ["doctor"]),
    ):
        run(command)
    with Path("issues/publication.yaml").open("a", encoding="utf-8") as file:
        file.write("网站: [\n")
    run(["build", "1", "--no-pdf"])
    run(["check", "1"])
    said = capsys.readouterr()
    names = {each.name for table in TABLES[:3] for each in table if "_" not in each.name}
    shown = set(re.findall(r"(?<![\w./（-])(?<!bulletin )[a-z]+(?![\w./-])", said.out + said.err))
    assert shown & names == set()
    for path in (Path("issues/publication.yaml"), *Path("issues/1").glob("*.md")):
        keys = re.findall(r"^(?:# |  )?(?:- )?(\w+):", path.read_text("utf-8"), re.MULTILINE)
        assert [each for each in keys if each.isascii()] == []
    assert Path("issues/1/城关镇.md").read_text("utf-8").startswith("---\n单位: 城关镇\n标题: 抓实")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("状态: public", "`状态` 不能写 `public`；只能写 送审稿 或 清样 或 已签发 或 往期"),
        ("fitt: 4", "没有 `fitt` 这个字段；"),
        ("base_url: 4", "`base_url` 是 publication.yaml 的字段，"),
        ("版式: title", "没有 `title` 这个版式；"),
    ],
)
def test_what_somebody_wrote_is_told_as_it_stands(
    make_workspace: MakeWorkspace, line: str, told: str
) -> None:
    sheet = SHEET.replace("状态: 送审稿", line)
    copy = open_issues(make_workspace({"issues/7/issue.md": sheet}))
    (found,) = in_its_language(copy.diagnostics)
    assert f"{found.message}；{found.hint}".startswith(told)


def test_a_setting_is_found_by_either_name() -> None:
    sheet = Source("issue.md", SHEET.replace("篇目", "# fit: 3\n面数: 4\n篇目"))
    assert [sheet.quote(key_in_sheet(sheet, name)) for name in ("fit", "articles", "topic")] == [
        "面数",
        "篇目",
        "",
    ]
    english = Source("issue.md", "---\nnumber: 7\nfit: 4\n---\n")
    assert english.quote(key_in_sheet(english, "fit")) == "fit"


@pytest.mark.parametrize("own", [False, True])
def test_a_profile_of_the_office_s_own_goes_before_ours_of_that_name(
    make_workspace: MakeWorkspace, own: bool
) -> None:
    sheet = SHEET.replace("状态:", "版式: 专报\n状态:")
    files: dict[str, str | bytes] = {"issues/7/issue.md": sheet}
    if own:
        files["styles/profiles/专报.css"] = ":root { --name-size: 40pt }\n"
    (issue,) = open_issues(make_workspace(files)).issues
    assert issue.profile == ("专报" if own else "special")


def test_an_unknown_key_hides_no_language(make_workspace: MakeWorkspace) -> None:
    held = "---\n备注: 甲\n单位: 城关镇\n标题: 甲\n状态: 留用\n---\n\n正文。\n"
    copy = {"issues/7/issue.md": SHEET.replace("---\n期", "---\n备注: 甲\n期", 1)}
    told = in_its_language(
        open_issues(make_workspace({**copy, "issues/7/城关镇.md": held})).diagnostics
    )
    unknown, refused = (
        next(each for each in told if each.code == code) for code in ("F003", "I007")
    )
    assert "期号" in unknown.hint
    assert "已标为 留用" in refused.message


def test_diagnostics_of_all_rooms_speak_a_files_language(make_workspace: MakeWorkspace) -> None:
    held = "---\n单位: 城关镇\n标题: 甲\n状态: 留用\n---\n\n正文。\n"
    root = make_workspace({"issues/7/issue.md": SHEET, "issues/7/城关镇.md": held})
    (told,) = in_its_language(open_issues(root).diagnostics)
    assert "已标为 留用" in told.message
    assert "篇目" in told.hint
    assert "articles" not in told.hint


def leaves(fields: tuple[Field, ...]) -> set[str]:
    """The names of the fields that hold values themselves."""
    inner = {name for each in fields for name in leaves(each.fields)}
    return inner | {each.name for each in fields if not each.fields}


def test_every_field_is_read_and_what_is_read_is_used() -> None:
    """A field that is accepted and thrown away looks to an editor as if it had been obeyed."""
    read: set[str] = set()
    used: set[str] = set()
    for path in sorted((REPOSITORY / "bulletin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and path.name != "fields.py":
                read.add(str(node.value))
            elif isinstance(node, ast.Attribute) and path.name != "load.py":
                used.add(node.attr)
    signed = {each.removesuffix("by") + "on" for each in SIGNATURES}
    by_declaration = {each.name for table in TABLES for each in table if each.printed_as}
    accepted = {name for table in TABLES for name in leaves(table)}
    assert accepted - read - signed - by_declaration == set()
    pages = (path for path in (REPOSITORY / "templates").iterdir() if path.is_file())
    templates = "".join(path.read_text("utf-8") for path in pages)
    kinds = (IssueSheet, Submission, House)
    held = {each.name for kind in kinds for each in dataclasses.fields(kind)}
    assert {name for name in held - used if f".{name}" not in templates} == set()


PRINTED = {
    "number": "7",
    "date": "2024-03-05",
    "articles": "[城关镇, 东关街道]",
    "attachments": "[责任清单]",
    "unit": "城关镇",
    "byline": "城关镇上城风景小区党支部",
    "series": "情况专报",
}
"""What the printed fields say in a small issue; the others say what their example says."""

READ = """\
name: 某县组工信息
issuer: 中共某县委组织部研究室
whole_number: 501
series: [{name: 情况专报, mark: z}]
units: [{name: 城关镇}, {name: 东关街道}]
distribution: {report_to: [部领导]}
"""


def typed_fields(fields: tuple[Field, ...], indent: str = "") -> str:
    """Front matter with every printed field."""
    said = ""
    for each in fields:
        inner = typed_fields(each.fields, indent + "  ")
        if each.printed:
            said += f"{indent}{each.name}: {PRINTED.get(each.name, each.example)}\n"
        elif inner:
            said += f"{indent}{each.name}:\n{inner}"
    return said


def said_in(text: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    """What the printed fields of a file say, except for those that say why they are not read."""
    entries = front_entries(Source("稿.md", text), fields)
    known = {each.name: each for each in fields if not each.unread}
    found = ((key.text, plain(node)) for key, node in entries.entries)
    printed = {
        name: value
        for name, value in found
        if name in known and (known[name].printed or any(x.printed for x in known[name].fields))
    }
    return {
        name: [value]
        if isinstance(value, str) and known[name].read in (a_list, undivided)
        else value
        for name, value in printed.items()
    }


@pytest.mark.parametrize("profile", ["gbt9704", "special"])
def test_what_is_printed_comes_back_from_our_own_word_file(
    make_workspace: MakeWorkspace, profile: str
) -> None:
    """Reading it is what `import --whole` and `diff` do: a field that is lost is lost to both."""
    sheet, article = typed_fields(ISSUE_FIELDS), typed_fields(SUBMISSION_FIELDS)
    other = "unit: 东关街道\ntitle: 抓实基层治理\n"
    body = "---\n\n**抓班子。**选派干部12名。\n"
    title = typed_fields(ATTACHMENT_FIELDS)
    workspace = make_workspace(
        {
            "issues/publication.yaml": READ,
            "issues/z7/issue.md": f"---\n{sheet}profile: {profile}\n---\n",
            "issues/z7/城关镇.md": f"---\n{article}{body}",
            "issues/z7/东关街道.md": f"---\n{other}{body}",
            "issues/z7/责任清单.md": f"---\n{title}---\n\n甲负责乙。\n",
        }
    )
    copy = open_issues(workspace)
    assert [each.message for each in copy.diagnostics] == []
    issue = next(each for each in copy.issues if each.name == "z7")
    assert copy.publication is not None
    document = word_document(issue, profile_for(workspace, issue), {})
    whole = recognise_whole(read_word("期.docx", document), copy.publication)
    back = {name: content.decode() for name, content in whole.files.items()}
    assert said_in(back["issue.md"], ISSUE_FIELDS) == said_in(f"---\n{sheet}---\n", ISSUE_FIELDS)
    assert said_in(back["城关镇.md"], SUBMISSION_FIELDS) == said_in(
        f"---\n{article}---\n", SUBMISSION_FIELDS
    )
    (attached,) = (each for each in ATTACHMENT_FIELDS if each.printed)
    assert f"# 附件：{attached.example}\n" in back["城关镇.md"]


def test_what_is_not_read_again_is_told_where_it_differs(make_workspace: MakeWorkspace) -> None:
    """Each field that says so: masthead and issuer in a remark, a series as part of the number."""
    unread = {each.name for table in TABLES for each in every_field(table) if each.unread}
    assert unread == {"name", "issuer", "attachments"}
    workspace = make_workspace({})
    (issue,) = open_issues(workspace).issues
    document = read_word("期.docx", word_document(issue, profile_for(workspace, issue), {}))
    other = replace(issue.publication, name="某县党建通讯", issuer="某县党建办公室")
    told = [
        each.message for each in recognise_whole(document, other).diagnostics if each.code == "D341"
    ]
    assert told == ["没有找到报头名称“某县党建通讯”", "没有找到编印单位“某县党建办公室”"]


@pytest.mark.parametrize(
    ("table", "places"),
    [
        (ISSUE_FIELDS, {HEAD, NUMBER, ISSUER, LEAD, COLOPHON}),
        (SUBMISSION_FIELDS, {BYLINE, END}),
    ],
)
def test_a_line_of_a_field_is_known_again(table: tuple[Field, ...], places: set[str]) -> None:
    """It has words of its own, so that no other line is taken for it."""
    for each in (each for each in table if each.printed_as):
        (line,) = field_lines_of((each,), {each.name: each.example})
        assert each.printed in places
        assert line.text != each.example
        if each.printed in (NUMBER, ISSUER, BYLINE):
            (found,) = behind_in(f"甲　{line.text}", table, each.printed)
            assert (found.name, found.said) == (each.name, each.example)
            continue
        assert said_by(line.text, table, each.printed) == (each.name, each.example)
        assert said_by(each.example, table, each.printed) is None


def every_field(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields with those inside them."""
    for each in fields:
        yield each
        yield from every_field(each.fields)


def test_what_is_printed_is_compared(make_workspace: MakeWorkspace) -> None:
    """A leader's change to it in Word would be lost without a word."""
    special = {
        "number": "7",
        "unit": "城关镇",
        "series": "",
        "articles": "[城关镇]",
        "attachments": "",
    }
    sheet, submission = (
        "".join(
            f"{each.name}: {special.get(each.name, each.example)}\n"
            for each in fields
            if each.printed and special.get(each.name, "x")
        )
        for fields in (ISSUE_FIELDS, SUBMISSION_FIELDS)
    )
    (parties,) = (each for each in ISSUE_FIELDS if each.name == "distribution")
    sheet += "distribution:\n" + "".join(
        f"  {each.name}: {each.example}\n" for each in parties.fields
    )
    workspace = make_workspace(
        {
            "issues/7/issue.md": f"---\n{sheet}---\n",
            "issues/7/城关镇.md": f"---\n{submission}---\n\n**一、抓班子。**选派干部12名。\n",
        }
    )
    copy = open_issues(workspace)
    assert copy.publication is not None
    (loaded,) = (each for each in copy.loaded if each.name == "7")
    version = folder_as_version(loaded, copy.publication)
    assert {each.name for each in version.facts} == IN_ISSUE.keys()
    assert {each.name for each in version.articles[0].facts} == IN_ARTICLE.keys()
    assert {"topic", "distribution.also_to", "copies"} < IN_ISSUE.keys()
    assert {"unit", "title", "byline", "supplier"} <= IN_ARTICLE.keys()


def test_a_yes_is_written_in_chinese_into_a_chinese_file() -> None:
    assert in_chinese({"supplement": True}, ISSUE_FIELDS) == {"增刊": "是"}
    assert in_chinese({"supplement": "false"}, ISSUE_FIELDS) == {"增刊": "否"}


FILES = {
    "issue.md": ISSUE_FIELDS,
    "稿件前言": SUBMISSION_FIELDS,
    "publication.yaml": PUBLICATION_FIELDS,
    "附件": ATTACHMENT_FIELDS,
}


def declared(fields: tuple[Field, ...]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from declared(each.fields)


def told_of(key: str, table: tuple[Field, ...]) -> list[tuple[str, str]]:
    """F003 of a file whose first field is right and in the language of `key`."""
    first = table[0].name if key.isascii() else table[0].chinese
    source = Source("x", f"{first}: 1\n{key}: 甲\n")
    found = front_faults(source, table, fenced=False, home_of=homes(table))
    return [(each.message, each.hint) for each in found if each.code == "F003"]


@pytest.mark.parametrize("here", FILES)
def test_a_field_of_another_file_is_told_with_its_place(here: str) -> None:
    """Of every declared field; but for what is called so in the file itself."""
    table = FILES[here]
    own = {name for each in table for name in (each.name, each.chinese, *each.also)}
    for there, other in FILES.items():
        for field in declared(other):
            for key in {field.name, field.chinese} - own:
                ((message, hint),) = told_of(key, table)
                assert message.startswith(f"`{key}` 是"), (here, there, key)
                assert message.endswith("的字段，写在这里不起作用")
                files = [name for name, fields in FILES.items() if name in hint]
                inside = any(key in (each.name, each.chinese) for each in declared(table))
                assert files or inside, (here, key, hint)
                for name in files:
                    fields = declared(FILES[name])
                    assert any(key in (each.name, each.chinese) for each in fields), (key, hint)


@pytest.mark.parametrize(
    ("here", "key", "cure"),
    [
        ("稿件前言", "责任编辑", "移到 issue.md 的 签字 下面，这里删去"),
        ("稿件前言", "edited_by", "移到 issue.md 的 signoff 下面，这里删去"),
        ("稿件前言", "密级", "移到 issue.md 或 publication.yaml，这里删去"),
        ("稿件前言", "密級", "移到 issue.md 或 publication.yaml，写成 密级，这里删去"),
        ("稿件前言", "期号", "移到 issue.md，这里删去"),
        ("稿件前言", "报头", "移到 publication.yaml，这里删去"),
        ("稿件前言", "刊名", "移到 publication.yaml，写成 报头，这里删去"),
        ("稿件前言", "规则", "移到 准许 下面，缩进两格"),
        ("issue.md", "单位", "移到稿件前言，这里删去"),
        ("issue.md", "责任编辑", "移到 签字 下面，缩进两格"),
        ("issue.md", "编号方式", "移到 publication.yaml，这里删去"),
        (
            "publication.yaml",
            "期号",
            "移到 issue.md，这里删去；要写的是 总期号 的，改为 总期号",
        ),
        (
            "稿件前言",
            "日期",
            "移到 issue.md，这里删去；要写的是 收稿日期 的，改为 收稿日期",
        ),
        ("publication.yaml", "标题", "移到稿件前言，这里删去"),
        (
            "稿件前言",
            "邮箱",
            "移到 publication.yaml 的 收件人 下面，这里删去；只作说明的，在行首写 # 和空格",
        ),
    ],
)
def test_how_a_field_is_moved_to_its_place(here: str, key: str, cure: str) -> None:
    assert [hint for _, hint in told_of(key, FILES[here])] == [cure]


def test_a_field_in_a_group_that_is_not_its_own_is_moved() -> None:
    source = Source("x", "期号: 1\n签字:\n  印数: 100\n  报: [部领导]\n")
    found = front_faults(source, ISSUE_FIELDS, fenced=False, home_of=homes(ISSUE_FIELDS))
    hints = [each.hint for each in found if each.code == "F003"]
    assert hints == ["顶格写，移到别的字段外面", "移到 分送 下面，缩进两格"]


def test_a_file_of_copy_tells_it(make_workspace: MakeWorkspace) -> None:
    copy = SMALL["issues/7/城关镇.md"].replace("---\n", "---\n密级: 秘密★1年\n", 1)
    found = open_issues(make_workspace({"issues/7/城关镇.md": copy})).diagnostics
    assert [each.hint for each in found if each.code == "F003"] == [
        "移到 issue.md 或 publication.yaml，这里删去"
    ]
