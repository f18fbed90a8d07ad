"""A preview on this machine alone: serves the built tree, and tells open pages when it changes."""

from __future__ import annotations

import json
import mimetypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from bulletin.fingerprint import look_at
from bulletin.workspace import Workspace

LOOPBACK = "127.0.0.1"
"""The only address that the server listens on."""

OWN = "/_preview/"
"""Where the preview's own script, style and events are; no page of the tree has such an address."""

PULSE = 15.0
"""Seconds between two messages that keep an event stream open."""

PORTS_TRIED = 50


@dataclass
class Preview:
    """What open pages are told: how often the tree was built again, and what is wrong at
    present."""

    root: Path
    """The built tree."""

    rooms: Callable[[str, str], Path]
    """Finds the preview's own script and style: `Workspace.file`."""

    edition: int = 0
    report: str = ""
    _news: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, report: str) -> None:
        """The tree was built again; `report` says what is wrong with the copy, and is empty if
        nothing is."""
        with self._news:
            self.edition += 1
            self.report = report
            self._news.notify_all()

    def news_after(self, edition: int) -> tuple[int, str]:
        """The edition and its news as JSON, as soon as there is one after `edition`; empty if there
        is none for long."""
        with self._news:
            if not self._news.wait_for(lambda: self.edition != edition, PULSE):
                return edition, ""
            news = {"edition": self.edition, "report": self.report}
            return self.edition, json.dumps(news, ensure_ascii=False)


class PreviewServer(ThreadingHTTPServer):
    """Serves one preview on the loopback address."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, port: int, preview: Preview) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.preview = preview

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who leaves in the middle of an answer is not a fault."""


def open_server(port: int, preview: Preview) -> PreviewServer:
    """A server on `port`, or on the next free one. Raises OSError if none of fifty is free."""
    for each in range(port, port + PORTS_TRIED):
        try:
            return PreviewServer(each, preview)
        except OSError:
            if each == port + PORTS_TRIED - 1:
                raise
    raise AssertionError


