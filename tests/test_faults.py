"""What if the n-th write fails, or the machine stops there: tried for every n.

Each act runs with a disk that fails at its n-th operation, or stops the process there, or loses
there what was not yet brought onto the disk. Whatever n is: the shelf is sound afterwards, the act
was done wholly or not at all, and the next run makes of it what an undisturbed run would have.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import bulletin.publish.act as acting
from bulletin import making
from bulletin import workspace as workspace_module
from bulletin.edition import read_approval
from bulletin.edition.shelf import PUBLISH_LOCK, read_shelves
from bulletin.making.approved import ApprovedPage
from bulletin.model import issue_folder
from bulletin.output import (
    DISK,
    Disk,
    put_in_place,
    replace_file,
    replace_tree,
    restore,
    take_spare,
    tree_to_be,
    write_tree,
)
from bulletin.press import fonts
from bulletin.pressroom import PressJob
from bulletin.profile import Profile
from bulletin.publish.act import ActOutcome, approve, correct, publish, withdraw
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION
from tests.office import edit, office, signed_issue
from tests.test_build import tree

STOPPED = 9

PAGE = ApprovedPage("", PressJob("7", "", (), {}, Profile("gbt9704", ()), None, {}, ()))
"""What goes into a page of one template."""

Before = Callable[[str, Path], None]
Record = Callable[[str, object], None]


# -- Faults ----------------------------------------------------------------------------------------


@dataclass
class Counting:
    """Counts the operations."""

    count: int = 0

    def __call__(self, operation: str, path: Path) -> None:
        self.count += 1


@dataclass
class Failing:
    """The n-th operation fails, and with `full` every later one that needs room."""

    at: int
    number: int
    full: bool = False
    count: int = 0

    def __call__(self, operation: str, path: Path) -> None:
        self.count += 1
        later = self.full and self.count > self.at and operation in ("mkdir", "create", "write")
        if self.count == self.at or later:
            raise OSError(self.number, os.strerror(self.number), str(path))


@dataclass
class Stopping:
    """The process ends at the n-th operation; with `power`, what was not synced is lost."""

    at: int
    power: bool = False
    count: int = 0
    unsynced: dict[Path, int] = field(default_factory=dict)
    """Open files whose content a power cut would lose, whatever they are called by then."""

    syncing: Path | None = None

    def __call__(self, operation: str, path: Path) -> None:
        self.count += 1
        if self.syncing in self.unsynced:
            os.close(self.unsynced.pop(self.syncing))
        self.syncing = path if operation == "fsync" else None
        if self.count == self.at:
            for lost in self.unsynced.values():
                os.ftruncate(lost, 0)
            os._exit(STOPPED)
        if operation == "write" and self.power:
            self.unsynced[path] = os.open(path, os.O_RDWR)


def survived(run: Callable[[Disk], object], before: Before) -> bool:
    """Run with a disk in a process of its own; whether it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            run(Disk(before))
        except OSError:
            os._exit(1)
        except BaseException:
            os._exit(2)
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(ended)
    assert code in (0, 1, STOPPED)
    return code == 0


FAULTS: dict[str, Callable[[int], Before]] = {
    "ENOSPC": lambda at: Failing(at, errno.ENOSPC, full=True),
    "EIO": lambda at: Failing(at, errno.EIO),
    "kill": Stopping,
    "power cut": lambda at: Stopping(at, power=True),
}


# -- Acts ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One act, on a workspace in which 7 was published, and 2024-1 as the first by the year."""

    name: str
    prepare: Callable[[Workspace], None]
    run: Callable[[Workspace, Disk], ActOutcome]
    issue: str
    revision: int


def _nothing(workspace: Workspace) -> None:
    pass


def _changed(workspace: Workspace) -> None:
    edit(workspace, "2024-1", "12名", "13名")
    assert approve(workspace, "2024-1") == ()


NEXT, BESIDE = "2024-2", "diaoyan/2024-1"
"""The next issue of the year, and the first of a publication beside the first: that makes the
register, too."""

CASES = (
    Case("publish", _nothing, lambda w, d: publish(w, NEXT, office(d, unsigned=0)), NEXT, 1),
    Case("first", _nothing, lambda w, d: publish(w, BESIDE, office(d, unsigned=0)), BESIDE, 1),
    Case(
        "correct",
        _changed,
        lambda w, d: correct(w, "2024-1", "勘", office(d, unsigned=0)),
        "2024-1",
        2,
    ),
    Case("withdraw", _nothing, lambda w, d: withdraw(w, "7", "撤", office(d, unsigned=0)), "7", 2),
)


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    """A folder in memory, where there is one: a great many files are written here."""
    memory = Path("/dev/shm")
    inside = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=inside, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _page_of_each(workspace: Workspace, *_: object) -> ApprovedPage:
    return replace(PAGE, html=str(workspace.root))


