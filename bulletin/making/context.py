"""What all issues of a build share: keys, the last build's ledger, the tree as it stands."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bulletin.archive import Neighbours
from bulletin.diagnostics import Diagnostic, of_file
from bulletin.edition import APPROVAL
from bulletin.fingerprint import (
    FolderTrace,
    key_of,
    key_of_folder,
    key_of_program,
    key_of_room,
    look_at,
    stamps,
)
from bulletin.ledger import Ledger, Pressing, Seen, StaysInside, read_ledger
from bulletin.load import publication_file
from bulletin.making.store import pdf_place
from bulletin.model import Issue, Serial, Site
from bulletin.output import PUBLISHED
from bulletin.press import Faces, prepared_faces
from bulletin.pressroom import PressJob
from bulletin.render import Renderer
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class BuildContext:
    """What every issue of a build shares, and what the last build left."""

    workspace: Workspace
    site: Site
    renderer: Renderer
    faces: Faces | None
    """None for a build without PDFs, which leaves those that there are."""

    common: str
    """Key of all that goes into every page: program, templates, styles, publication."""

    facts: str = ""
    """Key of every publication.yaml as it is written, mail and all."""

    ledger: Ledger = field(default_factory=Ledger)
    looks: Mapping[str, FolderTrace] = field(default_factory=dict)
    """What every issue's folder looked like before any was read."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    """What stands in the folders of the issues that are to be built."""

    lost: frozenset[str] = frozenset()
    """The issues whose text the store has lost; they are made again, or found only by their
    titles."""

    tree: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The tree's files as they stand now."""

    @property
    def output(self) -> Path:
        """The tree."""
        workspace = self.workspace
        return workspace.internal_output if self.site.internal else workspace.output

    @property
    def spare(self) -> Path:
        """The tree before this one: hard links, of which the next one is made."""
        return self.workspace.memory / "spare" / self.output.name

    @property
    def lock(self) -> Path:
        """Held by whoever builds the tree."""
        return self.output.with_name(f".{self.output.name}.lock")

    def misplaced(self) -> tuple[Diagnostic, ...]:
        """What would be lost if the tree were replaced, because it is not ours."""
        if not (self.output / ".git").exists():
            return ()
        message = f"{self.output.name}/ 每次整个替换，里面的 git 仓库会丢"
        hint = "把 .git 移到别处，用 git --git-dir=… --work-tree=build 提交"
        return (of_file("F019", f"{self.output.name}/.git", message, hint),)

    def record(self, name: str) -> Path:
        """The folder in which something about this tree is remembered, in a file a year."""
        return memory_of(self.workspace, name, internal=self.site.internal)

    @property
    def built_at(self) -> int:
        """When the tree was built last, in ns; 0 for never."""
        try:
            files = list(os.scandir(self.record("ledger")))
            return max((each.stat().st_mtime_ns for each in files), default=0)
        except OSError:
            return 0

    def remembering(self, looks: Mapping[str, FolderTrace]) -> BuildContext:
        """With what the last build left, and how the issues' folders look at present."""
        ledger = read_ledger(self.record("ledger"))
        return replace(self, ledger=ledger, tree=stamps(self.output), looks=looks)

    def seeing(self, names: Collection[str]) -> BuildContext:
        """With what stands in these issues' folders; one that looks unchanged is not read again."""
        seen: dict[str, Seen] = {}
        for name, look in self.looks.items():
            if name not in names:
                continue
            known = self.ledger.seen.get(name)
            if known is None or not look.settled or look.trace != known.trace:
                folder = self.workspace.issue_folder(name)
                is_approved = (folder / APPROVAL).is_file() and not (folder / PUBLISHED).is_dir()
                trace = look.trace if look.settled else ""
                known = Seen(trace, key_of_folder(folder), is_approved)
            seen[name] = known
        return replace(self, seen=seen)

    def unsteady(self, names: Iterable[str]) -> frozenset[str]:
        """Those of these issues whose folders have changed since they were looked at.

        It is not known which of two states was read, so what was made of it is made again next
        time.
        """
        return frozenset(
            name
            for name in names
            if look_at(self.workspace.issue_folder(name)).trace != self.looks[name].trace
        )

    def key(self, name: str) -> str:
        """Key of all that goes into the issue's pages, and of what lets it into the tree."""
        return key_of(self.common, self.seen[name].key, *self._approved_with(name))

    def _approved_with(self, name: str) -> tuple[str, ...]:
        """The publication's file, to the byte, if it was approved with an unpublished issue.

        The issue's own files are in its key, the office's templates and styles in every key.
        """
        return (self.facts,) if self.seen[name].is_approved else ()

    def intact(self, names: Iterable[str]) -> bool:
        """Whether these files of the tree are still as the last build wrote them."""
        return all(
            name in self.tree and self.tree[name] == self.ledger.tree.get(name) for name in names
        )

    def stands(self, name: str, key: str) -> bool:
        """Whether the issue need not be made again."""
        entry = self.ledger.entries.get(name)
        stands = entry is not None and entry.key == key and self.intact(entry.files)
        if self.faces is not None and stands:
            stands = entry is not None and entry.pressed == self.pressing(key)
        return stands and name not in self.lost

    def pressing(self, key: str) -> Pressing:
        """What the PDF of an issue with this key is made from."""
        assert self.faces is not None, "a build without PDFs presses nothing"
        # A prepared face's folder is named by the key of its source and recipe.
        faces = [(face.role, face.regular.parent.name) for face in self.faces.faces]
        return Pressing(key, key_of(faces))

    def old_pdf(self, issue: Issue) -> str:
        """Where the tree has the issue's PDF of an earlier build; empty if it has none."""
        entry = self.ledger.entries.get(issue.name)
        path = f"{issue.address}/{issue.file_name}.pdf"
        return path if entry and path in entry.files and self.intact((path,)) else ""

    def stays_inside(self, name: str, key: str) -> StaysInside | None:
        """What the last build found out about an issue that is not for everybody, if that still
        holds."""
        known = self.ledger.inside.get(name)
        return known if known and known.key == key else None

    def lacks(self, name: str) -> bool:
        """Whether the tree would lack the issue if it were not made, asked for or not.

        If a tree has no ledger, it is not known what it is made of; then everything is made again,
        and so is an issue that stands in the tree although no ledger knows it.
        """
        entry = self.ledger.entries.get(name)
        if entry is None:
            serial = Serial.named(name)
            page = f"{serial.address}/index.html" if serial else ""
            return page in self.tree or (bool(self.tree) and not self.ledger.entries)
        return not self.intact(entry.files)

    def moved(self, name: str, beside: Mapping[Serial, Neighbours]) -> bool:
        """Whether the issue has not changed, but its neighbours have."""
        entry = self.ledger.entries.get(name)
        return entry is not None and entry.neighbours != beside.get(entry.summary.serial)

    def pdf_key(self, job: PressJob) -> str:
        """Key of all that goes into the job's PDF."""
        assert self.faces is not None, "a tree without PDFs has no jobs"
        return job.key(self.faces)

    def text(self, key: str) -> Path:
        """Where the store keeps the text of an issue with this key, for the search and the feed."""
        return self.workspace.memory / "text" / f"{key}.json"

    def pdf(self, key: str) -> Path:
        """Where the store keeps a PDF; what was reported about it stands beside it."""
        return pdf_place(self.workspace, key)


def memory_of(workspace: Workspace, name: str, *, internal: bool) -> Path:
    """The folder in which something about one of the two trees is remembered."""
    return workspace.memory / (f"{name}-internal" if internal else name)


def context_of(workspace: Workspace, faces: Faces | None, site: Site) -> BuildContext:
    """The context of one build, before its tree and ledger are looked at; no faces, no PDFs."""
    common = key_of(
        key_of_program(),
        key_of_room(workspace, "templates"),
        key_of_room(workspace, "styles"),
        repr(site.publication),
    )
    renderer = Renderer(workspace)
    names = [each.short_name for each in site.publication.every]
    facts = key_of(*(publication_file(workspace.root, name).read_bytes() for name in names))
    return BuildContext(workspace, site, renderer, faces, common, facts)


def stands(workspace: Workspace, site: Site, name: str) -> bool:
    """Whether a build would leave the issue as it is; decided by content, not by the clock.

    With a face that is not prepared yet, a build would make the PDF again.
    """
    faces = prepared_faces()
    if not faces.faces:
        return False
    context = context_of(workspace, faces, site)
    looks = {name: look_at(workspace.issue_folder(name))}
    context = context.remembering(looks).seeing(looks)
    return context.stands(name, context.key(name))
