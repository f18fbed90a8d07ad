"""`python -m bulletin` and the `bulletin` command."""

import sys

from bulletin.cli import run


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
