"""The gates: what must be true before an issue is approved, published or corrected.

Each gate is a function that takes a proposal and returns what stands in its way. All gates are
tried, and everything that is wrong is reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bulletin import scaffold
from bulletin.calendar_day import office_day
from bulletin.checks import HouseLists, Selection, check_issue, load_lists
from bulletin.diagnostics import (
    Diagnostic,
    Severity,
    error,
    has_errors,
    in_order,
    of_file,
    warning,
)
from bulletin.edition import (
    APPROVAL,
    Approval,
    EditionRecord,
    Kept,
    Shelf,
    approval_path,
    digest_of,
    digests,
    kept_issue,
    signed_by,
    witness_in,
)
from bulletin.fields import in_the_language_of
from bulletin.load import Loaded
from bulletin.model import (
    SIGNATURES,
    Act,
    Issue,
    IssueSheet,
    Publication,
    Serial,
    Signature,
    Status,
    Visibility,
    issue_folder,
    said_in,
)
from bulletin.past import NO_PAST, PastIndex, PastIssue
from bulletin.publish.chain import goes_back, is_withdrawn, skips
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from bulletin.press import Faces
    from bulletin.publish.make import MadeEdition


@dataclass(frozen=True)
class Proposal:
    """An issue that is to be approved, published or corrected."""

    act: Act
    loaded: Loaded
    issue: Issue | None
    """None if its copy has errors."""

    copy: Mapping[str, bytes]
    """Its files, by path in the workspace."""

    approval: Approval | None
    shelf: Shelf
    faces: Faces
    past: PastIndex = NO_PAST
    """All issues of the workspace, published or not, with which its numbers are compared."""

    @property
    def name(self) -> str:
        """The issue's folder."""
        return self.loaded.name


JUDGED_HERE = Selection((), ("I",))
"""All rules of the proofreader except those about the series. The gates below check the series, by
what was really published."""

CLASSIFIED = Selection((), ("I", "C101"))
"""The rules for an issue whose sheet has a 密级, which a gate below reports."""


@dataclass(frozen=True)
class Background:
    """What the rules need besides the copy: the office's lists, and what appeared before."""

    house: HouseLists
    past: PastIndex
    faults: tuple[Diagnostic, ...]
    """What is wrong in the lists."""


def background(workspace: Workspace, past: PastIndex) -> Background:
    """Read the background, once for any number of issues. Raises OSError."""
    house, faults = load_lists(workspace.root)
    return Background(house, past, faults)


def findings(loaded: Loaded, publication: Publication, known: Background) -> tuple[Diagnostic, ...]:
    """What the rules find in an issue's copy, and what is wrong in the office's lists."""
    classified = loaded.sheet is not None and loaded.sheet.secrecy
    rules = CLASSIFIED if classified else JUDGED_HERE
    return known.faults + check_issue(loaded, publication, known.house, known.past, rules)


def as_sent(
    found: tuple[Diagnostic, ...], sent: Kept | None, today: Publication, behind: Background
) -> tuple[Diagnostic, ...]:
    """What was found in the copy of a correction.

    An error that is already in the edition `sent` becomes a warning, which stops nothing.
    """
    if sent is None or not has_errors(found):
        return found
    loaded, issue, unread = kept_issue(sent, today)
    if loaded is None or issue is None or has_errors(unread):
        return found
    then = check_issue(loaded, issue.publication, behind.house, behind.past, JUDGED_HERE)
    known = set(map(_as_printed, then))
    return tuple(
        replace(each, severity=Severity.WARNING, hint=f"{each.hint}（刊发时就是这样）")
        if each.severity is Severity.ERROR and _as_printed(each) in known
        else each
        for each in found
    )


def _as_printed(found: Diagnostic) -> tuple[str, str, str, str]:
    """What identifies a finding: its words and those before them.

    Its place in the file is not used, because it moves with every earlier change.
    """
    source, start = found.source, found.span.start
    before = source.text[max(0, start - 8) : start] if source else ""
    return found.code, source.path if source else "", found.message, before + found.quoted


