"""An issue's way: load, assemble, render, press, write; and only what has changed.

How a build remembers. Everything that is made has a key: the digest of all that went into it.

- An issue's *pages* have the key of its folder's files, its neighbours in the series, and what is
  common to all (`BuildContext.common`: the program, templates, styles, publication.yaml).
- Its *PDF* has the key of the HTML that was set and of what the press takes beside it, and stands
  in `.bulletin/` under that name. A change that does not reach the sheet asks for no new PDF.
- The *tree*'s indexes, feed and search have the key of all summaries together.

The ledger holds, for each issue, its keys and how its folder looked (names, sizes, times, inodes).
A build of 1,000 issues after one submission was changed therefore goes:

1. look at every folder; 999 look as they did, and are not read (`fingerprint.FolderTrace`);
2. read, check and render the one; its key has changed, and its neighbours' have not;
3. ask the store for a PDF under the new sheet's key; there is none, so it is set, in a process
   of its own;
4. make the tree anew beside the old one, where an unchanged file is a link; write the indexes,
   whose key has changed; put the tree in place by one rename.

Where the ledger or the store is lost, everything is made anew, to the same bytes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
