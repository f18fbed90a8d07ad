"""Comparing a built tree with what the copy makes today, byte by byte.

A build trusts the size and the time of a file that it wrote. A page that somebody changed without
changing these two is found only by making everything again in an empty folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bulletin.diagnostics import Diagnostic, of_file
from bulletin.leftovers import is_left
from bulletin.making.drafts import Proof
from bulletin.making.pipeline import Built, build
from bulletin.making.press_run import Heard
from bulletin.making.tree import HOST_FILES
from bulletin.press import Faces
from bulletin.pressroom import Workers
from bulletin.workspace import ROOMS, Workspace


def compare_tree(
    workspace: Workspace,
    faces: Faces,
    workers: Workers,
    *,
    internal: bool,
    proof: Proof,
    heard: Heard,
) -> tuple[Built, tuple[Diagnostic, ...]]:
    """What makes the tree again, and I220 for each of its files that is not as it was made.

    Files are different, missing or added. Nothing is written into the workspace. Raises OSError.
    """
    with tempfile.TemporaryDirectory() as room:
        again = Workspace(Path(room))
        for name in ("issues", *ROOMS):
            if (workspace.root / name).exists():
                (again.root / name).symlink_to((workspace.root / name).resolve())
        built = build(again, faces, workers, internal=internal, proof=proof, heard=heard)
        if built.failed:
            return built, ()
        trees = (workspace, again)
        there, made = (each.internal_output if internal else each.output for each in trees)
        shown = there.relative_to(workspace.root).as_posix()
        again_by = "bulletin build --internal" if internal else "bulletin build"
        return built, tuple(_differences(there, made, shown, again_by))


def _differences(there: Path, made: Path, shown: str, again: str) -> Iterator[Diagnostic]:
    ours, anew = _files(there), _files(made)
    for name in sorted(ours | anew):
        place = f"{shown}/{name}"
        if name not in ours:
            yield of_file("I220", place, "没有这个文件", f"运行 {again}")
        elif name not in anew:
            yield of_file("I220", place, "不是生成的文件", "移出这个文件夹")
        elif (there / name).read_bytes() != (made / name).read_bytes():
            message = "和照现在的稿件生成的不同，改动过，或是改稿以后没有生成"
            hint = f"运行 {again}；还是不同，就删去这个文件再生成"
            yield of_file("I220", place, message, hint)


def _files(tree: Path) -> set[str]:
    """The files of a tree without those of its host, which stay, and of systems."""
    names = (
        path.relative_to(tree).as_posix()
        for path in tree.rglob("*")
        if path.is_file() and not is_left(path.name)
    )
    return set(names).difference(HOST_FILES)
