"""Where the words of a text end, by rjieba's dictionary or as it was kept from an earlier run.

The titles of an issue are the same again and again (`kept_answers`).
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from bulletin.kept_answers import kept_answers


def words_of(text: str, *, guessed: bool = True) -> tuple[str, ...]:
    """The words of a text, one after the other; without `guessed`, those of the dictionary only."""
    how = "" if guessed else "-listed"
    kept = kept_answers("words", f"{dictionary_version()}{how}.txt")
    ends = _read(kept.of(text) or "")
    if not ends or ends[-1] != len(text):
        ends = _ends_by_dictionary(text, guessed)
        kept.keep(text, ",".join(map(str, ends)))
    return tuple(text[start:end] for start, end in zip((0, *ends), ends, strict=False))


@lru_cache(maxsize=65536)
def is_word(text: str) -> bool:
    """Whether the dictionary has a word."""
    kept = kept_answers("words", f"{dictionary_version()}-has.txt")
    answer = kept.of(text)
    if answer not in ("0", "1"):
        import rjieba

        answer = str(int(rjieba.has_word(text)))
        kept.keep(text, answer)
    return answer == "1"


@cache
def dictionary_version() -> str:
    """The name and the version of the dictionary, as its package is installed: `rjieba-0.2.2`.

    `importlib.metadata` says it too, and takes as long to load as fifty paragraphs to check.
    """
    package = find_spec("rjieba")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("rjieba")
    installed = Path(package.origin).parent.parent.glob("rjieba-*.dist-info")
    return max((folder.stem for folder in installed), default="rjieba")


def _ends_by_dictionary(text: str, guessed: bool) -> tuple[int, ...]:
    import rjieba

    ends: list[int] = []
    for word in rjieba.cut(text, guessed):
        ends.append((ends[-1] if ends else 0) + len(word))
    return tuple(ends)


def _read(answer: str) -> tuple[int, ...]:
    """The ends that an answer says; none if it is not one of ours."""
    numbers = answer.split(",")
    ends = tuple(map(int, numbers)) if all(map(str.isdigit, numbers)) else ()
    return ends if list(ends) == sorted(set(ends)) else ()
