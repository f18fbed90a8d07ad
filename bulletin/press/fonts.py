"""The faces an issue is set in: found by role, prepared once, kept in the user's cache.

An official document names five kinds of type (GB/T 9704-2012 5.2.2, 7.2-7.5). No package carries
the official faces, so each role has a visible list: the official ones first, under their English
and Chinese names, then what can be installed. No face at hand squeezes adjacent marks, and 仿宋
has no bold: preparing a face means a subset, the OpenType feature `chws`, one set of vertical
metrics for all, and a bold cut that is really heavier.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.output import DISK, Disk, beside
from bulletin.source import Span

RECIPE = "2"
"""Part of every prepared face's key: raised when the preparation below gives other outlines."""

BOLDENING = (0.02, 0.02)
"""How much a made bold is heavier, across and up, in em; as 仿宋加粗 in office programs."""

FLATNESS = 0.003
"""A curve whose handles are no farther than this from its chord, in em, becomes a line: less than
two hundredths of a millimetre in 3号, and a third of a traced face's bytes."""

ASCENT, DESCENT = 0.88, 0.12
"""The em box above and below the baseline, in em. All faces get the same, so that a line with a
heading, a rare character or a digit of another face is no higher than its neighbours."""

REGULAR, BOLD, BLACK = 80, 200, 210
"""Weights as fontconfig numbers them."""


@dataclass(frozen=True)
class Candidate:
    """A family that may serve a role."""

    family: str
    """Any of the family names in the font file, English or Chinese."""

    official: bool = False
    """Whether it is the type that the standard means, rather than a substitute."""

    weight: int = REGULAR
    """The cut that serves as the role's regular, in fontconfig's numbers."""

    traced: bool = False
    """Whether its outlines are traced, with curves where a straight line does as well."""


@dataclass(frozen=True)
class Role:
    """What a kind of type is for, and who may play it."""

    name: str
    """The CSS family of the prepared face is `Bulletin ` and this, e.g. `Bulletin FangSong`."""

    label: str
    """Its Chinese name."""

    candidates: tuple[Candidate, ...]
    bold: bool
    """Whether bold text occurs in this role."""

    without: str = ""
    """Characters this role leaves to `marks_from`, because its substitute draws them badly."""

    remedy: str = ""
    """What to install where there is none."""


def _official(*families: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(family, official=True) for family in families)


