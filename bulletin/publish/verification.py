"""Verifying that what was sent out is unchanged: every byte, the chain, and that all parts of an
edition say the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bulletin.diagnostics import Diagnostic, Severity, has_errors, in_order, of_file
from bulletin.edition import (
    EditionRecord,
    FaceRecord,
    Kept,
    KeyList,
    RegisterLine,
    Shelf,
    WrittenByNewer,
    added_fault,
    check_bag,
    edition_fault,
    files_under,
    kept_keys,
    newer_faults,
    publication_of,
    read_keys,
    read_shelves,
    shelf_of,
    signed_here,
    stray_paths,
)
from bulletin.load import load_publication, shown_path
from bulletin.model import Act, Serial, issue_folder
from bulletin.output import write_tree
from bulletin.publish.act import Maker
from bulletin.publish.agreement import EditionParts, disagreements
from bulletin.publish.attesting import attestation_faults, key_list_faults
from bulletin.publish.chain import RULES
from bulletin.publish.make import MadeEdition, withdrawn
from bulletin.publish.receipts import Registers, WitnessFile, missed, read_witness_file
from bulletin.publish.timestamps import Stamp, kept_stamps
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Verified:
    """One edition that was verified."""

    kept: Kept
    record: EditionRecord | None
    identity: str
    files: int
    rebuilt: bool
    """Whether it was made again with the same bytes."""

    diagnostics: tuple[Diagnostic, ...]
    entered_by: str = ""
    """Who signed its line of the register."""


@dataclass(frozen=True)
class SignedEnd:
    """The signature under the end of a publication's register."""

    publication: str
    """The publication's short name."""

    said: str
    """Who signed it, when, and how many lines it covers."""


