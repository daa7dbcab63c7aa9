"""A scenario as integer tables: all that the kernel reads.

In: scenario. Out: `Tables`, whose arrays the kernel and the oracle share, with the layout of the
tallies. Everything is exact arithmetic; `digest` says what was built.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from glasshouse.engine.state.constants import (
    CODES,
    INCOMES,
    LEVEL_ONE,
    MAX_LAYERS,
    PERIOD_DAYS,
    POOLS,
    STRETCH_DAYS,
    Blame,
    ProcessKind,
    Wrong,
)
from glasshouse.engine.state.people_tables import PeopleTables
from glasshouse.engine.state.records import BLAMED, FIXED, PROCESS, SPAN, WATCHED
from glasshouse.engine.state.sections import Layout, lay_out, n_cells
from glasshouse.engine.tables.attempts import Attempts, compile_attempts, used_wants
from glasshouse.engine.tables.census import Census
from glasshouse.engine.tables.conduct_classes import compile_classes
from glasshouse.engine.tables.court_rules import compile_court, court_list
from glasshouse.engine.tables.families import CELLS_PER_WEIGHT, Families
from glasshouse.engine.tables.poisson import PoissonTables, layers_needed
from glasshouse.engine.tables.rating_rules import compile_ratings
from glasshouse.engine.tables.redress_rules import (
    compile_context_brings,
    compile_redress,
    is_redressed,
    score_contexts,
)
from glasshouse.engine.tables.rules import Rules, compile_rules, contexts_of
from glasshouse.engine.tables.watching import (
    EPOCH,
    FALSE_BASE,
    Process,
    Watching,
    compile_watching,
    period_dates,
    threshold_of,
    words_of,
)
from glasshouse.engine.tables.world_tables import world_tables
from glasshouse.errors import InputError
from glasshouse.quantity import YEAR_DAYS
from glasshouse.scenario import Scenario

OCCASIONS_PER_CHUNK = 32
RESPONSE_ONE = 1 << 16
CELLS_PER_PERSON = 16
ITEMS_PER_PERSON = 48


@dataclass(frozen=True)
class Tables:
    """Arrays for one scenario; the shapes stand beside each name.

    S strata, T periods, P processes, F families, R response rows, B blame tables, G galleries (one,
    or one per province), Q sources of false hits.
    """

    scenario: Scenario
    people: PeopleTables
    families: Families
    census: Census
    watching: Watching
    rules: Rules
    layout: Layout
    fixed: np.ndarray  # FIXED[]
    processes: np.ndarray  # PROCESS[P]
    is_used: np.ndarray  # bool[F]
    threshold: np.ndarray  # int64[S, T, P]
    poisson: np.ndarray  # uint64[n]
    poisson_at: np.ndarray  # SPAN[P, MAX_LAYERS]
    response: np.ndarray  # int64[R, CODES]
    attempts: Attempts
    watched_by: np.ndarray  # WATCHED[Q]
    blame: np.ndarray  # BLAMED[G, T, B, POOLS]
    pay: np.ndarray  # int64[INCOMES, 2]: by whether a restriction is felt
    conduct_value: np.ndarray  # int64[conducts]
    class_bound: np.ndarray  # int64[CONDUCT_CLASSES - 1]
    court_rules: np.ndarray  # COURT_RULE[eras]; none without a court's list
    redress_rules: np.ndarray  # REDRESS_RULE[eras]
    context_brings: np.ndarray  # int64[eras, score contexts]: consequences, as bits
    rating_rules: np.ndarray  # RATING_RULE[eras]; none where nobody rates
    events_seed: int | None = None  # of what happens to the people, if not the scenario's seed

    @property
    def n_periods(self) -> int:
        """28-day periods that the run touches."""
        return int(self.threshold.shape[1])

    @property
    def n_cells(self) -> int:
        """Cells of a block's tally."""
        return int(self.fixed["cells"])

    @property
    def digest(self) -> str:
        """SHA-256 over all arrays."""
        found = hashlib.sha256()
        rules = self.rules
        attempts = self.attempts
        for array in (self.fixed, self.processes, self.threshold, self.poisson, self.poisson_at,
                      self.response, attempts.rule, attempts.counts, attempts.days, attempts.date,
                      self.watched_by, self.blame, self.pay,
                      self.conduct_value, self.class_bound,
                      self.families.table, self.people.layout, self.people.tables,
                      rules.rule, rules.conduct, rules.consequence, rules.grade_brings,
                      rules.grade_of, rules.era_of, self.court_rules, self.redress_rules,
                      self.context_brings, self.rating_rules):  # fmt: skip
            found.update(np.ascontiguousarray(array).tobytes())
        return found.hexdigest()


