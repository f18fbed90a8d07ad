"""Every kind of image comes out as it looks, inside the output intent, on every output."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageCms

from bulletin.inspect import Verdict, inspect_pdf
from bulletin.intake.picture_sizes import printed_size
from bulletin.pdf import read_document
from bulletin.press.images import MOST_PIXELS, as_shown, image_fault, lacks_profile
from tests.press.conftest import Press, article
from tests.press.images import (
    HEIGHT,
    WIDTH,
    adobe_rgb,
    chunk,
    deep_png,
    four_inks,
    grey,
    saved,
    slope,
    with_chunk,
)

RIGHT, BELOW = WIDTH - 1, HEIGHT - 1


def across(x: int, _y: int) -> int:
    return x * 65535 // RIGHT


def down(_x: int, y: int) -> int:
    return y * 65535 // BELOW


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def corners(content: bytes) -> tuple[tuple[int, ...], ...]:
    """The colours of the four corners, clockwise from the upper left."""
    image = Image.open(io.BytesIO(content)).convert("RGBA")
    right, below = image.width - 1, image.height - 1
    places = ((0, 0), (right, 0), (right, below), (0, below))
    return tuple(image.getpixel(place) for place in places)  # type: ignore[misc]


def near(found: tuple[int, ...], wanted: tuple[int, ...], within: int = 8) -> bool:
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


ROUND = ((0, 0, 128, 255), (255, 0, 128, 255), (255, 255, 128, 255), (0, 255, 128, 255))
"""The corners of `slope`, clockwise."""

PLAIN = {
    "one": saved(slope().convert("1"), "PNG"),
    "grey": saved(slope().convert("L"), "PNG"),
    "grey alpha": saved(slope().convert("LA"), "PNG"),
    "palette": saved(slope().quantize(16), "PNG"),
    "palette with a clear colour": saved(slope().quantize(16), "PNG", transparency=3),
    "rgb": saved(slope(), "PNG"),
    "rgb with a clear colour": saved(slope(), "PNG", transparency=(0, 0, 128)),
    "rgba": saved(slope().convert("RGBA"), "PNG"),
    "interlaced": saved(slope(), "PNG", interlace=1),
    "one pixel": saved(Image.new("RGB", (1, 1)), "PNG"),
    "gamma of a screen": with_chunk(saved(slope(), "PNG"), b"gAMA", struct.pack(">I", 45455)),
    "gamma overruled": with_chunk(
        with_chunk(saved(slope(), "PNG"), b"gAMA", struct.pack(">I", 100000)), b"sRGB", b"\0"
    ),
    "photograph": saved(slope(), "JPEG"),
    "progressive": saved(slope(), "JPEG", progressive=True),
    "grey photograph": saved(slope().convert("L"), "JPEG"),
    "upright": saved(slope(), "JPEG", exif=turned(1)),
    "sRGB": saved(
        slope(),
        "JPEG",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ),
    "a profile of other colours": saved(slope(), "JPEG", icc_profile=grey(1.0)),
    "a damaged profile": saved(slope(), "JPEG", icc_profile=b"none" * 50),
    "not whole": saved(slope(), "PNG")[:80],
    "no image": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_so_already_keeps_its_bytes(name: str) -> None:
    assert as_shown(PLAIN[name]) == PLAIN[name]


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_stands_upright(orientation: int, kind: str) -> None:
    shown = as_shown(saved(slope(), kind, quality=98, exif=turned(orientation)))
    first, clockwise = {
        2: (1, False), 3: (2, True), 4: (3, False), 5: (0, False),
        6: (3, True), 7: (2, False), 8: (1, True),
    }[orientation]  # fmt: skip
    step = 1 if clockwise else -1
    wanted = [ROUND[(first + step * at) % 4] for at in range(4)]
    for found, each in zip(corners(shown), wanted, strict=True):
        assert near(found, each, 12)
    assert Image.open(io.BytesIO(shown)).getexif().get(0x0112) is None


def test_sixteen_bits_of_grey_become_eight() -> None:
    shown = as_shown(deep_png(0, lambda x, y: (across(x, y),)))
    image = Image.open(io.BytesIO(shown))
    assert image.mode == "L"
    assert [image.getpixel((x, 0)) for x in (0, 30, 59)] == [0, 130, 255]


def test_a_clear_shade_of_sixteen_bits_stays_clear() -> None:
    key = chunk(b"tRNS", struct.pack(">H", 65535))
    image = Image.open(io.BytesIO(as_shown(deep_png(0, lambda x, y: (across(x, y),), key))))
    assert [image.getpixel((x, 0)) for x in (0, 59)] == [(0, 255), (255, 0)]


@pytest.mark.parametrize("colour_type", [2, 4, 6])
def test_sixteen_bits_of_colour_become_eight(colour_type: int) -> None:
    shades = {
        2: lambda x, y: (across(x, y), down(x, y), 32896),
        4: lambda x, y: (across(x, y), down(x, y)),
        6: lambda x, y: (across(x, y), down(x, y), 32896, 65535),
    }
    shown = as_shown(deep_png(colour_type, shades[colour_type]))
    assert shown[24] == 8
    wanted = ROUND if colour_type != 4 else tuple((r, r, r, g) for r, g, _, _ in ROUND)
    assert all(near(*pair, 1) for pair in zip(corners(shown), wanted, strict=True))


def test_a_clear_shade_of_two_bits_is_the_one_that_was_meant() -> None:
    png = saved(Image.new("L", (8, 8), 255), "PNG", bits=2)
    head = struct.pack(">IIBBBBB", 8, 8, 2, 0, 0, 0, 0)
    png = png[:8] + chunk(b"IHDR", head) + png[33:]
    rows = b"".join(b"\0\x1b\x1b" for _ in range(8))  # 0 1 2 3 0 1 2 3
    body = chunk(b"tRNS", b"\0\2") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    image = Image.open(io.BytesIO(as_shown(png[:33] + body)))
    assert [image.getpixel((x, 0)) for x in range(4)] == [(0, 255), (85, 255), (170, 0), (255, 255)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_foreign_profile_is_turned_into_srgb(kind: str) -> None:
    shown = as_shown(saved(Image.new("RGB", (8, 8), (60, 180, 60)), kind, icc_profile=adobe_rgb()))
    assert near(corners(shown)[0], (0, 181, 53, 255), 12)
    assert "icc_profile" not in Image.open(io.BytesIO(shown)).info


def test_what_is_clear_stays_clear_under_a_profile() -> None:
    clear = Image.new("RGBA", (8, 8), (60, 180, 60, 90))
    assert corners(as_shown(saved(clear, "PNG", icc_profile=adobe_rgb())))[0][3] == 90
    half = Image.new("LA", (8, 8), (128, 90))
    assert near(corners(as_shown(saved(half, "PNG", icc_profile=grey(1.0))))[0], (188,) * 3 + (90,))


def test_greys_and_gammas_are_turned_into_those_of_the_screen() -> None:
    half = Image.new("L", (8, 8), 128)
    linear = with_chunk(saved(half, "PNG"), b"gAMA", struct.pack(">I", 100000))
    for each in (linear, *(saved(half, kind, icc_profile=grey(1.0)) for kind in ("PNG", "JPEG"))):
        shown = as_shown(each)
        assert Image.open(io.BytesIO(shown)).mode == "L"
        assert near(corners(shown)[0], (188, 188, 188, 255), 2)


def without_adobe(jpeg: bytes) -> bytes:
    at = jpeg.index(b"\xff\xee")
    return jpeg[:at] + jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4]) :]


def test_inks_become_colours() -> None:
    """Adobe writes them inverted; without its mark they are as they stand (libjpeg.txt)."""
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    assert near(corners(as_shown(saved(inks, "JPEG")))[0], (255, 0, 0, 255))
    inverted = Image.new("CMYK", (16, 16), (255, 0, 0, 255))
    plain = without_adobe(saved(inverted, "JPEG"))
    assert near(corners(as_shown(plain))[0], (255, 0, 0, 255))
    blue = saved(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", icc_profile=four_inks())
    assert near(corners(as_shown(blue))[0], (0, 148, 218, 255), 20)
    assert [lacks_profile(each) for each in (saved(inks, "JPEG"), blue)] == [True, False]


def test_one_picture_is_left_of_several() -> None:
    turned_round = slope().rotate(180)
    for kind in ("PNG", "MPO"):
        content = saved(slope(), kind, save_all=True, append_images=[turned_round])
        shown = as_shown(content)
        assert getattr(Image.open(io.BytesIO(shown)), "n_frames", 1) == 1
        assert all(near(*pair) for pair in zip(corners(shown), ROUND, strict=True))


def test_a_huge_image_is_made_smaller_and_one_beyond_bounds_is_told(tmp_path: Path) -> None:
    huge = saved(Image.new("1", (MOST_PIXELS // 5000, 6000)), "PNG")
    assert Image.open(io.BytesIO(as_shown(huge))).size == (4800, 2880)
    head = struct.pack(">IIBBBBB", 60000, 60000, 1, 0, 0, 0, 0)
    (tmp_path / "a.png").write_bytes(huge[:8] + chunk(b"IHDR", head) + huge[33:])
    assert image_fault(tmp_path, "a.png") == ("超过 178 兆像素", "缩小后另存")


def test_the_same_file_gives_the_same_bytes() -> None:
    for each in (
        deep_png(0, lambda x, y: (across(x, y),)),
        saved(slope().convert("CMYK"), "JPEG"),
        saved(slope(), "JPEG", exif=turned(6)),
    ):
        shown = as_shown(each)
        assert shown == as_shown(each) != each
        assert as_shown(shown) == shown


# -- In print --------------------------------------------------------------------------------------

IN_PRINT: dict[str, tuple[bytes, tuple[int, int, int]]] = {
    "one.png": (saved(Image.new("1", (9, 9), 0), "PNG"), (0, 0, 0)),
    "grey.png": (saved(Image.new("L", (9, 9), 90), "PNG"), (90, 90, 90)),
    "alpha.png": (saved(Image.new("LA", (9, 9), (90, 0)), "PNG"), (255, 255, 255)),
    "palette.png": (saved(Image.new("RGB", (9, 9), (9, 99, 199)).quantize(2), "PNG"), (9, 99, 199)),
    "clear.png": (saved(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG"), (255, 255, 255)),
    "key.png": (
        saved(Image.new("RGB", (9, 9), (9, 9, 9)), "PNG", transparency=(9, 9, 9)),
        (255, 255, 255),
    ),
    "deep.png": (deep_png(0, lambda _x, _y: (40000,)), (156, 156, 156)),
    "deeper.png": (deep_png(2, lambda _x, _y: (65535, 32896, 0)), (255, 128, 0)),
    "pixel.png": (saved(Image.new("RGB", (1, 1), (200, 0, 0)), "PNG"), (200, 0, 0)),
    "cmyk.jpg": (saved(Image.new("CMYK", (9, 9), (0, 255, 255, 0)), "JPEG"), (255, 0, 0)),
    "adobe.jpg": (
        saved(Image.new("RGB", (9, 9), (60, 180, 60)), "JPEG", icc_profile=adobe_rgb()),
        (0, 181, 53),
    ),
    "grey.jpg": (saved(Image.new("L", (9, 9), 90), "JPEG"), (90, 90, 90)),
    "plain.jpg": (saved(Image.new("RGB", (9, 9), (9, 99, 199)), "JPEG"), (9, 99, 199)),
}


@pytest.mark.slow
def test_import_knows_how_large_a_picture_is_printed(press: Press, tmp_path: Path) -> None:
    sizes = [(189, 126), (600, 400), (2000, 300), (300, 2000), (60, 40)]
    body = ""
    for number, size in enumerate(sizes):
        content = saved(slope().resize(size), "PNG", dpi=(300, 300))
        (tmp_path / f"{number}.png").write_bytes(content)
        body += f'<figure data-at="0"><img src="{number}.png" alt="图"></figure>'
    printed = [
        each
        for page in read_document(press(article(body), folder=tmp_path).pdf).pages
        for each in page.pictures
    ]
    for size, found in zip(sizes, printed, strict=True):
        assert (found.right - found.left, found.bottom - found.top) == pytest.approx(
            printed_size(*size), abs=0.2
        )


@pytest.mark.slow
def test_every_mode_is_printed_as_it_looks(press: Press, tmp_path: Path) -> None:
    body = ""
    for name, (content, _) in IN_PRINT.items():
        (tmp_path / name).write_bytes(content)
        body += f'<figure data-at="0"><img src="{name}" alt="图" style="width: 20mm"></figure>'
    pressed = press(article(body), folder=tmp_path)
    assert [each.code for each in pressed.diagnostics] == ["P138"]
    assert inspect_pdf(pressed.pdf)["colour-spaces"].verdict is Verdict.PASS
    assert IN_PRINT["plain.jpg"][0] in pressed.pdf, "an ordinary photograph is not recoded"
    assert b"/DeviceCMYK" not in pressed.pdf
    found = iter(_middles(pressed.pdf))
    for name, (_, colour) in IN_PRINT.items():
        assert near(next(found), colour, 12), name


def _middles(pdf: bytes) -> list[tuple[int, ...]]:
    """The colour in the middle of every image, in order."""
    found: list[tuple[int, ...]] = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        drawn = page.render(scale=1).to_pil().convert("RGB")
        images = [each for each in page.get_objects() if each.type == 3]
        boxes = sorted((each.get_bounds() for each in images), key=lambda box: -box[3])
        for left, bottom, right, top in boxes:
            middle = (round((left + right) / 2), round(page.get_height() - (top + bottom) / 2))
            found.append(drawn.getpixel(middle))
    return found


# -- Foreign colours in any PDF --------------------------------------------------------------------


def drawn(
    content: bytes, resources: str = "", catalog: str = "", streams: tuple[bytes, ...] = ()
) -> bytes:
    """A page of this content; streams are objects 5, 6 …"""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>"
        % resources.encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *streams,
    ]
    made = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(made))
    )


def stream(entries: str, content: bytes) -> bytes:
    return f"<<{entries}/Length {len(content)}>>".encode() + b"stream\n" + content + b"\nendstream"


def image(space: str, bits: int = 8) -> bytes:
    entries = f"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent {bits}{space}"
    return stream(entries, b"\0" * 8)


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
BOX = b" 0 0 50 50 re f"
SHOW = b"50 0 0 50 0 0 cm /X Do"
X = "/XObject<</X 5 0 R>>"
INTENT = "/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile 5 0 R>>]"

FOREIGN = {
    "fill in inks": (drawn(b"0 1 1 0 k" + BOX), ["填色 DeviceCMYK"]),
    "stroke in inks": (drawn(b"0 1 1 0 K 0 0 m 50 50 l S"), ["描线 DeviceCMYK"]),
    "image in inks": (
        drawn(SHOW, X, streams=(image("/ColorSpace/DeviceCMYK"),)),
        ["图像 DeviceCMYK"],
    ),
    "palette of inks": (
        drawn(SHOW, X, streams=(image("/ColorSpace[/Indexed/DeviceCMYK 0<00000000>]"),)),
        ["图像 DeviceCMYK"],
    ),
    "sixteen bits": (
        drawn(SHOW, X, streams=(image("/ColorSpace/DeviceGray", 16),)),
        ["图像 16 位"],
    ),
    "inline image": (
        drawn(b"q 50 0 0 50 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /CMYK ID abcd EI Q"),
        ["图像 DeviceCMYK"],
    ),
    "mask in inks": (
        drawn(b"0 1 1 0 k " + SHOW, X, streams=(image("/ImageMask true", 1),)),
        ["图像 DeviceCMYK"],
    ),
    "spot ink over inks": (
        drawn(
            b"/S cs 1 scn" + BOX,
            "/ColorSpace<</S[/Separation/Red/DeviceCMYK<</FunctionType 2/Domain[0 1]/N 1>>]>>",
        ),
        ["填色 Separation（DeviceCMYK）"],
    ),
    "another profile": (
        drawn(
            b"/I cs 1 0 0 scn" + BOX,
            "/ColorSpace<</I[/ICCBased 5 0 R]>>",
            streams=(stream("/N 3", adobe_rgb()),),
        ),
        ["填色 ICC（RGB，不是 sRGB）"],
    ),
    "a profile of inks": (
        drawn(
            SHOW, X, streams=(image("/ColorSpace[/ICCBased 6 0 R]"), stream("/N 4", four_inks()))
        ),
        ["图像 ICC（CMYK，不是 sRGB）"],
    ),
    "a profile misdeclared": (
        drawn(SHOW, X, streams=(image("/ColorSpace[/ICCBased 6 0 R]"), stream("/N 1", SRGB))),
        ["图像 ICC（RGB，写作 1 色）"],
    ),
    "a damaged profile": (
        drawn(SHOW, X, streams=(image("/ColorSpace[/ICCBased 6 0 R]"), stream("/N 3", b"no"))),
        ["图像 ICC（特性文件已损坏）"],
    ),
    "a shading in inks": (
        drawn(b"/H sh", "/Shading<</H<</ShadingType 2/ColorSpace/DeviceCMYK>>>>"),
        ["渐变 DeviceCMYK"],
    ),
    "colours under an intent of inks": (
        drawn(b"1 0 0 rg" + BOX, "", INTENT, (stream("/N 4", four_inks()),)),
        ["填色 DeviceRGB"],
    ),
    "inks under an intent of inks": (
        drawn(b"0 1 1 0 k" + BOX, "", INTENT, (stream("/N 4", four_inks()),)),
        [],
    ),
    "inks with a default": (
        drawn(
            b"0 1 1 0 k" + BOX,
            "/ColorSpace<</DefaultCMYK[/Separation/A/DeviceRGB<</FunctionType 2/Domain[0 1]>>]>>",
        ),
        [],
    ),
    "sRGB": (
        drawn(
            b"1 0 0 rg" + BOX + b" 0.5 g" + BOX + b" q " + SHOW + b" Q",
            X,
            INTENT,
            (image("/ColorSpace[/ICCBased 6 0 R]"), stream("/N 3", SRGB)),
        ),
        [],
    ),
    "a grey profile": (
        drawn(SHOW, X, streams=(image("/ColorSpace[/ICCBased 6 0 R]"), stream("/N 1", grey(2.2)))),
        [],
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_inspect_names_what_is_outside_the_output_intent(name: str) -> None:
    pdf, wanted = FOREIGN[name]
    row = inspect_pdf(pdf)["colour-spaces"]
    assert [place.text for place in row.places] == wanted
    assert row.verdict is (Verdict.FAIL if wanted else Verdict.PASS)


@pytest.mark.slow
def test_inspect_takes_no_caption_for_the_first_line_of_a_page(
    press: Press, tmp_path: Path
) -> None:
    """A page begins with its picture; the top of the text area is measured on another."""
    (tmp_path / "a.png").write_bytes(saved(slope().resize((600, 300)), "PNG"))
    figure = '<figure><img src="a.png" alt="现场"><figcaption>现场</figcaption></figure>'
    for text, verdict in (
        ("<p>甲。</p>" * 5, Verdict.NOT_APPLICABLE),
        ("<p>甲。</p>" * 40, Verdict.PASS),
    ):
        pressed = press(article(text + figure * 3), folder=tmp_path)
        assert inspect_pdf(pressed.pdf)["text-area-top"].verdict is verdict
