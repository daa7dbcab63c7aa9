"""Speed against peers: W1 in each of them and in Glasshouse, taking turns, and China's regime.

Comes in: nothing but options. Goes out: a Markdown table between the markers of
docs/performance.md; build/bench.md instead if that page or something to measure is missing (then
the exit code is 1). Only ratios taken in one run count, so each repetition runs everybody once and
gives one ratio per peer; medians are quoted with the lowest and the highest.
"""

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
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
ONE_THREAD = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def peer_command(name: str) -> list[str]:
    """How one peer runs W1."""
    python = ROOT / ".venv-bench/bin/python"
    return [str(python), str(ROOT / f"bench/peers/{name}.py"), str(PEERS[name])]


def glasshouse_command(*arguments: str) -> list[str]:
    """How Glasshouse runs a scenario; it answers in JSON."""
    return [str(ROOT / ".venv/bin/glasshouse"), "run", *arguments, "--json"]


def measure(command: list[str], environment: dict[str, str] | None = None) -> dict | None:
    """The JSON that a command prints, or None with a word on stderr if it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | (environment or {}),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout[done.stdout.index("{") :])
    except (OSError, ValueError) as error:
        why = str(error)
    except subprocess.CalledProcessError as error:
        why = (error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]
    print(f"not measured: {' '.join(command[:4])}: {why}", file=sys.stderr)
    return None


def compute_seconds(result: dict) -> float:
    """Time without start-up and compilation, where the program tells them apart."""
    return result.get("engine_s") or result["wall_s"]


def spread(values: list[float], show: Callable[[float], str]) -> str:
    """Median, lowest and highest, as text."""
    if not values:
        return "not measured"
    return f"{show(statistics.median(values))} ({show(min(values))}..{show(max(values))})"


def ratio_text(value: float) -> str:
    """A ratio, two digits below ten."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def machine() -> str:
    """Processor, cores and Python."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(ours: list[dict | None], peers: dict[str, list[dict | None]]) -> list[str]:
    """W1: one row an engine, the slowest first."""
    rows = [
        "| W1, one thread | people | million person-days per second | Glasshouse is faster by |",
        "| --- | ---: | ---: | ---: |",
    ]
    speeds = {name: [speed(result) for result in results] for name, results in peers.items()}
    own = [speed(result) for result in ours]
    for name, results in peers.items():
        known = [result for result in results if result]
        label = known[0]["peer"] if known else name
        ratios = [a / b for a, b in zip(own, speeds[name], strict=True) if a and b]
        rows.append(
            f"| {label} | {PEERS[name]:,} | {millions(speeds[name])} | "
            f"{spread(ratios, ratio_text)} |"
        )
    people = next((f"{r['people']:,}" for r in ours if r), "")
    rows.append(f"| **Glasshouse** | {people} | {millions(own)} | 1 |")
    return rows


def speed(result: dict | None) -> float | None:
    """Person-days per second."""
    return result["people"] * result["days"] / compute_seconds(result) if result else None


def millions(speeds: list[float | None]) -> str:
    """Speeds in millions, as text."""
    return spread([value / 1e6 for value in speeds if value], lambda v: f"{v:,.3g}")


def country_line(results: list[dict | None]) -> str:
    """What a million people and a simulated year cost under China's regime."""
    costs = [1e6 * 365 / value for value in map(speed, results) if value]
    cost = spread(costs, lambda v: f"{v:.2f} s")
    return f"`china-2018`, two threads, per million people and simulated year: {cost}."


def write(lines: list[str], complete: bool) -> Path:
    """Put the lines between the page's markers; into the draft if that can't be."""
    block = "\n".join(lines)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if complete and begin and end:
        PAGE.write_text(f"{before}{BEGIN}\n\n{block}\n\n{END}{after}", encoding="utf-8")
        return PAGE
    DRAFT.parent.mkdir(exist_ok=True)
    DRAFT.write_text(f"{block}\n", encoding="utf-8")
    return DRAFT


def main() -> int:
    """Run everybody in turns, then print and write the table."""
    options = argparse.ArgumentParser(description="Speed against peers, on workload W1.")
    options.add_argument("--repetitions", type=int, default=5)
    options.add_argument("--people", default="1e6", help="of W1 in Glasshouse")
    options.add_argument("--country-people", default="1e6", help="of china-2018")
    given = options.parse_args()

    w1 = glasshouse_command("w1", "--world", "w1", "--people", given.people, "--threads", "1")
    china = glasshouse_command("china-2018", "--people", given.country_people, "--threads", "2")
    commands = {name: (peer_command(name), ONE_THREAD) for name in PEERS}
    commands |= {"w1": (w1, ONE_THREAD), "china-2018": (china, {})}

    results: dict[str, list[dict | None]] = {name: [] for name in commands}
    for turn in range(given.repetitions + 1):
        for name, (command, environment) in commands.items():
            if turn == 0:  # a first round fills caches and isn't counted
                if not measure(command, environment):
                    results[name] = [None] * given.repetitions
            elif len(results[name]) < given.repetitions:
                results[name].append(measure(command, environment))
        print(f"round {turn} of {given.repetitions}", file=sys.stderr)

    complete = all(all(runs) for runs in results.values())
    lines = table(results["w1"], {name: results[name] for name in PEERS})
    lines += ["", country_line(results["china-2018"]), ""]
    lines += [
        f"Median (lowest..highest) of {given.repetitions} rounds in which everybody took a turn, "
        f"on {dt.date.today()}.",
        f"{machine()}. Start-up and compilation are not counted.",
    ]
    print("\n".join(lines))
    print(f"\nWritten: {write(lines, complete).relative_to(ROOT)}", file=sys.stderr)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
