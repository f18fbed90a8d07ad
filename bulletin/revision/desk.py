"""One issue's folder compared with a Word document that came back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bulletin.diagnostics import Diagnostic, Severity, has_errors, in_order, of_file, warning
from bulletin.intake import BY_OFFICE, ParcelFile, converted_by_office, kind_of, the_office
from bulletin.load import Loaded
from bulletin.making import open_issue
from bulletin.model import Publication
from bulletin.revision.applying import Plan, plan
from bulletin.revision.compare import compare
from bulletin.revision.merging import Conflict, merged
from bulletin.revision.rebase import rebased
from bulletin.revision.received import as_read_back, received, said
from bulletin.revision.report import Told, in_words
from bulletin.revision.version import folder_as_version, in_print, settled_version
from bulletin.source import Span
from bulletin.word import copy_digest, digest_in, exported_copy, kept_copy
from bulletin.workspace import Workspace

LARGEST = 64 * 1024 * 1024
"""Bytes of a document; an issue with its photographs is about five megabytes."""


@dataclass(frozen=True)
class Compared:
    """The result of the comparison."""

    told: Told | None
    """None if they could not be compared."""

    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    """What was reported while the two were read."""

    known: bool = True
    """Whether it is known what the document said when it left."""

    conflicts: tuple[Diagnostic, ...] = ()
    """What the leader changed where the editors have changed it too: never written."""

    @property
    def leaves_words(self) -> bool:
        """Whether the document holds words, or marks on them, that are not brought into the copy:
        a comment, a line that was not recognised, a header …"""
        remarks = self.told.remarks if self.told else ()
        commented = any(remark.kind == "comment" for remark, _ in remarks)
        return commented or any(each.code not in _IN_THE_COPY for each in self.diagnostics)

    @property
    def same(self) -> bool:
        """Whether the document says just what the copy says."""
        agrees = self.told is not None and self.told.revision.same
        return agrees and not self.conflicts and not self.leaves_words


_IN_THE_COPY = frozenset({"D113", "D209", "D419"})
"""The codes of reports that leave nothing out: tracked changes, which are compared as accepted; a
text box, whose words stand in the copy; and a document of unknown origin."""


@dataclass(frozen=True)
class _Exported:
    """The copy that a document was made of."""

    loaded: Loaded
    publication: Publication


def compare_document(workspace: Workspace, name: str, document: Path) -> Compared:
    """Compare the issue `name` with a Word document that was made of it.

    The changes that are told lead from the present folder to the folder with the leader's changes.
    If it is not known what the document said when it left, they lead to the document itself, and
    the editors' own later changes are among them (D419). Raises OSError if the document cannot be
    read.
    """
    read, found = open_issue(workspace, name, working=True)
    if read is None or read.loaded is None or has_errors(found) or read.loaded.sheet is None:
        return _failed(found)
    ours = read.loaded
    content = _content(document)
    if content is None:
        hint = f"不超过 {LARGEST // 1024 // 1024} MB"
        return _failed((*found, of_file("D410", str(document), "文件太大", hint)))
    now = _Exported(ours, read.publication)
    content, faults = _as_word(document, content)
    if has_errors(faults):
        return _failed((*found, *faults))
    sent = _sent(workspace, now, digest_in(content))
    base = sent or now
    theirs = received(str(document), content, base.publication, base.loaded)
    if theirs.version is None:
        return _failed((*found, *theirs.diagnostics))
    reread, known = as_read_back(workspace, base.publication, base.loaded)
    found += tuple(each for each in theirs.diagnostics if said(each) not in known)
    exported, ours_now = (folder_as_version(each.loaded, each.publication) for each in (base, now))
    sent_back = rebased(exported, reread, theirs.version) if reread else theirs.version
    made = merged(exported, settled_version(sent_back), ours_now)
    revision = compare(ours_now, settled_version(made.version))
    told = Told(revision, *_named(ours), theirs.remarks)
    if sent is None and not revision.same:
        found += (of_file("D419", str(document), _UNKNOWN, _CHECK, Severity.WARNING),)
    conflicts = tuple(_told(each, ours) for each in made.conflicts)
    return Compared(told, plan(ours, revision), in_order(found), sent is not None, conflicts)


_UNKNOWN = "稿件在导出以后改过，或者不知道这份 Word 是从哪一稿导出的"
_CHECK = "列出的不同里可能有导出以后自己改的，逐条核对"


def _sent(workspace: Workspace, now: _Exported, digest: str) -> _Exported | None:
    """The copy with this digest: the present one, or one that was kept."""
    if digest == _digest_now(workspace, now.loaded):
        return now
    kept = kept_copy(workspace, digest)
    if kept is None:
        return None
    read, found = open_issue(kept, now.loaded.name, working=True)
    if read is None or read.loaded is None or has_errors(found):
        return None
    return _Exported(read.loaded, read.publication)


def _digest_now(workspace: Workspace, ours: Loaded) -> str:
    """The digest of the present copy; None if a picture is missing."""
    try:
        return copy_digest(exported_copy(workspace, ours))
    except FileNotFoundError:
        return "none"


def _told(conflict: Conflict, ours: Loaded) -> Diagnostic:
    """D420."""
    assert ours.sheet is not None
    source = in_print(ours)[conflict.place - 1].source if conflict.place else ours.sheet.source
    span = conflict.ours.span if conflict.ours else Span(0, 0)
    words = conflict.about or in_words(conflict.changes, conflict.facts)
    message = f"导出以后稿件也改过，领导的改动没有写进去：{words}"
    return warning("D420", source, span, message, "对照两边，手工改")


def _named(ours: Loaded) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles and files of the articles, in order."""
    articles = in_print(ours)
    titles = (f"{each.byline or each.unit_text}：{each.title}" for each in articles)
    return tuple(titles), tuple(each.source.path for each in articles)


def _content(document: Path) -> bytes | None:
    with document.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    return content if len(content) <= LARGEST else None


def _as_word(document: Path, content: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The document as a `.docx`; LibreOffice converts it if it was saved in an older format."""
    if kind_of(document.name) not in BY_OFFICE:
        return content, ()
    (made,) = converted_by_office([ParcelFile(str(document), content)], the_office())
    return made.content or b"", made.diagnostics


def _failed(found: tuple[Diagnostic, ...]) -> Compared:
    return Compared(None, Plan((), ()), in_order(found))
