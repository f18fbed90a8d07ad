"""Years of past issues at once: files, folders, archives and mails, each issue to its folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bulletin.diagnostics import Diagnostic, error, has_errors
from bulletin.intake.document import Document
from bulletin.intake.office import BATCH, SUFFIXES, Office, convert
from bulletin.intake.parcel import LARGEST_PARCEL, Piece, files_in, is_parcel, unpack
from bulletin.intake.plain import read_plain
from bulletin.intake.portable import read_portable
from bulletin.intake.whole.issue import recognise, write_whole
from bulletin.intake.word import read_word
from bulletin.model import Publication
from bulletin.source import Source, Span
from bulletin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document."""

    path: str
    """How the editor knows it."""

    folder: str
    """The issue's folder, `issues/116`; empty when none was written."""

    articles: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_faulty(self) -> bool:
        """Whether an editor must put something right."""
        return not self.folder or has_errors(self.diagnostics)


def found_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that were named, and those in the folders that were. Raises OSError."""
    return tuple(file for path in paths for file in (files_in(path) if path.is_dir() else (path,)))


def import_whole(
    files: Sequence[Path],
    workspace: Workspace,
    publication: Publication,
    office: Office | None,
    *,
    headings: bool = False,
) -> Iterator[Outcome]:
    """Recognise each file as an issue and write it; one that cannot be read stops nothing.

    With `headings` sentences that look like run-in headings become such. Raises OSError when the
    disk cannot be written.
    """
    for at in range(0, len(files), BATCH):
        pieces: list[Piece] = []
        for file in files[at : at + BATCH]:
            read = _read(file)
            if isinstance(read, Outcome):
                yield read
                continue
            opened = unpack(read.path, read.content) if is_parcel(read.path, read.content) else None
            pieces += opened.pieces if opened else (read,)
            if opened and (opened.diagnostics or not opened.pieces):
                yield Outcome(read.path, "", 0, opened.diagnostics)
        for piece, document in _documents(pieces, office):
            yield _written(piece, document, workspace, publication, headings=headings)


def _read(file: Path) -> Piece | Outcome:
    shown = file.as_posix()
    try:
        if file.stat().st_size <= LARGEST_PARCEL:
            return Piece(shown, file.read_bytes())
        what, hint = f"文件超过 {LARGEST_PARCEL >> 20} MB", "拆成几份再导入"
    except OSError as problem:
        what, hint = f"读不出来（{problem.strerror}）", "检查路径和磁盘"
    return Outcome(shown, "", 0, (error("D361", Source(shown, ""), Span(0, 0), what, hint),))


def _documents(pieces: Sequence[Piece], office: Office | None) -> Iterator[tuple[Piece, Document]]:
    """Each piece and the document that it is; old formats are converted in one call."""
    converted = convert([piece for piece in pieces if _suffix(piece) in SUFFIXES], office)
    for piece in pieces:
        if _suffix(piece) not in SUFFIXES:
            yield piece, _document(piece)
            continue
        made = next(converted)
        if made.content is None:
            name, source = PurePosixPath(piece.path).stem, Source(piece.path, "")
            yield piece, Document(name, source, (), diagnostics=made.diagnostics)
        else:
            yield piece, read_word(piece.path, made.content)


def _suffix(piece: Piece) -> str:
    return PurePosixPath(piece.path).suffix.lower()


def _document(piece: Piece) -> Document:
    if piece.content.startswith(b"%PDF-") or _suffix(piece) == ".pdf":
        return read_portable(piece.path, piece.content)
    if piece.content.startswith(b"PK\x03\x04") or _suffix(piece) in (".docx", ".docm"):
        return read_word(piece.path, piece.content)
    return read_plain(piece.path, piece.content)


def _written(
    piece: Piece,
    document: Document,
    workspace: Workspace,
    publication: Publication,
    *,
    headings: bool,
) -> Outcome:
    whole = recognise(document, publication, content=piece.content, headings=headings)
    if whole.serial is None or not whole.files:
        return Outcome(piece.path, "", 0, whole.diagnostics)
    name = f"issues/{whole.serial.folder}"
    try:
        write_whole(whole, workspace)
    except FileExistsError:
        what = f"{whole.serial.label}已经有了：{name}"
        hint = f"要重新导入，先把 {name} 移走"
        fault = error("D362", document.source, Span(0, 0), what, hint)
        return Outcome(piece.path, "", 0, (fault,))
    return Outcome(piece.path, name, whole.articles, whole.diagnostics)
