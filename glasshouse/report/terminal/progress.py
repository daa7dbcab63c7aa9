"""A bar for a run: people done, rate, time left.

In: how many people, and how many more each time. Out: a line on a terminal that goes away again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.progress import ProgressColumn as Column
from rich.text import Text

from glasshouse.report.wording import count


class PeopleColumn(Column):
    """`402,000 of 1.00 million, 350,000/s`."""

    def render(self, task: Task) -> Text:
        """The text for the state of a task."""
        if not task.completed or task.total is None:
            return Text("settling")
        done = f"{count(min(task.completed, task.total))} of {count(task.total)}"
        speed = task.finished_speed or task.speed
        return Text(f"{done}, {count(speed)}/s" if speed else done)


@contextmanager
def people_progress(console: Console, people: int) -> Iterator[Callable[[int], None]]:
    """A bar while the block runs; call what is given with the number of people lived."""
    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=16), PeopleColumn(),
        TimeRemainingColumn(compact=True),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Living", total=people)
        yield lambda lived: bar.advance(task, lived)


@contextmanager
def share_progress(console: Console) -> Iterator[Callable[[float, str], None]]:
    """A bar while the block runs; call what is given with the share done and what is being done."""
    columns = (
        BarColumn(bar_width=16), TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(compact=True), TextColumn("{task.description}"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda done, what: bar.update(task, completed=done, description=what[:40])
