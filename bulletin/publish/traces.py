"""Traces of editions that are gone: what stands elsewhere in the workspace and came from them.

Whoever throws the last editions away together with their lines of the register leaves nothing on
the shelf to find fault with. Mails that were drafted from them, approvals and built pages remain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import Shelf, approval_path
from bulletin.load import ISSUE, issue_folders, shown_path
from bulletin.model import Serial, issue_name
from bulletin.publish.receipts import read_witness_file
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class WhatIsThere:
    """The issues of one publication that have an edition or a sheet."""

    workspace: Workspace
    shelf: Shelf
    published: tuple[Serial, ...]
    with_sheet: tuple[Serial, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all of them."""
        return frozenset(each.name for each in (*self.published, *self.with_sheet))


def traces(workspace: Workspace, shelf: Shelf) -> tuple[Diagnostic, ...]:
    """I125: every trace of an issue that should be on the shelf or in a folder and is not.

    Warnings, since old drafts and pages may also have come here with a copy of the workspace.
    """
    published = (Serial.named(kept.issue) for kept in shelf.kept)
    folders = (each for each in issue_folders(workspace.root)[0] if (each / ISSUE).is_file())
    serials = (Serial.named(issue_name(folder)) for folder in folders)
    there = WhatIsThere(
        workspace,
        shelf,
        tuple(each for each in published if each),
        tuple(each for each in serials if each and each.publication == shelf.publication),
    )
    return tuple(fault for rule in RULES for fault in rule(there))


def mail_traces(there: WhatIsThere) -> Iterator[Diagnostic]:
    """A mail with the digits of an edition, although its issue has none."""
    shelf, outgoing = there.shelf, there.workspace.outgoing
    for path in sorted(outgoing.rglob("*.eml")):
        serial = Serial.named(path.parent.relative_to(outgoing).as_posix())
        if serial is None or serial.publication != shelf.publication or shelf.of(serial.name):
            continue
        shown = shown_path(path, there.workspace.root)
        for witness in read_witness_file(path, shown).witnesses:
            if witness.issue == serial.name:
                message = f"是第 {serial.name} 期刊发后的邮件（{witness}），刊发的文件里没有这一期"
                yield _gone(shown, message, f"运行 bulletin verify --against {shown}")


def approval_traces(there: WhatIsThere) -> Iterator[Diagnostic]:
    """A number without edition and folder below the highest one that is approved.

    What is below the first one that was published or approved here is not asked for: of the
    issues that were printed before, an office brings in those that it has.
    """
    approved = {
        each for each in there.with_sheet if approval_path(there.workspace, each.name).is_file()
    }
    series: dict[tuple[str, str, int], list[Serial]] = {}
    for each in sorted(approved | {*there.published}):
        series.setdefault(each.counted_within, []).append(each)
    for known in series.values():
        highest = max(approved.intersection(known), default=known[0])
        for number in range(known[0].number, highest.number):
            below = replace(highest, number=number)
            if below.name not in there.names:
                shown = f"issues/{highest.folder}/approval.json"
                message = f"第 {highest.name} 期已经签发，第 {below.name} 期却没有了"
                yield _gone(shown, message, "运行 bulletin verify，和回执、邮件对照")


def page_traces(there: WhatIsThere) -> Iterator[Diagnostic]:
    """A page that was built of an issue without edition and folder."""
    publication = there.shelf.publication
    root = there.workspace.output / (publication or "issues")
    for page in sorted(root.rglob("index.html")):
        within = page.parent.relative_to(root).as_posix()
        serial = Serial.named("/".join(filter(None, (publication, within))))
        if serial is not None and serial.name not in there.names:
            message = f"是第 {serial.name} 期的网页，刊发的文件和稿件里都没有这一期"
            shown = shown_path(page, there.workspace.root)
            yield _gone(shown, message, "运行 bulletin verify，和回执、邮件对照")


RULES: tuple[Callable[[WhatIsThere], Iterator[Diagnostic]], ...] = (
    mail_traces,
    approval_traces,
    page_traces,
)


def _gone(shown: str, message: str, hint: str) -> Diagnostic:
    return of_file("I125", shown, message, f"丢了就从备份取回；{hint}", Severity.WARNING)
