"""What a document becomes in a folder: its pictures, each drawn once."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin.diagnostics import Diagnostic
from bulletin.intake import keeping
from bulletin.intake.filing import Bundle, Folder, bundle_of
from bulletin.intake.picture_sizes import pixels_wanted, printed_size
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


MEASURE = (156.0, 104.0)


@pytest.mark.parametrize(
    ("pixels", "shown", "told"),
    [
        ((600, 400), (50.0, 33.3), "5.0×3.3 厘米，印出来约 15.6×10.4 厘米|189×126 像素（没有"),
        ((600, 400), (78.0, 104.0), "7.8×10.4 厘米，印出来约 15.6×10.4 厘米|295×393 像素（没有"),
        ((300, 200), MEASURE, "15.6×10.4 厘米，印出来约 7.9×5.3 厘米|590×393 像素；不要紧"),
        ((60, 4000), (20.0, 30.0), "2.0×3.0 厘米，印出来约 0.3×18.4 厘米|76×113 像素；不要紧"),
        ((600, 400), MEASURE, ""),
        ((600, 400), (135.0, 90.0), ""),  # less than a fifth smaller
        ((600, 400), (300.0, 200.0), ""),  # too wide for the page, there and here
        ((3000, 2000), (146.5, 97.7), ""),
        ((600, 400), (0.0, 0.0), ""),  # the document does not say
        ((600, 400), (50.0, 0.0), ""),
        ((40, 30), (14.1, 10.6), ""),  # 4 mm
    ],
)
def test_a_picture_that_is_printed_in_another_size_is_told(
    pixels: tuple[int, int], shown: tuple[float, float], told: str
) -> None:
    bundle = placed(replace(drawn(*pixels, "red"), shown=shown))
    found = [(each.code, each.message, each.hint) for each in bundle.diagnostics]
    sizes, _, cure = told.partition("|")
    assert [code for code, _, _ in found] == ["D132"] * bool(told)
    for _, message, hint in found:
        assert message.startswith("第 1 张图片（来稿-1.png）在原稿里是 ")
        assert sizes in message
        assert f"把 来稿-1.png 改成 {cure}" in hint


@given(
    st.tuples(st.integers(1, 2400), st.integers(1, 3600)),
    st.tuples(st.floats(1, 400), st.floats(1, 400)),
)
def test_the_remedy_prints_a_picture_as_large_as_the_document_shows_it(
    pixels: tuple[int, int], shown: tuple[float, float]
) -> None:
    picture = replace(drawn(1, 1, "red"), shown=shown)
    scale = min(1.0, 156 / shown[0], 183.8 / shown[1])
    if wanted := pixels_wanted(picture, *pixels):
        for side, aim in zip(printed_size(*wanted), shown, strict=True):
            assert side == pytest.approx(aim * scale, abs=0.2)
        assert pixels_wanted(picture, *wanted) is None


def test_a_picture_in_two_sizes_is_two_files_where_one_is_to_be_changed() -> None:
    large = drawn(600, 400, "red")
    small, tiny = replace(large, shown=(50.0, 33.3)), replace(large, shown=(20.0, 13.3))
    bundle = placed(small, replace(large, shown=MEASURE), tiny, small, large)
    names = [name for name in bundle.others if name.endswith(".png")]
    assert names == ["来稿-1.png", "来稿-2.png", "来稿-3.png"]
    assert [bundle.text.count(f"]({name}") for name in names] == [2, 2, 1]
    assert len({bundle.others[name] for name in names}) == 1
    assert [each.message.partition("在")[0] for each in bundle.diagnostics] == [
        "第 1 张图片（来稿-1.png）",
        "第 3 张图片（来稿-3.png）",
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