def _workspace_of(loaded: Loaded) -> Workspace:
    """The workspace of an issue's folder, which is one or two levels below `issues/`."""
    return Workspace(loaded.folder.parents[issue_folder(loaded.name).count("/") + 1])


# -- Signed off ------------------------------------------------------------------------------------


def status_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I101: the issue must be signed, and not one that was printed before the program was used."""
    sheet = proposal.loaded.sheet
    if sheet is not None and sheet.status is Status.PRINTED:
        message = f"第 {proposal.name} 期是以前印发的往期（status: printed），不再刊发"
        hint = f"没有印发过的，改为 status: draft，再运行 {command_to_sign(proposal.name)}"
        yield error("I101", sheet.source, Span(0, 0), message, hint)
    elif sheet is not None and sheet.status is not Status.SIGNED:
        message = f"第 {proposal.name} 期还没有签发（status: {sheet.status.value}）"
        hint = f"领导签发后运行 {command_to_sign(proposal.name)}"
        yield error("I101", sheet.source, Span(0, 0), message, hint)


def command_to_sign(name: str, role: str = "approved_by", rest: str = "--by 姓名") -> str:
    """The command that writes a signature into the sheet of issue `name`."""
    return f"bulletin sign {name} --as {SIGNATURES[role]} {rest}"


_SIGN_AGAIN = "--on 签字的日期"


def signature_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I102, I103: the required signatures must be there, with dates in the right order.

    An issue that was printed before the program was used needs none.
    """
    sheet, issue = proposal.loaded.sheet, proposal.issue
    if sheet is None or issue is None or sheet.status is Status.PRINTED:
        return
    demanded = issue.publication.house.sign_off
    last: date | None = None
    today = office_day(issue.publication.house)
    for role in SIGNATURES:
        signature = sheet.sign_off.of(role)
        yield from _incomplete(proposal.name, signature, role in demanded, sheet)
        if signature.on is None:
            continue
        if last is not None and signature.on < last:
            message = f"{SIGNATURES[role]}的日期早于前一道签字"
            again = command_to_sign(proposal.name, role, _SIGN_AGAIN)
            hint = f"核对 signoff 的日期；写错的再签一次：{again}"
            yield error("I103", sheet.source, sheet.sign_off.span, message, hint)
        if role != "approved_by" and unlived(role, signature.on, today):  # that is told by I124
            message = f"{SIGNATURES[role]}的日期 {signature.on.isoformat()} 还没有到"
            again = command_to_sign(proposal.name, role, _SIGN_AGAIN)
            hint = f"今天是 {today.isoformat()}；写错的再签一次：{again}"
            yield error("I103", sheet.source, sheet.sign_off.span, message, hint)
        last = signature.on


def _incomplete(
    name: str, signature: Signature, demanded: bool, sheet: IssueSheet
) -> Iterator[Diagnostic]:
    title, at = SIGNATURES[signature.role], (sheet.source, sheet.sign_off.span)
    if signature.by is None and (demanded or signature.on is not None):
        hint = f"{title}签了字以后运行 {command_to_sign(name, signature.role)}"
        yield error("I102", *at, f"没有{title}签字", hint)
    elif signature.by is not None and signature.on is None:
        hint = f"运行 {command_to_sign(name, signature.role, _SIGN_AGAIN)}"
        yield error("I102", *at, f"{title}签字没有日期", hint)


def sign_off_date_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I104: the date of printing must be that of sign-off; a correction is signed off then or
    later."""
    sheet = proposal.loaded.sheet
    signed = sheet.sign_off.of("approved_by").on if sheet is not None else None
    if sheet is None or sheet.dated is None or signed is None:
        return
    corrected = proposal.act is Act.CORRECTED
    if signed < sheet.dated or (signed > sheet.dated and not corrected):
        message = f"签发日期 {signed.isoformat()} 和印发日期 {sheet.dated.isoformat()} 不一致"
        again = command_to_sign(proposal.name, rest="--on")
        hint = same_day_cure(sheet, signed, f"运行 {again}")
        if corrected:
            no_earlier = f"更正的签发日期不早于印发日期 {sheet.dated.isoformat()}"
            hint = f"{no_earlier}，运行 {again} 更正签发的日期"
        yield error("I104", sheet.source, sheet.sign_off.span, message, hint)


def future_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I124: an issue is not dated far ahead. Its date can never be changed, and no later issue of
    its series may have an earlier one; a clock that is wrong is found, too."""
    issue = proposal.issue
    if issue is None or proposal.act is Act.CORRECTED:
        return
    today = office_day(issue.publication.house)
    if issue.dated > today + FARTHEST_AHEAD:
        message = f"印发日期 {issue.dated.isoformat()} 离今天（{today.isoformat()}）还远"
        hint = "改 date；日期没有错的，校准这台电脑的时间"
        yield error("I124", issue.source, Span(0, 0), message, hint)


