"""A revision brought into the issue's files: all of them are written, or none."""

from __future__ import annotations

import errno
import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bulletin.attached import bare_title
from bulletin.diagnostics import Diagnostic, Edit, Severity, applied_to, error, warning
from bulletin.field_writing import FieldValue, with_fields
from bulletin.fields import ATTACHMENT_FIELDS, ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import Field, front_entries, split, texts_of
from bulletin.load import Loaded
from bulletin.markdown import MarkKind, ReadBody, read_copy
from bulletin.model import Figure, IssueSheet, Status, Submission
from bulletin.output import DISK, Disk, beside
from bulletin.patterns import pattern_of
from bulletin.revision.body import Depth, rewritten, why_not
from bulletin.revision.compare import ArticleRevision, Change, FactChange, Revision
from bulletin.revision.letters import ComparedPassage, shown
from bulletin.revision.version import field_value, in_print, is_written_here
from bulletin.source import Source, Span


@dataclass(frozen=True)
class Rewrite:
    """One file before and after."""

    before: Source
    text: str
    depth: Depth
    """How much of its text was written again."""


@dataclass(frozen=True)
class Plan:
    """What would be written, and what a person has to do by hand."""

    files: tuple[Rewrite, ...]
    diagnostics: tuple[Diagnostic, ...]


def plan(loaded: Loaded, revision: Revision) -> Plan:
    """What has to be done to bring the revision into the issue's files. Nothing is written."""
    files: list[Rewrite] = []
    found: list[Diagnostic] = []
    sheet, articles = loaded.sheet, in_print(loaded)
    assert sheet is not None
    for each in revision.articles:
        article = articles[each.old_place - 1] if each.old_place else None
        for file, faults in _article(article, each, sheet.source):
            files += [file] if file else []
            found += faults
    file, faults = _sheet(sheet, [each.name for each in articles], revision)
    files += [file] if file else []
    found += faults
    written = tuple(each for each in files if each.text != each.before.text)
    if written and sheet.status is Status.SIGNED:
        message = "这一期已经签发，写进改动以后要重新签发"
        hint = "签字以后运行 bulletin approve；已经刊发的再运行 bulletin correct"
        place = sheet.sign_off.span
        found.append(Diagnostic("D418", Severity.INFO, sheet.source, place, message, hint))
    return Plan(written, tuple(found))


def _article(
    article: Submission | None, revision: ArticleRevision, sheet: Source
) -> Iterator[tuple[Rewrite | None, list[Diagnostic]]]:
    none = Span(0, 0)
    if article is None:
        assert revision.new is not None
        hint = "把这一篇另存成文件，用 bulletin import 收进来，再列入 articles"
        message = f"新增的一篇没有写进去：{revision.new.title}"
        yield None, [warning("D412", sheet, none, message, hint)]
        return
    if revision.new is None:
        message = f"这一篇删掉了，稿件没有动：{article.title}"
        hint = f"从 issue.md 的 articles 里删去 {article.name}，稿件里写 status: held"
        yield None, [warning("D413", article.source, none, message, hint)]
        return
    values, found = _facts(revision.facts, article.source, revision.new.fact("unit"))
    own, *beside = _by_file(article, revision.passages)
    made = [(article.source, *_file(article.source, own[1], values, SUBMISSION_FIELDS, found))]
    made += [(source, *_attachment_file(source, changes)) for source, changes in beside]
    yield from _in_order(article, made)


# -- Attachments with files of their own -----------------------------------------------------------


def _by_file(
    article: Submission, changes: tuple[Change, ...]
) -> list[tuple[Source, tuple[Change, ...]]]:
    """The changes of each file, that of the article first; what is new belongs to the file of what
    stands before it."""
    parted: list[tuple[Source, list[Change]]] = [(article.source, [])]
    waiting = list(article.attachments)
    for change in changes:
        if change.old is not None and change.old.level == 1 and waiting:
            source = waiting.pop(0).source
            if source != parted[-1][0]:
                parted.append((source, []))
        parted[-1][1].append(change)
    return [(source, tuple(those)) for source, those in parted]


