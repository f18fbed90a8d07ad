"""The preview: on this machine alone, confined to the tree, telling pages what has changed."""

from __future__ import annotations

import gc
import json
import os
import queue
import threading
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.commands.serve import _build_again
from bulletin.lock import Locked
from bulletin.making import build
from bulletin.press import Faces
from bulletin.pressroom import WorkerPool, local_workers, resident_workers
from bulletin.serve import (
    Preview,
    PreviewServer,
    changes,
    confined,
    is_shared,
    looked_at,
    open_server,
)
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.test_build import in_process


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PreviewServer]:
    root = tmp_path / "build"
    (root / "issues" / "7").mkdir(parents=True)
    (root / "index.html").write_text("<p>首页</p>", "utf-8")
    (root / "issues/7/index.html").write_text("<p>第7期</p>", "utf-8")
    (root / "issues/7/7.pdf").write_bytes(b"%PDF-")
    (tmp_path / "密.txt").write_text("密", "utf-8")
    (root / "出去").symlink_to(tmp_path / "密.txt")
    preview = Preview(root, Workspace(REPOSITORY).file)
    with open_server(8000, preview) as opened:
        thread = threading.Thread(target=opened.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


@contextmanager
def ask(
    server: PreviewServer, path: str, host: str = "", method: str = "GET"
) -> Iterator[HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    with closing(connection):
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
        connection.putheader("Connection", "close")
        connection.endheaders()
        with connection.getresponse() as answer:
            yield answer


def test_pages_are_served_with_the_previews_own_script(server: PreviewServer) -> None:
    for path in ("/", "/index.html", "/issues/7/"):
        with ask(server, path) as answer:
            page = answer.read().decode()
            assert answer.status == 200
            assert page.startswith("<p>")
            assert "/_preview/preview.js" in page
    for path in ("/issues/7", "//issues/7"):
        with ask(server, path) as answer:
            assert (answer.status, answer.headers["Location"]) == (301, "/issues/7/")
    with ask(server, "/issues/7/7.pdf") as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"%PDF-", "application/pdf")
    with ask(server, "/_preview/preview.js") as answer:
        assert b"EventSource" in answer.read()
    with ask(server, "/", method="HEAD") as answer:
        assert (answer.status, answer.read()) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../密.txt",
        "/%2e%2e/密.txt".replace("密", "%E5%AF%86"),
        "/issues/%2e%2e/%2e%2e/%E5%AF%86.txt",
        "//etc/passwd",
        "/%2Fetc%2Fpasswd",
        "/%E5%87%BA%E5%8E%BB",
        "/a%00b",
        "/..%5c..%5cx",
        "/_preview/../index.html",
        "/_preview/serve.py",
    ],
)
def test_nothing_outside_the_tree_is_served(server: PreviewServer, path: str) -> None:
    with ask(server, path.encode("ascii", "ignore").decode()) as answer:
        assert answer.status == 404
        said = answer.read().decode()
        assert "密" not in said
        assert "root:" not in said


