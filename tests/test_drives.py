"""Drives as they are: without hard links, without renaming over a file, full, with clocks that go
back, with names as long as names may be; and many who do everything at once.

No vfat and no FUSE drive can be mounted where the tests run, so the calls of the system are faked.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bulletin.output as output
from bulletin.cli import run
from bulletin.edition.shelf import REGISTER_NAME, read_shelf
from bulletin.image_files import file_key
from bulletin.output import Disk, beside, put_back, replace_file
from bulletin.publish.act import approve, publish, withdraw
from bulletin.publish.verification import verify
from bulletin.revision.applying import Rewrite, write_all
from bulletin.revision.body import Depth
from bulletin.source import Source
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, SUBMISSION, MakeWorkspace
from tests.office import edit, office, sent, signed_issue, three_signed_issues
from tests.test_build import tree
from tests.test_image_files import PNG
from tests.test_lock import at_once
from tests.test_publish import writable


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = three_signed_issues(make_workspace)
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def poor_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hard links, no modes, and no renaming over a file that is there."""
    rename = Path.rename

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def renamed(old: Path, new: Path) -> Path:
        if Path(new).is_file():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
        return rename(old, new)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "chmod", refuse)
    monkeypatch.setattr(Path, "rename", renamed)


def test_everything_is_done_on_a_poor_drive(workspace: Workspace, poor_drive: None) -> None:
    for name in ("7", "8"):
        sent(publish(workspace, name, office()))
    edit(workspace, "9", "12名", "13名")
    assert approve(workspace, "9") == ()
    assert approve(workspace, "9") == ()
    sent(withdraw(workspace, "8", "有误", office()))
    sent(publish(workspace, "9", office()))
    for _ in range(2):
        assert run(["build", "--no-pdf"]) == 0
    assert verify(workspace).diagnostics == ()
    assert [line.name for line in read_shelf(workspace).register] == ["7/1", "8/1", "8/2", "9/1"]


def test_copy_is_corrected_on_a_poor_drive(workspace: Workspace, poor_drive: None) -> None:
    """By `check --fix`, and by what comes back from Word; if one of two files cannot be written,
    both are as they were."""
    edit(workspace, "9", "12名，", "12名,")
    assert run(["check", "9", "--fix"]) == 0
    assert "12名，" in (workspace.issues / "9/城关镇.md").read_text("utf-8")
    old = tree(workspace.issues)
    names = ("8/issue.md", "9/issue.md")
    turned = tuple(
        Rewrite(
            Source(f"issues/{name}", old[name].decode()),
            old[name].decode().replace("城关镇", "东关街道"),
            Depth.LETTERS,
        )
        for name in names
    )

    def fail_at_the_second(operation: str, path: Path) -> None:
        if operation == "rename" and path.parent.name == "9":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    with pytest.raises(OSError, match="error"):
        write_all(workspace.root, turned, Disk(fail_at_the_second))
    assert tree(workspace.issues) == old
    write_all(workspace.root, turned)
    now = tree(workspace.issues)
    assert {name for name, each in now.items() if each != old[name]} == set(names)


