"""The life of one synthetic person, told again. In: results and a number. Out: `Life`.

A results folder holds what its blocks were lived under, so one block is lived again alone, in
milliseconds, whatever the size of the run. A regime's name stands for its default run, which has
to settle its couplings first.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from glasshouse.engine.tables.compile import Tables
    from glasshouse.regime.regime import Regime
    from glasshouse.results import Results
    from glasshouse.scenario import Scenario

# What to find people by.
FINDS = (
    "longest-restricted", "wrongly-restricted", "trapped", "spared", "never-told", "household",
    "cleared-by-appeal", "anybody",
)  # fmt: skip
ANYBODY = 16  # how many people `anybody` gives


@dataclass(frozen=True)
class Life:
    """A life as plain data (docs/measures.md defines the keys); printed, as a timeline."""

    data: dict[str, Any]

    def text(self, **choices: Any) -> str:
        """The timeline as text. choices: as of `report.life.render_life`."""
        from io import StringIO

        from rich.console import Console

        from glasshouse.report.terminal.life import render_life

        screen = Console(file=StringIO(), width=80, highlight=False, color_system=None)
        screen.print(render_life(self.data, **choices))
        written = screen.file
        assert isinstance(written, StringIO)
        return "\n".join(line.rstrip() for line in written.getvalue().splitlines())

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Lived:
    """What a run was lived under. blocks int64[strata]: how many of each it lived; witnesses: by
    kind, people worth reading; where: what to call it in messages."""

    tables: Tables
    trajectory: Any
    blocks: np.ndarray
    witnesses: dict[str, list[dict[str, int]]]
    where: str


def life(where: str | Path | Regime | Scenario | Results, person: int | str) -> Life:
    """The whole life of one synthetic person, exactly as a run lived it.

    where: a results folder, `Results`, or a regime by name, file or object for its default run (a
    million people, seed 1). person: a number, e.g. from `Results.witnesses`. Raises `InputError`.
    """
    number = read_person(person)
    return interruptibly(lambda _: life_in(lived(where), number))


def read_person(person: int | str) -> int:
    """A person's number. Raises `InputError`."""
    try:
        return int(person)
    except ValueError:
        raise InputError(
            f"person {str(person)[:40]}", "is not a number", "a person's number",
            "`glasshouse life DIR --find KIND` gives some. People have no names.",
        ) from None  # fmt: skip


def life_in(run: Lived, number: int) -> Life:
    """The life of a person in a run. Raises `InputError` if the run did not live them."""
    from glasshouse.engine.solve.replay import is_lived, replay
    from glasshouse.measure.run.life import life_of
    from glasshouse.report.sections.life_words import tell

    if not is_lived(run.tables, run.blocks, number):
        people = int(run.blocks.sum()) * run.tables.people.block_people
        raise InputError(
            f"person {number}", f"was not lived in {run.where}", f"one of its {people:,} people",
            "`--find longest-restricted` gives people worth reading, `--find anybody` others.",
        )  # fmt: skip
    data = life_of(run.tables, replay(run.tables, run.trajectory, number))
    tell(data)
    return Life(data)


def find_people(where: str | Path | Regime | Scenario | Results, kind: str) -> list[dict[str, Any]]:
    """People worth reading, by kind: [{person, amount, about}], the most first.

    kind: one of FINDS; `anybody`: some people as they come, for comparison. Raises `InputError`.
    """
    if kind not in FINDS:
        near = difflib.get_close_matches(kind, FINDS, 1)
        raise InputError(
            f"kind={kind[:40]}", "there is no such kind of people", ", ".join(FINDS),
            f"Did you mean '{near[0]}'?" if near else "",
        )  # fmt: skip
    return interruptibly(lambda _: people_in(lived(where, witnesses=kind != "anybody"), kind))


def people_in(run: Lived, kind: str) -> list[dict[str, Any]]:
    """People of a run worth reading, as `find_people`."""
    from glasshouse.engine.solve.replay import replay
    from glasshouse.measure.run.life import about

    rows = _anybody(run) if kind == "anybody" else run.witnesses.get(kind, [])
    found = []
    for row in rows:
        told = replay(run.tables, run.trajectory, row["person"])
        found.append({**row, "about": about(run.tables, told)})
    return found


