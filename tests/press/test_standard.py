"""Issues set as the build sets them, measured by inspect, which knows nothing of how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from random import Random

import pytest

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.inspect import (
    LETTER,
    STANDARD,
    Inspection,
    Requirements,
    Verdict,
    inspect_pdf,
)
from bulletin.making import build
from bulletin.press import Faces
from bulletin.pressroom import InThisProcess
from bulletin.workspace import built_in
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.press.conftest import LEFT, PITCH, RIGHT, TOP, Line, Measured

pytestmark = pytest.mark.slow  # whole documents are set and measured


@contextmanager
def in_this_process(_count: int) -> Iterator[Executor]:
    yield InThisProcess()


class Office:
    """A workspace that holds issue 116 and what a test changes of it."""

    def __init__(self, make: MakeWorkspace, faces: Faces) -> None:
        self.make, self.faces = make, faces

    def build(
        self,
        *,
        copy: Mapping[str, str] | None = None,
        issue: str = "",
        files: Mapping[str, str] | None = None,
        folder: str = "116",
    ) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """The PDF of issue 116, or of other `copy`; `issue` is added to its front matter."""
        written = {
            name.replace("/116/", f"/{folder}/"): text
            for name, text in (copy or issue_116()).items()
        }
        sheet = f"issues/{folder}/issue.md"
        written[sheet] = written[sheet].replace("---\n", f"---\n{issue}", 1)
        workspace = self.make({**written, **(files or {})})
        built = build(workspace, self.faces, in_this_process, [folder], internal=True)
        pdf = workspace.internal_output / f"issues/{folder}/{folder}.pdf"
        return pdf.read_bytes() if pdf.exists() else b"", built.diagnostics


def issue_116() -> dict[str, str]:
    """The repository's own copy, with its publication."""
    paths = (REPOSITORY / "issues/publication.yaml", *(REPOSITORY / "issues/116").iterdir())
    return {path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8") for path in paths}


@pytest.fixture
def office(make_workspace: MakeWorkspace, faces: Faces) -> Office:
    return Office(make_workspace, faces)


def faults(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """What is more than a word of what was done."""
    return [each for each in diagnostics if each.severity > Severity.INFO]


def broken(pdf: bytes, requirements: Requirements = STANDARD) -> dict[str, str]:
    """The rules that are not kept, with what was measured."""
    return {row.rule: row.measured for row in inspected(pdf, requirements).failed}


def inspected(pdf: bytes, requirements: Requirements = STANDARD) -> Inspection:
    inspection = inspect_pdf(pdf, requirements=requirements)
    assert len(inspection.rows) == len(requirements.rows)
    return inspection


def test_issue_116_keeps_every_rule(office: Office) -> None:
    pdf, diagnostics = office.build()
    assert {each.code for each in diagnostics} <= {"P126"}
    assert broken(pdf) == {}
    idle = {row.rule for row in inspected(pdf).rows if row.verdict is Verdict.NOT_APPLICABLE}
    unused = {"whole-dash", "heading-faces", "figure-text", "title-words", "title-middle"}
    assert idle - {"colophon-turn"} == unused


REPORT = """\
---
number: 116
date: 2023-06-09
status: signed
articles: [千秋街道]
---
"""

REPORTED = """\
---
unit: 千秋街道
title: 千秋街道坚持“三措并举”推动治理服务提质增效的调研报告
supplier: 千秋街道党工委
---

近年来，千秋街道坚持党建引领，聚焦群众急难愁盼，探索出一条基层治理的新路子[^1]。

## 一、健全组织体系

全街道12个社区划分为95个网格，每个网格均配备网格长和**网格员**，参与社区治理、纾民解困、宣讲政策法律等。

### （一）做强网格

以村民小组为单元合理划分网格，综合组织、综治、信访、卫健等各部门，推进“多网合一”工作。

#### 1.划分网格

按照300户左右的标准划分。

##### （1）明确标准

按照就近、便利的原则，合理确定网格的边界。

1. 第一步，摸清底数，把每一户的情况都记下来，做到底数清、情况明、台账实，矛盾不上交。
2. 第二步，建立台账。

## 二、主要成效

办结诉求36件，*群众的满意度*提高到98.5%。

[^1]: 数字截至2023年12月31日。
"""

REPORT_COPY = {
    "issues/publication.yaml": (REPOSITORY / "issues/publication.yaml").read_text("utf-8"),
    "issues/116/issue.md": REPORT,
    "issues/116/千秋街道.md": REPORTED,
}
"""A 专报: one article."""

PROFILES = sorted(path.stem for path in (built_in("styles") / "profiles").glob("*.css"))


MARKS = "copy_number: '000001'\nsecrecy: 秘密★1年\nnotice: 内部资料 注意保存\nwhole_number: 512\n"


@pytest.mark.parametrize("marks", ["", MARKS])
@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_keeps_every_rule(office: Office, name: str, marks: str) -> None:
    copy = REPORT_COPY if name == "special" else None
    pdf, diagnostics = office.build(copy=copy, issue=f"profile: {name}\n{marks}")
    assert not faults(diagnostics)
    assert broken(pdf, LETTER if name == "letter" else STANDARD) == {}


def lines_of(pdf: bytes, page: int) -> list[Line]:
    return [line for line in Measured(pdf).lines if line.page == page]


def test_a_report_has_title_and_headings_on_their_lines(office: Office) -> None:
    pdf, _ = office.build(copy=REPORT_COPY, issue="profile: special\n")
    lines = lines_of(pdf, 0) + lines_of(pdf, 1)
    title = next(at for at, line in enumerate(lines) if line.text.startswith("千秋街道坚持"))
    middle = (LEFT + RIGHT) / 2
    for line, face in zip(lines[title:], ("XiaoBiaoSong", "XiaoBiaoSong", "KaiTi"), strict=False):
        assert line.characters[0]["fontname"].endswith(face)
        ends = line.characters[0]["x0"] + line.characters[-1]["x1"]
        assert ends / 2 == pytest.approx(middle, abs=1)
    sizes = [line.characters[0]["size"] for line in lines[title:][:3]]
    assert sizes == pytest.approx([22, 22, 15.75], abs=0.01)
    # The red rule is on the masthead's twelfth line; two are left blank (GB/T 9704-2012 7.3.1).
    first = TOP + PITCH / 2 + 0.38 * 15.75
    assert lines[title].baseline == pytest.approx(first + 14 * PITCH, abs=0.1)
    faces = {
        line.text: line.characters[0]["fontname"].partition("+")[2]
        for line in lines
        if re.match(r"[一二]、|（一）|1\.|（1）", line.text) and len(line.text) < 12
    }
    assert faces == {
        "一、健全组织体系": "Bulletin-HeiTi",
        "（一）做强网格": "Bulletin-KaiTi",
        "1.划分网格": "Bulletin-FangSong-Bold",
        "（1）明确标准": "Bulletin-FangSong",
        "二、主要成效": "Bulletin-HeiTi",
    }


def test_marks_stand_above_the_name_each_on_its_line(office: Office) -> None:
    pdf, diagnostics = office.build(issue=MARKS)
    assert {each.code for each in diagnostics} <= {"P126"}
    assert broken(pdf) == {}
    marked, notice = lines_of(pdf, 0)[:2], lines_of(pdf, 0)[2]
    assert [line.text for line in marked] == ["000001", "秘密★1年"]
    for at, line in enumerate((*marked, notice)):
        assert line.left == pytest.approx(LEFT, abs=0.1)
        assert line.characters[0]["size"] == 15.75
        assert line.baseline == pytest.approx(TOP + PITCH * (at + 0.5) + 0.38 * 15.75, abs=0.1)
    faces = {each["fontname"].rpartition("+")[2] for each in marked[1].characters}
    assert faces == {"Bulletin-HeiTi"}  # the star's too
    assert any(line.text == "第116期（总第512期）" for line in lines_of(pdf, 0))


def test_a_supplement_with_an_editor_s_note(office: Office) -> None:
    sheet = REPORT.replace("number: 116", "number: 3\nsupplement: true\ncopies: 120")
    note = "本期刊发千秋街道的做法，供各地参考，各镇（街道）要结合实际学习借鉴。"
    copy = {**REPORT_COPY, "issues/116/issue.md": f"{sheet}\n{note}\n"}
    pdf, diagnostics = office.build(copy=copy, folder="s3")
    assert diagnostics == ()
    assert broken(pdf).keys() <= {"heading-faces"}, (
        "一、 run in is bold 仿宋 by the house's own way"
    )
    first = lines_of(pdf, 0)
    assert "增刊第3期" in [line.text for line in first]
    [noted] = [line for line in first if line.text.startswith("本期刊发")]
    assert {each["fontname"].partition("+")[2] for each in noted.characters} == {"Bulletin-KaiTi"}
    last = [line for line in Measured(pdf).lines if "共印" in line.text]
    assert [line.text for line in last] == ["共印120份"]
    assert last[0].right == pytest.approx(RIGHT - 14, abs=0.5)


def test_the_file_is_read_from_the_masthead_on(office: Office) -> None:
    pdf, _ = office.build()
    drawn = "".join(each["text"] for each in Measured(pdf).pdf.pages[0].chars)
    assert re.sub(r"\s", "", drawn).startswith(
        "天长组工信息第116期中共天长市委组织部研究室2023年6月9日【“基层治理”专题】千秋街道："
    )


@pytest.mark.parametrize(
    ("figure", "rules"),
    [
        ("--pitch: 28pt", {"pitch"}),
        ("--rule: 0.5mm", {"colophon-rules"}),
        ("--small: 12pt", {"colophon-size", "page-number-size", "page-number-inset"}),
    ],
)
def test_a_changed_figure_breaks_its_own_rule(office: Office, figure: str, rules: set[str]) -> None:
    standard = (built_in("styles") / "profiles/gbt9704.css").read_text("utf-8")
    name = figure.partition(":")[0]
    changed, count = re.subn(rf"{name}: [^;]+", figure, standard)
    assert count == 1
    pdf, _ = office.build(files={"styles/profiles/gbt9704.css": changed})
    assert broken(pdf).keys() == rules


def test_a_profile_of_the_office_s_own(office: Office) -> None:
    own = {"styles/profiles/ours.css": ":root { --pitch: 28pt }"}
    pdf, diagnostics = office.build(issue="profile: ours\n", files=own)
    assert {each.code for each in diagnostics} <= {"P126"}
    assert broken(pdf).keys() == {"pitch"}


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("nowhere", "", "F016", "没有 `nowhere` 这个版式"),
        ("ours", ":root { --pitch: wide }", "F035", "--pitch"),
        ("ours", ":root { --sections: somehow }", "P112", "--sections"),
        ("ours", ":root { --blank-lines: 0.6 }", "F035", "只能空整行"),
        ("ours", ":root { --low-masthead-lines: 7.5 }", "F035", "只能空整行"),
        ("ours", ":root { --pitch: calc(225mm / 22) }", "F035", "不能用 calc()"),
        ("ours", ":root { --page-width: calc(20cm + 1mm) }", "P112", "--page-width: calc("),
    ],
)
def test_a_profile_that_cannot_be_used_is_named(
    office: Office, name: str, text: str, code: str, said: str
) -> None:
    own = {"styles/profiles/ours.css": text} if text else {}
    pdf, (fault,) = office.build(issue=f"profile: {name}\n", files=own)
    assert not pdf
    assert (fault.code, said in fault.message) == (code, True)
    assert fault.source is not None
    where = ("styles/profiles/ours.css", 1) if code == "F035" else ("issues/116/issue.md", 2)
    assert (fault.source.path, fault.source.place(fault.span.start).line) == where


