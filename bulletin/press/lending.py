"""Characters that the prepared faces lack, and other faces that lend them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from bulletin.press.cutting import Cut, prepare_face, repertoire
from bulletin.press.fonts import (
    DAMAGE,
    Face,
    Faces,
    PreparedFace,
    is_intact,
    keep_face,
    key_of_face,
)
from bulletin.press.likeness import unlike_themselves
from bulletin.press.roles import (
    BOLD,
    FANGSONG,
    LENDERS,
    REGULAR,
    XIAOBIAOSONG,
    FontFile,
    families_with,
)
from bulletin.script_runs import CURSIVE, ScriptRun, script_of


@dataclass(frozen=True)
class RareFace:
    """A small face with characters that the prepared face of a role lacks."""

    role: str
    """The role that it serves; empty for a face of joined words, which is asked for by its name."""

    css_family: str
    regular: Path
    bold: Path | None
    characters: frozenset[str]
    family: str
    """The installed family that the characters are from."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Its font files."""
        return (self.regular, self.bold) if self.bold else (self.regular,)


def rare_faces(faces: Faces, present: Iterable[str]) -> tuple[RareFace, ...]:
    """Faces for those of the characters `present` that the prepared faces lack. Missing ones are
    made.

    1. A character comes from the role's own source, in each of its weights, if that has it.
    2. For names and titles (小标宋), a bold of the other roles' sources lends it.
    3. Otherwise any installed face lends it, to the body's face, on which all text falls back, and
       to that of names and titles.

    A character that no face draws is in none of the faces returned.
    """
    wanted = frozenset(present)
    lent = tuple(each for face in faces.faces for each in _lent_to(face, faces, wanted))
    nowhere = wanted - repertoire() - frozenset().union(*(each.characters for each in lent))
    return (*lent, *_lent_by_machine(faces, frozenset(filter(is_for_any_face, nowhere))))


def _lent_by_machine(faces: Faces, lacking: frozenset[str]) -> Iterator[RareFace]:
    """Faces for characters that no role's source draws, from other installed faces."""
    served = [face for role in (FANGSONG, XIAOBIAOSONG) if (face := faces.of(role.name))]
    for lender, found in _lenders_of_machine(lacking):
        for face in served:
            with suppress(*DAMAGE):  # a damaged font file that nobody asked for must stop nothing
                yield _rare_face(faces, face, lender, found)


def _lenders_of_machine(lacking: frozenset[str]) -> Iterator[tuple[Face, frozenset[str]]]:
    """Installed faces, each with those of the characters `lacking` that it is the first to draw."""
    for character in sorted(lacking):
        if character not in lacking:
            continue
        for family, files in families_with(character):
            regular = min(files, key=lambda each: abs(each.weight - REGULAR))
            found = _drawn_by_unknown(regular, lacking)
            if character in found:
                yield _lender_of_machine(family, regular, files), found
                lacking -= found
                break


def _drawn_by_unknown(source: FontFile, lacking: frozenset[str]) -> frozenset[str]:
    """Those of the characters `lacking` that a font file draws; none if the file is damaged."""
    try:
        return drawn_by(source, lacking)
    except DAMAGE:
        return frozenset()


def _lender_of_machine(family: str, regular: FontFile, files: Iterable[FontFile]) -> Face:
    """A face that serves no role. It is named by its file, because a family name may be any
    text."""
    bold = next((each for each in files if each.weight == BOLD), None)
    name = f"Machine {key_of_face(regular)[:8]}"
    nowhere = Path(regular.path)
    return Face(name, "", family, False, regular, bold, nowhere, None, "", "", ())


# -- Runs of words in scripts with joining letters -------------------------------------------------

Lending = tuple[Face, tuple[ScriptRun, ...]]
"""An installed face, and the runs that are printed in it."""


def faces_of_runs(faces: Faces, runs: Iterable[ScriptRun]) -> dict[str, RareFace]:
    """The face of each run, by the run's text. Missing faces are made.

    A run is printed from one face, which must draw all its letters and know how they join. A run
    that no installed face can print is left out.
    """
    lent: dict[str, tuple[Face, set[ScriptRun]]] = {}
    for lender, served in _lendings(runs):
        lent.setdefault(lender.role, (lender, set()))[1].update(served)
    found: dict[str, RareFace] = {}
    for lender, served_by in lent.values():
        with suppress(*DAMAGE):
            rare = _face_of_runs(faces, lender, served_by)
            found |= {run.text: rare for run in served_by}
    return found


