"""Making the page and PDF of an edition from a folder that contains all that they depend on.

Publishing and `verify --rebuild` both use this, so that a rebuild makes the same files again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from bulletin import __version__
from bulletin.archive import SentPage, edition_page
from bulletin.diagnostics import Diagnostic, error
from bulletin.edition import EditionRecord, FaceRecord, recorded_issue
from bulletin.isolation import Limits, Stopped, apart
from bulletin.making import PAGE, SCREEN, open_issue, page_of, shown_images
from bulletin.model import Issue, Notice, Publication, section_texts
from bulletin.pdf import read_pdf
from bulletin.press import Faces
from bulletin.press import versions as outside_versions
from bulletin.pressroom import press
from bulletin.publish.agreement import has_own_templates, unlike
from bulletin.render import Renderer, Unrendered
from bulletin.source import Source, Span
from bulletin.workspace import ROOMS, Workspace, built_in


@dataclass(frozen=True)
class MadeEdition:
    """The files of an edition, and the diagnostics about them."""

    files: Mapping[str, bytes]
    """Page, style sheet, PDF and images, by path; a withdrawal has no PDF and no images."""

    pages: int
    text: str
    """The text of the PDF, as PDF readers extract it."""

    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Press:
    """Makes editions with these faces, each in a separate process."""

    faces: Faces
    limits: Limits = field(default_factory=Limits)

    def __call__(self, root: Path, issue: str, notices: tuple[Notice, ...]) -> MadeEdition:
        """Make an issue from the workspace at `root`."""
        try:
            return apart(self.limits, make, root, issue, notices, self.faces)
        except Stopped as stopped:
            fault = error("P190", None, Span(0, 0), f"第 {issue} 期没有排出来：{stopped}")
            return MadeEdition({}, 0, "", (fault,))

    def face_records(self) -> tuple[FaceRecord, ...]:
        """The faces that are used, with the digests of their prepared files."""
        return tuple(
            FaceRecord(
                face.label,
                face.family,
                face.official,
                {path.name: _digest(path) for path in (face.regular, face.bold) if path},
            )
            for face in self.faces.faces
        )

    def versions(self) -> dict[str, str]:
        """The versions of this program and of everything that makes its pages."""
        return {"bulletin": f"{__version__}+{program_digest()[:16]}", **outside_versions()}


def make(root: Path, name: str, notices: tuple[Notice, ...], faces: Faces) -> MadeEdition:
    """Read, render and set the issue `name` of the workspace at `root`."""
    try:
        return _made(root, name, notices, faces)
    except Unrendered as problem:
        return MadeEdition({}, 0, "", (problem.fault,))


def _made(root: Path, name: str, notices: tuple[Notice, ...], faces: Faces) -> MadeEdition:
    workspace = Workspace(root)
    read, found = open_issue(workspace, name, working=True)
    if read is None or read.loaded is None or read.issue is None:
        return MadeEdition({}, 0, "", found)
    loaded, issue = read.loaded, replace(read.issue, notices=notices)
    page = page_of(workspace, loaded, issue)
    pressed = press(page.job, faces)
    pages, text = read_pdf(pressed.pdf)
    faults = (*loaded.diagnostics, *pressed.diagnostics, *_lost(issue, text))
    if not has_own_templates(workspace):
        faults += _unlike(issue, page.html, text)
    files = {
        **shown_images(page.job.images),
        f"{issue.file_name}.pdf": pressed.pdf,
        **_shown(workspace, page.html),
    }
    return MadeEdition(files, pages, text, faults)


def withdrawn(root: Path, record: EditionRecord, publication: Publication) -> MadeEdition:
    """The edition that says an issue was withdrawn, made with the templates at `root`.

    It shows what the record says and nothing of the copy, which need not be readable any more.
    """
    workspace = Workspace(root)
    issue = recorded_issue(record, publication)
    try:
        page = edition_page(Renderer(workspace), issue)
    except Unrendered as problem:
        return MadeEdition({}, 0, "", (problem.fault,))
    return MadeEdition(_shown(workspace, page), 0, "")


def _shown(workspace: Workspace, page: str) -> dict[str, bytes]:
    """The page of an edition, and the style sheet that shows it."""
    return {PAGE: page.encode(), SCREEN: workspace.file("styles", SCREEN).read_bytes()}


def _lost(issue: Issue, text: str) -> tuple[Diagnostic, ...]:
    """A diagnostic if characters occur less often in the text of the PDF than in the copy."""
    printed = Counter(normalize("NFC", text))
    found = []
    sources: list[tuple[Source, str]] = [
        (article.source, article.full_title + "".join(map(str, section_texts(article.whole))))
        for article in issue.articles
    ]
    sources.append(
        (issue.source, issue.topic + "".join(map(str, section_texts(issue.editor_note))))
    )
    for source, copy in sources:
        wanted = Counter(filter(_is_printed, normalize("NFC", copy)))
        if lost := wanted - printed:
            message = "印出来的少了字：" + "".join(sorted(lost))
            found.append(error("S119", source, Span(0, 0), message, "换一个写法，或换一种字体"))
    return tuple(found)


def _unlike(issue: Issue, page: str, text: str) -> tuple[Diagnostic, ...]:
    """I216: page and PDF must say the same, or `verify` would find fault with what goes out."""
    differs = unlike(SentPage(page), text)
    hint = "换一个写法，或换一种字体"
    message = f"网页和 PDF 的文字不同：{differs}"
    return (error("I216", issue.source, Span(0, 0), message, hint),) if differs else ()


def _is_printed(character: str) -> bool:
    return character.isprintable() and not character.isspace()


@lru_cache(maxsize=64)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def program_digest() -> str:
    """The SHA-256 of this program's own modules, templates and styles."""
    package = Path(__file__).parent.parent
    modules = [(path.relative_to(package).as_posix(), path) for path in package.rglob("*.py")]
    looks = [
        (f"{room}/{path.relative_to(built_in(room)).as_posix()}", path)
        for room in ROOMS
        for path in built_in(room).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    ]
    summed = hashlib.sha256()
    for name, path in sorted((*modules, *looks)):
        summed.update(name.encode() + b"\0" + path.read_bytes())
    return summed.hexdigest()
