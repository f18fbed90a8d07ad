"""Pictures drawn anew: upright, within bounds, and without anything beside the pixels."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bulletin.diagnostics import Diagnostic
from bulletin.intake.pictures import TALLEST, WIDEST, Encoded, re_encode
from bulletin.intake.received import ReceivedPicture
from bulletin.intake.word.drawing import cut_away, shown_size
from bulletin.ooxml import PLACED, VML, A
from bulletin.source import Source, Span

SOURCE = Source("来稿.docx", "甲\n图\n")


def again(content: bytes, suffix: str = ".png", words: str = "") -> Encoded | Diagnostic:
    return re_encode(ReceivedPicture(content, suffix, words, Span(2, 2)), 3, SOURCE)


def drawn(content: bytes, suffix: str = ".png") -> tuple[Encoded, Image.Image]:
    made = again(content, suffix)
    assert isinstance(made, Encoded)
    return made, Image.open(io.BytesIO(made.content))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def halves(mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new(mode, (40, 20), "blue")
    image.paste("red", (0, 0, 20, 20))
    return image


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".png"), ("BMP", ".png"), ("TIFF", ".png")],
)
def test_a_picture_of_any_kind_becomes_png_or_jpeg(kind: str, suffix: str) -> None:
    made, image = drawn(saved(halves(), kind))
    assert (made.suffix, made.width, made.height) == (suffix, 40, 20)
    left, right = (image.convert("RGB").getpixel(place) for place in ((3, 10), (36, 10)))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]


def test_a_photograph_stands_upright_and_tells_nothing_of_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right
    exif[0x010F] = "某某手机"
    exif[0x8825] = {2: (32.0, 41.0, 12.0)}  # where it was taken
    content = saved(halves(), "JPEG", exif=exif, comment=b"secret", quality=95)
    made, image = drawn(content, ".jpeg")
    assert image.size == (20, 40)
    top = image.getpixel((10, 3))
    assert isinstance(top, tuple)
    assert top[0] > 200
    assert dict(image.getexif()) == {}
    assert b"Exif" not in made.content
    assert b"secret" not in made.content


def test_what_is_written_in_a_png_is_lost() -> None:
    notes = PngInfo()
    notes.add_text("Author", "张三")
    content = saved(halves(), "PNG", pnginfo=notes, icc_profile=b"x" * 200) + b"<script>"
    made, image = drawn(content)
    assert set(image.info) <= {"transparency"}
    assert b"script" not in made.content
    assert "张三".encode() not in made.content


def test_a_picture_without_end_in_width_is_made_as_wide_as_the_page() -> None:
    made, _ = drawn(saved(Image.new("L", (5000, 100), 200), "PNG"))
    assert (made.width, made.height) == (WIDEST, 48)
    made, _ = drawn(saved(Image.new("RGB", (100, 7200), "red"), "JPEG"), ".jpg")
    assert (made.width, made.height) == (50, TALLEST)


def test_the_same_picture_gives_the_same_bytes() -> None:
    content = saved(halves(), "JPEG")
    assert again(content) == again(content)


def test_transparency_is_kept_and_grey_stays_grey() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    assert drawn(saved(clear, "PNG"))[1].mode == "RGBA"
    assert drawn(saved(Image.new("L", (4, 4), 7), "PNG"))[1].getpixel((0, 0)) == 7
    deep = Image.new("I;16", (4, 4), 40000)
    assert drawn(saved(deep, "PNG"))[1].getpixel((0, 0)) == 40000 // 256
    assert drawn(saved(Image.new("CMYK", (4, 4)), "JPEG"), ".jpg")[1].mode == "RGB"
    palette = Image.new("P", (4, 4), 0)
    assert drawn(saved(palette, "GIF", transparency=0))[1].mode == "RGBA"


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and has none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


REFUSED = {
    "a bomb": (png_of(60_000, 60_000), ".png", "已经损坏，打不开"),
    "a large picture": (png_of(10_000, 8_001), ".png", "超过 80 兆像素"),
    "a torn picture": (saved(halves(), "PNG")[:60], ".png", "已经损坏，打不开"),
    "no picture": (b"<svg onload='x'/>", ".png", "已经损坏，打不开"),
    "an old drawing": (b"\xd7\xcd\xc6\x9a" + bytes(60), ".wmf", "是 WMF 图，不能直接收入"),
    "a drawing": (bytes(40) + b" EMF" + bytes(60), ".png", "是 EMF 图，不能直接收入"),
    "an svg": (b"<svg/>", ".svg", "是 SVG 图，不能直接收入"),
    "nothing": (b"", ".png", "已经损坏，打不开"),
}


def test_a_torn_picture_is_named_whatever_pillow_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does
    content, suffix, _ = REFUSED["a torn picture"]
    assert isinstance(again(content, suffix, "现场"), Diagnostic)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_named(name: str) -> None:
    content, suffix, why = REFUSED[name]
    told = again(content, suffix, "现场")
    assert isinstance(told, Diagnostic)
    assert (told.code, told.message) == ("D130", f"第 3 张图片（现场）{why}，没有收入")
    assert told.span == Span(2, 2)
    assert told.hint


TWO_COLOURS = Image.new("RGB", (40, 20), "red")
TWO_COLOURS.paste("blue", (20, 0, 40, 20))


def two_colours(cut: tuple[float, float, float, float], kind: str = "PNG") -> ReceivedPicture:
    """Red at the left, blue at the right, with so much cut away."""
    written = io.BytesIO()
    TWO_COLOURS.save(written, kind)
    return ReceivedPicture(written.getvalue(), f".{kind.lower()}", cut=cut)


@pytest.mark.parametrize(
    ("cut", "size"),
    [
        ((0.0, 0.0, 0.0, 0.0), (40, 20)),
        ((0.5, 0.0, 0.0, 0.0), (20, 20)),
        ((0.5, 0.0, 0.0, 0.5), (20, 10)),
        ((0.5, 0.999, 0.499, 0.0), (1, 1)),
    ],
)
def test_what_the_document_cuts_away_is_not_taken(
    cut: tuple[float, float, float, float], size: tuple[int, int]
) -> None:
    made = re_encode(two_colours(cut), 1, Source("a.docx", ""))
    assert isinstance(made, Encoded)
    assert (made.width, made.height) == size
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.getpixel((image.width - 1, 0)) == (0, 0, 255)
        assert any(cut) == (image.getpixel((0, 0)) == (0, 0, 255))


@pytest.mark.parametrize(
    ("shape", "cut"),
    [
        ('<a:srcRect l="50000" b="25000"/>', (0.5, 0.0, 0.0, 0.25)),
        ('<a:srcRect l="-5000"/>', (0.0, 0.0, 0.0, 0.0)),
        ('<a:srcRect l="60000" r="60000"/>', (0.0, 0.0, 0.0, 0.0)),
        ('<a:srcRect l="x" t="10000"/>', (0.0, 0.1, 0.0, 0.0)),
        ("", (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_how_a_drawing_is_cut(shape: str, cut: tuple[float, ...]) -> None:
    names = f'xmlns:p="p" xmlns:a="{A[1:-1]}"'
    fill = etree.fromstring(f"<p:blipFill {names}><a:blip/>{shape}</p:blipFill>")
    assert cut_away(fill[0]) == cut


def test_how_an_old_drawing_is_cut() -> None:
    data = etree.fromstring(
        f'<v:imagedata xmlns:v="{VML[1:-1]}" cropleft="32768f" cropright=".25" croptop="x"/>'
    )
    assert cut_away(data) == (0.5, 0.0, 0.25, 0.0)


GROUP = "<w:grpSpPr><a:xfrm><a:ext cx='{}' cy='{}'/><a:chExt cx='{}' cy='{}'/></a:xfrm></w:grpSpPr>"
OWN = "<w:spPr><a:xfrm><a:ext cx='720000' cy='360000'/></a:xfrm></w:spPr>"
PIC = f"<w:pic><w:blipFill><a:blip/></w:blipFill>{OWN}</w:pic>"
SIZES = {
    "extent": ("<p:inline><p:extent cx='1800000' cy='1200000'/><w:pic>{}</w:pic></p:inline>", 50),
    "anchored": ("<p:anchor><p:extent cx='1800000' cy='1200000'/>{pic}</p:anchor>", 50),
    "its own size": ("<p:inline>{pic}</p:inline>", 20),
    "an extent without numbers": ("<p:inline><p:extent cx='x' cy='-3'/>{pic}</p:inline>", 20),
    "in a group of its size": (
        "<p:inline><p:extent cx='9' cy='9'/><w:wgp>{same}{pic}</w:wgp></p:inline>",
        20,
    ),
    "in a group that is reduced": (
        "<p:inline><p:extent cx='9' cy='9'/><w:wgp>{same}<w:grpSp>{half}{pic}</w:grpSp></w:wgp>"
        "</p:inline>",
        10,
    ),
    "in a group without size": ("<p:inline><w:wgp>{pic}</w:wgp></p:inline>", 0),
    "on a canvas": ("<p:inline><p:extent cx='9' cy='9'/><w:wpc>{pic}</w:wpc></p:inline>", 20),
    "nothing": ("<p:inline>{}</p:inline>", 0),
}


@pytest.mark.parametrize("name", SIZES)
def test_how_large_a_drawing_shows_a_picture(name: str) -> None:
    shape, width = SIZES[name]
    filled = shape.format(
        "<a:blip/>", pic=PIC, same=GROUP.format(8, 8, 8, 8), half=GROUP.format(4, 4, 8, 8)
    )
    names = f"xmlns:w='w' xmlns:p='{PLACED[1:-1]}' xmlns:a='{A[1:-1]}'"
    drawing = etree.fromstring(f"<w:drawing {names}>{filled}</w:drawing>")
    assert shown_size(next(drawing.iter(f"{A}blip")))[0] == pytest.approx(width)


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("width:141.75pt;height:94.5pt", (50.006, 33.338)),
        ("position:absolute; WIDTH: 5cm ;height:.5in;z-index:1", (50, 12.7)),
        ("width:96px;height:96", (25.4, 25.4)),
        ("width:50%;height:auto", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_how_large_an_old_drawing_shows_a_picture(style: str, size: tuple[float, float]) -> None:
    shape = f'<v:shape xmlns:v="{VML[1:-1]}" style="{style}"><v:imagedata/></v:shape>'
    assert shown_size(etree.fromstring(shape)[0]) == pytest.approx(size, abs=0.001)
    group = f'<v:group xmlns:v="{VML[1:-1]}">{shape}</v:group>'
    assert shown_size(etree.fromstring(group)[0][0]) == (0, 0)
