"""A court's list fitted to published totals: the posterior, and how near it comes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from glasshouse.report.blocks import Block, Row, Table, Text, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Summary
from glasshouse.report.wording import figure


def calibration(summary: Summary, command: str = "") -> Iterator[Block]:
    """The posterior, its discrepancy, and the totals that it was fitted to."""
    heads = (say(f"calibrate.{head}") for head in ("prior", "low", "median", "high", "stated"))
    yield Table(
        say("calibrate.title", regime=summary["regime"], totals=summary["totals"]),
        columns(*heads), tuple(_numbers(summary)), command=command,
    )  # fmt: skip
    heads = (say(f"calibrate.{head}") for head in ("published", "low", "median", "high"))
    figures = ("published", "low", "median", "high")
    yield Table(
        say("calibrate.totals"), columns(*heads),
        rows((f"{row['to']} {label(row['quantity'])}", *(figure(row[key]) for key in figures))
             for row in summary["fit"]), command=command,
    )  # fmt: skip
    draws = {"draws": summary["draws"], "independent": summary["independent_draws"]}
    yield Text(
        say("calibrate.meaning", samples=summary["samples"], people=summary["people"], **draws),
        "note", is_close=True,
    )  # fmt: skip


def _numbers(summary: Summary) -> Iterator[Row]:
    """Fitted numbers, under whose they are; then the model's own discrepancy."""
    for of, group in groupby(summary["numbers"].values(), lambda one: str(one["of"])):
        yield Row((say(f"calibrate.of.{of}"),), "head")
        for one in group:
            low, high = one["prior"]
            shown = (f"{one[key]:.3g}" for key in ("low", "median", "high", "stated"))
            yield Row((one["meaning"], f"{low:g} to {high:g}", *shown))
    yield Row((say("calibrate.of.model"),), "head")
    for kind, found in summary["discrepancy"].items():
        yield Row((label(kind), "", *(f"{value:.2g}" for value in found), ""))