def _in_order(
    article: Submission, made: Sequence[tuple[Source, Rewrite | None, list[Diagnostic]]]
) -> Iterator[tuple[Rewrite | None, list[Diagnostic]]]:
    """The files of an article and of its attachments, made again, with the numbers that these have
    now; the article's, which is the first, lists them by their titles."""
    titles: list[str] = []
    changed: list[tuple[int, int]] = []
    files: list[tuple[Rewrite | None, list[Diagnostic]]] = []
    for source, file, found in made:
        own = source == article.source
        text = file.text if file else source.text
        numbered = renumbered(text, len(titles) + 1, titled=not own)
        titles += numbered.titles or _named_title(text, own=own)
        changed += numbered.changed
        files.append((replace(file, text=numbered.text) if file else None, found))
    first, found = files[0]
    if first:
        files[0] = (replace(first, text=with_list(first.text, titles)), found)
    if changed:
        said = "、".join(f"附件{old} 改为附件{new}" for old, new in changed)
        hint = f"核对正文里提到的 {'、'.join(f'附件{old}' for old, _ in changed)}"
        message = f"附件的序号跟着改了：{said}"
        place = Span(0, 0)
        found.append(Diagnostic("D523", Severity.INFO, article.source, place, message, hint))
    yield from files


def _named_title(text: str, *, own: bool) -> tuple[str, ...]:
    """The title that the front matter of an attachment's file says; none in the article's file."""
    title = texts_of(front_entries(Source("", text), ATTACHMENT_FIELDS)).get("title", "")
    return () if own or not title else (title,)


def _attachment_file(
    source: Source, changes: tuple[Change, ...]
) -> tuple[Rewrite | None, list[Diagnostic]]:
    """The file of an attachment, whose title stands in its front matter or in its text."""
    start = split(source)[0].body.start
    if all(each.new is None for each in changes):
        message, hint = "这个附件删掉了，文件没有动", "从所附的那一篇前言的 附件 里删去它的文件名"
        return None, [warning("D376", source, Span(0, 0), message, hint)]
    old = next((each for each in changes if _is_title_before(start, each)), None)
    titled = old
    if old is not None and old.new is None:  # another title stands in the place of the old one
        titled = next(
            (each for each in changes if each.old is None and _level(each.new) == 1), None
        )
    if titled is None or titled.new is None:
        return _file(source, changes, {}, ATTACHMENT_FIELDS, [])
    values: dict[str, FieldValue] = {} if titled.same else {"title": titled.new.text}
    body = tuple(each for each in changes if each not in (old, titled))
    return _file(source, body, values, ATTACHMENT_FIELDS, [])


def _level(passage: ComparedPassage | None) -> int:
    return passage.level if passage else 0


def _is_title_before(start: int, change: Change) -> bool:
    """Whether a passage of the old copy is a title in the front matter, which ends at `start`."""
    return _level(change.old) == 1 and change.old is not None and change.old.span.start < start


def _facts(
    facts: tuple[FactChange, ...], source: Source, unit: str = ""
) -> tuple[dict[str, FieldValue], list[Diagnostic]]:
    """The fields to write, and what is reported about those that are not written.

    An article that bears its unit's own name needs no byline.
    """
    values: dict[str, FieldValue] = {}
    found: list[Diagnostic] = []
    for each in facts:
        if is_written_here(each.name, each.new):
            needless = each.name == "byline" and each.new == unit
            values[each.name] = None if needless else field_value(each.name, each.new)
            continue
        change = f"改成了 `{each.new}`" if each.new else "删掉了"
        message = f"{each.label}{change}，没有写进去"
        hint = _ELSEWHERE.get(each.name, "核对后手工改")
        found.append(warning("D414", source, Span(0, 0), message, hint))
    return values, found


_ELSEWHERE = {
    "number": "改 issue.md 的 number 和文件夹名",
    "unit": "改稿件的 unit，单位要在 publication.yaml 里登记",
}