def unlived(role: str, on: date, today: date) -> bool:
    """Whether somebody cannot have signed on a day, because it is yet to come.

    The day of sign-off is that of printing, and may be ahead as far as that.
    """
    return on > (today + FARTHEST_AHEAD if role == "approved_by" else today)


FARTHEST_AHEAD = timedelta(days=31)
"""An issue is dated so much ahead at most: a sheet may be signed before a holiday."""


def same_day_cure(sheet: IssueSheet, signed: date, write: str) -> str:
    """What to write so that the day of sign-off and the date of printing are the same.

    `write` has the words for changing the day of sign-off. Neither may be before the other
    signatures.
    """
    assert sheet.dated is not None
    others = [each.on for each in sheet.sign_off.signatures if each.role != "approved_by"]
    latest = max((each for each in others if each), default=date.min)
    ways = [f"把 {signed.isoformat()} 写成 issue.md 的 date"] if latest <= signed else []
    ways += [f"{write} {sheet.dated.isoformat()}"] if latest <= sheet.dated else []
    either = "，或".join(ways) or f"前面签到 {latest.isoformat()}，两个日期都不能比它早"
    return f"印发日期就是签发日期：{either}"


def secrecy_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I111: an issue with a 密级 must not go into the public archive."""
    issue = proposal.issue
    if issue is not None and issue.secrecy and issue.visibility is Visibility.PUBLIC:
        message = f"标有密级（{issue.secrecy}），不能上网"
        yield error("I111", issue.source, Span(0, 0), message, "改为 visibility: internal")


def sample_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I121: the sample in a new folder must not be published."""
    yield from scaffold.sample_faults(proposal.loaded.submissions)


def whole_number_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I110: where 正刊 are counted over all years, each has a number above those of the issues
    before it, and none that was given to another; told where that is not published yet.

    An issue may always be corrected under the one that it was sent with.
    """
    issue = proposal.issue
    if issue is None or issue.serial.mark:
        return
    sent = proposal.shelf.latest(issue.name)
    record = sent.readable if sent else None
    if record and record.whole_number == issue.whole_number:
        return
    own = (each for each in proposal.past.issues if each.serial.sequence == issue.serial.sequence)
    counted = [each for each in own if each.whole_number and each.name != issue.name]
    before = [each for each in counted if _precedes(each, issue)]
    last = max(before, key=lambda each: each.whole_number or 0, default=None)
    wanted = (last.whole_number or 0) + 1 if last else issue.publication.first_whole_number
    at = issue.source, Span(0, 0)
    earlier = {each.name for each in before}
    standing = [each for each in counted if each.name in earlier or each.issued]
    same = [each for each in standing if each.whole_number == issue.whole_number]
    cure = f"写 whole_number: {wanted}" if wanted else "核对各期的 whole_number"
    if issue.whole_number is None:
        if wanted:
            yield error("I110", *at, "没有总期号（总第N期）", cure)
        return
    other = same[0] if same else last
    if other and issue.whole_number <= (other.whole_number or 0):
        what = "已用过" if same else "不接着"
        told = error if other.issued else warning
        message = f"总期号 {issue.whole_number} {what}（第 {other.name} 期是 {other.whole_number}）"
        yield told("I110", *at, message, cure)


def _precedes(other: PastIssue, issue: Issue) -> bool:
    return other.serial.is_printed_before(other.dated, issue.serial, issue.dated)


def previous_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I126: where the house prints which edition went before, the sheet says so; and what it says
    is in the register."""
    issue, lines = proposal.issue, proposal.shelf.register
    if issue is None:
        return
    said = said_in(issue.lines, "previous_edition")
    last = witness_in(lines[-1]) if lines else None
    cure = f"写 previous_edition: {last}" if last else "删去 previous_edition"
    at = issue.source, Span(0, 0)
    if said and said not in {str(witness_in(line)) for line in lines}:
        yield error("I126", *at, f"上一份存档号 {said} 不在登记簿里", cure)
    elif not said and last and issue.publication.house.previous_edition:
        hint = f"再签发一次：bulletin sign {issue.name} --as 签发；或{cure}"
        yield error("I126", *at, "版记要印上一份存档号，没有写", hint)