def _anybody(run: Lived) -> list[dict[str, int]]:
    """Some people as they come, the same for the same run: every so many-th of all places."""
    from glasshouse.engine.solve.replay import number_of

    size = run.tables.people.block_people
    people = int(run.blocks.sum()) * size
    firsts = run.blocks.cumsum() - run.blocks
    found = []
    for n in range(ANYBODY):
        position = (2 * n + 1) * people // (2 * ANYBODY)
        block, place = position // size, (position + n * size // ANYBODY) % size
        stratum = int((firsts <= block).sum()) - 1
        number = number_of(stratum, block - int(firsts[stratum]), place)
        found.append({"person": number, "amount": 0})
    return found


def lived(where: str | Path | Regime | Scenario | Results, witnesses: bool = False) -> Lived:
    """What a run was lived under: read from its folder, or settled anew. Raises `InputError`.

    witnesses: whether they are asked for; a regime's default run is then lived in full.
    """
    from glasshouse.results import Results
    from glasshouse.results.folder import is_results

    if isinstance(where, Results):
        return _of_results(where)
    if isinstance(where, str | Path) and Path(where).is_dir():
        if not is_results(Path(where)):
            raise InputError(str(where), "is a folder without results",
                             "one that `glasshouse run` wrote, or a regime's name")  # fmt: skip
        return _of_folder(Path(where))
    return _settled(where, witnesses)


def _of_folder(folder: Path) -> Lived:
    from glasshouse.results import Results
    from glasshouse.results.couplings import COUPLINGS, WITNESSES, read_couplings
    from glasshouse.results.folder import RECEIPT, SCENARIO_FILE, SUMMARY, file_digest, read_json
    from glasshouse.results.kept_tables import tables_of

    receipt = read_json(folder, RECEIPT)
    if not (folder / COUPLINGS).exists():
        Results.check_summary(folder, read_json(folder, SUMMARY))
    arrays = read_couplings(folder / COUPLINGS)
    tables = tables_of(folder)
    for name in (COUPLINGS, SCENARIO_FILE):
        if receipt.get("files", {}).get(name) != file_digest(folder / name):
            raise InputError(str(folder), f"{name} is not as it was written",
                             remedy="Run the scenario anew.")  # fmt: skip
    return _lived(tables, arrays, read_json(folder, WITNESSES), receipt, str(folder))


def _of_results(results: Results) -> Lived:
    if results.scenario is None or not results.couplings:
        raise InputError(
            "life", "these results don't hold what their blocks were lived under",
            remedy="An older version made them, or their world has changed: run the scenario anew.",
        )  # fmt: skip
    from glasshouse.engine.tables.compile import compile_scenario

    tables = compile_scenario(results.scenario)
    return _lived(tables, results.couplings, results.witnesses, results.receipt, "these results")


def _lived(
    tables: Tables,
    arrays: dict[str, np.ndarray],
    witnesses: dict[str, Any],
    receipt: dict[str, Any],
    where: str,
) -> Lived:
    from glasshouse.results.couplings import BLOCKS, trajectory_of

    if tables.digest != receipt.get("tables_digest"):
        raise InputError(
            where, "its tables come out otherwise than when it was run: the world or the program"
            " has changed since", remedy="Run the scenario anew (`glasshouse run scenario.yaml`).",
        )  # fmt: skip
    return Lived(tables, trajectory_of(tables, arrays), arrays[BLOCKS], witnesses, where)


def _settled(where: str | Path | Regime | Scenario, witnesses: bool) -> Lived:
    from glasshouse.api.scenarios import resolve
    from glasshouse.engine.solve.run import default_threads, prepare, solve
    from glasshouse.results.couplings import witnesses_of

    scenario = resolve(where)
    threads = default_threads()
    run = solve(scenario, threads) if witnesses else prepare(scenario, threads)
    found = witnesses_of(run) if witnesses else {}
    name = f"the default run of {scenario.regime.name}"
    return Lived(run.tables, run.trajectory, run.sample.blocks, found, name)
