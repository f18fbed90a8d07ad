"""A whole archive in Debian's Chromium: over http, below a path, and from the file system.

The browser comes from Debian; axe-core and the Nu HTML checker are what .ci/setup puts into
.venv/web. A page that says anything on its console, or asks for anything outside its tree, fails
its test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bulletin.model import Act, Notice
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.sites import archive_of, issue_116, write_tree

WEB = REPOSITORY / ".venv/web/node_modules"
SUB_PATH = "/office/archive/"

NEWER = {
    "issues/117/issue.md": "---\nnumber: 117\ndate: 2024-01-15\ntopic: 年度工作\n"
    "visibility: public\narticles: [大通镇, 张铺镇]\n---\n\n"
    "**编者按。**本期刊发两篇[^注]。\n\n[^注]: 均有删节。\n",
    "issues/117/大通镇.md": "---\nunit: 大通镇\ntitle: 表格与脚注\n---\n\n"
    "**列出清单。**全镇通办事项见下表[^一]，另见[说明](https://bulletin.example/about)。\n\n"
    "[^一]: 数据截至年底。\n\n- 第一项\n- 第二项\n\n1. 甲\n2. 乙\n\n> 群众的事同群众多商量。\n\n"
    "| 村名 | 户数 | 工业产值（万元） | 农业产值（万元） | 村集体经济收入（万元） | 备注 |\n"
    "|---|---:|---:|---:|---:|---|\n| 八墩村 | 120 | 88.5 | 102.4 | 12.4 | 无 |\n",
    "issues/117/张铺镇.md": "---\nunit: 张铺镇\ntitle: 资源库扩容升级\n"
    "supplier: 张铺镇党委\n---\n\n**扩容。**“資源庫”收录ＡＰＰ上线后的申请材料1,250份。\n",
    "issues/115/issue.md": "---\nnumber: 115\ndate: 2023-05-20\nvisibility: public\n"
    "articles: [大通镇]\n---\n",
    "issues/115/大通镇.md": "---\nunit: 大通镇\ntitle: 已撤回的一篇\n---\n\n网格员名单。\n",
}


@pytest.fixture(scope="session", autouse=True)
def equipment() -> None:
    """What .ci/setup installs is there; a test that could not run is a failure."""
    assert shutil.which("chromium"), "run .ci/setup: chromium is missing"
    assert (WEB / "axe-core/axe.min.js").is_file(), "run .ci/setup: axe-core is missing"
    assert (WEB / "vnu-jar/build/dist/vnu.jar").is_file(), "run .ci/setup: vnu-jar is missing"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield launched
        launched.close()


# -- The tree, and the three ways to it ------------------------------------------------------------


def tree(folder: Path, base_url: str) -> Path:
    """Write the archive of issues 115, withdrawn, 116 and 117 to `folder`'s `build`."""
    files = issue_116() | {name: content.encode() for name, content in NEWER.items()}
    facts = files["issues/publication.yaml"]
    assert isinstance(facts, bytes)
    files["issues/publication.yaml"] = facts.replace(
        b"https://bulletin.example/", base_url.encode()
    )
    write_tree(folder, {name: bytes(content) for name, content in files.items()})
    workspace = Workspace(folder)
    write_tree(
        workspace.output,
        archive_of(
            workspace,
            edited=lambda issue: (
                changed(issue, notices=(Notice(Act.WITHDRAWN, 2, date(2024, 1, 1), "数据有误"),))
                if issue.number == 115
                else issue
            ),
        ),
    )
    return workspace.output


class _Host(SimpleHTTPRequestHandler):
    """A static host: the tree below a path, and its 404 page for what is not there."""

    def __init__(self, *arguments: Any, root: Path, below: str) -> None:
        self.root, self.below = root, below
        super().__init__(*arguments, directory=str(root))

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.below):
            return str(self.root / "no such file")
        return super().translate_path("/" + path.removeprefix(self.below))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        content = (self.root / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        return


@contextmanager
def hosted(root: Path, below: str = "/") -> Iterator[str]:
    """The tree on this machine's own address, for as long as the context lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, root=root, below=below)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{below}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    root = tree(tmp_path_factory.mktemp("root"), "https://bulletin.example/")
    below = tree(tmp_path_factory.mktemp("below"), f"https://bulletin.example{SUB_PATH}")
    with hosted(root) as at_root, hosted(below, SUB_PATH) as at_sub_path:
        yield {"http": at_root, "sub-path": at_sub_path, "file": root.as_uri() + "/"}


@pytest.fixture(params=["http", "sub-path", "file"])
def everywhere(addresses: dict[str, str], request: pytest.FixtureRequest) -> str:
    """The archive's address, each of the three in turn."""
    return addresses[request.param]


# -- Pages -----------------------------------------------------------------------------------------


@dataclass
class Visit:
    """An open page, and what it said and asked for that it should not have."""

    page: Page
    complaints: list[str]


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page in a context of its own; at the end nothing may have been amiss with it.

    `allowed` is what its console may say.
    """
    visits: list[Visit] = []

    def open_one(address: str, *, width: int = 1100, allowed: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        visit = Visit(page, [])
        visits.append(visit)
        host = urlsplit(address).netloc

        def outside(url: str) -> None:
            parts = urlsplit(url)
            if (parts.scheme, parts.netloc) not in (("http", host), ("file", "")):
                visit.complaints.append(f"asked for {url}")

        page.on("request", lambda request: outside(request.url))

        def said(text: str) -> None:
            if not allowed or allowed not in text:
                visit.complaints.append(text)

        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on("console", lambda message: said(message.text))
        page.goto(address)
        return page

    yield open_one
    for visit in visits:
        visit.page.context.close()
    assert [complaint for visit in visits for complaint in visit.complaints] == []
