"""An issue for pasting into the editor of a 公众号.

That editor keeps elements and their own styles, and drops the rest: classes, ids, scripts, style
sheets, positions, addresses outside it. Images do not come through the clipboard, because it wants
them uploaded, so a line says where each of them belongs. The colophon, which says whom the office
sends the issue to, is not for the public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, error, has_errors, in_order, warning
from bulletin.edition import past_of
from bulletin.image_files import figures
from bulletin.model import Flow, Issue, Status, Visibility
from bulletin.output import DISK, Disk, replace_file
from bulletin.past import PastIndex, PastProgress
from bulletin.press import as_shown
from bulletin.publish import background, findings
from bulletin.render import Renderer
from bulletin.sending.clearance import Cleared, cleared
from bulletin.sending.inlining import inlined
from bulletin.source import Span
from bulletin.workspace import Workspace

FILE = "公众号.html"


@dataclass(frozen=True)
class Post:
    """What is pasted."""

    title: str
    """For the field of titles in the editor."""

    page: str
    images: tuple[str, ...]
    """Paths of the images that a person uploads, in the order of their places."""

    anew: Mapping[str, bytes]
    """The images that 公众号 would show differently from our print, by their workspace paths; they
    go into `outgoing/` as they are printed."""


def post_of(
    workspace: Workspace, name: str, progress: PastProgress | None = None
) -> tuple[Post | None, tuple[Diagnostic, ...]]:
    """The issue `name` for pasting; None with the reasons if that is not allowed.

    `progress` is called while past issues are read.
    """
    one, found = cleared(workspace, name)
    if one is not None:
        found += _refusals(workspace, one, past_of(workspace, progress))
    if one is None or has_errors(found):
        return None, in_order(found)
    issue = one.issue
    folder = (one.read.kept.workspace if one.read.kept else workspace).issues / issue.folder
    images: list[str] = []
    anew: dict[str, bytes] = {}
    for figure in figures(issue.whole):
        path = folder / figure.path
        content = path.read_bytes()
        printed = as_shown(content)
        images.append(path.relative_to(workspace.root).as_posix())
        if printed != content:
            images[-1] = f"outgoing/{name}/{figure.path}"
            anew[images[-1]] = printed
    return Post(_title(issue), _page(workspace, issue), tuple(images), anew), in_order(found)


def write_post(workspace: Workspace, name: str, post: Post, disk: Disk = DISK) -> str:
    """Put the page into `outgoing/`; returns its path as the editor knows it. Raises OSError."""
    for path, content in post.anew.items():
        replace_file(workspace.root / path, content, disk)
    replace_file(workspace.outgoing / name / FILE, post.page.encode(), disk)
    return f"outgoing/{name}/{FILE}"


def _title(issue: Issue) -> str:
    return f"{issue.title}｜{issue.topic}" if issue.topic else issue.title


def _page(workspace: Workspace, issue: Issue) -> str:
    values = {"issue": issue, "title": _title(issue), "flow": Flow.PARAGRAPHS}
    page = Renderer(workspace).page("wechat.html", **values)
    styles = workspace.file("styles", "wechat.css").read_text("utf-8")
    return inlined(page, styles, classes=False)


def _refusals(workspace: Workspace, one: Cleared, past: PastIndex) -> tuple[Diagnostic, ...]:
    """D510: internal; D511: not published; and, for an unpublished issue, what a proofreader
    finds."""
    found: list[Diagnostic] = []
    none = Span(0, 0)
    if one.issue.visibility is not Visibility.PUBLIC:
        hint = "能公开的，在 issue.md 里写 visibility: public，经签发后再发"
        found.append(error("D510", one.place, none, "这一期是内部刊物，不能发公众号", hint))
    printed = one.issue.status is Status.PRINTED
    if one.read.kept is None and one.read.loaded is not None and not printed:
        known = background(workspace, past)
        judged = findings(one.read.loaded, one.publication, known)
        found += [each for each in judged if has_errors((each,))]
        stage = "还没有签发" if one.issue.status is not Status.SIGNED else "还没有刊发"
        hint = f"刊发后再发：bulletin publish {one.issue.name}"
        found.append(warning("D511", one.place, none, f"这一期{stage}", hint))
    return tuple(found)
