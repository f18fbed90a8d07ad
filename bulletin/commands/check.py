"""`bulletin check`, `bulletin rule` and `bulletin rules`."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from bulletin import __version__, report
from bulletin.catalogue import catalogue
from bulletin.checks import (
    BY_CODE,
    NO_EXCEPTIONS,
    RULES,
    Fix,
    HouseLists,
    Rule,
    Selection,
    check_issue,
    check_raw,
    check_submission,
    issue_copy,
    load_lists,
    printed_passages,
    submission_copy,
    without_echoes,
)
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import home, reading, styled, the_workspace
from bulletin.diagnostics import Diagnostic, Severity, has_errors, in_order
from bulletin.edition import past_of
from bulletin.fields import (
    ISSUE_FIELDS,
    OTHER_FIELDS,
    PUBLICATION_FIELDS,
    SUBMISSION_FIELDS,
    in_its_language,
    in_the_language_of,
)
from bulletin.fix import Asked, Fixed, fix, fix_front, view_of, write
from bulletin.load import (
    ISSUE,
    PUBLICATION,
    attached_files,
    is_publication,
    is_year,
    issue_day,
    issue_folders,
    load_issue,
    load_publication,
    load_submission,
    publication_file,
    read_source,
    short_names,
    shown_path,
)
from bulletin.looks import look_over
from bulletin.meaning import without_quotes
from bulletin.model import Allowance, Distribution, Publication, Serial, issue_folder, issue_name
from bulletin.past import NO_PAST, PastIndex
from bulletin.press import unprinted
from bulletin.scaffold import is_sample, sample_faults
from bulletin.usage import USAGE_FILE, read_usage
from bulletin.workspace import Workspace, find_workspace

FORMATS = ("plain", "full", "concise", "json", "sarif", "github")
RAW = (".txt", ".text")


@dataclass(frozen=True)
class CheckContext:
    """What all checks need: the publication, the office's lists and what appeared before."""

    root: Path
    publication: Publication
    house: HouseLists
    past: PastIndex
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Target:
    """One thing to check: an issue's folder, a submission or a raw text."""

    path: Path

    @property
    def raw(self) -> bool:
        """Whether it is raw text."""
        return self.path.suffix.lower() in RAW

    @property
    def files(self) -> tuple[Path, ...]:
        """The files it consists of."""
        return tuple(sorted(self.path.glob("*.md"))) if self.path.is_dir() else (self.path,)


@click.command("check", cls=Chinese)
@click.argument("targets", nargs=-1, metavar="[期号|文件]...")
@click.option(
    "--select", multiple=True, metavar="代码", help="只查这些规则；T 是一类，T101 是一条。"
)
@click.option("--ignore", multiple=True, metavar="代码", help="不查这些规则。")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="plain",
    help="报告的格式：plain 用中文逐条写；full 写代码、行、列；concise 一条一行；另三种给程序用。",
    show_default=True,
)
@click.option("--json", "as_data", is_flag=True, help="同 --format json")
@click.option("--fix", "fixing", is_flag=True, help="改掉只有一种改法的错，并显示改了什么。")
@click.option("--join", is_flag=True, help="和 --fix 同用：接上被断开的段落。")
@click.option("--quoted", is_flag=True, help="和 --fix 同用：引号、书名号里的也改。")
@click.pass_context
def check_command(
    context: click.Context,
    targets: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    as_data: bool,
    fixing: bool,
    join: bool,
    quoted: bool,
) -> None:
    """查稿：一期（写期号）、一篇稿件（.md）或全期的文字（.txt）；不写就查所有各期。

    退出码：0 没有错误（可以有提醒），1 有错误，2 命令写错，3 环境不对。
    """
    form = "json" if as_data else form
    if (join or quoted) and not fixing:
        raise click.UsageError("--join 和 --quoted 要和 --fix 同用")
    around = find_workspace(Path.cwd())
    if around is None and not targets:
        the_workspace()
    root = around.root if around else Path.cwd()
    selection = Selection(_codes(select), _codes(ignore))
    found = tuple(_targets(root, targets))
    if fixing and around:
        _fix_publications(root.resolve(), selection)
    desk = _desk(root, needed=any(not each.raw for each in found))
    if fixing and not has_errors(desk.diagnostics):
        for target in found:
            _fix(desk, target, Asked(selection, join, quoted))
    diagnostics = list(desk.diagnostics)
    if not has_errors(diagnostics):
        for target in found:
            found_here = _check(desk, target, selection)
            diagnostics += (each for each in found_here if selection.shows(each.code))
    if any(not each.raw for each in found):
        diagnostics += Workspace(root).stray_overrides() + look_over(Workspace(root))
    if not targets and not (select or ignore):
        diagnostics += _unused(desk, found)
    if not targets:
        diagnostics += issue_folders(root)[1]
    ordered = in_order(diagnostics)
    click.echo(_written(ordered, form), nl=False)
    context.exit(1 if has_errors(ordered) else 0)


