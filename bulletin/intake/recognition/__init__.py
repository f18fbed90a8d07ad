"""The one recogniser of copy: rows to roles, roles to sections.

A submission, each article of an issue, an attachment and an editor's note are read alike.
"""

from bulletin.intake.recognition.headings import Adoption
from bulletin.intake.recognition.sections import RecognisedCopy, copy_of, with_strays

__all__ = ("Adoption", "RecognisedCopy", "copy_of", "with_strays")
