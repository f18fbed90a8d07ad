"""An issue's way: load, assemble, render, press, write; and only what has changed."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
