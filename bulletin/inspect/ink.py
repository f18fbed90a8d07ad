"""How much ink a character has, weighed on the printed page. All contact with pdfium."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import median

import pypdfium2
from PIL import Image, ImageChops

from bulletin.pdf import MM_PER_PT, Font, Glyph, PrintedDocument, PrintedLine

SCALE = 4.0
"""Pixels in a point: 288 dpi, 64 pixels to a cell of 16 pt; the ratio is right to a hundredth."""

MOST_PAGES = 4
"""Pages rasterised for one weighing: about 0.1 s each."""

MOST_SAMPLES = 8
"""How many cells of one character are weighed."""

MOST_POINTS = 3000
"""Side of a page that is still rasterised: A0 is 3370 high, A3 1191."""

PALE = 64
"""Ink that is paler, of 255, is the soft edge of an outline; red is 143."""

Sample = tuple[PrintedLine, Glyph]


def ink_ratio(
    document: PrintedDocument, bold: Sequence[Sample], plain: Sequence[Sample]
) -> tuple[float, int] | None:
    """The median ratio of bold ink to plain ink over all characters, and how many were weighed.

    None if no character appears both bold and plain on the pages that are looked at.
    """
    shared = {glyph.text for _, glyph in bold} & {glyph.text for _, glyph in plain}
    pages = Counter(line.page for line, glyph in bold if glyph.text in shared)
    chosen = {number for number, _ in pages.most_common(MOST_PAGES)}
    if not chosen:
        return None
    near = [sample for sample in plain if sample[0].page in chosen]
    if not shared & {glyph.text for _, glyph in near}:
        near = [sample for sample in plain if sample[1].text in shared][:50]
        chosen |= {line.page for line, _ in near[:MOST_PAGES]}
    images = {number: page_image(document.content, number) for number in sorted(chosen)}
    heavy, light = _weights(images, bold), _weights(images, near)
    ratios = [heavy[text] / light[text] for text in sorted(heavy) if light.get(text)]
    return (median(ratios), len(ratios)) if ratios else None


def blank_samples(document: PrintedDocument, samples: Sequence[Sample]) -> tuple[int, list[Sample]]:
    """How many cells were tried, some of each font, and those without ink."""
    chosen: dict[Font, list[Sample]] = defaultdict(list)
    pages: list[int] = []
    for sample in samples:
        line, glyph = sample
        if len(chosen[glyph.font]) >= MOST_SAMPLES:
            continue
        if line.page not in pages and len(pages) == MOST_PAGES:
            continue
        if line.page not in pages:
            pages.append(line.page)
        chosen[glyph.font].append(sample)
    images = {number: page_image(document.content, number, 1.0) for number in pages}
    tried = [sample for each in chosen.values() for sample in each]
    return len(tried), [(line, g) for line, g in tried if not _ink(images[line.page], g, 1.0)]


def dash_gaps(
    document: PrintedDocument, pairs: Sequence[tuple[PrintedLine, Glyph, Glyph]]
) -> list[float]:
    """White between the two halves of each ——, em; for pairs on the first few pages."""
    pages = list(dict.fromkeys(line.page for line, _, _ in pairs))[:MOST_PAGES]
    images = {number: page_image(document.content, number) for number in pages}
    return [_gap(images[line.page], a, b) for line, a, b in pairs if line.page in images]


def _gap(image: Image.Image, before: Glyph, after: Glyph) -> float:
    """White columns between the middles of two dashes, in em."""
    left, right = before.x + before.advance / 2, after.x + after.advance / 2
    box = (left, before.y - 0.6 * before.size, right, before.y)
    strip = image.crop(_pixels(image, box, SCALE))
    columns = (strip.crop((x, 0, x + 1, strip.height)) for x in range(strip.width))
    bare = sum(column.getbbox() is None for column in columns)
    return bare / SCALE * MM_PER_PT / before.size


def _weights(images: dict[int, Image.Image], samples: Iterable[Sample]) -> dict[str, float]:
    """Mean ink of each character in square em."""
    weighed: dict[str, list[float]] = defaultdict(list)
    for line, glyph in samples:
        if line.page in images and len(weighed[glyph.text]) < MOST_SAMPLES:
            weighed[glyph.text].append(_ink(images[line.page], glyph))
    return {text: sum(each) / len(each) for text, each in weighed.items() if each}


def _ink(image: Image.Image, glyph: Glyph, scale: float = SCALE) -> float:
    box = (glyph.x, glyph.y - 0.9 * glyph.size, glyph.right, glyph.y + 0.16 * glyph.size)
    cell = image.crop(_pixels(image, box, scale))
    dark = sum(level * count for level, count in enumerate(cell.histogram())) / 255
    return dark / (glyph.size / MM_PER_PT * scale) ** 2


def _pixels(
    image: Image.Image, box: tuple[float, float, float, float], scale: float
) -> tuple[int, int, int, int]:
    """A box in mm as pixels of the image; it is cut to what lies on the image."""
    left, top, right, bottom = (round(edge * scale / MM_PER_PT) for edge in box)
    left, top = min(max(left, 0), image.width), min(max(top, 0), image.height)
    return left, top, max(left, min(right, image.width)), max(top, min(bottom, image.height))


@lru_cache(maxsize=MOST_PAGES)
def page_image(content: bytes, number: int, scale: float = SCALE) -> Image.Image:
    """The page as ink: 0 where the paper is bare, 255 where it is black.

    A page that pdfium refuses, or that is far larger than any bulletin's, counts as bare.
    """
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return Image.new("L", (1, 1))
    try:
        page = pdf[number - 1]
        if max(page.get_size()) > MOST_POINTS:
            return Image.new("L", (1, 1))
        rendered = page.render(scale=scale, grayscale=True)
        return ImageChops.invert(rendered.to_pil().convert("L"))
    except pypdfium2.PdfiumError:
        return Image.new("L", (1, 1))
    finally:
        pdf.close()


def ink_box(
    document: PrintedDocument, page: int, glyph: Glyph
) -> tuple[float, float, float, float]:
    """The ink's left, top, right and bottom within the glyph's em box, mm; empty box if none."""
    scale = 2 * SCALE
    box = (glyph.x, glyph.y - glyph.size, glyph.right, glyph.y + 0.2 * glyph.size)
    whole = page_image(document.content, page, scale)
    pixels = _pixels(whole, box, scale)
    cell = whole.crop(pixels)
    found = cell.point(lambda level: 255 if level > 127 else 0).getbbox() or (0, 0, 0, 0)
    unit = MM_PER_PT / scale
    return (
        (pixels[0] + found[0]) * unit,
        (pixels[1] + found[1]) * unit,
        (pixels[0] + found[2]) * unit,
        (pixels[1] + found[3]) * unit,
    )


def ink_sides(document: PrintedDocument, page: int, glyphs: Sequence[Glyph]) -> tuple[float, float]:
    """Where the ink of neighbouring glyphs on one line begins and ends, mm; the sides of their em
    boxes if there is none.

    Ink may reach a little out of the boxes.
    """
    em = glyphs[0].size
    left, right = min(each.x for each in glyphs), max(each.right for each in glyphs)
    top, bottom = glyphs[0].y - em, glyphs[0].y + 0.2 * em
    image = page_image(document.content, page)
    pixels = _pixels(image, (left - em / 3, top, right + em / 3, bottom), SCALE)
    cell = image.crop(pixels)
    found = cell.point(lambda level: 255 if level > PALE else 0).getbbox()
    if found is None:
        return left, right
    unit = MM_PER_PT / SCALE
    return (pixels[0] + found[0]) * unit, (pixels[0] + found[2]) * unit
