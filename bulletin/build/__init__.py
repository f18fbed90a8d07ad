"""An issue's way: load, assemble, render, press, write; and only what has changed."""

from bulletin.build.copy import Copy, read_copy
from bulletin.build.drafts import Proof
from bulletin.build.pipeline import Built, build
from bulletin.build.setting import Heard, Made, Workers

__all__ = ["Built", "Copy", "Heard", "Made", "Proof", "Workers", "build", "read_copy"]
