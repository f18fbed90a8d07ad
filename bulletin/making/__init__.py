"""An issue's way: load, assemble, render, press, write; and only what has changed."""

from bulletin.making.copy import LoadedCopy, read_copy
from bulletin.making.drafts import Proof
from bulletin.making.pipeline import Built, build
from bulletin.making.setting import Heard, MadeIssue, Workers

__all__ = ["Built", "Heard", "LoadedCopy", "MadeIssue", "Proof", "Workers", "build", "read_copy"]
