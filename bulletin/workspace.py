"""The folders of a workspace, and the office's templates and styles that replace ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin.diagnostics import Diagnostic

_PACKAGE = Path(__file__).parent

ROOMS = ("templates", "styles")
"""The folders with files of ours that an office may replace by its own."""


def built_in(room: str) -> Path:
    """Our folder `templates` or `styles`, which is in the wheel or beside the source tree."""
    inside = _PACKAGE / room
    return inside if inside.is_dir() else _PACKAGE.parent / room


@dataclass(frozen=True)
class Workspace:
    """The folder of an office, with `issues/` and perhaps its own `templates/` and `styles/`."""

    root: Path

    @property
    def issues(self) -> Path:
        """The folder with the folders of the issues."""
        return self.root / "issues"

    def publication_folder(self, short_name: str) -> Path:
        """Where the issues of a publication and its register stand; `issues` for the first's."""
        return self.issues / short_name

    def issue_folder(self, name: str) -> Path:
        """The folder of the issue `name` (116, 2024-1)."""
        from bulletin.model import issue_folder

        return self.issues / issue_folder(name)

    @property
    def output(self) -> Path:
        """The folder in which the public site is built."""
        return self.root / "build"

    @property
    def memory(self) -> Path:
        """The folder in which the last build is remembered; it may be deleted at any time."""
        return self.root / ".bulletin"

    @property
    def internal_output(self) -> Path:
        """The folder in which the site with internal issues is built; it is never below
        `output`."""
        return self.root / "build-internal"

    @property
    def proofs(self) -> Path:
        """The folder for proofs, which are not on the site."""
        return self.root / "proofs"

    def proof(self, name: str) -> Path:
        """Where the proof of the issue that is called `name` is put."""
        from bulletin.model import issue_file_name

        return self.proofs / f"{issue_file_name(name)}.pdf"

    @property
    def exports(self) -> Path:
        """The folder for Word documents of issues, which are not on the site."""
        return self.root / "exports"

    @property
    def timestamps(self) -> Path:
        """The folder for answers of time stamp authorities, and their root certificates."""
        return self.root / "timestamps"

    @property
    def outgoing(self) -> Path:
        """The folder for drafts of mails and posts, which a person sends."""
        return self.root / "outgoing"

    def folders(self, room: str) -> tuple[Path, ...]:
        """The folders in which files of `room` (`templates` or `styles`) are looked for, in
        order."""
        own, ours = self.root / room, built_in(room)
        return (ours,) if not own.is_dir() or own.samefile(ours) else (own, ours)

    def file(self, room: str, name: str) -> Path:
        """The file `name` of `room`: the office's own if there is one, or else ours."""
        return next(path for folder in self.folders(room) if (path := folder / name).is_file())

    def profiles(self) -> tuple[str, ...]:
        """The names of all profiles, including the office's own."""
        names = {
            path.stem for each in self.folders("styles") for path in each.glob("profiles/*.css")
        }
        return tuple(sorted(names))

    def stray_overrides(self) -> tuple[Diagnostic, ...]:
        """Files of the office that replace none of ours, and would therefore be silently
        ignored."""
        return tuple(fault for room in ("templates", "styles") for fault in self._stray(room))

    def _stray(self, room: str) -> tuple[Diagnostic, ...]:
        # The office's own profile replaces nothing: it is found by its name.
        own, *ours = self.folders(room)
        if not ours:
            return ()
        from bulletin.diagnostics import of_file

        known = _files(ours[0])
        return tuple(
            of_file(
                "F015",
                f"{room}/{name}",
                f"{room}/ 里的 `{name}` 没有对应的原件，不起作用",
                _nearest(name, known),
            )
            for name in sorted(_files(own) - known)
            if not name.startswith("profiles/")
        )


def _files(folder: Path) -> frozenset[str]:
    from bulletin.leftovers import is_passed_over

    return frozenset(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not is_passed_over(path.name)
    )


def _nearest(name: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1)
    return (
        f"改名为 {close[0]}，或删去" if close else "删去；能改的文件：" + "、".join(sorted(known))
    )


def find_workspace(start: Path) -> Workspace | None:
    """The workspace that contains `start`: the nearest folder with `issues/publication.yaml`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "issues" / "publication.yaml").exists():
            return Workspace(folder)
    return None