@pytest.fixture(scope="module")
def one_template(room: Path) -> Iterator[None]:
    """A program of one template and one style: each file more is three operations more."""
    for name in ("templates/withdrawn.html", "styles/screen.css"):
        (room / "program" / name).parent.mkdir(parents=True)
        page = "<main>{{ issue.withdrawn }}</main>" if name.endswith(".html") else ""
        (room / "program" / name).write_text(page, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace_module, "built_in", lambda name: room / "program" / name)
        patch.setattr(acting, "page_of", lambda *_: PAGE)
        # What a correction prints differs from what was sent.
        patch.setattr(making, "page_of", _page_of_each)
        yield


@pytest.fixture(scope="module")
def base(room: Path, one_template: None) -> Path:
    root = room / "base"
    (root / "issues").mkdir(parents=True)
    workspace = Workspace(root)
    counted = "numbering: yearly\nyearly_from: 2024\n"
    (root / "issues" / "publication.yaml").write_text(PUBLICATION + counted, "utf-8")
    (root / "issues/diaoyan").mkdir()
    (root / "issues/diaoyan/publication.yaml").write_text("name: 调研参考\n" + counted, "utf-8")
    for name in ("7", "2024-1", NEXT, BESIDE):
        signed_issue(workspace, name, "2024-03-05" if "2024" in name else "2023-12-05")
    for name in ("7", "2024-1"):
        assert publish(workspace, name, office()).kept is not None
    return root


