"""The one recogniser of copy: rows to roles, roles to sections.

Every reader (Word, text, PDF; LibreOffice for the old formats) gives one frozen `ReceivedDocument`.
From there on nothing asks what kind of file it was:

- `intake/rows` makes rows of it: paragraphs and tables, with line breaks made by hand and torn
  paragraphs mended.
- `intake/borders` and `findings` find what stands round a submission's text; its unit, its fields
  and its notes are made of all findings at once. `intake/whole` does the same round the articles of
  an issue.
- `roles` say what each row is: an ordered tuple of functions, which look at a row, its neighbours
  and the habits of the document.
- `sections` are opened by headings; `intake/accounting` tells what stands in no section, field or
  message.

A submission, each article of an issue, an attachment and an editor's note go through the same roles
(`ROLES`). Our own export has roles of its own (`OWN_ROLES`), which read styles and guess nothing. A
law holds that the same copy gives the same sections both ways.
"""

from bulletin.intake.recognition.headings import Adoption
from bulletin.intake.recognition.sections import RecognisedCopy, copy_of, with_strays

__all__ = ("Adoption", "RecognisedCopy", "copy_of", "with_strays")
