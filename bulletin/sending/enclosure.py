"""The PDF that goes out with a mail: that of the published edition or, for a draft, the last one
built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bulletin.diagnostics import Diagnostic, has_errors, of_file
from bulletin.edition import Kept, Witness, check_bag, witness_before, witness_of
from bulletin.making import ReadIssue, kept_inside, stands
from bulletin.model import Issue, Publication, Site, Status
from bulletin.pdf import read_pdf
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Enclosure:
    """A PDF to be sent."""

    name: str
    """Its Chinese name, 天长组工信息第116期.pdf."""

    content: bytes
    pages: int
    stage: str = ""
    """送审稿, 清样 or 未刊发稿; empty for a published issue."""

    witnesses: tuple[Witness, ...] = ()
    """The edition that it comes from and the one before, by which it can be confirmed later."""


def published_pdf(kept: Kept, issue: Issue) -> tuple[Enclosure | None, tuple[Diagnostic, ...]]:
    """The PDF as it was sent out; refused when a byte of its edition has changed."""
    checked = check_bag(kept.folder, kept.shown)
    if has_errors(checked.diagnostics):
        return None, checked.diagnostics
    known = tuple(filter(None, (witness_of(kept), witness_before(kept))))
    path = kept.file(f"{issue.file_name}.pdf")
    return _enclosure(path, kept.shown, f"{issue.title}.pdf", witnesses=known)


def built_pdf(
    workspace: Workspace, publication: Publication, read: ReadIssue
) -> tuple[Enclosure | None, tuple[Diagnostic, ...]]:
    """The PDF that was built last; refused if a build would make a different one now."""
    issue = read.issue
    assert issue is not None
    internal = kept_inside(workspace, read) is not None
    tree = workspace.internal_output if internal else workspace.output
    path = tree / issue.address / f"{issue.file_name}.pdf"
    shown = path.relative_to(workspace.root).as_posix()
    again = f"先运行 bulletin build {issue.name}"
    if not path.is_file():
        return None, (of_file("D505", shown, "还没有 PDF", again),)
    if not stands(workspace, Site(publication, internal), issue.name):
        message = "PDF 不是照现在的稿件生成的"
        return None, (of_file("D505", shown, message, again),)
    stage = _STAGES[issue.status]
    return _enclosure(path, shown, f"{issue.title}（{stage}）.pdf", stage)


_STAGES = {
    Status.DRAFT: "送审稿",
    Status.PROOF: "清样",
    Status.SIGNED: "未刊发稿",
    Status.PRINTED: "往期",
}


def _enclosure(
    path: Path, shown: str, name: str, stage: str = "", witnesses: tuple[Witness, ...] = ()
) -> tuple[Enclosure | None, tuple[Diagnostic, ...]]:
    content = path.read_bytes()
    try:
        pages = read_pdf(content).pages
    except ValueError as problem:
        message = f"PDF 打不开（{problem}）"
        return None, (of_file("D505", shown, message, "重新生成"),)
    return Enclosure(name, content, pages, stage, witnesses), ()
