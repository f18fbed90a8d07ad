"""An office for the tests of publishing: signed issues, and a press that takes no time."""

from __future__ import annotations

import re
import shutil
import tarfile
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from bulletin.diagnostics import has_errors
from bulletin.edition import approval_of, write_approval
from bulletin.edition.approval import read_approval
from bulletin.edition.copy import copy_files
from bulletin.edition.record import FaceRecord
from bulletin.load import issue_folders, load_issue, load_publication
from bulletin.model import Act, Notice, Publication, Serial, issue_file_name, issue_folder
from bulletin.output import DISK, Disk
from bulletin.pdf.text import read_pdf
from bulletin.press import Faces
from bulletin.publish.act import ActContext, ActOutcome, approve
from bulletin.publish.make import MadeEdition
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, SUBMISSION, MakeWorkspace

TODAY = date(2024, 4, 1)

SIGNED = """\
---
number: {number}
date: {dated}
articles: [城关镇]
status: signed
visibility: public
signoff:
  edited_by: 责任编辑
  edited_on: {worked}
  checked_by: 核稿人
  checked_on: {worked}
  approved_by: 签发人
  approved_on: {dated}
---
"""


@cache
def a_pdf() -> bytes:
    """A real PDF of one page."""
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    written = io.BytesIO()
    document.save(written)
    document.close()
    return written.getvalue()


@dataclass(frozen=True)
class QuickPress:
    """Stands in for the press: what it makes depends on the copy alone, as the real one's does."""

    faces: Faces = field(default_factory=lambda: Faces((), Path()))

    def __call__(self, root: Path, issue: str, notices: tuple[Notice, ...]) -> MadeEdition:
        copy = (root / "issues" / issue_folder(issue) / "issue.md").read_bytes()
        copy = re.sub(rb"signoff:\n(  .*\n)+", b"", copy)  # nobody prints who signed
        told = "".join(f'<p class="announcement">{each.reason}</p>' for each in notices)
        page = b"<!-- " + copy + f" --><main>{told}</main>".encode()  # as empty as the PDF
        if any(notice.act is Act.WITHDRAWN for notice in notices):
            return MadeEdition({"index.html": page}, 0, "")
        pages, text = read_pdf(a_pdf())
        return MadeEdition(
            {"index.html": page, f"{issue_file_name(issue)}.pdf": a_pdf()}, pages, text
        )

    def face_records(self) -> tuple[FaceRecord, ...]:
        return ()

    def versions(self) -> dict[str, str]:
        return {"bulletin": "1"}


def office(disk: Disk = DISK, *, wait: float = 60.0, unsigned: float = 5.0) -> ActContext:
    return ActContext(QuickPress(), TODAY, disk, wait=wait, unsigned=unsigned)


def sent(outcome: ActOutcome) -> str:
    """The edition that an act made: 7/1."""
    assert outcome.kept is not None, outcome.diagnostics
    return outcome.kept.name


def told(outcome: ActOutcome) -> list[tuple[str, str, str]]:
    """Why an act made no edition: code, message and hint of each diagnostic."""
    assert outcome.kept is None
    return [(each.code, each.message, each.hint) for each in outcome.diagnostics]


def publication_of(workspace: Workspace) -> Publication:
    """The first publication of a workspace, which must load."""
    publication, faults = load_publication(workspace.root)
    assert publication is not None, faults
    return publication


def sheet_of(name: str, dated: str) -> str:
    """The sheet of a signed issue that everybody may read."""
    serial = Serial.named(name)
    assert serial is not None
    own = {"": "", "s": "supplement: true\n", "z": "series: 专报\n"}[serial.mark]
    worked = min(dated, date.today().isoformat())
    sheet = SIGNED.format(number=serial.number, dated=dated, worked=worked)
    return sheet.replace("articles:", f"{own}articles:")


def signed_issue(workspace: Workspace, name: str, dated: str = "2024-03-05") -> None:
    """Write the issue `name` and sign it off."""
    folder = workspace.issue_folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "issue.md").write_text(sheet_of(name, dated), "utf-8")
    (folder / "城关镇.md").write_text(SUBMISSION, "utf-8")
    if not (workspace.issues / "publication.yaml").is_file():
        (workspace.issues / "publication.yaml").write_text(PUBLICATION, "utf-8")
    assert approve(workspace, name) == ()


def three_signed_issues(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace with the issues 7, 8 and 9, each signed and approved."""
    made = make_workspace({})
    shutil.rmtree(made.issues / "7")
    for name in ("7", "8", "9"):
        signed_issue(made, name)
    return made


def approve_as_they_stand(workspace: Workspace) -> None:
    """Approve the copy of every signed issue as it is, whoever signed it; a faulty one stays."""
    publication, _ = load_publication(workspace.root)
    for sheet in (folder / "issue.md" for folder in issue_folders(workspace.root)[0]):
        if publication is None or not sheet.is_file():
            continue
        if "status: signed" not in sheet.read_text("utf-8"):
            continue
        loaded = load_issue(workspace.root, sheet.parent, publication)
        if has_errors(loaded.diagnostics):
            continue
        approval = approval_of(copy_files(workspace, loaded))
        if approval != read_approval(workspace, loaded.name):
            write_approval(workspace, loaded.name, approval)


def edit(workspace: Workspace, name: str, was: str, now: str, file: str = "城关镇.md") -> None:
    """Change a word in an issue's copy."""
    path = workspace.issue_folder(name) / file
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now), "utf-8")


def unpack_old_edition(issues: Path) -> None:
    """Put issue 7 as version 0.1.0 published it into the folder of issues."""
    unpack("0.1.0.tar.gz", issues)


def unpack(bag: str, folder: Path) -> None:
    """Put what an earlier version left into a folder."""
    with tarfile.open(Path(__file__).parent / "bags" / bag) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
        packed.extractall(folder)
