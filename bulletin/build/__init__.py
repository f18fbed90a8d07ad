"""An issue's way: load, assemble, render, press, write; and only what has changed."""

from bulletin.build.copy import LoadedCopy, read_copy
from bulletin.build.drafts import Proof
from bulletin.build.pipeline import Built, build
from bulletin.build.setting import Heard, MadeIssue, Workers

__all__ = ["Built", "Heard", "LoadedCopy", "MadeIssue", "Proof", "Workers", "build", "read_copy"]
