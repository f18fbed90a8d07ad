"""A `ReceivedDocument` as a text that can be read and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.intake.received import Box, DocumentPart, Grid, ReceivedDocument, ReceivedLine, Run

_FACE = re.compile(r"^( *)\([0-9.]+ [^)<]*?( bold)?( <|\))")


def dump(document: ReceivedDocument, *, faces: bool = True) -> str:
    """All that was read, a line a thing; without sizes and faces where a machine chose them."""
    lines = _document(document)
    told = (
        lines
        if faces
        else (re.sub(r"^( *)\([0-9.]+ [^)<]*?( bold)?( <|\))", r"\1(\2\3", each) for each in lines)
    )
    return "".join(f"{line}\n" for line in told)


def _document(document: ReceivedDocument) -> Iterator[str]:
    yield f"name: {document.name}"
    for part in document.parts:
        yield from _part(part)
    for number, lines in enumerate(document.footnotes, 1):
        yield f"footnote {number}:"
        for line in lines:
            yield from _part(line, "  ")
    for number, picture in enumerate(document.pictures, 1):
        where = document.source.place(picture.span.start)
        told = f"{picture.suffix} {picture.alternative}".strip()
        yield f"picture {number} at {where.line}:{where.column}: {told}"
    for remark in document.remarks:
        about = document.source.quote(remark.span)
        yield f"{remark.kind} by {remark.author} {remark.dated}: {remark.text!r} about {about!r}"
    for line in document.running:
        yield "running:"
        yield from _part(line, "  ")
    for each in document.diagnostics:
        where = document.source.place(each.span.start)
        quoted = f" {each.quoted!r}" if each.quoted else ""
        told = f"{each.message}；{each.hint}" if each.hint else each.message
        yield f"{each.code} {each.severity.name.lower()} {where.line}:{where.column}{quoted} {told}"


def _part(part: DocumentPart, margin: str = "") -> Iterator[str]:
    if isinstance(part, ReceivedLine):
        yield f"{margin}{_heading(part)}"
        for run in part.runs:
            yield f"{margin}  {_run(run)}"
    elif isinstance(part, Grid):
        yield f"{margin}grid{f' head={part.head}' if part.head else ''}"
        for row in part.rows:
            yield f"{margin}  row"
            for cell in row:
                yield f"{margin}    cell {cell.columns}×{cell.rows}"
                for inner in cell.lines:
                    yield from _part(inner, f"{margin}      ")
    elif isinstance(part, Box):
        yield f"{margin}box"
        for inner in part.parts:
            yield from _part(inner, f"{margin}  ")


def _heading(line: ReceivedLine) -> str:
    said = {
        "align": line.alignment,
        "indent": f"{line.indent:g}" if line.indent else "",
        "level": str(line.level or ""),
        "style": line.style,
        "label": line.label,
        "depth": str(line.depth or ""),
    }
    words = [f"{name}={value}" for name, value in said.items() if value]
    words += ["bullet"] * line.bullet + ["new-page"] * line.breaks_page
    return " ".join(["line", *words])


def _run(run: Run) -> str:
    if run.picture or run.footnote:
        return f"[picture {run.picture}]" if run.picture else f"[footnote {run.footnote}]"
    said = [f"{run.size:g}" if run.size else "", run.face, "bold" * run.bold, "italic" * run.italic]
    said.append(f"<{run.address}>" if run.address else "")
    return f"({' '.join(word for word in said if word)}) {run.text!r}"
