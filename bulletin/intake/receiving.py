"""Receives files one after another: reads, recognises, keeps the original, reports the result.

One bad file stops nothing; a full disk stops everything, but leaves nothing half written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import pairwise
from pathlib import Path, PurePosixPath

from bulletin.diagnostics import Diagnostic, Severity, in_order, of_file, warning
from bulletin.fields import SUBMISSION_FIELDS, is_chinese
from bulletin.front_matter import front_entries, in_chinese, texts_of
from bulletin.image_files import IMAGE_SUFFIXES, PICTURES, figures, how_to_show
from bulletin.intake.filing import (
    Bundle,
    Folder,
    bundle_of,
    file_bundle,
    file_bundles,
    moved_bundle,
    unfile,
)
from bulletin.intake.kinds import QUICKLY_READ, TAKEN, TOGETHER, documents, is_read, kind_of
from bulletin.intake.office import LibreOffice
from bulletin.intake.parcel import files_in, is_parcel, unpack
from bulletin.intake.pieces import LARGEST_PIECE, ParcelFile
from bulletin.intake.plain import decode_plain, is_our_copy
from bulletin.intake.received import DocumentPart, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.register import Register
from bulletin.intake.reviewing import ReviewedSubmission, review_of, review_of_own
from bulletin.intake.submission import ReceivedSubmission, recognise
from bulletin.leftovers import leftover
from bulletin.load import INBOX, ISSUE, shown_path
from bulletin.markdown import write_sections
from bulletin.model import Publication
from bulletin.output import DISK, Disk
from bulletin.past import (
    RegisteredSubmission,
    digest_of_body,
    digest_of_bytes,
    digest_of_words,
    entry_of_copy,
)
from bulletin.source import NOWHERE, Source, Span
from bulletin.system_errors import reason
from bulletin.workspace import Workspace


class Fate(Enum):
    """What became of a file."""

    FILED = "filed"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    SKIPPED = "skipped"
    OPENED = "opened"
    """A zip or mail that held others; reported only if something in it was left out."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file."""

    path: str
    """The file as it was given."""

    fate: Fate
    file: str = ""
    """The copy that it became, relative to the workspace."""

    unit: str = ""
    title: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    found_headings: int = 0
    """How many headings only their words and places show."""

    review: ReviewedSubmission | None = None
    """What was read beside the original, if that is asked for."""


@dataclass(frozen=True, slots=True)
class _Unfiled:
    """What becomes of a file once its bundle is written; without one, there is nothing to write."""

    outcome: FileOutcome
    bundle: Bundle | None = None


