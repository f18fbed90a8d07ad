"""What was sent out, as it is kept: a folder for each revision, and the register of them all."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
