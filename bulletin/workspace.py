"""Where things stand: the workspace's folders, and the templates and styles that shadow ours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bulletin.diagnostics import Diagnostic, error
from bulletin.model import issue_file_name, issue_folder
from bulletin.source import Source, Span

_PACKAGE = Path(__file__).parent

ROOMS = ("templates", "styles")
"""The folders of ours that an office may shadow."""


def built_in(room: str) -> Path:
    """The folder of ours, `templates` or `styles`: inside the wheel, or beside the source tree."""
    inside = _PACKAGE / room
    return inside if inside.is_dir() else _PACKAGE.parent / room


@dataclass(frozen=True)
class Workspace:
    """An office's folder: `issues/`, and `templates/` and `styles/` of its own, if any."""

    root: Path

    @property
    def issues(self) -> Path:
        """Where the issues' folders stand."""
        return self.root / "issues"

    def publication_folder(self, short_name: str) -> Path:
        """Where the issues of a publication and its register stand; `issues` for the first's."""
        return self.issues / short_name

    def issue_folder(self, name: str) -> Path:
        """Where the issue that is called `name` (116, 2024-1) stands."""
        return self.issues / issue_folder(name)

    @property
    def output(self) -> Path:
        """Where the editions and the site for everybody are built."""
        return self.root / "build"

    @property
    def memory(self) -> Path:
        """Where the last build is remembered; may be deleted at any time."""
        return self.root / ".bulletin"

    @property
    def internal_output(self) -> Path:
        """Where those are built that hold internal issues: never below `output`."""
        return self.root / "build-internal"

    @property
    def proofs(self) -> Path:
        """Where proofs are put; nothing of them reaches the site."""
        return self.root / "proofs"

    def proof(self, name: str) -> Path:
        """Where the proof of the issue that is called `name` is put."""
        return self.proofs / f"{issue_file_name(name)}.pdf"

    @property
    def exports(self) -> Path:
        """Where Word documents of issues are put; nothing of them reaches the site."""
        return self.root / "exports"

    @property
    def outgoing(self) -> Path:
        """Where drafts of mails and the like are put, for a person to send."""
        return self.root / "outgoing"

    def folders(self, room: str) -> tuple[Path, ...]:
        """Where files of `room` (`templates` or `styles`) are sought, the office's own first."""
        own, ours = self.root / room, built_in(room)
        return (ours,) if not own.is_dir() or own.samefile(ours) else (own, ours)

    def file(self, room: str, name: str) -> Path:
        """The file `name` of `room`: the office's own, or ours."""
        return next(path for folder in self.folders(room) if (path := folder / name).is_file())

    def profiles(self) -> tuple[str, ...]:
        """Names of the page's profiles, the office's own included."""
        names = {
            path.stem for each in self.folders("styles") for path in each.glob("profiles/*.css")
        }
        return tuple(sorted(names))

    def stray_overrides(self) -> tuple[Diagnostic, ...]:
        """Files of the office's that shadow nothing, and so would be silently ignored.

        A profile of the office's own shadows nothing, and is found by its name.
        """
        return tuple(fault for room in ("templates", "styles") for fault in self._stray(room))

    def _stray(self, room: str) -> tuple[Diagnostic, ...]:
        # A profile of the office's own shadows nothing: it is asked for by its name.
        own, *ours = self.folders(room)
        if not ours:
            return ()
        known = _files(ours[0])
        return tuple(
            error(
                "F015",
                Source(f"{room}/{name}", ""),
                Span(0, 0),
                f"{room}/ 里的 `{name}` 没有对应的原件，不起作用",
                _nearest(name, known),
            )
            for name in sorted(_files(own) - known)
            if not name.startswith("profiles/")
        )


def _files(folder: Path) -> frozenset[str]:
    return frozenset(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def _nearest(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    return (
        f"改名为 {close[0]}，或删去" if close else "删去；能改的文件：" + "、".join(sorted(known))
    )


def user_cache(name: str) -> Path:
    """Where this user keeps what can be made again: `$XDG_CACHE_HOME/bulletin`, or `~/.cache`'s."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "bulletin" / name


def find_workspace(start: Path) -> Workspace | None:
    """The workspace that `start` lies in: the nearest folder that has `issues/publication.yaml`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "issues" / "publication.yaml").exists():
            return Workspace(folder)
    return None
