"""Drafts of the mails that an issue goes out with, one for each line of the colophon.

A draft is a file that the office's mail program opens as a message not yet sent (`X-Unsent: 1`). It
has neither Date nor Message-ID: both belong to the moment of sending, and servers drop a second
message with the same Message-ID as a repetition. The same copy gives the same bytes.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bulletin.diagnostics import Diagnostic, error, has_errors, in_order, warning
from bulletin.model import LABELS, Issue, Mail, Visibility
from bulletin.output import DISK, Disk, replace_file
from bulletin.render import Renderer
from bulletin.sending.addresses import FILE, address_fault, read_addresses
from bulletin.sending.clearance import Cleared, cleared
from bulletin.sending.enclosure import Enclosure, built_pdf, published_pdf
from bulletin.sending.groups import Group, groups_of
from bulletin.sending.inlining import inlined
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

LARGEST_ENCLOSURE = 20 * 1024 * 1024
"""Bytes, before encoding adds a third; many offices' servers refuse more."""


@dataclass(frozen=True)
class MailDraft:
    """One mail, not sent."""

    group: Group
    content: bytes

    @property
    def name(self) -> str:
        """Its file, e.g. 报.eml."""
        return f"{self.group.label}.eml"


@dataclass(frozen=True)
class Drafted:
    """The mails of one issue, and what there is to say about them."""

    drafts: tuple[MailDraft, ...]
    enclosure: Enclosure | None
    groups: tuple[Group, ...]
    """Everybody whom the colophon names, those who get it on paper too."""

    diagnostics: tuple[Diagnostic, ...]


def drafts_of(workspace: Workspace, name: str, *, draft: bool = False) -> Drafted:
    """The drafts of the issue `name`; none, with the reasons, if it must not or cannot go out.

    With `draft`, an issue that is not published goes with the PDF that was built last.
    """
    one, found = cleared(workspace, name)
    if one is not None:
        found += _refusals(one, draft)
    if one is None or has_errors(found):
        return Drafted((), None, (), in_order(found))
    return _drafted(workspace, one, found)


def _refusals(one: Cleared, draft: bool) -> tuple[Diagnostic, ...]:
    """D505, D502: not published yet; a sender whose address is not one."""
    found: list[Diagnostic] = []
    if one.read.kept is None and not draft:
        hint = f"先运行 bulletin publish {one.issue.name}；发送审稿、清样就加 --draft"
        found.append(error("D505", one.place, Span(0, 0), "这一期还没有刊发", hint))
    mail = one.publication.mail
    if mail.sender and mail.source and (fault := address_fault(mail.source, mail.sender)):
        found.append(fault)
    return tuple(found)


def _drafted(workspace: Workspace, one: Cleared, found: tuple[Diagnostic, ...]) -> Drafted:
    issue, kept = one.issue, one.read.kept
    enclosure, faults = (
        published_pdf(kept, issue) if kept else built_pdf(workspace, one.publication, one.read)
    )
    entries, wrong = read_addresses(workspace, one.publication.mail)
    list_file = Source(f"issues/{FILE}", "")
    groups, without = groups_of(issue.distribution, entries, list_file, one.publication.units)
    found = (*found, *faults, *wrong, *without)
    if enclosure is None or has_errors(found):
        return Drafted((), None, (), in_order(found))
    if len(enclosure.content) > LARGEST_ENCLOSURE:
        size = len(enclosure.content) // 1024 // 1024
        message = f"附件有 {size} MB，有的邮箱收不下"
        found += (warning("D508", issue.source, Span(0, 0), message, "缩小图片，或改送纸质"),)
    letters = LetterWriter(workspace, issue, enclosure, one.publication.mail)
    drafts = tuple(MailDraft(group, letters.draft(group)) for group in groups if not group.on_paper)
    return Drafted(drafts, enclosure, groups, in_order(found))


def write_drafts(
    workspace: Workspace, name: str, drafted: Drafted, disk: Disk = DISK
) -> tuple[str, ...]:
    """Put the drafts into `outgoing/`, and remove those of groups that no longer exist.

    Returns the files' paths as the editor knows them. Raises OSError.
    """
    folder = workspace.outgoing / name
    written = {draft.name: draft.content for draft in drafted.drafts}
    for file, content in written.items():
        replace_file(folder / file, content, disk)
    for file in waiting_drafts(folder):
        if file not in written:
            disk.remove(folder / file)
    return tuple(f"outgoing/{name}/{file}" for file in written)


