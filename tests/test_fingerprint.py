"""What is unchanged is known by its look, without being read; what changed looks otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from bulletin import fingerprint
from bulletin.fingerprint import MAKERS, key_of_folder, look_at, version_of

COPY = "12名网格员。"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An issue's folder, whose files count as settled at once."""
    monkeypatch.setattr(fingerprint, "RACE", 0)
    place = tmp_path / "116"
    (place / "images").mkdir(parents=True)
    (place / "甲镇.md").write_text(COPY, "utf-8")
    (place / "乙镇.md").write_text(COPY.replace("12", "20"), "utf-8")
    (place / "images/1.png").write_bytes(b"1")
    return place


def edit_and_set_back(folder: Path) -> None:
    """As long as before, and dated as before."""
    path = folder / "甲镇.md"
    before = path.stat()
    path.write_text(COPY.replace("12", "13"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_back_an_old_one(folder: Path) -> None:
    """A copy kept elsewhere, dated as the one it replaces."""
    path = folder / "甲镇.md"
    kept = folder.parent / "old.md"
    kept.write_text(COPY.replace("12", "13"), "utf-8")
    os.utime(kept, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    kept.replace(path)


def change_places(folder: Path) -> None:
    """Each file has the other's name."""
    one, two, aside = folder / "甲镇.md", folder / "乙镇.md", folder.parent / "aside"
    one.rename(aside)
    two.rename(one)
    aside.rename(two)


CHANGES: tuple[Callable[[Path], object], ...] = (
    edit_and_set_back,
    put_back_an_old_one,
    change_places,
    lambda folder: (folder / "甲镇.md").unlink(),
    lambda folder: (folder / "甲镇.md").rename(folder / "丙镇.md"),
    lambda folder: (folder / "images/1.png").rename(folder / "1.png"),
    lambda folder: (folder / "丙镇.md").write_text("", "utf-8"),
    lambda folder: (folder / "images/1.png").write_bytes(b"2"),
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows(folder: Path, change: Callable[[Path], object]) -> None:
    look, key = look_at(folder), key_of_folder(folder)
    change(folder)
    assert key_of_folder(folder) != key
    assert look_at(folder).trace != look.trace


def test_what_is_left_alone_looks_the_same(folder: Path) -> None:
    look = look_at(folder)
    (folder / "甲镇.md").read_text("utf-8")
    (folder / ".甲镇.md.swp").write_text("an editor's own", "utf-8")
    assert look.settled
    assert look_at(folder) == look


def test_a_folder_behind_a_link_is_never_taken_as_known(folder: Path) -> None:
    """It is not looked at, so that whatever changes there would look the same."""
    assert look_at(folder).settled
    (folder / "原件").symlink_to(folder.parent)
    assert not look_at(folder).settled
    (folder / "原件").unlink()
    (folder / "116").symlink_to(folder / "甲镇.md")
    assert look_at(folder).settled


def test_bytecode_of_modules_is_no_content(folder: Path) -> None:
    look, key = look_at(folder), key_of_folder(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__/fields.cpython-311.pyc").write_bytes(b"1")
    assert (look_at(folder), key_of_folder(folder)) == (look, key)


def test_what_was_changed_just_now_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a drive that counts in two seconds, the next change could bear the same time."""
    monkeypatch.setattr(fingerprint, "RACE", 10**15)  # however slow the machine
    path = tmp_path / "甲镇.md"
    path.write_text(COPY, "utf-8")
    assert not look_at(tmp_path).settled
    assert look_at(tmp_path).newest >= path.stat().st_mtime_ns


def test_versions_are_those_of_the_packages_metadata() -> None:
    assert {name: version_of(name) for name in MAKERS} == {name: version(name) for name in MAKERS}
    assert version_of("no-such-package") == ""