TRIED = {
    "publish": FAULTS,
    "first": ("power cut",),
    "correct": ("ENOSPC", "power cut"),
    "withdraw": ("kill", "power cut"),
}
"""All faults where an issue is published, the hardest where it is a publication's first, and the
hardest and another in each of the other acts."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "fault"),
    [
        pytest.param(case, fault, id=f"{case.name}-{fault}")
        for case in CASES
        for fault in TRIED[case.name]
    ],
)
def test_an_act_is_done_wholly_or_not_at_all(
    case: Case, fault: str, base: Path, room: Path, record_property: Record
) -> None:
    start = room / f"{case.name}-{fault}"
    shutil.copytree(base, start)
    case.prepare(Workspace(start))
    undisturbed = Workspace(room / "undisturbed")
    shutil.copytree(start, undisturbed.root)
    counting = Counting()
    assert case.run(undisturbed, Disk(counting)).kept is not None
    expected = tree(undisturbed.root)
    before = tree(start)
    for at in range(1, counting.count + 1):
        _disturbed(case, FAULTS[fault](at), start, room / "disturbed", before, expected)
    DISK.discard(undisturbed.root)
    DISK.discard(start)
    record_property("fault points", counting.count)


def _disturbed(
    case: Case,
    fault: Before,
    start: Path,
    root: Path,
    before: dict[str, bytes],
    expected: dict[str, bytes],
) -> None:
    shutil.copytree(start, root)
    workspace = Workspace(root)
    survived(lambda disk: case.run(workspace, disk), fault)
    assert verify(workspace).sound
    shelf = f"issues/{issue_folder(case.issue)}/published"
    done = root / shelf / str(case.revision)
    left = {
        name: content
        for name, content in tree(root).items()
        if not name.startswith(f"{shelf}/.") and PUBLISH_LOCK not in name
    }
    left = {name: content for name, content in left.items() if ".new-" not in name}
    if done.exists():
        registers = {f"issues/{name}register.sha256" for name in ("", "diaoyan/")}
        assert left.keys() - registers == expected.keys() - registers
    else:
        assert left == before
    again = case.run(workspace, Disk())
    assert (again.kept is None) == done_before(again, case)
    assert verify(workspace).diagnostics == ()
    assert tree(root) == expected
    lines = [line.name for each in read_shelves(workspace) for line in each.register]
    assert len(lines) == len(set(lines))
    DISK.discard(root)


def done_before(again: ActOutcome, case: Case) -> bool:
    """Whether the second run refused because the first had done it."""
    codes = {each.code for each in again.diagnostics}
    return bool(codes & {"I107", "I114", "I116"})


# -- Other writers ---------------------------------------------------------------------------------


OLD = {"index.html": b"old", "a/b.html": b"old", "gone.html": b"old", "a/same.html": b"same"}
BETWEEN = {"index.html": b"between", "e/f.html": b"between", "a/same.html": b"same"}
NEW = {"index.html": b"new", "a/b.html": b"new", "c/d.html": b"new", "a/same.html": b"same"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_site_is_the_old_one_or_the_new_one(
    fault: str, room: Path, record_property: Record
) -> None:
    counting = Counting()
    target = room / "site" / "build"
    replace_tree(target, OLD)
    replace_tree(target, NEW, Disk(counting))
    assert counting.count > 10
    for at in range(1, counting.count + 1):
        shutil.rmtree(target.parent)
        replace_tree(target, OLD)
        survived(lambda disk: replace_tree(target, NEW, disk), FAULTS[fault](at))
        restore(target)
        if fault != "power cut":  # a site is made again in a moment; it is not synced
            assert tree(target) in (OLD, NEW)
        replace_tree(target, NEW)
        assert tree(target) == NEW
    shutil.rmtree(target.parent)
    record_property("fault points", counting.count)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_site_made_of_the_one_before_the_last_is_the_old_one_or_the_new_one(
    fault: str, room: Path, record_property: Record
) -> None:
    """As a build makes it: what did not change is a second name of the same file."""
    site = room / "renewed"
    target, spare = site / "build", site / "spare"
    stood: list[Path] = []

    def renew(files: Mapping[str, bytes], disk: Disk = DISK) -> None:
        wanted: dict[str, bytes | Path] = {
            name: target / name if _holds(target / name, content) else content
            for name, content in files.items()
        }
        with tree_to_be(target, disk) as fresh:
            kept = take_spare(spare, fresh, wanted, disk)
            stood.extend(fresh / name for name in kept)
            rest = {name: each for name, each in wanted.items() if name not in kept}
            write_tree(fresh, rest, disk)
            put_in_place(fresh, target, disk, spare=spare)

    def begin() -> None:
        shutil.rmtree(site, ignore_errors=True)
        renew(OLD)
        renew(BETWEEN)
        assert tree(spare) == OLD

    counting = Counting()
    begin()
    stood.clear()
    renew(NEW, Disk(counting))
    assert [path.name for path in stood] == ["same.html"]
    assert counting.count > 10
    for at in range(1, counting.count + 1):
        begin()
        survived(lambda disk: renew(NEW, disk), FAULTS[fault](at))
        restore(target)
        if fault != "power cut":
            assert tree(target) in (BETWEEN, NEW)
        renew(NEW)
        assert tree(target) == NEW
        assert not list(site.glob(".build*"))
    shutil.rmtree(site)
    record_property("fault points", counting.count)


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_is_the_old_one_or_the_new_one(
    fault: str, room: Path, record_property: Record
) -> None:
    target = room / "file" / "register"
    counting = Counting()
    replace_file(target, b"old")
    replace_file(target, b"new", Disk(counting), durable=True)
    for at in range(1, counting.count + 1):
        replace_file(target, b"old")
        survived(lambda disk: replace_file(target, b"new", disk, durable=True), FAULTS[fault](at))
        assert target.read_bytes() in (b"old", b"new")
    record_property("fault points", counting.count)
    shutil.rmtree(target.parent)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_prepared_face_is_whole_or_not_there(
    fault: str, room: Path, record_property: Record
) -> None:
    folder = room / "cache" / "faces" / "FangSong-0"
    counting = Counting()

    def make(place: Path, before: Before) -> fonts.PreparedFace:
        Disk(before).create(place / "regular.otf", b"outlines" * 100, durable=False)
        return fonts.PreparedFace(frozenset("天长"))

    fonts.keep_face(folder, lambda place: make(place, counting), Disk(counting))
    for at in range(1, counting.count + 1):
        shutil.rmtree(room / "cache")
        before = FAULTS[fault](at)

        def publish_face(disk: Disk, before: Before = before) -> None:
            fonts.keep_face(folder, lambda place: make(place, before), disk)

        survived(publish_face, before)
        if fonts.is_intact(folder):
            assert (folder / "regular.otf").read_bytes() == b"outlines" * 100
        fonts.keep_face(folder, lambda place: make(place, Counting()))
        assert fonts.is_intact(folder)
    shutil.rmtree(room / "cache")
    record_property("fault points", counting.count)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_approval_is_the_old_one_or_the_new_one(
    fault: str, base: Path, room: Path, record_property: Record
) -> None:
    root = room / "approving"
    shutil.copytree(base, root)
    workspace = Workspace(root)
    was = read_approval(workspace, NEXT)
    edit(workspace, NEXT, "12名", "13名")
    counting = Counting()
    assert approve(workspace, NEXT, Disk(counting)) == ()
    now = read_approval(workspace, NEXT)
    assert was != now
    for at in range(1, counting.count + 1):
        edit(workspace, NEXT, "13名", "12名")
        assert approve(workspace, NEXT) == ()
        edit(workspace, NEXT, "12名", "13名")
        survived(lambda disk: approve(workspace, NEXT, disk), FAULTS[fault](at))
        assert read_approval(workspace, NEXT) in (was, now)
    record_property("fault points", counting.count)
    DISK.discard(root)