def _sheet(
    sheet: IssueSheet, names: list[str], revision: Revision
) -> tuple[Rewrite | None, list[Diagnostic]]:
    """issue.md: its own facts, the order of articles, the editor's note."""
    source = sheet.source
    values, found = _facts(revision.facts, source)
    for each in revision.facts:
        if each.name in sheet.inherited and each.name in values:
            values[each.name] = values[each.name] or ""  # an empty field says that there is none
            message = f"{each.label}写在 publication.yaml，各期一样；这一期的改动写进 issue.md"
            hint = "各期都改的，改 publication.yaml"
            found.append(Diagnostic("D380", Severity.INFO, source, Span(0, 0), message, hint))
    if any(each.moved for each in revision.articles):
        kept = (each.old_place for each in revision.articles if each.old_place)
        values["articles"] = tuple(names[place - 1] for place in kept)
    return _file(source, revision.note, values, ISSUE_FIELDS, found)


def _file(
    source: Source,
    passages: tuple[Change, ...],
    values: dict[str, FieldValue],
    fields: tuple[Field, ...],
    found: list[Diagnostic],
) -> tuple[Rewrite | None, list[Diagnostic]]:
    """One file with its new passages and fields."""
    parts, _ = split(source)
    changes, faults = _with_our_figures(passages, source)
    found += faults
    body = rewritten(source, parts.body, changes, titled=fields is ATTACHMENT_FIELDS)
    if body is None:
        reason = why_not(source, parts.body, changes)
        message = f"正文的改动写不进去：{reason}" if reason else "正文的改动写不进去"
        hint = "这一处在稿件里手工改，别的照列出的不同改"
        found.append(error("D411", source, Span(0, 0), message, hint))
    elif body.depth is Depth.WHOLE:
        message = "正文整篇重新写过，Markdown 的写法可能和原来不同"
        place = Span(parts.body.start, parts.body.start)
        found.append(Diagnostic("D415", Severity.INFO, source, place, message, "内容是对的"))
    text = body.text if body else source.text
    with_values = with_fields(Source(source.path, text), values, fields)
    if with_values is None:
        changed = "，".join(f"{name} 改成“{_value_shown(each)}”" for name, each in values.items())
        message = f"前言写不进去：{changed}；写上以后这一行读出来不一样"
        hint = "在前言里手工改这一行"
        found.append(error("D411", source, Span(0, 0), message, hint))
        with_values = text
    return Rewrite(source, with_values, body.depth if body else Depth.NOTHING), found


def _value_shown(value: FieldValue) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value or "")


# -- Pictures --------------------------------------------------------------------------------------


def _with_our_figures(
    changes: tuple[Change, ...], source: Source
) -> tuple[tuple[Change, ...], list[Diagnostic]]:
    """The changes with our own files in place of pictures; new pictures are left out."""
    removed = [each.old for each in changes if each.new is None and each.old is not None]
    kept: list[Change] = []
    found: list[Diagnostic] = []
    for each in changes:
        new = each.new
        if new is None or not isinstance(new.block, Figure):
            kept.append(each)
            continue
        old = each.old or next(
            (one for one in removed if each.moved and one.kind == new.kind), None
        )
        caption = f"：{said}" if (said := shown(new.letters)) else ""
        if old is None:
            message = f"新增的图片没有写进去{caption}"
            hint = "把图片存进本期的文件夹，在稿件里写 ![图上是什么](文件名)"
            found.append(warning("D416", source, Span(0, 0), message, hint))
            continue
        kept.append(replace(each, new=_ours(old, new)))
        if isinstance(old.block, Figure) and old.block.path != new.block.path:
            message = f"换过的图片没有写进去{caption}"
            hint = f"把新的图片存成 {old.block.path}"
            found.append(warning("D416", source, old.span, message, hint))
    return tuple(kept), found


def _ours(old: ComparedPassage, new: ComparedPassage) -> ComparedPassage:
    assert isinstance(old.block, Figure)
    assert isinstance(new.block, Figure)
    return replace(new, block=replace(old.block, caption=new.block.caption))


# -- Writing ---------------------------------------------------------------------------------------


class ChangedSince(Exception):
    """A file has changed since it was compared; holds its path as the editor knows it."""


