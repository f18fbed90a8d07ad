"""From copy to files: the text of the PDF, the same bytes, the last good edition."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from PIL import Image, ImageChops, ImageStat
from pypdfium2 import PdfDocument

from bulletin.archive import issue_pages
from bulletin.archive.summary import ArticleText, IssueText
from bulletin.diagnostics import Diagnostic, Edit, Severity
from bulletin.fingerprint import key_of_folder
from bulletin.ledger import (
    Ledger,
    named_by,
    read_ledger,
    read_value,
    write_ledger,
    written_value,
)
from bulletin.lock import Locked, lock
from bulletin.making import Built, ReadIssue, read_issue
from bulletin.making import build as build_as_it_is
from bulletin.making.context import BuildContext
from bulletin.model import Issue
from bulletin.output import Disk, replace_tree, restore, take_spare
from bulletin.press import Faces, prepare_faces
from bulletin.pressroom import InThisProcess, local_workers
from bulletin.source import Source, Span
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, SMALL, MakeWorkspace
from tests.office import approve_as_they_stand
from tests.press.images import deep_png
from tests.test_render import issue_of, printed, squeezed


def build(workspace: Workspace, *given: Any, **named: Any) -> Built:
    """Build a workspace whose signed issues are approved as they stand."""
    approve_as_they_stand(workspace)
    return build_as_it_is(workspace, *given, **named)


_pressed: dict[tuple[object, ...], Future[Any]] = {}


class OnceInThisProcess(InThisProcess):
    """The press in this process, which sets the same job once for all tests.

    That it would come out the same again is for `test_the_same_copy_gives_the_same_bytes`.
    """

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        job, faces = args
        job_and_faces = (pickle.dumps((fn, job)), *(face.regular for face in faces.faces))
        if job_and_faces not in _pressed:
            future = super().submit(fn, *args, **kwargs)
            if future.exception():
                return future
            _pressed[job_and_faces] = future
        return _pressed[job_and_faces]


@contextmanager
def in_process(_count: int) -> Iterator[Executor]:
    """The press in this process: no start of a worker in every test."""
    yield OnceInThisProcess()


@cache
def prepared() -> Faces:
    made, faults = prepare_faces()
    assert [each for each in faults if each.code != "P102"] == []
    return made


@pytest.fixture
def faces() -> Faces:
    return prepared()


def pdf_text(path: Path, issue: Issue) -> str:
    """The PDF's text as it was written, without white space and page numbers."""
    said = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    pages = said.stdout.decode().split("\f")
    found = "".join(squeezed(_without_page_number(page)) for page in pages)
    masthead = (issue.publication.name, issue.label, issue.publication.issuer, issue.printed_date)
    assert found.startswith("".join(masthead))
    return found


def _without_page_number(page: str) -> str:
    lines = [line for line in page.splitlines() if line.strip()]
    return "\n".join(line for line in lines if not _is_page_number(squeezed(line)))


def _is_page_number(line: str) -> bool:
    return line.startswith("—") and line.endswith("—") and line.strip("—").isdigit()


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sound(built: Built) -> Built:
    assert built.diagnostics == ()
    return built


def made_anew(workspace: Workspace, faces: Faces | None) -> dict[str, bytes]:
    """The workspace's tree as it is made when nothing is left of any before."""
    shutil.rmtree(workspace.output)
    shutil.rmtree(workspace.memory)
    sound(build(workspace, faces, in_process))
    return tree(workspace.output)


@pytest.fixture
def issue_116(faces: Faces, make_workspace: MakeWorkspace) -> Workspace:
    """A workspace with our issue 116, built; P126 tells what its words leave of the last page."""
    folder = REPOSITORY / "issues" / "116"
    files = {f"issues/116/{path.name}": path.read_bytes() for path in folder.iterdir()}
    files["issues/publication.yaml"] = (REPOSITORY / "issues/publication.yaml").read_bytes()
    workspace = make_workspace(files)
    told = build(workspace, faces, in_process, ["116"]).diagnostics
    assert [each.code for each in told] == ["P126"]
    return workspace


def test_the_pdf_of_issue_116_has_every_character_of_its_copy(issue_116: Workspace) -> None:
    issue = issue_of(issue_116, "116")
    found = pdf_text(issue_116.output / "issues/116/116.pdf", issue)
    body = f"【{issue.topic}】" + "".join(article.contents_line for article in issue.articles)
    body += "".join(printed(article) for article in issue.articles)
    body += "".join(label + parties for _, label, parties in issue.distribution.lines)
    assert found.endswith(body)
    assert len(found) - len(body) == len("天长组工信息第116期中共天长市委组织部研究室2023年6月9日")
    assert not any("\u2e80" <= character <= "\u2fdf" for character in found)
    assert "\u200b" not in found


def test_the_picture_in_the_readme_is_the_page_that_is_printed(issue_116: Workspace) -> None:
    """Compared by squares of a millimetre: what differs is a place, not how a glyph is drawn."""
    picture = Image.open(REPOSITORY / "docs/issue-116-page-1.png").convert("L")
    first, second, *_ = PdfDocument(issue_116.output / "issues/116/116.pdf")

    def unlikeness(other: Image.Image) -> float:
        """How far they differ, in grey levels of 256."""
        squares = [
            each.convert("L").resize((210, 297), Image.Resampling.BOX) for each in (picture, other)
        ]
        return ImageStat.Stat(ImageChops.difference(*squares)).mean[0]

    printed_page = unlikeness(first.render(scale=4).to_pil())
    assert printed_page < unlikeness(second.render(scale=4).to_pil()) / 4
    assert printed_page < unlikeness(ImageChops.offset(picture, 0, 6)) / 2  # 2 mm lower


LETTERS = "天长组工信息基层治理党建引领网格员，。、；：？！“”（）《》【】—…·%+0123456789AaZz"


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from(LETTERS), min_size=1, max_size=120), min_size=1, max_size=4
    )
)
def test_the_pdf_of_any_copy_has_every_character(
    make_workspace: MakeWorkspace, paragraphs: list[str]
) -> None:
    front = "---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n"
    body = "\n\n".join("文" + paragraph for paragraph in paragraphs)
    workspace = make_workspace({"issues/7/城关镇.md": front + body + "\n"})
    build(workspace, prepared(), in_process, ["7"])
    issue = issue_of(workspace, "7")
    found = pdf_text(workspace.output / "issues/7/7.pdf", issue)
    assert printed(issue.articles[0]) in found


