"""How far queues of appeals move with luck: over the seeds of a sweep, by number of people.

In: the folder of `glasshouse sweep REGIME seed=... people=...` of a regime with appeals. Out: for
the country, and for provinces by how many people there are in them, the standard deviation over
seeds as a share of the mean.
"""

import sys
from pathlib import Path

import polars as pl

WORDS = {
    "arrivals": "came in",
    "backlog_at_end": "waiting at end",
    "mean_waiting_days": "mean wait",
}


def main(folder: Path) -> None:
    """Print a table."""
    table = pl.read_parquet(folder / "sweep.parquet")
    offices = table.filter(part="redress", name="offices").with_columns(
        pl.col("measure").str.extract(r"^provinces\.(.*)\.").alias("province"),
        pl.col("measure").str.extract(r"([a-z_]*)$").alias("what"),
    )
    spread = offices.group_by("people", "province", "what").agg(
        pl.col("value").mean().alias("mean"), pl.col("value").std().alias("deviation")
    )
    settled = spread.filter(what="settled_on").select(
        "people", "province", pl.col("mean").alias("in_it")
    )
    spread = spread.join(settled, on=["people", "province"], nulls_equal=True)
    print(f"{'':32}" + "".join(f"{WORDS[name]:>16}" for name in WORDS))
    for (people,), rows in sorted(spread.group_by("people"), key=lambda pair: pair[0]):
        _row(f"{people:,.0f} people: the country", rows.filter(pl.col("province").is_null()))
        own = rows.filter(pl.col("province").is_not_null())
        for low, high in ((0, 4096), (4096, 8192), (8192, 16384), (16384, 65536)):
            there = own.filter(pl.col("in_it").is_between(low, high, closed="right"))
            if there.height:
                _row(
                    f"  provinces of {there['in_it'].min():,.0f} to {there['in_it'].max():,.0f}",
                    there,
                )


def _row(words: str, rows: pl.DataFrame) -> None:
    cells = []
    for name in WORDS:
        one = rows.filter(what=name).select(pl.col("deviation") / pl.col("mean")).to_series()
        cells.append(f"{100 * one.median():.1f} %")
    print(f"{words:32}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
