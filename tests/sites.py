"""Whole archives for the tests, without their PDFs, and what can be asked of a tree of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from bulletin.archive import LOOKS, issue_pages, joint_pages, neighbours
from bulletin.diagnostics import has_errors
from bulletin.making import open_issues
from bulletin.model import Issue, Site
from bulletin.render import Renderer
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY

PDF = b"%PDF-1.7\n"
"""Stands for an issue's PDF, which no page looks into."""


def archive_of(
    workspace: Workspace,
    *,
    internal: bool = False,
    edited: Callable[[Issue], Issue] = lambda issue: issue,
) -> dict[str, bytes]:
    """The files of a workspace's archive, with each issue as `edited` leaves it."""
    copy = open_issues(workspace)
    assert not has_errors(copy.diagnostics)
    assert copy.publication is not None
    site = Site(copy.publication, internal)
    renderer = Renderer(workspace)
    issues = [issue for each in copy.issues if site.holds(issue := edited(each))]
    beside = neighbours({issue.serial: issue.dated for issue in issues})
    files: dict[str, bytes] = {}
    summaries = []
    texts = {}
    for issue in issues:
        pages = issue_pages(renderer, site, issue, beside[issue.serial])
        summaries.append(pages.summary)
        texts[issue.folder] = pages.text
        pdf = {} if issue.withdrawn else {f"{issue.folder}.pdf": PDF}
        for name, content in {**pages.files, **pdf}.items():
            files[f"issues/{issue.folder}/{name}"] = content
    joint = joint_pages(renderer, site, summaries, texts.__getitem__)
    files |= {name: made for name, made in joint.items() if isinstance(made, bytes)}
    for name in LOOKS:
        files[name] = workspace.file("styles", name).read_bytes()
    return files


def issue_116() -> dict[str, bytes]:
    """The files of the repository's own workspace."""
    folder = REPOSITORY / "issues"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {f"issues/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class Links(HTMLParser):
    """A page's addresses, and the places in it that an address can name."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.places: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.places.append(str(value))
            elif name in ("href", "src", "action") or (
                name == "content" and ("property", "og:url") in attrs
            ):
                self.addresses.append(str(value))


def broken_links(files: Mapping[str, bytes], address: str = "") -> Iterator[tuple[str, str]]:
    """Every page and address in it that leads nowhere in the tree.

    `address` is where the tree is published: what begins with it, or with its path, is in the tree.
    """
    pages = {name: Links(content) for name, content in files.items() if name.endswith(".html")}
    root = urlsplit(address).path or "/"
    for name, page in pages.items():
        assert len(page.places) == len(set(page.places)), name
        for link in page.addresses:
            if link.startswith(address or "\0"):
                link = root + link.removeprefix(address)
            parts = urlsplit(link)
            if parts.scheme:
                continue
            path = unquote(parts.path)
            if path.startswith(root):
                path = path.removeprefix(root)
            elif path.startswith("/"):
                yield name, link
                continue
            else:
                path = normpath(join(dirname(name), path)) if path else name
            path = join(path, "index.html") if link.endswith("/") or path in ("", ".") else path
            path = normpath(path)
            if path not in files or (parts.fragment and parts.fragment not in pages[path].places):
                yield name, link
