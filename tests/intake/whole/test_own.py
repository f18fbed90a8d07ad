"""Our own export, read by its styles; what somebody else may have put into it."""

from __future__ import annotations

import pytest

from bulletin.intake.whole.own import own_file


@pytest.mark.parametrize("name", ["会场.png", "图 2.JPEG", "照片/a (1)&.jpg"])
def test_a_picture_keeps_the_name_of_its_file(name: str) -> None:
    assert own_file(name, ()) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "图片 1", "../x.png", "/etc/x.png", "a/../x.png", "a//x.png", "C:x.png", "a\\x.png"),
        *(
            "x.exe",
            "x.md",
            ".png",
            "a\x00.png",
            "a%2e.png",
            "a#b.png",
            "con.png/x.png",
            "a ./x.png",
        ),
    ],
)
def test_a_name_that_is_no_plain_file_is_not_taken(name: str) -> None:
    assert own_file(name, ()) == ""


def test_a_name_that_the_issue_has_already_is_not_taken() -> None:
    assert own_file("城关镇.PNG", {"城关镇.png"}) == ""
