"""What a document becomes in a folder: its pictures, each drawn once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bulletin.diagnostics import Diagnostic
from bulletin.intake import keeping
from bulletin.intake.filing import Bundle, Folder, bundle_of
from bulletin.intake.pictures import Encoded, re_encode
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.received import ReceivedPicture
from bulletin.intake.submission import recognise
from bulletin.source import Source
from tests.intake.documents import body, document, said, title
from tests.intake.test_submission import LONG, PUBLICATION


def drawn(width: int, height: int, color: str) -> ReceivedPicture:
    written = io.BytesIO()
    Image.new("RGB", (width, height), color).save(written, "PNG")
    return ReceivedPicture(written.getvalue(), ".png", "照片")


def placed(*pictures: ReceivedPicture) -> Bundle:
    """A document with these pictures, one after another."""
    lines = [said(("", {"picture": at + 1})) for at in range(len(pictures))]
    found = document(title("标题"), body(LONG), *lines, pictures=pictures)
    return bundle_of(
        recognise(found, PUBLICATION), "", ParcelFile("来稿.docx", b"PK"), Folder(Path("无"), set())
    )


def test_a_picture_placed_again_is_drawn_once_into_one_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    red, blue, torn = drawn(4, 3, "red"), drawn(4, 3, "blue"), ReceivedPicture(b"\x89PNG", ".png")
    times: list[int] = []

    def counted(picture: ReceivedPicture, number: int, source: Source) -> Encoded | Diagnostic:
        times.append(number)
        return re_encode(picture, number, source)

    monkeypatch.setattr(keeping, "re_encode", counted)
    bundle = placed(red, blue, red, torn, torn, red)
    assert times == [1, 2, 4]
    assert [name for name in bundle.others if name.endswith(".png")] == ["来稿-1.png", "来稿-2.png"]
    assert bundle.text.count("](来稿-1.png") == 3
    assert bundle.text.count("](来稿-2.png") == 1
    assert [each.message for each in bundle.diagnostics] == [
        "第 4 张图片已经损坏，打不开，没有收入"
    ]


def test_the_pixels_of_a_document_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_PIXELS_TOGETHER", 2_000_000)
    large = [drawn(1000, 900, color) for color in ("red", "blue", "green")]
    bundle = placed(*large, drawn(4, 3, "red"))
    assert [name for name in bundle.others if name.endswith(".png")] == ["来稿-1.png", "来稿-2.png"]
    assert [each.message for each in bundle.diagnostics] == [
        "图片合起来超过 2 兆像素，第 3 张没有收入",
        "图片合起来超过 2 兆像素，第 4 张没有收入",
    ]