_BUILD = """
import sys
from pathlib import Path
from bulletin.making import build
from bulletin.press import prepare_faces
from bulletin.pressroom import local_workers
from bulletin.workspace import Workspace
if __name__ == "__main__":
    built = build(Workspace(Path(sys.argv[1])), prepare_faces()[0], local_workers)
    sys.exit(built.failed)
"""


@pytest.mark.slow
def test_the_same_copy_gives_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    script = tmp_path / "build_it.py"
    script.write_text(_BUILD, "utf-8")
    for name, zone, locale, seed in (
        ("甲", "Asia/Shanghai", "C.UTF-8", "0"),
        ("b/深", "America/New_York", "POSIX", "4711"),
    ):
        root = tmp_path / name / "workspace"
        for path, content in SMALL.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, "utf-8")
        approve_as_they_stand(Workspace(root))
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-X", "utf8", str(script), str(root)],
            env=environment,
            check=True,
        )
        trees.append(tree(root / "build"))
    assert trees[0] == trees[1]
    assert {"index.html", "issues/7/index.html", "issues/7/7.pdf"} < set(trees[0])


def test_a_fault_leaves_the_last_good_edition_whole(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace({})
    sound(build(workspace, faces, in_process))
    before = tree(workspace.output)
    (workspace.issues / "7" / "城关镇.md").write_text("unit: 城关镇\n", "utf-8")
    assert build(workspace, faces, in_process).failed
    assert build(workspace, faces, in_process, ["7"]).failed
    assert tree(workspace.output) == before
    assert {path.name for path in workspace.root.iterdir()} == {"issues", "build", ".bulletin"}


def an_eighth_issue() -> dict[str, str]:
    return {
        f"issues/8/{Path(name).name}": content.replace("number: 7", "number: 8")
        for name, content in SMALL.items()
        if name.startswith("issues/7/")
    }


def test_building_one_issue_leaves_the_others(faces: Faces, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(an_eighth_issue())
    sound(build(workspace, faces, in_process))
    before = tree(workspace.output)
    (workspace.issues / "8" / "城关镇.md").write_text("坏了", "utf-8")
    sound(build(workspace, faces, in_process, ["7"]))
    assert tree(workspace.output) == before


def test_a_build_without_pdfs_leaves_those_that_there_are(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(an_eighth_issue())
    sound(build(workspace, faces, in_process))
    pdfs = {path: path.read_bytes() for path in workspace.output.rglob("*.pdf")}
    assert len(pdfs) == 2
    assert sound(build(workspace, None, in_process)).made == ()
    copy = workspace.issues / "7/城关镇.md"
    copy.write_text(copy.read_text("utf-8").replace("选派干部", "选拔干部"), "utf-8")
    for again in (True, False):
        built = build(workspace, None, in_process, ["7"])
        assert bool(built.made) == again
        [told] = built.diagnostics
        assert (told.code, told.severity) == ("I026", Severity.WARNING)
        assert told.source is not None
        assert told.source.path == "build/issues/7/7.pdf"
        page = (workspace.output / "issues/7/index.html").read_text("utf-8")
        assert "选拔干部" in page
        assert 'href="7.pdf"' in page
        assert {path: path.read_bytes() for path in workspace.output.rglob("*.pdf")} == pdfs
    copy.write_text(copy.read_text("utf-8").replace("选拔干部", "选派干部"), "utf-8")
    sound(build(workspace, None, in_process, ["7"]))  # the PDF is right again
    copy.write_text(copy.read_text("utf-8").replace("选派干部", "选拔干部"), "utf-8")
    assert [made.name for made in sound(build(workspace, faces, in_process)).made] == ["7"]
    made = tree(workspace.output)
    assert made["issues/7/7.pdf"] not in pdfs.values()
    assert made == made_anew(workspace, faces)


def test_a_build_without_pdfs_keeps_no_pdf_of_an_issue_that_is_gone(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(an_eighth_issue())
    sound(build(workspace, faces, in_process))
    shutil.rmtree(workspace.issues / "7")
    sound(build(workspace, None, in_process))
    assert [path.name for path in workspace.output.rglob("*.pdf")] == ["8.pdf"]


def test_an_internal_issue_goes_to_the_internal_tree_alone(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    internal = {
        f"issues/8/{Path(name).name}": content.replace("number: 7", "number: 8")
        .replace("visibility: public", "visibility: internal")
        .replace("选派", "机要选调")
        for name, content in SMALL.items()
        if name.startswith("issues/7/")
    }
    workspace = make_workspace(internal)
    sound(build(workspace, faces, in_process))
    public = tree(workspace.output)
    sound(build(workspace, faces, in_process, ["8"]))
    sound(build(workspace, faces, in_process, internal=True))
    assert tree(workspace.output) == public
    for name, content in public.items():
        assert not name.startswith("issues/8"), name
        assert "机要选调".encode() not in content, name
        assert "第8期".encode() not in content, name
    everything = tree(workspace.internal_output)
    assert {"issues/7/7.pdf", "issues/8/8.pdf", "issues/8/a1.html"} < set(everything)


def test_an_interrupted_replacement_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "build"
    replace_tree(target, {"a/b.txt": b"1"})
    target.rename(tmp_path / ".build.old")  # as if the machine had stopped between two renames
    restore(target)
    assert tree(target) == {"a/b.txt": b"1"}
    replace_tree(target, {"c.txt": b"2"})
    assert tree(target) == {"c.txt": b"2"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_spare_tree_keeps_only_what_is_the_very_file(tmp_path: Path) -> None:
    """The same content by another name of the disk's is not the same file: it may yet change."""
    built, spare, fresh = tmp_path / "build", tmp_path / "spare", tmp_path / "fresh"
    replace_tree(built, {"a/same.txt": b"1", "a/twin.txt": b"1", "b.txt": b"2", "link.txt": b"3"})
    replace_tree(spare, {"a/twin.txt": b"1", "b.txt": b"2", "gone/c/d.txt": b"3"})
    (spare / "a/same.txt").hardlink_to(built / "a/same.txt")
    (spare / "link.txt").symlink_to(built / "link.txt")
    names = ("a/same.txt", "a/twin.txt", "b.txt", "link.txt")
    wanted: dict[str, bytes | Path] = {name: built / name for name in names}
    assert take_spare(spare, fresh, {**wanted, "b.txt": b"4"}) == {"a/same.txt"}
    assert sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*")) == [
        "a",
        "a/same.txt",
    ]
    assert not spare.exists()


def test_without_a_spare_nothing_is_kept(tmp_path: Path) -> None:
    assert take_spare(tmp_path / "spare", tmp_path / "fresh", {"a": tmp_path}) == frozenset()
    assert list(tmp_path.iterdir()) == []


def test_a_tree_made_of_the_one_before_the_last_is_as_one_made_anew(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(three_issues())
    one, other = (workspace.issues / name / "城关镇.md" for name in ("7", "8"))
    for path in (one, other, one, other):
        path.write_text(path.read_text("utf-8").replace("12名", "112名"), "utf-8")
        sound(build(workspace, faces, in_process))
    assert [path.name for path in (workspace.memory / "spare").iterdir()] == ["build"]
    made = tree(workspace.output)
    assert made_anew(workspace, faces) == made


def test_a_full_disk_leaves_the_last_good_tree(tmp_path: Path) -> None:
    target = tmp_path / "build"
    replace_tree(target, {"a.txt": b"1"})
    with pytest.raises(OSError, match="No space left"):
        replace_tree(target, {"a.txt": b"2"}, Disk(before=_full_disk))
    assert tree(target) == {"a.txt": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def _full_disk(operation: str, _path: Path) -> None:
    if operation == "write":
        raise OSError(28, "No space left on device")


def test_images_travel_beside_the_page(faces: Faces, make_workspace: MakeWorkspace) -> None:
    from PIL import Image

    workspace = make_workspace({})
    image = workspace.issues / "7" / "图" / "会场.png"
    image.parent.mkdir()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(image)
    copy = "---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n正文。\n\n![会场](图/会场.png)\n"
    copy += "\n![扫描件](扫描件.png)\n"
    scan = workspace.issues / "7" / "扫描件.png"
    scan.write_bytes(received := deep_png(0, lambda _x, _y: (40000,)))
    (workspace.issues / "7" / "城关镇.md").write_text(copy, "utf-8")
    sound(build(workspace, faces, in_process, ["7"]))
    assert (workspace.output / "issues/7/图/会场.png").read_bytes() == image.read_bytes()
    # What browsers show unreliably goes out as it is printed; the copy is not touched.
    with Image.open(workspace.output / "issues/7/扫描件.png") as shown:
        assert (shown.mode, shown.getpixel((9, 9))) == ("L", 156)
    assert scan.read_bytes() == received


# -- Only what has changed ---------------------------------------------------------------------


@dataclass
class Press:
    """Workers that count what they are given to set."""

    names: list[str] = field(default_factory=list)

    @contextmanager
    def __call__(self, _count: int) -> Iterator[Executor]:
        press = self

        class Counting(OnceInThisProcess):
            def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
                press.names.append(args[0].name)
                return super().submit(fn, *args, **kwargs)

        yield Counting()

    def taken(self) -> list[str]:
        names, self.names = sorted(self.names), []
        return names


def three_issues() -> dict[str, str]:
    return {
        f"issues/{number}/{Path(name).name}": content.replace("number: 7", f"number: {number}")
        for number in (7, 8, 9)
        for name, content in SMALL.items()
        if name.startswith("issues/7/")
    }


def times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_what_is_unchanged_is_not_made_again(faces: Faces, make_workspace: MakeWorkspace) -> None:
    workspace, press = make_workspace(three_issues()), Press()
    sound(build(workspace, faces, press))
    assert press.taken() == ["7", "8", "9"]
    whole, stamps = tree(workspace.output), times(workspace.output)

    again = sound(build(workspace, faces, press))
    assert (again.made, again.kept, press.taken()) == ((), 3, [])
    assert times(workspace.output) == stamps

    path = workspace.issues / "8" / "城关镇.md"
    copy = path.read_text("utf-8")
    path.write_text(copy.replace("12名", "13名"), "utf-8")
    sound(build(workspace, faces, press))
    assert press.taken() == ["8"]
    assert tree(workspace.output) != whole

    path.write_text(copy, "utf-8")
    sound(build(workspace, faces, press))
    assert tree(workspace.output) == whole


def test_what_looks_unchanged_is_not_even_read(
    faces: Faces, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.fingerprint.RACE", 10**15)
    workspace, press = make_workspace(three_issues()), Press()
    sound(build(workspace, faces, press))
    press.taken()
    read: list[str] = []

    def heard(folder: Path) -> str:
        read.append(folder.name)
        return key_of_folder(folder)

    monkeypatch.setattr("bulletin.making.context.key_of_folder", heard)
    assert sound(build(workspace, faces, press)).made == ()
    assert set(read) == {"7", "8", "9"}  # too new to be known by their looks
    read.clear()
    monkeypatch.setattr("bulletin.fingerprint.RACE", 0)
    assert sound(build(workspace, faces, press)).made == ()
    assert set(read) == {"7", "8", "9"}
    read.clear()
    assert sound(build(workspace, faces, press)).made == ()
    assert read == []

    path = workspace.issues / "8" / "城关镇.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("12名", "13名"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    sound(build(workspace, faces, press))
    assert (read, press.taken()) == (["8"], ["8"])
    assert "13名" in (workspace.output / "issues/8/index.html").read_text("utf-8")


def change(workspace: Workspace, name: str, old: str = "12名", new: str = "13名") -> None:
    """Change an issue's copy."""
    path = workspace.issues / name / "城关镇.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def spoil(workspace: Workspace, name: str) -> None:
    """Give an issue's copy a fault."""
    change(workspace, name, "unit: 城关镇", "unit: 没有的单位")


def issues_in(tree: Path) -> list[str]:
    """The names of the issues in a built tree."""
    return sorted(path.name for path in (tree / "issues").iterdir())


def lose_texts(workspace: Workspace) -> None:
    """As if somebody had tidied up in `.bulletin/`."""
    shutil.rmtree(workspace.memory / "text")


def hide(files: dict[str, str], name: str) -> dict[str, str]:
    """The files, with one issue that is internal."""
    sheet = f"issues/{name}/issue.md"
    return {**files, sheet: files[sheet].replace("visibility: public", "visibility: internal")}


DAMAGED = [None, b"[", b"\xff", b'["",[]]', b'["ab",["xy"]]', b'[1,[[1,"h"]]]', b'["",[["x",5]]]']


@pytest.mark.parametrize("names", [(), ("8",)], ids=["all", "one"])
@pytest.mark.parametrize("damaged", DAMAGED)
def test_texts_that_are_lost_are_made_anew(
    make_workspace: MakeWorkspace, damaged: bytes | None, names: tuple[str, ...]
) -> None:
    """The search needs the text of the issues that did not change, too; nobody reads it till then.

    When one cannot be had, its issue is made anew, whichever was asked for.
    """
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    for path in (workspace.memory / "text").iterdir():
        if damaged is None:
            path.unlink()
        else:
            path.write_bytes(damaged)
    assert sound(build(workspace, None, in_process)).made == ()
    change(workspace, "8")
    assert {each.name for each in sound(build(workspace, None, in_process, names)).made} == {
        *("7", "8", "9")
    }
    made = tree(workspace.output)
    assert made_anew(workspace, None) == made


def test_a_faulty_issue_whose_text_is_lost_keeps_its_edition(
    make_workspace: MakeWorkspace,
) -> None:
    """It cannot be made anew; until it can, the search finds its titles."""
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    page = (workspace.output / "issues/9/a1.html").read_bytes()
    spoil(workspace, "9")
    lose_texts(workspace)
    change(workspace, "8")
    assert build(workspace, None, in_process, ["8"]).failed
    assert issues_in(workspace.output) == ["7", "8", "9"]
    assert (workspace.output / "issues/9/a1.html").read_bytes() == page
    change(workspace, "9", "unit: 没有的单位", "unit: 城关镇")
    sound(build(workspace, None, in_process))
    made = tree(workspace.output)
    assert made_anew(workspace, None) == made


def test_lost_texts_bring_no_internal_issue_that_nobody_asked_for(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(hide(three_issues(), "9"))
    sound(build(workspace, None, in_process))
    lose_texts(workspace)
    change(workspace, "7")
    spoil(workspace, "8")
    built = build(workspace, None, in_process, ["7"])
    assert (built.failed, {each.name for each in built.made}) == (True, {"7"})
    assert issues_in(workspace.output) == ["7", "8"]
    assert not workspace.internal_output.exists()


def write_over(workspace: Workspace) -> None:
    """A page of an issue that is not asked for was changed by hand."""
    (workspace.output / "issues/9/index.html").write_text("9", "utf-8")


def remember_otherwise(workspace: Workspace) -> None:
    """The ledger is of another version of the program."""
    for ledger in (workspace.memory / "ledger").iterdir():
        _, content = json.loads(ledger.read_bytes())
        ledger.write_text(json.dumps([0, content]), "utf-8")


def remember_nothing(workspace: Workspace) -> None:
    """What was remembered is gone."""
    shutil.rmtree(workspace.memory)


def stop_at_the_ledger(workspace: Workspace) -> None:
    """A build of all put its tree in place, and was stopped before it could write that down."""
    change(workspace, "9")
    with pytest.MonkeyPatch.context() as patched:

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr("bulletin.making.tree.write_ledger", stop)
        with pytest.raises(KeyboardInterrupt):
            build(workspace, None, in_process)


def stop_at_a_new_issue(workspace: Workspace) -> None:
    """The same happened to the first build that made an issue."""
    aside = workspace.root / "9"
    (workspace.issues / "9").rename(aside)
    sound(build(workspace, None, in_process))
    aside.rename(workspace.issues / "9")
    stop_at_the_ledger(workspace)


@pytest.mark.parametrize(
    "mishap",
    [write_over, remember_otherwise, remember_nothing, stop_at_the_ledger, stop_at_a_new_issue],
)
def test_building_one_issue_drops_no_other(
    make_workspace: MakeWorkspace, mishap: Callable[[Workspace], None]
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    mishap(workspace)
    change(workspace, "8")
    sound(build(workspace, None, in_process, ["8"]))
    assert issues_in(workspace.output) == ["7", "8", "9"]
    assert b"<html" in (workspace.output / "issues/9/index.html").read_bytes()


def test_a_disk_that_is_full_at_the_texts_leaves_the_tree_before(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    made = tree(workspace.output)
    change(workspace, "8")
    with monkeypatch.context() as patched:

        def full(path: Path, content: bytes) -> None:
            raise OSError(28, "No space left on device", str(path))

        patched.setattr("bulletin.making.tree.replace_file", full)
        with pytest.raises(OSError, match="No space"):
            build(workspace, None, in_process)
    assert tree(workspace.output) == made


def test_one_trees_build_drops_nothing_that_the_others_is_making(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    sound(build(workspace, None, in_process, internal=True))
    change(workspace, "8")
    again = [True]

    def write_late(folder: Path, ledger: Ledger, before: Ledger) -> None:
        if again.pop() if again else False:
            change(workspace, "8", "13名", "14名")
            sound(build(workspace, None, in_process))
        write_ledger(folder, ledger, before)

    monkeypatch.setattr("bulletin.making.tree.write_ledger", write_late)
    sound(build(workspace, None, in_process, internal=True))
    ledger = read_ledger(workspace.memory / "ledger-internal")
    kept = {path.stem for path in (workspace.memory / "text").iterdir()}
    assert kept > {entry.key for entry in ledger.entries.values()}


def test_a_public_build_leaves_what_only_the_internal_tree_has(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(hide(three_issues(), "9"))
    sound(build(workspace, faces, in_process, internal=True))
    stores = [workspace.memory / name for name in ("pdf", "text")]
    kept = [tree(store) for store in stores]
    sound(build(workspace, faces, in_process))
    assert [tree(store) for store in stores] == kept
    ledger = workspace.memory / "ledger-internal"
    entries = read_ledger(ledger).entries.values()
    assert named_by(ledger) == {name for entry in entries for name in (entry.key, entry.pdf)}


def test_what_is_written_down_comes_back_as_it_was() -> None:
    source = Source("issues/8/甲.md", "文字\n二")
    edits = (Edit(Span(0, 2), "字"),)
    said = Diagnostic("T101", Severity.WARNING, source, Span(0, 2), "坏", edits=edits)
    assert source.line_starts == (0, 3)  # what is worked out from a value is no part of it
    read = read_value(Diagnostic, written_value(said))
    assert read == said
    assert type(read.edits[0]) is Edit
    text = IssueText("前言", (ArticleText("文字", Markup("<p>文字</p>")),))
    again = read_value(IssueText, written_value(text))
    assert again == text
    assert type(again.articles[0].html) is Markup


def years_apart() -> dict[str, str]:
    """Three issues, each of another year."""
    return {
        name: content.replace("date: 2024", f"date: {2017 + int(name.split('/')[1])}")
        for name, content in three_issues().items()
    }


def test_the_ledger_is_written_by_the_year(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(years_apart())
    sound(build(workspace, None, in_process))
    kept = [
        workspace.memory / room / f"{year}.json"
        for room in ("ledger", "record")
        for year in range(2024, 2027)
    ]
    assert all(path.is_file() for path in kept)
    before = {path: path.stat().st_ino for path in kept}
    change(workspace, "8")
    sound(build(workspace, None, in_process))
    written = {path for path in kept if path.stat().st_ino != before[path]}
    assert {path.name for path in written} == {"2025.json"}
    sheet = workspace.issues / "8/issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("2025", "2026"), "utf-8")
    sound(build(workspace, None, in_process))
    assert sorted(path.name for path in (workspace.memory / "ledger").iterdir()) == [
        "2024.json",
        "2026.json",
        "joint.json",
    ]
    made = tree(workspace.output)
    assert made == made_anew(workspace, None)


@pytest.mark.parametrize("name", ["2024.json", "2025.json", "joint.json"])
@pytest.mark.parametrize("older", [False, True], ids=["lost", "of an earlier build"])
def test_the_ledgers_files_need_not_agree(
    name: str, older: bool, make_workspace: MakeWorkspace
) -> None:
    """A build may be stopped between any two of them, and each may be lost."""
    workspace = make_workspace(years_apart())
    place = workspace.memory / "ledger" / name
    sound(build(workspace, None, in_process))
    before = place.read_bytes()
    for each in ("7", "8"):
        change(workspace, each)
    sound(build(workspace, None, in_process))
    if older:
        place.write_bytes(before)
    else:
        place.unlink()
    change(workspace, "9")
    sound(build(workspace, None, in_process, ["9"]))
    assert issues_in(workspace.output) == ["7", "8", "9"]
    sound(build(workspace, None, in_process))
    made = tree(workspace.output)
    assert made == made_anew(workspace, None)


def test_what_stays_inside_is_not_read_again(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = hide(three_issues(), "9")
    files["issues/8/issue.md"] = files["issues/8/issue.md"].replace("signed", "draft")
    workspace = make_workspace(files)
    read: list[str] = []

    def heard(workspace: Workspace, folder: Path, *given: Any, **named: Any) -> ReadIssue:
        read.append(folder.name)
        return read_issue(workspace, folder, *given, **named)

    monkeypatch.setattr("bulletin.making.drafts.read_issue", heard)
    first = sound(build(workspace, None, in_process))
    assert sorted(read) == ["7", "8", "9"]
    read.clear()
    change(workspace, "7")
    again = sound(build(workspace, None, in_process))
    assert read == ["7"]
    assert (again.elsewhere, again.inside) == (first.elsewhere, first.inside)
    assert [each.code for each in again.inside] == ["I015"]
    read.clear()
    change(workspace, "8")
    sheet = workspace.issues / "9/issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("internal", "public"), "utf-8")
    last = sound(build(workspace, None, in_process))
    assert read == ["8", "9", "7"]  # whose page leads to the ninth now
    assert (last.elsewhere, last.inside) == ((), first.inside)
    assert (workspace.output / "issues/9/index.html").is_file()
    made = tree(workspace.output)
    assert made == made_anew(workspace, None)


INTERNAL = ("visibility: public", "visibility: internal")
SECRET = ("visibility: public", "visibility: public\nsecrecy: 秘密")
FAULTY = ("date: ", "dated: ")


@pytest.mark.parametrize("alone", [False, True], ids=["of three", "the only one"])
@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ([INTERNAL], False),
        ([INTERNAL, FAULTY], True),
        ([SECRET], True),
        ([(SECRET[0], SECRET[1] + "★1年")], True),
        ([(SECRET[0], SECRET[1] + "*1年")], True),
        ([(SECRET[0], SECRET[1] + "★无期")], True),
        ([(SECRET[0], SECRET[1].replace("秘密", "[秘密]"))], True),
        ([SECRET, FAULTY], True),
        ([SECRET, INTERNAL], False),
    ],
)
def test_an_issue_that_is_no_longer_public_leaves_no_trace(
    make_workspace: MakeWorkspace, changes: list[tuple[str, str]], failed: bool, alone: bool
) -> None:
    """A faulty issue keeps its last edition, but not where its own copy says it may not stand."""
    files = three_issues()
    secret = "第8期独有的一句话"
    files["issues/8/城关镇.md"] = files["issues/8/城关镇.md"].replace("12名", secret)
    workspace = make_workspace(files)
    for name in ("7", "9") if alone else ():
        shutil.rmtree(workspace.issues / name)
    sound(build(workspace, None, in_process))
    assert secret.encode() in b"".join(tree(workspace.output).values())
    sheet = workspace.issues / "8" / "issue.md"
    text = sheet.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    sheet.write_text(text, "utf-8")
    built = build(workspace, None, in_process)
    assert built.failed is failed
    left = tree(workspace.output)
    assert not [name for name in left if name.startswith("issues/8/")]
    assert secret.encode() not in b"".join(left.values())
    assert build(workspace, None, in_process).made == ()


def test_copy_that_changes_while_it_is_read_is_made_again(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that saves in two steps, or an editor who takes back what he just saved.

    The key is of the copy as it was before and is again; what was read was another.
    """
    files = three_issues()
    sheet = "issues/8/issue.md"
    printed_long_ago = files[sheet].replace("status: signed", "status: printed")
    workspace = make_workspace({**files, sheet: printed_long_ago})
    path = workspace.issues / "8" / "城关镇.md"
    whole = path.read_text("utf-8")

    def seeing(context: BuildContext, names: Iterable[str]) -> BuildContext:
        found = see(context, frozenset(names))
        path.write_text(whole[: whole.index("12名")] + "半截。\n", "utf-8")
        return found

    see = BuildContext.seeing
    with monkeypatch.context() as patched:
        patched.setattr(BuildContext, "seeing", seeing)
        sound(build(workspace, None, in_process))
    assert "半截" in (workspace.output / "issues/8/index.html").read_text("utf-8")
    path.write_text(whole, "utf-8")
    sound(build(workspace, None, in_process))
    made = tree(workspace.output)
    assert made_anew(workspace, None) == made


def test_a_folder_that_disappears_during_the_build_stops_no_other(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    for name in ("7", "8"):
        change(workspace, name)

    def pages(renderer: Any, site: Any, issue: Issue, beside: Any, **rest: Any) -> Any:
        if issue.folder == "8":
            shutil.rmtree(workspace.issues / "8")
            raise FileNotFoundError(2, "gone", str(workspace.issues / "8" / "1.png"))
        return issue_pages(renderer, site, issue, beside, **rest)

    with monkeypatch.context() as patched:
        patched.setattr("bulletin.making.drafts.issue_pages", pages)
        built = build(workspace, None, in_process)
    assert [(each.code, each.message) for each in built.diagnostics] == [("F010", "生成时不见了")]
    assert {each.name for each in built.made} == {"7"}
    assert issues_in(workspace.output) == ["7", "8", "9"]
    sound(build(workspace, None, in_process))
    assert issues_in(workspace.output) == ["7", "9"]


def test_one_issue_is_built_without_the_warnings_of_another(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    """Neither those of reading nor those of the press, which are kept with what it made."""
    copy = f"{SMALL['issues/7/城关镇.md']}\n编码是{'A' * 99}。\n\n2024年3月5日\n"
    sheet = SMALL["issues/7/issue.md"].replace("number: 7", "number: 8")
    files = {"issues/7/城关镇.md": copy, "issues/8/城关镇.md": copy, "issues/8/issue.md": sheet}
    workspace = make_workspace(files)
    for names, told in (((), ["7", "8"]), (("8",), ["8"]), (("7",), ["7"])):
        built = build(workspace, faces, in_process, names)
        warned = [each for each in built.diagnostics if each.code in ("P109", "S174")]
        paths = [each.source.path for each in warned if each.source]
        assert sorted({path.split("/")[1] for path in paths}) == told
        again = build(workspace, faces, in_process, names)
        assert again.diagnostics == built.diagnostics, "what is unchanged is told again"
        assert not again.made
    for each in "78":
        (workspace.issues / each / "城关镇.md").write_text(f"{copy}\n城关镇党委\n", "utf-8")
    built = build(workspace, faces, in_process, ("8",))
    assert {each.code for each in built.diagnostics} >= {"P109", "S174"}
    read = [each.source.path.split("/")[1] for each in built.diagnostics if each.source]
    assert set(read) == {"8"}


def test_a_stray_folder_is_told_and_stops_no_issue(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        {**three_issues(), "issues/草稿/甲.md": "", "templates/ours.html": "", "styles/x.css": ""}
    )
    built = build(workspace, None, in_process)
    assert {each.name for each in built.made} == {"7", "8", "9"}
    assert {each.code for each in built.diagnostics} == {"I001", "F015"}
    assert built.failed


def test_what_a_host_wants_beside_the_site_stays(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    (workspace.output / "CNAME").write_text("xinxi.example.gov.cn\n", "utf-8")
    (workspace.output / "notes.txt").write_text("what is gone is removed", "utf-8")
    for name in ("7", "8", "9"):
        sound(build(workspace, None, in_process))
        assert (workspace.output / "CNAME").read_text("utf-8") == "xinxi.example.gov.cn\n"
        assert not (workspace.output / "notes.txt").exists()
        change(workspace, name)


@pytest.mark.parametrize("name", ["notes.txt", "index.html", "issues/8/index.html"])
def test_a_link_to_nothing_in_the_tree_is_replaced(
    name: str, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    made = tree(workspace.output)
    place = workspace.output / name
    place.unlink(missing_ok=True)
    place.symlink_to("nowhere")
    sound(build(workspace, None, in_process))
    assert not place.is_symlink()
    assert tree(workspace.output) == made


def test_a_repository_in_the_trees_place_stops_the_build(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(three_issues())
    (workspace.output / ".git").mkdir(parents=True)
    (workspace.output / ".git/HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    [fault] = build(workspace, None, in_process).diagnostics
    assert fault.code == "F019"
    assert tree(workspace.output) == {".git/HEAD": b"ref: refs/heads/main\n"}


def test_what_is_behind_a_link_is_not_ours(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """An office may have linked `build` to a web server's folder: it is replaced, not emptied."""
    workspace = make_workspace(three_issues())
    others = tmp_path / "www"
    others.mkdir()
    (others / "keep.txt").write_text("not ours", "utf-8")
    workspace.output.symlink_to(others)
    for _ in range(3):
        sound(build(workspace, None, in_process))
        change(workspace, "8", "12名", "112名")
    assert tree(others) == {"keep.txt": b"not ours"}
    assert issues_in(workspace.output) == ["7", "8", "9"]


def test_a_spare_that_is_a_link_is_not_taken(tmp_path: Path) -> None:
    others = tmp_path / "others"
    others.mkdir()
    (others / "keep.txt").write_text("not ours", "utf-8")
    (tmp_path / "spare").symlink_to(others)
    assert take_spare(tmp_path / "spare", tmp_path / "fresh", {}) == frozenset()
    assert tree(others) == {"keep.txt": b"not ours"}


def test_ctrl_c_between_two_renames_puts_the_old_tree_back(tmp_path: Path) -> None:
    target = tmp_path / "build"
    replace_tree(target, {"a.txt": b"1"})
    renamed: list[Path] = []

    def stop(operation: str, path: Path) -> None:
        if operation == "rename":
            renamed.append(path)
            if len(renamed) == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_tree(target, {"a.txt": b"2"}, Disk(before=stop))
    assert tree(tmp_path) == {"build/a.txt": b"1"}


def test_the_store_keeps_no_text_that_nothing_names(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, faces, in_process))
    shutil.rmtree(workspace.issues / "8")
    sound(build(workspace, faces, in_process))
    ledger = read_ledger(workspace.memory / "ledger")
    kept = {path.stem for path in (workspace.memory / "text").iterdir()}
    assert kept == {entry.key for entry in ledger.entries.values()}
    assert len(kept) == 2


def test_a_note_in_the_front_matter_sets_no_pdf_again(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace, press = make_workspace(three_issues()), Press()
    sound(build(workspace, faces, press))
    press.taken()
    path = workspace.issues / "8" / "城关镇.md"
    path.write_text(path.read_text("utf-8").replace("---\n\n", "phone: 1\n---\n\n"), "utf-8")
    assert [each.fresh for each in sound(build(workspace, faces, press)).made] == [False]
    assert press.taken() == []


@pytest.mark.parametrize(
    ("name", "content", "pressed"),
    [
        ("templates/issue.html", "页", []),
        (
            "templates/sheet.html",
            (REPOSITORY / "templates/sheet.html")
            .read_text("utf-8")
            .replace("<footer", "<p>张</p><footer"),
            ["7", "8", "9"],
        ),
        ("styles/paper.css", "p { color: black }", ["7", "8", "9"]),
        ("styles/screen.css", "p { color: red }", []),
    ],
)
def test_a_template_or_style_remakes_what_it_makes(
    faces: Faces, make_workspace: MakeWorkspace, name: str, content: str, pressed: list[str]
) -> None:
    workspace, press = make_workspace(three_issues()), Press()
    sound(build(workspace, faces, press))
    press.taken()
    (workspace.root / name).parent.mkdir()
    (workspace.root / name).write_text(content, "utf-8")
    sound(build(workspace, faces, press))
    assert press.taken() == pressed
    fresh = Workspace(workspace.root.parent / "fresh")
    shutil.copytree(workspace.root, fresh.root, ignore=shutil.ignore_patterns("build", ".*"))
    sound(build(fresh, faces, press))
    assert tree(fresh.output) == tree(workspace.output)


def test_a_profile_is_found_by_its_name(faces: Faces, make_workspace: MakeWorkspace) -> None:
    issue = SMALL["issues/7/issue.md"].replace("number: 7", "number: 7\nprofile: 本单位")
    workspace = make_workspace({"issues/7/issue.md": issue})
    [fault] = build(workspace, faces, in_process).diagnostics
    assert (fault.code, fault.quoted) == ("F016", "本单位")
    assert "gbt9704" in fault.hint
    own = workspace.root / "styles" / "profiles" / "本单位.css"
    own.parent.mkdir(parents=True)
    own.write_text(":root { --pitch: 28.9pt; }", "utf-8")
    sound(build(workspace, faces, in_process))


def test_the_build_report_names_faces_and_departures(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    loose = (REPOSITORY / "styles/profiles/gbt9704.css").read_text("utf-8")
    loose = re.sub(r"--pitch: [0-9.]+pt", "--pitch: 28pt", loose)
    workspace = make_workspace({"styles/profiles/gbt9704.css": loose})
    built = sound(build(workspace, faces, in_process))
    [deviation] = built.deviations
    assert deviation == "行距 28 pt，标准为 28.95 pt（GB/T 9704-2012 5.2.3，一般）"
    [report] = json.loads((workspace.memory / "record/2024.json").read_bytes()).values()
    assert report["deviations"] == [deviation]
    assert set(report["faces"]) == {"仿宋", "小标宋", "黑体", "楷体", "宋体"}
    assert sound(build(workspace, faces, in_process)).deviations == (deviation,)


def test_what_is_gone_is_removed(faces: Faces, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, faces, in_process))
    shutil.rmtree(workspace.issues / "8")
    sound(build(workspace, faces, in_process))
    assert not (workspace.output / "issues/8").exists()
    assert "第8期" not in (workspace.output / "index.html").read_text("utf-8")
    assert len(list((workspace.memory / "pdf").glob("*.pdf"))) == 2


def test_a_file_that_was_changed_or_lost_in_the_tree_is_made_again(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, faces, in_process))
    whole = tree(workspace.output)
    (workspace.output / "issues/7/index.html").write_text("改了", "utf-8")
    (workspace.output / "issues/8/8.pdf").unlink()
    (workspace.output / "index.html").unlink()
    (workspace.output / "多出来的.txt").write_text("", "utf-8")
    sound(build(workspace, faces, in_process))
    assert tree(workspace.output) == whole


def test_a_pdf_that_was_written_over_does_not_come_back_from_the_store(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace({})
    sound(build(workspace, faces, in_process))
    whole = tree(workspace.output)
    with (workspace.output / "issues/7/7.pdf").open("r+b") as opened:
        opened.write(b"%PDF-0.0")
    sound(build(workspace, faces, in_process))
    assert tree(workspace.output) == whole


def test_the_tree_shares_no_file_with_what_it_is_made_of(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace({"styles/screen.css": "p { color: black }"})
    sound(build(workspace, faces, in_process))
    own = workspace.root / "styles" / "screen.css"
    assert not own.samefile(workspace.output / "screen.css")


def test_a_failing_issue_keeps_its_last_good_edition_and_stops_no_other(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, faces, in_process))
    whole = tree(workspace.output)
    for number, content in ((8, "坏了"), (9, "---\nunit: 城关镇\ntitle: 新的\n---\n新的一篇。\n")):
        (workspace.issues / str(number) / "城关镇.md").write_text(content, "utf-8")
    built = build(workspace, faces, in_process)
    assert built.failed
    assert [each.name for each in built.made] == ["9"]
    after = tree(workspace.output)
    changed = {name for name in whole if whole[name] != after[name] and name.startswith("issues/")}
    assert changed == {"issues/9/index.html", "issues/9/a1.html", "issues/9/9.pdf"}


class Stopped(BaseException):
    """As if the power had failed."""


def test_an_interrupted_build_leaves_the_site_and_the_next_one_goes_on(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace, press = make_workspace(three_issues()), Press()

    def stop(_made: object, done: int, _of: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        build(workspace, faces, press, heard=stop)
    assert press.taken() == ["7", "8", "9"]
    assert not workspace.output.exists()
    sound(build(workspace, faces, press))
    assert len(press.taken()) == 1  # the other two lay in the store
    assert (workspace.output / "issues/9/9.pdf").exists()


def test_two_builds_into_one_output_do_not_mix(faces: Faces, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    path = workspace.output.with_name(".build.lock")
    with lock(path), pytest.raises(Locked, match=f"进程 {os.getpid()}"):
        build(workspace, faces, in_process)
    sound(build(workspace, faces, in_process))
    assert not path.exists()


@pytest.mark.slow
def test_the_press_in_other_processes_gives_the_same_tree(
    faces: Faces, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace(three_issues())
    sound(build(workspace, faces, in_process))
    here = tree(workspace.output)
    shutil.rmtree(workspace.output)
    shutil.rmtree(workspace.memory)
    sound(build(workspace, faces, local_workers))
    assert tree(workspace.output) == here


@pytest.mark.slow
def test_workers_are_replaced_after_their_share(
    faces: Faces, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More issues than one set of workers is given; a pool that replaces its own would hang."""
    monkeypatch.setattr("bulletin.making.press_run.MOST_AT_ONCE", 2)
    workspace, shares = make_workspace(three_issues()), []

    def workers(count: int) -> AbstractContextManager[Executor]:
        shares.append(count)
        return local_workers(1)

    built = sound(build(workspace, faces, workers))
    assert [each.name for each in built.made] == ["7", "8", "9"]
    assert shares == [2, 1]


def slow_sheet(*_: object, **__: object) -> None:
    time.sleep(30)


def test_an_issue_that_takes_too_long_is_stopped_and_named(
    faces: Faces, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.pressroom.SECONDS", 1)
    monkeypatch.setattr("bulletin.press.set_sheet", slow_sheet)
    built = build(make_workspace({}), faces, lambda _count: nullcontext(InThisProcess()))
    assert [each.code for each in built.diagnostics] == ["P190"]


class Deaf(Executor):
    """Takes jobs, and never answers."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


def test_a_cluster_that_answers_no_more_is_not_waited_for(
    faces: Faces, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.making.press_run.SECONDS", 0.05)
    workspace = make_workspace(three_issues())
    built = build(workspace, faces, lambda _count: nullcontext(Deaf()))
    assert [(each.code, each.message) for each in built.diagnostics] == [
        ("P190", "集群很久没有回音，这一期没有排")
    ] * 3


def test_a_worker_that_is_killed_fails_only_its_own_issue(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(three_issues())
    killing: set[str] = {"8"}

    class Dying(InThisProcess):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if args[0].name not in killing:
                return super().submit(fn, *args, **kwargs)
            future: Future[Any] = Future()
            future.set_exception(BrokenProcessPool())
            return future

    built = build(workspace, faces, lambda _count: nullcontext(Dying()))
    assert [(each.code, each.message) for each in built.diagnostics] == [
        ("P190", "排版的进程被系统停掉了")
    ]
    assert [each.name for each in built.made] == ["7", "9"]


@pytest.mark.slow
def test_workers_end_with_the_process_that_called_them(faces: Faces, tmp_path: Path) -> None:
    """A killed build leaves nobody behind."""
    code = """
import sys, time
from bulletin.press import prepare_faces
from bulletin.pressroom import WorkerPool
press = WorkerPool(1)
press.call(prepare_faces()[0])
while not press._pool._processes:
    time.sleep(0.01)
print(*press._pool._processes, flush=True)
time.sleep(60)
"""
    script = tmp_path / "calls.py"
    script.write_text("if __name__ == '__main__':\n" + textwrap.indent(code, "    "), "utf-8")
    caller = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert caller.stdout
    worker = int(caller.stdout.readline())
    caller.kill()
    caller.wait()
    caller.stdout.close()
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker is still there")


def test_a_ledger_that_cannot_be_written_leaves_nothing_half_cleared(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old tree is gone before the lock is, whatever comes after it."""
    workspace = make_workspace(three_issues())
    sound(build(workspace, None, in_process))
    copy = workspace.issues / "7" / "河口镇.md"
    copy = copy if copy.exists() else next(p for p in (workspace.issues / "7").glob("*.md"))
    copy.write_text(copy.read_text("utf-8") + "\n又及。\n", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("bulletin.making.tree.write_ledger", full)
        with pytest.raises(OSError, match="No space"):
            build(workspace, None, in_process)
    assert not list(workspace.root.glob(".build.*old*"))
    sound(build(workspace, None, in_process))


@pytest.mark.slow
def test_every_worker_hears_no_ctrl_c() -> None:
    """The first too, before whom `multiprocessing` starts a process of its own and lets it in."""
    code = """
        import multiprocessing
        from pathlib import Path
        from bulletin.press import prepare_faces
        from bulletin.pressroom import local_workers
        with local_workers(2) as press:
            press.call(prepare_faces()[0])
            for worker in multiprocessing.active_children():
                print(Path(f"/proc/{worker.pid}/status").read_text())
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    blocked = [int(mask, 16) for mask in re.findall(r"SigBlk:\s*([0-9a-f]+)", run.stdout)]
    assert len(blocked) == 2
    assert all(mask & 1 << (signal.SIGINT - 1) for mask in blocked)


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.1, 0.2, 0.3, 0.5])
def test_ctrl_c_while_workers_come_is_clean(tmp_path: Path, after: float) -> None:
    """It goes to the whole group, to workers who are only starting too."""
    script = tmp_path / "calls.py"
    code = """
        import signal, time
        from bulletin.press import prepare_faces
        from bulletin.pressroom import local_workers
        signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests' caller may ignore it
        try:
            with local_workers(2) as press:
                press.call(prepare_faces()[0])
                print("called", flush=True)
                time.sleep(20)
        except KeyboardInterrupt:
            print("stopped", flush=True)
    """
    body = textwrap.indent(textwrap.dedent(code), "    ")
    script.write_text("if __name__ == '__main__':\n" + body, "utf-8")
    caller = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert caller.stdout
    assert caller.stdout.readline() == "called\n"
    time.sleep(after)
    os.killpg(caller.pid, signal.SIGINT)
    said, complaints = caller.communicate(timeout=20)
    assert said == "stopped\n"
    assert "Traceback" not in complaints
