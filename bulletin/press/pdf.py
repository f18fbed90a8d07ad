"""From the HTML of one issue to the bytes of its PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bulletin.diagnostics import Diagnostic, in_order
from bulletin.press import sheet as sheets
from bulletin.press.fonts import Faces, RareFace, rare_faces
from bulletin.profile import Deviation, Profile
from bulletin.source import Source

NAME_ROOM = 0.9
"""How much of the measure a masthead's name may take (GB/T 9704-2012 7.2.4: within it)."""


@dataclass(frozen=True)
class FaceUsed:
    """Which face served a role."""

    role: str
    family: str
    official: bool


@dataclass(frozen=True)
class Record:
    """What the build report says of a setting."""

    faces: tuple[FaceUsed, ...]
    deviations: tuple[Deviation, ...]
    fit: int | None
    """The number of pages asked for, None when none was."""

    lines: int
    """Lines set flush on both sides."""

    worst_gap: float
    """The largest spacing put between two characters to that end, in em."""


@dataclass(frozen=True)
class Pressed:
    """An issue in print."""

    pdf: bytes
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    record: Record


def set_sheet(
    sheet: str,
    *,
    stylesheets: Sequence[tuple[str, str]],
    faces: Faces,
    folder: Path,
    profile: Profile,
    fit: int | None = None,
    sources: Mapping[str, Source] | None = None,
) -> Pressed:
    """Set the HTML of one issue and write its PDF.

    `stylesheets` are names and texts, in order; the profile's go before them. `folder` is the only
    place images come from. `fit` is the number of pages to come out at. `sources` maps the
    `data-file` of an article to its copy, for the place of a fault. The PDF depends on these
    values only, not on the clock, the folder's place or the machine's fonts.
    """
    from bulletin.press import engine

    sources = sources or {}
    parsed = engine.parse(sheet, folder)
    rare, diagnostics = _put_right(parsed.etree_element, faces, folder, profile, sources)
    fonts = (*faces.files, *(face.path for face in rare))
    styles = (*profile.stylesheets, *stylesheets)
    setting = engine.Setting(tracking=profile.points("tracking") / 0.75)
    laid = engine.lay_out(parsed, styles, fonts, setting)
    pdf = engine.write(laid, setting)
    used = tuple(FaceUsed(face.label, face.family, face.official) for face in faces.faces)
    record = Record(
        faces=used,
        deviations=profile.deviations(),
        fit=fit,
        lines=len(setting.stretches),
        worst_gap=max(setting.stretches, default=0.0),
    )
    return Pressed(pdf, len(laid.pages), in_order(diagnostics), record)


def _put_right(
    root: Any, faces: Faces, folder: Path, profile: Profile, sources: Mapping[str, Source]
) -> tuple[tuple[RareFace, ...], list[Diagnostic]]:
    """Make the tree ready for setting; the faces made for it, and what is wrong in it."""
    sheets.strip_controls(root)
    sheets.label_articles(root)
    sheets.fit_name(root, profile.points("name-size"), NAME_ROOM * profile.measure)
    body = faces.of("FangSong")
    present = sheets.characters(root)
    missing = present - body.covered if body else set()
    kept = set(body.without) if body else set()
    rare = rare_faces(faces, missing - kept)
    lenders = {character: face.family for face in rare for character in face.characters}
    nowhere = missing - kept - lenders.keys()
    diagnostics = sheets.name_characters(
        root, sources, {each: lenders.get(each, "") for each in missing - kept}
    )
    sheets.replace_characters(root, nowhere)
    diagnostics += sheets.check_images(root, sources, folder)
    return rare, diagnostics