@pytest.fixture
def careless_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opens a file by other capitals and by another form of Unicode, as Windows and Macs do."""

    names_in = os.listdir

    def real(path: Any) -> Any:
        if not isinstance(path, str | Path) or os.path.lexists(path):
            return path
        wanted = Path(path)
        above = Path(real(wanted.parent)) if wanted.parent != wanted else wanted
        there = names_in(above) if above.is_dir() else []
        alike = (each for each in there if file_key(each) == file_key(wanted.name))
        return above / next(alike, wanted.name)

    def careless(call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path, *given, **named: call(real(path), *given, **named)

    for module, name in ((os, "stat"), (os, "open"), (io, "open")):
        monkeypatch.setattr(module, name, careless(getattr(module, name)))


WRITTEN = {"ABC社区": "abc社区", "Café": "Cafe\u0301"}
"""How a sheet names an article and how copy names an image, and how the drive lists the file."""


@pytest.mark.parametrize(("written", "listed"), WRITTEN.items())
def test_the_same_bytes_are_made_whatever_the_drive_takes_for_one_name(
    make_workspace: MakeWorkspace,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    listed: str,
) -> None:
    body = f"{SUBMISSION}\n![现场]({written}.png)\n"
    sheet = ISSUE.replace("[城关镇]", f"[{written}]")
    made = make_workspace({"issues/7/issue.md": sheet, f"issues/7/{listed}.md": body})
    (made.issues / "7/城关镇.md").unlink()
    (made.issues / f"7/{listed}.png").write_bytes(PNG)
    monkeypatch.chdir(made.root)
    built = []
    for _ in range(2):
        assert run(["build", "7", "--internal", "--no-pdf"]) == 0
        built.append(tree(made.internal_output))
        shutil.rmtree(made.internal_output)
        shutil.rmtree(made.memory, ignore_errors=True)
        request.getfixturevalue("careless_drive")
    assert built[0] == built[1]
    assert f"issues/7/{listed}.png" in built[0]
    assert (made.issues / f"7/{written}.md").is_file()  # as such a drive does


def test_a_register_moved_aside_is_put_back(workspace: Workspace, poor_drive: None) -> None:
    """The machine stops between the two renamings."""
    sent(publish(workspace, "7", office()))
    register = workspace.issues / REGISTER_NAME
    register.rename(register.with_name(f".{REGISTER_NAME}.old"))
    sent(publish(workspace, "8", office()))
    assert verify(workspace).diagnostics == ()
    replace_file(register.with_name(f".{REGISTER_NAME}.old"), b"older")
    put_back(register)
    assert [path.name for path in workspace.issues.glob(".*")] == []


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    for name in ("报" * 84 + ".md", "a" * 255, "报" * 85):
        replace_file(tmp_path / name, b"one")
        replace_file(tmp_path / name, b"two")
        assert (tmp_path / name).read_bytes() == b"two"
        assert len(os.fsencode(beside(tmp_path / name).name)) <= 255
    assert len(list(tmp_path.iterdir())) == 3


def test_long_names_that_begin_alike_are_written_on_a_poor_drive(
    tmp_path: Path, poor_drive: None
) -> None:
    """What is moved aside while a file is replaced has a name of its own, too."""
    names = [f"{'报' * 84}.{ending}" for ending in ("md", "mx")]
    for content in (b"one", b"two"):
        for name in names:
            replace_file(tmp_path / name, content)
    for name in names:
        aside = output._aside(tmp_path / name)
        (tmp_path / name).rename(aside)  # the machine stops between the two renamings
    for name in names:
        put_back(tmp_path / name)
        assert (tmp_path / name).read_bytes() == b"two"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_clock_that_goes_back_takes_no_number_twice(workspace: Workspace) -> None:
    sent(publish(workspace, "7", office()))
    earlier = replace(office(), today=date(2024, 3, 20))
    sent(publish(workspace, "8", earlier))
    sent(withdraw(workspace, "7", "有误", replace(office(), today=date(2024, 3, 10))))
    assert verify(workspace).diagnostics == ()


def test_the_day_between_february_and_march_and_the_night_of_the_year(
    make_workspace: MakeWorkspace,
) -> None:
    """Approved on the last evening of a year, published in the next; dated on 29 February."""
    own = "numbering: yearly\n"
    workspace = make_workspace({})
    shutil.rmtree(workspace.issues / "7")
    path = workspace.issues / "publication.yaml"
    path.write_text(path.read_text("utf-8") + own, "utf-8")
    for name, dated in (
        ("2023-1", "2023-12-31"), ("2024-1", "2024-02-29"), ("2024-2", "2024-02-29"),
    ):  # fmt: skip
        signed_issue(workspace, name, dated)
    sent(publish(workspace, "2023-1", replace(office(), today=date(2024, 1, 1))))
    sent(publish(workspace, "2024-1", replace(office(), today=date(2024, 2, 29))))
    sent(publish(workspace, "2024-2", replace(office(), today=date(2025, 2, 28))))
    assert verify(workspace).diagnostics == ()


# -- A disk that fills -----------------------------------------------------------------------------


WRITE = os.write


class Filling:
    """A disk with room for so many bytes: what goes beyond is cut in the middle of a file."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.asked = 0

    def __call__(self, handle: int, content: bytes | memoryview) -> int:
        self.asked += len(content)
        if self.room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = WRITE(handle, bytes(content)[: self.room])
        self.room -= written
        return written


