"""Laws of the shelf: whatever is done, numbers are spent once and nothing is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bulletin.edition.shelf import read_shelf
from bulletin.output import DISK
from bulletin.publish.act import approve, correct, publish, withdraw
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.office import edit, office, signed_issue
from tests.test_build import tree

NAMES = ("7", "8", "9", "s1", "s2")


class Office(RuleBasedStateMachine):
    """An editor who tries anything."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Path(tempfile.mkdtemp())
        self.workspace = Workspace(self.room)
        for name in NAMES:
            signed_issue(self.workspace, name)
        self.sent: dict[str, dict[str, bytes]] = {}
        self.order: list[str] = []
        self.edits = 0

    def teardown(self) -> None:
        DISK.discard(self.room)

    def keep(self, name: str | None) -> None:
        if name is not None:
            assert name not in self.sent
            self.order.append(name)
            issue, revision = name.split("/")
            place = self.workspace.issues / issue / "published" / revision
            self.sent[name] = tree(place)

    @rule(name=st.sampled_from((*NAMES, None)))
    def publish(self, name: str | None) -> None:
        kept = publish(self.workspace, name, office()).kept
        self.keep(kept.name if kept else None)

    @rule(name=st.sampled_from(NAMES))
    def correct(self, name: str) -> None:
        kept = correct(self.workspace, name, "勘误", office()).kept
        self.keep(kept.name if kept else None)

    @rule(name=st.sampled_from(NAMES))
    def withdraw(self, name: str) -> None:
        kept = withdraw(self.workspace, name, "撤回", office()).kept
        self.keep(kept.name if kept else None)

    @rule(name=st.sampled_from(NAMES), approved=st.booleans())
    def edit(self, name: str, approved: bool) -> None:
        self.edits += 1
        edit(self.workspace, name, "。\n", f"{self.edits}。\n")
        if approved:
            assert approve(self.workspace, name) == ()

    @invariant()
    def everything_sent_is_there_as_it_was_sent(self) -> None:
        shelf = read_shelf(self.workspace)
        assert {kept.name: tree(kept.folder) for kept in shelf.kept} == self.sent
        assert [line.name for line in shelf.register] == self.order
        assert verify(self.workspace).diagnostics == ()

    @invariant()
    def each_series_runs_through(self) -> None:
        for prefix in ("", "s"):
            numbers = [
                int(name.split("/")[0].removeprefix("s"))
                for name in self.order
                if name.endswith("/1") and name.startswith("s") is bool(prefix)
            ]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else 1


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
