"""What is misspelt in an office's own templates and styles is told with file, line and cure."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from bulletin.diagnostics import Diagnostic
from bulletin.looks import look_over
from bulletin.looks.style_sheets import faults_of_style
from bulletin.looks.templates import _GIVERS, _HOLDERS, faults_of_template, parsed
from bulletin.looks.vocabulary import (
    _ROOMS_OF_PAGES,
    PAPER,
    code_strings,
    family,
    is_paper,
    properties_read,
    properties_set,
    vocabulary_of,
)
from bulletin.making import build, open_issues
from bulletin.making.jobs import press_job, profile_for
from bulletin.press import Faces
from bulletin.press.typesetting import COMPOSED
from bulletin.profile import COMMENT, PROPERTY
from bulletin.render import Renderer, Unrendered, environment_of
from bulletin.source import Source
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, SMALL, MakeWorkspace

OURS = Workspace(REPOSITORY)
STYLES = sorted((REPOSITORY / "styles").rglob("*.css"))
TEMPLATES = sorted(
    path
    for path in (REPOSITORY / "templates").rglob("*")
    if path.suffix in (".html", ".xml", ".js", ".txt") and "new" not in path.parts
)


def ours(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def said(faults: tuple[Diagnostic, ...]) -> list[tuple[str, str, str]]:
    """Code, the words that are wrong, and the cure."""
    return [(each.code, each.quoted, each.hint) for each in faults]


# -- Ours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_our_own_styles_pass(path: Path) -> None:
    name = path.relative_to(REPOSITORY / "styles").as_posix()
    assert list(faults_of_style(OURS, name, Source(name, path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_our_own_templates_pass(path: Path) -> None:
    name = path.relative_to(REPOSITORY / "templates").as_posix()
    assert list(faults_of_template(OURS, name, Source(name, path.read_text("utf-8")))) == []


def test_every_custom_property_of_ours_is_set_and_read() -> None:
    strings = vocabulary_of(OURS).strings
    pages = [path.read_text("utf-8") for path in TEMPLATES]
    for path in STYLES:
        name = path.relative_to(REPOSITORY / "styles").as_posix()
        own, beside = path.read_text("utf-8"), [*family(OURS, name), *pages]
        assert properties_set([own], frozenset()) <= properties_read([own, *beside], strings)
        assert properties_read([own], frozenset()) <= (
            properties_set([own, *beside], strings) | properties_read([], frozenset())
        )


def test_the_sheets_that_the_press_reads_are_those_for_paper() -> None:
    body = inspect.getsource(press_job)
    read = [path.name for path in STYLES if f'"{path.name}"' in body]
    assert sorted(read) == sorted(PAPER)
    assert is_paper("profiles/letter.css")
    assert not is_paper("screen.css")
    assert profile_for.__doc__


# -- Styles ----------------------------------------------------------------------------------------


FIRST_CHILD = "把 :frist-child 改为 :first-child"


def style_faults(make: MakeWorkspace, name: str, text: str) -> list[tuple[str, str, str]]:
    return said(look_over(make({**SMALL, f"styles/{name}": text})))


@pytest.mark.parametrize(
    ("name", "more", "fault"),
    [
        ("paper.css", "p { colr: red }", ("P144", "colr", "改为 color")),
        ("paper.css", "p { font-sise: 3pt }", ("P144", "font-sise", "改为 font-size")),
        ("paper.css", "p { color: readd }", ("P144", "color", "对照原件改正")),
        ("paper.css", "p { text-shadow: 1pt 1pt red }", ("P144", "text-shadow", "删去")),
        ("paper.css", "p { transition: color 1s }", ("P144", "transition", "对照原件改正")),
        ("paper.css", ".colofon { margin: 0 }", ("F033", ".colofon", "改为 .colophon")),
        ("paper.css", ".mastheat .name { margin: 0 }", ("F033", ".mastheat", "改为 .masthead")),
        ("paper.css", "p, :is(.artikle, td) { margin: 0 }", ("F033", ".artikle", "改为 .article")),
        ("paper.css", "articel { margin: 0 }", ("F033", "articel", "改为 article")),
        ("paper.css", "p { margin: var(--pich) }", ("F034", "--pich", "改为 --pitch")),
        ("paper.css", "p { --pich: 3pt }", ("F034", "--pich", "改为 --pitch")),
        ("paper.css", "p { margin: 3ptt }", ("F035", "3ptt", "改为 pt")),
        ("paper.css", "p { font-size: 1575pt }", ("F035", "1575pt", "核对数字和单位")),
        ("screen.css", "p { colr: red }", ("F032", "colr", "改为 color")),
        ("screen.css", "p { color: readd }", ("F032", "color", "对照原件改正")),
        ("screen.css", ".listting { margin: 0 }", ("F033", ".listting", "改为 .listing")),
        ("screen.css", "#maim { margin: 0 }", ("F033", "#maim", "改为 #main")),
        ("paper.css", "p:frist-child { margin: 0 }", ("P144", "p:frist-child", FIRST_CHILD)),
        ("paper.css", "@meida print { p { margin: 0 } }", ("P144", "", "把 @meida 改为 @media")),
        ("screen.css", "a:hoover { margin: 0 }", ("F033", ":hoover", "改为 :hover")),
        ("screen.css", "p::befor { margin: 0 }", ("F033", ":befor", "改为 :before")),
        ("screen.css", "@meida print { p { margin: 0 } }", ("F033", "@meida", "改为 @media")),
        ("screen.css", "p { color: var(--rde) }", ("F034", "--rde", "改为 --red")),
        ("wechat.css", "p { margin: var(--gone) }", ("F034", "--gone", None)),
        ("mail.css", "p { paddding: 3px }", ("F032", "paddding", "改为 padding")),
    ],
)
def test_a_misspelt_name_in_a_style_sheet_is_told(
    make_workspace: MakeWorkspace, name: str, more: str, fault: tuple[str, str, str | None]
) -> None:
    found = style_faults(make_workspace, name, f"{ours(f'styles/{name}')}\n{more}\n")
    wanted = [each for each in found if each[:2] == fault[:2]]
    assert wanted, found
    assert fault[2] is None or wanted[0][2] == fault[2]
    assert {each[0] for each in found} <= {fault[0], "F035", "P144"}


@pytest.mark.parametrize(
    ("more", "quoted", "hint"),
    [
        ("p { margin: 0", "{", "补上 }"),
        ("p { margin: 0 }}", "}", "删去，或补上 {"),
        ("p { margin: calc(1pt + 2pt }", "(", "补上 )"),
        ('p::before { content: "a }', '"', '补上 "'),
        ("/* p { }", "/", "补上 */"),
        ("p { color: red\n  margin: 0 }", "", "在上一条的末尾补上 ;"),
        ("p { color red }", "", "补上缺的冒号、分号或括号"),
        ("p margin: 0; }", "}", "删去，或补上 {"),
    ],
)
def test_a_bracket_or_semicolon_that_lacks_is_told(
    make_workspace: MakeWorkspace, more: str, quoted: str, hint: str
) -> None:
    text = f"{ours('styles/paper.css')}\n{more}\n"
    found = look_over(make_workspace({**SMALL, "styles/paper.css": text}))
    fault = next(each for each in found if each.code == "F031")
    assert (fault.quoted, fault.hint) == (quoted, hint)
    assert fault.source is not None
    assert fault.source.place(fault.span.start).line > ours("styles/paper.css").count("\n")


def test_a_file_that_is_not_in_utf_8_is_told(make_workspace: MakeWorkspace) -> None:
    files: Mapping[str, str | bytes] = {
        **SMALL,
        "styles/paper.css": "/* 版式 */".encode("gbk"),
        "templates/sheet.html": "各镇（街道）目录".encode("gbk"),
    }
    found = look_over(make_workspace(files))
    assert [(each.code, each.source.path if each.source else "") for each in found] == [
        ("F030", "styles/paper.css"),
        ("F030", "templates/sheet.html"),
    ]


def test_figures_that_lack_or_cannot_be_meant_are_told(make_workspace: MakeWorkspace) -> None:
    standard = ours("styles/profiles/gbt9704.css")
    lacking = standard.replace("  --pitch: 28.95pt; ", "  --pich: 28.95pt; ")
    found = style_faults(make_workspace, "profiles/gbt9704.css", lacking)
    assert ("F034", "", "照原件写上 --pitch") in found
    assert ("F034", "--pich", "改为 --pitch") in found
    own = ":root { --size: 1575pt; --pitch: 28.95mm; --masthead-lines: 12pt; --margin-top: 37 }"
    found = style_faults(make_workspace, "profiles/own.css", own)
    codes = {(code, quoted) for code, quoted, _ in found}
    names = ("--size", "--pitch", "--masthead-lines", "--margin-top")
    assert {("F035", name) for name in names} <= codes


def test_figures_that_are_no_whole_lines_are_told(make_workspace: MakeWorkspace) -> None:
    own = ":root { --lead-lines: 1.5; --lowest-masthead-lines: 7.2; --number-line: 5.4 }"
    found = style_faults(make_workspace, "profiles/own.css", own)
    told = [(code, quoted, hint) for code, quoted, hint in found]
    assert told == [
        ("F035", "--lead-lines", "改为 0 到 60 的整数"),
        ("F035", "--lowest-masthead-lines", "改为 0 到 60 的整数"),
    ]


def test_figures_of_the_page_are_told_that_stand_in_no_profile(
    make_workspace: MakeWorkspace,
) -> None:
    own = ours("styles/paper.css") + ":root { --pitch: 28pt }\n.colophon p { --hang: 3em }\n"
    found = style_faults(make_workspace, "paper.css", own)
    assert found == [("F035", "--pitch", "移到 styles/profiles/ 里的版式")]


def test_what_an_office_may_well_write_passes(make_workspace: MakeWorkspace) -> None:
    paper = ours("styles/paper.css").replace("38mm", "40mm") + (
        "\n/* 本单位 { colr: red } */\n.masthead .name { color: rgb(200, 0, 0) }\n"
        ".article > p:nth-child(2n + 1), td:not(.right) { --own: 2pt; margin-top: var(--own) }\n"
        '.topic::before { content: "{" }\n.topic { margin: var(--nowhere, 2pt) }\n'
    )
    screen = ours("styles/screen.css") + (
        "\n@media (width < 40em) { .article { backdrop-filter: blur(2px); inset: 0 } }\n"
        "@keyframes turning { from { rotate: 0deg } to { rotate: 90deg } }\n"
        ".masthead:hover { animation: turning 1s; color: light-dark(red, blue) }\n"
    )
    own = ":root { --size: 16pt; --pitch: 28pt; --standard-size: 16pt; --red: #c00 }"
    files = {"styles/paper.css": paper, "styles/screen.css": screen, "styles/profiles/own.css": own}
    assert look_over(make_workspace({**SMALL, **files})) == ()


# -- Templates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "right", "wrong", "fault"),
    [
        ("sheet.html", "{{ issue.title }}", "{{ issue.titel }}", ("F037", "titel", "改为 title")),
        ("sheet.html", "{{ issue.title }}", "{{ isue.title }}", ("F037", "isue", "改为 issue")),
        ("sheet.html", '|join(", ")', '|joim(", ")', ("F037", "joim", "改为 join")),
        ("sheet.html", "marks, masthead", "marks, mastheat", ("F037", "mastheat", "改为 masthead")),
        ("sheet.html", '"parts.html"', '"part.html"', ("F037", "part.html", "改为 parts.html")),
        ("issue.html", "{%- block body", "{%- block boby", ("F037", "boby", "改为 body")),
        ("issue.html", "|slug", "|sluk", ("F037", "sluk", "改为 slug")),
        ("sheet.html", "{% endfor %}\n<footer", "\n<footer", ("F036", None, None)),
        ("sheet.html", "{{ mark.label }}", "{{ mark.label }", ("F036", None, None)),
        ("sheet.html", "{% if mark %}\n<p", "{% iff mark %}\n<p", ("F036", None, None)),
        ("sheet.html", "<footer class=\"colophon", "<footer class=\"colofon", ("F039", "", None)),
        ("sheet.html", "</header>", "", ("F039", "<header", "补上 </header>")),
        ("sheet.html", "</ol></nav>", "</nav></ol>", ("F039", "<ol", "补上 </ol>")),
        ("parts.html", "macro colophon(", "macro colofon(", ("F039", "", "照原件补上")),
        ("base.html", "{% block body %}{% endblock %}", "", ("F039", "", None)),
    ],
)  # fmt: skip
def test_a_wrong_name_in_a_template_is_told(
    make_workspace: MakeWorkspace,
    name: str,
    right: str,
    wrong: str,
    fault: tuple[str, str | None, str | None],
) -> None:
    text = ours(f"templates/{name}")
    assert right in text
    found = look_over(make_workspace({**SMALL, f"templates/{name}": text.replace(right, wrong, 1)}))
    wanted = [each for each in found if each.code == fault[0]]
    assert wanted, said(found)
    assert fault[1] is None or fault[1] in [each.quoted for each in wanted]
    assert fault[2] is None or fault[2] in [each.hint for each in wanted]
    assert all(each.source and each.source.path == f"templates/{name}" for each in found)


def test_a_branch_that_is_not_taken_is_read_too(make_workspace: MakeWorkspace) -> None:
    text = ours("templates/sheet.html").replace(
        "{% if issue.topic %}",
        "{% if false %}{{ isue.nubmer|upperr }}{% endif %}{% if issue.topic %}",
        1,
    )
    found = look_over(make_workspace({**SMALL, "templates/sheet.html": text}))
    assert {(each.code, each.quoted) for each in found} == {
        ("F037", "isue"),
        ("F037", "nubmer"),
        ("F037", "upperr"),
    }


def test_an_own_template_may_add_words_and_classes(make_workspace: MakeWorkspace) -> None:
    text = (
        ours("templates/sheet.html")
        .replace("<body class", '{# 本单位 #}{% set motto = "为民" %}<body class', 1)
        .replace("</header>", '<p class="motto">{{ motto|upper }}</p>\n</header>', 1)
    )
    style = ours("styles/paper.css") + "\n.motto { text-align: center }\n"
    files = {"templates/sheet.html": text, "styles/paper.css": style}
    assert look_over(make_workspace({**SMALL, **files})) == ()


# -- On the way ------------------------------------------------------------------------------------


def no_workers(_count: int) -> None:
    raise AssertionError("nothing is set")


def test_the_build_stops_before_anything_is_made(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({**SMALL, "styles/paper.css": "p { colr: red }"})
    built = build(workspace, Faces((), workspace.root), no_workers)  # type: ignore[arg-type]
    assert built.failed
    assert [(each.code, each.quoted) for each in built.diagnostics] == [("P144", "colr")]
    assert not workspace.output.exists()
    assert "P144" in [each.code for each in open_issues(workspace).diagnostics]


def test_what_fails_only_with_the_copy_is_told_with_its_line(make_workspace: MakeWorkspace) -> None:
    text = "{% set a = publication.name %}\n{{ site.publication.units.name.label }}\n"
    workspace = make_workspace({**SMALL, "templates/404.html": text})
    with pytest.raises(Unrendered) as raised:
        Renderer(workspace).page("404.html", site=None, publication=None)
    fault = raised.value.fault
    assert (fault.code, fault.source.path if fault.source else "") == ("F038", "templates/404.html")
    with pytest.raises(Unrendered) as raised:
        Renderer(make_workspace({"templates/404.html": "一\n{{ gone }}"})).page("404.html")
    assert (raised.value.fault.message, raised.value.fault.quoted) == (
        "模板填不下去：没有 `gone` 这个变量",
        "{{ gone }}",
    )


def test_a_fault_of_our_own_is_no_fault_of_the_office(make_workspace: MakeWorkspace) -> None:
    with pytest.raises(Exception, match="undefined"):
        Renderer(make_workspace({})).page("sheet.html")


def template_variables(name: str) -> set[str]:
    """The variables that a template of ours is given: what it and those it extends read."""
    tree = parsed((REPOSITORY / "templates" / name).read_text("utf-8"))
    own = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    own |= {each.target for each in tree.find_all(nodes.Import)}
    for imported in tree.find_all(nodes.FromImport):
        own |= {each if isinstance(each, str) else each[1] for each in imported.names}
    read = meta.find_undeclared_variables(tree) - own - set(environment_of(()).globals)
    for extended in tree.find_all(nodes.Extends):
        assert isinstance(extended.template, nodes.Const)
        read |= template_variables(extended.template.value)
    return read


def profile_properties() -> set[str]:
    """The custom properties that a profile of ours sets."""
    texts = [path.read_text("utf-8") for path in REPOSITORY.glob("styles/profiles/*.css")]
    return {name for text in texts for name, _ in PROPERTY.findall(COMMENT.sub("", text))}


def test_every_variable_of_a_template_and_property_of_a_profile_is_documented() -> None:
    page = (REPOSITORY / "docs" / "templates.md").read_text("utf-8")
    *tables, composed = page.split("\n## ")[1:]
    given, meanings, properties = (part.split("\n|---|---|\n")[1] for part in tables)
    names = sorted(path.name for path in (REPOSITORY / "templates").glob("*.*"))
    variables = {name: template_variables(name) for name in names}
    rows = {
        row.split("`")[1]: set(re.findall(r"`(\w+)`", row.split(" | ")[1]))
        for row in given.splitlines()
        if row
    }
    assert rows == variables
    assert re.findall(r"^\| `(\w+)` \| \S", meanings, re.M) == sorted(
        set().union(*variables.values())
    )
    written = re.findall(r"^\| `--([a-z-]+)` \| \S", properties, re.M)
    assert written == sorted(profile_properties())
    named = [re.findall(r"`([a-z0-9-]+)`", row) for row in composed.splitlines() if "：`" in row]
    assert named == [sorted(COMPOSED)]


def test_no_property_of_a_profile_is_read_by_nobody() -> None:
    texts = [path.read_text("utf-8") for path in REPOSITORY.glob("styles/**/*.css")]
    read = properties_read(texts, code_strings("press", "word", "inspect", "profile.py"))
    assert profile_properties() - read == set()


@pytest.mark.parametrize("rooms", [_GIVERS, _HOLDERS, _ROOMS_OF_PAGES])
def test_what_looks_for_names_in_the_code_finds_the_code(rooms: tuple[str, ...]) -> None:
    assert [name for name in rooms if not (REPOSITORY / "bulletin" / name).exists()] == []


def test_the_rules_of_a_profile_stand_under_its_name(make_workspace: MakeWorkspace) -> None:
    rule = ':root { --name-size: 40pt }\n.%s .article { font-family: "Bulletin KaiTi" }\n'
    assert style_faults(make_workspace, "profiles/tongbao.css", rule % "tongbao") == []
    (fault,) = style_faults(make_workspace, "profiles/tongbao.css", rule % "tongbo")
    assert "tongbao" in " ".join(fault)
