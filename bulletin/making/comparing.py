"""Comparing a built tree with what the copy makes today, byte by byte.

A build trusts the size and the time of a file that it wrote. A page that somebody changed without
changing these two is found only by making everything again in an empty folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.diagnostics import Diagnostic, Severity, has_errors, in_order, of_file
from bulletin.ledger import BuiltIssue, Ledger, read_ledger
from bulletin.leftovers import is_left
from bulletin.load import issue_folders
from bulletin.making.context import memory_of
from bulletin.making.drafts import Proof
from bulletin.making.pipeline import build
from bulletin.making.press_run import Heard
from bulletin.making.tree import HOST_FILES
from bulletin.model import issue_name
from bulletin.press import Faces
from bulletin.pressroom import Workers
from bulletin.source import Span
from bulletin.workspace import ROOMS, Workspace


@dataclass(frozen=True)
class TreeComparison:
    """What was found out about a tree."""

    faults: tuple[Diagnostic, ...]
    """Why nothing of it could be made again; then nothing was compared."""

    found: tuple[Diagnostic, ...]
    """I220 for each file that is not as it was made; I231 for what could not be compared, because
    the copy has changed since; I232 for issues that were never built."""

    @property
    def is_whole(self) -> bool:
        """Whether all of the tree was compared, and nothing differs."""
        return not self.faults and all(each.severity is Severity.INFO for each in self.found)


def compare_tree(
    workspace: Workspace,
    faces: Faces,
    workers: Workers,
    *,
    internal: bool,
    proof: Proof,
    heard: Heard,
) -> TreeComparison:
    """Make the issues again that the tree was made of, as the ledger says, and compare the files.

    A tree whose ledger is lost is compared with all issues. Nothing is written into the workspace.
    Raises OSError.
    """
    with tempfile.TemporaryDirectory() as room:
        again = Workspace(Path(room))
        for name in ("issues", *ROOMS):
            if (workspace.root / name).exists():
                (again.root / name).symlink_to((workspace.root / name).resolve())
        before = _ledger(workspace, internal=internal)
        there = set(map(issue_name, issue_folders(workspace.root)[0]))
        with_pdf = [name for name, each in before.entries.items() if name in there and _set(each)]
        without = [name for name in before.entries if name in there and name not in with_pdf]
        faults: tuple[Diagnostic, ...] = ()
        if with_pdf or not before.entries:
            built = build(
                again, faces, workers, with_pdf, internal=internal, proof=proof, heard=heard
            )
            faults += built.diagnostics
        if without:
            built = build(
                again, None, workers, without, internal=internal, proof=proof, heard=heard
            )
            faults += built.diagnostics
        now = _ledger(again, internal=internal)
        if has_errors(faults) and not now.entries:
            return TreeComparison(faults, ())
        never = sorted(there - before.entries.keys() - before.inside.keys())
        compared = _Trees(workspace, again, before if before.entries else now, now, internal)
        found = (*compared.differences(), *(_never(never) if before.entries else ()))
        return TreeComparison((), in_order(found))


def _ledger(workspace: Workspace, *, internal: bool) -> Ledger:
    return read_ledger(memory_of(workspace, "ledger", internal=internal))


def _set(entry: BuiltIssue) -> bool:
    """Whether the PDF was set with the page, and not left from an earlier build, or never made."""
    return entry.pressed is not None and entry.pressed.key == entry.key


def _never(names: Sequence[str]) -> Iterator[Diagnostic]:
    if names:
        message = f"还没有生成过，没有可核对的：第 {'、'.join(names)} 期"
        hint = "要看的，运行 bulletin build"
        yield Diagnostic("I232", Severity.INFO, None, Span(0, 0), message, hint)


@dataclass(frozen=True)
class _Trees:
    """A tree beside the one that was made again."""

    workspace: Workspace
    again: Workspace
    before: Ledger
    """What the tree was made of."""

    now: Ledger
    """What was made again."""

    internal: bool

    def differences(self) -> Iterator[Diagnostic]:
        there, made = (
            each.internal_output if self.internal else each.output
            for each in (self.workspace, self.again)
        )
        shown = there.relative_to(self.workspace.root).as_posix()
        command = "bulletin build --internal" if self.internal else "bulletin build"
        changed = dict(self._changed())
        for name, what in changed.items():
            place = f"{shown}/{name}"
            hint = f"运行 {command}，再核对"
            yield of_file("I231", place, f"{what}，没有核对", hint, Severity.WARNING)
        apart = {path for name in changed for path in self._files_of(name)}
        ours, anew = _files(there), _files(made)
        for name in sorted(ours | anew):
            place = f"{shown}/{name}"
            if name not in ours and (name in anew - apart or name in self.before.tree):
                yield of_file("I220", place, "没有这个文件", f"运行 {command}")
            elif name in apart or name not in ours:
                continue
            elif name not in anew:
                yield of_file("I220", place, "不是生成的文件", "移出这个文件夹")
            elif (there / name).read_bytes() != (made / name).read_bytes():
                hint = f"运行 {command}；还是不同，就删去这个文件再生成"
                yield of_file("I220", place, "和照稿件生成的不同，改动过", hint)

    def _changed(self) -> Iterator[tuple[str, str]]:
        """What the copy does not make any more as it was, and why: the pages of an issue, or those
        that join the issues (an empty name)."""
        joint = self.before.joint == self.now.joint
        for entry in self.before.entries.values():
            after = self.now.entries.get(entry.summary.serial.name)
            if after is None or (after.key, after.neighbours) != (entry.key, entry.neighbours):
                yield entry.summary.address, "改稿以后没有生成"
            elif len(entry.files) > len(after.files):  # with a PDF of an earlier build
                joint = False
                yield entry.summary.address, "PDF 还是上一次的"
        if not joint:
            yield "", "有的期没有重新生成，首页、目录和检索"

    def _files_of(self, name: str) -> Iterator[str]:
        """The files of what `_changed` names."""
        of_issues = {path for each in self.before.entries.values() for path in each.files}
        of_issues |= {path for each in self.now.entries.values() for path in each.files}
        if name:
            yield from (each for each in of_issues if each == name or each.startswith(f"{name}/"))
        else:
            yield from (self.before.tree.keys() | self.now.tree.keys()) - of_issues


def _files(tree: Path) -> set[str]:
    """The files of a tree without those of its host, which stay, and of systems."""
    names = (
        path.relative_to(tree).as_posix()
        for path in tree.rglob("*")
        if path.is_file() and not is_left(path.name)
    )
    return set(names).difference(HOST_FILES)
