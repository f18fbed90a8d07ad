"""An edition that an earlier version published stays verifiable, shown, correctable, withdrawable.

`bags/0.1.0.tar.gz` was published by version 0.1.0 and is never made anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import bagit
import pytest
from lxml import html

from bulletin.diagnostics import Diagnostic, Severity, has_errors
from bulletin.edition import digest_of, digests, read_shelf
from bulletin.edition.bag import bag_of, identity, read_info
from bulletin.making import Proof, build
from bulletin.model import Act
from bulletin.press import prepare_faces
from bulletin.publish.act import ActContext, approve, correct, withdraw
from bulletin.publish.make import Press
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import SUBMISSION
from tests.office import TODAY, edit, office, sheet_of, unpack_old_edition
from tests.test_build import in_process


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An office that published its issue 7 by version 0.1.0."""
    unpack_old_edition(tmp_path / "issues")
    (tmp_path / "issues/7/issue.md").write_text(sheet_of("7", "2024-03-05"), "utf-8")
    (tmp_path / "issues/7/城关镇.md").write_text(SUBMISSION, "utf-8")
    return Workspace(tmp_path)


def altered(workspace: Workspace, file: str, was: str, now: str) -> None:
    """The same edition, had its version written this otherwise in a file of the copy."""
    (kept,) = read_shelf(workspace).kept
    data = kept.folder / "data"
    payload = {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file()
    }
    place = f"workspace/{file}"
    assert was.encode() in payload[place]
    payload[place] = payload[place].replace(was.encode(), now.encode())
    written = {
        name.removeprefix("workspace/"): content
        for name, content in payload.items()
        if name.startswith("workspace/issues/")
    }
    record = json.loads(payload["record.json"])
    record["approved"] = digest_of(digests(written))
    payload["record.json"] = json.dumps(record, ensure_ascii=False).encode()
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


def nothing(workspace: Workspace) -> None:
    """The edition as version 0.1.0 made it."""


def another_variable(workspace: Workspace) -> None:
    """Its version called variables of templates otherwise."""
    altered(workspace, "templates/withdrawn.html", "issue.withdrawn", "issue.gone")
    altered(workspace, "templates/issue.html", "issue.title", "issue.heading")


def another_field(workspace: Workspace) -> None:
    """Its version had a field of the publication that there is no more."""
    altered(workspace, "issues/publication.yaml", "issuer:", "motto: 求实\nissuer:")


def another_unit(workspace: Workspace) -> None:
    """Its version let pass a unit that nobody registered."""
    altered(workspace, "issues/7/城关镇.md", "unit: 城关镇", "unit: 城关公社")


def another_markdown(workspace: Workspace) -> None:
    """Its version had no front matter."""
    altered(workspace, "issues/7/城关镇.md", "---\n", "")
    altered(workspace, "issues/7/issue.md", "---\n", "")


BEFORE = [nothing, another_variable, another_field, another_unit, another_markdown]


def assert_no_fault(found: tuple[Diagnostic, ...]) -> None:
    """Nothing is told but that an earlier version made what this one reads otherwise (I212)."""
    assert {(each.code, each.severity) for each in found} <= {("I212", Severity.INFO)}
    assert all("由 0.1.0 版刊发" in each.message for each in found)


def words_of_the_articles(page: str) -> list[str]:
    """What each paragraph of the articles says."""
    return [
        "".join(paragraph.itertext())
        for article in html.fromstring(page).iter("article")
        for paragraph in article.iter("p", "h2", "h3")
        if paragraph.get("class") != "permalink"
    ]


def main_of(page: str) -> str:
    """What stands in a page's frame, byte for byte."""
    return page.partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]


