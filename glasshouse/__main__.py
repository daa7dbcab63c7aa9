"""The command `glasshouse`, also `python -m glasshouse`. It alone ends the process.

The main thread hears interrupts from its first line on; everything else, imports too, happens on
another thread, into which Python throws nothing.
"""

import _signal as signal  # built in: `signal` itself would have to be loaded first
import os
import sys

from glasshouse.interrupts import INTERRUPTED, LISTEN_S, interrupts

STACK_BYTES = 16 << 20  # as the main thread has; a system may give others less than compiling takes
SHOW_CURSOR = "\x1b[?25h"  # which a bar may have hidden


def main() -> None:
    """Run the command line, and hear interrupts until it ends."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is to be ignored
        signal.signal(signal.SIGINT, interrupts.hear)
    import threading

    ends: list[BaseException] = []
    threading.stack_size(STACK_BYTES)
    command = threading.Thread(target=_run, args=(ends,), name="glasshouse", daemon=True)
    command.start()
    while command.is_alive():
        command.join(LISTEN_S)
        if command.is_alive() and interrupts.end_at_once():
            _end_at_once(INTERRUPTED, interrupts.word)
    (end,) = ends
    # What was stopped may still be compiling, and Python would wait for it.
    if interrupts.heard and isinstance(end, SystemExit) and threading.active_count() > 1:
        _end_at_once(end.code if isinstance(end.code, int) else INTERRUPTED)
    raise end


def _run(ends: list[BaseException]) -> None:
    """Load and run it. ends: gets how it ended."""
    try:
        import atexit
        import gc

        gc.set_threshold(500_000)  # what is loaded stays: looking for garbage in it takes 0.2 s
        atexit.register(gc.freeze)  # at the end as well, where it takes 0.3 s
        from glasshouse.cli import main as run

        run()
        ends.append(SystemExit(0))
    except BaseException as end:  # raised again by the thread that waits
        ends.append(end)


def _end_at_once(code: int, word: str = "") -> None:
    if word:
        os.write(2, f"{SHOW_CURSOR if os.isatty(2) else ''}\n{word}\n".encode())
    else:
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
