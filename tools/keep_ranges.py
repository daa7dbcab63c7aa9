"""Makes the ranges that ship with the project: sets of assumptions, fitted, and their headlines.

In: the presets. Out: `glasshouse/measure/stored/PRESET.json`, one set a line. What is current is
left as it is; what was done before an interruption is kept in `build/`, and not done again.

python tools/keep_ranges.py [PRESET ...] [--anew]     (`make ranges`)
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from glasshouse.engine.solve.run import Run, default_threads, solve
from glasshouse.errors import InputError
from glasshouse.measure.studies import stored
from glasshouse.measure.studies.fitting import UnfittableError
from glasshouse.measure.studies.headlines import Headline, headlines_of
from glasshouse.measure.studies.ranges import live_set, sets_of
from glasshouse.measure.studies.sets import FITTED_PEOPLE, SETS, Sets
from glasshouse.regime.regime import regime_names

ROOT = Path(__file__).parent.parent
DIGITS = 5

Line = dict[str, Any]


def main() -> None:
    """Make what is missing or stale; presets that others were made from come first."""
    parser = argparse.ArgumentParser(description="Make the stored ranges of the presets.")
    parser.add_argument("presets", nargs="*")
    parser.add_argument("--anew", action="store_true", help="also what is current")
    options = parser.parse_args()
    for name in sorted(options.presets or regime_names(), key=_after):
        keep(name, options.anew)


def _after(name: str) -> tuple[bool, str]:
    fitted = stored.preset_of(name).regime.file.fitted
    return bool(fitted and fitted.regime != name), name


def keep(name: str, anew: bool) -> None:
    """One preset's file, unless it is current or nothing in it is an assumption."""
    preset = replace(stored.preset_of(name), people=FITTED_PEOPLE)
    drawn = sets_of(preset, holds=False, threads=default_threads())
    old = stored.read(name)
    if not drawn.assumptions or not preset.regime.file.consequences:
        print(f"{name}: nothing to range")
        return
    if old and not anew and not stored.differing(old, preset):
        print(f"{name}: is current")
        return
    began, run = time.perf_counter(), solve(preset)
    made_from = stored.made_from(preset, run.tables)
    names = list(headlines_of(run))
    lines = _lines(run, drawn, names, ROOT / "build" / f"ranges-{name}.jsonl", made_from)
    head = {
        "preset": name, "made_from": made_from, "people": FITTED_PEOPLE, "seed": preset.seed,
        "assumptions": drawn.names, "headlines": names,
    }  # fmt: skip
    path = stored.path_of(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(_document(head, lines), encoding="utf-8")
    stored.read.cache_clear()
    missing = [n + 1 for n, line in enumerate(lines) if "why" in line]
    print(f"{name}: {len(lines) - len(missing)} of {len(lines)} sets in {path.name}, not {missing},"
          f" {time.perf_counter() - began:.0f} s")  # fmt: skip


def _lines(
    run: Run, drawn: Sets, names: list[Headline], path: Path, made_from: dict[str, str]
) -> list[Line]:
    """Every set, those that are kept in a file among them. A file of other numbers is let go."""
    done: dict[int, Line] = {}
    if path.exists():
        head, *kept = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        done = {one["set"]: one["line"] for one in kept} if head == made_from else {}
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(
        json.dumps(one) + "\n"
        for one in (made_from, *({"set": n, "line": line} for n, line in done.items()))
    ), encoding="utf-8")  # fmt: skip
    if drawn.base is not None:
        drawn.settle()
    lock = Lock()

    def make(number: int) -> None:
        line = _line(run, drawn, number, names)
        with lock, path.open("a", encoding="utf-8") as file:
            done[number] = line
            file.write(json.dumps({"set": number, "line": line}) + "\n")

    with ThreadPoolExecutor(default_threads()) as pool:
        list(pool.map(make, [n for n in range(SETS) if n not in done]))
    path.unlink()
    return [done[n] for n in range(SETS)]


def _line(run: Run, drawn: Sets, number: int, names: list[Headline]) -> Line:
    """One set: its numbers, its thresholds, its headlines; or why it has none."""
    places = drawn.places(number)
    line: Line = {"values": [_short(a.value(places[a.name])) for a in drawn.assumptions]}
    try:
        scenario = drawn.at(places)
        score = scenario.regime.file.score
        if drawn.base is not None and score is not None:
            line["thresholds"] = {
                grade.name: int(grade.from_score.values[0]) for grade in score.grades
                if grade.from_score and grade.from_score.confidence == "fitted"
            }  # fmt: skip
        found = headlines_of(live_set(run, scenario, FITTED_PEOPLE))
        line["headlines"] = [_short(found[name]) for name in names]
    except (InputError, UnfittableError) as refused:
        line["why"] = str(refused)
    return line


def _short(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _document(head: Line, lines: list[Line]) -> str:
    """JSON that shows a set a line."""
    rows = ",\n".join(json.dumps(line) for line in lines)
    return f'{json.dumps(head, indent=1)[:-2]},\n "sets": [\n{rows}\n]}}\n'


if __name__ == "__main__":
    main()