def rooms(whole: int, files: Iterator[int]) -> list[int]:
    """How many bytes there is room for: each end of a file and beside it, and many between."""
    ends, total = set(), 0
    for length in files:
        total += length
        ends |= {total - 1, total, total + 1}
    return sorted({each for each in (*range(0, whole, max(1, whole // 60)), *ends) if each < whole})


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Filling]:
    def fill(room: int) -> Filling:
        disk = Filling(room)
        monkeypatch.setattr(os, "write", disk)
        return disk

    return fill


@pytest.mark.slow
def test_a_disk_that_fills_at_any_byte_of_a_publication(
    workspace: Workspace, filled: Callable[[int], Filling], tmp_path: Path
) -> None:
    sent(publish(workspace, "7", office()))
    base = tmp_path / "base"
    shutil.copytree(workspace.root, base)
    disk = filled(10**9)
    sent(publish(workspace, "8", office()))
    made = tree(workspace.root)
    new = [len(made[name]) for name in made.keys() - tree(base).keys()]
    for room in rooms(disk.asked, iter(new)):
        writable(workspace.root)
        shutil.rmtree(workspace.root)
        shutil.copytree(base, workspace.root)
        filled(room)
        with suppress(OSError):
            outcome = publish(workspace, "8", office())
            assert [each.code for each in outcome.diagnostics] in ([], ["I117"])
        filled(10**9)
        assert verify(workspace).sound
        publish(workspace, "8", office())
        assert verify(workspace).diagnostics == ()
        assert tree(workspace.issues) == {
            name.removeprefix("issues/"): each for name, each in made.items() if "issues/" in name
        }


@pytest.mark.slow
def test_a_disk_that_fills_at_any_byte_of_a_build(
    workspace: Workspace, filled: Callable[[int], Filling]
) -> None:
    sent(publish(workspace, "7", office()))
    assert run(["build", "--no-pdf"]) == 0
    old = tree(workspace.output)
    sent(publish(workspace, "8", office()))
    disk = filled(10**9)
    assert run(["build", "--no-pdf"]) == 0
    new = tree(workspace.output)
    for room in rooms(disk.asked, iter(())):
        shutil.rmtree(workspace.output)
        shutil.rmtree(workspace.memory, ignore_errors=True)
        filled(10**9)
        output.replace_tree(workspace.output, old)
        filled(room)
        code = run(["build", "--no-pdf"])
        assert code in (0, 3)
        assert tree(workspace.output) in ((new,) if code == 0 else (old, new))
    filled(10**9)
    assert run(["build", "--no-pdf"]) == 0
    assert tree(workspace.output) == new


@pytest.mark.slow
def test_a_disk_that_fills_at_any_byte_of_an_import(
    workspace: Workspace, filled: Callable[[int], Filling], tmp_path: Path
) -> None:
    sent_in = tmp_path / "城关镇.txt"
    sent_in.write_text("“三个一”抓实治理\n\n选派干部12名，组建队伍。\n" * 3, "utf-8")
    before = tree(workspace.root)
    disk = filled(10**9)
    assert run(["import", str(sent_in)]) == 0
    made = tree(workspace.root)
    new = [len(made[name]) for name in made.keys() - before.keys()]
    for room in rooms(disk.asked, iter(new)):
        for name in tree(workspace.root).keys() - before.keys():
            (workspace.root / name).unlink()
        filled(room)
        code = run(["import", str(sent_in)])
        now = tree(workspace.root)
        copies = {name for name in now.keys() - before.keys() if name.endswith(".md")}
        assert code in (0, 3)
        assert all(now[name] == made[name] for name in copies)
        filled(10**9)
        assert run(["import", str(sent_in)]) == 0
        assert tree(workspace.root).keys() >= made.keys()


class FullAt:
    """A disk that is full in the middle of its n-th write, and takes nothing after it."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def __call__(self, handle: int, content: bytes | memoryview) -> int:
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # a pipe to a process of ours
            return WRITE(handle, content)
        self.count += 1
        half = len(content) // 2
        if self.count > self.at or (self.count == self.at and not half):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return WRITE(handle, bytes(content)[:half] if self.count == self.at else content)


@dataclass(frozen=True)
class Writing:
    """A command that writes, where it writes, and whether it is all of that or nothing."""

    arguments: tuple[str, ...]
    into: str
    whole: bool = True


WRITINGS = {
    "build": Writing(("build", "--no-pdf"), "build"),
    "internal build": Writing(("build", "--internal", "--no-pdf"), "build-internal"),
    "import": Writing(("import", "来稿"), "issues", whole=False),
    "export": Writing(("export", "9", "--docx"), "exports"),
    "new": Writing(("new",), "issues"),
    "check --fix": Writing(("check", "--fix"), "issues", whole=False),
    "receipt": Writing(("verify", "--receipt", "回执.txt"), "."),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITINGS)
def test_a_disk_that_fills_at_every_write(
    name: str,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    """What was there is there, nothing is half written, and the next run does it."""
    act = WRITINGS[name]
    sent(publish(workspace, "7", office()))
    edit(workspace, "8", "12名，", "12名,")
    (workspace.root / "来稿").mkdir()
    for number in range(3):
        copy = f"第{number}件做法\n\n选派干部{number}名。\n"
        (workspace.root / f"来稿/{number}.txt").write_text(copy, "utf-8")
    base = tmp_path / "base"
    shutil.copytree(workspace.root, base)
    counting = FullAt(10**9)
    monkeypatch.setattr(os, "write", counting)
    code = run(list(act.arguments))
    made = contents(workspace, act)
    assert made != (before := contents(Workspace(base), act))
    for at in range(1, counting.count + 1):
        anew(workspace, base)
        monkeypatch.setattr(os, "write", FullAt(at))
        capsys.readouterr()
        failed = run(list(act.arguments))
        said = capsys.readouterr().err
        assert failed != 3 or ("磁盘满了" in said and ".new-" not in said)
        left = contents(workspace, act)
        assert failed in (code, 3)
        if act.whole:
            assert left in (before, made)
        else:
            assert left.items() <= made.items() | before.items()
            assert left.keys() >= before.keys()
        monkeypatch.setattr(os, "write", WRITE)
        assert run(list(act.arguments)) in (0, 1)
        assert contents(workspace, act).keys() == made.keys()
    record_property("fault points", counting.count)


def contents(workspace: Workspace, act: Writing) -> dict[str, bytes]:
    """The files that an act may write, but for what is hidden and will be cleaned away."""
    place = workspace.root / act.into
    files = tree(place) if place.is_dir() else {}
    return {name: each for name, each in files.items() if "/." not in f"/{name}"}


def anew(workspace: Workspace, base: Path) -> None:
    """Make the workspace as it was."""
    writable(workspace.root)
    for path in workspace.root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(base, workspace.root, dirs_exist_ok=True)


# -- Everything at once ----------------------------------------------------------------------------


@pytest.mark.slow
def test_twenty_who_build_approve_publish_and_import_at_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    for number in range(10, 17):
        signed_issue(workspace, str(number))
    for number in range(5):
        (tmp_path / f"来稿{number}.txt").write_text(
            f"第{number}件做法\n\n选派干部{number}名。\n", "utf-8"
        )
    turns = tmp_path / "turns"
    turns.mkdir()

    def turn() -> int:
        for number in range(20):
            try:
                (turns / str(number)).touch(exist_ok=False)
            except FileExistsError:
                continue
            return number
        raise AssertionError("more than twenty")

    def work() -> str:
        number = turn()
        kind, nth = number % 4, number // 4
        if kind == 0:
            return f"build {run(['build', '--no-pdf'])}"
        if kind == 1:
            return f"approve {len(approve(workspace, str(12 + nth)))}"
        if kind == 2:
            outcome = publish(workspace, None, office(wait=600))
            return f"publish {outcome.kept is not None}"
        return f"import {run(['import', str(tmp_path / f'来稿{nth}.txt')])}"

    said = sorted(at_once(20, work, tmp_path))
    others = sorted(["approve 0", "publish True", "import 1"] * 5)  # whose copy it is, nobody says
    assert [each for each in said if "build" not in each] == others
    built = [each for each in said if "build" in each]
    assert "build 0" in built  # the others are told who builds
    assert set(built) <= {"build 0", "build 3"}
    assert verify(workspace).diagnostics == ()
    assert [line.name for line in read_shelf(workspace).register] == [
        f"{number}/1" for number in range(7, 12)
    ]
    texts = (path.read_text("utf-8") for path in workspace.issues.rglob("*.md"))
    received = [text for text in texts if "件做法" in text]
    assert len(received) == 5
    assert run(["build", "--no-pdf"]) == 0
