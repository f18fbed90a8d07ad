"""Signing an issue off (三审三校): writing a name, a day and the status into the issue's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bulletin.calendar_day import office_day
from bulletin.diagnostics import Diagnostic, error, has_errors
from bulletin.edition import Shelf, latest_edition, newer_faults, shelf_of, witness_in
from bulletin.field_writing import FieldValue, with_fields
from bulletin.fields import ISSUE_FIELDS
from bulletin.making import open_issue
from bulletin.model import SIGNATURES, IssueSheet, Publication, Status, said_in
from bulletin.output import DISK, Disk, replace_file
from bulletin.publish.gates import same_day_cure, unlived
from bulletin.source import Span
from bulletin.workspace import Workspace

STATUS_AFTER = {"checked_by": Status.PROOF, "approved_by": Status.SIGNED}
"""The status after a signature: 核稿 makes the issue a proof, 签发 makes it signed."""


@dataclass(frozen=True)
class Signing:
    """What was written into the sheet."""

    by: str
    on: date
    status: Status
    missing: tuple[str, ...]
    """The titles of the required signatures that are still missing."""

    instead_of: tuple[str, date | None] | None = None
    """The name and day that were replaced, if they were different."""


def sign(
    workspace: Workspace, name: str, role: str, by: str | None, on: date, disk: Disk = DISK
) -> tuple[Signing | None, tuple[Diagnostic, ...]]:
    """Write a signature into the sheet of issue `name`; if it is refused, None and the reasons.

    `role` is a key of `SIGNATURES`. Without `by`, the name already in the sheet signs. Raises
    OSError if the sheet cannot be written.
    """
    shelf = shelf_of(workspace, name)
    if newer := newer_faults(shelf):
        return None, newer
    read, found = open_issue(workspace, name, working=True)
    sheet = read.loaded.sheet if read and read.loaded else None
    if read is None or sheet is None:
        return None, found
    before = sheet.sign_off.of(role)
    written = before.by.text if before.by else ""
    by = written if by is None else by.strip()
    again = latest_edition(workspace, name) is not None
    today = office_day(read.publication.house)
    if faults := _refusals(sheet, name, role, by, on, today, again=again):
        return None, faults
    status = _status_after(sheet, role)
    values: dict[str, FieldValue] = {
        f"signoff.{role}": by,
        f"signoff.{role.removesuffix('_by')}_on": on.isoformat(),
        "status": status.value,
    }
    if role == "approved_by" and (before_it := _previous(sheet, shelf, read.publication.of(name))):
        values["previous_edition"] = before_it
    text = with_fields(sheet.source, values, ISSUE_FIELDS)
    if text is None:
        hint = f"在 signoff 下写 {role}: {by}，并写上日期和 status；前言一行写一项就能代写"
        return None, (error("I102", sheet.source, sheet.sign_off.span, "写不进 signoff", hint),)
    replace_file(workspace.issue_folder(name) / "issue.md", text.encode(), disk)
    signed = {role, *_that_stand(sheet, role, on)}
    demanded = read.publication.of(name).house.sign_off
    missing = tuple(SIGNATURES[each] for each in demanded if each not in signed)
    stood = (written, before.on) if written and (written, before.on) != (by, on) else None
    return Signing(by, on, status, missing, stood), tuple(
        each for each in found if not has_errors([each])
    )


def _previous(sheet: IssueSheet, shelf: Shelf, publication: Publication) -> str:
    """Which edition went before, if the house prints that; what was printed once stays."""
    if not publication.house.previous_edition or not shelf.register:
        return ""
    return said_in(sheet.lines, "previous_edition") or str(witness_in(shelf.register[-1]))


def _that_stand(sheet: IssueSheet, role: str, on: date) -> tuple[str, ...]:
    """The roles whose signatures stay valid with this one.

    The signature of a later role from an earlier day does not. It occurs when a published issue is
    signed again for its correction.
    """
    later = tuple(SIGNATURES)[tuple(SIGNATURES).index(role) :]
    return tuple(
        each.role
        for each in sheet.sign_off.signatures
        if each.by and each.on and (each.role not in later or each.on >= on)
    )


def _status_after(sheet: IssueSheet, role: str) -> Status:
    """The status of the issue after this signature. It never goes back."""
    order = (Status.DRAFT, Status.PROOF, Status.SIGNED)
    after = STATUS_AFTER.get(role, Status.DRAFT)
    return max(after, sheet.status, key=order.index)


def _refusals(
    sheet: IssueSheet, name: str, role: str, by: str, on: date, today: date, *, again: bool
) -> tuple[Diagnostic, ...]:
    """All reasons to refuse a signature; `again` says that a published issue is to be corrected."""
    place = sheet.source, sheet.sign_off.span
    title = SIGNATURES[role]
    found: list[Diagnostic] = []
    if sheet.status is Status.PRINTED:
        message = f"第 {name} 期是以前印发的往期（status: printed），不用签"
        found.append(error("I101", sheet.source, Span(0, 0), message, ""))
    if not by:
        message = f"没有写{title}是谁"
        found.append(error("I102", *place, message, f"写成 --as {title} --by 姓名"))
    if unlived(role, on, today):
        message = f"{title}的日期 {on.isoformat()} 还没有到，今天是 {today.isoformat()}"
        found.append(error("I103", *place, message, "用 --on 写对的日期，或到那天再签"))
    roles = tuple(SIGNATURES)
    for each in sheet.sign_off.signatures:
        if each.on is None or each.role == role:
            continue
        earlier = roles.index(each.role) < roles.index(role)
        if (each.on > on) if earlier else (each.on < on and not again):
            other = f"{SIGNATURES[each.role]}签的是 {each.on.isoformat()}"
            message = f"{title}的日期 {on.isoformat()} 和先后不符：{other}"
            found.append(error("I103", *place, message, "用 --on 写对的日期"))
    if role == "approved_by" and sheet.dated and (on < sheet.dated if again else on != sheet.dated):
        message = f"签发日期 {on.isoformat()} 和印发日期 {sheet.dated.isoformat()} 不一致"
        hint = same_day_cure(sheet, on, "加 --on") if not again else "用 --on 写更正签发的日期"
        found.append(error("I104", *place, message, hint))
    return tuple(found)