SIGNED_OFF = (
    previous_faults,
    status_faults,
    signature_faults,
    sign_off_date_faults,
    future_faults,
    secrecy_faults,
    whole_number_faults,
    sample_faults,
)


# -- Approved --------------------------------------------------------------------------------------

NOT_APPROVED = ("I105", "I106")
"""What `approval_faults` reports."""


def approval_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I105, I106: the copy must be approved, and must not have changed since."""
    again = f"核对后再运行 bulletin approve {proposal.name}"
    if proposal.approval is None:
        path = approval_path(_workspace_of(proposal.loaded), proposal.name)
        place = f"issues/{issue_folder(proposal.name)}/{path.name}"
        what = "的签发记录被改过，或读不出来，不作数" if path.exists() else "没有签发记录"
        yield of_file("I105", place, f"第 {proposal.name} 期{what}", again)
        return
    if proposal.issue is None:
        return
    from bulletin.making import changed_since_approval  # pages and press, for a sign-off alone

    workspace = _workspace_of(proposal.loaded)
    for each in changed_since_approval(
        workspace,
        proposal.loaded,
        proposal.issue,
        proposal.copy,
        proposal.approval,
        proposal.faces,
    ):
        yield of_file("I106", each.path, each.what, f"{each.back}，或{again}")


def as_approved(approval: Approval, issue: Issue, made: MadeEdition) -> tuple[Diagnostic, ...]:
    """I106: the PDF that was made for publishing must be the one that was approved."""
    pdf = made.files.get(f"{issue.file_name}.pdf", b"")
    if not approval.pdf or not pdf or sha256(pdf).hexdigest() == approval.pdf:
        return ()
    what = "排出来的 PDF 和签发的不同，稿件、程序和字体都没有变：系统的排版部件换过"
    hint = f"核对后再运行 bulletin approve {issue.name}"
    return (of_file("I106", f"issues/{issue.folder}/{APPROVAL}", what, hint),)


# -- The series ------------------------------------------------------------------------------------


def series_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I107-I109: within its way of counting the number must be the next one, and the date must not
    go back."""
    issue, shelf = proposal.issue, proposal.shelf
    if issue is None:
        return
    at = issue.source, Span(0, 0)
    if shelf.of(issue.name):
        message, hint = "刊发", f"要更正就运行 bulletin correct {issue.name}"
        if is_withdrawn(shelf, issue.name):
            message, hint = "撤回", f"用新的期号另发：运行 {command_for_new(issue.serial)}"
        yield error("I107", *at, f"第 {issue.name} 期已经{message}，期号不能再用", hint)
        return
    series = _published(shelf, issue.serial.mark)
    together = [
        each for each in series if each.serial.counted_within == issue.serial.counted_within
    ]
    if not together:
        yield from _left_before(proposal, at)
        return
    last = max(together, key=lambda each: each.serial)
    if skips(last, issue.serial):
        message = f"上一期是第 {last.issue} 期，不能接着刊发第 {issue.name} 期"
        wanted = replace(last.serial, number=last.serial.number + 1)
        yield error("I108", *at, message, f"先刊发第 {wanted.name} 期")
    valid = [each for each in together if not is_withdrawn(shelf, each.issue)]
    before = max(valid, key=lambda each: each.serial, default=None)
    if before and goes_back(before, issue.dated):
        message = f"印发日期早于第 {before.issue} 期（{before.dated.isoformat()}）"
        undo = f"bulletin withdraw {before.issue} --reason 日期有误"
        hint = f"核对 date；第 {before.issue} 期的日期印错了的，运行 {undo}"
        yield error("I109", *at, message, hint)