def runs_lent(runs: Iterable[ScriptRun]) -> frozenset[str]:
    """The texts of the runs that some installed face can print; nothing is prepared."""
    return frozenset(run.text for _, served in _lendings(runs) for run in served)


def _lendings(runs: Iterable[ScriptRun]) -> Iterator[Lending]:
    runs = tuple(runs)
    for script in sorted({run.script for run in runs}):
        yield from _lenders_of_runs(tuple(run for run in runs if run.script == script))


def _lenders_of_runs(runs: tuple[ScriptRun, ...]) -> Iterator[Lending]:
    """Faces for the runs of one script: one face for all runs, or else few faces for many runs."""
    waiting = tuple(sorted(set(runs)))
    while waiting:
        together = frozenset().union(*(run.letters for run in waiting))
        lending = _best_lender(together, waiting) or _best_lender(waiting[0].letters, waiting)
        if lending:
            yield lending
        served = {*lending[1]} if lending else {waiting[0]}
        waiting = tuple(run for run in waiting if run not in served)


def _best_lender(letters: frozenset[str], waiting: tuple[ScriptRun, ...]) -> Lending | None:
    """The face with these letters that prints the most runs; None if no face prints any."""
    lendings: list[Lending] = []
    for family, files in families_with(letters):
        regular = min(files, key=lambda each: abs(each.weight - REGULAR))
        with suppress(*DAMAGE):
            drawn = _drawn(regular, frozenset().union(*(run.letters for run in waiting)))
            able = joins(regular, waiting[0].script)
            served = tuple(
                run for run in waiting if run.letters <= drawn and (able or run.is_plain)
            )
            lendings.append((_lender_of_machine(family, regular, files), served))
    best = max(lendings, key=lambda each: len(each[1]), default=None)
    return best if best and best[1] else None


UNCHANGED = frozenset({"Hebr", "Thai", "Laoo", "Thaa", "Ethi", "Samr", "Tavt"})
"""Scripts whose letters keep their form and place; only marks are added to them."""

INDIC = {
    "Beng": "bng2",
    "Deva": "dev2",
    "Gujr": "gjr2",
    "Guru": "gur2",
    "Knda": "knd2",
    "Mlym": "mlm2",
    "Orya": "ory2",
    "Taml": "tml2",
    "Telu": "tel2",
    "Mymr": "mym2",
    "Nkoo": "nko ",
    "Vaii": "vai ",
}
"""The OpenType tags of scripts, where they are not simply the code of ISO 15924 in small
letters."""


def joins(source: FontFile, script: str) -> bool:
    """Whether a font file has rules for how the letters of a script join, stack or change
    places."""
    if script in UNCHANGED:
        return True
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(source.path), source.index)
    wanted = {script.lower(), INDIC.get(script, "")}
    for table in ("GSUB", "GPOS"):
        for at, tag in enumerate(face.get_table_script_tags(table)):
            features = {*face.get_language_feature_tags(table, at)}
            if tag in wanted and (script not in CURSIVE or features & {"init", "medi", "fina"}):
                return True
    return False


def _drawn(source: FontFile, letters: frozenset[str]) -> frozenset[str]:
    """Those of `letters` that a file draws at all; two that look alike may differ within a word."""
    found = letters & characters_of(source)
    return found - {each.character for each in unlike_themselves(source, found) if not each.other}


def _face_of_runs(faces: Faces, lender: Face, runs: Iterable[ScriptRun]) -> RareFace:
    """A face with all characters of these runs, in both weights."""
    typed = frozenset("".join(run.text for run in runs))
    characters = typed & characters_of(lender.source)
    letters = frozenset().union(*(run.letters for run in runs))
    family = f"{JOINED} {lender.role.removeprefix('Machine ')}"
    cuts = {"regular.otf": Cut(), "bold.otf": Cut(bold=True)}
    key = key_of_face(lender.source, lender.bold_source, "".join(sorted(characters)), JOINED)
    prepare = partial(_prepare, lender, characters, letters, family, cuts, joined=True)
    folder = _kept(faces, family, key, prepare)
    files = [folder / name for name in cuts]
    return RareFace("", family, files[0], files[1], letters, lender.family)


JOINED = "Bulletin Joined"
"""How the family names of faces for joined words begin."""


def _kept(faces: Faces, family: str, key: str, prepare: Callable[[Path], PreparedFace]) -> Path:
    """The folder of a lent face; the face is made if it is not there."""
    folder = faces.cache / f"{family.removeprefix('Bulletin ').replace(' ', '-')}-{key}"
    if not is_intact(folder):
        keep_face(folder, prepare)
    return folder


