"""PDFs that were set before, by the key of all that they depend on."""

from __future__ import annotations

from pathlib import Path

from bulletin.diagnostics import Diagnostic
from bulletin.fingerprint import key_of
from bulletin.ledger import UNREADABLE, read_value, written_value
from bulletin.output import replace_file
from bulletin.press import Pressed, SettingRecord
from bulletin.pressroom import PressJob
from bulletin.workspace import Workspace


def pdf_place(workspace: Workspace, key: str) -> Path:
    """Where the store keeps a PDF; what was reported about it stands beside it."""
    return workspace.memory / "pdf" / f"{key}.pdf"


def kept_pdf(place: Path, job: PressJob) -> Pressed | None:
    """The PDF at a place of the store; None if there is none, or none of this job's copy."""
    try:
        recorded = place.with_suffix(".json").read_bytes()
        pages, record, diagnostics, digest = read_value(
            tuple[int, SettingRecord, tuple[Diagnostic, ...], str], recorded
        )
        pdf = place.read_bytes()
    except UNREADABLE:
        return None
    placed = all(
        each.source is None or each.source == job.sources.get(each.source.path)
        for each in diagnostics
    )
    whole = key_of(pdf) == digest  # the tree's file is the same one
    return Pressed(pdf, pages, diagnostics, record) if placed and whole else None


def keep_pdf(place: Path, pressed: Pressed) -> None:
    """Put a PDF into the store. Raises OSError."""
    replace_file(place, pressed.pdf)
    said = (pressed.pages, pressed.record, pressed.diagnostics, key_of(pressed.pdf))
    replace_file(place.with_suffix(".json"), written_value(said))