@pytest.mark.parametrize("before", BEFORE)
def test_it_is_sound_and_shown_and_corrected_and_withdrawn(
    workspace: Workspace, before: Callable[[Workspace], None]
) -> None:
    before(workspace)
    (kept,) = read_shelf(workspace).kept
    bagit.Bag(str(kept.folder)).validate()
    assert_no_fault(verify(workspace).diagnostics)
    built = build(workspace, None, in_process, proof=Proof(date(2026, 11, 28)))
    assert {each.code for each in built.diagnostics} <= {"I120"}  # the folder says otherwise
    page = (workspace.output / "issues/7/index.html").read_text("utf-8")
    sent = main_of(kept.file("index.html").read_text("utf-8"))
    for part in sent.split("</article>"):
        assert part.partition("下载 PDF</a></p>")[2].strip() or part in page
    alone = (workspace.output / "issues/7/a1.html").read_text("utf-8")
    assert words_of_the_articles(alone) == words_of_the_articles(sent)
    assert "包联到村、服务到户" in (workspace.output / "search/2024.js").read_text("utf-8")
    assert "抓实基层治理" in (workspace.output / "units/城关镇/index.html").read_text("utf-8")
    assert "全年办结群众诉求36件" in (workspace.output / "feed.xml").read_text("utf-8")
    assert approve(workspace, "7") == ()
    corrected = correct(workspace, "7", "件数有误", office())
    assert corrected.kept is not None, corrected.diagnostics
    gone = withdraw(workspace, "7", "发错范围", office())
    assert gone.kept is not None, gone.diagnostics
    assert_no_fault(verify(workspace).diagnostics)
    build(workspace, None, in_process)
    for name in ("index.html", "a1.html"):
        page = (workspace.output / "issues/7" / name).read_text("utf-8")
        assert "本期已撤回：发错范围" in page
        assert "包联到村" not in page


@pytest.mark.parametrize("before", BEFORE)
def test_it_is_withdrawn_with_no_more_than_its_record(
    workspace: Workspace, before: Callable[[Workspace], None]
) -> None:
    before(workspace)
    shutil.rmtree(workspace.issues / "7/originals", ignore_errors=True)
    for name in ("issue.md", "城关镇.md"):
        (workspace.issues / "7" / name).unlink()
    gone = withdraw(workspace, "7", "发错范围", office())
    assert gone.kept is not None, gone.diagnostics
    record = gone.kept.record
    assert (record.title, record.dated, record.act) == (
        "某县组工信息第7期",
        date(2024, 3, 5),
        Act.WITHDRAWN,
    )
    assert "本期已撤回：发错范围" in gone.kept.file("index.html").read_text("utf-8")
    assert_no_fault(verify(workspace, press=office().press).diagnostics)
    built = build(workspace, None, in_process)
    assert built.diagnostics == ()
    assert "已撤回" in (workspace.output / "issues/7/a1.html").read_text("utf-8")


def test_what_is_judged_otherwise_since_does_not_stand_in_a_correction_s_way(
    workspace: Workspace,
) -> None:
    """What the edition printed is told; what the correction brings in is refused as ever."""
    altered(workspace, "issues/7/城关镇.md", "12名，", "12名,")
    edit(workspace, "7", "12名，", "12名,")
    edit(workspace, "7", "36件", "37件")
    found = approve(workspace, "7")
    assert [(each.code, each.severity) for each in found] == [("T101", Severity.WARNING)]
    assert found[0].hint.endswith("（刊发时就是这样）")
    corrected = correct(workspace, "7", "件数有误", office())
    assert corrected.kept is not None, corrected.diagnostics
    edit(workspace, "7", "诉求37件。", "诉求38件,都办结。")
    assert has_errors(approve(workspace, "7"))


@pytest.mark.slow
@pytest.mark.parametrize("before", [nothing, another_variable, another_markdown])
def test_made_again_by_todays_program_it_names_the_version_and_is_no_fault(
    workspace: Workspace, before: Callable[[Workspace], None]
) -> None:
    before(workspace)
    faces, _ = prepare_faces()
    report = verify(workspace, press=Press(faces))
    assert [(each.code, each.severity) for each in report.diagnostics] == [("I212", Severity.INFO)]
    assert "由 0.1.0 版刊发" in report.diagnostics[0].message
    assert report.sound
    gone = withdraw(workspace, "7", "发错范围", ActContext(Press(faces), TODAY))
    assert gone.kept is not None, gone.diagnostics
    assert "发错范围" in gone.kept.file("index.html").read_text("utf-8")
    assert_no_fault(verify(workspace).diagnostics)