def waiting_drafts(folder: Path) -> list[str]:
    """The names of the drafts in a folder, in the order of the colophon."""
    names = (f"{label}.eml" for label in LABELS.values())
    return [name for name in names if (folder / name).exists()]


def is_barred(drafted: Drafted) -> bool:
    """Whether the issue must not leave at all, because it is withdrawn or classified."""
    return any(each.code in ("D506", "D507") for each in drafted.diagnostics)


def take_back(workspace: Workspace, name: str, disk: Disk = DISK) -> tuple[str, ...]:
    """Remove the drafts in `outgoing/`, because an issue that is barred must not be sent.

    Returns the files' paths as the editor knows them. Raises OSError.
    """
    folder = workspace.outgoing / name
    there = waiting_drafts(folder)
    for file in there:
        disk.remove(folder / file)
    clear_folder(folder, disk)
    return tuple(f"outgoing/{name}/{file}" for file in there)


def clear_folder(folder: Path, disk: Disk) -> None:
    """Remove the folder of an issue in `outgoing/` if nothing is left in it. Raises OSError."""
    while folder.name != "outgoing" and folder.is_dir() and not any(folder.iterdir()):
        disk.remove_folder(folder)
        folder = folder.parent


# -- One letter ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetterWriter:
    """What the mails of one issue share."""

    workspace: Workspace
    issue: Issue
    enclosure: Enclosure
    mail: Mail

    @property
    def internal(self) -> bool:
        """Whether the letter must say that the issue is internal."""
        return self.issue.visibility is not Visibility.PUBLIC

    @property
    def subject(self) -> str:
        """天长组工信息第116期, with what the reader must know before opening it."""
        issue = self.issue
        remarks = [
            *(["内部资料"] if self.internal else []),
            *(["更正"] if issue.notices else []),
        ]
        bracketed = f"（{'、'.join(remarks)}）" if remarks else ""
        topic = f"【{issue.topic}】" if issue.topic else ""
        before = f"〔{self.enclosure.stage}〕" if self.enclosure.stage else ""
        return f"{before}{issue.title}{topic}{bracketed}"

    def draft(self, group: Group) -> bytes:
        """The whole message for one group, as a mail program opens it."""
        message = EmailMessage(policy=SMTP)
        message["X-Unsent"] = "1"
        issuer = self.issue.publication.issuer
        own = Address(issuer, addr_spec=self.mail.sender.text) if self.mail.sender else None
        if own:
            message["From"] = own
        recipients = [Address(name, addr_spec=address) for name, address in group.recipients]
        if self.mail.hidden and recipients:
            message["To"] = own or ""
            message["Bcc"] = recipients
        elif recipients:
            message["To"] = recipients
        message["Subject"] = self.subject
        self._fill(message, group)
        return message.as_bytes()

    def _fill(self, message: EmailMessage, group: Group) -> None:
        """The bodies and the PDF, with boundaries that are computed from them."""
        text, page = self.bodies(group)
        message.set_content(text, cte="base64")
        message.add_alternative(page, subtype="html", cte="base64")
        pdf = self.enclosure.content
        message.add_attachment(
            pdf, maintype="application", subtype="pdf", filename=self.enclosure.name
        )
        digest = hashlib.sha256(b"\0".join((text.encode(), page.encode(), pdf))).hexdigest()
        bodies, attached = message.iter_parts()
        message.set_boundary(f"{digest[:32]}-mixed")
        bodies.set_boundary(f"{digest[:32]}-alternative")
        del attached["Content-Type"]
        attached.set_raw("Content-Type", _named_pdf(self.enclosure.name))

    def bodies(self, group: Group) -> tuple[str, str]:
        """The letter as plain text and as HTML with the styles written into its elements."""
        renderer = Renderer(self.workspace)
        values = {
            "issue": self.issue,
            "group": group.label,
            "internal": self.internal,
            "enclosure": self.enclosure,
            "subject": self.subject,
        }
        styles = self.workspace.file("styles", "mail.css").read_text("utf-8")
        page = inlined(renderer.page("mail.html", **values), styles)
        return renderer.page("mail.txt", **values), page


def _named_pdf(name: str) -> str:
    """The type of the attachment, with its name once more as encoded words (RFC 2047).

    Content-Disposition has the name by RFC 2231. Programs that do not know that standard look here,
    and decode what by the standard is not decoded inside quotes. It is folded so that no line is
    folded again.
    """
    words = [
        f"=?utf-8?b?{b64encode(name[at : at + 12].encode()).decode()}?="
        for at in range(0, len(name), 12)
    ]
    quoted = "\r\n ".join(words)
    return f'application/pdf;\r\n name="{quoted}"'
