from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from bulletin.diagnostics import Severity
from bulletin.press import Face, Faces, fonts, prepare_faces
from bulletin.press.cutting import prepare_face
from bulletin.press.lending import rare_faces
from bulletin.press.roles import FANGSONG, ROLES, Candidate, FaceRole, FontFile, installed_fonts

FEW = frozenset("中文组工信息，。“”：（）、12")


def ink(path: Path, text: str) -> float:
    """The inked area of a text, in square em."""
    with TTFont(path) as font:
        glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
        area = 0.0
        for character in text:
            pen = AreaPen(glyphs)
            glyphs[cmap[ord(character)]].draw(pen)
            area += abs(pen.value)
        return area / float(font["head"].unitsPerEm) ** 2


def advances(path: Path, text: str) -> list[int]:
    return shaped(hb.Font(hb.Face(path.read_bytes())), text)


def shaped(font: hb.Font, text: str) -> list[int]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, {"chws": True})
    return [each.x_advance * 1000 // font.face.upem for each in buffer.glyph_positions]


def test_every_role_is_served(faces: Faces) -> None:
    assert [face.role for face in faces.faces] == [role.name for role in ROLES]
    body = faces.of("FangSong")
    assert body is not None
    assert len(body.covered) > 7000


def test_bold_is_really_bold(faces: Faces) -> None:
    body = faces.of("FangSong")
    assert body is not None
    assert body.bold is not None
    text = "天长市委组织部筑牢红色阵地打造先锋队伍搭建议事平台"
    assert ink(body.bold, text) >= 1.12 * ink(body.regular, text)


@pytest.mark.parametrize("role", ["FangSong", "KaiTi", "HeiTi", "SongTi"])
def test_marks_are_full_and_squeezed_together(faces: Faces, role: str) -> None:
    face = faces.of(role)
    assert face is not None
    for path in (face.regular, face.bold):
        assert path is not None
        assert advances(path, "中“") == [1000, 1000]
        for pair in ("：“", "”，", "。”", "）、", "”“"):
            assert sum(advances(path, pair)) == 1500, pair
        assert advances(path, "——") == [1000, 1000]


CLOSING, OPENING = "。，、；：？！”’）】》〉」』〕］｝", "“‘（【《〈「『〔［｛"


def test_any_two_marks_take_one_and_a_half_em_in_every_face(faces: Faces) -> None:
    """？ too, which many a face draws in the middle of its em (GB/T 15834-2011 5.1.2: 居左)."""
    pairs = [
        before + after
        for marks, following in ((CLOSING, CLOSING + OPENING), (OPENING, OPENING))
        for before in marks
        for after in following
    ]
    for path in faces.files:
        font = hb.Font(hb.Face(path.read_bytes()))
        wide = [pair for pair in pairs if sum(shaped(font, pair)) != 1500]
        assert not wide, path


def test_a_stop_stands_at_the_left_of_its_em(faces: Faces) -> None:
    for path in faces.files:
        font = hb.Font(hb.Face(path.read_bytes()))
        for mark in "。，、；：？！":
            extents = font.get_glyph_extents(font.get_nominal_glyph(ord(mark)))
            right = (extents.x_bearing + extents.width) / font.face.upem
            assert 0 < extents.x_bearing / font.face.upem < right <= 0.5, (path, mark)


def test_all_faces_have_one_set_of_metrics(faces: Faces) -> None:
    for path in faces.files:
        with TTFont(path) as font:
            em = font["head"].unitsPerEm
            assert font["hhea"].ascent == round(0.88 * em)
            assert font["hhea"].descent == -round(0.12 * em)


def source() -> FontFile:
    return installed_fonts()["Noto Serif CJK SC"][0]


def test_a_face_is_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "1.otf", tmp_path / "2.otf"
    assert prepare_face(one, source(), FEW, "Bulletin Test") == FEW
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # another day, to fontTools
    prepare_face(two, source(), FEW, "Bulletin Test")
    assert one.read_bytes() == two.read_bytes()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> FaceRole:
    """One role with a handful of characters, so that it is prepared at once."""
    role = FaceRole("Test", "仿宋", (*FANGSONG.candidates, Candidate("Sound")), True)
    monkeypatch.setattr(fonts, "ROLES", (role,))
    monkeypatch.setattr(fonts, "repertoire", lambda: FEW)
    return role


def test_a_damaged_font_gives_way_to_the_next(tmp_path: Path, small: FaceRole) -> None:
    damaged = tmp_path / "damaged.otf"
    damaged.write_bytes(Path(source().path).read_bytes()[:5000])
    installed = {
        "FangSong_GB2312": (FontFile(str(damaged), 0, 80),),
        "Sound": (FontFile(source().path, source().index, 80),),
    }
    faces, faults = prepare_faces(tmp_path / "cache", installed=installed)
    assert [face.family for face in faces.faces] == ["Sound"]
    assert [each.code for each in faults] == ["P103", "P102"]
    assert str(damaged) in faults[0].message


def test_strict_refuses_a_substitute(tmp_path: Path, small: FaceRole) -> None:
    installed = {"Sound": (FontFile(source().path, source().index, 80),)}
    _, (lax,) = prepare_faces(tmp_path, installed=installed)
    _, (strict,) = prepare_faces(tmp_path, installed=installed, strict=True)
    assert (lax.severity, strict.severity) == (Severity.INFO, Severity.ERROR)
    official = {"仿宋_GB2312": installed["Sound"]}
    faces, faults = prepare_faces(tmp_path, installed=official, strict=True)
    assert faces.faces[0].official
    assert not faults


def test_without_any_font_each_role_says_what_to_install(tmp_path: Path) -> None:
    faces, faults = prepare_faces(tmp_path, installed={})
    assert not faces.faces
    assert [each.code for each in faults] == ["P101"] * len(ROLES)
    assert all(each.hint for each in faults)


def test_a_broken_face_in_the_cache_is_made_again(tmp_path: Path, small: FaceRole) -> None:
    installed = {"Sound": (FontFile(source().path, source().index, 80),)}
    face = prepare_faces(tmp_path, installed=installed)[0].faces[0]
    whole = face.regular.read_bytes()
    face.regular.write_bytes(whole[:100])
    again = prepare_faces(tmp_path, installed=installed)[0].faces[0]
    assert again.regular.read_bytes() == whole
    record = again.regular.parent / "face.json"
    assert set(json.loads(record.read_text(encoding="utf-8"))["covered"]) == FEW


def test_what_a_killed_preparation_had_begun_is_removed(tmp_path: Path, small: FaceRole) -> None:
    """But not what another is preparing now."""
    installed = {"Sound": (FontFile(source().path, source().index, 80),)}
    place = prepare_faces(tmp_path, installed=installed)[0].faces[0].regular.parent
    shutil.rmtree(place)
    begun, now = (place.with_name(f".{place.name}.new-{each}") for each in ("1", "2"))
    for each in (begun, now):
        each.mkdir()
        (each / "regular.otf").write_bytes(b"half")
    os.utime(begun, (0, 0))
    prepare_faces(tmp_path, installed=installed)
    assert not begun.exists()
    assert now.exists()


def test_who_comes_second_drops_his(
    tmp_path: Path, small: FaceRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process publishes the same face while this one is at it."""
    installed = {"Sound": (FontFile(source().path, source().index, 80),)}
    first = prepare_faces(tmp_path / "other", installed=installed)[0].faces[0]
    real = fonts._prepare_into

    def late(place: Path, *others: object) -> fonts.PreparedFace:
        made = real(place, *others)  # type: ignore[arg-type]
        target = tmp_path / "cache" / first.regular.parent.name
        shutil.copytree(first.regular.parent, target)
        return made

    monkeypatch.setattr(fonts, "_prepare_into", late)
    face = prepare_faces(tmp_path / "cache", installed=installed)[0].faces[0]
    assert face.regular.read_bytes() == first.regular.read_bytes()
    assert [each.name for each in (tmp_path / "cache").iterdir()] == [face.regular.parent.name]


RARE = "镕喆堃玥珺祎龘臺灣來"


def test_rare_characters_are_as_heavy_as_their_role(faces: Faces) -> None:
    """The bold of a role by its ink; what a title lacks in its own face is a bold of another's."""
    for face in rare_faces(faces, RARE):
        assert (face.bold is None) == (face.role == "XiaoBiaoSong")
        text = "".join(sorted(face.characters))
        if face.bold:
            assert ink(face.bold, text) >= 1.12 * ink(face.regular, text), face.role
    body = faces.of("SongTi")
    assert body is not None
    narrow = replace(faces.faces[1], source=made_face(body, "天长"), covered="天长")
    lacking = Faces((faces.faces[0], narrow, *faces.faces[2:]), faces.cache)
    lent = [face for face in rare_faces(lacking, "天堃") if face.role == "XiaoBiaoSong"]
    assert [(face.css_family, face.family) for face in lent] == [
        ("Bulletin Heavy SongTi", body.family)
    ]
    plain = {face.role: face for face in rare_faces(faces, "堃")}["SongTi"]
    assert ink(lent[0].regular, "堃") >= 1.12 * ink(plain.regular, "堃")


def made_face(face: Face, characters: str) -> FontFile:
    """A font file of no more than these characters, beside the prepared ones."""
    place = Path(tempfile.mkdtemp()) / "narrow.otf"
    prepare_face(place, face.source, characters, "Narrow")
    return FontFile(str(place), 0, 80)


def test_rare_characters_come_from_who_has_them(faces: Faces) -> None:
    lent = {face.role: face for face in rare_faces(faces, "镕喆\ue000")}
    assert lent["SongTi"].characters == frozenset("镕喆")
    assert lent["SongTi"].family == "Noto Serif CJK SC"
