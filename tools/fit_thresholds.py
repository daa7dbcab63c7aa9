"""Fits a preset's stated thresholds to what its report says: the mean of four lucks.

In: a preset whose file says what is fitted (`fitted`). Out: printed thresholds, and what they
reach under each luck, with standard errors. Nothing is written: the values are copied into a file.

python tools/fit_thresholds.py china-2018 [--people 1e6]

It fits the report's own numbers and nothing else: a count of everybody, never of a group.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

from glasshouse.engine.solve.run import default_threads, prepare
from glasshouse.measure.run.estimates import Totals
from glasshouse.measure.studies.fitting import fit_thresholds, graded
from glasshouse.measure.studies.sets import fitted_for
from glasshouse.measure.studies.stored import preset_of

LUCKS = range(1, 5)  # seeds whose mean is fitted: one country's luck is not the point


def main() -> None:
    """Read the command line, fit, print."""
    parser = argparse.ArgumentParser(description="Fit thresholds to the numbers of a report.")
    parser.add_argument("preset")
    parser.add_argument("--people", type=float, default=1e6)
    options = parser.parse_args()
    scenario, threads = fitted_for(preset_of(options.preset)), default_threads()
    if scenario is None:
        parser.error(f"{options.preset} fits no thresholds")
    bases = [prepare(replace(scenario, people=int(options.people), seed=seed), threads)
             for seed in LUCKS]  # fmt: skip
    thresholds, runs = fit_thresholds(scenario, *bases, threads=threads, close=0)
    print(f"{options.preset}: {thresholds}")
    for seed, run in zip(LUCKS, runs, strict=True):
        for rule in graded(scenario.regime.file):
            tally = Totals(run).national("consequences")[run.tables.rules.consequences.index(rule)]
            people = tally["end_record"]
            print(f"seed {seed}: {rule} {float(people.value):,.0f}"
                  f" (standard error {float(people.error):,.0f})")  # fmt: skip


if __name__ == "__main__":
    main()
