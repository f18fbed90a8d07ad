"""Who gets the issue by mail, as the office wrote it in `issues/addresses.csv` or publication.yaml.

The list is kept in Excel, so it is read as Excel in a Chinese office writes it: UTF-8 with or
without byte order mark, GBK, or UTF-16, with commas, semicolons or tabs between the columns.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from bulletin.decoding import EVERY, decoded
from bulletin.diagnostics import Diagnostic, error, of_file
from bulletin.load import shown_path
from bulletin.model import Mail, Recipient, Text
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

FILE = "addresses.csv"
LARGEST = 1024 * 1024
"""Bytes; a county has about a hundred units."""

ON_PAPER = "纸质"
"""Stands in place of an address if somebody gets the issue on paper and needs no address."""

COLUMNS = ("单位", "邮箱", "组")
_DELIMITERS = ",\t;"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = pattern_of(rf"({_ATOM}(?:\.{_ATOM})*)@{_LABEL}(?:\.{_LABEL})+\Z", re.ASCII)


_ONE = pattern_of(r"[^;；,，、<>＜＞@＠]{0,64}[<＜]\s*([^<>＜＞]*?)\s*[>＞]|([^;；,，、\s]+)")
"""An address by itself, or after a name and in angle brackets, as mail programs show it."""


@dataclass(frozen=True)
class AddressLine:
    """One line of the office's list."""

    name: str
    group: str
    """The words of the colophon that it stands under; empty if its name is those words."""

    addresses: tuple[str, ...]
    on_paper: bool
    """Whether it gets the issue on paper, and so needs no address."""

    source: Source
    span: Span
    """Where its name stands."""


def read_addresses(
    workspace: Workspace, mail: Mail
) -> tuple[tuple[AddressLine, ...], tuple[Diagnostic, ...]]:
    """Everybody on the list, and what is wrong with it."""
    source, recipients, faults = _of_file(workspace)
    known = [(source, each) for each in recipients]
    if mail.source is not None:
        known = [*((mail.source, each) for each in mail.recipients), *known]
    entries: list[AddressLine] = []
    found = list(faults)
    for where, recipient in known:
        entry, wrong = _entry(where, recipient)
        found += wrong
        entries += [entry] if entry else []
    return tuple(entries), tuple(found)


def address_fault(source: Source, address: Text) -> Diagnostic | None:
    """What is wrong with one address (RFC 5321 4.1.2, without quoted local parts)."""
    match = _ADDRESS.match(address.text)
    if match and len(match[1]) <= 64 and len(address.text) <= 254:
        return None
    narrow = unicodedata.normalize("NFKC", address.text).replace("。", ".")
    hint = f"改为 {narrow}" if _ADDRESS.match(narrow) else "写成 用户名@域名；送纸质的写 纸质"
    shown = "".join(c if c.isprintable() else "\ufffd" for c in address.text[:60])
    return error("D502", source, address.span, f"`{shown}` 不是邮箱", hint)


def _entry(source: Source, recipient: Recipient) -> tuple[AddressLine | None, list[Diagnostic]]:
    """The line checked; None when it cannot be used."""
    found: list[Diagnostic] = []
    for text in (recipient.name, recipient.group):
        if text is not None and any(_is_control(character) for character in text.text):
            message = "单位或组里有换行或看不见的字符"
            found.append(error("D503", source, text.span, message, "删去这些字符，写成一行"))
    on_paper = recipient.address.text.strip() == ON_PAPER
    addresses = () if on_paper else _apart(recipient.address)
    found += [fault for each in addresses if (fault := address_fault(source, each))]
    if found:
        return None, found
    group = recipient.group.text.strip() if recipient.group else ""
    written = tuple(each.text for each in addresses)
    name = recipient.name
    return AddressLine(name.text.strip(), group, written, on_paper, source, name.span), []


def _apart(written: Text) -> tuple[Text, ...]:
    """The addresses of one cell. A control character is no separator: it is refused."""
    if any(_is_control(character) for character in written.text):
        return (written,)
    start = written.span.start
    return tuple(
        Text(each[group], Span(start + each.start(group), start + each.end(group)))
        for each in _ONE.finditer(written.text)
        for group in (each.lastindex or 0,)
    )


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")


# -- The file --------------------------------------------------------------------------------------


def _of_file(workspace: Workspace) -> tuple[Source, list[Recipient], list[Diagnostic]]:
    """The lines of addresses.csv; none when there is no such file."""
    path = workspace.issues / FILE
    empty = Source(shown_path(path, workspace.root), "")
    if not path.exists():
        return empty, [], []

    def refuse(message: str, hint: str) -> tuple[Source, list[Recipient], list[Diagnostic]]:
        return empty, [], [of_file("D501", empty.path, message, hint)]

    if not path.is_file() or not path.resolve().is_relative_to(workspace.root.resolve()):
        return refuse("不是普通文件", "换成 CSV 文件本身")
    if path.stat().st_size > LARGEST:
        return refuse("文件太大", f"不超过 {LARGEST // 1024} KB")
    text = decoded(path.read_bytes(), EVERY)
    if text is None:
        return refuse("编码认不得", "在 Excel 里另存为“CSV UTF-8（逗号分隔）”")
    source = Source(empty.path, text)
    recipients, found = _rows(source)
    return source, recipients, found


def _rows(source: Source) -> tuple[list[Recipient], list[Diagnostic]]:
    """Every line under the head, each cell with its place."""
    rows, broken = _cells(source)
    filled = [row for row in rows if any(cell.text.strip() for cell in row)]
    names = [cell.text.strip() for cell in filled[0]] if filled else []
    if missing := [name for name in COLUMNS[:2] if name not in names]:
        message = "第一行缺栏目名：" + "、".join(missing)
        return [], [error("D501", source, Span(0, 0), message, "第一行写 " + ",".join(COLUMNS))]
    recipients: list[Recipient] = []
    found: list[Diagnostic] = []
    for row in filled[1:]:
        end = Span(row[-1].span.end, row[-1].span.end)
        cells = dict(zip(names, row, strict=False))
        name, address, group = (cells.get(each, Text("", end)) for each in COLUMNS)
        if not name.text.strip():
            found.append(error("D501", source, name.span, "这一行缺单位", "写上单位的名称"))
        else:
            recipients.append(Recipient(name, address, group))
    return recipients, found + ([broken] if broken else [])


def _cells(source: Source) -> tuple[list[tuple[Text, ...]], Diagnostic | None]:
    """The file's lines as cells, as far as it is CSV."""
    head = source.line(1)
    delimiter = max(_DELIMITERS, key=head.count)
    lines = io.StringIO(source.text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[tuple[Text, ...]] = []
    at = 0
    try:
        for row in reader:
            rows.append(_placed(source, row, at))
            starts = source.line_starts
            at = starts[reader.line_num] if reader.line_num < len(starts) else len(source.text)
    except csv.Error:
        message, hint = "这一行的引号没有配成对", "在 Excel 里打开，重新存一次"
        return rows, error("D501", source, Span(at, at), message, hint)
    return rows, None


def _placed(source: Source, row: list[str], at: int) -> tuple[Text, ...]:
    """The cells of a line that begins at `at`, each with its place."""
    cells = []
    for cell in row:
        written = cell.replace('"', '""')
        found = source.text.find(written, at)
        start = found if found >= 0 else at
        at = start + len(written)
        cells.append(Text(cell, Span(start, at)))
    return tuple(cells)
