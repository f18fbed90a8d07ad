"""How the corpus of received documents comes out; prints figures and never fails for them.

Usage: python -m tests.bench.received [--writers wps pdf] [--show NAME]
"""

from __future__ import annotations

import argparse

from tests.received.scoring import faults, figures, results
from tests.received.writers import WRITERS


def main() -> None:
    """Print the figures of each writer, and what is wrong in which document."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", nargs="*", default=[each for each in WRITERS if each != "odt"])
    parser.add_argument("--show", default="")
    chosen = parser.parse_args()
    found = [each for writer in chosen.writers for each in results((writer,))]
    for result in found:
        if chosen.show in result.name and (chosen.show or not result.right):
            print(f"{result.document.kind}/{result.name}: {faults(result)}")
            if chosen.show:
                print(result.copy, result.told, *result.differences, sep="\n")
    for writer in chosen.writers:
        print(f"{writer}: {figures([each for each in found if each.writer == writer])}")
    print(f"all: {figures(found)}")


if __name__ == "__main__":
    main()
