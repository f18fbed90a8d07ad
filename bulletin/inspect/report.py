"""Writing an inspection down: as a table for a terminal, or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bulletin.inspect.inspection import Inspection, Row, Verdict, exit_code
from bulletin.report import columns

HEADS = ("规则", "条款", "强度", "实测", "要求", "判定")


def as_table(inspection: Inspection) -> str:
    """A row a rule, columns aligned by display width, offenders under their row.

    A file that could not be read gives its diagnostics instead.
    """
    parts = [f"{each.message}（{each.code}）" for each in inspection.diagnostics]
    if inspection.is_letter:
        parts.append("按信函格式（GB/T 9704-2012 10.1）量")
    if inspection.rows:
        cells = [HEADS, *(_cells(row) for row in inspection.rows)]
        widths = [max(columns(line[column]) for line in cells) for column in range(len(HEADS))]
        head, *lines = (_aligned(line, widths) for line in cells)
        parts += [head, "─" * min(sum(widths) + 2 * len(widths) - 2, 200)]
        for row, line in zip(inspection.rows, lines, strict=True):
            parts.append(line)
            if row.verdict is Verdict.FAIL:
                parts += [f"  {place}" for place in row.places]
            if row.reason:
                parts.append(f"  {row.reason}")
        parts.append(_summary(inspection))
    return "\n".join(parts) + "\n"


def as_json(inspection: Inspection) -> str:
    """The same as one JSON object; keys are stable."""
    return (
        json.dumps(
            {
                "pages": inspection.pages,
                "letter": inspection.is_letter,
                "passed": exit_code(inspection) == 0,
                "rules": [_object(row) for row in inspection.rows],
                "diagnostics": [
                    {"code": each.code, "message": each.message, "hint": each.hint}
                    for each in inspection.diagnostics
                ],
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _object(row: Row) -> dict[str, object]:
    return {
        "rule": row.rule,
        "title": row.title,
        "clause": row.clause,
        "strength": str(row.strength),
        "measured": row.measured,
        "value": row.value,
        "required": row.required,
        "verdict": str(row.verdict),
        "reason": row.reason,
        "places": [
            {"page": place.page, "y_mm": round(place.y, 2), "text": place.text}
            for place in row.places
        ],
    }


def _cells(row: Row) -> tuple[str, ...]:
    title = f"{row.title} {row.rule}"
    return (title, row.clause, str(row.strength), row.measured, row.required, str(row.verdict))


def _summary(inspection: Inspection) -> str:
    counts = dict.fromkeys(Verdict, 0)
    for row in inspection.rows:
        counts[row.verdict] += 1
    binding = sum(row.strength.binds for row in inspection.failed)
    text = "，".join(f"{verdict} {count}" for verdict, count in counts.items())
    return f"{inspection.pages} 面：{text}；规定与一般不合格 {binding}"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()
