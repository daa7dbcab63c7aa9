"""Keeps a thinned posterior of every fit in the package.

In: a folder that `glasshouse calibrate` wrote.

python tools/keep_posterior.py build/calibration
"""

import sys
from pathlib import Path

import polars as pl

from glasshouse.measure.studies.published import LAST_FITTED
from glasshouse.results.study import Calibration

KEPT = 64
FILE = Path(__file__).parent.parent / "glasshouse/measure/published/court-list-posterior.csv"


def main() -> None:
    """Write every so-manyth draw, with four digits."""
    found = Calibration.load(sys.argv[1])
    last = pl.lit(LAST_FITTED).alias("fitted_until")
    posterior = found.posterior.select(last, pl.exclude("draw"))
    fits = pl.concat([found.earlier, posterior]).partition_by("fitted_until")
    kept = pl.concat([draws[:: len(draws) // KEPT][:KEPT] for draws in fits])
    numbers = pl.exclude("fitted_until").round_sig_figs(4)
    kept.select("fitted_until", numbers).write_csv(FILE)
    print(f"{len(kept)} draws in {FILE.name}")


if __name__ == "__main__":
    main()
