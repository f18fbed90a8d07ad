"""Files that came out of a parcel, and how much may come out of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.patterns import pattern_of

LARGEST_PIECE = 64 * 1024**2
"""Bytes; a Word document with a dozen photographs has twenty million."""

LARGEST_PARCEL = 256 * 1024**2
"""Bytes that may come out of one parcel in all."""

MOST_PIECES = 1000
"""Files in one parcel; an office's submissions in a year are some hundreds."""

MOST_PARTS = 2 * MOST_PIECES
"""Parts of one mail, including those that only hold others; counted while it is parsed."""

MOST_DEPTH = 2
"""How deeply parcels may be nested: a mail that forwards a mail, a zip in a mail."""

_NO_NAME = pattern_of(r'[\x00-\x1f\x7f:*?"<>|\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """One file out of a parcel."""

    path: str
    """How the editor knows it: the parcel's path, then its own inside, with `/`."""

    content: bytes = field(repr=False)
    received: str = ""
    """The day on which the mail came that held it, in ISO form; empty for no mail."""

    sender: str = ""
    """Who sent the mail, as it says; empty for no mail."""

    mail: ParcelFile | None = field(default=None, repr=False)
    """The mail that held it."""

    letter: str = ""
    """What the body of that mail says, if it is no copy."""

    is_body: bool = False
    """Whether it is the body of that mail, which then is the original."""

    @property
    def original(self) -> ParcelFile:
        """The file that was received."""
        return self.mail if self.is_body and self.mail else self

    @property
    def name(self) -> str:
        """Its own file name."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came out of a parcel, and what did not."""

    pieces: tuple[ParcelFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


class Full(Exception):
    """A limit of the whole parcel was reached; the message says which."""


@dataclass
class ParcelOpening:
    """The opening of one parcel: what has come out so far, and what is wrong."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    bytes_out: int = 0
    pieces_out: int = 0
    letter: str = ""
    """The body of the mail that is opened, if it is no copy."""

    def refuse(self, code: str, path: str, message: str, hint: str) -> None:
        """Report something that was not taken."""
        self.diagnostics.append(of_file(code, path, message, hint))

    def warn(self, code: str, path: str, message: str, hint: str) -> None:
        """Report what was not taken and may be copy."""
        self.diagnostics.append(of_file(code, path, message, hint, Severity.WARNING))

    def note(self, code: str, path: str, message: str) -> None:
        """Report what was left out because it is not copy."""
        self.diagnostics.append(of_file(code, path, message, severity=Severity.INFO))

    def count(self, size: int) -> None:
        """Count what came out. Raises Full at a limit of the whole parcel."""
        self.bytes_out += size
        if self.bytes_out > LARGEST_PARCEL:
            raise Full(f"里面的文件合起来超过 {LARGEST_PARCEL >> 20} MB")

    def count_piece(self) -> None:
        """Count one file. Raises Full when there are too many."""
        self.pieces_out += 1
        if self.pieces_out > MOST_PIECES:
            raise Full(f"里面的文件超过 {MOST_PIECES} 个")


def inside(parcel: str, name: str) -> str:
    """The path under which a file inside a parcel is shown: no part of it leads anywhere."""
    parts = (_NO_NAME.sub("_", part).strip()[:120] for part in name.replace("\\", "/").split("/"))
    kept = [part for part in parts if part.strip(". ")]
    return "/".join((parcel, *(kept or ["无名文件"])))
