"""Reading the publication, issues and submissions from a workspace; only this module reads copy."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from bulletin.attached import (
    ReadAttachment,
    attachment_faults,
    attachments_of,
    attachments_of_file,
    file_parts,
)
from bulletin.bystanders import files_in_no_issue, unread_files, unused_pictures
from bulletin.decoding import UTF_8, decoded, good_start, marked
from bulletin.diagnostics import Diagnostic, Severity, error, has_errors, of_file
from bulletin.field_lines import field_lines_of
from bulletin.fields import (
    ATTACHMENT_FIELDS,
    ISSUE_FIELDS,
    OTHER_FIELDS,
    PROFILES,
    PUBLICATION_FIELDS,
    STANDING_FIELDS,
    SUBMISSION_FIELDS,
    homes,
)
from bulletin.frame import (
    check_article_frame,
    check_issue_frame,
    check_printed,
    check_publication_frame,
    check_recipients,
)
from bulletin.front_matter import (
    Entries,
    Faults,
    Field,
    Fields,
    compose,
    front_entries,
    joined_names,
    read_fields,
    split,
    texts_of,
    with_right_cures,
)
from bulletin.image_files import figures, file_key, image_path_fault, with_files
from bulletin.leftovers import copied_from, is_passed_over
from bulletin.markdown import NAMES_ATTACHMENTS, ReadBody, label_in, read_copy, typed
from bulletin.meaning import day_meant, number_meant, without_quotes
from bulletin.misplaced import misplaced
from bulletin.model import (
    REGULAR,
    SIGNATURES,
    SUPPLEMENTS,
    Allowance,
    Distribution,
    Flow,
    House,
    IssueSheet,
    Mail,
    Publication,
    Recipient,
    Section,
    Serial,
    Series,
    Signature,
    SignOff,
    Standing,
    Status,
    Submission,
    Text,
    Unit,
    Visibility,
    attachments_apart,
    is_short_name,
    issue_name,
    registry_of,
)
from bulletin.output import PUBLISHED
from bulletin.patterns import pattern_of
from bulletin.second_article import told_of_others
from bulletin.source import NOWHERE, Source, Span
from bulletin.system_errors import reason
from bulletin.unit_names import names_in, nearest_name
from bulletin.workspace import Workspace

PUBLICATION = "publication.yaml"
ISSUE = "issue.md"
INBOX = "inbox"
"""The folder beside the issues for submissions that are not in an issue yet."""

ORIGINALS = "originals"
"""The folder beside submissions with the files as they were received; they are never published."""

LARGEST_COPY = 8 * 1024 * 1024
"""Bytes; a year of submissions is under one megabyte."""

_YEAR = pattern_of(r"[12][0-9]{3}\Z", re.ASCII)

# -- Files ---------------------------------------------------------------------------------------


def shown_path(path: Path, root: Path) -> str:
    """The path of a file as editors see it: relative to the workspace, with `/`."""
    shown, above = path.as_posix(), f"{root.as_posix()}/"
    return shown[len(above) :] if shown.startswith(above) else shown


def copy_in(folder: Path) -> list[Path]:
    """The files of copy in a folder, in the order of their names; none without such a folder."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(each.name for each in entries)
    except OSError:
        return []
    return [folder / name for name in names if os.path.normcase(name).endswith(".md")]


def read_source(path: Path, root: Path) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Read one file of copy: UTF-8, with or without byte order mark, LF or CRLF."""
    shown = shown_path(path, root)

    def refuse(message: str, hint: str) -> tuple[None, tuple[Diagnostic, ...]]:
        return None, (of_file("F010", shown, message, hint),)

    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            if not path.resolve().is_relative_to(root.resolve()):
                return refuse("是指到外面的链接", "换成文件本身")
            status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return refuse("不是普通文件", "换成 UTF-8 文本文件")
        if status.st_size > LARGEST_COPY:
            return refuse("文件太大", f"不超过 {LARGEST_COPY // 1024 // 1024} MB")
        content = path.read_bytes()
    except FileNotFoundError:
        return refuse("文件不见了", _sent_copy(path, root) or f"补上 {shown}")
    except (OSError, RuntimeError) as problem:  # RuntimeError: a link that leads to itself
        return refuse(f"读不出来（{reason(problem)}）", "检查文件和磁盘")
    return decode(content, shown)


def _sent_copy(path: Path, root: Path) -> str:
    """Where the copy of a published issue is whose folder has lost it; empty for any other."""
    place = path.parent / PUBLISHED
    if not place.is_dir() or not path.is_relative_to(root):
        return ""
    editions = (each for each in place.iterdir() if each.name.isdecimal())
    newest_first = sorted(editions, key=lambda edition: int(edition.name), reverse=True)
    kept = (each / "data/workspace" / path.relative_to(root) for each in newest_first)
    there = next((each.parent for each in kept if each.is_file()), None)
    if there is None:
        return ""
    return f"稿件在 {shown_path(there, root)}/ 里，复制回 {shown_path(path.parent, root)}/"


def decode(content: bytes, path: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Decode the bytes of a file. Anything but clean UTF-8 is refused, with the line of the
    fault."""
    if (mark := marked(content)) not in ("", "utf-8"):
        named = mark[:6].upper()
        return None, (of_file("F011", path, f"文件是 {named} 编码", "另存为 UTF-8 编码"),)
    text = decoded(content, UTF_8)
    if text is None:
        source = Source(path, good_start(content))
        at = Span(len(source.text), len(source.text))
        named = "其他" if decoded(content) is None else "GBK"
        return None, (
            error("F011", source, at, f"文件是{named}编码，不是 UTF-8", "另存为 UTF-8 编码"),
        )
    source = Source(path, text)
    nul = text.find("\0")
    if nul >= 0:
        return None, (error("F012", source, Span(nul, nul + 1), "有 NUL 字符", "删去这个字符"),)
    return source, tuple(_controls(source))


