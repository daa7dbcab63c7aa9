"""A report of results: what a document for people is written from.

In: a folder that `run` wrote, and folders of studies of the same scenario. Out: `Report`, whose
`html` and `pdf` are documents that keep.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.regime.regime import Regime
    from glasshouse.report.blocks import Document
    from glasshouse.results import Results
    from glasshouse.results.study import Study
    from glasshouse.scenario import Scenario

LIVES = ("wrongly-restricted", "anybody")
MOST_DAYS = 60
NO_ORIGIN = ("none", "my-regime", "w1")  # presets that nothing is a change of


@dataclass(frozen=True)
class Report:
    """A report. data: everything that it says, as plain data."""

    data: dict[str, Any]

    def html(self) -> str:
        """One page that opens offline and needs nothing else."""
        from glasshouse.report.page import html_page

        return html_page(self.document())

    def pdf(self) -> bytes:
        """A PDF for print, with text alternatives for its charts."""
        from glasshouse.report.pdf import pdf

        return pdf(self.document())

    def document(self) -> Document:
        """What it says, as sections of blocks."""
        from glasshouse.report.sections.document import document

        return document(self.data)


def report(
    folder: str | Path | Results,
    studies: Sequence[str | Path | Study] = (),
    named: str = "results",
) -> Report:
    """The report of a folder of results. studies: what `why`, `safeguards` or `uncertainty` found
    of the same regime, or the folders that they wrote; named: what results that lie in no folder
    are called in commands. Raises `InputError`."""
    from glasshouse.results import Results

    given = folder if isinstance(folder, Results) else Results.load(folder)
    named = named if isinstance(folder, Results) else str(folder)
    return Report(_gathered(given, named, [_study(given) for given in studies]))


def _gathered(results: Results, folder: str, studies: list[dict[str, Any]]) -> dict[str, Any]:
    from glasshouse.measure.run.weekly import weekly_of_table
    from glasshouse.report.sections.figures import groups_of, phases_of, provinces_of, regime_told
    from glasshouse.report.sections.regime_words import statements

    scenario = results.scenario
    if scenario is None:
        raise InputError(
            folder, "the world of these results is no longer what it was",
            remedy="Run the regime anew: a report tells the regime and the world in full.",
        )  # fmt: skip
    file = scenario.regime.file
    preset, changed, same = _origin(scenario.regime)
    return {
        "summary": results.summary,
        "weekly": weekly_of_table(results.curves, results.couplings),
        "provinces": provinces_of(results.restrictions, scenario.world),
        "groups": groups_of(results.groups),
        "phases": phases_of(file),
        "regime": regime_told(scenario),
        "folder": folder.rstrip("/"),
        "command": _command("run", scenario, folder.rstrip("/")),
        "rules": [asdict(statement) for statement in statements(file)],
        "preset": preset, "changed": changed, "same": same,
        "assumptions": _assumptions(scenario.regime),
        "sources": [
            {"key": key, "text": ". ".join(p for p in (s.title, s.publisher, s.date, s.url) if p)}
            for key, s in file.sources.items()
        ],
        "receipt": {k: v for k, v in results.receipt.items() if k not in ("files", "command")},
        "lives": _two_lives(results),
        "studies": {study["kind"]: study for study in studies},
    }  # fmt: skip


def _command(verb: str, scenario: Scenario, folder: str) -> str:
    """What makes the results again: by name where the regime is a preset as it stands."""
    from glasshouse.regime.regime import Regime, regime_names

    file, preset = scenario.regime.file, scenario.regime.name
    if preset not in regime_names() or Regime.load(preset).file != file:
        return f"glasshouse {verb} {folder}/scenario.yaml"
    words = [f"glasshouse {verb} {preset} --people {scenario.people or 'all'}"]
    words.append(f"--seed {scenario.seed}")
    if scenario.world.name != file.world:
        words.append(f"--world {scenario.world.name}")
    if scenario.start != file.starts:
        words.append(f"--from {scenario.start}")
    if scenario.end != file.ends:
        words.append(f"--to {scenario.end}")
    return " ".join(words)


def _two_lives(results: Results) -> list[dict[str, Any]]:
    """Two people worth reading: one wrongly restricted for long, one as they come."""
    from glasshouse.api.life import life_in, lived, people_in

    if not results.couplings:
        return []  # results of an older version can't be told again
    run = lived(results)
    found = []
    for kind in LIVES:
        lives = (
            _told(life_in(run, one["person"]).data, kind) for one in people_in(run, kind)
        )  # fmt: skip
        told = next((life for life in lives if life["rows"]), None)  # one to whom anything happened
        if told is not None:
            found.append(told)
    return found


def _told(life: dict[str, Any], kind: str) -> dict[str, Any]:
    """A life's days that mattered, each with what the record says and what happened."""
    from glasshouse.report.sections.life import by_day

    rows = by_day(entry for entry in life["days"] if entry["matters"])
    return {"kind": kind, "person": life["person"], "about": life["about"],
            "rows": list(islice(rows, MOST_DAYS))}  # fmt: skip


def _origin(regime: Regime) -> tuple[str | None, list[dict[str, Any]], int]:
    """The preset that a regime comes from (its own, else the one it shares most rules with), the
    rules that differ, and how many are the same."""
    from glasshouse.regime.regime import Regime, regime_names
    from glasshouse.report.sections.difference import GROUNDS, differences

    best: tuple[str | None, list[dict[str, Any]], int] = (None, [], 0)
    for name in regime_names():
        if name in NO_ORIGIN and name != regime.name:
            continue
        found, same = differences(Regime.load(name).file, regime.file)
        changed = [
            {"part": d.part, "rule": d.rule, "preset": d.first, "here": d.second}
            for d in found if d.kind != GROUNDS
        ]  # fmt: skip
        if name == regime.name:
            return name, changed, same
        if same > best[2] and same > len(changed):
            best = (name, changed, same)
    return best


def _assumptions(regime: Regime) -> list[dict[str, Any]]:
    from glasshouse.quantity import each_quantity
    from glasshouse.report.say import say
    from glasshouse.report.wording import day

    found = []
    for place, quantity in each_quantity(regime.file):
        if quantity.confidence != "assumption" or quantity.range is None:
            continue
        value = quantity.value
        told = (
            ", ".join(say("rule.from_date", value=f"{number:g}", date=day(date))
                      for date, number in value.items())
            if isinstance(value, dict) else f"{value:g}"
        )  # fmt: skip
        source = regime.file.sources.get(quantity.source)
        found.append({
            "place": place, "value": told, "unit": quantity.unit, "range": list(quantity.range),
            "source": source.title if source else quantity.source,
        })  # fmt: skip
    return found


def _study(given: str | Path | Study) -> dict[str, Any]:
    """A study's summary, and what makes it again."""
    if not isinstance(given, str | Path):
        name = given.summary["regime"]
        made = f"glasshouse {given.kind} {name}"
        if given.scenario is not None:
            made = _command(given.kind, given.scenario, name)
        return {"kind": given.kind, "command": made, "summary": given.summary}
    folder = Path(given)
    try:
        summary: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        kind = summary["kind"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"studies={folder}", "holds no study",
            "a folder that `glasshouse why`, `safeguards` or `uncertainty` wrote",
        ) from None  # fmt: skip
    return {
        "kind": kind, "command": f"glasshouse {kind} {folder}/scenario.yaml", "summary": summary,
    }  # fmt: skip