def compile_scenario(scenario: Scenario, coarse: bool = False) -> Tables:
    """Build every table of a scenario.

    coarse: a chance too small to be held to 0.1 % is held as well as a level can, and not refused.
    For sets of assumptions, whose corners would be missing otherwise.
    """
    people, families, census = world_tables(scenario.world)
    watching = compile_watching(scenario, people, families, census)
    rules = compile_rules(scenario)
    response, rows = _responses(scenario, watching)
    processes, blame = _processes(watching, families, rows)
    threshold = _thresholds(scenario, watching, people, coarse)
    n_layers = _layers(threshold, processes, response, scenario)
    poisson = PoissonTables()
    poisson_at = _counts(watching, n_layers, poisson)
    attempts = compile_attempts(scenario, response, poisson)
    used = np.zeros(len(families.names), np.bool_)
    used[processes["family"]] = True
    conduct_value, class_bound = compile_classes(scenario, watching, people, families, census)
    fixed = _fixed(scenario, people, families, watching, rules, processes)
    fixed["used_wants"] = sum(1 << w for w in attempts.used)
    layout = lay_out(fixed)
    fixed["curves_at"], fixed["cells"] = layout["curves"].offset, n_cells(layout)
    return Tables(
        scenario=scenario, people=people, families=families, census=census, watching=watching,
        rules=rules, layout=layout, fixed=fixed, processes=processes, is_used=used,
        threshold=threshold, poisson=poisson.array(), poisson_at=poisson_at,
        response=response, attempts=attempts,
        watched_by=_watched_by(watching, processes), blame=blame,
        pay=_payment(scenario), conduct_value=conduct_value, class_bound=class_bound,
        court_rules=compile_court(scenario, rules.starts),
        redress_rules=compile_redress(scenario, rules.starts),
        context_brings=compile_context_brings(scenario, rules.starts),
        rating_rules=compile_ratings(scenario, rules.starts),
    )  # fmt: skip


def _responses(scenario: Scenario, watching: Watching) -> tuple[np.ndarray, dict[str, int]]:
    """Factors by code; conduct in front of cameras has rows of its own after the activities'."""
    behaviour, file = scenario.world.behaviour, scenario.regime.file
    answer = behaviour.response
    fresh, faded, watched, chilled, encouraged = (
        Fraction(str(q.values[0])) for q in (answer.deterred_fresh, answer.deterred_faded,
                                             answer.watched, answer.chilled, answer.encouraged)
    )  # fmt: skip
    scored = set(file.score.points) if file.score else set()
    one = Fraction(1)

    def row(kind: str, is_scored: bool, in_view: bool, listed: Fraction = one) -> list[int]:
        factors = []
        for code in range(CODES):
            stage, knows = code >> 2, code & 1
            factor = one
            if kind == "offence":
                factor = (one, faded, fresh)[stage]
                factor *= watched if in_view and knows else 1
            elif is_scored:
                factor = encouraged if knows else one
            else:
                factor = chilled if stage == 2 else one
            factor *= listed if code & 2 else 1
            factors.append(round(factor * RESPONSE_ONE))
        return factors

    table = [row(c.kind, name in scored, False) for name, c in behaviour.conduct.items()]
    has_court = court_list(file) is not None
    for want in behaviour.wants.values():
        listed = Fraction(str(want.listed.values[0])) if want.listed and has_court else one
        table.append(row("want", False, False, listed))
    rows: dict[str, int] = {}
    for process in watching.processes:
        if process.camera:
            rows[process.name] = len(table)
            name = list(behaviour.conduct)[process.subject]
            table.append(row(behaviour.conduct[name].kind, name in scored, True))
    return np.array(table, np.int64), rows