def _prepare(
    lender: Face,
    characters: frozenset[str],
    letters: frozenset[str],
    family: str,
    cuts: Mapping[str, Cut],
    place: Path,
    *,
    joined: bool = False,
) -> PreparedFace:
    """Make the cuts of a face. The bold is the lender's own if that draws all the letters."""
    draws = _drawn if joined else drawn_by
    for name, cut in cuts.items():
        heavier = lender.bold_source if cut.bold else None
        own = heavier if heavier and letters <= draws(heavier, letters) else None
        made = Cut(cut.bold, cut.bold and not own)
        prepare_face(place / name, own or lender.source, characters, family, made, joined=joined)
    return PreparedFace(characters)


def _lent_to(face: Face, faces: Faces, present: frozenset[str]) -> Iterator[RareFace]:
    """The faces that lend one prepared face the characters `present` that it lacks."""
    lacking = present - set_of(face.covered) - set_of(face.without)
    # If a character of the repertoire is not in the prepared face, its source lacks it.
    own = _lends(face, lacking - repertoire())
    if own:
        yield _rare_face(faces, face, face, own)
    lacking -= own
    if face.role != XIAOBIAOSONG.name:
        return
    for name in LENDERS:
        lender = faces.of(name)
        found = _lends(lender, lacking) if lender else frozenset()
        if lender and found:
            yield _rare_face(faces, face, lender, found)
            lacking -= found


@lru_cache(maxsize=32)
def set_of(characters: str) -> frozenset[str]:
    """The characters of a face as a set, for the next issue as well."""
    return frozenset(characters)


def _lends(lender: Face, lacking: frozenset[str]) -> frozenset[str]:
    """Those of the characters `lacking` that a face's source draws as themselves."""
    wanted = lacking - {each.character for each in lender.unlike}
    return drawn_by(lender.source, wanted) if wanted else wanted


def _rare_face(faces: Faces, face: Face, lender: Face, characters: frozenset[str]) -> RareFace:
    """A face with `characters` for the role of `face`, from the source of `lender`."""
    is_heavy = face.role == XIAOBIAOSONG.name and lender is not face
    family = f"Bulletin {'Heavy' if is_heavy else 'Rare'} {lender.role}"
    regular = Cut(bold=is_heavy)
    cuts = {"regular.otf": regular, **({"bold.otf": Cut(bold=True)} if face.bold else {})}
    key = key_of_face(lender.source, lender.bold_source, "".join(sorted(characters)), cuts)
    prepare = partial(_prepare, lender, characters, characters, family, cuts)
    folder = _kept(faces, family, key, prepare)
    bold = folder / "bold.otf" if face.bold else None
    return RareFace(face.role, family, folder / "regular.otf", bold, characters, lender.family)


def drawn_by(source: FontFile, characters: frozenset[str]) -> frozenset[str]:
    """Those of `characters` that a font file draws as themselves."""
    found = characters & characters_of(source)
    return found - {each.character for each in unlike_themselves(source, found)}


def lent_by_none(wanted: Iterable[str], lenders: Iterable[FontFile]) -> frozenset[str]:
    """Those of the characters `wanted` that neither `lenders` nor any installed face draws
    (P105)."""
    left = frozenset(wanted)
    for each in lenders:
        left -= _drawn_by_unknown(each, left) if left else left
    for _, found in _lenders_of_machine(frozenset(filter(is_for_any_face, left))):
        left -= found
    return left


@lru_cache(maxsize=16)
def characters_of(source: FontFile) -> frozenset[str]:
    """Every character that a font file claims to have."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(source.path), source.index)
    return frozenset(map(chr, face.unicodes))


def kind_of_script(character: str) -> str:
    """What a character is: 汉字, 字母 of another script, or 符号 (a mark, sign or figure)."""
    if script_of(character) == "Hani":
        return "汉字"
    return "字母" if unicodedata.category(character)[0] in "LM" else "符号"


EMOJI = (range(0x1F000, 0x1FB00), range(0x2600, 0x27C0), range(0x2B1B, 0x2B56))
"""Emoji: playing cards to pictographs, dingbats, stars."""


def is_for_any_face(character: str) -> bool:
    """Whether a character may be printed from any face that has it.

    Three kinds may not: private-use characters, which every face draws differently; combining
    marks, which must come from the face of their letter; and emoji, which have no place in an
    official document.
    """
    code = ord(character)
    is_whole = unicodedata.category(character)[0] in "LNPS"
    return is_whole and not any(code in each for each in EMOJI)