def test_a_foreign_page_reads_nothing(server: PreviewServer) -> None:
    """Neither as a script nor in a frame; a person may follow a link from anywhere."""
    for site, mode, dest, status in (
        ("cross-site", "no-cors", "script", 403),
        ("same-site", "cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "document", 200),
        ("same-origin", "no-cors", "script", 200),
        ("none", "navigate", "document", 200),
    ):
        said = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        with closing(HTTPConnection("127.0.0.1", server.server_port, timeout=10)) as connection:
            connection.request("GET", "/index.html", headers=said)
            answer = connection.getresponse()
            assert answer.status == status
            assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"
            assert "default-src 'self'" in (answer.getheader("Content-Security-Policy") or "")


def test_another_host_name_is_refused(server: PreviewServer) -> None:
    for host in ("evil.example", f"evil.example:{server.server_port}", "127.0.0.1", ""):
        with ask(server, "/", host or " ") as answer:
            assert answer.status == 421
    with ask(server, "/", f"localhost:{server.server_port}") as answer:
        assert answer.status == 200


def test_it_listens_on_the_loopback_address_and_takes_the_next_free_port(
    server: PreviewServer,
) -> None:
    assert server.server_address[0] == "127.0.0.1"
    with open_server(server.server_port, server.preview) as other:
        assert other.server_port > server.server_port


def test_open_pages_hear_of_each_build(server: PreviewServer) -> None:
    with ask(server, "/_preview/events") as stream:
        assert next_news(stream) == {"edition": 0, "report": ""}
        server.preview.tell("error[T101]: 汉字后用了半角标点")
        assert next_news(stream) == {"edition": 1, "report": "error[T101]: 汉字后用了半角标点"}


def next_news(stream: HTTPResponse) -> object:
    while True:
        line = stream.readline().decode()
        if line.startswith("data: "):
            return json.loads(line.removeprefix("data: "))


def test_a_change_is_seen_once_it_is_whole(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    copy = workspace.issues / "7" / "城关镇.md"
    steps = iter(["", "甲", "甲乙", "甲乙丙", "", ""])
    looks: list[str] = []

    def pause() -> None:
        text = next(steps)
        looks.append(text)
        if text:
            copy.write_text(text, "utf-8")

    next(looked_at(workspace, pause))
    assert looks == ["", "甲", "甲乙", "甲乙丙", ""]


def heard_changes(workspace: Workspace) -> queue.Queue[object]:
    """A queue that gets None for each change that is told, and whatever ends the telling."""
    heard: queue.Queue[object] = queue.Queue()

    def hear() -> None:
        try:
            for each in changes(workspace):
                heard.put(each)
        except Exception as problem:
            heard.put(problem)

    threading.Thread(target=hear, daemon=True).start()
    with pytest.raises(queue.Empty):
        heard.get(timeout=1)  # nothing has happened yet
    return heard


@pytest.mark.parametrize("watched", [True, False], ids=["noticed", "looked at"])
def test_a_saved_file_is_noticed_and_a_programs_own_is_not(
    watched: bool, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({})
    if not watched:
        monkeypatch.setattr("bulletin.serve.is_shared", lambda _path: True)
    heard = heard_changes(workspace)
    for name in ("城关镇.md", "河口镇.md"):
        (workspace.issues / "7" / name).write_text(f"{name}改了。", "utf-8")
        assert heard.get(timeout=10) is None
    (workspace.root / "templates").mkdir()
    while True:
        with suppress(queue.Empty):
            heard.get(timeout=1)
            continue
        break
    if watched:
        (workspace.issues / "7/.城关镇.md.swp").write_text("甲", "utf-8")
        (workspace.issues / "7/~$城关镇.docx").write_text("甲", "utf-8")
        with pytest.raises(queue.Empty):
            heard.get(timeout=1)


@pytest.mark.slow
def test_a_change_that_was_noticed_is_not_told_again_at_the_next_look(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    heard = heard_changes(workspace)
    copy = workspace.issues / "7/城关镇.md"
    copy.write_text("改了。", "utf-8")
    assert heard.get(timeout=10) is None
    with pytest.raises(queue.Empty):
        heard.get(timeout=11)
    aside = copy.with_name("WPS.tmp")
    aside.write_text("又改了。", "utf-8")
    aside.replace(copy)
    assert heard.get(timeout=10) is None


@pytest.mark.parametrize("name", [".#城关镇.md", "城关镇 的快捷方式.md"])
def test_a_link_to_nothing_ends_no_preview(
    name: str, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a link is how some programs say who has a file open; a file may also be gone between
    two looks."""
    workspace = make_workspace({})
    (workspace.issues / "7" / name).symlink_to("nobody@nowhere.1")
    monkeypatch.setattr("bulletin.serve.is_shared", lambda _path: True)
    heard = heard_changes(workspace)
    (workspace.issues / "7/城关镇.md").write_text("改了。", "utf-8")
    assert heard.get(timeout=10) is None


def test_a_drive_that_others_share_is_known_by_its_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    here = str(tmp_path.resolve()).replace(" ", "\\040")
    for kind, shared in (("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True)):
        mounts.write_text(f"none / overlay rw 0 0\ndisk {here} {kind} rw 0 0\n", "utf-8")
        assert is_shared(tmp_path / "issues", mounts) is shared
        assert is_shared(Path("/"), mounts) is False
    assert is_shared(tmp_path, tmp_path / "none") is False


def test_workers_stay_until_one_is_killed_or_has_had_its_share() -> None:
    with resident_workers(1) as workers:
        with workers(60) as first, workers(40) as second:
            assert first is second
        with workers(1) as third:
            assert third is not first
        with workers(1) as fourth:
            assert fourth is third
            assert isinstance(fourth, WorkerPool)
            pool = fourth._workers(Faces((), Path()))
            with suppress(BrokenProcessPool):
                pool.submit(os._exit, 1).result(timeout=60)
            assert fourth.is_broken
        with workers(1) as fifth:
            assert fifth is not fourth


def test_a_preview_waits_for_who_is_building_and_outlives_a_full_disk(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = make_workspace({})
    preview = Preview(workspace.output, workspace.file)
    trials: list[Exception] = [Locked("正由另一台机器占用"), Locked("正由另一台机器占用")]
    built: list[bool] = []

    def build_or_not(*_: object, internal: bool) -> None:
        if trials:
            raise trials.pop()
        built.append(internal)

    monkeypatch.setattr("bulletin.commands.serve._build", build_or_not)
    faces = Faces((), workspace.root)
    _build_again(workspace, faces, local_workers, preview, internal=True)
    assert built == [True]
    assert capsys.readouterr().err == "正由另一台机器占用；等它结束\n"
    trials.append(OSError(28, "No space left on device", "build"))
    _build_again(workspace, faces, local_workers, preview, internal=True)
    assert capsys.readouterr().err == "文件读写出错（磁盘满了）：build\n"
    assert (preview.edition, preview.report) == (
        2,  # the pages had been shown before
        "文件读写出错（磁盘满了）：build",
    )


def test_confined_finds_only_files_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    (tmp_path / "空").mkdir()
    assert confined(tmp_path, "/a.txt") == (tmp_path / "a.txt").resolve()
    assert confined(tmp_path, "/空/") is None
    assert confined(tmp_path, "/没有") is None


@pytest.mark.parametrize(
    ("options", "internal"), [([], True), (["--internal"], True), (["--public"], False)]
)
def test_all_issues_are_shown_unless_only_the_public_ones_are_wanted(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    internal: bool,
) -> None:
    workspace = make_workspace({})
    monkeypatch.chdir(workspace.root)
    seen: list[tuple[Path, bool]] = []

    def build_it(*given: object, internal: bool) -> None:
        [preview] = [each for each in given if isinstance(each, Preview)]
        seen.append((preview.root, internal))

    def interrupted(*_: object) -> Iterator[None]:
        raise KeyboardInterrupt

    monkeypatch.setattr("bulletin.commands.serve._build", build_it)
    monkeypatch.setattr("bulletin.commands.serve.changes", interrupted)
    monkeypatch.setattr("bulletin.commands.serve.the_faces", lambda *_: Faces((), workspace.root))
    assert run(["serve", *options]) == 0
    assert seen == [(workspace.internal_output if internal else workspace.output, internal)]
    assert ("加 --public 只看公开的" in capsys.readouterr().out) is internal


@pytest.mark.slow
def test_a_preview_that_is_built_again_and_again_does_not_grow(
    make_workspace: MakeWorkspace,
) -> None:
    """Forty builds of changed copy leave no more objects behind than twenty."""
    workspace = make_workspace({})
    copy = workspace.issues / "7/城关镇.md"
    text = copy.read_text("utf-8")

    def objects_after(rounds: range) -> int:
        for number in rounds:
            copy.write_text(text.replace("12名", f"{number}名"), "utf-8")
            assert build(workspace, None, in_process, internal=True).made
        gc.collect()
        return len(gc.get_objects())

    few = objects_after(range(100, 120))
    assert objects_after(range(120, 160)) < few + 400  # ten for each build
