"""The faces of an issue: they are found by role, prepared once, and kept in the user's cache."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.kept_answers import user_cache
from bulletin.output import DISK, Disk, beside
from bulletin.press.cutting import (
    ASCENT,
    BOLDENING,
    DESCENT,
    FLATNESS,
    RECIPE,
    Cut,
    prepare_face,
    repertoire,
)
from bulletin.press.likeness import Likeness, unlike_themselves
from bulletin.press.roles import (
    BOLD,
    LENDERS,
    ROLES,
    XIAOBIAOSONG,
    Candidate,
    FaceRole,
    FontFile,
    installed_fonts,
)
from bulletin.source import Span


@dataclass(frozen=True)
class Face:
    """The prepared face of one role."""

    role: str
    """`FaceRole.name`."""

    label: str
    """`FaceRole.label`."""

    family: str
    """The installed family that the face is made from, e.g. `FandolFang`."""

    official: bool
    source: FontFile
    bold_source: FontFile | None
    """The font file with the family's own bold; None if there is none or the role needs none."""

    regular: Path
    bold: Path | None
    covered: str
    """The characters of the prepared face, in order. It is a string because a pickled set of them
    does not fit into the pipe to a worker, so that sending it would wait until the worker runs."""

    without: str
    """`FaceRole.without`."""

    unlike: tuple[Likeness, ...]
    """Characters that the source does not draw as themselves; they are left out."""

    @property
    def css_family(self) -> str:
        """The font family that style sheets name to get it."""
        return f"Bulletin {self.role}"


@dataclass(frozen=True)
class Faces:
    """All prepared faces of a machine, and the folder in which more are made."""

    faces: tuple[Face, ...]
    cache: Path

    def of(self, role: str) -> Face | None:
        """The face that serves `role`, or None."""
        return next((face for face in self.faces if face.role == role), None)

    def regular(self, *roles: str) -> tuple[Path, ...]:
        """The files of the regular faces for `roles`, in this order."""
        found = (self.of(role) for role in roles)
        return tuple(face.regular for face in found if face is not None)

    def lender(self, character: str) -> Face | None:
        """The first of these faces that has a character which the body's face lacks."""
        named = (self.of(role) for role in LENDERS)
        return next((face for face in named if face and character in face.covered), None)

    def hold(self, characters: Iterable[str]) -> bool:
        """Whether a sheet with these characters can be set without preparing more faces."""
        wanted = set(characters)
        name = self.of(XIAOBIAOSONG.name)
        held = set().union(*(face.covered + face.without for face in self.faces))
        # A name or title must not have a character in the weight of another face.
        return wanted <= held and (name is None or wanted <= set(name.covered + name.without))

    @property
    def stand_ins(self) -> tuple[tuple[str, str], ...]:
        """The roles that no official face serves, each with the family that does."""
        return tuple((face.label, face.family) for face in self.faces if not face.official)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every prepared font file."""
        return tuple(
            path for face in self.faces for path in (face.regular, face.bold) if path is not None
        )


class Fonts(NamedTuple):
    """The font files of a sheet."""

    files: tuple[Path, ...]

    serving: tuple[tuple[str, str], ...] = ()
    """Families, each with the name of another family under which it can be asked for as well."""


DAMAGE = (OSError, RuntimeError, ValueError, LookupError, EOFError, AssertionError, struct.error)
"""What HarfBuzz and fontTools raise for a damaged font file."""

FaceProgress = Callable[[str, int, int], None]
"""Called with the name of the next face, the number of faces that are ready, and of all faces."""


def prepare_faces(
    cache: Path | None = None,
    *,
    strict: bool = False,
    progress: FaceProgress | None = None,
    installed: Mapping[str, tuple[FontFile, ...]] | None = None,
) -> tuple[Faces, tuple[Diagnostic, ...]]:
    """Find a face for every role, and prepare those that are not in `cache` yet.

    The first preparation takes about half a minute, later calls a few milliseconds. `installed`
    maps family names to font files; by default fontconfig is asked. With `strict`, a substitute for
    an official face is an error (P102) instead of a note.
    """
    cache = cache or user_cache("faces")
    installed = installed_fonts() if installed is None else installed
    faces: list[Face] = []
    diagnostics: list[Diagnostic] = []
    for done, role in enumerate(ROLES):
        if progress:
            progress(role.label, done, len(ROLES))
        face, faults = _prepare_role(role, installed, cache)
        diagnostics.extend(faults)
        if face is None:
            message = f"没有可用的{role.label}字体"
            diagnostics.append(_fault("P101", Severity.ERROR, message, role.remedy))
            continue
        faces.append(face)
        if not face.official:
            diagnostics.append(_substitute(role, face, strict))
    if progress:
        progress("", len(ROLES), len(ROLES))
    return Faces(tuple(faces), cache), tuple(diagnostics)


def _fault(code: str, severity: Severity, message: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code, severity, None, Span(0, 0), message, hint, clause="GB/T 9704-2012 5.2.2"
    )


def _substitute(role: FaceRole, face: Face, strict: bool) -> Diagnostic:
    return _fault(
        "P102",
        Severity.ERROR if strict else Severity.INFO,
        f"{role.label}由 {face.family} 代替",
        f"把 {role.official} 装到本机",
    )


def faces_at_hand(installed: Mapping[str, tuple[FontFile, ...]]) -> tuple[Face, ...]:
    """The faces that are already in the user's cache; nothing is prepared."""
    cache = user_cache("faces")
    return tuple(
        _read_face(folder, role, *serving)
        for role in ROLES
        for serving in [*_serving(role, installed)][:1]
        if is_intact(folder := _folder(cache, role, *serving[1:]))
    )