def test_pages_that_cannot_be_reached_are_named_where_they_were_asked_for(office: Office) -> None:
    pdf, diagnostics = office.build(issue="fit: 4\n")
    assert not pdf
    fault = next(each for each in diagnostics if each.code == "P107")
    assert fault.source is not None
    assert fault.source.place(fault.span.start).line == 2
    assert fault.quoted == "fit"


@pytest.mark.parametrize("pages", [5, 6, 7])
def test_a_fitted_issue_keeps_its_colophon_at_the_foot(office: Office, pages: int) -> None:
    pdf, _ = office.build(issue=f"fit: {pages}\n")
    inspection = inspected(pdf)
    assert inspection.pages == pages
    assert inspection["colophon-foot"].value == pytest.approx(262, abs=0.1)
    # Seven pages were asked for; its text fills six.
    allowed = {"colophon-alone"} if pages == 7 else set()
    assert broken(pdf).keys() <= {"pitch", "lines-per-page", "characters-per-line", *allowed}


def long_copy(pages: int) -> Mapping[str, str]:
    """Issue 116 with so many pages of its own sentences shuffled, run-in headings among them."""
    chance = Random(116)
    copy: dict[str, str] = {}
    for path in sorted((REPOSITORY / "issues/116").glob("*镇.md")):
        head, _, body = path.read_text("utf-8").partition("\n---\n")
        runs = re.findall(r"\*\*[^*]+\*\*", body)
        sentences = re.findall(r"[^。]+。", re.sub(r"\*\*[^*]+\*\*|\s", "", body))
        paragraphs = (
            chance.choice(runs) + "".join(chance.choices(sentences, k=chance.randint(1, 12)))
            for _ in range(pages)
        )
        copy[f"issues/116/{path.name}"] = f"{head}\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    return copy


def test_sixty_pages_keep_every_rule(office: Office) -> None:
    pdf, diagnostics = office.build(copy={**issue_116(), **long_copy(27)})
    assert not faults(diagnostics)
    inspection = inspected(pdf)
    assert inspection.pages >= 60
    assert broken(pdf) == {}


@pytest.mark.parametrize("note", ["", "[^1]"])
def test_a_colophon_stands_at_the_foot_of_a_page_with_text(office: Office, note: str) -> None:
    text = "全街道12个社区划分为95个网格，每个网格均配备网格长和网格员，参与社区治理、纾民解困"
    body = f"---\nunit: 千秋街道\ntitle: 推动治理服务提质增效\n---\n\n{text}{note}。\n"
    body += "\n[^1]: 数字截至2023年12月31日。\n" if note else ""
    pdf, diagnostics = office.build(copy={**REPORT_COPY, "issues/116/千秋街道.md": body})
    assert diagnostics == ()
    inspection = inspected(pdf)
    assert inspection.pages == 1
    assert inspection["colophon-foot"].value == pytest.approx(262, abs=0.05)
    assert broken(pdf) == {}