def _unused(desk: CheckContext, targets: tuple[Target, ...]) -> Iterator[Diagnostic]:
    """The exceptions in allow.yaml that no issue of the workspace needs."""
    exceptions = desk.house.exceptions
    if exceptions.allowances and not has_errors(desk.diagnostics):
        bare = replace(desk, house=replace(desk.house, exceptions=NO_EXCEPTIONS))
        found = (each for target in targets for each in _check(bare, target, Selection()))
        yield from exceptions.unused(found, BY_CODE)


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    """The codes or beginnings of codes; each must match an existing code."""
    codes = tuple(
        code.strip().upper() for each in given for code in each.split(",") if code.strip()
    )
    for code in codes:
        if not any(known.startswith(code) for known in (*BY_CODE, *catalogue())):
            raise click.UsageError(f"没有 {code} 这个代码；bulletin rules 列出查稿的全部规则")
    return codes


def _targets(root: Path, given: tuple[str, ...]) -> Iterator[Target]:
    around = find_workspace(root)
    if not given:
        yield from map(Target, issue_folders(root)[0])
    for each in (without_quotes(each.strip()).replace("\\", "/") for each in given):
        path = Path(each)
        name = ISSUE_NAME.convert(each, None, None) if around else each
        folder = root / "issues" / issue_folder(name)
        if Serial.named(name) and folder.is_dir():
            yield Target(folder.resolve())
        elif path.is_dir() and (path / ISSUE).is_file():
            yield Target(path.resolve())
        elif path.is_file() and path.suffix.lower() in (".md", *RAW):
            whole = path.name == ISSUE
            yield Target(path.resolve().parent if whole else path.resolve())
        else:
            raise click.UsageError(_not_there(each, root))


def _not_there(given: str, root: Path) -> str:
    """That there is no such issue and no such file, and what may be meant."""
    if given.startswith(("—", "－", "–")):
        return f"没有 {given} 这一期；选项写 --{given.lstrip('—－–-')}"
    message = f"没有 {given} 这一期，也没有这个 .md 或 .txt 文件"
    if find_workspace(root) is None:
        return message
    name = f"{Path(given).name.removesuffix('.md')}.md"
    paths = [each.relative_to(root) for each in root.glob(f"issues/**/{glob.escape(name)}")]
    if paths:
        ways = " 或 ".join(f"bulletin check {path.as_posix()}" for path in sorted(paths))
        return f"没有 {given} 这一期；查稿件写 {ways}"
    names = "、".join(map(issue_name, issue_folders(root)[0]))
    return f"{message}（有 {names}）" if names else message


def _desk(root: Path, *, needed: bool) -> CheckContext:
    """Read the workspace, which is not needed for raw text."""
    root = root.resolve()
    house, house_faults = load_lists(root)
    if not needed and not (root / "issues" / PUBLICATION).is_file():
        return CheckContext(root, _nobody(), house, NO_PAST, house_faults)
    publication, faults = load_publication(root)
    workspace = Workspace(root)
    past = past_of(workspace, reading("往期")).knowing(
        partial(read_usage, workspace.memory / USAGE_FILE)
    )
    return CheckContext(root, publication or _nobody(), house, past, (*faults, *house_faults))


def _nobody() -> Publication:
    """A publication without any facts, for raw text outside a workspace."""
    return Publication("", "", (), Distribution(), "", "")


