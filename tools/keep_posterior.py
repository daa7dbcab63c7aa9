"""Keeps a thinned posterior in the package. In: a folder that `glasshouse calibrate` wrote.

python tools/keep_posterior.py build/calibration
"""

import sys
from pathlib import Path

from glasshouse.results.study import Calibration

KEPT = 64
FILE = Path(__file__).parent.parent / "glasshouse/measure/published/court-list-posterior.csv"


def main() -> None:
    """Write every so-manyth draw, with four digits."""
    posterior = Calibration.load(sys.argv[1]).posterior.drop("draw")
    kept = posterior[:: len(posterior) // KEPT][:KEPT]
    kept.with_columns(kept.select(name.round_sig_figs(4) for name in kept)).write_csv(FILE)
    print(f"{len(kept)} draws in {FILE.name}")


if __name__ == "__main__":
    main()
