"""The editions that were sent out: a folder for each revision, and the register of all of them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
