"""Whether an issue is still what was approved: its copy by the byte, and else what is printed.

What the office keeps for every issue (its facts, own templates and styles) and the images count
where they change a byte of the page; so do the program and the faces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from bulletin import __version__
from bulletin.archive import edition_page
from bulletin.diagnostics import has_errors
from bulletin.edition import APPROVAL, Approval, digests
from bulletin.fingerprint import key_of, key_of_folder, key_of_program
from bulletin.isolation import Limits, Stopped, apart
from bulletin.load import Loaded
from bulletin.making.jobs import images_of, press_job, profile_for
from bulletin.making.store import keep_pdf, kept_pdf, pdf_place
from bulletin.model import Issue
from bulletin.press import Faces
from bulletin.pressroom import OutOfTime, PressJob, press
from bulletin.render import Renderer, Unrendered
from bulletin.workspace import ROOMS, Workspace, built_in

PROGRAM = "bulletin"
"""What this program is called among what a PDF was set with."""


@dataclass(frozen=True)
class ApprovalChange:
    """Something because of which an approval no longer holds."""

    path: str
    """The file that it is about."""

    what: str
    """What has changed, in Chinese."""

    back: str
    """What makes the approval hold again."""

    how: str = ""
    """What became of a file that was approved, or that an approved one would be; empty if this is
    about none."""

    values: str = ""
    """The fields that say something else, with before and after; empty if no field does."""


@dataclass(frozen=True)
class ApprovedPage:
    """An issue's page of the archive, and the job that prints the issue."""

    html: str
    job: PressJob

    @property
    def web(self) -> str:
        """A digest of the page of the archive."""
        return key_of(self.html)

    @property
    def key(self) -> str:
        """A digest of all that PDF and page of the archive depend on but program and faces."""
        return key_of(self.job.printed(), self.web)


def page_of(workspace: Workspace, loaded: Loaded, issue: Issue) -> ApprovedPage:
    """The page of an issue. Raises OSError, and Unrendered where an own template fails."""
    renderer = Renderer(workspace)
    images = images_of(loaded.folder, issue)
    job = press_job(workspace, renderer, issue, profile_for(workspace, issue), images)
    return ApprovedPage(edition_page(renderer, issue), job)


def made_with(faces: Faces) -> dict[str, str]:
    """The program and the faces that set a PDF: the name of each, and a key of its content."""
    own = {face.label: f"{face.family}+{face.regular.parent.name[-16:]}" for face in faces.faces}
    return {PROGRAM: f"{__version__}+{_program()[:16]}"} | own


@cache
def _program() -> str:
    rooms = (key_of_folder(built_in(room)) for room in ROOMS)
    return key_of(key_of_program(), *rooms)


def changed_since_approval(
    workspace: Workspace,
    loaded: Loaded,
    issue: Issue,
    copy: Mapping[str, bytes],
    approval: Approval,
    faces: Faces | None,
) -> tuple[ApprovalChange, ...]:
    """Why an approval no longer holds; empty if it does. Raises OSError.

    The PDF is set again only if neither the files nor what goes into the page can tell. Without
    `faces` that cannot be done, and neither a face nor a term can have changed. Another program may
    make another page of the archive, but not beside a change of the office's own: nobody can tell
    the two apart.
    """
    changed = _changed_names(copy, approval)
    files = tuple(_changed_file(name, copy, approval) for name in changed)
    own = (each for each in changed if each.startswith(f"issues/{issue.folder}/"))
    if any(each.endswith(".md") for each in own) or not approval.page:
        return files
    hands = tuple(_other_hands(issue, approval, faces)) if faces and faces.faces else ()
    if not changed and not (faces and faces.faces):
        return ()
    try:
        page = page_of(workspace, loaded, issue)
    except Unrendered:
        return files
    is_same = page.key == approval.page
    if is_same and not hands:
        return ()
    if faces is None or not faces.faces or not approval.pdf:
        return () if is_same else files
    if _pdf_digest(workspace, page.job, faces) != approval.pdf:
        return (*(() if is_same else files), *hands) or (_OTHER_TERMS,)
    program_changed = approval.made_with.get(PROGRAM) != made_with(faces)[PROGRAM]
    is_own = any(_says_something_else(name, copy, approval) for name in changed)
    return () if page.web == approval.web or (program_changed and not is_own) else files or hands