@dataclass(frozen=True)
class Reception:
    """Where and how files are received."""

    workspace: Workspace
    publication: Publication
    register: Register
    folder: Folder
    office: LibreOffice | None
    writes: bool = True
    """Whether anything is written, or only reported."""

    day: str = ""
    """The day at the office, in ISO form: what comes in without a mail is received on it."""

    splits: bool = False
    """Whether several submissions in one file are taken apart, or only reported."""

    reviews: bool = False
    """Whether what is read is set beside the originals."""

    disk: Disk = DISK
    homes: dict[str, Path] = field(default_factory=dict)
    """The folders of the files on a disk, by the path they are shown with."""

    def receive(self, files: Sequence[Path], given: frozenset[Path]) -> Iterator[FileOutcome]:
        """Receive each file; `given` are those that were named and not just found in a folder.

        Raises OSError if a file cannot be written.
        """
        waiting: list[ParcelFile] = []
        for file in files:
            for found in self._opened(file, given=file in given):
                if isinstance(found, FileOutcome):
                    yield from self._received(waiting)
                    waiting = []
                    yield found
                else:
                    waiting.append(found)
                if len(waiting) >= TOGETHER:
                    yield from self._received(waiting)
                    waiting = []
        yield from self._received(waiting)

    # Opening.

    def _opened(self, file: Path, *, given: bool) -> Iterator[ParcelFile | FileOutcome]:
        """What a file on the disk holds: itself, or the pieces of the parcel that it is."""
        shown = shown_path(file, self.workspace.root)
        try:
            size = file.stat().st_size
            content = file.read_bytes() if size <= LARGEST_PIECE else b""
        except OSError as problem:
            message = f"读不出来（{reason(problem)}）"
            fault = of_file("D233", shown, message, "检查文件和磁盘")
            yield FileOutcome(shown, Fate.REFUSED, diagnostics=(fault,))
            return
        if size > LARGEST_PIECE:
            message = f"文件超过 {LARGEST_PIECE >> 20} MB"
            fault = of_file("D234", shown, message, "缩小里面的图片再收")
            yield FileOutcome(shown, Fate.REFUSED, diagnostics=(fault,))
            return
        self.homes[shown] = file.parent
        if is_parcel(shown, content):
            parcel = unpack(shown, content)
            if parcel.diagnostics or not parcel.pieces:
                fate = Fate.OPENED if parcel.pieces else Fate.REFUSED
                empty = of_file("D236", shown, "里面没有稿件", "核对是不是这个文件")
                yield FileOutcome(shown, fate, diagnostics=parcel.diagnostics or (empty,))
            yield from (self._known(piece, given=False) for piece in parcel.pieces)
        else:
            yield self._known(ParcelFile(shown, content), given=given)

    def _known(self, piece: ParcelFile, *, given: bool) -> ParcelFile | FileOutcome:
        """The piece, or the report that nothing reads its kind: an error only if it was named."""
        left = leftover(piece.name)
        if is_read(piece.path) and piece.name != ISSUE and not left:
            return piece
        given = given and not left
        severity = Severity.ERROR if given else Severity.WARNING
        message, hint = "不是稿件，没有收", TAKEN
        if piece.name == ISSUE:
            message = "这是一期的 issue.md，不是来稿"
        elif left:
            message, hint = f"是{left.what}，没有收", left.cure
        elif kind_of(piece.path) in PICTURES:
            message, hint = "是图片，没有收", self._how_to_show(piece)
        fault = of_file("D231", piece.path, message, hint, severity)
        fate = Fate.REFUSED if given else Fate.SKIPPED
        return FileOutcome(piece.path, fate, diagnostics=(fault,))

    def _how_to_show(self, piece: ParcelFile) -> str:
        """How a picture that came by itself gets into an article."""
        where = "在邮箱里把它另存出来，" if piece.mail else ""
        folder = shown_path(self.folder.path, self.workspace.root)
        suffix = kind_of(piece.path)
        name = piece.name if suffix in IMAGE_SUFFIXES else f"{PurePosixPath(piece.name).stem}.jpg"
        again = "" if suffix in IMAGE_SUFFIXES else "另存为 JPEG 或 PNG，"
        return f"要登的，{where}{again}{how_to_show(name, f' {folder} ')}"

    # Receiving.

    def _received(self, pieces: Sequence[ParcelFile]) -> Iterator[FileOutcome]:
        """Receive pieces that are read together; one whose bytes are known is not read."""
        digests = [digest_of_bytes(piece.original.content) for piece in pieces]
        ours = {at: source for at, piece in enumerate(pieces) if (source := _our_copy(piece))}
        known = {at for at, digest in enumerate(digests) if self.register.received_as(digest)}
        apart = known | ours.keys()
        read = documents([each for at, each in enumerate(pieces) if at not in apart], self.office)
        waiting: list[_Unfiled] = []
        for at, piece in enumerate(pieces):
            if at in ours:
                waiting.append(self._copy(piece, ours[at]))
            elif at in known:
                earlier = self.register.same_file(Source(piece.path, ""), digests[at])
                told = (earlier,) if earlier else ()
                outcome = FileOutcome(piece.path, Fate.DUPLICATE, diagnostics=told)
                waiting.append(_Unfiled(outcome))
            else:
                waiting += self._documents(piece, next(read))
            if kind_of(piece.path) not in QUICKLY_READ or at + 1 == len(pieces):
                yield from self._filed(waiting)
                waiting = []

    def _filed(self, waiting: Sequence[_Unfiled]) -> Iterator[FileOutcome]:
        """Write what is waiting to be written, and tell what became of each file."""
        bundles = tuple(each.bundle for each in waiting if each.bundle)
        written = file_bundles(bundles if self.writes else (), self.folder.path, self.disk)
        for each in waiting:
            if each.bundle and self.writes:
                next(written)
            yield each.outcome
        deque(written, maxlen=0)

    def _documents(self, piece: ParcelFile, document: ReceivedDocument) -> Iterator[_Unfiled]:
        """Receive a document, or each of the submissions in it."""
        document = replace(document, received=piece.received or self.day, sender=piece.sender)
        found = recognise(document, self.publication)
        apart = taken_apart(found) if self.splits else (document,)
        if len(apart) == 1:
            yield self._document(piece, found)
            return
        for place, each in enumerate(apart):
            yield self._document(piece, recognise(each, self.publication), first=place == 0)

    def _document(
        self, piece: ParcelFile, found: ReceivedSubmission, *, first: bool = True
    ) -> _Unfiled:
        """Receive one submission; of several in a file, only the first is known by its bytes."""
        document = found.document
        if found.is_refused:
            return _Unfiled(FileOutcome(piece.path, Fate.REFUSED, diagnostics=found.diagnostics))
        fields = (found.fields.get("unit", ""), found.fields.get("title", ""))
        body = write_sections(found.sections)
        entry = _entry_of(found, body, piece)
        entry = entry if first else replace(entry, content="")
        if earlier := self.register.duplicate(document.source, entry):
            return _Unfiled(FileOutcome(piece.path, Fate.DUPLICATE, "", *fields, (earlier,)))
        like = self.register.like(document.source, entry)
        bundle = bundle_of(
            found, body, piece, self.folder, chinese=is_chinese(self.publication.source)
        )
        told = (*found.diagnostics, *bundle.diagnostics, *((like,) if like else ()))
        file = self._entered(bundle, entry)
        shown = in_chinese(dict(found.fields), SUBMISSION_FIELDS) if self.reviews else {}
        review = review_of(found, shown, document=document) if self.reviews else None
        outcome = FileOutcome(
            piece.path, Fate.FILED, file, *fields, in_order(told), found.found_headings, review
        )
        return _Unfiled(outcome, bundle)

    def _entered(self, bundle: Bundle, entry: RegisteredSubmission) -> str:
        """Enter a bundle in the register; returns its copy as an editor knows it."""
        shown = shown_path(self.folder.path / bundle.copy, self.workspace.root)
        self.register.add(replace(entry, path=shown))
        return shown

    def _copy(self, piece: ParcelFile, source: Source) -> _Unfiled:
        """Receive copy that is already our Markdown, or move it out of the inbox."""
        home = self.homes.get(piece.path)
        issues = self.workspace.issues.resolve()
        inside = home is not None and home.resolve().is_relative_to(issues)
        fields = _unit_and_title(source)
        if inside and home is not None:
            where = home.resolve().relative_to(issues).as_posix()
            if where != INBOX or home.resolve() == self.folder.path.resolve():
                fault = warning("D235", source, NOWHERE, f"已经在 issues/{where} 里", "不用再收")
                return _Unfiled(FileOutcome(piece.path, Fate.SKIPPED, "", *fields, (fault,)))
            bundle = moved_bundle(source, home, self.folder)
            file = shown_path(self.folder.path / bundle.copy, self.workspace.root)
            if self.writes:
                file_bundle(bundle, self.folder.path, self.disk)
                unfile(bundle, self.disk)
            moved = FileOutcome(piece.path, Fate.MOVED, file, *fields, review=self._review(source))
            return _Unfiled(moved)
        entry = replace(entry_of_copy(source), content=digest_of_bytes(piece.content))
        if earlier := self.register.duplicate(source, entry):
            return _Unfiled(FileOutcome(piece.path, Fate.DUPLICATE, "", *fields, (earlier,)))
        like = self.register.like(source, entry)
        nowhere = self.folder.path / "-"
        bundle = moved_bundle(source, home or nowhere, self.folder, piece.content)
        told = (like,) if like else ()
        file = self._entered(bundle, entry)
        review = self._review(source)
        outcome = FileOutcome(piece.path, Fate.FILED, file, *fields, told, review=review)
        return _Unfiled(outcome, bundle)

    def _review(self, source: Source) -> ReviewedSubmission | None:
        return review_of_own(source) if self.reviews else None


