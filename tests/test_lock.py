"""One at a time: many at once, and what is left behind by who was stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.edition.shelf import PUBLISH_LOCK, read_shelf
from bulletin.load import load_publication
from bulletin.lock import Holder, Locked, LockLost, _myself, lock, take_over
from bulletin.model import Serial
from bulletin.output import Disk
from bulletin.publish.act import publish
from bulletin.publish.verification import verify
from bulletin.scaffold import new_issue
from tests.conftest import MakeWorkspace
from tests.office import office, signed_issue


def sign(path: Path, holder: Holder, age: float = 0) -> None:
    path.write_text(json.dumps(vars(holder)), "utf-8")
    made = time.time() - age
    os.utime(path, (made, made))


def gone() -> int:
    """The number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_who_comes_second_waits_and_then_refuses(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with lock(path) as held:
        with pytest.raises(Locked, match=socket.gethostname()), lock(path, wait=0.05):
            pass
        held.confirm()
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_process_that_is_gone_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    sign(path, replace(_myself(), process=gone()))
    with lock(path, wait=0):
        pass
    sign(path, replace(_myself(), started="1"))  # another process got its number
    with lock(path, wait=0):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_another_machine_is_left_alone_for_a_while(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    elsewhere = replace(_myself(), machine="另一台", process=gone())
    sign(path, elsewhere)
    with pytest.raises(Locked, match="另一台"), lock(path, wait=0.01):
        pass
    sign(path, elsewhere, age=1000)
    with lock(path, wait=0):
        pass


def test_another_machine_of_the_same_name_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    sign(path, replace(_myself(), kernel="another", process=gone()))
    with pytest.raises(Locked), lock(path, wait=0.01):
        pass


def test_who_lost_his_lock_after_the_renaming_leaves_the_register_alone(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    for name in ("7", "8"):
        signed_issue(workspace, name)

    def take_over(operation: str, path: Path) -> None:
        if operation == "fsync" and path.name == "published":
            sign(workspace.issues / PUBLISH_LOCK, replace(_myself(), token="x"))

    outcome = publish(workspace, "7", office(Disk(take_over)))
    assert [each.code for each in outcome.diagnostics] == ["I117"]
    assert read_shelf(workspace).register == ()
    (workspace.issues / PUBLISH_LOCK).unlink()
    assert publish(workspace, "8", office()).kept is not None
    assert verify(workspace).sound


def test_an_unsigned_lock_is_left_alone_for_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    with pytest.raises(Locked), lock(path, wait=0.01):
        pass
    made = time.time() - 60
    os.utime(path, (made, made))
    with lock(path, wait=0):
        pass


def test_who_was_stopped_while_taking_a_lock_away_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    dead = replace(_myself(), process=gone())
    sign(path, dead)
    sign(tmp_path / "lock.breaking", dead)
    with lock(path, wait=1):
        pass
    assert list(tmp_path.iterdir()) == []


def test_who_lost_his_lock_knows_before_he_writes(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with lock(path) as held:
        sign(path, replace(_myself(), token="x"))
        with pytest.raises(LockLost):
            held.confirm()
    assert path.exists()  # it is another's now


def at_once(count: int, work: Callable[[], str], room: Path) -> list[str]:
    """What each of `count` processes said that did the work at the same time."""
    children = []
    start = room / "start"
    for number in range(count):
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException):
                while not start.exists():
                    time.sleep(0.001)
                (room / f"said-{number}").write_text(work(), "utf-8")
                code = 0
            os._exit(code)
        children.append(child)
    start.touch()
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert ended == [0] * count
    return [(room / f"said-{number}").read_text("utf-8") for number in range(count)]


@pytest.mark.slow
def test_twenty_who_publish_at_once_get_twenty_numbers(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """By the year, in a publication beside the first, whose lock somebody has left behind."""
    own = "name: 调研参考\nnumbering: yearly\n"
    workspace = make_workspace({"issues/diaoyan/publication.yaml": own})
    shutil.rmtree(workspace.issue_folder("7"))
    for number in range(1, 21):
        signed_issue(workspace, f"diaoyan/2024-{number}")
    sign(workspace.issues / "diaoyan" / PUBLISH_LOCK, replace(_myself(), process=gone()))

    def work() -> str:
        outcome = publish(workspace, None, office(wait=600))
        return outcome.kept.issue if outcome.kept else ""

    names = [f"diaoyan/2024-{number}" for number in range(1, 21)]
    assert sorted(at_once(20, work, tmp_path)) == sorted(names)
    register = read_shelf(workspace, "diaoyan").register
    assert [line.name for line in register] == [f"{name}/1" for name in names]
    assert verify(workspace).diagnostics == ()
    assert not (workspace.issues / "diaoyan" / PUBLISH_LOCK).exists()


def test_of_several_who_publish_one_number_one_succeeds(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")

    def work() -> str:
        outcome = publish(workspace, "7", office(wait=600))
        return outcome.kept.name if outcome.kept else outcome.diagnostics[0].code

    assert sorted(at_once(4, work, tmp_path)) == ["7/1", "I107", "I107", "I107"]


def test_a_locked_shelf_says_who_has_it(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    with lock(workspace.issues / PUBLISH_LOCK), pytest.raises(Locked, match="的进程"):
        publish(workspace, "7", office(wait=0.01))
    assert publish(workspace, "7", office()).kept is not None


def test_of_several_who_make_one_folder_one_succeeds(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace({})
    publication, _ = load_publication(workspace.root)
    assert publication is not None

    def work() -> str:
        try:
            new_issue(workspace, publication, Serial("", 0, 8), date(2024, 4, 1))
        except FileExistsError:
            return "there"
        return "made"

    assert sorted(at_once(4, work, tmp_path)) == ["made", "there", "there", "there"]
    assert {path.name for path in workspace.issues.iterdir()} == {"publication.yaml", "7", "8"}


def test_a_person_takes_the_lock_of_a_machine_that_is_known_to_be_dead(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = make_workspace({})
    monkeypatch.chdir(workspace.root)
    path = workspace.issues / PUBLISH_LOCK
    sign(path, replace(_myself(), machine="另一台", process=gone()))
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    assert run(["publish", "7", "--take-over"]) == 130
    assert path.exists()
    monkeypatch.setattr("sys.stdin", StringIO("y\n"))
    assert run(["publish", "7", "--take-over"]) == 1  # not signed, but asked
    assert not path.exists()
    assert "锁由 另一台 的进程" in capsys.readouterr().out


def test_the_lock_of_a_living_process_is_never_taken(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = make_workspace({})
    monkeypatch.chdir(workspace.root)
    path = workspace.issues / PUBLISH_LOCK
    with lock(path) as held:
        monkeypatch.setattr("sys.stdin", StringIO("y\n"))
        assert run(["publish", "7", "--take-over"]) == 3
        assert "没有接过来" in capsys.readouterr().err
        held.confirm()
        other = replace(held.holder, machine="另一台", kernel="", token="0")
        assert not take_over(path, other)
        held.confirm()


def test_who_waits_says_for_whom_and_how_long_and_then_that_it_waited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.lock.PATIENT", 0.05)
    path, heard = tmp_path / "lock", list[tuple[str, float]]()

    def hear(whom: str, seconds: float) -> None:
        heard.append((whom, seconds))

    with lock(path):
        waited = f"等了 0 秒，仍由 .* 的进程 {os.getpid()}，.* 占用"
        with pytest.raises(Locked, match=waited), lock(path, wait=0.3, waiting=hear):
            pass
        ((whom, left),) = heard
        assert re.fullmatch(f"正由 .* 的进程 {os.getpid()}，.* 占用", whom)
        assert 0 < left <= 0.25
        with pytest.raises(Locked, match=r"^正由 .* 占用$"), lock(path, wait=0, waiting=hear):
            pass
    assert len(heard) == 1
