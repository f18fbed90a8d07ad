"""Issues set as the build sets them, measured by inspect, which knows nothing of how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from random import Random

import pytest

from bulletin.build import build
from bulletin.diagnostics import Diagnostic
from bulletin.press import Faces
from bulletin.press.inspect import (
    LETTER,
    STANDARD,
    Inspection,
    Requirements,
    Verdict,
    inspect_pdf,
)
from bulletin.pressroom import InThisProcess
from bulletin.workspace import built_in
from tests.conftest import REPOSITORY, MakeWorkspace


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
        issue: str = "",
        house: str = "",
        files: Mapping[str, str] | None = None,
    ) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """The PDF of issue 116, with lines of front matter and of the house's settings added."""
        copy: dict[str, str | bytes] = {
            path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8")
            for path in (*(REPOSITORY / "issues/116").iterdir(),)
        }
        sheet = str(copy["issues/116/issue.md"])
        copy["issues/116/issue.md"] = sheet.replace("---\n", f"---\n{issue}", 1)
        publication = (REPOSITORY / "issues/publication.yaml").read_text("utf-8")
        copy["issues/publication.yaml"] = publication.replace("house:\n", f"house:\n{house}")
        workspace = self.make({**copy, **(files or {})})
        built = build(workspace, self.faces, in_this_process, ["116"])
        pdf = workspace.output / "issues/116/116.pdf"
        return pdf.read_bytes() if pdf.exists() else b"", built.diagnostics


@pytest.fixture
def office(make_workspace: MakeWorkspace, faces: Faces) -> Office:
    return Office(make_workspace, faces)


def broken(pdf: bytes, requirements: Requirements = STANDARD) -> dict[str, str]:
    """The rules that are not kept, with what was measured."""
    return {row.rule: row.measured for row in inspected(pdf, requirements).failed}


def inspected(pdf: bytes, requirements: Requirements = STANDARD) -> Inspection:
    inspection = inspect_pdf(pdf, requirements=requirements)
    assert len(inspection.rows) == len(requirements.rows)
    return inspection


def test_issue_116_keeps_every_rule(office: Office) -> None:
    pdf, diagnostics = office.build()
    assert diagnostics == ()
    assert broken(pdf) == {}
    idle = {row.rule for row in inspected(pdf).rows if row.verdict is Verdict.NOT_APPLICABLE}
    assert idle == {"whole-dash", "heading-faces", "figure-text"}


PROFILES = sorted(path.stem for path in (built_in("styles") / "profiles").glob("*.css"))


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_keeps_every_rule(office: Office, name: str) -> None:
    pdf, diagnostics = office.build(issue=f"profile: {name}\n")
    assert diagnostics == ()
    assert broken(pdf, LETTER if name == "letter" else STANDARD) == {}


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


@pytest.mark.parametrize("pages", [5, 6, 7])
def test_a_fitted_issue_keeps_its_colophon_at_the_foot(office: Office, pages: int) -> None:
    pdf, _ = office.build(issue=f"fit: {pages}\n")
    inspection = inspected(pdf)
    assert inspection.pages == pages
    assert inspection["colophon-foot"].value == pytest.approx(262, abs=0.1)
    assert broken(pdf).keys() <= {"pitch", "lines-per-page", "characters-per-line"}


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


@pytest.mark.slow
def test_sixty_pages_keep_every_rule(office: Office) -> None:
    pdf, diagnostics = office.build(files=long_copy(52))
    assert diagnostics == ()
    inspection = inspected(pdf)
    assert inspection.pages >= 60
    assert broken(pdf) == {}
