"""`python -m bulletin` and the `bulletin` command."""

import gc
import os
import sys


def only_ours() -> None:
    """Let nothing but this program's own words reach the terminal: no library's log or warning,
    nothing that C code or a process started by us writes to standard error. With BULLETIN_DEBUG
    all of it is shown."""
    import logging
    import warnings

    from click import termui

    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    try:
        shown = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    except OSError:  # standard error is closed
        return
    sys.stderr = os.fdopen(
        shown, "w", buffering=1, encoding=sys.stderr.encoding, errors="backslashreplace"
    )
    termui.visible_prompt_func = _answer_to


def _answer_to(question: str) -> str:
    """Ask at the terminal. What `input` asks itself, C code writes to standard error."""
    print(question, end="", flush=True)
    return input()


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
    if not os.environ.get("BULLETIN_DEBUG"):
        only_ours()
    gc.set_threshold(50_000, 20, 20)  # a command keeps most of what it makes to its end
    try:
        code = run()
        gc.freeze()  # ending, Python would look for rings among all that was built
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
