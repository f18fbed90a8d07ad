"""Keeping what came with copy: its pictures under names of ours, and the original beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.picture_sizes import pixels_wanted, told_of_size
from bulletin.intake.pictures import (
    MOST_PIXELS,
    MOST_PIXELS_TOGETHER,
    Encoded,
    pixels_of,
    re_encode,
)
from bulletin.intake.received import ReceivedDocument, ReceivedPicture
from bulletin.load import ORIGINALS
from bulletin.markdown import FrontValue
from bulletin.model import Figure, Paragraph, Section, with_figures
from bulletin.past import digest_of_bytes, digest_of_words
from bulletin.source import Source


@dataclass(frozen=True, slots=True)
class KeptPictures:
    """Pictures of a document, converted."""

    files: Mapping[str, bytes]
    """By their file names."""

    names: Mapping[int, str]
    """The file name of each picture, by its number in the document; one that could not be taken has
    none."""

    told: tuple[Diagnostic, ...]
    """What could not be taken, and what is printed in another size."""


def kept_pictures(
    document: ReceivedDocument,
    numbers: Iterable[int],
    named: Callable[[ReceivedPicture, int, Encoded, Mapping[str, bytes]], str],
    *,
    own: bool = False,
) -> KeptPictures:
    """The pictures with these numbers; `named` gives each a file name beside the files there are.

    A picture that stands in several places is converted once, into one file, and told once; but one
    that is to be made larger or smaller has a file for each of its sizes. In our own export (`own`)
    two names are two files.
    """
    files: dict[str, bytes] = {}
    names: dict[int, str] = {}
    told: list[Diagnostic] = []
    converted: dict[tuple[object, ...], Encoded | None] = {}
    known: dict[tuple[object, ...], str] = {}
    pixels = 0
    for number in numbers:
        picture = document.pictures[number - 1]
        same = (picture.suffix, picture.content, picture.cut, picture.name if own else "")
        if same not in converted:
            pixels += min(pixels_of(picture.content), MOST_PIXELS)
            made = (
                re_encode(picture, number, document.source)
                if pixels <= MOST_PIXELS_TOGETHER
                else _too_many_pixels(picture, number, document.source)
            )
            converted[same] = made if isinstance(made, Encoded) else None
            if isinstance(made, Diagnostic):
                told.append(made)
        if (drawn := converted[same]) is None:
            continue
        wanted = pixels_wanted(picture, drawn.width, drawn.height)
        if (*same, wanted) not in known:
            path = known[(*same, wanted)] = named(picture, number, drawn, files)
            files[path] = drawn.content
            if wanted:
                size = (drawn.width, drawn.height)
                resized = told_of_size(picture, number, path, size, wanted, document.source)
                told.append(resized)
        names[number] = known[(*same, wanted)]
    return KeptPictures(files, names, tuple(told))


def _too_many_pixels(picture: ReceivedPicture, number: int, source: Source) -> Diagnostic:
    most = MOST_PIXELS_TOGETHER // 1_000_000
    message = f"图片合起来超过 {most} 兆像素，第 {number} 张没有收入"
    return warning("D130", source, picture.span, message, "压缩图片，或分成几个文件再导入")


def with_kept_files(sections: tuple[Section, ...], names: Mapping[int, str]) -> tuple[Section, ...]:
    """The sections, their figures with file names instead of numbers; where an image is missing,
    only its caption stays."""

    def placed(figure: Figure) -> Figure | Paragraph | None:
        path = names.get(int(figure.path))
        return replace(figure, path=path) if path else figure.captioned

    return with_figures(sections, placed)


def kept_original(
    source: Source, content: bytes, name: str
) -> tuple[dict[str, FrontValue], dict[str, bytes]]:
    """What front matter says of the original, which is kept under `name`, and the file itself."""
    said: dict[str, FrontValue] = {"name": name, "sha256": digest_of_bytes(content)}
    if words := digest_of_words(source.text):
        said["text"] = words
    return said, {f"{ORIGINALS}/{name}": content}