def prepared_faces() -> Faces:
    """The faces of this machine if all are in the user's cache, otherwise none; nothing is
    prepared."""
    found = faces_at_hand(installed_fonts())
    return Faces(found if len(found) == len(ROLES) else (), user_cache("faces"))


def stand_ins_at_hand() -> tuple[tuple[str, str], ...]:
    """The roles that no official face of this machine serves, each with the family that will;
    nothing is prepared."""
    installed = installed_fonts()
    served = ((role, [*_serving(role, installed)][:1]) for role in ROLES)
    return tuple(
        (role.label, each.family)
        for role, found in served
        for each, _, _ in found
        if not each.official
    )


def accepting(accepted: Iterable[str], families: Iterable[str]) -> str:
    """How an office lets these families stand in, besides those that it has `accepted`."""
    line = ", ".join(dict.fromkeys((*accepted, *families)))
    return f"装上公文字体，或在 publication.yaml 的 house 下写 substitutes: [{line}]"


def lenders_at_hand(installed: Mapping[str, tuple[FontFile, ...]]) -> tuple[FontFile, ...]:
    """The font files that are asked for a character which the face in use lacks, in this order."""
    roles = {role.name: role for role in ROLES}
    served = ([*_serving(roles[name], installed)][:1] for name in LENDERS)
    return tuple(regular for found in served for _, regular, _ in found)


def _serving(
    role: FaceRole, installed: Mapping[str, tuple[FontFile, ...]]
) -> Iterator[tuple[Candidate, FontFile, FontFile | None]]:
    """The installed candidates for a role, best first, each with its regular and bold file."""
    for candidate in role.candidates:
        cuts = installed.get(candidate.family, ())
        regular = next((cut for cut in cuts if cut.weight == candidate.weight), None)
        bold = next((cut for cut in cuts if cut.weight == BOLD), None) if role.bold else None
        if regular is not None:
            yield candidate, regular, bold


def _folder(cache: Path, role: FaceRole, regular: FontFile, bold: FontFile | None) -> Path:
    return cache / f"{role.name}-{key_of_face(role.name, role.bold, role.without, regular, bold)}"


def _prepare_role(
    role: FaceRole, installed: Mapping[str, tuple[FontFile, ...]], cache: Path
) -> tuple[Face | None, list[Diagnostic]]:
    faults: list[Diagnostic] = []
    for candidate, regular, bold in _serving(role, installed):
        try:
            return _prepared(role, candidate, regular, bold, cache), faults
        except DAMAGE as reason:
            message = f"字体文件已损坏：{regular.path}（{type(reason).__name__}）"
            faults.append(_fault("P103", Severity.WARNING, message, "重新安装这个字体"))
    return None, faults