def write_all(root: Path, files: tuple[Rewrite, ...], disk: Disk = DISK) -> None:
    """Write the files, all of them or none.

    Each is first written whole beside its place; only then are all of them renamed, and put back if
    one cannot be renamed. Line ends, byte order mark and mode stay. Raises ChangedSince and
    OSError.
    """
    placed = [_placed(root, each) for each in files]
    made: list[tuple[Path, Path, Path]] = []
    try:
        for path, content in placed:
            fresh, old = beside(path), beside(path)
            made.append((path, fresh, old))
            disk.create(fresh, content)
            disk.chmod(fresh, path.stat().st_mode & 0o7777)
            disk.link(path, old)
        _rename_all(made, disk)
    finally:
        for _, fresh, old in made:
            fresh.unlink(missing_ok=True)
            old.unlink(missing_ok=True)


def _rename_all(made: list[tuple[Path, Path, Path]], disk: Disk) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for path, fresh, old in made:
            disk.rename(fresh, path)
            done.append((path, old))
    except BaseException:
        for path, old in done:
            DISK.rename(old, path)
        raise


def _placed(root: Path, file: Rewrite) -> tuple[Path, bytes]:
    """The file's path and new bytes. Raises ChangedSince."""
    path = root / file.before.path
    if path.is_symlink():
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(path))
    content = path.read_bytes()
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    if content.removeprefix(mark) != file.before.text.encode():
        raise ChangedSince(file.before.path)
    return path, mark + file.text.encode()


_FIGURE = pattern_of(
    r"附[ \u3000]*件[ \u3000]*[（(]?[ \u3000]*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳]|)"
)
"""A label up to its number, which may lack."""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A file whose attachments bear the numbers of their places."""

    text: str
    titles: tuple[str, ...]
    """The titles of the attachments in it."""

    changed: tuple[tuple[int, int], ...]
    """The numbers that were typed, each with the one that it became."""


def renumbered(text: str, first: int, *, titled: bool) -> Renumbered:
    """A file whose first attachment is the one at place `first`; `titled` as in `read_copy`."""
    source, reading = _read(text, titled)
    titles = tuple(each.heading_text for each in reading.sections if each.begins_attachment)
    labels = [mark.span for mark in reading.marks if mark.kind is MarkKind.ATTACHMENT]
    edits: list[Edit] = []
    changed: list[tuple[int, int]] = []
    if len(labels) == len(reading.numbers):
        places = enumerate(zip(labels, reading.numbers, strict=True), start=first)
        for place, (label, number) in places:
            figure = _FIGURE.match(source.quote(label))
            if figure and number != place and any(reading.numbers):
                span = Span(label.start + figure.start(1), label.start + figure.end(1))
                edits.append(Edit(span, str(place)))
                changed += [(number, place)] if number else []
    return Renumbered(applied_to(text, edits), titles, tuple(changed))


def with_list(text: str, titles: Sequence[str]) -> str:
    """The article's file, whose typed list of attachments names them by their titles.

    Without a typed list, and where anything stands inside it, the file stays as it is.
    """
    source, reading = _read(text, False)
    listed = reading.listed
    if len(listed) == len(titles):
        edits = [
            Edit(each.name.span, title)
            for each, title in zip(listed, titles, strict=True)
            if bare_title(each.name.text) != bare_title(title)
            and source.quote(each.name.span) == each.name.text
        ]
        return applied_to(text, edits)
    lines = [
        mark.span
        for mark in reading.marks
        if mark.kind is MarkKind.LISTED
        and any(mark.span.start <= each.name.span.start <= mark.span.end for each in listed)
    ]
    if not lines or not titles:
        return text
    whole = Span(lines[0].start, lines[-1].end)
    between = source.quote(whole)
    for span in reversed(lines):
        between = between[: span.start - whole.start] + between[span.end - whole.start :]
    names = [f"{at}.{title}" for at, title in enumerate(titles, 1)] if len(titles) > 1 else titles
    said = "附件：" + (source.line_end * 2).join(names)
    after = applied_to(text, [Edit(whole, said)])
    again = [each.name.text for each in _read(after, False)[1].listed]
    return after if again == list(titles) and not between.strip() else text


def _read(text: str, titled: bool) -> tuple[Source, ReadBody]:
    source = Source("", text)
    return source, read_copy(source, split(source)[0].body, titled=titled)
