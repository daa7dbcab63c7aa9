"""The engine alone, of whichever version of the project this Python has.

Called with a regime, a number of people, a first and a last day. Lives them on one thread, three
times, and prints one line of JSON: `people`, `days`, and the least `engine_s`, seconds of processor
time to live everybody, without start-up, tables and the passes that settle false matches.
"""

import json
import sys
import time

time.perf_counter = time.process_time  # the engine times itself: have it read another clock

from glasshouse.api.scenarios import resolve  # noqa: E402

try:
    from glasshouse.engine.solve.run import solve
except ImportError:  # until 29 November 2026
    from glasshouse.engine.run import solve

regime, people, first, last = sys.argv[1:]
scenario = resolve(regime, people=people, start=first, end=last)
runs = [solve(scenario, threads=1) for _ in range(3)]
seconds = min(run.seconds["everybody"] for run in runs)
print(json.dumps({"people": runs[0].sample.people, "days": scenario.days, "engine_s": seconds}))