def _prepared(
    role: FaceRole, candidate: Candidate, regular: FontFile, bold: FontFile | None, cache: Path
) -> Face:
    folder = _folder(cache, role, regular, bold)
    if not is_intact(folder):
        keep_face(folder, lambda place: _prepare_into(place, role, candidate, regular, bold))
    return _read_face(folder, role, candidate, regular, bold)


def _read_face(
    folder: Path, role: FaceRole, candidate: Candidate, regular: FontFile, bold: FontFile | None
) -> Face:
    record = json.loads((folder / "face.json").read_text(encoding="utf-8"))
    return Face(
        role=role.name,
        label=role.label,
        family=candidate.family,
        official=candidate.official,
        source=regular,
        bold_source=bold,
        regular=folder / "regular.otf",
        bold=folder / "bold.otf" if role.bold else None,
        covered=record["covered"],
        without=role.without,
        unlike=tuple(Likeness(*each) for each in record["unlike"]),
    )


def key_of_face(*parts: Any) -> str:
    """A key that changes with the source files, the recipe and the versions of the libraries."""
    from importlib.metadata import version  # loads the library for mail

    made_by = [version(name) for name in ("fonttools", "uharfbuzz", "chws-tool")]
    stamps = [
        (part.path, (stat := Path(part.path).stat()).st_size, stat.st_mtime_ns)
        for part in parts
        if isinstance(part, FontFile)
    ]
    text = repr((RECIPE, BOLDENING, FLATNESS, ASCENT, DESCENT, made_by, stamps, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def is_intact(folder: Path) -> bool:
    """Whether every file in a face's folder has the size that was recorded when it was written."""
    try:
        sizes = json.loads((folder / "face.json").read_text(encoding="utf-8"))["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError):
        return False


class PreparedFace(NamedTuple):
    """Which characters a prepared face has, and which its source does not draw as themselves."""

    covered: frozenset[str]
    unlike: tuple[Likeness, ...] = ()


def keep_face(folder: Path, make: Callable[[Path], PreparedFace], disk: Disk = DISK) -> None:
    """Make a folder of faces under a temporary name, and rename it to `folder` when it is complete.

    If two programs prepare the same face at once, the second one discards its own. An interrupted
    preparation leaves nothing under the final name.
    """
    disk.mkdir(folder.parent)
    place = beside(folder)
    try:
        disk.mkdir(place)
        made = make(place)
        sizes = {path.name: path.stat().st_size for path in sorted(place.iterdir())}
        for name in sizes:
            disk.sync(place / name)
        covered = "".join(sorted(made.covered))
        record = {"covered": covered, "unlike": made.unlike, "sizes": sizes}
        disk.create(place / "face.json", json.dumps(record, ensure_ascii=False).encode())
        if folder.exists() and not is_intact(folder):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            disk.rename(place, folder)
        except OSError:
            if not is_intact(folder):
                raise
    finally:
        shutil.rmtree(place, ignore_errors=True)
    _clear_abandoned(folder)


ABANDONED = 3600
"""Seconds after which an unfinished face counts as abandoned; making one takes about ten."""


def _clear_abandoned(folder: Path) -> None:
    """Remove unfinished folders of this face that killed preparations left behind."""
    for begun in folder.parent.glob(f".{folder.name}.new-*"):
        with suppress(OSError):
            if time.time() - begun.stat().st_mtime > ABANDONED:
                shutil.rmtree(begun, ignore_errors=True)


def _prepare_into(
    place: Path, role: FaceRole, candidate: Candidate, regular: FontFile, bold: FontFile | None
) -> PreparedFace:
    asked = repertoire() - set(role.without)
    sources = (regular, bold) if bold else (regular,)
    unlike = sorted({each for source in sources for each in unlike_themselves(source, asked)})
    characters = asked - {each.character for each in unlike}
    family = f"Bulletin {role.name}"
    flatten = candidate.traced
    covered = prepare_face(place / "regular.otf", regular, characters, family, flatten=flatten)
    if role.bold:
        cut = Cut(bold=True, made=bold is None)
        prepare_face(place / "bold.otf", bold or regular, characters, family, cut, flatten=flatten)
    return PreparedFace(covered, tuple(unlike))
