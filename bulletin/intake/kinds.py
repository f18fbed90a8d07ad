"""Which kinds of file are read, by their names, and what reads each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from bulletin.diagnostics import of_file
from bulletin.intake.likenesses import document_as_meant
from bulletin.intake.office import Converted, LibreOffice, converted_by_office
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.plain import read_plain
from bulletin.intake.received import ReceivedDocument, refused
from bulletin.intake.tabbed import with_tables
from bulletin.intake.typed_marks import with_typed_marks
from bulletin.intake.typed_notes import with_typed_notes
from bulletin.intake.word import read_word

Reader = Callable[[str, bytes], ReceivedDocument]


def _read_portable(path: str, content: bytes) -> ReceivedDocument:
    """A PDF; its reader takes long to load, and most of what is sent is none."""
    from bulletin.intake.portable import read_portable

    return read_portable(path, content)


READERS: dict[str, Reader] = {
    ".docx": read_word,
    ".docm": read_word,
    ".dotx": read_word,
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_plain,
    ".markdown": read_plain,
    ".pdf": _read_portable,
}
"""By suffix, in lower case."""

QUICKLY_READ = (".docx", ".docm", ".dotx", ".txt", ".text", ".md", ".markdown")
"""Several of these are written at once; the outcome of any other is reported when it is read."""

BY_OFFICE = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".ott", ".fodt")
"""What LibreOffice first converts to `.docx`."""

TAKEN = "收 .docx、.doc、.wps、.rtf、.odt、.pdf、.txt、.md、.zip、.rar、.7z、.eml"
"""What is taken, as an editor is told."""

TOGETHER = 20
"""How many files are given to LibreOffice at once; starting it takes as long as ten of them."""


def kind_of(path: str) -> str:
    """The suffix by which a file is read, in lower case."""
    return PurePosixPath(path).suffix.lower()


def is_read(path: str) -> bool:
    """Whether any reader is for files of this name."""
    return kind_of(path) in READERS or kind_of(path) in BY_OFFICE


def documents(
    pieces: Sequence[ParcelFile], office: LibreOffice | None
) -> Iterator[ReceivedDocument]:
    """Each file as a document, in order. Raises nothing: a file that no reader can read says
    why."""
    old = [piece for piece in pieces if kind_of(piece.path) in BY_OFFICE]
    converted = iter(converted_by_office(old, office)) if old else iter(())
    for piece in pieces:
        if kind_of(piece.path) in BY_OFFICE:
            yield _converted(piece, next(converted))
        else:
            yield read_received(piece)


def read_received(piece: ParcelFile) -> ReceivedDocument:
    """One file as a document; a file of an unknown kind has no parts."""
    reader = READERS.get(kind_of(piece.path))
    if reader is not None:
        return _safely(reader, piece, piece.content)
    return refused(piece.path, of_file("D231", piece.path, "不是稿件", TAKEN))


def _safely(reader: Reader, piece: ParcelFile, content: bytes) -> ReceivedDocument:
    """What a reader makes of a file; a fault in the program refuses this file and no other."""
    try:
        document = with_typed_notes(document_as_meant(reader(piece.path, content)))
        return with_tables(with_typed_marks(document))
    except Exception as problem:
        message = f"读这个文件时程序出错（{type(problem).__name__}）"
        hint = "在 Word 或 WPS 里另存为新的 .docx 再收"
        return refused(piece.path, of_file("D232", piece.path, message, hint))


def _converted(piece: ParcelFile, made: Converted) -> ReceivedDocument:
    if made.content is None:
        return refused(piece.path, *made.diagnostics)
    document = _safely(read_word, piece, made.content)
    return replace(document, diagnostics=(*made.diagnostics, *document.diagnostics))