_CLOSED = (
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'; "
     "img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'self'; form-action 'self'; "
     "object-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)  # fmt: skip
"""What every answer says to the browser."""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for files of the tree, and for the preview's own."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, with the events, or with the reason why not."""
        if not self._host_is_ours():
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"", "text/plain")
            return
        if not self._asked_by_our_page():
            self._answer(HTTPStatus.FORBIDDEN, b"", "text/plain")
            return
        path = unquote(urlsplit(self.path).path)
        if path == f"{OWN}events":
            self._stream()
        elif path.startswith(OWN):
            self._own(path.removeprefix(OWN))
        else:
            self._file(path)

    do_HEAD = do_GET

    def _host_is_ours(self) -> bool:
        """A foreign page whose name resolves to this machine must not read drafts through us."""
        host = self.headers.get("Host", "")
        return host in {f"{name}:{self.server.server_port}" for name in (LOOPBACK, "localhost")}

    def _asked_by_our_page(self) -> bool:
        """Whether a page of the preview asks, or a person who opens an address.

        A foreign page must load nothing of a draft, neither as a script nor in a frame.
        """
        if self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            return True
        opened = (self.headers.get("Sec-Fetch-Mode"), self.headers.get("Sec-Fetch-Dest"))
        return opened == ("navigate", "document")

    def end_headers(self) -> None:
        """Let no other page read or frame what is answered, also where a browser says less."""
        for name, said in _CLOSED:
            self.send_header(name, said)
        super().end_headers()

    def _own(self, name: str) -> None:
        room = {"preview.js": "templates", "preview.css": "styles"}.get(name)
        if room is None:
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")
            return
        content = self.server.preview.rooms(room, name).read_bytes()
        self._answer(HTTPStatus.OK, content, mimetypes.guess_type(name)[0] or "text/plain")

    def _file(self, path: str) -> None:
        preview = self.server.preview
        if is_folder(preview.root, path) and not path.endswith("/"):
            self._lead_to("/" + quote(path.strip("/")) + "/")
            return
        file = confined(preview.root, path)
        status = HTTPStatus.OK
        if file is None:
            file, status = preview.root / "404.html", HTTPStatus.NOT_FOUND
        try:
            content = file.read_bytes()
        except OSError:
            content, file = b"", Path("404.html")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind == "text/html":
            content += preview.rooms("templates", "preview.html").read_bytes()
            kind += "; charset=utf-8"
        self._answer(status, content, kind)

    def _lead_to(self, address: str) -> None:
        """The links of a folder's page are right only from inside the folder."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _stream(self) -> None:
        """Server-sent events: the present state first, then one whenever the tree was built
        again."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        edition = -1
        while True:
            edition, news = self.server.preview.news_after(edition)
            self.wfile.write(f"data: {news}\n\n".encode() if news else b":\n\n")
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests do not concern the editor."""


def _inside(root: Path, path: str) -> Path | None:
    """What the address `path` means; None if that is not in the tree."""
    if "\0" in path or "\\" in path:
        return None
    place = (root / path.lstrip("/")).resolve()
    return place if place.is_relative_to(root.resolve()) else None


def confined(root: Path, path: str) -> Path | None:
    """The file of the tree that the address `path` names; None if there is none inside the tree."""
    file = _inside(root, path)
    if file is None:
        return None
    if file.is_dir():
        file = file / "index.html"
    return file if file.is_file() else None


def is_folder(root: Path, path: str) -> bool:
    """Whether the address names a folder of the tree."""
    place = _inside(root, path)
    return place is not None and place.is_dir()


# -- Changes ---------------------------------------------------------------------------------------

LOOK = 0.4
"""Seconds between two looks where the system sends no notices."""

WHOLE_AFTER = 20
"""Milliseconds without a notice after which a file counts as whole: an editor's program writes it
in several steps."""

IDLE_SHARE = 200
"""A look takes at most one part in so many of the time between two of them."""

SHARED = ("nfs", "cifs", "smb", "9p", "afs", "ncp", "fuse", "vboxsf", "virtiofs", "davfs")
"""How the names of file systems begin on which others write without a notice to this machine."""


def changes(workspace: Workspace) -> Iterator[None]:
    """Yield whenever a file of the workspace's copy, templates or styles has changed.

    The system's notices are heard; a drive that other machines share sends none, so there it is
    looked. Now and then it is looked in any case: a notice may be lost, a folder may be new.
    """
    if not is_shared(workspace.root):
        with suppress(ImportError, OSError, RuntimeError):  # too many files to be watched
            yield from _noticed(workspace)
    yield from looked_at(workspace, partial(time.sleep, LOOK))


def is_shared(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether other machines may write to the drive that holds `path`, as far as it is known."""
    try:
        rows = [row.split() for row in mounts.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return False
    place = path.resolve()
    above = [row for row in rows if len(row) > 2 and place.is_relative_to(_unescaped(row[1]))]
    kind = max(above, key=lambda row: len(_unescaped(row[1])), default=("", "", ""))[2]
    return kind.startswith(SHARED)


def _unescaped(path: str) -> str:
    """A path of the list of mounts, in which a space is written \\040."""
    return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def _folders(workspace: Workspace) -> list[Path]:
    return [workspace.issues, workspace.root / "templates", workspace.root / "styles"]


def _noticed(workspace: Workspace) -> Iterator[None]:
    """Yield at the system's notices; after a while without one, where a look shows a change."""
    from watchfiles import watch

    known, took = _look(workspace)
    while True:
        folders = [folder for folder in _folders(workspace) if folder.is_dir()]
        for heard in watch(
            *folders,
            watch_filter=_is_of_copy,
            step=WHOLE_AFTER,
            rust_timeout=int(max(10.0, IDLE_SHARE * took) * 1000),
            yield_on_timeout=True,
        ):
            before = known
            known, took = _look(workspace)  # before it is read: a later change shows next time
            if heard:
                yield
            elif known != before:
                yield
                break  # a folder may be new


def _is_of_copy(_change: object, path: str) -> bool:
    """Whether a change concerns what is read, and not what an editor's program puts beside it."""
    return not Path(path).name.startswith((".", "~"))


def _look(workspace: Workspace) -> tuple[list[str], float]:
    """What the files look like, and how many seconds it took to look."""
    started = time.monotonic()
    seen = [look_at(folder).trace for folder in _folders(workspace)]
    return seen, time.monotonic() - started


def looked_at(workspace: Workspace, pause: Callable[[], None]) -> Iterator[None]:
    """Yield whenever a look shows a change.

    Looks every time `pause` returns, and waits until nothing changes any more.
    """
    known, _ = _look(workspace)
    while True:
        pause()
        now, _ = _look(workspace)
        if now == known:
            continue
        while True:
            pause()
            later, _ = _look(workspace)
            if later == now:
                break
            now = later
        known = now
        yield
