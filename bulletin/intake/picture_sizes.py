"""How large a picture is in the document, and how large it will be printed.

The copy names a picture's file and no size: a picture is printed with 96 pixels to the inch, as far
as the page lets it be so large. Where that is another size than the document's, it is told.
"""

from __future__ import annotations

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.received import ReceivedPicture, ShownSize
from bulletin.source import Source

_PIXEL = 25.4 / 96
"""In mm."""

_WIDEST, _HIGHEST = 156.0, 18 * 28.95 * 25.4 / 72
"""In mm: the measure of GB/T 9704 and eighteen of its lines, as styles/paper.css has it."""

_ALIKE = 1.2
"""By which factor two sizes may differ and still be called the same."""

_SLIGHT = 5.0
"""A difference in mm that nobody sees on the page of an official document."""


def printed_size(width: int, height: int) -> ShownSize:
    """The width and height in mm at which a picture of so many pixels is printed."""
    return _on_page((width * _PIXEL, height * _PIXEL))


def pixels_wanted(picture: ReceivedPicture, width: int, height: int) -> tuple[int, int] | None:
    """The pixels that a picture of this width and height needs to be printed as large as the
    document shows it; None if it is printed so, or if the document does not say how large it is.
    """
    if not all(picture.shown):
        return None
    shown, printed = _on_page(picture.shown), printed_size(width, height)
    if all(map(_is_alike, shown, printed)):
        return None
    return max(1, round(shown[0] / _PIXEL)), max(1, round(shown[1] / _PIXEL))


def told_of_size(
    picture: ReceivedPicture,
    number: int,
    path: str,
    pixels: tuple[int, int],
    wanted: tuple[int, int],
    source: Source,
) -> Diagnostic:
    """D132: the document's `number`th picture is printed in another size, and the remedy."""
    shown, printed = _centimetres(picture.shown), _centimetres(printed_size(*pixels))
    message = f"第 {number} 张图片（{path}）在原稿里是 {shown} 厘米，印出来约 {printed} 厘米"
    coarser = "（没有原来清楚）" if wanted[0] < pixels[0] else ""
    target = f"{wanted[0]}×{wanted[1]} 像素{coarser}"
    hint = f"要照原稿的大小，用“画图”把 {path} 改成 {target}；不要紧就不改"
    return warning("D132", source, picture.span, message, hint)


def _is_alike(one: float, other: float) -> bool:
    return abs(one - other) < _SLIGHT or max(one, other) < _ALIKE * min(one, other)


def _on_page(size: ShownSize) -> ShownSize:
    """A size in mm, reduced to what the page has room for."""
    scale = min(1.0, _WIDEST / size[0], _HIGHEST / size[1])
    return size[0] * scale, size[1] * scale


def _centimetres(size: ShownSize) -> str:
    return "×".join(f"{side / 10:.1f}" for side in size)
