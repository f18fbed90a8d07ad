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

An example, each row of a document with the role that takes it:

    一、加强组织领导              own_line_heading: it has a number, and text below it
    成立专班。各镇要抓紧落实…      run_in_heading, if 成立专班。 is bold; else text
    1.明确责任                    numbered: the document itself numbers it, and 2.抓好落实 follows
    2.抓好落实                    (the same list)
    [图]                          pictures_alone, together with the caption 图1 会场 below it

A submission, each article of an issue, an attachment and an editor's note go through the same roles
(`ROLES`). Our own export has roles of its own (`OWN_ROLES`), which read styles and guess nothing. A
law holds that the same copy gives the same sections both ways.
"""

from bulletin.intake.recognition.headings import Adoption
from bulletin.intake.recognition.ornaments import without_ornaments
from bulletin.intake.recognition.sections import RecognisedCopy, copy_of, with_strays

__all__ = ("Adoption", "RecognisedCopy", "copy_of", "with_strays", "without_ornaments")