@dataclass(frozen=True)
class ComparedFile:
    """A file from outside that was compared with the registers and the list of keys."""

    shown: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing in the file contradicts the workspace."""
        return not has_errors(self.diagnostics)


@dataclass(frozen=True)
class Report:
    """Which editions were verified, and what was found."""

    editions: tuple[Verified, ...]
    diagnostics: tuple[Diagnostic, ...]
    """The faults of all editions, of the register and of the series."""

    heads: tuple[RegisterLine, ...]
    """The last line of each publication's register, which confirms all lines before it."""

    signed: tuple[SignedEnd, ...] = ()
    """The end of each register that is signed."""

    stamps: tuple[Stamp, ...] = ()
    """The time stamps that hold."""

    compared: tuple[ComparedFile, ...] = ()
    """The files from outside, without what was noted on this machine."""

    @property
    def head(self) -> RegisterLine | None:
        """The first of these lines."""
        return next(iter(self.heads), None)

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, lost or added."""
        return not has_errors(self.diagnostics)


def verify(
    workspace: Workspace,
    issue: str | None = None,
    press: Maker | None = None,
    against: Sequence[WitnessFile] = (),
    *,
    may_be_empty: bool = True,
) -> Report:
    """Verify all editions, or those of one issue (`116`), or one (`116/1`); and always the register
    and the series.

    With `press`, each edition is made again and compared. Every witness in the files `against` must
    be in a register. That nothing was published at all is a fault unless it `may_be_empty`: whoever
    took everything away left nothing to find fault with. Raises OSError if the shelf cannot be
    read.
    """
    of = issue if issue is None or Serial.named(issue) else issue.rpartition("/")[0]
    every = read_shelves(workspace) if of is None or against else (shelf_of(workspace, of),)
    shelves = tuple(each for each in every if of is None or each.publication == publication_of(of))
    editions = (each for shelf in shelves for each in shelf.kept)
    chosen = [each for each in editions if issue in (None, each.issue, each.name)]
    keys = read_keys(workspace.issues)
    names = {
        line.name: keys.name_of(line.entered.key)
        for shelf in shelves
        for line in shelf.register
        if line.entered
    }
    verified = tuple(
        replace(_verified(each, press), entered_by=names.get(each.name, "")) for each in chosen
    )
    found: list[Diagnostic] = [fault for each in verified for fault in each.diagnostics]
    attestations = {each.publication: attestation_faults(each, keys) for each in every}
    for shelf in shelves:
        found += (*newer_faults(shelf), *_strays(workspace, shelf.publication))
        found += attestations[shelf.publication]
        for rule in RULES:
            found += rule(shelf)
    if issue is not None and not chosen:
        found.append(of_file("I207", f"issues/{issue_folder(issue)}", f"第 {issue} 期没有刊发过"))
    if not (may_be_empty or chosen or found):
        message, hint = "刊发的文件一份也没有", "还没有刊发过的，加 --empty；刊发过的，从备份取回"
        found.append(of_file("I207", "issues", message, hint))
    known = frozenset(each.digits for each in kept_keys()).union(*(file.keys for file in against))
    found += key_list_faults(keys, known)
    sound = {name for name, faults in attestations.items() if not has_errors(faults)}
    notes = _notes(workspace, every if of is not None and not against else None)
    registers = Registers(every, keys, {each.publication for each in every if each.head} & sound)
    compared = [ComparedFile(file.shown, missed(file, registers)) for file in (*against, *notes)]
    found += (fault for each in compared for fault in each.diagnostics)
    heads = tuple(shelf.register[-1] for shelf in shelves if shelf.register)
    stamped, faults = kept_stamps(workspace, shelves) if of is None else ((), ())
    found += faults
    signed = tuple(_signed(shelves, keys))
    filed = tuple(compared[: len(against)])
    return Report(verified, in_order(found), heads, signed, stamped, filed)


def _notes(workspace: Workspace, only: Sequence[Shelf] | None) -> Iterator[WitnessFile]:
    """What was noted on this machine when it was signed; of some publications `only`, if the
    others were not read."""
    for path in signed_here(workspace.root):
        file = read_witness_file(path, str(path))
        if only is not None:
            file = _only_of({each.publication for each in only}, file)
        if file.witnesses:
            yield file


def _only_of(publications: set[str], file: WitnessFile) -> WitnessFile:
    found = [(each, publication_of(each.issue)) for each in file.witnesses]
    return replace(file, witnesses=tuple(each for each, of in found if of in publications))


def _signed(shelves: Sequence[Shelf], keys: KeyList) -> Iterator[SignedEnd]:
    for shelf in shelves:
        if shelf.head:
            name, day = keys.name_of(shelf.head.by.key), shelf.head.day.isoformat()
            said = f"{name} {day}（公钥 {shelf.head.by.key}），前 {shelf.head.lines} 份"
            yield SignedEnd(shelf.publication, said)


# -- One edition -----------------------------------------------------------------------------------


def _verified(kept: Kept, press: Maker | None) -> Verified:
    checked = check_bag(kept.folder, kept.shown)
    found = list(checked.diagnostics)
    try:
        record = kept.record
    except WrittenByNewer:
        return Verified(kept, None, checked.identity, checked.files, False, tuple(found))
    except (OSError, ValueError) as problem:
        fault = f"记录读不出来（{problem}）"
        found.append(edition_fault("I210", f"{kept.shown}/data/record.json", fault))
        return Verified(kept, None, checked.identity, checked.files, False, tuple(found))
    if record.name != kept.name:
        fault = f"记录写的是 {record.name}，放在 {kept.name} 里"
        found.append(edition_fault("I210", f"{kept.shown}/data/record.json", fault))
    rebuilt = False
    if not has_errors(found):  # a changed edition is not opened
        found += disagreements(EditionParts(kept, record, checked.digests))
        if press is not None:
            different = _rebuilt(kept, record, press)
            rebuilt = not different
            found += different
    return Verified(kept, record, checked.identity, checked.files, rebuilt, tuple(found))


def _rebuilt(kept: Kept, record: EditionRecord, press: Maker) -> list[Diagnostic]:
    """I211, I212: the edition must come out with the same bytes when made again from its copy."""
    with tempfile.TemporaryDirectory() as room:
        root = Path(room) / "workspace"
        write_tree(root, files_under(kept.workspace.root))
        try:
            made = _made_again(root, record, press)
        except Exception as problem:  # today's program may fail in any way on old templates
            made = MadeEdition({}, 0, "", (edition_fault("I211", kept.shown, _named(problem)),))
    changed = list(_other_versions(record, press.versions(), press.face_records()))
    if has_errors(made.diagnostics):
        if not changed:
            return list(made.diagnostics)
        first = next(each for each in made.diagnostics if each.severity is Severity.ERROR)
        return [_by_another(kept, record, f"重做不出来（{first.message}）", changed)]
    before = files_under(kept.folder / "data" / "edition")
    names = sorted(before.keys() | made.files.keys())
    different = [name for name in names if before.get(name) != made.files.get(name)]
    if not different:
        return []
    files = "、".join(different)
    if changed:
        return [_by_another(kept, record, f"重做的 {files} 和刊发的不同", changed)]
    return [edition_fault("I211", kept.shown, f"重做的 {files} 和刊发的不同，版本都一样")]


def _made_again(root: Path, record: EditionRecord, press: Maker) -> MadeEdition:
    if record.act is not Act.WITHDRAWN:
        return press(root, record.issue, record.notices)
    publication, faults = load_publication(root)
    if publication is None:
        return MadeEdition({}, 0, "", faults)
    return withdrawn(root, record, publication)


def _by_another(kept: Kept, record: EditionRecord, what: str, changed: Sequence[str]) -> Diagnostic:
    """I212: another version made it, and today's makes it differently. That is no fault of the
    edition, because its bytes were compared with its manifests."""
    more = f"等 {len(changed)} 项" if len(changed) > MOST_CHANGES else ""
    message = f"由 {record.made_by} 版刊发，{what}：{'；'.join(changed[:MOST_CHANGES])}{more}"
    hint = "刊发的文件没有改动；要逐字节比较，装上记录里的版本再核对"
    return of_file("I212", kept.shown, message, hint, Severity.INFO)


MOST_CHANGES = 5
"""Up to so many parts with other versions are named one by one."""


def _named(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"


def _other_versions(
    record: EditionRecord, versions: Mapping[str, str], faces: tuple[FaceRecord, ...]
) -> Iterator[str]:
    """The parts that have another version now than in the record, in Chinese."""
    for name in sorted(record.versions.keys() | versions.keys()):
        then, now = record.versions.get(name, "没有"), versions.get(name, "没有")
        if then != now:
            yield f"{name} {then} → {now}"
    here = {face.role: face for face in faces}
    for face in record.faces:
        now_face = here.get(face.role)
        if now_face is None or dict(now_face.files) != dict(face.files):
            family = now_face.family if now_face else "没有"
            same = "（同名，字体文件不同）" if family == face.family else ""
            yield f"{face.role} {face.family} → {family}{same}"


# -- What is no edition ----------------------------------------------------------------------------


def _strays(workspace: Workspace, publication: str) -> Iterator[Diagnostic]:
    begun, foreign = stray_paths(workspace, publication)
    for path in begun:
        place = shown_path(path, workspace.root)
        yield of_file("I214", place, "刊发中断留下的", "下一次刊发时自动清除", Severity.INFO)
    for path in foreign:
        yield added_fault(shown_path(path, workspace.root))
