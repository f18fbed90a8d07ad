"""送审稿 and 清样: what is not final says so on every page, and its lines can be named."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from bulletin.calendar_day import office_day
from bulletin.cli import run
from bulletin.making import Proof, build
from bulletin.model import House
from bulletin.pdf.text import read_pdf
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, SUBMISSION, MakeWorkspace
from tests.office import approve_as_they_stand
from tests.test_build import in_process, prepared, tree

DAY = date(2024, 3, 1)
LONG = SUBMISSION + "\n\n" + "每月会商，全年办结诉求36件。" * 60 + "\n"


def with_status(make_workspace: MakeWorkspace, status: str) -> Workspace:
    sheet = ISSUE.replace("status: signed", f"status: {status}")
    return make_workspace({"issues/7/issue.md": sheet, "issues/7/城关镇.md": LONG})


def pages(path: Path) -> list[str]:
    return read_pdf(path.read_bytes()).text.split("\n\n")


@pytest.mark.parametrize(("status", "label"), [("draft", "送审稿"), ("proof", "清样")])
def test_what_is_not_signed_says_so_on_every_page(
    make_workspace: MakeWorkspace, status: str, label: str
) -> None:
    workspace = with_status(make_workspace, status)
    assert build(workspace, prepared(), in_process, proof=Proof(DAY)).diagnostics == ()
    assert not workspace.output.exists()
    assert build(workspace, prepared(), in_process, ["7"], proof=Proof(DAY)).diagnostics == ()
    made = workspace.internal_output / "issues/7"
    found = pages(made / "7.pdf")
    assert len(found) >= 2
    revisions = set()
    for page in found:
        [line] = [line for line in page.splitlines() if label in line]
        assert "2024年3月1日" in line
        revisions.add(line.rpartition("稿次")[2].strip())
    assert len(revisions) == 1
    for name in ("index.html", "a1.html"):
        mark = re.findall(r'<p class="proof-mark".*?</p>', (made / name).read_text("utf-8"))
        told = re.sub(r"<[^>]*>", "", mark[0])
        assert told.split() == [label, "2024年3月1日", "稿次", *revisions]
    text = workspace.issues / "7" / "城关镇.md"
    text.write_text(LONG.replace("36件", "37件"), "utf-8")
    build(workspace, prepared(), in_process, ["7"], proof=Proof(DAY))
    [another] = {
        line.rpartition("稿次")[2].strip()
        for line in pages(made / "7.pdf")[0].splitlines()
        if label in line
    }
    assert another not in revisions


def test_what_is_signed_has_no_mark(make_workspace: MakeWorkspace) -> None:
    workspace = with_status(make_workspace, "signed")
    approve_as_they_stand(workspace)
    build(workspace, prepared(), in_process, proof=Proof(DAY))
    assert "稿次" not in "".join(pages(workspace.output / "issues/7/7.pdf"))
    assert "proof-mark" not in (workspace.output / "issues/7/index.html").read_text("utf-8")


def test_proofs_number_each_line_where_it_stands(make_workspace: MakeWorkspace) -> None:
    workspace = with_status(make_workspace, "signed")
    approve_as_they_stand(workspace)
    build(workspace, prepared(), in_process)
    site = tree(workspace.output)
    made = build(workspace, prepared(), in_process, proof=Proof(DAY, every=True, numbered=True))
    assert made.diagnostics == ()
    assert tree(workspace.output) == site
    with pdfplumber.open(workspace.proofs / "7.pdf") as document:
        characters = [each for each in document.pages[1].chars if each["text"].strip()]
    margin = 28 / 25.4 * 72
    area = range(round(37 / 25.4 * 72), round(262 / 25.4 * 72))
    inside = [each for each in characters if round(each["top"]) in area]
    numbers: dict[int, str] = defaultdict(str)
    for each in inside:
        if each["x1"] < margin:
            numbers[round(_middle(each))] += each["text"]
    assert [*numbers.values()] == [str(number) for number in range(1, 23)]
    lines = {round(_middle(each)) for each in inside if each["x0"] >= margin}
    assert len(lines) > 10
    assert all(min(abs(line - number) for number in numbers) <= 3 for line in lines)


def _middle(character: dict[str, float]) -> float:
    return (character["top"] + character["bottom"]) / 2


def test_the_command_puts_proofs_beside_the_site(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = with_status(make_workspace, "proof")
    monkeypatch.chdir(workspace.root)
    assert run(["build", "7", "--proof"]) == 0
    assert "proofs/7.pdf" in capsys.readouterr().out
    assert not workspace.output.exists()
    year = f"{office_day(House()).year}年"
    assert year in pages(workspace.proofs / "7.pdf")[0]
