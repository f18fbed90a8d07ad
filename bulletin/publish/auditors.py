"""The report of a verification that is filed with the archive."""

from __future__ import annotations

import json
from datetime import date

from bulletin import __version__
from bulletin.edition import EditionRecord, RegisterLine, publication_of
from bulletin.model import Act
from bulletin.publish.verification import ComparedFile, Report, Verified
from bulletin.report import in_full

ACTS = {Act.PUBLISHED: "刊发", Act.CORRECTED: "更正", Act.WITHDRAWN: "撤回"}


def as_text(report: Report, today: date) -> str:
    """The report as text, for people to read and file."""
    lines = [
        "刊发文件核对报告",
        f"核对日期：{today.isoformat()}",
        f"核对程序：bulletin {__version__}",
        f"核对结果：{'相符' if report.sound else '不符'}",
        *(_head(each) for each in report.heads),
        *(() if report.heads else ("登记簿最后一行：没有",)),
        *(f"对照：{compared_line(each)}" for each in report.compared),
        "",
    ]
    for each in report.editions:
        lines += _edition(each)
    if report.diagnostics:
        lines += ["发现：", in_full(report.diagnostics).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _head(line: RegisterLine) -> str:
    return f"{of_register('最后一行', publication_of(line.issue))}：{line}"


def of_register(what: str, publication: str) -> str:
    """What is said of a register, with whose it is: the first publication has no short name."""
    return f"登记簿{what}{f'（{publication}）' if publication else ''}"


def compared_line(each: ComparedFile) -> str:
    """A file from outside in one line."""
    return f"{'相符' if each.agrees else '不符'}　{each.shown}"


def _edition(each: Verified) -> list[str]:
    record = each.record
    lines = [f"{each.kept.name}　{record.title if record else '记录读不出来'}"]
    if record:
        lines += [f"  {_act(record)}", f"  印发日期：{record.dated.isoformat()}"]
        signed = "，".join(f"{one.role} {one.by} {one.on.isoformat()}" for one in record.signatures)
        lines += [f"  签字：{signed or '没有'}", f"  页数：{record.pages}"]
    lines += [f"  文件：{each.files} 个", f"  摘要：{each.identity or '没有'}"]
    lines += ["  重做：逐字节相同"] if each.rebuilt else []
    return [*lines, ""]


def _act(record: EditionRecord) -> str:
    reason = f"，{record.reason}" if record.reason else ""
    return f"{ACTS[record.act]}：{record.acted_on.isoformat()}，第 {record.revision} 版{reason}"


def as_json(report: Report, today: date) -> str:
    """The report as JSON, for programs."""
    fields = {
        "verified_on": today.isoformat(),
        "program": f"bulletin {__version__}",
        "sound": report.sound,
        "head": str(report.head) if report.head else None,
        "heads": {publication_of(each.issue): str(each) for each in report.heads},
        "compared": [{"path": each.shown, "agrees": each.agrees} for each in report.compared],
        "editions": [
            {
                "name": each.kept.name,
                "title": each.record.title if each.record else None,
                "act": each.record.act.value if each.record else None,
                "identity": each.identity,
                "files": each.files,
                "rebuilt": each.rebuilt,
            }
            for each in report.editions
        ],
        "findings": [
            {
                "code": each.code,
                "severity": each.severity.name.lower(),
                "path": each.source.path if each.source else None,
                "message": each.message,
                "hint": each.hint,
            }
            for each in report.diagnostics
        ],
    }
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
