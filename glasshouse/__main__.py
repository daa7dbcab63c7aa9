"""The command `glasshouse`, also `python -m glasshouse`. Hears an interrupt from its first line on.

Loading takes up to half a second, and an interrupt in the middle of an import can end in any way.
So until all is loaded, an interrupt ends the process at once: nothing is written yet.
"""

import atexit
import gc
import os
import signal
from typing import Any

from glasshouse.errors import INTERRUPTED, STOPPED


def _leave(*_: Any) -> None:
    os.write(2, f"\n{STOPPED}\n".encode())
    os._exit(INTERRUPTED)


def main() -> None:
    """Run the command line."""
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:  # else it is to be ignored
        signal.signal(signal.SIGINT, _leave)
    gc.set_threshold(100_000)  # what is loaded stays: searching it for garbage takes 0.1 to 0.2 s
    atexit.register(gc.freeze)  # at the end as well, where it takes 0.3 s
    from glasshouse.cli import main as run

    if is_heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
