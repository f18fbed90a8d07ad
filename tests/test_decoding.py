"""Bytes of every encoding that offices write, to text."""

from __future__ import annotations

import pytest

from bulletin.decoding import CHINESE, EVERY, UTF_8, decoded, good_start

WORDS = "城关镇：通知联通，办好“一件事”。"


@pytest.mark.parametrize("encoding", [*EVERY, "gbk", "utf-8-sig"])
def test_every_encoding_is_told_by_what_it_says(encoding: str) -> None:
    assert decoded(WORDS.encode(encoding), EVERY, likely=True) == WORDS


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_mark_decides_where_its_encoding_is_taken(encoding: str) -> None:
    content = WORDS.encode(encoding)
    assert decoded(content, EVERY) == WORDS
    assert decoded(content, UTF_8) == (WORDS if encoding == "utf-8-sig" else None)


def test_without_a_mark_nothing_is_taken_for_utf_16() -> None:
    assert decoded(b"\xff\xd8\xff\xe0", EVERY) is None
    assert decoded("通知".encode("gbk"), CHINESE, likely=True) == "通知"


def test_wrong_bytes_are_replaced_in_the_last_encoding_alone() -> None:
    assert decoded("通知".encode("gbk") + b"\xff", errors="replace") == "通知\ufffd"
    assert good_start("通知".encode() + b"\xff\xff") == "通知"
