"""What the engine and the libraries under it log while a sheet is set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.text.ffi import ffi, gobject

from bulletin.patterns import pattern_of

LOGGERS = ("weasyprint", "fontTools", "pydyf", "tinycss2", "PIL")
"""The loggers of the engine and of the libraries that it uses."""

_LOST_QUIETLY = ("Ignored", "Invalid or unsupported selector", "Failed to load")
"""How messages begin that the engine logs only at DEBUG although a declaration or a face is
lost."""

_PLACE = pattern_of(r"\bat ([0-9]+):([0-9]+)")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing that the engine logged."""

    logger: str
    template: str
    """The message before its arguments are filled in, which is the same for all of one kind."""

    words: str
    arguments: tuple[str, ...] = ()
    sheet: str = ""
    """The name of the style sheet that was being read; empty if pages were being made."""

    @property
    def place(self) -> tuple[int, int] | None:
        """Line and column in a style sheet, counted from 1; None if it names none."""
        match = _PLACE.search(self.words)
        return (int(match[1]), int(match[2])) if match else None


class _Ear(logging.Handler):
    """A handler that keeps what its own thread logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[Utterance] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record that matters."""
        template = str(record.msg)
        whispered = record.levelno < logging.WARNING and not template.startswith(_LOST_QUIETLY)
        if record.thread != self.thread or record.name.endswith(".progress") or whispered:
            return
        given = record.args if isinstance(record.args, tuple) else ()
        arguments = tuple(map(str, given))
        self.heard.append(Utterance(record.name, template, record.getMessage(), arguments))


@contextmanager
def listening() -> Iterator[list[Utterance]]:
    """A context in which everything logged is added to the list that it gives, repetitions too."""
    ear = _Ear()
    before = [(logger := logging.getLogger(name), logger.level) for name in LOGGERS]
    for logger, _ in before:
        logger.addHandler(ear)
        if logger.name == "weasyprint":
            logger.setLevel(logging.DEBUG)
    _ears.append(ear)
    try:
        yield ear.heard
    finally:
        _ears.remove(ear)
        for logger, level in before:
            logger.removeHandler(ear)
            logger.setLevel(level)


_ears: list[_Ear] = []


# -- Pango and GLib --------------------------------------------------------------------------------

ffi.cdef(
    """
    typedef struct { const char *key; const void *value; ssize_t length; } GLogField;
    typedef int (*GLogWriterFunc)(int level, const GLogField *fields, size_t count, void *data);
    void g_log_set_writer_func(GLogWriterFunc writer, void *data, void *free);
    void g_log(const char *domain, int level, const char *format, ...);
    """
)

_WARNINGS = 0b11100
"""Errors, criticals and warnings (GLogLevelFlags)."""

_HANDLED = 1


@ffi.callback("int(int, const GLogField *, size_t, void *)")  # type: ignore[untyped-decorator]
def _written(level: int, fields: Any, count: int, _data: Any) -> int:
    """Keep what GLib would otherwise write to standard error."""
    said = {
        ffi.string(fields[at].key): ffi.string(ffi.cast("char *", fields[at].value))
        for at in range(count)
        if fields[at].length < 0
    }
    if level & _WARNINGS and said.get(b"MESSAGE"):
        domain = said.get(b"GLIB_DOMAIN", b"GLib").decode("utf-8", "replace")
        words = said[b"MESSAGE"].decode("utf-8", "replace")
        for ear in _ears:
            if ear.thread == threading.get_ident():
                ear.heard.append(Utterance(domain, words, words))
    return _HANDLED


gobject.g_log_set_writer_func(_written, ffi.NULL, ffi.NULL)
