"""Provinces as tiles, about where they lie; and how they fare under a restriction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from glasshouse.report.blocks import Block, Chart, columns, rows
from glasshouse.report.say import label, say
from glasshouse.report.sections.given import Given, Summary
from glasshouse.report.wording import count, per_thousand

FEW_DAYS = 10
# name: column, row, official abbreviation (GB/T 2260)
PLACES = {
    "Heilongjiang": (7, 0, "HL"), "Inner Mongolia": (4, 1, "NM"), "Jilin": (7, 1, "JL"),
    "Xinjiang": (0, 2, "XJ"), "Gansu": (2, 2, "GS"), "Ningxia": (3, 2, "NX"),
    "Hebei": (4, 2, "HE"), "Beijing": (5, 2, "BJ"), "Tianjin": (6, 2, "TJ"),
    "Liaoning": (7, 2, "LN"), "Tibet": (0, 3, "XZ"), "Qinghai": (1, 3, "QH"),
    "Shaanxi": (3, 3, "SN"), "Shanxi": (4, 3, "SX"), "Henan": (5, 3, "HA"),
    "Shandong": (6, 3, "SD"), "Sichuan": (2, 4, "SC"), "Chongqing": (3, 4, "CQ"),
    "Hubei": (4, 4, "HB"), "Anhui": (5, 4, "AH"), "Jiangsu": (6, 4, "JS"),
    "Shanghai": (7, 4, "SH"), "Yunnan": (2, 5, "YN"), "Guizhou": (3, 5, "GZ"),
    "Hunan": (4, 5, "HN"), "Jiangxi": (5, 5, "JX"), "Zhejiang": (6, 5, "ZJ"),
    "Guangxi": (3, 6, "GX"), "Guangdong": (4, 6, "GD"), "Fujian": (5, 6, "FJ"),
    "Hainan": (3, 7, "HI"),
}  # fmt: skip


class Tile(NamedTuple):
    """A province: what is drawn and what is said of it, and its row of numbers."""

    name: str
    value: float
    shown: str
    more: str
    row: tuple[str, ...]

    @property
    def said(self) -> str:
        """`Henan 4.1`."""
        return f"{self.name} {self.shown}"


def tiles(of: str, found: Sequence[Tile], heads: Sequence[str], command: str, **words: str
          ) -> Iterator[Block]:  # fmt: skip
    """A tile a province, the darker the higher; nothing where there is nothing to tell apart."""
    placed = [tile for tile in found if tile.name in PLACES]
    if len(placed) < 2 or not any(tile.value for tile in placed):  # noqa: PLR2004
        return
    most = max(placed, key=lambda tile: tile.value)
    least = min(placed, key=lambda tile: tile.value)
    yield Chart(
        "tiles", say(f"{of}.title", **words),
        say(f"{of}.alt", most=most.said, least=least.said, **words),
        {"tiles": [_drawn(tile) for tile in placed]},
        columns(*(say(f"{of}.{head}") for head in heads), name=say("places.province")),
        rows((tile.name, *tile.row) for tile in found), say("places.meaning"), command,
    )  # fmt: skip


def _drawn(tile: Tile) -> dict[str, Any]:
    x, y, short = PLACES[tile.name]
    return {"x": x, "y": y, "short": short, "value": tile.value, "shown": tile.shown,
            "tip": f"{tile.said}\n{tile.more}"}  # fmt: skip


def provinces(given: Given, rule: str) -> Iterator[Block]:
    """People wrongly under a restriction on the last day, of 1,000 inhabitants."""
    found = []
    for one in given.provinces:
        if rule in one["rules"] and one["people"]:
            figures = one["rules"][rule]
            rate = figures["people_at_end_wrongful"] / one["people"]
            held, wrongly = (
                count(figures["people_at_end"]),
                count(figures["people_at_end_wrongful"]),
            )
            row = (f"{one['people']:,}", held, wrongly, per_thousand(rate))
            found.append(Tile(one["name"], rate, per_thousand(rate), held, row))
    heads = ("people", "restricted", "wrongly", "rate")
    yield from tiles("provinces", found, heads, given.command, rule=label(rule),
                     date=given.last_day)  # fmt: skip


def waits(given: Given) -> Iterator[Block]:
    """Days until an appeal has its turn."""
    found = []
    for name, office in (
        given.summary.get("redress", {}).get("offices", {}).get("provinces", {}).items()
    ):
        mean, longest = _days(office["mean_waiting_days"]), _days(office["worst_waiting_days"])
        still = count(office["backlog_at_end"])
        row = (count(office["arrivals"]), count(office["capacity"]), still, mean, longest)
        value = office["mean_waiting_days"] or 0.0
        found.append(Tile(name, value, mean, say("waits.still", cases=still), row))
    heads = ("arrivals", "capacity", "backlog", "mean", "longest")
    yield from tiles("waits", found, heads, given.command)


def _days(number: float | None) -> str:
    """Days that something waits; None: it is never decided."""
    if number is None:
        return say("offices.never")
    return f"{number:.1f}" if number < FEW_DAYS else f"{number:.0f}"


def groups(given: Given, rule: str) -> Iterator[Block]:
    """People wrongly under a restriction on the last day, of 1,000 of each group."""
    here = [one for one in given.groups if one["rule"] == rule and one["people"] > 0]
    everybody = next((one for one in here if one["dimension"] == "everybody"), None)
    if everybody is None or not everybody["people_at_end_wrongful"]:
        return
    marks = [_mark(one) for one in here if one is not everybody]
    most, least = (pick(marks, key=lambda mark: mark["rate"]) for pick in (max, min))
    said = ({"most": most, "least": least}).items()
    ends = {key: f"{mark['label']} {mark['shown']}" for key, mark in said}
    name = label(rule)
    yield Chart(
        "groups", say("groups.title", rule=name, date=given.last_day),
        say("groups.alt", rule=name, **ends),
        {"marks": marks, "mean": 1000 * _rate(everybody)},
        columns(*(say(f"groups.{head}") for head in ("people", "restricted", "wrongly", "rate")),
                name=say("groups.group")),
        rows(map(_row, here)), say("groups.meaning"), given.command,
    )  # fmt: skip


def _rate(group: Summary) -> float:
    return float(group["people_at_end_wrongful"] / group["people"])


def _mark(group: Summary) -> dict[str, Any]:
    """A group with its 95 % interval, of 1,000."""
    rate, error = _rate(group), 1.96 * group["people_at_end_wrongful_se"] / group["people"]
    dimension = group["dimension"]
    return {
        "heading": label(dimension, "dimension"),
        "label": label(group["cell"], f"group.{dimension}"), "shown": per_thousand(rate),
        "rate": 1000 * rate, "low": 1000 * max(0.0, rate - error), "high": 1000 * (rate + error),
    }  # fmt: skip


def _row(group: Summary) -> tuple[str, ...]:
    dimension = group["dimension"]
    cell = label(group["cell"], f"group.{dimension}")
    name = cell if dimension == "everybody" else f"{label(dimension, 'dimension')}: {cell}"
    error = per_thousand(group["people_at_end_wrongful_se"] / group["people"])
    held = (count(group[key]) for key in ("people_at_end", "people_at_end_wrongful"))
    return name, f"{group['people']:,}", *held, f"{per_thousand(_rate(group))} ± {error}"
