"""Puts what was received where editors find it: copy, images and the original, whole or not at all.

Existing files are never overwritten. The copy is written last, so an unfinished filing disturbs
nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from bulletin.decoding import UTF_8, decoded
from bulletin.diagnostics import Diagnostic, Edit, applied_to
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.front_matter import compose, front_entries, in_chinese, names_in_chinese, split
from bulletin.image_files import figures, found_image, image_path_fault
from bulletin.intake.keeping import kept_original, kept_pictures, with_kept_files
from bulletin.intake.pictures import Encoded
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.received import ReceivedPicture
from bulletin.intake.submission import ReceivedSubmission
from bulletin.load import ORIGINALS, named_attachments
from bulletin.markdown import (
    FrontValue,
    destination,
    read_copy,
    scalar,
    write_front,
    write_sections,
)
from bulletin.model import Figure, Text
from bulletin.output import DISK, Disk, beside
from bulletin.past import digest_of_bytes, original_nodes
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_NAME = 40
"""Characters of a file name without its suffix."""

RESERVED = frozenset({"issue", "inbox", "con", "prn", "aux", "nul"})
"""Names with a special meaning, here or in Windows."""

_UNSAFE = pattern_of(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one submission, by their name in its folder; the first one is the copy
    itself."""

    copy: str
    text: str
    others: Mapping[str, bytes]
    """Images, and the original under `originals/`."""

    diagnostics: tuple[Diagnostic, ...] = ()
    """What could not be taken into it."""

    taken: tuple[Path, ...] = ()
    """Where its files were before, the copy first; for copy that had been filed already."""


def safe_name(name: str) -> str:
    """A name that is no path and has no special meaning on any system."""
    plain = re.sub(r"\s+", " ", _UNSAFE.sub("", name)).strip(" .")[:LONGEST_NAME].strip(" .")
    return f"{plain}稿" if plain.lower() in RESERVED else plain or "来稿"


@dataclass(frozen=True)
class Folder:
    """A folder that files are put into, and the names given in it."""

    path: Path
    taken: set[str]
    originals: dict[tuple[str, str], str] = field(default_factory=dict)
    """The names of originals that are kept, by the name and the digest that they came with."""

    @classmethod
    def at(cls, path: Path) -> Folder:
        """The folder with its present content."""
        found = {each.name.lower() for each in _names(path)}
        originals = {f"{ORIGINALS}/{each.name}".lower() for each in _names(path / ORIGINALS)}
        return cls(path, found | originals)

    def free(self, name: str, suffix: str = ".md", *, inside: str = "") -> str:
        """`name`, or `name2` and so on: a stem that no file with this suffix has yet; it is then
        taken.

        `inside` is the subfolder that the file is for, ending in `/`.
        """
        stem, number = safe_name(name), 1
        while True:
            found = stem if number == 1 else f"{stem}{number}"
            file = f"{inside}{found}{suffix}".lower()
            if file not in self.taken:
                self.taken.add(file)
                return found
            number += 1

    def kept(self, path: PurePosixPath, content: bytes, files: dict[str, bytes]) -> str:
        """The name under which an original is kept; it is added to `files` unless it is there."""
        suffix = _UNSAFE.sub("", path.suffix)[:8]
        there = self.path / ORIGINALS / f"{safe_name(path.stem)}{suffix}"
        known = (path.name, digest_of_bytes(content))
        if known not in self.originals and _holds(there, content):
            self.originals[known] = there.name
        if known not in self.originals:
            name = self.free(path.stem, suffix, inside=f"{ORIGINALS}/") + suffix
            files[f"{ORIGINALS}/{name}"] = content
            self.originals[known] = name
        return self.originals[known]


def _holds(file: Path, content: bytes) -> bool:
    """Whether this file is there with these bytes."""
    return file.is_file() and not file.is_symlink() and file.read_bytes() == content


