"""An edition that an earlier version published stays verifiable, shown, correctable, withdrawable.

`bags/0.1.0.tar.gz` was published by version 0.1.0 and is never made anew.
"""

from __future__ import annotations

import tarfile
from datetime import date
from pathlib import Path

import bagit
import pytest
from lxml import html

from bulletin.diagnostics import Severity
from bulletin.edition import read_shelf
from bulletin.edition.bag import bag_of, identity, read_info
from bulletin.making import Proof, build
from bulletin.press import prepare_faces
from bulletin.publish.act import ActContext, approve, correct, withdraw
from bulletin.publish.make import Press
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import SUBMISSION
from tests.office import TODAY, office, sheet_of
from tests.test_build import in_process

BAGS = Path(__file__).parent / "bags"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An office that published its issue 7 by version 0.1.0."""
    with tarfile.open(BAGS / "0.1.0.tar.gz") as packed:
        packed.extractall(tmp_path / "issues", filter="data")
    (tmp_path / "issues/7/issue.md").write_text(sheet_of("7", "2024-03-05"), "utf-8")
    (tmp_path / "issues/7/城关镇.md").write_text(SUBMISSION, "utf-8")
    return Workspace(tmp_path)


def with_another_template(workspace: Workspace, name: str, was: str, now: str) -> None:
    """The same edition, had its version called a template's variable otherwise."""
    (kept,) = read_shelf(workspace).kept
    data = kept.folder / "data"
    payload = {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file()
    }
    place = f"workspace/templates/{name}"
    assert was.encode() in payload[place]
    payload[place] = payload[place].replace(was.encode(), now.encode())
    info = [pair for pair in read_info(kept.folder).items() if pair[0] != "Payload-Oxum"]
    for path in (kept.folder, *kept.folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    files = bag_of(payload, info)
    for inside, content in files.items():
        (kept.folder / inside).write_bytes(content)
    register = workspace.issues / "register.sha256"
    line = register.read_text("ascii")
    digest = identity(files["tagmanifest-sha256.txt"])
    register.write_text(line.replace(line[:64], digest), "ascii")


def words_of_the_articles(page: str) -> list[str]:
    """What each paragraph of the articles says."""
    return [
        "".join(paragraph.itertext())
        for article in html.fromstring(page).iter("article")
        for paragraph in article.iter("p", "h2", "h3")
        if paragraph.get("class") != "permalink"
    ]


@pytest.mark.parametrize("renamed", [False, True])
def test_it_is_sound_and_shown_and_corrected_and_withdrawn(
    workspace: Workspace, renamed: bool
) -> None:
    if renamed:
        with_another_template(workspace, "withdrawn.html", "issue.withdrawn", "issue.gone")
    (kept,) = read_shelf(workspace).kept
    bagit.Bag(str(kept.folder)).validate()
    assert verify(workspace).diagnostics == ()
    sent = kept.file("7.pdf").read_bytes()
    built = build(workspace, None, in_process, proof=Proof(date(2026, 11, 28)))
    assert [each.code for each in built.diagnostics] == ["I120"]  # the folder says otherwise
    shown = (workspace.output / "issues/7/index.html").read_text("utf-8")
    assert words_of_the_articles(shown) == words_of_the_articles(
        kept.file("index.html").read_text("utf-8")
    )
    assert "包联到村、服务到户" in shown
    assert kept.file("7.pdf").read_bytes() == sent
    assert approve(workspace, "7") == ()
    corrected = correct(workspace, "7", "件数有误", office())
    assert corrected.kept is not None, corrected.diagnostics
    gone = withdraw(workspace, "7", "发错范围", office())
    assert gone.kept is not None, gone.diagnostics
    assert verify(workspace).diagnostics == ()
    build(workspace, None, in_process)
    page = (workspace.output / "issues/7/index.html").read_text("utf-8")
    assert "本期已撤回：发错范围" in page
    assert "包联到村" not in page


@pytest.mark.slow
@pytest.mark.parametrize("renamed", [False, True])
def test_made_again_by_todays_program_it_names_the_version_and_is_no_fault(
    workspace: Workspace, renamed: bool
) -> None:
    if renamed:
        with_another_template(workspace, "issue.html", "issue.title", "issue.heading")
        with_another_template(workspace, "withdrawn.html", "issue.withdrawn", "issue.gone")
    faces, _ = prepare_faces()
    report = verify(workspace, press=Press(faces))
    assert [(each.code, each.severity) for each in report.diagnostics] == [("I212", Severity.INFO)]
    assert "由 0.1.0 版刊发" in report.diagnostics[0].message
    assert report.sound
    gone = withdraw(workspace, "7", "发错范围", ActContext(Press(faces), TODAY))
    assert gone.kept is not None, gone.diagnostics
    assert "发错范围" in gone.kept.file("index.html").read_text("utf-8")
    assert verify(workspace).diagnostics == ()