def _entry_of(found: ReceivedSubmission, body: str, piece: ParcelFile) -> RegisteredSubmission:
    """What a recognised document is known by; `body` is its text in Markdown."""
    return RegisteredSubmission(
        "",
        digest_of_bytes(piece.original.content),
        digest_of_words(found.document.source.text),
        digest_of_body(body),
        found.fields,
        sum(1 for _ in figures(found.sections)),
    )


def found_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The given files, and those in the given folders, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        for file in files_in(path) if path.is_dir() else (path,):
            found.setdefault(file.resolve())
    return tuple(found)


def _our_copy(piece: ParcelFile) -> Source | None:
    """The text of a piece that is Markdown with front matter of ours."""
    if kind_of(piece.path) not in (".md", ".markdown"):
        return None
    source, _ = decode_plain(piece.path, piece.content)
    return source if source is not None and is_our_copy(source) else None


def _unit_and_title(source: Source) -> tuple[str, str]:
    said = texts_of(front_entries(source, SUBMISSION_FIELDS))
    return said.get("unit", ""), said.get("title", "")


def taken_apart(found: ReceivedSubmission) -> tuple[ReceivedDocument, ...]:
    """The document of each submission in a file; the document itself if it holds only one.

    Each keeps its places in the file; what stands in the others is blank in its source.
    """
    parts = found.document.parts
    begins = {_part_at(parts, told.span) for told in found.diagnostics if told.code == "D222"}
    starts = [at for at in sorted(begins) if at > 0 and any(map(_is_text, parts[:at]))]
    if not starts:
        return (found.document,)
    return tuple(
        _alone(found.document, parts[start:end])
        for start, end in pairwise((0, *starts, len(parts)))
    )


