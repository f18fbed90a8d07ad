"""Years of past issues at once: files, folders, archives and mails, each issue to its folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bulletin.diagnostics import Diagnostic, error, has_errors, of_file
from bulletin.intake.kinds import documents
from bulletin.intake.office import BATCH, LibreOffice
from bulletin.intake.parcel import is_parcel, unpack
from bulletin.intake.pieces import LARGEST_PARCEL, ParcelFile
from bulletin.intake.reviewing import ReviewedSubmission, review_of
from bulletin.intake.whole.issue import Whole, recognise_whole, write_whole
from bulletin.load import shared_folder
from bulletin.model import Publication, Serial
from bulletin.past import past_issues
from bulletin.source import Span
from bulletin.system_errors import reason
from bulletin.workspace import Workspace

LARGEST_BUNCH = 64 * 1024**2
"""Bytes of files that are held to be read together; a scanned issue has five million."""


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """What became of one document."""

    path: str
    """How the editor knows it."""

    folder: str
    """The issue's folder, `issues/116`; empty when none was written."""

    articles: int
    diagnostics: tuple[Diagnostic, ...]
    review: ReviewedSubmission | None = None
    """What was read beside the original, if that is asked for and an issue is written."""

    @property
    def is_faulty(self) -> bool:
        """Whether an editor must put something right."""
        return not self.folder or has_errors(self.diagnostics)


def import_whole(
    files: Sequence[Path],
    workspace: Workspace,
    publication: Publication,
    office: LibreOffice | None,
    *,
    headings: bool = False,
    writes: bool = True,
    reviews: bool = False,
) -> Iterator[DocumentOutcome]:
    """Recognise each file as an issue and write it; one that cannot be read stops nothing.

    With `headings`, sentences that look like run-in headings become headings; without `writes`, it
    only reports what would be written; with `reviews`, what is read is set beside the original.
    Raises OSError if the disk cannot be written.
    """
    for found in _bunches(files):
        if isinstance(found, DocumentOutcome):
            yield found
            continue
        for piece, document in zip(found, documents(found, office), strict=True):
            whole = recognise_whole(document, publication, content=piece.content, headings=headings)
            outcome = _written(whole, piece.path, workspace, writes=writes)
            shown = reviews and outcome.folder
            yield (
                replace(outcome, review=review_of(whole, whole.compared, document=whole.document))
                if shown
                else outcome
            )


def _bunches(files: Sequence[Path]) -> Iterator[list[ParcelFile] | DocumentOutcome]:
    """What is read together: no more pieces than LibreOffice takes at once, and no more bytes than
    LARGEST_BUNCH, except for the last piece."""
    bunch: list[ParcelFile] = []
    size = 0
    for file in files:
        for found in _opened(file):
            if isinstance(found, DocumentOutcome):
                yield found
                continue
            bunch.append(found)
            size += len(found.content)
            if len(bunch) == BATCH or size > LARGEST_BUNCH:
                yield bunch
                bunch, size = [], 0
    if bunch:
        yield bunch


def _opened(file: Path) -> Iterator[ParcelFile | DocumentOutcome]:
    """A file, or what is in the parcel that it is."""
    read = _read(file)
    if isinstance(read, DocumentOutcome) or not is_parcel(read.path, read.content):
        yield read
        return
    opened = unpack(read.path, read.content)
    if opened.diagnostics or not opened.pieces:
        yield DocumentOutcome(read.path, "", 0, opened.diagnostics)
    yield from opened.pieces


def _read(file: Path) -> ParcelFile | DocumentOutcome:
    shown = file.as_posix()
    try:
        if file.stat().st_size <= LARGEST_PARCEL:
            return ParcelFile(shown, file.read_bytes())
        what, hint = f"文件超过 {LARGEST_PARCEL >> 20} MB", "拆成几份再导入"
    except OSError as problem:
        what, hint = f"读不出来（{reason(problem)}）", "检查路径和磁盘"
    return DocumentOutcome(shown, "", 0, (of_file("D361", shown, what, hint),))


def _written(whole: Whole, path: str, workspace: Workspace, *, writes: bool) -> DocumentOutcome:
    if whole.undeclared:
        return DocumentOutcome(path, "", 0, (whole.undeclared,))
    if whole.serial is None or not whole.files or whole.lacks_year:
        return DocumentOutcome(path, "", 0, whole.diagnostics)
    name = f"issues/{whole.serial.folder}"
    try:
        if writes:
            write_whole(whole, workspace)
        elif (workspace.issues / whole.serial.folder).exists() or shared_folder(
            workspace, whole.serial
        ):
            raise FileExistsError
    except FileExistsError:
        if shared := shared_folder(workspace, whole.serial):
            return DocumentOutcome(path, "", 0, (replace(shared, source=whole.document.source),))
        return DocumentOutcome(path, "", 0, (_there_already(whole, whole.serial, workspace),))
    return DocumentOutcome(path, name, whole.articles, whole.diagnostics)


def _there_already(whole: Whole, serial: Serial, workspace: Workspace) -> Diagnostic:
    """D362: the folder of the issue is taken, by itself or by one of another year or day."""
    name = f"issues/{serial.folder}"
    what = f"{serial.label}已经有了：{name}"
    hint = f"要重新导入，先把 {name} 移走"
    there = next(
        (each.dated for each in past_issues(workspace.root) if each.serial == serial), None
    )
    if there and whole.dated and there != whole.dated:
        what = f"{what}，是 {there} 的；这一份是 {whole.dated} 的"
        hint = f"核对两份的期号；{hint}"
        if not serial.year and there.year != whole.dated.year:
            first = min(there.year, whole.dated.year)
            moved = f"把 {name} 移到 issues/{replace(serial, year=there.year).folder}"
            hint = f"每年从第1期编起的，写 numbering: yearly、yearly_from: {first}，{moved}，再导入"
    return error("D362", whole.document.source, Span(0, 0), what, hint)
