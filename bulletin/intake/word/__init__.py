"""A `.docx` as a `ReceivedDocument`: what can be seen in it, and what of it was not taken."""

from bulletin.intake.word.unpacking import read_word

__all__ = ("read_word",)