def _names(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


# -- Bundles -------------------------------------------------------------------------------------


def bundle_of(
    received: ReceivedSubmission,
    body: str,
    piece: ParcelFile,
    folder: Folder,
    *,
    chinese: bool = False,
) -> Bundle:
    """The files that a recognised document becomes in `folder`, its fields named in `chinese`.

    `body` is its text as it is written where there are no pictures. The mail that it came with is
    kept beside the original, once for all that it held.
    """
    unit = received.fields.get("unit", "")
    name = folder.free(unit or received.document.name)

    def named(
        _picture: ReceivedPicture, _number: int, drawn: Encoded, files: Mapping[str, bytes]
    ) -> str:
        return folder.free(f"{name}-{len(files) + 1}", drawn.suffix) + drawn.suffix

    numbers = [int(figure.path) for figure in figures(received.sections)]
    pictures = kept_pictures(received.document, numbers, named)
    if numbers:
        body = write_sections(with_kept_files(received.sections, pictures.names))
    whole = piece.original
    source = replace(received.document.source, path=whole.path)
    original, kept = _original(source, whole.content, folder)
    notes = received.notes
    if piece.mail is not None and piece.mail is not whole:
        original["mail"] = folder.kept(PurePosixPath(piece.mail.path), piece.mail.content, kept)
        notes = (*notes, f"来信：{piece.letter}") if piece.letter else notes
    fields: dict[str, FrontValue] = {
        "unit": "",
        "title": "",
        **received.fields,
        "original": original,
    }
    fields = in_chinese(fields, SUBMISSION_FIELDS) if chinese else fields
    text = write_front(fields, notes) + ("\n" + body if body else "")
    return Bundle(f"{name}.md", text, {**pictures.files, **kept}, pictures.told)


def _original(
    source: Source, content: bytes, folder: Folder
) -> tuple[dict[str, FrontValue], dict[str, bytes]]:
    """The original as front matter says it, and the file itself under a name that is free."""
    kept: dict[str, bytes] = {}
    name = folder.kept(PurePosixPath(source.path), content, kept)
    said, files = kept_original(source, content, name)
    return said, files if kept else {}


def moved_bundle(source: Source, home: Path, folder: Folder, received: bytes = b"") -> Bundle:
    """The files of copy that is already Markdown and lies in `home`, for another folder.

    A name changes if another file has it, and the copy then uses the new name. Copy that has just
    been `received` keeps its original beside it.
    """
    parts, _ = split(source)
    stem = PurePosixPath(source.path).stem
    name = folder.free(stem)
    edits: list[Edit] = []
    others: dict[str, bytes] = {}
    taken = [home / PurePosixPath(source.path).name]
    nodes = original_nodes(front_entries(source, SUBMISSION_FIELDS))
    for node in (nodes[name] for name in ("name", "mail") if name in nodes):
        own = PurePosixPath(source.path).name
        edits += _moved_original(node, home, folder, others, taken, own)
    if received and not nodes:
        said, kept = _original(source, received, folder)
        others |= kept
        added: dict[str, FrontValue] = {"original": said}
        if names_in_chinese(compose(source, parts.front)[0], SUBMISSION_FIELDS):
            added = in_chinese(added, SUBMISSION_FIELDS)
        lines = "".join(write_front(added).splitlines(keepends=True)[1:-1])
        edits.append(Edit(Span(parts.front.end, parts.front.end), lines))
    edits += _moved_figures(source, home, (stem, name), folder, others, taken)
    for attached in named_attachments(source, home):
        edits += _moved_attachment(attached, home, folder, others, taken)
    return Bundle(f"{name}.md", applied_to(source.text, sorted(edits)), others, (), tuple(taken))


def _moved_figures(
    source: Source,
    home: Path,
    names: tuple[str, str],
    folder: Folder,
    others: dict[str, bytes],
    taken: list[Path],
) -> Iterator[Edit]:
    """Take the images of a file along; `names` are the file's own before and after."""
    parts, _ = split(source)
    stem, name = names
    for figure in figures(read_copy(source, parts.body).sections):
        found = found_image(home, figure.path)
        if image_path_fault(home, found):
            continue
        old = PurePosixPath(found)
        wanted = name + old.stem.removeprefix(stem) if old.stem.startswith(stem) else old.stem
        new = folder.free(wanted, old.suffix) + old.suffix
        others[new] = (home / found).read_bytes()
        taken.append(home / found)
        yield from _renamed(source, figure, new)


def _moved_attachment(
    named: Text, home: Path, folder: Folder, others: dict[str, bytes], taken: list[Path]
) -> Iterator[Edit]:
    """Take the file of an attachment along with its images, under another name if its own is
    taken."""
    stem = PurePosixPath(named.text.removesuffix(".md")).name
    file = home / f"{stem}.md"
    if not file.is_file() or file.is_symlink():
        return
    content, new = file.read_bytes(), folder.free(stem)
    text = decoded(content, UTF_8)
    if text is not None:
        own = Source(file.name, text)
        edits = sorted(_moved_figures(own, home, (stem, new), folder, others, taken))
        content = applied_to(text, edits).encode()
    others[f"{new}.md"] = content
    taken.append(file)
    if new != stem:
        yield Edit(named.span, scalar(new))


def _moved_original(
    node: Text, home: Path, folder: Folder, others: dict[str, bytes], taken: list[Path], own: str
) -> Iterator[Edit]:
    """Take an original along, or the mail it came by; it stays where copy beside `own` names it."""
    file = home / ORIGINALS / safe_path(node.text)
    if not file.is_file() or file.is_symlink():
        return
    new = folder.kept(PurePosixPath(file.name), file.read_bytes(), others)
    copies = (each for each in home.glob("*.md") if each.name != own)
    if not any(file.name in (decoded(each.read_bytes(), UTF_8) or "") for each in copies):
        taken.append(file)
    if new != node.text:
        yield Edit(node.span, scalar(new))


def safe_path(name: str) -> str:
    """A file name that leads nowhere else."""
    return PurePosixPath(name.replace("\\", "/")).name or "-"


def _renamed(source: Source, figure: Figure, new: str) -> Iterator[Edit]:
    """The edit that gives a figure another file."""
    old = destination(figure.path)
    at = source.text.find(f"]({old}", figure.span.start, figure.span.end)
    if new != figure.path and at >= 0:
        yield Edit(Span(at + 2, at + 2 + len(old)), destination(new))


# -- Files ---------------------------------------------------------------------------------------


_Moves = list[tuple[Path, Path]]
"""Where the files of a bundle stand, each beside the place that it is for."""


def file_bundle(bundle: Bundle, folder: Path, disk: Disk = DISK) -> Path:
    """Write a bundle's files, as `file_bundles` does those of several."""
    (path,) = file_bundles((bundle,), folder, disk)
    return path


def file_bundles(bundles: Sequence[Bundle], folder: Path, disk: Disk) -> Iterator[Path]:
    """Write the files of bundles beside their places, bring all onto the disk at once, and rename
    those of one bundle after the other, the copy last; yields each copy.

    Raises FileExistsError if somebody has put a file there meanwhile, and OSError if the disk
    cannot be written; what was yielded is whole, and nothing of another bundle stays.
    """
    waiting: list[_Moves] = []
    failed: OSError | None = None
    try:
        for bundle in bundles:
            waiting.append([])
            try:
                _write_beside(bundle, folder, waiting[-1], disk)
            except OSError as problem:
                failed = problem
                _discard(waiting.pop())
                break
        disk.sync_files([fresh for places in waiting for fresh, _ in places])
        while waiting:
            _put_in_place(waiting[0], disk)
            copy = waiting.pop(0)[-1][1]
            yield copy
    except BaseException:
        for places in waiting:
            _discard(places)
        raise
    if failed:
        raise failed


def _write_beside(bundle: Bundle, folder: Path, places: _Moves, disk: Disk) -> None:
    files = {**bundle.others, bundle.copy: bundle.text.encode("utf-8")}
    for name, content in files.items():
        path = folder / name
        disk.mkdir(path.parent)
        places.append((beside(path), path))
        disk.create(places[-1][0], content, durable=False)


def _put_in_place(places: _Moves, disk: Disk) -> None:
    for at, (fresh, path) in enumerate(places):
        if path.exists():
            raise FileExistsError(17, "已经有这个文件", str(path))
        disk.rename(fresh, path)
        places[at] = (path, path)


def _discard(places: _Moves) -> None:
    for file, _ in places:
        file.unlink(missing_ok=True)


def unfile(bundle: Bundle, disk: Disk) -> None:
    """Remove the files of a bundle from where they were before. Raises OSError."""
    for path in dict.fromkeys(bundle.taken):
        disk.remove(path)
