"""Where editions stand, and the register that lists them in the order they were sent out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bulletin.assemble import assemble
from bulletin.diagnostics import Diagnostic, Severity, error
from bulletin.edition import bag, record
from bulletin.edition.record import EditionRecord
from bulletin.load import Loaded, load_issue, load_publication
from bulletin.model import Act, Issue
from bulletin.output import PUBLISHED
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

REGISTER_NAME = "register.sha256"
"""In `issues/`: a line for each edition, in order. `sha256sum -c register.sha256` checks it."""

PUBLISH_LOCK = ".publish.lock"
_REVISION = re.compile(r"[1-9][0-9]{0,5}\Z", re.ASCII)
_ISSUE = re.compile(r"s?[1-9][0-9]{0,6}\Z", re.ASCII)
_LINE = re.compile(r"([0-9a-f]{64})  ((s?[1-9][0-9]{0,6})/published/([1-9][0-9]{0,5}))/(\S+)\Z")


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
        """Its folder as the editor knows it."""
        return f"issues/{self.issue}/{PUBLISHED}/{self.revision}"

    @cached_property
    def record(self) -> EditionRecord:
        """Its record. Raises OSError or ValueError when it cannot be read."""
        return record.read((self.folder / "data" / "record.json").read_bytes())

    @property
    def readable(self) -> EditionRecord | None:
        """Its record; None when it cannot be read."""
        try:
            return self.record
        except (OSError, ValueError):
            return None

    @property
    def identity(self) -> str:
        """What stands for the whole of it. Raises OSError."""
        return bag.identity((self.folder / bag.TAG_MANIFEST).read_bytes())

    @property
    def info(self) -> dict[str, str]:
        """The labels of its bag."""
        return bag.read_info(self.folder)

    @property
    def workspace(self) -> Workspace:
        """The copy, templates and styles that it was made from."""
        return Workspace(self.folder / "data" / "workspace")

    def file(self, name: str) -> Path:
        """A file as it was sent out: the page, the PDF or an image."""
        return self.folder / "data" / "edition" / name


@dataclass(frozen=True)
class RegisterLine:
    """A line of the register."""

    identity: str
    issue: str
    revision: int

    @property
    def name(self) -> str:
        """`116/2`."""
        return f"{self.issue}/{self.revision}"

    def __str__(self) -> str:
        return f"{self.identity}  {self.issue}/{PUBLISHED}/{self.revision}/{bag.TAG_MANIFEST}"


@dataclass(frozen=True)
class Shelf:
    """All editions of a workspace, as they stand."""

    kept: tuple[Kept, ...]
    """By series, number and revision."""

    register: tuple[RegisterLine, ...]
    register_faults: tuple[int, ...]
    """Lines of the register that are none, from 1."""

    def of(self, issue: str) -> tuple[Kept, ...]:
        """The revisions of an issue, the first first."""
        return tuple(each for each in self.kept if each.issue == issue)

    def latest(self, issue: str) -> Kept | None:
        """The revision of an issue that holds now."""
        return next(reversed(self.of(issue)), None)

    @property
    def unregistered(self) -> tuple[Kept, ...]:
        """Editions without a line in the register."""
        names = {line.name for line in self.register}
        return tuple(each for each in self.kept if each.name not in names)


def read_shelf(workspace: Workspace) -> Shelf:
    """The editions of a workspace. Raises OSError when a folder cannot be read."""
    kept: list[Kept] = []
    issues = workspace.issues
    for folder in issues.iterdir() if issues.is_dir() else ():
        place = folder / PUBLISHED
        if _ISSUE.match(folder.name) and place.is_dir():
            kept += [
                Kept(path, folder.name, int(path.name))
                for path in place.iterdir()
                if _is_edition(path)
            ]
    kept.sort(key=lambda each: (_series(each.issue), each.revision))
    return Shelf(tuple(kept), *_register(issues / REGISTER_NAME))


def latest_edition(workspace: Workspace, issue: str) -> Kept | None:
    """The revision of one issue that holds now; None when it was not published."""
    place = workspace.issues / issue / PUBLISHED
    if not place.is_dir():
        return None
    revisions = [int(path.name) for path in place.iterdir() if _is_edition(path)]
    return Kept(place / str(max(revisions)), issue, max(revisions)) if revisions else None


def issued_copies(workspace: Workspace) -> dict[str, Path | None]:
    """Where each published issue's copy stands as it was sent out; None where it was withdrawn.

    By the issue's folder. Raises OSError when a folder cannot be read.
    """
    latest = {kept.issue: kept for kept in read_shelf(workspace).kept}
    return {name: _issued_copy(kept) for name, kept in latest.items()}


def _issued_copy(kept: Kept) -> Path | None:
    record = kept.readable
    withdrawn = record is not None and record.act is Act.WITHDRAWN
    return None if withdrawn else kept.workspace.issues / kept.issue


def strays(workspace: Workspace) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """What stands among the editions and is none: left from an interrupted act, and foreign."""
    begun: list[Path] = []
    foreign: list[Path] = []
    for place in sorted(workspace.issues.glob(f"*/{PUBLISHED}")):
        if not place.is_dir():
            foreign.append(place)
            continue
        for path in sorted(place.iterdir()):
            if re.match(r"\.[0-9]+\.new-[0-9a-f]+\Z", path.name):
                begun.append(path)
            elif not _is_edition(path):
                foreign.append(path)
    begun += sorted(workspace.issues.glob(f".{REGISTER_NAME}.new-*"))
    return tuple(begun), tuple(foreign)


def kept_issue(kept: Kept) -> tuple[Loaded | None, Issue | None, tuple[Diagnostic, ...]]:
    """An issue as it was published: its copy and its publication's facts of that day.

    With a diagnostic when the edition on the shelf cannot be read. `open_issue` opens a published
    issue through this: it knows no workspace but the one that is kept in the edition.
    """
    root = kept.workspace.root
    publication, diagnostics = load_publication(root)
    record = kept.readable
    loaded = load_issue(root, root / "issues" / kept.issue, publication) if publication else None
    issue = assemble(loaded, publication) if loaded and publication else None
    if issue is None or record is None:
        message = f"第 {kept.issue} 期刊发的文件读不出来"
        hint = "运行 bulletin verify，从备份取回"
        return None, None, (error("I210", Source(kept.shown, ""), Span(0, 0), message, hint),)
    found = tuple(each for each in diagnostics if each.severity is Severity.ERROR)
    return loaded, replace(issue, notices=record.notices), found


def register_of(lines: tuple[RegisterLine, ...]) -> bytes:
    """The register as it is written."""
    return "".join(f"{line}\n" for line in lines).encode()


def _is_edition(path: Path) -> bool:
    return bool(_REVISION.match(path.name)) and path.is_dir() and not path.is_symlink()


def _register(path: Path) -> tuple[tuple[RegisterLine, ...], tuple[int, ...]]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return (), ()
    except ValueError:
        return (), (1,)
    lines: list[RegisterLine] = []
    faults: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.match(line)
        if match and match[5] == bag.TAG_MANIFEST:
            lines.append(RegisterLine(match[1], match[3], int(match[4])))
        else:
            faults.append(number)
    return tuple(lines), tuple(faults)


def _series(issue: str) -> tuple[bool, int]:
    return issue.startswith("s"), int(issue.removeprefix("s"))
