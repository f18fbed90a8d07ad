"""An issue's way: load, assemble, render, press, write; and only what has changed.

`ledger` says how a build remembers what it made, with an example. Where the ledger or the store is
lost, everything is made again, to the same bytes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