_OTHER_TERMS = ApprovalChange(
    "issues/terms.yaml",
    "用语表签发以后改动过，标题断行不同，排出来的 PDF 和签发的不同",
    "改回原样",
)
"""Terms are no part of the copy, and titles keep them whole."""


def _changed_names(copy: Mapping[str, bytes], approval: Approval) -> tuple[str, ...]:
    """The files that differ from the approved ones. An own template or style that is the program's
    byte by byte is as good as none."""
    now = digests(copy)
    return tuple(
        name
        for name in approval.changed(copy)
        if (now.get(name) or _of_program(name)) != (approval.files.get(name) or _of_program(name))
    )


@cache
def _of_program(name: str) -> str:
    """The digest of the program's own template or style; empty if the file is none."""
    room, _, inside = name.partition("/")
    path = built_in(room) / inside
    is_one = room in ROOMS and path.is_file()
    return sha256(path.read_bytes()).hexdigest() if is_one else ""


def _says_something_else(name: str, copy: Mapping[str, bytes], approval: Approval) -> bool:
    """Whether a changed file says something else, and not only with another comment."""
    known = name in copy and name in approval.values
    return not known or bool(approval.changed_values(name, copy[name]))


MOST_VALUES = 3
"""So many changed fields of one file are named."""


def _changed_file(name: str, copy: Mapping[str, bytes], approval: Approval) -> ApprovalChange:
    changed = approval.changed_values(name, copy[name]) if name in copy else ()
    named = [f"{field}：{then or '没有'} → {now or '没有'}" for field, then, now in changed]
    more = f"等 {len(named)} 项" if len(named) > MOST_VALUES else ""
    values = f"（{'；'.join(each[:60] for each in named[:MOST_VALUES])}{more}）" if named else ""
    how, back = "改动过", "改回原样"
    if name not in copy:
        how, back = "拿掉了", "放回去"
    elif name not in approval.files:
        how, back = "才加进来", "移走这个文件"
    return ApprovalChange(name, f"`{name}` 签发以后{how}{values}", back, how, values)


def _other_hands(issue: Issue, approval: Approval, faces: Faces) -> Iterator[ApprovalChange]:
    """The program and the faces that are not those by which the approved PDF was set."""
    place = f"issues/{issue.folder}/{APPROVAL}"
    then, now = approval.made_with, made_with(faces)
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name, "没有"), now.get(name, "没有")
        if before == after:
            continue
        if name == PROGRAM:
            what = f"签发以后程序换过（{before} → {after}），排出来的 PDF 和签发的不同"
            yield ApprovalChange(place, what, "装回原来的版本")
            continue
        old, new = before.partition("+")[0], after.partition("+")[0]
        which = f"{old} → {new}" if old != new else f"{old} 的字体文件不同"
        what = f"签发以后{name}的字体换过（{which}），排出来的 PDF 和签发的不同"
        yield ApprovalChange(place, what, "装回原来的字体")


def _pdf_digest(workspace: Workspace, job: PressJob, faces: Faces) -> str:
    """The SHA-256 of the PDF as it is set today; empty if it cannot be set."""
    place = pdf_place(workspace, job.key(faces))
    pressed = kept_pdf(place, job)
    if pressed is None:
        try:
            pressed = apart(Limits(), press, job, faces)
        except (Stopped, OutOfTime):
            return ""
        with suppress(OSError):
            keep_pdf(place, pressed)
    return "" if has_errors(pressed.diagnostics) else sha256(pressed.pdf).hexdigest()