FANGSONG = Role(
    "FangSong",
    "仿宋",
    (
        *_official("FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02S", "方正仿宋简体"),
        *_official("FZFangSong-Z02", "方正仿宋_GBK", "FangSong", "仿宋", "STFangsong", "华文仿宋"),
        Candidate("FandolFang", traced=True),
    ),
    bold=True,
    # FandolFang's square is far larger than a 汉字; it has to be its neighbours' size.
    without="□",
    remedy="安装 FandolFang（Debian 软件包 texlive-lang-chinese），或把 仿宋_GB2312 装到本机",
)
XIAOBIAOSONG = Role(
    "XiaoBiaoSong",
    "小标宋",
    (
        *_official("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
        Candidate("Noto Serif CJK SC", weight=BLACK),
        Candidate("Noto Serif CJK SC", weight=BOLD),
        Candidate("Source Han Serif SC", weight=BOLD),
    ),
    bold=False,
    remedy="安装 fonts-noto-cjk、fonts-noto-cjk-extra，或把 方正小标宋简体 装到本机",
)
HEITI = Role(
    "HeiTi",
    "黑体",
    (
        *_official("SimHei", "黑体", "FZHei-B01S", "方正黑体简体", "FZHei-B01", "方正黑体_GBK"),
        Candidate("Noto Sans CJK SC"),
        Candidate("Source Han Sans SC"),
    ),
    bold=True,
    remedy="安装 fonts-noto-cjk，或把 黑体 装到本机",
)
KAITI = Role(
    "KaiTi",
    "楷体",
    (
        *_official("KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03S", "方正楷体简体"),
        *_official("FZKai-Z03", "方正楷体_GBK", "KaiTi", "楷体", "STKaiti", "华文楷体"),
        Candidate("LXGW WenKai"),
    ),
    bold=True,
    remedy="安装 fonts-lxgw-wenkai，或把 楷体_GB2312 装到本机",
)
SONGTI = Role(
    "SongTi",
    "宋体",
    (
        *_official("SimSun", "宋体", "NSimSun", "新宋体", "FZShuSong-Z01S", "方正书宋简体"),
        *_official("STSong", "华文宋体"),
        Candidate("Noto Serif CJK SC"),
        Candidate("Source Han Serif SC"),
    ),
    bold=True,
    remedy="安装 fonts-noto-cjk，或把 宋体 装到本机",
)

ROLES = (FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI)

RARE_ORDER = ("SongTi", "HeiTi", "KaiTi")
"""The roles that lend a character their neighbour's own source lacks, in order of likeness."""


class FontFile(NamedTuple):
    """One face among the machine's fonts."""

    path: str
    index: int  # type: ignore[assignment]  # fontconfig's word; hides tuple.index
    weight: int


@dataclass(frozen=True)
class Face:
    """The prepared face of one role."""

    role: str
    """`Role.name`."""

    label: str
    """`Role.label`."""

    family: str
    """The family at the source, as the machine knows it, e.g. `FandolFang`."""

    official: bool
    source: FontFile
    regular: Path
    bold: Path | None
    covered: frozenset[str]
    """The characters that the prepared face holds."""

    without: str

    @property
    def css_family(self) -> str:
        """The name by which a style sheet asks for it."""
        return f"Bulletin {self.role}"


@dataclass(frozen=True)
class Faces:
    """All prepared faces of a machine, and where more of them are made."""

    faces: tuple[Face, ...]
    cache: Path

    def of(self, role: str) -> Face | None:
        """The face that serves `role`, or None."""
        return next((face for face in self.faces if face.role == role), None)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every prepared font file."""
        return tuple(
            path for face in self.faces for path in (face.regular, face.bold) if path is not None
        )


DAMAGE = (OSError, RuntimeError, ValueError, LookupError, EOFError, AssertionError, struct.error)
"""What HarfBuzz and fontTools raise over a font file that is not what it says (fontTools' own
TTLibError, and HarfBuzzError, are among their heirs or wrapped below)."""

Progress = Callable[[str, int, int], None]
"""Called with a face's name, and how many of how many are ready."""


def default_cache() -> Path:
    """Where prepared faces live: `$XDG_CACHE_HOME/bulletin/faces`, or under `~/.cache`."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "bulletin" / "faces"


def prepare_faces(
    cache: Path | None = None,
    *,
    strict: bool = False,
    progress: Progress | None = None,
    installed: Mapping[str, tuple[FontFile, ...]] | None = None,
) -> tuple[Faces, tuple[Diagnostic, ...]]:
    """Find a face for every role and prepare those that are not yet in `cache`.

    The first preparation takes about half a minute, later calls some milliseconds.
    `installed` maps family names to files; by default fontconfig is asked. With `strict` a
    substitute is an error (P102) instead of a note.
    """
    cache = cache or default_cache()
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


def _substitute(role: Role, face: Face, strict: bool) -> Diagnostic:
    official = next(each.family for each in role.candidates if each.family > "\u2e80")
    return _fault(
        "P102",
        Severity.ERROR if strict else Severity.INFO,
        f"{role.label}由 {face.family} 代替",
        f"把 {official} 装到本机",
    )


def installed_fonts() -> dict[str, tuple[FontFile, ...]]:
    """The machine's scalable fonts by family name, as fontconfig lists them; {} without it."""
    try:
        listing = subprocess.run(
            ["fc-list", ":scalable=true", "--format", "%{file}\t%{index}\t%{weight}\t%{family}\n"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    families: dict[str, list[FontFile]] = {}
    for line in sorted(listing.splitlines()):
        path, index, weight, names = line.split("\t", 3)
        # A variable font's index and weight are ranges; no candidate here is one.
        if index.isdigit() and weight.isdigit():
            for name in names.split(","):
                families.setdefault(name, []).append(FontFile(path, int(index), int(weight)))
    return {name: tuple(files) for name, files in families.items()}


def _prepare_role(
    role: Role, installed: Mapping[str, tuple[FontFile, ...]], cache: Path
) -> tuple[Face | None, list[Diagnostic]]:
    faults: list[Diagnostic] = []
    for candidate in role.candidates:
        cuts = installed.get(candidate.family, ())
        regular = next((cut for cut in cuts if cut.weight == candidate.weight), None)
        if regular is None:
            continue
        bold = next((cut for cut in cuts if cut.weight == BOLD), None) if role.bold else None
        try:
            return _prepared(role, candidate, regular, bold, cache), faults
        except DAMAGE as reason:
            message = f"字体文件已损坏：{regular.path}（{type(reason).__name__}）"
            faults.append(_fault("P103", Severity.WARNING, message, "重新安装这个字体"))
    return None, faults


def _prepared(
    role: Role, candidate: Candidate, regular: FontFile, bold: FontFile | None, cache: Path
) -> Face:
    key = _key(role, regular, bold)
    folder = cache / f"{role.name}-{key}"
    if not _intact(folder):
        _publish(folder, lambda place: _prepare_into(place, role, candidate, regular, bold))
    record = json.loads((folder / "face.json").read_text(encoding="utf-8"))
    return Face(
        role=role.name,
        label=role.label,
        family=candidate.family,
        official=candidate.official,
        source=regular,
        regular=folder / "regular.otf",
        bold=folder / "bold.otf" if role.bold else None,
        covered=frozenset(record["covered"]),
        without=role.without,
    )


def _key(*parts: Any) -> str:
    """A key of source files, recipe and the versions of what prepares them."""
    made_by = [version(name) for name in ("fonttools", "uharfbuzz", "chws-tool")]
    stamps = [
        (part.path, (stat := Path(part.path).stat()).st_size, stat.st_mtime_ns)
        for part in parts
        if isinstance(part, FontFile)
    ]
    text = repr((RECIPE, BOLDENING, FLATNESS, ASCENT, DESCENT, made_by, stamps, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _intact(folder: Path) -> bool:
    """Whether every file is as long as it was when it was written."""
    try:
        sizes = json.loads((folder / "face.json").read_text(encoding="utf-8"))["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError):
        return False


def _publish(folder: Path, make: Callable[[Path], frozenset[str]], disk: Disk = DISK) -> None:
    """Make a folder of faces beside its place, and move it there whole.

    Two preparations at a time make the same faces; who comes second drops his. One that is
    interrupted leaves nothing under the key.
    """
    disk.mkdir(folder.parent)
    place = beside(folder)
    try:
        disk.mkdir(place)
        covered = make(place)
        sizes = {path.name: path.stat().st_size for path in sorted(place.iterdir())}
        for name in sizes:
            disk.sync(place / name)
        record = {"covered": "".join(sorted(covered)), "sizes": sizes}
        disk.create(place / "face.json", json.dumps(record, ensure_ascii=False).encode())
        if folder.exists() and not _intact(folder):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            disk.rename(place, folder)
        except OSError:
            if not _intact(folder):
                raise
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _prepare_into(
    place: Path, role: Role, candidate: Candidate, regular: FontFile, bold: FontFile | None
) -> frozenset[str]:
    characters = repertoire() - set(role.without)
    family = f"Bulletin {role.name}"
    flatten = candidate.traced
    covered = prepare_face(place / "regular.otf", regular, characters, family, flatten=flatten)
    if role.bold:
        cut = Cut(bold=True, made=bold is None)
        prepare_face(place / "bold.otf", bold or regular, characters, family, cut, flatten=flatten)
    return covered


@lru_cache(maxsize=1)
def repertoire() -> frozenset[str]:
    """The characters of a prepared face: GB/T 2312, ASCII, Latin-1 and the marks outside them."""
    gb2312 = {
        bytes([row, cell]).decode("gb2312", errors="ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    } - {""}
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)) if code != 0xAD}
    return frozenset(gb2312 | latin | set("—–·•‰€※‖…～「」『』〖〗〔〕﹃﹄㎡㎞㏄℃№①②③④⑤⑥⑦⑧⑨⑩"))


class Cut(NamedTuple):
    """Which weight a prepared face is."""

    bold: bool = False
    made: bool = False
    """Whether the bold is made from the regular's outlines."""


def prepare_face(
    target: Path,
    source: FontFile,
    characters: Iterable[str],
    family: str,
    cut: Cut = Cut(),
    *,
    flatten: bool = False,
) -> frozenset[str]:
    """Write the face of `characters` to `target` and return those it holds."""
    content, covered = _subset(source, characters)
    from fontTools.ttLib import TTFont

    target.write_bytes(content)
    with TTFont(target) as font:
        if cut.made or flatten:
            _redraw(font, content, cut.made, flatten)
        _widen_quotes(font)
        _rename(font, family, cut.bold)
        _set_metrics(font)
        font.save(target, reorderTables=False)
    _add_chws(target)
    return covered


def _subset(source: FontFile, characters: Iterable[str]) -> tuple[bytes, frozenset[str]]:
    """The font of `characters`, by HarfBuzz (0.1 s a face; fontTools' subsetter takes 12 s)."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(source.path), source.index)
    wanted = {ord(character) for character in characters} & set(face.unicodes)
    if not wanted:
        raise ValueError("no character wanted from it")
    request = hb.SubsetInput()
    request.unicode_set.update(wanted)
    # Vertical forms and alternates only grow the file; what horizontal text needs stays.
    request.layout_feature_tag_set.clear()
    request.layout_feature_tag_set.update(map(_tag, ("kern", "mark", "mkmk", "ccmp", "halt")))
    dropped = ("vhea", "vmtx", "VORG", "DSIG", "BASE", "hdmx", "LTSH", "VDMX")
    request.drop_table_tag_set.update(map(_tag, dropped))
    # Glyphs numbered through: the character set of a face in a PDF is then one range.
    request.flags = (
        hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )
    return bytes(hb.subset(face, request).blob.data), frozenset(map(chr, wanted))


def _tag(name: str) -> int:
    return int.from_bytes(name.encode())


def _redraw(font: Any, content: bytes, heavier: bool, flatten: bool) -> None:
    """Redraw every outline of `font`; advances stay."""
    import uharfbuzz as hb

    drawing = hb.Font(hb.Face(content))
    if heavier:
        drawing.synthetic_bold = (*BOLDENING, True)
    order = font.getGlyphOrder()
    if "CFF " in font:
        _redraw_cubic(font, order, drawing, FLATNESS * font["head"].unitsPerEm if flatten else 0)
    else:
        _redraw_quadratic(font, order, drawing)


def _redraw_cubic(font: Any, order: Sequence[str], drawing: Any, flatness: float) -> None:
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    top = font["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings
    for glyph, name in enumerate(order):
        old = strings[name]
        pen = T2CharStringPen(font["hmtx"][name][0] - old.private.nominalWidthX, None)
        drawing.draw_glyph_with_pen(glyph, Flattened(pen, flatness) if flatness else pen)
        new = pen.getCharString(old.private, old.globalSubrs)
        new.fdSelectIndex = getattr(old, "fdSelectIndex", None)
        if strings.charStringsAreIndexed:
            strings.charStringsIndex.items[strings.charStrings[name]] = new
        else:
            strings.charStrings[name] = new


Point = tuple[float, float]


class Flattened:
    """A pen that draws nearly straight curves, and lines that go on as they came, as one line.

    `flatness` is in font units; coordinates are rounded to whole ones.
    """

    def __init__(self, pen: Any, flatness: float) -> None:
        self.pen = pen
        self.flatness = flatness
        self.at: Point = (0, 0)
        self.line: tuple[Point, Point] | None = None

    def moveTo(self, point: Point) -> None:
        """Begin an outline."""
        self.at = (round(point[0]), round(point[1]))
        self.pen.moveTo(self.at)

    def lineTo(self, point: Point) -> None:
        """Go straight on, perhaps as part of a longer line."""
        end = (round(point[0]), round(point[1]))
        if end == self.at:
            return
        start = self.line[0] if self.line and self._straight_on(self.line, end) else None
        if start is None:
            self._flush()
            start = self.at
        self.line, self.at = (start, end), end

    def curveTo(self, first: Point, second: Point, point: Point) -> None:
        """Curve, or go straight where that is the same to the eye."""
        apart = max(_distance(handle, self.at, point) for handle in (first, second))
        if apart <= self.flatness:
            self.lineTo(point)
            return
        self._flush()
        rounded = [(round(x), round(y)) for x, y in (first, second, point)]
        self.pen.curveTo(*rounded)
        self.at = rounded[-1]

    def qCurveTo(self, *points: Point) -> None:
        """Part of the protocol; the outlines of a CFF face have no such curves."""
        raise ValueError("a quadratic curve in a CFF face")

    def closePath(self) -> None:
        """End an outline."""
        self._flush()
        self.pen.closePath()

    def _flush(self) -> None:
        if self.line:
            self.pen.lineTo(self.line[1])
            self.line = None

    def _straight_on(self, line: tuple[Point, Point], end: Point) -> bool:
        (x0, y0), (x1, y1) = line
        ahead = (x1 - x0) * (end[0] - x1) + (y1 - y0) * (end[1] - y1) >= 0
        return ahead and _distance((x1, y1), (x0, y0), end) <= self.flatness


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far `point` lies from the line through `start` and `end`."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = hypot(across, up)
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs((point[0] - start[0]) * up - (point[1] - start[1]) * across) / length


def _redraw_quadratic(font: Any, order: Sequence[str], drawing: Any) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    for glyph, name in enumerate(order):
        pen = TTGlyphPen(None)
        drawing.draw_glyph_with_pen(glyph, pen)
        font["glyf"][name] = pen.glyph()
    for table in ("fpgm", "prep", "cvt ", "gasp"):
        if table in font:
            del font[table]


def _widen_quotes(font: Any) -> None:
    """Give quotation marks the em that they take in Chinese (GB/T 15834-2011 5.1.3).

    A face drawn for mixed setting has them as narrow as in Latin. Only TrueType outlines are
    moved; the CFF faces of the lists above are full-width.
    """
    if "glyf" not in font:
        return
    em = font["head"].unitsPerEm
    cmap = font.getBestCmap()
    for mark in "“”‘’·":
        name = cmap.get(ord(mark))
        if name is None or font["hmtx"][name][0] >= em:
            continue
        width, bearing = font["hmtx"][name]
        moved = {"“": em - width, "‘": em - width, "·": (em - width) // 2}.get(mark, 0)
        glyph = font["glyf"][name]
        glyph.expand(font["glyf"])
        if glyph.isComposite():
            for part in glyph.components:
                part.x += moved
        else:
            glyph.coordinates.translate((moved, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (em, bearing + moved)


def _rename(font: Any, family: str, bold: bool) -> None:
    style = "Bold" if bold else "Regular"
    compact = family.replace(" ", "")
    names = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}"}
    names[6] = f"{compact}-{style}"
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        cff.topDictIndex[0].FamilyName = family
        cff.topDictIndex[0].FullName = names[4]


def _set_metrics(font: Any) -> None:
    em = font["head"].unitsPerEm
    up, down = round(ASCENT * em), round(DESCENT * em)
    for table, names in (
        ("hhea", ("ascent", "descent", "lineGap")),
        ("OS/2", ("sTypoAscender", "sTypoDescender", "sTypoLineGap")),
    ):
        for name, value in zip(names, (up, -down, 0), strict=True):
            setattr(font[table], name, value)
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = up, down


def _add_chws(target: Path) -> None:
    """Add contextual half-width spacing, by which adjacent marks take 1.5 em together."""
    import logging

    from chws_tool import add_chws

    # The tool warns of glyphs of scripts that no bulletin holds.
    logging.getLogger("spacing").setLevel(logging.ERROR)
    logging.getLogger("config").setLevel(logging.ERROR)
    add_chws(target, target)


@dataclass(frozen=True)
class RareFace:
    """A face of the few characters that a role's prepared face lacks."""

    path: Path
    css_family: str
    characters: frozenset[str]
    family: str
    """The family that drew them."""


def rare_faces(faces: Faces, missing: Iterable[str]) -> tuple[RareFace, ...]:
    """Faces for `missing` characters, from the first source that has each; made when needed.

    Characters that no source has are in none of them.
    """
    wanted = frozenset(missing)
    return tuple(_rare_faces(faces, wanted)) if wanted else ()


def _rare_faces(faces: Faces, wanted: frozenset[str]) -> Iterator[RareFace]:
    for name in RARE_ORDER:
        face = faces.of(name)
        if face is None:
            continue
        found = wanted & characters_of(face.source)
        if not found:
            continue
        family = f"Bulletin Rare {name}"
        key = _key(face.source, "".join(sorted(found)))
        folder = faces.cache / f"Rare-{name}-{key}"
        if not _intact(folder):
            _publish(
                folder,
                lambda place, face=face, found=found, family=family: prepare_face(  # type: ignore[misc]
                    place / "regular.otf", face.source, found, family
                ),
            )
        yield RareFace(folder / "regular.otf", family, found, face.family)
        wanted -= found


@lru_cache(maxsize=8)
def characters_of(source: FontFile) -> frozenset[str]:
    """Every character that a font file draws."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(source.path), source.index)
    return frozenset(map(chr, face.unicodes))