def correction_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """I112-I114: a correction needs a published issue, the same number and date, and a change;
    I127."""
    sheet, issue = proposal.loaded.sheet, proposal.issue
    latest = proposal.shelf.latest(proposal.name)
    sent = latest.readable if latest else None
    if sheet is None or issue is None or latest is None or sent is None:
        return
    at = issue.source, Span(0, 0)
    if (issue.serial, issue.dated) != (sent.serial, sent.dated):
        yield error("I113", *at, "更正不能改期号和印发日期", f"改回 date: {sent.dated.isoformat()}")
    if digest_of(digests(proposal.copy)) == sent.approved:
        yield error("I114", *at, "稿件和刊发的一样，没有可更正的", "先改稿件，再签发")
    elif _prints_the_same(proposal, issue, latest):
        message = "排出来的和刊发的一样，没有可更正的"
        yield error("I114", *at, message, "要更正就改稿件，再签发；不印的改动不用更正")
    else:
        yield from _signed_before(proposal, sheet, issue, sent)


def _signed_before(
    proposal: Proposal, sheet: IssueSheet, issue: Issue, sent: EditionRecord
) -> Iterator[Diagnostic]:
    """I127: nobody has signed since the edition that is corrected, so the correction would bear
    its signatures and their days. Who signed again today cannot be told from who did not."""
    signed = signed_by(sheet.sign_off)
    today = office_day(issue.publication.house)
    if not signed or signed != sent.signatures or max(each.on for each in signed) >= today:
        return
    said = "，".join(f"{each.role} {each.by} {each.on.isoformat()}" for each in signed)
    message = f"更正没有另签，用的是第 {sent.revision} 版的签字：{said}"
    command = command_to_sign(proposal.name)
    hint = f"另签的，先运行 {command}，再运行 bulletin approve {proposal.name}；不另签的照旧"
    yield warning("I127", sheet.source, sheet.sign_off.span, message, hint)


def _prints_the_same(proposal: Proposal, issue: Issue, latest: Kept) -> bool:
    """Whether page and PDF of a correction would be those of the edition that it corrects."""
    loaded, sent, faults = kept_issue(latest, issue.publication)
    if loaded is None or sent is None or has_errors(faults):
        return False
    if sent.visibility is not issue.visibility:
        return False
    from bulletin.making import page_of
    from bulletin.render import Unrendered

    try:
        then = page_of(latest.workspace, loaded, replace(sent, notices=()))
        workspace = _workspace_of(proposal.loaded)
        return then.key == page_of(workspace, proposal.loaded, replace(issue, notices=())).key
    except (OSError, Unrendered):
        return False


def _firsts(shelf: Shelf) -> tuple[Kept, ...]:
    return tuple(each for each in shelf.kept if each.revision == 1)


def command_for_new(serial: Serial) -> str:
    """The command that makes the next issue of a series, in place of a withdrawn one."""
    series = f"--series {serial.series or serial.mark}" if serial.mark else ""
    return " ".join(filter(None, ("bulletin new", serial.publication, series)))


def _left_before(proposal: Proposal, at: tuple[Source, Span]) -> Iterator[Diagnostic]:
    """I108: the first published issue of a series or year must not skip an earlier signed issue.

    If issues are numbered by year and the office published in the year before, it must not skip any
    number at all, except issues printed before the program was used.
    """
    issue = proposal.issue
    assert issue is not None
    goes_on = bool(issue.serial.year) and any(
        each.dated.year == issue.serial.year - 1
        for each in _published(proposal.shelf, issue.serial.mark)
    )
    before = _earlier(proposal, issue.serial)
    signed = [number for number, status in before.items() if status is Status.SIGNED]
    missing = next(
        (each for each in range(1, issue.number) if before.get(each) not in _LEFT), issue.number
    )
    for number in signed if not goes_on else [each for each in signed if each < missing]:
        earlier = replace(issue.serial, number=number)
        message = f"第 {earlier.name} 期已经签发，还没有刊发"
        yield error("I108", *at, message, f"先运行 bulletin publish {earlier.name}")
    if goes_on and missing < issue.number:
        earlier = replace(issue.serial, number=missing)
        message = f"{issue.serial.year} 年的第 {earlier.name} 期还没有刊发"
        yield error("I108", *at, message, f"先刊发第 {earlier.name} 期")