def _processes(
    watching: Watching, families: Families, rows: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    table = np.zeros(len(watching.processes), PROCESS)
    blamed: list[Process] = []
    for process, row in zip(watching.processes, table, strict=True):
        row["kind"], row["activity"] = process.kind, process.activity
        row["family"], row["subject"] = families.index(process.family), process.subject
        row["address"], row["chunk_log"] = process.address, _chunk_log(process)
        row["source"] = process.source
        row["right"], row["otherwise"] = process.right, process.otherwise
        row["wrong"] = _wrong_of(process, watching)
        row["response"] = rows.get(process.name, process.activity)
        if process.outcomes is not None or process.right != Blame.DOER:
            blamed.append(process)
            row["blame"] = len(blamed)
    return table, _blame(blamed)


def _wrong_of(process: Process, watching: Watching) -> Wrong:
    """What makes a hit false: a false match, malice; else a holder blamed for somebody else."""
    if process.kind != ProcessKind.FALSE:
        return Wrong.FACT
    coupled = watching.sources[process.source].probe is not None
    return Wrong.IDENTITY if coupled else Wrong.MALICE


def _blame(blamed: list[Process]) -> np.ndarray:
    """Thresholds on a word: below the first, rightly blamed; below the second, wrongly."""
    galleries = max((len(p.outcomes[0]) for p in blamed if p.outcomes), default=1)
    periods = max((len(p.chance[0]) for p in blamed), default=1)
    table = np.full((galleries, periods, max(1, len(blamed)), POOLS), 1 << 32, BLAMED)
    known: dict[int, np.ndarray] = {}
    for b, process in enumerate(blamed):
        for t, by_gallery in enumerate(process.outcomes or ()):
            if id(by_gallery) not in known:
                words = [[(words_of(o.right), words_of(o.wrong)) for o in by_pool]
                         for by_pool in by_gallery]  # fmt: skip
                known[id(by_gallery)] = np.array(words, np.int64).cumsum(axis=-1)
            cuts = known[id(by_gallery)]  # one for all, or one for each
            table["right"][:, t, b], table["wrong"][:, t, b] = cuts[..., 0], cuts[..., 1]
    return table


def _thresholds(
    scenario: Scenario, watching: Watching, people: PeopleTables, coarse: bool
) -> np.ndarray:
    dates = period_dates(scenario)
    threshold = np.zeros((people.n_strata, len(dates), len(watching.processes)), np.int64)
    # Periods, areas and kinds of conduct mostly share their chances, so each is worked out once.
    levels_of_base: dict[Fraction, dict[int, int]] = {}

    def level(known: dict[int, int], process: Process, chance: Fraction) -> int:
        if id(chance) not in known:
            known[id(chance)] = threshold_of(chance, process.base, process.name, coarse)
        return known[id(chance)]

    for p, process in enumerate(watching.processes):
        if process.kind == ProcessKind.FALSE:
            continue
        known = levels_of_base.setdefault(process.base, {})
        levels = np.array([
            [level(known, process, chance) for chance in by_period]
            for by_period in process.chance
        ], np.int64)  # fmt: skip
        threshold[:, :, p] = levels[np.where(people.urban, 0, 1)]
    return threshold


def _layers(threshold, processes, response, scenario: Scenario) -> np.ndarray:
    highest = response.max(axis=1)
    act = processes["kind"] != ProcessKind.FALSE
    factor = np.where(act, highest[np.where(act, processes["response"], 0)], 0)
    bound = (threshold * factor) >> 16
    if (bound >= LEVEL_ONE << (MAX_LAYERS - 1)).any():
        raise InputError(f"regime {scenario.regime.name}", "a rate exceeds the world's bound on it")
    return layers_needed(bound)


def _mean(process: Process) -> Fraction:
    """Points per cell and period in the lowest layer."""
    return process.rate * process.base / CELLS_PER_WEIGHT * PERIOD_DAYS / YEAR_DAYS


def _chunk_log(process: Process) -> int:
    """Tickets in a chunk, as a power of two: about that many occasions of the lowest layer."""
    log = 12
    while log > 4 and _mean(process) * (1 << log) > OCCASIONS_PER_CHUNK:
        log -= 1
    return log


def _counts(watching: Watching, n_layers: np.ndarray, tables: PoissonTables) -> np.ndarray:
    places = np.zeros((len(watching.processes), MAX_LAYERS), SPAN)
    for p, process in enumerate(watching.processes):
        is_false = process.kind == ProcessKind.FALSE
        layers = MAX_LAYERS - 4 if is_false else int(n_layers[:, :, p].max(initial=0))
        lowest = _mean(process) * (1 << _chunk_log(process))
        for layer in range(layers):
            places[p, layer] = tables.place(lowest * (1 << max(0, layer - 1)))
    return places


def _watched_by(watching: Watching, processes: np.ndarray) -> np.ndarray:
    table = np.full(len(watching.sources), -1, WATCHED)
    for source, row in zip(watching.sources, table, strict=True):
        if source.probe is not None:
            p = watching.processes.index(source.probe)
            row["activity"], row["response"] = source.probe.activity, processes["response"][p]
    return table


def _payment(scenario: Scenario) -> np.ndarray:
    """Thresholds on a word for paying a fine, by income quintile and feeling a restriction."""
    burdened = Fraction(str(scenario.world.behaviour.response.burdened.values[0]))
    shares = [Fraction(str(v)) for v in scenario.world.behaviour.fines_paid.values]
    words = [words_of(s * f) for s in shares for f in (Fraction(1), burdened)]
    return np.array(words, np.int64).reshape(INCOMES, 2)


def _fixed(scenario: Scenario, people: PeopleTables, families: Families, watching: Watching,
           rules: Rules, processes: np.ndarray) -> np.ndarray:  # fmt: skip
    """FIXED, but for what follows from the layout."""
    file, behaviour = scenario.regime.file, scenario.world.behaviour
    n_conduct, n_wants = len(behaviour.conduct), len(behaviour.wants)
    first_day = (scenario.start - EPOCH).days
    is_redress, repair = is_redressed(file), file.redress.repair if file.redress else None
    fixed = np.zeros((), FIXED)
    for name, value in {
        "people": people.block_people, "processes": len(processes),
        "families": len(families.names),
        "weighed": max(n_conduct + n_wants, int(processes["family"].max(initial=0)) + 1),
        "activities": n_conduct + n_wants, "conducts": n_conduct, "wants": n_wants,
        "consequences": len(rules.consequences), "false_sources": len(watching.sources),
        "grades": len(rules.grades), "contexts": len(contexts_of(behaviour)),
        "score_contexts": len(score_contexts(scenario)),
        "curve_groups": behaviour.curve_groups.cells,
        "periods": len(period_dates(scenario)), "first_period": first_day // PERIOD_DAYS,
        "first_day": first_day, "days": scenario.days,
        "initial": rules.initial, "floor": rules.floor, "ceiling": rules.ceiling,
        "record_error": words_of(Fraction(str(behaviour.records_payment_missed.values[0]))),
        "has_court": court_list(file) is not None, "has_redress": is_redress,
        "has_repair": is_redress and repair is not None,
        "is_rated": file.ratings is not None,
        "tickets": CELLS_PER_PERSON * people.block_people,
        "occasions": room_for_occasions(watching, people.block_people),
        "items": room_for_items(scenario) * people.block_people,
    }.items():  # fmt: skip
        fixed[name] = value
    return fixed


def room_for_items(scenario: Scenario) -> int:
    """Room for what may fall due, a person: a few things of each kind, and four times the attempts
    to be expected in a stretch of days."""
    wants, used = scenario.world.behaviour.wants, used_wants(scenario.regime.file)
    a_year = sum(float(wants[name].rate.values[0]) for name in used)
    return ITEMS_PER_PERSON + 4 * round(a_year * STRETCH_DAYS / YEAR_DAYS)


def room_for_occasions(watching: Watching, block_people: int) -> int:
    """Room for the occasions of a block and period: four times what a heavy block may expect."""
    expected = 0.0
    for process in watching.processes:
        chances = {id(c): c for area in process.chance for c in area}.values()
        top = float(max(chances) / process.base) if chances else 4.0
        expected += float(_mean(process)) * CELLS_PER_WEIGHT * 2 * max(1.0, 2 * top)
    return 4096 + 8 * int(expected * block_people)


def false_levels(hits_per_year: np.ndarray) -> np.ndarray:
    """Rates of false hits as levels, with twelve significant bits: so passes settle."""
    levels = (hits_per_year / float(FALSE_BASE) * LEVEL_ONE).astype(np.int64)
    bits = np.frexp(levels.astype(np.float64))[1]
    shift = np.maximum(0, bits - 12)
    cut: np.ndarray = levels >> shift << shift
    return cut