def _part_at(parts: Sequence[DocumentPart], span: Span) -> int:
    """The part in which a place stands; 0 if none does."""
    return next(
        (at for at, part in enumerate(parts) if part.span.start <= span.start < part.span.end), 0
    )


def _is_text(part: DocumentPart) -> bool:
    return not isinstance(part, ReceivedLine) or part.text.rstrip().endswith("。")


def _alone(document: ReceivedDocument, parts: tuple[DocumentPart, ...]) -> ReceivedDocument:
    """The document with some of its parts, and the notes, pictures and remarks that they have."""
    runs = [run for line in lines_of(parts) for run in line.runs]
    called = {run.footnote for run in runs if run.footnote is not None}
    notes = tuple(
        lines if number in called else () for number, lines in enumerate(document.footnotes, 1)
    )
    runs += [run for lines in notes for line in lines for run in line.runs]
    shown = {run.picture for run in runs if run.picture is not None}
    own = Span(parts[0].span.start, parts[-1].span.end)
    places = (own, *(line.span for lines in notes for line in lines))
    return replace(
        document,
        source=replace(document.source, text="".join(_masked(document.source.text, places))),
        parts=parts,
        footnotes=notes,
        elsewhere=frozenset(range(1, len(document.pictures) + 1)) - shown,
        remarks=tuple(each for each in document.remarks if _holds(own, each.span)),
        running=(),
        diagnostics=tuple(each for each in document.diagnostics if _holds(own, each.span)),
    )


def _holds(own: Span, span: Span) -> bool:
    return own.start <= span.start < own.end


def _masked(text: str, places: Sequence[Span]) -> Iterator[str]:
    """The text with blanks for all that stands outside these places; lines stay lines."""
    at = 0
    for start, end in sorted(places):
        yield "".join(sign if sign in "\r\n" else " " for sign in text[at:start])
        yield text[max(at, start) : end]
        at = max(at, end)
    yield "".join(sign if sign in "\r\n" else " " for sign in text[at:])
