"""Work apart: what it returns and raises, and that no limit is passed."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bulletin.inspect import inspect_apart
from bulletin.isolation import Limits, Stopped, apart

TIGHT = Limits(seconds=30, processor=1, memory=400 * 1024**2, file_size=1024**2)


def _square(number: int) -> int:
    return number * number


def _raise(message: str) -> None:
    raise ValueError(message)


def _spin() -> None:
    while True:
        pass


def _sleep() -> None:
    time.sleep(600)


def _hoard() -> int:
    return len(bytearray(2 * 1024**3))


def _write_on(path: Path) -> None:
    with path.open("wb") as opened:
        for _ in range(64):
            opened.write(bytes(64 * 1024))
            opened.flush()


def _crash() -> None:
    os.abort()


def _die_answering() -> bytes:
    """Half of what is sent gets out, then the process is killed from outside."""

    def half(connection: Connection, content: bytes) -> None:
        os.write(connection.fileno(), bytes(content)[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = half  # type: ignore[attr-defined]
    return bytes(1024)


def test_what_it_returns_and_raises_comes_back() -> None:
    assert apart(TIGHT, _square, 12) == 144
    with pytest.raises(ValueError, match="坏了"):
        apart(TIGHT, _raise, "坏了")


def test_it_is_another_process() -> None:
    assert apart(TIGHT, os.getpid) != os.getpid()


def test_processor_time_is_limited() -> None:
    with pytest.raises(Stopped, match="中止"):
        apart(TIGHT, _spin)


def test_waiting_is_limited() -> None:
    with pytest.raises(Stopped, match="超过 1 秒"):
        apart(Limits(seconds=1), _sleep)


def test_memory_is_limited() -> None:
    with pytest.raises(Stopped, match="400 MB"):
        apart(TIGHT, _hoard)


def test_files_are_limited(tmp_path: Path) -> None:
    with pytest.raises((Stopped, OSError)):
        apart(TIGHT, _write_on, tmp_path / "big")
    assert (tmp_path / "big").stat().st_size <= TIGHT.file_size


def test_a_crash_is_told_with_its_signal() -> None:
    with pytest.raises(Stopped, match="信号 6"):
        apart(TIGHT, _crash)


def test_a_process_that_is_killed_while_it_answers_is_stopped() -> None:
    with pytest.raises(Stopped, match="信号 9"):
        apart(TIGHT, _die_answering)


def test_an_answer_larger_than_a_pipe_comes_whole() -> None:
    assert apart(TIGHT, bytes, 4 * 1024**2) == bytes(4 * 1024**2)


def test_a_process_that_never_gets_to_work_is_no_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More than a pipe holds is on its way to it when it dies."""
    monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode("/bin/false"))
    with pytest.raises(Stopped, match="中止"):
        apart(TIGHT, len, bytes(8 * 1024**2))


def test_a_pdf_that_refers_to_itself_is_told_within_the_limits(tmp_path: Path) -> None:
    pieces = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "3 0 R"]
    text, places = "%PDF-1.7\n", []
    for number, piece in enumerate(pieces, start=1):
        places.append(len(text))
        text += f"{number} 0 obj\n{piece}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 4\n0000000000 65535 f \n{table}"
    path = tmp_path / "loop.pdf"
    path.write_text(f"{text}{table}trailer <</Size 4/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF")
    (fault,) = inspect_apart(path, limits=Limits(seconds=60, processor=3)).diagnostics
    assert fault.code == "P305"
