"""The folders of all editions, and the register that lists them in the order of sending."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from bulletin.assemble import assemble
from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import bag, record
from bulletin.edition.attestation import Attestation, HeadAttestation
from bulletin.edition.record import EditionRecord, recorded_issue
from bulletin.kept_answers import user_cache
from bulletin.load import Loaded, issue_folders, load_issue, load_publication, short_names
from bulletin.model import Act, Issue, Publication, Serial, issue_folder, issue_name
from bulletin.output import PUBLISHED
from bulletin.past import Issued, PastIndex, PastProgress, SentCopy, past_place, read_past
from bulletin.patterns import pattern_of
from bulletin.workspace import Workspace

REGISTER_NAME = "register.sha256"
"""A file in the folder of a publication (`issues/` for the first) with a line for each edition.
`sha256sum -c register.sha256` checks it."""

PUBLISH_LOCK = ".publish.lock"
_REVISION = pattern_of(r"[1-9][0-9]{0,5}\Z", re.ASCII)
REGISTER_FORMAT = 3
"""Formats 1 and 2 as those of records; format 3 has signatures, which stand in comments. A register
is written in the oldest format that is sufficient."""

_LINE = pattern_of(r"([0-9a-f]{64})  (\S+)/published/([1-9][0-9]{0,5})/(\S+)\Z", re.ASCII)


@dataclass(frozen=True)
class Kept:
    """One edition on the shelf."""

    folder: Path
    issue: str
    revision: int

    @property
    def name(self) -> str:
        """`116/2`."""
        return f"{self.issue}/{self.revision}"

    @property
    def shown(self) -> str:
        """The path of its folder as editors see it."""
        return f"issues/{issue_folder(self.issue)}/{PUBLISHED}/{self.revision}"

    @cached_property
    def record(self) -> EditionRecord:
        """Its record. Raises OSError or ValueError if it cannot be read."""
        return record.read_record((self.folder / "data" / "record.json").read_bytes())

    @property
    def readable(self) -> EditionRecord | None:
        """Its record; None if it cannot be read."""
        try:
            return self.record
        except (OSError, ValueError):
            return None

    @property
    def identity(self) -> str:
        """The digest that identifies the whole edition. Raises OSError."""
        return bag.identity((self.folder / bag.TAG_MANIFEST).read_bytes())

    @property
    def info(self) -> dict[str, str]:
        """The labels of its bag."""
        return bag.read_info(self.folder)

    @property
    def workspace(self) -> Workspace:
        """The workspace with the copy, templates and styles that it was made from."""
        return Workspace(self.folder / "data" / "workspace")

    def file(self, name: str) -> Path:
        """The path of a file that was sent out: the page, the PDF or an image."""
        return self.folder / "data" / "edition" / name


@dataclass(frozen=True)
class RegisterLine:
    """A line of the register."""

    identity: str
    issue: str
    revision: int
    entered: Attestation | None = None
    """Who entered it, if that was signed."""

    @property
    def name(self) -> str:
        """`116/2`."""
        return f"{self.issue}/{self.revision}"

    def __str__(self) -> str:
        serial = Serial.named(self.issue)
        own = serial.own_folder if serial else self.issue
        return f"{self.identity}  {own}/{PUBLISHED}/{self.revision}/{bag.TAG_MANIFEST}"


@dataclass(frozen=True)
class Shelf:
    """All editions of one publication, and the register."""

    kept: tuple[Kept, ...]
    """The editions, ordered by series, number and revision."""

    register: tuple[RegisterLine, ...]
    register_faults: tuple[int, ...]
    """The numbers of lines in the register that cannot be read, counted from 1."""

    register_format: int = 1
    """The format of the register: up to `REGISTER_FORMAT`."""

    head: HeadAttestation | None = None
    """The signature under the end of the register."""

    publication: str = ""
    """The publication's short name."""

    @property
    def register_path(self) -> str:
        """Its register as the editor knows it."""
        return "/".join(filter(None, ("issues", self.publication, REGISTER_NAME)))

    def of(self, issue: str) -> tuple[Kept, ...]:
        """The revisions of an issue, oldest first."""
        return tuple(self._by_issue.get(issue, ()))

    @cached_property
    def _by_issue(self) -> dict[str, list[Kept]]:
        found: dict[str, list[Kept]] = {}
        for each in self.kept:
            found.setdefault(each.issue, []).append(each)
        return found

    def latest(self, issue: str) -> Kept | None:
        """The latest revision of an issue, which is the valid one."""
        return next(reversed(self.of(issue)), None)

    @property
    def unregistered(self) -> tuple[Kept, ...]:
        """Editions without a line in the register."""
        names = {line.name for line in self.register}
        return tuple(each for each in self.kept if each.name not in names)


