"""Speed: W1 in Glasshouse and its peers, and the project against an earlier commit of itself.

Comes in: nothing but options. Goes out: Markdown tables between the markers of
docs/performance.md; build/bench.md instead if that page or something to measure is missing (then
the exit code is 1). Only ratios taken in one run count, so each round runs everybody once and gives
one ratio for each of them; medians are quoted with the lowest and the highest.
"""

import argparse
import datetime as dt
import os
import platform
import sys
from pathlib import Path

import before
from measuring import ONE_THREAD, ROOT, Results, Task, ratios, spread, take_turns

PAGE = ROOT / "docs/performance.md"
DRAFT = ROOT / "build/bench.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"

# The peers of W1, and people enough for a run of a few seconds.
PEERS = {
    "mesa_daily": 5_000,
    "starsim_daily": 50_000,
    "numba_daily": 100_000,
    "numpy_daily": 100_000,
    "numba_events": 2_000_000,
}
W1 = ["run", "w1", "--world", "w1", "--threads", "1", "--json"]
CHINA = ["run", "china-2018", "--threads", "2", "--json"]


def peer(name: str) -> Task:
    """How one peer runs W1."""
    python = ROOT / ".venv-bench/bin/python"
    return Task([str(python), str(ROOT / f"bench/peers/{name}.py"), str(PEERS[name])], ONE_THREAD)


def glasshouse(arguments: list[str], people: str, home: Path = ROOT) -> Task:
    """How a version of Glasshouse runs a scenario."""
    threads = ONE_THREAD if arguments is W1 else {}
    return Task([str(home / ".venv/bin/glasshouse"), *arguments, "--people", people], threads, home)


def speed(result: dict) -> float:
    """Person-days per second, without start-up and compilation where the program tells them."""
    return result["people"] * result["days"] / (result.get("engine_s") or result["wall_s"])


def ratio_text(value: float) -> str:
    """A ratio, two digits below ten."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"


def machine() -> str:
    """Processor, cores and Python."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(results: Results, others: dict[str, str]) -> list[str]:
    """W1: one row an engine, in the order of `others` (task: label, if it doesn't say its own)."""
    rows = [
        "| W1, one thread | people | million person-days per second | Glasshouse is faster by |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, label in {**others, "w1": "**Glasshouse**"}.items():
        known = [result for result in results[name] if result]
        people = f"{known[0]['people']:,}" if known else ""
        millions = spread([speed(result) / 1e6 for result in known], lambda v: f"{v:,.3g}")
        faster = spread(ratios(results["w1"], results[name], speed), ratio_text)
        shown = known[0].get("peer", label) if known else label
        rows.append(f"| {shown} | {people} | {millions} | {1 if name == 'w1' else faster} |")
    return rows


def country_line(results: list[dict | None]) -> str:
    """What a million people and a simulated year cost under China's regime."""
    costs = [1e6 * 365 / speed(result) for result in results if result]
    cost = spread(costs, lambda v: f"{v:.2f} s")
    return f"`china-2018`, two threads, per million people and simulated year: {cost}."


def write(lines: list[str], complete: bool) -> Path:
    """Put the lines between the page's markers; into the draft if that can't be."""
    block = "\n".join(lines)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if complete and begin and end:
        PAGE.write_text(f"{head}{BEGIN}\n\n{block}\n\n{END}{tail}", encoding="utf-8")
        return PAGE
    DRAFT.parent.mkdir(exist_ok=True)
    DRAFT.write_text(f"{block}\n", encoding="utf-8")
    return DRAFT


def read_options() -> argparse.Namespace:
    """What is asked for."""
    options = argparse.ArgumentParser(description="Speed against peers and an earlier commit.")
    options.add_argument("--repetitions", type=int, default=5)
    options.add_argument("--people", default="1e6", help="of W1 in Glasshouse")
    options.add_argument("--country-people", default="1e6", help="of china-2018")
    options.add_argument("--before", default=before.DEFAULT, metavar="COMMIT")
    options.add_argument("--everybody", action="store_true", help="all of China for a year, once")
    options.add_argument("--draft", action="store_true", help="leave the page as it is")
    return options.parse_args()


def main() -> int:
    """Run everybody in turns, then print and write the tables."""
    given = read_options()
    tasks = {name: peer(name) for name in PEERS}
    tasks |= {"w1": glasshouse(W1, given.people)}
    tasks |= {"china-2018": glasshouse(CHINA, given.country_people)}
    others = {name: name for name in PEERS}
    try:
        folder = before.set_up(given.before)
    except before.Missing as why:
        folder = None
        print(f"Not compared with {given.before}: {why}", file=sys.stderr)
    if folder is not None:
        tasks |= {"w1 before": glasshouse(W1, given.people, folder)}
        tasks |= before.tasks(before.ROWS, folder)
        others |= {"w1 before": f"Glasshouse at `{folder.name}`"}

    results = take_turns(tasks, given.repetitions)
    lines = [*table(results, others), "", country_line(results["china-2018"]), ""]
    if folder is not None:
        lines += [*before.table(before.ROWS, results, folder.name), ""]
    lines += [
        f"Median (lowest..highest) of {given.repetitions} rounds in which everybody took a turn, "
        f"on {dt.date.today()}.",
        f"{machine()}. Start-up and compilation are not counted, but where a whole command is.",
    ]
    if folder is not None and given.everybody:
        results |= take_turns(before.tasks(before.EVERYBODY, folder), 1, warm=False)
        lines += ["", *before.table(before.EVERYBODY, results, folder.name)]
    complete = all(all(runs) for runs in results.values())
    print("\n".join(lines))
    written = write(lines, complete and not given.draft)
    print(f"\nWritten: {written.relative_to(ROOT)}", file=sys.stderr)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