_CONTROL = pattern_of("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
MOST_CONTROLS = 20
"""The most places that are reported in one file."""


def _controls(source: Source) -> Iterator[Diagnostic]:
    """A diagnostic for each character that no page and no XML file can contain."""
    for found, _ in zip(_CONTROL.finditer(source.text), range(MOST_CONTROLS), strict=False):
        name = f"U+{ord(found[0][0]):04X}"
        yield error(
            "F025", source, Span(*found.span()), f"有看不见的控制字符 {name}", "删去这个字符"
        )


# -- The publication -----------------------------------------------------------------------------


def load_publication(root: Path) -> tuple[Publication | None, tuple[Diagnostic, ...]]:
    """Read `issues/publication.yaml` of the workspace at `root`, and that of each publication
    beside it; None when one of them is faulty.

    `Publication.of` gives the one that an issue belongs to.
    """
    first, found = _read_publication(root, "", None)
    if first is None:
        return None, found
    others: list[Publication] = []
    names = short_names(root)
    for short_name in names:
        other, faults = _read_publication(root, short_name, first)
        found += faults
        others += [other] if other else []
    if len(others) < len(names):
        return None, found
    if repeated := _repeated_mastheads((first, *others), root):
        return None, found + repeated
    every = {each.short_name: each.name for each in (first, *others)} if others else {}
    known = tuple(replace(each, mastheads=every) for each in others)
    return replace(first, others=known, mastheads=every), found


def _repeated_mastheads(every: tuple[Publication, ...], root: Path) -> tuple[Diagnostic, ...]:
    """F013: two publications with the same name, whose issues could not be distinguished."""
    seen: set[str] = set()
    found: list[Diagnostic] = []
    for each in every:
        if each.name in seen:
            shown = shown_path(publication_file(root, each.short_name), root)
            message = f"报头名称 `{each.name}` 已是另一种刊物的"
            found.append(of_file("F013", shown, message, "改 name，每种刊物一个名称"))
        seen.add(each.name)
    return tuple(found)


def publication_file(root: Path, short_name: str) -> Path:
    """The file with the facts of a publication; without a short name, of the first one."""
    return root / "issues" / short_name / PUBLICATION


def short_names(root: Path) -> tuple[str, ...]:
    """The short names of the other publications, in alphabetical order."""
    issues = root / "issues"
    return tuple(_publications_among(issues, _names_in(issues)))


def _publications_among(issues: Path, names: list[str]) -> Iterator[str]:
    return (each for each in names if is_short_name(each) and is_publication(issues / each))


def is_publication(folder: Path) -> bool:
    """Whether a folder in `issues/` belongs to another publication than the first.

    A folder with editions does even if its `publication.yaml` is missing, which stops everything.
    """
    if not is_short_name(folder.name):
        return False
    return (folder / PUBLICATION).exists() or any(
        any(folder.glob(f"{depth}{PUBLISHED}")) for depth in ("*/", "*/*/")
    )


def _read_publication(
    root: Path, short_name: str, first: Publication | None
) -> tuple[Publication | None, tuple[Diagnostic, ...]]:
    """Read one publication. What another one does not contain is taken from the `first`."""
    file = publication_file(root, short_name)
    source, diagnostics = read_source(file, root)
    if source is None:
        if file.exists():
            return None, diagnostics
        message = "里面有刊发过的期，却没有 publication.yaml"
        hint = "是备份就移出 issues/；是另一种刊物，就从备份取回 publication.yaml"
        return None, (of_file("F010", shown_path(file.parent, root), message, hint),)
    table = OTHER_FIELDS if first else PUBLICATION_FIELDS
    entries, composed = compose(source, Span(0, len(source.text)), table)
    faults = Faults(source, composed, homes(table))
    fields = read_fields(entries, table, faults)
    units = _units(fields.get("units", ()), faults)
    if first:
        _check_shared(fields, units, first, faults)
    profile = _profile(fields.get("house"), root, faults)
    _check_plain(fields, ("topic", "notice"), faults)
    _check_numbering(fields, faults)
    series = _declared_series(fields.get("series", ()), root, faults)
    check_publication_frame(fields, series, faults)
    check_recipients(fields.get("distribution"), None, faults)
    found = with_right_cures((*diagnostics, *composed, *faults.found))
    if has_errors((*composed, *faults.found)):
        return None, found
    publication = _publication(fields, units, series, profile, source, first)
    return replace(publication, short_name=short_name), found


def _check_shared(
    fields: Fields, units: tuple[Unit, ...], first: Publication, faults: Faults
) -> None:
    """F040: facts that all publications share, and that are different in the first one's file."""
    site, house = fields.get("site"), fields.get("house")
    mail, base_url = _mail(fields.get("mail"), faults.source), first.base_url.rstrip("/")
    own = _house(house, None, first.house)
    for group, name, written, shared in (
        (fields, "units", units, first.units),
        (fields, "mail", _words_of(mail), _words_of(first.mail)),
        (site, "base_url", str(site.get("base_url", "")).rstrip("/") if site else "", base_url),
        (house, "substitutes", own.substitutes, first.house.substitutes),
        (house, "timezone", own.timezone, first.house.timezone),
    ):
        if group is not None and name in group.values and written != shared:
            message = f"`{name}` 是各种刊物共用的，这里写的不起作用"
            hint = f"改 issues/{PUBLICATION} 的，这里删去"
            faults.add("F040", group.place(name), message, hint)


def _words_of(mail: Mail) -> tuple[object, ...]:
    """What the settings of mail say, wherever they are written."""
    texts = ((each.name, each.address, each.group) for each in mail.recipients)
    words = (str(text or "") for text in chain.from_iterable(texts))
    return (str(mail.sender or ""), mail.hidden, *words)


def _units(groups_read: tuple[Fields, ...], faults: Faults) -> tuple[Unit, ...]:
    units: list[Unit] = []
    seen: dict[str, str] = {}
    for group in groups_read:
        name = str(group.get("name", ""))
        aliases = tuple(str(alias) for alias in group.get("aliases", ()))
        for each in (name, *aliases):
            if each in seen:
                faults.add(
                    "F013",
                    group.place("name"),
                    f"`{each}` 在名册里写了两次",
                    f"已归 {seen[each]}，只留一处",
                )
            seen[each] = name
        units.append(Unit(name, aliases, str(group.get("level", ""))))
    return tuple(units)


def _check_numbering(fields: Fields, faults: Faults) -> None:
    first = fields.get("yearly_from")
    if first is None:
        return
    if fields.get("numbering") != "yearly":
        hint = f"加上 numbering: yearly，或删去 yearly_from: {first}"
        faults.add("F027", fields.place("yearly_from"), "没有按年编号，yearly_from 用不上", hint)
    elif not 1900 <= first <= 2999:
        hint = "写从哪一年起按年编号，四位数"
        faults.add("F007", fields.place("yearly_from"), f"{first} 不是年份", hint)


def _yearly_from(fields: Fields) -> int | None:
    return int(fields.get("yearly_from", 1)) if fields.get("numbering") == "yearly" else None


def _declared_series(
    groups_read: tuple[Fields, ...], root: Path, faults: Faults
) -> tuple[Series, ...]:
    """正刊, 增刊, and the series that the office declares. No name or mark may be used twice."""
    known = [REGULAR, SUPPLEMENTS]
    for group in groups_read:
        name, mark = str(group.get("name", "")), str(group.get("mark", ""))
        profile = _profile(group, root, faults)
        if name in ("正刊", *(each.name for each in known)):
            faults.add("F013", group.place("name"), f"系列 `{name}` 已经有了", "只留一处")
        elif not re.fullmatch("[a-z]{1,2}", mark):
            hint = "写一两个小写字母，作这个系列各期文件夹名的头"
            faults.add("F007", group.place("mark"), f"代号 `{mark}` 不是小写字母", hint)
        elif mark in (each.mark for each in known):
            hint = "换一个字母；增刊用的是 s"
            faults.add("F013", group.place("mark"), f"代号 `{mark}` 已经用了", hint)
        else:
            known.append(Series(name, mark, str(profile or "")))
    return tuple(known)


def _publication(
    fields: Fields,
    units: tuple[Unit, ...],
    series: tuple[Series, ...],
    profile: Text | None,
    source: Source,
    first: Publication | None,
) -> Publication:
    """The publication that was read; what it leaves out is taken from the `first`."""
    site = fields.get("site")
    name = str(fields.get("name"))
    base_url = str(site.get("base_url", "")) if site else ""
    units = first.units if first else units
    return Publication(
        name=name,
        issuer=str(fields.get("issuer", first.issuer if first else "")),
        units=units,
        distribution=_distribution(
            fields.get("distribution"), first.distribution if first else Distribution()
        ),
        site_title=str(site.get("title", name)) if site else name,
        base_url=first.base_url if first else base_url and base_url.rstrip("/") + "/",
        house=_house(fields.get("house"), profile, first.house if first else House()),
        standing=_standing(fields, first.standing if first else Standing()),
        yearly_from=_yearly_from(fields),
        first_whole_number=fields.get("whole_number"),
        series=series,
        registry=registry_of(units),
        mail=first.mail if first else _mail(fields.get("mail"), source),
        source=source,
    )


def _standing(fields: Fields, first: Standing) -> Standing:
    """What all issues say; a field that is written, even if it is empty, replaces the `first`'s."""
    names = (each.name for each in STANDING_FIELDS)
    said = {name: fields.get(name) for name in names if name in fields.nodes}
    return replace(first, **said)


def _house(written: Fields | None, profile: Text | None, standing: House) -> House:
    """The standing settings, changed by those that are written here."""
    if written is None:
        return standing
    return House(
        sections=Flow(written.get("sections", standing.sections.value)),
        profile=str(profile or standing.profile),
        even_page=bool(written.get("even_page", standing.even_page)),
        previous_edition=bool(written.get("previous_edition", standing.previous_edition)),
        sign_off=tuple(map(str, written.get("signoff", standing.sign_off))),
        substitutes=tuple(map(str, written.get("substitutes", standing.substitutes))),
        timezone=str(written.get("timezone", standing.timezone)),
    )


def _mail(fields: Fields | None, source: Source) -> Mail:
    if fields is None:
        return Mail(source)
    recipients = (
        Recipient(each.get("name"), each.get("address"), each.get("group"))
        for each in fields.get("addresses", ())
    )
    return Mail(source, fields.get("from"), bool(fields.get("hidden", False)), tuple(recipients))


def _distribution(fields: Fields | None, standing: Distribution) -> Distribution:
    """The standing distribution with the lines of `fields` replaced; an empty list removes a
    line."""
    lines: dict[str, Any] = {}
    for name in ("report_to", "send_to", "issue_to", "also_to"):
        written = fields.values.get(name) if fields else None
        levels = getattr(standing, name) if written is None else tuple(map(str, written))
        lines[name] = tuple(level.rstrip("。") for level in levels)
    return Distribution(**lines)


# -- Issues --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loaded:
    """The folder of one issue, as it was read."""

    folder: Path
    sheet: IssueSheet | None
    submissions: tuple[Submission, ...]
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[Submission, ...] = ()
    """Submissions in the folder that are held or returned."""

    @property
    def name(self) -> str:
        """The issue's name, which comes from its folder: `116`, `s3`, `2024-1`."""
        return issue_name(self.folder)


def issue_folders(root: Path) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """The folders of the issues, ordered by series, year and number, and faults for other
    folders."""
    found, faults = issue_serials(root)
    issues = root / "issues"
    return tuple(issues / each.folder for each in found), faults


def issue_serials(root: Path) -> tuple[tuple[Serial, ...], tuple[Diagnostic, ...]]:
    """What the issues' folders are called, in the same order, and faults for other folders."""
    found: list[Serial] = []
    issues = root / "issues"
    faults = list(_beside_issues(root, issues))
    names = _names_in(issues)
    others = frozenset(_publications_among(issues, names))
    own = [each for each in names if each != INBOX and each not in others]
    _sort_folders(root, issues, own, found, faults)
    for short_name in sorted(others):
        around = issues / short_name
        faults += _beside_issues(root, around)
        _sort_folders(root, around, _names_in(around), found, faults)
    found.sort(key=lambda each: (*each.counted_within, each.number))
    return tuple(found), tuple(faults)


def _sort_folders(
    root: Path, around: Path, names: list[str], found: list[Serial], faults: list[Diagnostic]
) -> None:
    """Sort the folders of one publication, which are in the folder `around`."""
    above = "" if around.name == "issues" else f"{around.name}/"
    for name in names:
        if _YEAR.match(name) and is_year(around / name):
            faults += _beside_issues(root, around / name)
            for inside in _names_in(around / name):
                _sort_folder(root, f"{above}{name}/{inside}", found, faults)
        else:
            _sort_folder(root, f"{above}{name}", found, faults)


def is_year(folder: Path) -> bool:
    """Whether a folder in `issues/` contains the issues of one year, as `2024/` does.

    A folder with its own copy, or with editions, is an issue with that number instead. Copy without
    an `issue.md` beside folders of issues does not make it one.
    """
    if _YEAR.match(folder.name) is None or (folder / PUBLISHED).exists():
        return False
    if (folder / ISSUE).exists():
        return False
    return not any(folder.glob("*.md")) or any(_issues_in(folder))


def _issues_in(folder: Path) -> Iterator[Path]:
    """The folders of the issues in the folder of a year."""
    for name in _names_in(folder):
        if Serial.named(name) and (folder / name / ISSUE).exists():
            yield folder / name


def _beside_issues(root: Path, around: Path) -> Iterator[Diagnostic]:
    """Copy directly in the folder of the issues, of a year or a publication, in no issue."""
    whose = f"刊物 {around.name} 的文件夹里"
    if around == root / "issues":
        whose = " issues/ 里"
    elif _YEAR.match(around.name):
        whose = f" {around.name} 年的文件夹里"
    return files_in_no_issue(root, around, whose)


def _names_in(folder: Path) -> list[str]:
    """The names of the folders in a folder, in alphabetical order; none if there is no such one."""
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(each.name for each in entries if each.name[0] != "." and each.is_dir())


def _sort_folder(root: Path, within: str, found: list[Serial], faults: list[Diagnostic]) -> None:
    """Add the folder `within` the folder of all issues to `found`, or a fault if it is none's."""
    serial = Serial.named(within)
    if serial and serial.folder == within:
        found.append(serial)
        faults += _year_beside(root, serial)
        return
    path = root / "issues" / within
    message = f"文件夹名 `{path.name}` 不是期号"
    faults.append(of_file("I001", shown_path(path, root), message, _cure_of_name(path)))


def _cure_of_name(path: Path) -> str:
    """How to rename a folder that is no issue's, or what to add to it."""
    if path.parent.name == "issues" and (path / PUBLICATION).exists():
        letters = re.sub("[^a-z0-9-]", "", path.name.lower())
        if is_short_name(letters):
            return f"改为 {letters}"
        return "改为三个以上的小写字母，不用 years、search 等"
    if path.parent.name == "issues" and is_short_name(path.name) and any(_issues_in(path)):
        command = f"bulletin init --publication 报头名称 --as {path.name}"
        return f"是另一种刊物的，运行 {command}；不是的，移走"
    digits = path.name.lstrip("0")
    if digits.isascii() and digits.isdigit():
        return f"改为 {digits}"
    said = _SAYS_NUMBER.fullmatch(path.name)
    number = (said[1] or said[2]) if said else _number_in_sheet(path)
    return f"改为 {number}" if number else "改为期号的数字"


_SAYS_NUMBER = pattern_of(
    r"\s*第?\s*0*([1-9][0-9]*)\s*期.*|[A-Za-z_. -]*?0*([1-9][0-9]*)[A-Za-z_. -]*", re.ASCII
)


def _number_in_sheet(folder: Path) -> str:
    """The number that an issue's sheet gives; empty if it has none."""
    source, _ = read_source(folder / ISSUE, folder)
    said = texts_of(front_entries(source, ISSUE_FIELDS)).get("number", "") if source else ""
    return number_meant(said)


def _year_beside(root: Path, serial: Serial) -> Iterator[Diagnostic]:
    """I022: the folder of an issue also contains issues of a year with the same number."""
    if serial.year or serial.mark or not _YEAR.match(str(serial.number)):
        return
    path = root / "issues" / serial.folder
    for inside in _issues_in(path):
        hint = _cure_of_year(root, path, f"把 {inside.name} 移出；")
        yield of_file("I022", shown_path(inside, root), _is_no_year(root, path), hint)


def _is_no_year(root: Path, path: Path) -> str:
    return f"{shown_path(path, root)} 是第 {path.name} 期，不能又放 {path.name} 年的各期"


def _cure_of_year(root: Path, path: Path, first: str = "") -> str:
    """What to do where an issue's folder has the name of a year; `first`, if it is an issue."""
    hint = f"{first}第 {path.name} 期占了的，这一年不能按年编号"
    if (path / PUBLISHED).exists():
        return hint
    own = f"{shown_path(path, root)}/ 里的 issue.md 和稿件"
    return f"{path.name} 是年份的，把 {own}移进那一期的文件夹；是期号的，{hint}"


def shared_folder(workspace: Workspace, serial: Serial) -> Diagnostic | None:
    """I022: a new issue's folder would be in that of an issue called as its year, or the folder of
    its number already has the issues of that year."""
    root, home = workspace.root, workspace.publication_folder(serial.publication)
    path = home / str(serial.year or serial.number)
    shown = shown_path(path, root)
    if not path.is_dir() or (serial.mark and not serial.year):
        return None
    if serial.year and not is_year(path):
        message, hint = _is_no_year(root, path), _cure_of_year(root, path)
    elif not serial.year and _YEAR.match(path.name) and is_year(path) and any(_issues_in(path)):
        message = f"{shown} 放的是 {path.name} 年的各期，不能又是第 {path.name} 期"
        year = (
            f"{path.name} 年按年编号的，期号写 {replace(serial, year=serial.number, number=1).name}"
        )
        hint = f"{year} 这样的；一直往下编的，先把 {shown} 里的各期移出"
    else:
        return None
    return of_file("I022", shown, message, hint)


def inbox_files(root: Path) -> tuple[Path, ...]:
    """The submissions in the inbox, in the order of their names."""
    inbox = root / "issues" / INBOX
    attached = attached_files(root, inbox)
    files = (path for path in copy_in(inbox) if not is_passed_over(path.name))
    return tuple(path for path in files if path.stem not in attached)


def load_issue(root: Path, folder: Path, publication: Publication) -> Loaded:
    """Read the folder of an issue: `issue.md`, and every other `.md` file as a submission.

    If `publication` is the first of several, the issue's own publication is used instead.
    """
    publication = publication.of(issue_name(folder))
    diagnostics: list[Diagnostic] = []
    sheet, found = _issue_sheet(root, folder, publication)
    diagnostics += found
    submissions: list[Submission] = []
    waiting: list[Submission] = []
    left_out: dict[str, str] = {}
    diagnostics += unread_files(root, folder)
    attached = attached_files(root, folder)
    diagnostics += _attached_twice(attached, sheet)
    for path in copy_in(folder):
        if path.name == ISSUE or is_passed_over(path.name):
            continue
        if path.stem in attached or _is_stray_attachment(root, path, sheet):
            left_out[path.stem] = "adopted"
            diagnostics += () if path.stem in attached else (_stray_attachment(root, path),)
            continue
        submission, found = load_submission(root, path, publication)
        diagnostics += found
        if submission is None:
            left_out[path.stem] = "adopted"
        elif submission.status != "adopted":
            left_out[path.stem] = submission.status
            waiting.append(submission)
        else:
            submissions.append(submission)
    written = [each.whole for each in (*submissions, *waiting)]
    used = frozenset(
        PurePosixPath(figure.path)
        for sections in (sheet.editor_note if sheet else (), *written)
        for figure in figures(sections)
    )
    diagnostics += unused_pictures(root, folder, used)
    if sheet is not None:
        faults = Faults(sheet.source)
        diagnostics = [*_let_stand(tuple(diagnostics), sheet.allowances, faults), *faults.found]
        diagnostics += _order_faults(sheet, submissions, left_out)
    return Loaded(folder, sheet, tuple(submissions), tuple(diagnostics), tuple(waiting))


def _front(
    root: Path, path: Path, fields: tuple[Field, ...]
) -> tuple[Source | None, Entries, Span, tuple[Diagnostic, ...]]:
    """The source of a file, the entries of its front matter, and the span of its body.

    What is written wrong in the front matter is read as it is meant, as far as that is known.
    """
    none = Entries((), NOWHERE)
    source, diagnostics = read_source(path, root)
    if source is None:
        return None, none, NOWHERE, diagnostics
    parts, fences = split(source, fields)
    entries, faults = compose(source, parts.front, fields)
    return source, entries, parts.body, (*diagnostics, *fences, *faults)


def issue_day(root: Path, folder: Path) -> date | None:
    """The date in an issue's sheet, however it is written; None without one."""
    source, _ = read_source(folder / ISSUE, root)
    if source is None:
        return None
    return day_meant(texts_of(front_entries(source, ISSUE_FIELDS)).get("date", ""))


def _read_body(source: Source, body: Span, folder: Path, *, titled: bool = False) -> ReadBody:
    """The body of a file; its figures have the paths of the files that they mean in `folder`."""
    reading = read_copy(source, body, titled=titled)
    return replace(reading, sections=with_files(reading.sections, folder))


def _said_by_folder(folder: Path) -> dict[str, str]:
    """The number that an issue's folder is named by, and the files of its submissions."""
    serial = Serial.named(issue_name(folder))
    names = [path.stem for path in copy_in(folder) if path.name != ISSUE]
    number = {"number": str(serial.number)} if serial else {}
    return number | ({"articles": f"[{', '.join(names)}]"} if names else {})


def _issue_sheet(
    root: Path, folder: Path, publication: Publication
) -> tuple[IssueSheet | None, tuple[Diagnostic, ...]]:
    source, entries, body, diagnostics = _front(root, folder / ISSUE, ISSUE_FIELDS)
    if source is None:
        return None, diagnostics
    faults = Faults(source, diagnostics, homes(ISSUE_FIELDS))
    faults.known = _said_by_folder(folder)
    fields = read_fields(entries, ISSUE_FIELDS, faults)
    reading = _read_body(source, body, folder)
    _check_plain(fields, ("topic", "notice"), faults)
    for section in (each for each in reading.sections if each.begins_attachment):
        faults.add("S016", section.span, "编者按不能有附件", "写在所附的那一篇稿件里")
    check_issue_frame(fields, publication.series, faults)
    check_recipients(fields.get("distribution"), publication.distribution, faults)
    check_printed(fields, ISSUE_FIELDS, faults)
    profile = _profile(fields, root, faults)
    figures = _figure_faults(folder, source, reading.sections)
    status = Status(fields.get("status", "draft"))
    standing, inherited = _said_in_all(fields, publication, status)
    sheet = IssueSheet(
        source=source,
        serial=_serial(fields, folder, publication, faults),
        dated=fields.get("date"),
        topic=standing.topic,
        order=_order(fields.get("articles"), folder),
        distribution=_distribution(fields.get("distribution"), publication.distribution),
        visibility=Visibility(fields.get("visibility", "internal")),
        whole_number=fields.get("whole_number"),
        secrecy=str(standing.secrecy or ""),
        copy_number=str(fields.get("copy_number", "")),
        notice=str(standing.notice or ""),
        profile=profile,
        fit=standing.fit,
        lines=field_lines_of(ISSUE_FIELDS, dict(fields.values) | _standing_said(standing)),
        editor_note=reading.sections,
        allowances=_allowances(fields),
        status=status,
        sign_off=_sign_off(fields),
        inherited=inherited,
    )
    front = with_right_cures((*diagnostics, *faults.found))
    return sheet, (*front, *reading.diagnostics, *figures)


def _standing_said(standing: Standing) -> dict[str, Any]:
    """What is said by the fields that may be the same in all issues, as one that is written empty
    says nothing."""
    return {each.name: getattr(standing, each.name) for each in STANDING_FIELDS}


def _said_in_all(
    fields: Fields, publication: Publication, status: Status
) -> tuple[Standing, frozenset[str]]:
    """What an issue says of the fields that may be the same in all issues, and the names of those
    that it has from publication.yaml.

    An issue printed before this program was used says only what is written in it.
    """
    own = Standing() if status is Status.PRINTED else publication.standing
    standing = _standing(fields, own)
    names = (each.name for each in STANDING_FIELDS if each.name not in fields.nodes)
    return standing, frozenset(name for name in names if getattr(standing, name) is not None)


READING_WARNINGS = frozenset(
    {"S008", "S014", "S135", "S140", "S142", "S155", "S160", "S170", "S172", "S173", "S174"}
)
"""Codes of reading that can be warnings. An office may allow the warnings, but not the errors."""


def _let_stand(
    read: tuple[Diagnostic, ...], allowances: tuple[Allowance, ...], faults: Faults
) -> tuple[Diagnostic, ...]:
    """The diagnostics of reading, without the warnings that are allowed."""
    left = list(read)
    for each in (each for each in allowances if each.code.text in READING_WARNINGS):
        warned = (found for found in read if found.severity is Severity.WARNING)
        stands = [found for found in warned if each.covers(found)]
        left = [found for found in left if found not in stands]
        if not stands:
            message = f"准许的 `{each.code.text}` 没有用上"
            faults.add("F017", each.code.span, message, "删去这一条")
    return tuple(left)


def _allowances(fields: Fields) -> tuple[Allowance, ...]:
    """What the front matter of the copy allows. An entry without a code was reported before."""
    return tuple(
        Allowance(code, str(each.get("reason", "")), str(each.get("text", "")))
        for each in fields.get("allow", ())
        if (code := each.get("code"))
    )


def _sign_off(fields: Fields) -> SignOff:
    written = fields.get("signoff")
    if written is None:
        return SignOff(span=fields.place("signoff"))
    signatures = (
        Signature(role, written.get(role), written.get(role.removesuffix("_by") + "_on"))
        for role in SIGNATURES
    )
    return SignOff(tuple(signatures), fields.place("signoff"))


def _serial(
    fields: Fields, folder: Path, publication: Publication, faults: Faults
) -> Serial | None:
    """The series, year and number from the sheet, with a fault if the folder says otherwise."""
    typed = fields.get("number")
    home = Serial.named(issue_name(folder), publication)
    series = _series(fields, publication, faults)
    if typed is None or series is None:
        return None
    said = Serial.named(typed.text)
    assert said is not None
    year = said.year or (home.year if home else 0)
    own = Serial(
        series.mark, year, said.number, series.name, publication=home.publication if home else ""
    )
    place = fields.place("number")
    shown = home.folder if home else f"{folder.parent.name}/{folder.name}"
    if home is not None and publication.series_marked(home.mark) is None:
        hint = "在 publication.yaml 的 series 里写上它的 name 和 mark，或把文件夹改名"
        faults.add("I001", place, f"文件夹 {shown} 的 {home.mark} 不是哪个系列的代号", hint)
    elif home != own and home is not None and (home.year, home.number) == (year, own.number):
        _tell_other_series(own, home, place, faults)
    elif home != own:
        cure = f"把文件夹改名为 {own.folder}"
        hint = f"把期号改为 {home.number}，或{cure}" if home else cure
        faults.add("I002", place, f"期号 {typed.text} 和文件夹 {shown} 不一致", hint)
    else:
        _check_year(own, fields, faults)
        _check_way_of_counting(own, fields, publication, faults)
    return own


def _tell_other_series(own: Serial, home: Serial, place: Span, faults: Faults) -> None:
    """I002: the letter of the folder belongs to another series than the one in the sheet."""
    key = "supplement" if {own.mark, home.mark} == {"", SUPPLEMENTS.mark} else "series"
    hint = f"把文件夹改名为 {own.folder}，或改 {key}"
    if key == "supplement":
        message = "增刊的文件夹名以 s 开头，正刊的不带 s"
    else:
        said, there = (each.series or "正刊" for each in (own, home))
        message = f"文件夹是{there}的，这里写的是{said}"
    faults.add("I002", place, message, hint)


def _series(fields: Fields, publication: Publication, faults: Faults) -> Series | None:
    """The series that the sheet names; 正刊 if it names none."""
    written = fields.get("series")
    supplement = bool(fields.get("supplement", False))
    if written is None:
        return SUPPLEMENTS if supplement else REGULAR
    found = publication.series_called(written.text)
    if found is None:
        names = "、".join(each.name or "正刊" for each in publication.series)
        hint = f"写 {names} 中的一个，或在 publication.yaml 的 series 里加上"
        faults.add("F016", written.span, f"没有 `{written.text[:20]}` 这个系列", hint)
    elif supplement and found != SUPPLEMENTS:
        faults.add("F016", written.span, "写了 supplement，又写了别的 series", "删去一项")
    return found


def _check_year(own: Serial, fields: Fields, faults: Faults) -> None:
    """I023: an issue that is numbered within one year has a date in another."""
    dated = fields.get("date")
    if not own.year or dated is None or dated.year == own.year:
        return
    message = f"按 {own.year} 年编号，印发日期是 {dated.isoformat()}"
    late = dated.year == own.year + 1 and dated.month == 1
    if late:
        hint = f"核对；确是 {own.year} 年的最后几期就不用改"
        faults.warn("I023", fields.place("date"), message, hint)
    else:
        hint = f"改 date，或把文件夹移到 {_year_folder(own, dated.year)}/ 里"
        faults.add("I023", fields.place("date"), message, hint)


def _check_way_of_counting(
    own: Serial, fields: Fields, publication: Publication, faults: Faults
) -> None:
    """I025: an unsigned issue is not numbered in the way that the publication says for its year.

    An issue that was signed or printed keeps its number and address, whatever the publication says.
    """
    dated = fields.get("date")
    if fields.get("status", "draft") not in ("draft", "proof") or dated is None:
        return
    if own.year and not publication.counted_in(date(own.year, 12, 31)):
        first = publication.yearly_from
        cure = f"把 yearly_from 改为 {own.year}" if first else "写 numbering: yearly"
        message = f"文件夹按 {own.year} 年编号，publication.yaml 里这一年的期号一直往下编"
        hint = f"按年编号的，在 publication.yaml 里{cure}；不是的，把文件夹改名为期号"
        faults.warn("I025", fields.place("number"), message, hint)
    elif not own.year and (year := publication.counted_in(dated)):
        message = f"{year} 年的期按年编号，这一期接着往年的编"
        hint = f"改 date，或把文件夹移到 {_year_folder(own, year)}/ 里，期号从 1 编起"
        faults.warn("I025", fields.place("number"), message, hint)


def _year_folder(serial: Serial, year: int) -> str:
    """The path of a year in the issue's publication, relative to the workspace."""
    return "/".join(filter(None, ("issues", serial.publication, str(year))))


def _order(given: tuple[Text, ...] | None, folder: Path) -> tuple[Text, ...] | None:
    """The files of the articles in order; None without the field."""
    return None if given is None else listed_names(given, folder)


def listed_names(given: tuple[Text, ...], folder: Path) -> tuple[Text, ...]:
    """The names of files in a list. A text may have one name, or several joined by 、 or ，.

    If a text can be divided in several ways, the longest names that are files are taken:
    甲、乙镇、城关镇 is two articles if there is a file 甲、乙镇.md. A name in other capitals or in
    another form of Unicode (Macs) is that of the file, if there is only one.
    """
    files = _files_by_spelling(folder)
    return tuple(name for each in given for name in _named(each, list(joined_names(each)), files))


def _files_by_spelling(folder: Path) -> dict[str, str]:
    """The names of the files of copy by themselves, and by what all their spellings share."""
    stems = [path.stem for path in copy_in(folder)]
    keys = Counter(map(file_key, stems))
    alike = {file_key(stem): stem for stem in stems if keys[file_key(stem)] == 1}
    return alike | {stem: stem for stem in stems}


def _named(text: Text, parts: list[Text], files: dict[str, str]) -> Iterator[Text]:
    """The names of files in one text, which consists of these parts."""

    def file_of(written: str) -> str | None:
        stem = written.removesuffix(".md")
        return files.get(stem) or files.get(file_key(stem))

    while parts:
        taken = 1
        for count in range(min(MOST_MARKS_IN_A_NAME, len(parts)), 1, -1):
            span = Span(parts[0].span.start, parts[count - 1].span.end)
            whole = text.text[span.start - text.span.start : span.end - text.span.start]
            if file_of(whole):
                parts[0], taken = Text(whole, span), count
                break
        yield Text(file_of(parts[0].text) or parts[0].text, parts[0].span)
        del parts[:taken]


MOST_MARKS_IN_A_NAME = 6
"""The most parts between 、 that the name of one file may have."""


def _profile(fields: Fields | None, root: Path, faults: Faults) -> Text | None:
    """The profile that is named, by the name of its style sheet in `styles/profiles/`.

    A sheet of the office's own that is called 专报 goes before ours of that Chinese name. F016
    tells of a profile that neither has.
    """
    name: Text | None = fields.get("profile") if fields else None
    if fields is None or name is None:
        return None
    known = Workspace(root).profiles()
    if name.text in known:
        return name
    ours = next((each for each, chinese in PROFILES.items() if chinese == name.text), "")
    if ours in known:
        return Text(ours, name.span)
    hint = "写 " + " 或 ".join(known) + "，或把它放进 styles/profiles/"
    faults.add("F016", fields.place("profile"), f"没有 `{name.text[:40]}` 这个版式", hint)
    return name


def _check_plain(fields: Fields, names: tuple[str, ...], faults: Faults) -> None:
    """Report Markdown in titles and similar fields, which are printed exactly as they are
    written."""
    for name in names:
        text = fields.get(name)
        if isinstance(text, Text) and "**" in text.text:
            at = text.span.start + max(text.text.find("**"), 0)
            faults.add(
                "S004",
                Span(at, at + 2),
                f"`{name}` 里的 `**` 会原样印出来",
                "删去；标题本来就是粗体",
            )
        for found in typed(text.text, ()) if isinstance(text, Text) else ():
            at = text.span.start + found.start
            cure = (found.cure or "").removeprefix("\\").strip("*\u3000 ")
            if found.code == "S011":
                message = f"`{name}` 里的 `{found.text[:40]}` 是 HTML 的写法，会原样印出来"
                hint = f"直接写 {cure}" if cure else "删去"
                faults.add("S011", Span(at, at + len(found.text)), message, hint)
            elif found.code in ("S010", "S012"):
                message = f"`{name}` 里的 {found.message}"
                hint = found.hint.partition("；")[0]
                faults.add(found.code, Span(at, at + len(found.text)), message, hint)


def load_submission(
    root: Path, path: Path, publication: Publication
) -> tuple[Submission | None, tuple[Diagnostic, ...]]:
    """Read one submission, whatever its status."""
    source, entries, body, diagnostics = _front(root, path, SUBMISSION_FIELDS)
    if source is None:
        return None, diagnostics
    faults = Faults(source, diagnostics, homes(SUBMISSION_FIELDS))
    faults.about = partial(issue_day, root, path.parent)
    if unit := publication.unit(path.stem.rstrip("0123456789一二三四五六七八九十 ()（）-_")):
        faults.known = {"unit": unit.name}
    fields = read_fields(entries, SUBMISSION_FIELDS, faults)
    reading = _read_body(source, body, path.parent)
    text, _ = attachments_apart(reading.sections)
    if not text and not reading.diagnostics:
        message, hint = "没有正文", "在前言后面写正文"
        if reading.sections or fields.get("attachments"):
            message = "只有附件，没有正文"
            hint = f"在附件前面写正文；它是别篇的附件的，在那一篇前言里写 附件: [{path.stem}]"
        faults.add("S006", Span(body.start, body.start), message, hint)
    _check_plain(fields, ("title", "byline", "supplier"), faults)
    written = tuple(name for each in fields.get("unit", ()) for name in names_in(each, publication))
    units = _registered_units(written, publication, faults)
    check_article_frame(fields, units, faults)
    check_printed(fields, SUBMISSION_FIELDS, faults)
    parts, beside = _attachments(root, path, fields.get("attachments"), reading, source)
    listed = () if has_errors(beside) else reading.listed
    told_of = attachment_faults(source, parts, listed)
    said = {each.chinese for each in SUBMISSION_FIELDS if each.name in fields.values}
    attached = (*beside, *told_of, *misplaced(source, text, parts, units, said))
    submission = Submission(
        source=source,
        name=path.stem,
        units=units,
        unit_texts=written,
        title=fields.get("title"),
        byline=fields.get("byline"),
        author=str(fields.get("author", "")),
        lines=field_lines_of(SUBMISSION_FIELDS, fields.values),
        approver=str(fields.get("approver", "")),
        received=fields.get("received"),
        sections=text,
        allowances=_allowances(fields),
        status=str(fields.get("status", "adopted")),
        reason=str(fields.get("reason", "")),
        attachments=attachments_of(parts),
    )
    figures = _figure_faults(path.parent, source, reading.sections)
    others = told_of_others(source, text, str(fields.get("title", "")), units, publication)
    told = _let_stand((*reading.diagnostics, *attached, *others), submission.allowances, faults)
    front = with_right_cures((*diagnostics, *faults.found))
    return submission, (*front, *told, *figures)


def _registered_units(
    written: tuple[Text, ...], publication: Publication, faults: Faults
) -> tuple[Unit, ...]:
    """The units of these names; none if one is unknown (F014) or stands there twice (F090)."""
    units: list[Unit] = []
    for name in written:
        unit = publication.unit(name.text)
        if unit is None:
            near = nearest_name(name.text, publication)
            hint = f"{'改为 ' + near + '，或' if near else ''}在 publication.yaml 的 units 里登记"
            faults.add("F014", name.span, f"名册里没有 `{name.text}`", hint)
        elif unit in units:
            called = "" if name.text == unit.name else f"（就是 {unit.name}）"
            faults.add("F090", name.span, f"单位 `{name.text}`{called}写了两次", "只留一处")
        else:
            units.append(unit)
    return tuple(units) if len(units) == len(written) else ()


# -- Attachments -----------------------------------------------------------------------------------


def _attachments(
    root: Path, path: Path, named: tuple[Text, ...] | None, reading: ReadBody, source: Source
) -> tuple[tuple[ReadAttachment, ...], tuple[Diagnostic, ...]]:
    """The attachments in the article's file, and those in the files that it names."""
    parts, found = list(attachments_of_file(source, reading)), list[Diagnostic]()
    faults = Faults(source)
    seen: set[str] = set()
    for name in _order(named, path.parent) or ():
        stem = name.text.removesuffix(".md")
        file = path.parent / f"{stem}.md"
        if stem in seen:
            faults.add("S158", name.span, f"附件 `{stem}` 写了两次", "只留一处")
        elif file.name in (path.name, ISSUE):
            faults.add("S158", name.span, f"`{stem}` 不能作自己的附件", "写附件的文件名，或删去")
        elif "/" in stem or "\\" in stem or not file.is_file():
            faults.add(
                "S157", name.span, f"没有附件 `{file.name}` 这个文件", _cure_of_name_of(file)
            )
        else:
            read, told = _attachment_file(root, file)
            parts += read
            found += told
        seen.add(stem)
    return tuple(parts), (*faults.found, *found)


def _cure_of_name_of(file: Path) -> str:
    """How to mend the name of an attachment's file that is not there."""
    beside = sorted(file.parent.glob(f"{glob.escape(PurePosixPath(file.stem).stem)}.*"))
    if beside and beside[0].suffix != ".md":
        return f"{beside[0].name} 里的内容存成 {beside[0].stem}.md"
    names = [each.stem for each in copy_in(file.parent) if each.name != ISSUE]
    close = get_close_matches(file.stem, sorted(names), n=1, cutoff=0.5)
    return f"改为 {close[0]}" if close else f"把附件存成 {file.name}，放在本期的文件夹里，或删去"


def _attachment_file(
    root: Path, path: Path
) -> tuple[tuple[ReadAttachment, ...], tuple[Diagnostic, ...]]:
    """The attachments in a file of their own: mostly one, whose title the front matter says, or
    the first lines do; then it needs no front matter."""
    source, entries, body, diagnostics = _front(root, path, ATTACHMENT_FIELDS)
    if source is None:
        return (), diagnostics
    if body == Span(0, len(source.text)):
        diagnostics = tuple(each for each in diagnostics if each.code != "F001")
    faults = Faults(source, diagnostics, homes(ATTACHMENT_FIELDS))
    fields = read_fields(entries, ATTACHMENT_FIELDS, faults)
    _check_plain(fields, ("title",), faults)
    reading = _read_body(source, body, path.parent, titled=True)
    parts, told = file_parts(source, reading, fields.get("title"))
    sections = tuple(section for part in parts for section in part.sections)
    figures = _figure_faults(path.parent, source, sections)
    front = with_right_cures((*diagnostics, *faults.found))
    return parts, (*front, *reading.diagnostics, *told, *figures)


def attached_files(root: Path, folder: Path) -> dict[str, list[tuple[Source, Text]]]:
    """The files that articles of a folder name as attachments: by whom, and where."""
    found: dict[str, list[tuple[Source, Text]]] = {}
    for path in copy_in(folder):
        if path.name == ISSUE or not _may_name_attachments(path):
            continue
        source = _as_written(root, path)
        for name in named_attachments(source, folder):
            stem = name.text.removesuffix(".md")
            if stem != path.stem:
                found.setdefault(stem, []).append((source, name))
    return found


_NAMES = (b"attachments", "附件".encode())


def _may_name_attachments(path: Path) -> bool:
    """Whether a file has the name of the field at all; most have not, and need not be decoded."""
    if is_passed_over(path.name) or not path.is_file():
        return False
    with path.open("rb") as file:
        content = file.read(LARGEST_COPY)
    return any(name in content for name in _NAMES)


def named_attachments(source: Source, folder: Path) -> tuple[Text, ...]:
    """The names of the files that the front matter of an article in `folder` gives as
    attachments."""
    if not NAMES_ATTACHMENTS.search(source.text):
        return ()
    entries = front_entries(source, SUBMISSION_FIELDS)
    fields = read_fields(entries, SUBMISSION_FIELDS, Faults(source))
    return _order(fields.get("attachments"), folder) or ()


def _as_written(root: Path, path: Path) -> Source:
    """A file whose faults are reported where its copy is read; empty if there is none."""
    hidden = is_passed_over(path.name) or not path.is_file()
    content = b"" if hidden else path.read_bytes()[:LARGEST_COPY]
    return Source(shown_path(path, root), content.decode("utf-8-sig", "replace"))


def _attached_twice(
    attached: dict[str, list[tuple[Source, Text]]], sheet: IssueSheet | None
) -> Iterator[Diagnostic]:
    """S158: a file that is the attachment of two articles, or an attachment and an article."""
    listed = {name.text.removesuffix(".md") for name in (sheet.order or () if sheet else ())}
    for stem, places in attached.items():
        first = places[0][0]
        for source, name in places:
            if stem in listed:
                message = f"`{stem}` 列在篇目里，又是附件"
                yield error("S158", source, name.span, message, "只留一处")
            elif source != first:
                message = f"`{stem}` 已是 {PurePosixPath(first.path).name} 的附件"
                hint = "只附在一篇后面；两篇都要的，另存一个文件"
                yield error("S158", source, name.span, message, hint)


def _is_stray_attachment(root: Path, path: Path, sheet: IssueSheet | None) -> bool:
    """Whether a file is called 附件…, or begins so, and is neither listed nor the submission of a
    unit."""
    listed = {name.text.removesuffix(".md") for name in (sheet.order or () if sheet else ())}
    if path.stem in listed:
        return False
    source = _as_written(root, path)
    begins = label_in(source.text.lstrip("# \u3000\r\n").partition("\n")[0].rstrip())
    if not path.stem.startswith("附件") and begins is None:
        return False
    entries = front_entries(source, SUBMISSION_FIELDS)
    return not any(key.text in ("unit", "status") for key, _ in entries.entries)


def _stray_attachment(root: Path, path: Path) -> Diagnostic:
    """S159."""
    message = f"没有哪一篇的附件是 `{path.name}`，不会印出来"
    hint = f"在所附的那一篇前言里写 附件: [{path.stem}]，不用的移到别处"
    return of_file("S159", shown_path(path, root), message, hint)


FIRST_SUBMISSION = "来稿样式"
"""The name of the sample that a new issue begins with."""


def _order_faults(
    sheet: IssueSheet, submissions: list[Submission], left_out: dict[str, str]
) -> Iterator[Diagnostic]:
    """Compare the order with the files: every adopted file must be in it exactly once.

    `left_out` has the files that are not articles, with their status. The status `adopted` there
    means that a file could not be read, which was reported before.
    """
    if sheet.order is None:
        return
    names = {submission.name for submission in submissions}
    listed: set[str] = set()
    for item in sheet.order:
        name = item.text.removesuffix(".md")
        if name in listed:
            yield error("I003", sheet.source, item.span, f"`{name}` 写了两次", "只留一处")
        elif name not in names and name not in left_out:
            hint = _cure_of_listed(name, names)
            yield error("I004", sheet.source, item.span, f"没有 `{name}.md` 这个文件", hint)
        elif left_out.get(name, "adopted") != "adopted":
            yield error(
                "I007",
                sheet.source,
                item.span,
                f"`{name}` 已标为 {left_out[name]}，不能刊登",
                f"从 articles 里删去，或删去 {name}.md 里的 status",
            )
        listed.add(name)
    for submission in submissions:
        if submission.name not in listed:
            yield error(
                "I005",
                submission.source,
                Span(0, 0),
                f"`{submission.name}` 没有列入 issue.md 的 articles",
                _cure_of_unlisted(submission.name, names),
            )


def _cure_of_unlisted(name: str, names: set[str]) -> str:
    """What to do with a submission that is not listed: a copy of another is not wanted twice, and
    the sample is not wanted at all."""
    if name == FIRST_SUBMISSION:
        return f"这是样稿，删去 {name}.md；写成了来稿的，文件名改为单位名，列进 articles"
    cure = f"在 articles 里加上 - {name}，或在前言里写 status: held"
    original = copied_from(name)
    return f"像是 {original}.md 的副本，多余的删去；要登的，{cure}" if original in names else cure


def _figure_faults(
    folder: Path, source: Source, sections: tuple[Section, ...]
) -> tuple[Diagnostic, ...]:
    return tuple(
        error("L104", source, figure.span, *fault)
        for figure in figures(sections)
        if (fault := image_path_fault(folder, figure.path))
    )


def _cure_of_listed(name: str, names: set[str]) -> str:
    """What to write instead of a listed name that no article has."""
    bare = without_quotes(name.strip("《》〈〉【】 ")).rpartition("/")[2]
    if bare in names:
        return f"改为 {bare}"
    parts = name.split()
    if len(parts) > 1 and names.issuperset(parts):
        return f"名称之间用、，写成 {'、'.join(parts)}"
    close = get_close_matches(name, sorted(names), n=1, cutoff=0.5)
    return f"改为 {close[0]}" if close else f"补上 {name}.md，或从 articles 里删去"