def _check(desk: CheckContext, target: Target, selection: Selection) -> tuple[Diagnostic, ...]:
    """What was found reading the target, and what the rules find in it.

    An issue is loaded and not opened with `open_issue`: its folder may lie outside the workspace,
    and the rules look at copy that is too faulty to be assembled.
    """
    root, publication, house = desk.root, desk.publication, desk.house
    if target.path.is_dir():
        loaded = load_issue(root, target.path, publication)
        written = tuple(each for each in loaded.submissions if not is_sample(each))
        found = check_issue(
            replace(loaded, submissions=written), publication, house, desk.past, selection
        )
        copy = issue_copy(loaded, publication, house, desk.past)
        told = unprinted(printed_passages(copy), copy.publication.name)
        unlisted = {each.source for each in loaded.diagnostics if each.code == "I005"}
        listed = (each for each in loaded.submissions if each.source not in unlisted)
        told += tuple(sample_faults(listed))
        return (*loaded.diagnostics, *without_echoes(loaded.diagnostics, found), *told)
    if target.raw:
        source, faults = read_source(target.path, root)
        if source is None:
            return faults
        folder = _issue_of(desk, target)
        return (*faults, *check_raw(source, publication, house, desk.past, selection, folder))
    if owners := attached_files(root, target.path.parent).get(target.path.stem):
        article, _ = owners[0]
        shown = shown_path(target.path, root)
        found = _check(desk, replace(target, path=root / article.path), selection)
        return tuple(each for each in found if each.source and each.source.path == shown)
    submission, faults = load_submission(root, target.path, publication)
    if submission is None:
        return faults
    folder = _issue_of(desk, target)
    found = ()
    if not is_sample(submission):
        found = check_submission(submission, publication, house, desk.past, selection, folder)
    told = unprinted(printed_passages(submission_copy(submission, publication, house, desk.past)))
    told += tuple(sample_faults((submission,)))
    return (*faults, *without_echoes(faults, found), *told)


def _issue_of(desk: CheckContext, target: Target) -> str:
    """The name of the issue that the file is in, at any depth; empty if it is in none."""
    issues = desk.root / "issues"
    for folder in reversed(target.path.parents):
        inside = folder.is_relative_to(issues) and folder != issues
        if inside and not is_publication(folder) and not is_year(folder):
            return issue_name(folder)
    return ""


# -- Fixing --------------------------------------------------------------------------------------


def _fix(desk: CheckContext, target: Target, asked: Asked) -> None:
    """Fix the files of the target, and print what was changed and what was refused."""
    allowances = _allowances(desk, target)
    view = view_of(desk.publication, desk.house, raw=target.raw)
    for path in target.files:
        source, _ = read_source(path, desk.root)
        if source is None:
            continue
        own = (*allowances.get("", ()), *allowances.get(source.path, ()))
        fields = ISSUE_FIELDS if path.name == ISSUE else SUBMISSION_FIELDS
        wanted = replace(asked, allowances=own, fields=() if target.raw else fields)
        about = None if target.raw else issue_day(desk.root, path.parent)
        _say_fixed(path, fix(source, view, replace(wanted, about=about)))


def _fix_publications(root: Path, selection: Selection) -> None:
    """Fix what each publication's file says; without it, nothing else can be read."""
    for name in ("", *short_names(root)):
        path = publication_file(root, name)
        source, _ = read_source(path, root)
        if source is not None:
            fields = OTHER_FIELDS if name else PUBLICATION_FIELDS
            _say_fixed(path, fix_front(source, Asked(selection, fields=fields), fenced=False))


def _allowances(desk: CheckContext, target: Target) -> dict[str, tuple[Allowance, ...]]:
    """The allowances of the target's files, by path; those of an issue under an empty path."""
    if target.raw:
        return {}
    if target.path.is_dir():
        loaded = load_issue(desk.root, target.path, desk.publication)
        sheet = loaded.sheet.allowances if loaded.sheet else ()
        own = ((file.path, each.allowances) for each in loaded.submissions for file in each.files)
        return {"": sheet, **dict(own)}
    submission, _ = load_submission(desk.root, target.path, desk.publication)
    return {submission.source.path: submission.allowances} if submission else {}