NO_EDITIONS = Shelf((), (), ())


def read_shelf(workspace: Workspace, publication: str = "") -> Shelf:
    """Read the editions of the publication with this short name, or of the first publication.

    Raises OSError if a folder cannot be read.
    """
    return _shelf(workspace, publication, issue_folders(workspace.root)[0])


def _shelf(workspace: Workspace, publication: str, folders: Iterable[Path]) -> Shelf:
    """The editions of a publication, which are in some of these folders of issues."""
    kept: list[Kept] = []
    for folder in _own_folders(folders, publication):
        place = folder / PUBLISHED
        editions = [path for path in place.iterdir() if _is_edition(path)] if place.is_dir() else ()
        kept += [Kept(path, issue_name(folder), int(path.name)) for path in editions]
    kept.sort(key=lambda each: (Serial.named(each.issue), each.revision))
    register = workspace.publication_folder(publication) / REGISTER_NAME
    read = _register(register, publication)
    return Shelf(tuple(kept), read.lines, read.faults, read.written, read.head, publication)


def read_shelves(workspace: Workspace) -> tuple[Shelf, ...]:
    """The editions of every publication, the first's first. Raises OSError."""
    folders, _ = issue_folders(workspace.root)
    return tuple(_shelf(workspace, each, folders) for each in ("", *short_names(workspace.root)))


def shelf_of(workspace: Workspace, issue: str) -> Shelf:
    """The editions of the publication that an issue belongs to. Raises OSError."""
    return read_shelf(workspace, publication_of(issue))


def publication_of(issue: str) -> str:
    """The short name of the publication that an issue belongs to, by the issue's name."""
    serial = Serial.named(issue)
    return serial.publication if serial else ""


def _own_folders(folders: Iterable[Path], publication: str) -> Iterator[Path]:
    """Those of the folders of issues that belong to one publication."""
    return (each for each in folders if publication_of(issue_name(each)) == publication)


def newer_faults(shelf: Shelf) -> tuple[Diagnostic, ...]:
    """I122: records that only a newer version can read. Nothing is published beside them."""
    found = [_newer(kept.shown, kept.name) for kept in shelf.kept if _is_newer(kept)]
    if shelf.register_format > REGISTER_FORMAT:
        found.append(_newer(shelf.register_path, "登记簿"))
    return tuple(found)


def newer_editions(workspace: Workspace, past: PastIndex) -> tuple[Diagnostic, ...]:
    """I122 of every publication; editions that this program has read before are not opened."""
    names = (each.name for each in past.issues if each.issued and each.issued.newer)
    folders = [workspace.issue_folder(name) for name in names]
    own = ("", *short_names(workspace.root))
    return tuple(fault for each in own for fault in newer_faults(_shelf(workspace, each, folders)))


def _newer(path: str, name: str) -> Diagnostic:
    message, hint = f"{name} 由更新的版本刊发", "升级 bulletin 后再用"
    return of_file("I122", path, message, hint)


def _is_newer(kept: Kept) -> bool:
    try:
        return not kept.record
    except record.WrittenByNewer:
        return True
    except (OSError, ValueError):
        return False


def latest_edition(workspace: Workspace, issue: str) -> Kept | None:
    """The latest revision of one issue; None if it was not published."""
    place = workspace.issue_folder(issue) / PUBLISHED
    if not place.is_dir():
        return None
    revisions = [int(path.name) for path in place.iterdir() if _is_edition(path)]
    return Kept(place / str(max(revisions)), issue, max(revisions)) if revisions else None