_LEFT = (Status.SIGNED, Status.PRINTED)
"""Signed issues are reported one by one, and printed ones are in the archive already."""


def _earlier(proposal: Proposal, serial: Serial) -> dict[int, Status | None]:
    """The status of each issue with a lower number that has a folder; None if it has no sheet."""
    return {
        each.serial.number: each.status
        for each in proposal.past.issues
        if each.serial.counted_within == serial.counted_within and each.serial < serial
    }


def _published(shelf: Shelf, mark: str) -> tuple[EditionRecord, ...]:
    """The first record of each published issue in a series, in order."""
    firsts = (each.readable for each in _firsts(shelf))
    records = [each for each in firsts if each and each.serial.mark == mark]
    return tuple(sorted(records, key=lambda each: each.serial.order(each.dated)))


def next_names(shelf: Shelf) -> tuple[str, ...]:
    """The possible names of the next issue of 正刊; empty if none was published yet.

    It may have the next number, that of this year or the next if issues are numbered by year, or
    the next after a change between the two ways of numbering.
    """
    published = _published(shelf, "")
    if not published:
        return ()
    last = published[-1].serial
    following = published[-1].dated.year + 1
    reached = {each.year: each.number for each in sorted(each.serial for each in published)}
    names = [replace(last, number=last.number + 1)]
    years = (year for year in (following - 1, following) if year != last.year)
    names += [replace(last, year=year, number=reached.get(year, 0) + 1) for year in years]
    names += [replace(last, year=0, number=reached[0] + 1)] if 0 in reached and last.year else []
    return tuple(each.name for each in names)


# -- Type ------------------------------------------------------------------------------------------


def face_faults(proposal: Proposal) -> Iterator[Diagnostic]:
    """P102: every face must be official, or a substitute that the office accepts by name."""
    if proposal.issue is None:
        return
    publication = proposal.issue.publication
    accepted = publication.house.substitutes
    refused = [each for each in proposal.faces.stand_ins if each[1] not in accepted]
    if refused:
        from bulletin.press import accepting

        which = "、".join(f"{label}由 {family}" for label, family in refused)
        line = accepting(accepted, (family for _, family in refused))
        cure = in_the_language_of(publication.source, line)
        yield error(
            "P102",
            None,
            Span(0, 0),
            f"{which} 代替，不能刊发",
            cure,
            clause="GB/T 9704-2012 5.2.2",
        )


# -- All -------------------------------------------------------------------------------------------

Gate = Callable[[Proposal], Iterator[Diagnostic]]

FIRST_TIME: tuple[Gate, ...] = (
    *SIGNED_OFF,
    approval_faults,
    series_faults,
    face_faults,
)
AGAIN: tuple[Gate, ...] = (*SIGNED_OFF, approval_faults, correction_faults, face_faults)


def refusals(proposal: Proposal, gates: tuple[Gate, ...]) -> tuple[Diagnostic, ...]:
    """Everything that stands in the way of a proposal."""
    return in_order(fault for gate in gates for fault in gate(proposal))


def warnings_ahead(proposal: Proposal) -> tuple[Diagnostic, ...]:
    """What would stand in the way of an approved issue today, as warnings: it may pass by then."""
    series = correction_faults if proposal.act is Act.CORRECTED else series_faults
    return tuple(replace(each, severity=Severity.WARNING) for each in refusals(proposal, (series,)))


def lacks(proposal: Proposal) -> tuple[Diagnostic, ...]:
    """What an open issue still lacks, for `bulletin status`: the gates' reports as information."""
    return tuple(
        Diagnostic(each.code, Severity.INFO, each.source, each.span, each.message, each.hint)
        for each in refusals(proposal, (*SIGNED_OFF, approval_faults))
    )