def _say_fixed(path: Path, fixed: Fixed) -> None:
    if fixed.refused:
        click.echo(f"{fixed.before.path}：改了会动到别的文字，没有改", err=True)
    elif fixed.changed and write(path, fixed):
        click.echo(fixed.difference, nl=False, err=True)
        click.echo(f"{fixed.before.path}：已改 {'、'.join(fixed.applied)}", err=True)
    elif fixed.changed:
        click.echo(f"{fixed.before.path}：文件刚被别的程序改过，没有改", err=True)


# -- Speaking ------------------------------------------------------------------------------------


def _written(diagnostics: tuple[Diagnostic, ...], form: str) -> str:
    diagnostics = in_its_language(diagnostics, home())
    if form == "json":
        return report.as_json(diagnostics)
    if form == "sarif":
        return report.sarif(diagnostics, RULES, __version__)
    if form == "github":
        return report.github(diagnostics)
    style = partial(styled, on=sys.stdout)
    if form == "concise":
        return report.concise(diagnostics, style)
    shown = (report.full if form == "full" else report.by_weight)(diagnostics, style)
    return shown + ("\n" if shown else "") + _summary(diagnostics)


def _summary(diagnostics: tuple[Diagnostic, ...]) -> str:
    counts = {
        severity: sum(each.severity is severity for each in diagnostics) for severity in Severity
    }
    fixable = sum(
        bool(each.edits) and (each.code not in BY_CODE or BY_CODE[each.code].fix is not Fix.NONE)
        for each in diagnostics
    )
    said = f"错误 {counts[Severity.ERROR]} 处，提醒 {counts[Severity.WARNING]} 处"
    if counts[Severity.INFO]:
        said += f"，说明 {counts[Severity.INFO]} 处"
    return said + (f"；其中 {fixable} 处可用 --fix 改\n" if fixable else "\n")


# -- Rules ---------------------------------------------------------------------------------------

_FIXES = {Fix.NONE: "", Fix.SAFE: "--fix", Fix.JOIN: "--fix --join"}


@click.command("rule", cls=Chinese)
@click.argument("code", metavar="代码")
def rule_command(code: str) -> None:
    """说明一个代码：出了什么事、怎么办；查稿的规则另有错和对的例子。"""
    wanted = code.strip().upper()
    rule, entry = BY_CODE.get(wanted), catalogue().get(wanted)
    if rule is not None:
        click.echo(_explained(rule))
    elif entry is not None:
        cure = in_the_language_of(home(), entry.cure)
        click.echo(f"{entry.code} {entry.name}\n\n{report.visible_lines(cure)}")
    else:
        raise click.UsageError(f"没有 {code} 这个代码；bulletin rules 列出查稿的全部规则")


def _explained(rule: Rule) -> str:
    head = f"{rule.code} {rule.name}（{_severities(rule)}）"
    lines = [head, "", report.visible_lines(in_the_language_of(home(), rule.explanation))]
    if rule.clause:
        lines.append(f"\n依据：{rule.clause}")
    if rule.fix is not Fix.NONE:
        lines.append(f"\n可用 {_FIXES[rule.fix]} 改。")
    return "\n".join(lines)


@click.command("rules", cls=Chinese)
@click.option("--markdown", is_flag=True, help="写成 Markdown 表格（README 里的那张）。")
def rules_command(markdown: bool) -> None:
    """列出所有规则。"""
    if markdown:
        click.echo(rules_table(), nl=False)
        return
    for rule in RULES:
        fixes = f"，{_FIXES[rule.fix]}" if rule.fix is not Fix.NONE else ""
        click.echo(f"{rule.code}  {rule.name}（{_severities(rule)}{fixes}）")


def _severities(rule: Rule) -> str:
    """What its findings may be, the usual one first: 提醒、错误."""
    return "、".join(report.SEVERITY_NAMES[each] for each in rule.severities)


def rules_table() -> str:
    """The rules as a Markdown table, which is also in the README."""
    rows: Iterable[tuple[str, ...]] = (
        (
            rule.code,
            rule.name,
            _severities(rule),
            _FIXES[rule.fix] and f"`{_FIXES[rule.fix]}`",
            rule.clause,
        )
        for rule in RULES
    )
    head = (("代码", "查什么", "轻重", "自动改", "依据"), ("---",) * 5)
    return "".join(f"| {' | '.join(cells)} |\n".replace("|  |", "| |") for cells in (*head, *rows))
