"""What LibreOffice prints of an exported document, measured as any bulletin's PDF is.

The machine has none of the official faces: fontconfig lends the names to those that stand in for
them in print. What LibreOffice 7.4 does otherwise than Word is asserted as it is, so that a change
is seen: it reads `overflowPunct` the wrong way round and hangs marks half a 字 over the edge,
leaves ¼ em between 汉字 and digits whatever `autoSpaceDE` says, squeezes no two marks together, and
sets type 0.9 mm lower in a line of exact height than a grid would.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bulletin.inspect import LETTER, STANDARD, Inspection, Requirements, Verdict, inspect_pdf
from bulletin.making import open_issues
from bulletin.making.jobs import images_of, press_job, profile_for
from bulletin.press import prepare_faces
from bulletin.press.roles import REGULAR, ROLES, installed_fonts
from bulletin.pressroom import press
from bulletin.render import Renderer
from bulletin.word import word_document
from bulletin.word.faces import FACES, LATIN
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, SUBMISSION, MakeWorkspace
from tests.press.conftest import Measured
from tests.word.test_document import page_profile

SECONDS = 180

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

_ALIAS = """
<match target="pattern"><test name="family"><string>{name}</string></test>
<edit name="family" mode="assign" binding="same"><string>{family}</string></edit>
<edit name="weight" mode="{mode}"><int>{weight}</int></edit></match>
"""


@cache
def stand_ins() -> str:
    """A fontconfig file that lends the official names to the faces the press takes instead."""
    installed = installed_fonts()
    names = dict(zip(("FangSong", "XiaoBiaoSong", "HeiTi", "KaiTi", "SongTi"), FACES, strict=True))
    aliases = ""
    for role in ROLES:
        serving = next(each for each in role.candidates if each.family in installed)
        mode = "append" if serving.weight == REGULAR else "assign"
        for name in {names[role.name].east_asian, LATIN if role.name == "FangSong" else ""} - {""}:
            aliases += _ALIAS.format(
                name=name, family=serving.family, weight=serving.weight, mode=mode
            )
    return f"<fontconfig><include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"


def printed(content: bytes, folder: Path) -> bytes:
    """The document as LibreOffice prints it, with settings of its own and a limit of time."""
    [pdf] = all_printed([content], folder)
    return pdf


def all_printed(contents: Sequence[bytes], folder: Path) -> list[bytes]:
    """The same of several documents, in one run."""
    fonts = folder / "fonts.conf"
    fonts.write_text(stand_ins(), "utf-8")
    names = [f"{number}.docx" for number in range(len(contents))]
    for name, content in zip(names, contents, strict=True):
        (folder / name).write_bytes(content)
    settings = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    subprocess.run(
        ["soffice", settings, "--headless", "--convert-to", "pdf", *names],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=SECONDS,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "FONTCONFIG_FILE": str(fonts)},
    )
    return [(folder / name).with_suffix(".pdf").read_bytes() for name in names]


HELD = (
    *("page-size", "text-area-left", "text-area-width", "text-area-height", "pitch", "register"),
    *("lines-per-page", "characters-per-line", "page-fill", "worst-gap", "tightest-gap"),
    *("line-start", "line-end", "unsplit-marks", "full-width-quotes", "square", "body-size"),
    *("body-face", "body-colour", "blank-cells", "slanted", "masthead", "masthead-top"),
    *("masthead-width", "masthead-face", "issue-number", "red-rule-place", "red-rule-width"),
    *("red-rule-thickness", "red-rule-colour", "first-page-body", "indent", "widow"),
    *("square-keep", "colophon", "colophon-rules", "colophon-width", "colophon-foot"),
    *("colophon-size", "colophon-inset", "colophon-turn", "colophon-stop", "page-number"),
    *("page-number-form", "page-number-size", "page-number-drop", "page-number-side"),
    *("page-number-inset", "outline", "metadata", "text-layer", "missing-glyphs", "embedded"),
)
"""What a print of an exported document holds of the standard."""


def test_issue_116_keeps_the_standards_geometry(tmp_path: Path) -> None:
    workspace = Workspace(REPOSITORY)
    [issue] = open_issues(workspace).issues
    profile = profile_for(workspace, issue)
    own = press(press_job(workspace, Renderer(workspace), issue, profile, {}), prepare_faces()[0])
    # LibreOffice sets type at four fifths of a line of exact height: 0.9 mm too low, and 0.16 more
    # for half of what 22 lines leave of the text area, which it spreads above and below.
    bounds = STANDARD.having("text-area-top", 36, 38.1)
    inspection = inspect_pdf(
        printed(word_document(issue, profile, {}), tmp_path), requirements=bounds
    )
    broken = {row.rule: row.measured for row in inspection.rows if row.verdict is Verdict.FAIL}
    assert {rule: broken.get(rule) for rule in (*HELD, "text-area-top")} == dict.fromkeys(
        (*HELD, "text-area-top")
    )
    assert abs(inspection.pages - own.pages) <= 1
    assert inspection["colophon-foot"].value == pytest.approx(262, abs=0.1)
    # What LibreOffice alone does otherwise.
    assert {"adjacent-marks", "inside-text-area", "flush-share", "bold-face"} <= broken.keys()


def lengthened(count: int) -> str:
    """A submission that goes on for pages."""
    sections = "".join(
        f"**做法之{at}。**"
        + "街道牵头部门联动选派干部组建队伍逐户走访收集群众反映的困难和意见，" * 9
        + "\n\n"
        for at in range(1, count)
    )
    return SUBMISSION + "\n" + sections


def inspected(
    make_workspace: MakeWorkspace, folder: Path, name: str, asked: Requirements
) -> Inspection:
    sheet = f"---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\nprofile: {name}\n---\n"
    workspace = make_workspace({"issues/7/issue.md": sheet, "issues/7/城关镇.md": lengthened(9)})
    [issue] = open_issues(workspace).issues
    content = word_document(issue, page_profile(name), images_of(workspace.issues / "7", issue))
    return inspect_pdf(printed(content, folder), requirements=asked)


@pytest.mark.parametrize("name", ["letter", "minutes", "special"])
def test_every_form_has_its_masthead_and_colophon(
    name: str, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    asked = LETTER if name == "letter" else STANDARD
    inspection = inspected(make_workspace, tmp_path, name, asked)
    measured = {rule: inspection[rule].measured for rule in PLACES}
    wrong = {rule for rule in PLACES if inspection[rule].verdict is Verdict.FAIL}
    assert wrong == set(), measured


PLACES = (
    *("page-size", "lines-per-page", "characters-per-line", "masthead", "masthead-top"),
    *("masthead-width", "issue-number", "red-rule-width", "red-rule-thickness"),
    *("red-rule-colour", "colophon", "colophon-rules", "colophon-width", "colophon-foot"),
    *("page-number", "page-number-form", "page-number-drop", "page-number-side"),
    "page-number-inset",
)


NAMES = (
    *(
        "简报",
        "组工信息",
        "天长组工信息",
        "清河县组工信息",
        "中共清河县委组工信息",
        "2023年组工信息",
    ),
    *("中共清河县委组织部组工信息", "中共清河县委党的建设工作领导小组办公室简报"),
    *("《组工信息》", "清河“组工”信息（专刊）", "《组工信息"),
)


@pytest.mark.parametrize("form", ["gbt9704", "letter"])
def test_a_name_of_any_length_is_in_the_middle(form: str, tmp_path: Path) -> None:
    [issue] = open_issues(Workspace(REPOSITORY)).issues
    issue = replace(issue, articles=issue.articles[:1])
    documents = [
        word_document(
            replace(issue, publication=replace(issue.publication, name=name)),
            page_profile(form),
            {},
        )
        for name in NAMES
    ]
    asked = LETTER if form == "letter" else STANDARD
    for name, pdf in zip(NAMES, all_printed(documents, tmp_path), strict=True):
        inspection = inspect_pdf(pdf, requirements=asked)
        assert inspection["masthead"].measured.replace(" ", "") == f"「{name}」"
        assert inspection["masthead-middle"].value == pytest.approx(106, abs=0.5), name
        for rule in ("masthead-inside", "masthead-top", "red-rule-width"):
            assert inspection[rule].verdict is Verdict.PASS, (name, inspection[rule].measured)


def noted(count: int, after: str = "") -> str:
    """A submission with so many notes at its end."""
    calls = "".join(f"第{at}项[^{at}]" for at in range(1, count + 1))
    notes = "".join(f"[^{at}]: 第{at}条注，数据截至年底。\n\n" for at in range(1, count + 1))
    return f"{SUBMISSION}\n{calls}办结。\n\n{after}\n\n{notes}"


@pytest.mark.parametrize(
    "copy",
    [
        noted(1),
        noted(2, "| 镇 | 户 |\n|---|---|\n| 甲 | 12 |"),
    ],
    ids=["one", "a table at the end"],
)
def test_notes_stand_above_the_colophon(
    copy: str, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    [issue] = open_issues(workspace).issues
    pdf = printed(word_document(issue, profile_for(workspace, issue), {}), tmp_path)
    lines = Measured(pdf).lines
    last = max(line.page for line in lines)
    tops = {
        line.text.strip()[:2]: line.baseline - line.characters[0]["size"]
        for line in lines
        if line.page == last
    }
    foot = min(top for start, top in tops.items() if start in ("报：", "送：", "发："))
    notes = [line.baseline for line in lines if "条注" in line.text and line.page == last]
    assert notes
    assert max(notes) < foot
    assert inspect_pdf(pdf)["colophon-foot"].value == pytest.approx(262, abs=0.7)