def past_of(workspace: Workspace, progress: PastProgress | None = None) -> PastIndex:
    """What the workspace has already, with published issues as they were sent out.

    The first time that an old archive is asked takes seconds, or a minute.
    """
    root = workspace.root.resolve()
    place = past_place(user_cache("past"), root)
    return read_past(root, partial(_sent, Workspace(root)), place, progress)


def _sent(workspace: Workspace, name: str) -> SentCopy | None:
    """What was sent out of an issue; None for one that was not published."""
    latest = latest_edition(workspace, name)
    if latest is None:
        return None
    every = (
        Kept(path, name, int(path.name))
        for path in latest.folder.parent.iterdir()
        if _is_edition(path)
    )
    record = latest.readable
    act = record.act if record else Act.PUBLISHED
    title = record.title if record else ""
    folder = None if act is Act.WITHDRAWN else latest.workspace.issue_folder(name)
    return SentCopy(Issued(latest.revision, act.value, title, any(map(_is_newer, every))), folder)


def stray_paths(
    workspace: Workspace, publication: str = ""
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Paths among the editions of a publication that are none: remains of an interrupted act, and
    foreign files."""
    begun: list[Path] = []
    foreign: list[Path] = []
    for place in published_places(workspace, publication):
        if not place.is_dir():
            foreign.append(place)
            continue
        for path in sorted(place.iterdir()):
            if re.match(r"\.[0-9]+\.new-[0-9a-f]+\Z", path.name):
                begun.append(path)
            elif not _is_edition(path):
                foreign.append(path)
    around = workspace.publication_folder(publication)
    begun += sorted(around.glob(f".{REGISTER_NAME}.new-*"))
    return tuple(begun), tuple(foreign)


def altered(kept: Kept) -> tuple[Diagnostic, ...]:
    """The faults of an edition that is no longer as it was sent; nothing is built on it."""
    checked = bag.check_bag(kept.folder, kept.shown)
    return tuple(each for each in checked.diagnostics if each.severity is Severity.ERROR)


def published_places(workspace: Workspace, publication: str) -> tuple[Path, ...]:
    """What stands in the folders of a publication's issues under the name of the editions' folder,
    even a file."""
    folders, _ = issue_folders(workspace.root)
    places = (folder / PUBLISHED for folder in _own_folders(folders, publication))
    return tuple(place for place in places if place.exists() or place.is_symlink())


def kept_issue(
    kept: Kept, today: Publication
) -> tuple[Loaded | None, Issue | None, tuple[Diagnostic, ...]]:
    """An issue as it was published, from the copy and publication.yaml that its edition contains.

    A diagnostic says if the copy cannot be read. A withdrawn issue has no copy: it is what its
    record says, with the publication's facts of `today`. `open_issue` uses this for a published
    issue, because only the workspace inside the edition counts for it.
    """
    if _is_newer(kept):
        return None, None, (_newer(kept.shown, kept.name),)
    record = kept.readable
    if record is not None and record.act is Act.WITHDRAWN:
        return None, recorded_issue(record, today), ()
    root = kept.workspace.root
    publication, diagnostics = load_publication(root)
    loaded = (
        load_issue(root, kept.workspace.issue_folder(kept.issue), publication)
        if publication
        else None
    )
    issue = assemble(loaded, publication) if loaded and publication else None
    if issue is None or record is None:
        return None, None, (_unreadable(kept, record),)
    found = tuple(each for each in diagnostics if each.severity is Severity.ERROR)
    return loaded, replace(issue, notices=record.notices), found


def _unreadable(kept: Kept, record: EditionRecord | None) -> Diagnostic:
    """I210: an edition's copy that this version cannot read, damaged or made by another one."""
    message = f"第 {kept.issue} 期刊发的文件读不出来"
    hint = "运行 bulletin verify，从备份取回"
    if record is not None:
        message = f"第 {kept.issue} 期由 {record.made_by} 版刊发，这一版读不出它的稿件"
        hint = "运行 bulletin verify；没有改动的，网页和 PDF 照刊发的，要用稿件就装上那一版"
    return of_file("I210", kept.shown, message, hint)


def register_of(lines: tuple[RegisterLine, ...], head: HeadAttestation | None = None) -> bytes:
    """The content of the register. `sha256sum -c` ignores the lines with its format and the
    signatures."""
    serials = [Serial.named(line.issue) for line in lines]
    written = max((record.format_of(each) for each in serials if each), default=1)
    if head or any(line.entered for line in lines):
        written = REGISTER_FORMAT
    first = f"{_FORMAT_LINE}{written}\n" if written > 1 else ""
    last = ""
    if head:
        said = f"{head.lines} {head.day.isoformat()} {head.records}"
        last = f"{_HEAD_LINE}{said} {head.by.key} {head.by.signature}\n"
    return (first + register_body(lines) + last).encode()


def register_body(lines: tuple[RegisterLine, ...]) -> str:
    """The lines of a register with the signatures of who entered them."""
    return "".join(
        f"{line}\n" + (f"{_ENTERED_LINE}{by.key} {by.signature}\n" if (by := line.entered) else "")
        for line in lines
    )


def _is_edition(path: Path) -> bool:
    return bool(_REVISION.match(path.name)) and path.is_dir() and not path.is_symlink()


_FORMAT_LINE = "# format "
_ENTERED_LINE = "# entered by "
_HEAD_LINE = "# attested "
_SIGNATURE = r"([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)"
_ENTERED = pattern_of(_ENTERED_LINE + _SIGNATURE + r"\Z", re.ASCII)
_HEAD = pattern_of(
    _HEAD_LINE + r"([1-9][0-9]{0,6}) ([0-9]{4}(?:-[0-9]{2}){2}) ([0-9]{1,6}) " + _SIGNATURE + r"\Z",
    re.ASCII,
)


@dataclass(frozen=True)
class _Register:
    """What stands in the file of a register."""

    lines: tuple[RegisterLine, ...] = ()
    faults: tuple[int, ...] = ()
    """The numbers of unreadable lines, counted from 1."""

    written: int = 1
    """Its format."""

    head: HeadAttestation | None = None


def _register(path: Path, publication: str) -> _Register:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return _Register()
    except ValueError:
        return _Register(faults=(1,))
    written, head = 1, None
    lines: list[RegisterLine] = []
    faults: list[int] = []
    for number, written_line in enumerate(text.splitlines(), start=1):
        if number == 1 and re.fullmatch(_FORMAT_LINE + "[0-9]{1,3}", written_line):
            written = int(written_line.removeprefix(_FORMAT_LINE))
        elif line := _register_line(written_line, publication):
            lines.append(line)
        elif (entered := _ENTERED.match(written_line)) and lines and lines[-1].entered is None:
            by = Attestation(entered[1], entered[2])
            lines[-1] = replace(lines[-1], entered=by)
        elif head is None and (head := _head(written_line)):
            pass
        else:
            faults.append(number)
    return _Register(tuple(lines), tuple(faults), written, head)


def read_register(path: Path, publication: str) -> tuple[RegisterLine, ...]:
    """The lines of a register that can be read. Raises OSError."""
    return _register(path, publication).lines


def _register_line(written: str, publication: str) -> RegisterLine | None:
    match = _LINE.match(written)
    serial = Serial.named(match[2]) if match else None
    if match and serial and serial.own_folder == match[2] and match[4] == bag.TAG_MANIFEST:
        name = replace(serial, publication=publication).name
        return RegisterLine(match[1], name, int(match[3]))
    return None


def _head(written: str) -> HeadAttestation | None:
    match = _HEAD.match(written)
    try:
        day = date.fromisoformat(match[2]) if match else None
    except ValueError:
        return None
    if match is None or day is None:
        return None
    return HeadAttestation(int(match[1]), day, int(match[3]), Attestation(match[4], match[5]))
