"""`python -m bulletin` and the `bulletin` command."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from bulletin import __version__

        print(f"bulletin {__version__}")
        return
    try:
        from bulletin.cli import INTERRUPTED, run
    except KeyboardInterrupt:  # while it is still being loaded
        sys.exit(130)
    gc.set_threshold(50_000, 20, 20)  # a command keeps most of what it makes to its end
    try:
        code = run()
        gc.freeze()  # ending, Python would look for rings among all that was built
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
