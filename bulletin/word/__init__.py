"""An issue as a Word document: from the values that the sheet and the page are made of."""

from bulletin.word.document import word_document

__all__ = ["word_document"]
