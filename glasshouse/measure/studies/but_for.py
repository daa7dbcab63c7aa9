"""But-for causes: the same people with the same luck, without one thing at a time.

Comes in: a scenario, its factors, and a place that keeps pieces. Goes out: for each factor, what
would not have happened without it, in two ways, and who changes sides; what other luck alone would
change; and an order-fair share of the whole.

direct: trajectories frozen. What goes round between blocks follows from the acts that people were
to be expected to do as it is, seen and blamed as they would be without the factor.
total: solved again, until nothing moves, from the trajectories as they are. The lag being strict,
there is one solution and it does not depend on where passes start: more passes than were needed
would give the same bits, so all arms have the passes of the one that needed most.
Everything is lived side by side, block by block, and added up as whole numbers.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from functools import partial
from math import factorial

import numpy as np

from glasshouse.engine.solve.coupling import Trajectory, is_coupled
from glasshouse.engine.solve.run import Run, Sums, following, live, prepare
from glasshouse.engine.solve.sample import Sample
from glasshouse.engine.solve.side_by_side import Pairing, live_side_by_side
from glasshouse.engine.state.constants import REPLICATES
from glasshouse.engine.tables.compile import Tables, compile_scenario
from glasshouse.errors import InputError
from glasshouse.measure.run.estimates import STRIDE, Counts
from glasshouse.measure.run.ledger import ledger
from glasshouse.measure.studies.factors import Factor, without
from glasshouse.measure.studies.going import Arrays, Going
from glasshouse.measure.studies.order_fair import (
    MOST_EXACT,
    Set,
    along,
    exact_shares,
    orders,
    shares_along,
    subsets,
)
from glasshouse.scenario import Scenario

Shares = tuple[Counts, int, np.ndarray | None, Counts | None]
OTHER_LUCK = 0x9E3779B97F4A7C15  # xor'ed to the seed, for a null comparison
NULL, DIRECT, TOTAL = "null", "direct", "total"


@dataclasses.dataclass(frozen=True)
class Found:
    """What an inquiry found, as whole numbers.

    arms: name -> the ledger's rows by_stratum and by_replicate; sides: name -> the cells of people
    who change sides, both against the arm `base`. names: of the restrictions in sides, then "any".
    shares int64[factors, rows, columns], in units of 1/divisor: order-fair shares of what all
    factors together bring about; rows are strata, then (exact shares only) replicate groups.
    classes int64[blocks]: which blocks shared an order (sampled), or None (exact); class_shares
    int64[classes, factors, strata, columns]. passes: the most that any arm needed; residual: the
    most that was left.
    """

    arms: dict[str, Arrays]
    sides: dict[str, Arrays]
    names: tuple[str, ...]
    shares: Counts
    divisor: int
    classes: np.ndarray | None
    class_shares: Counts | None
    passes: int
    residual: float


class Inquiry:
    """One scenario, some factors, and what has been found so far.

    pairs: of an order and its reverse, for the shares of more than six factors.
    """

    def __init__(
        self, scenario: Scenario, factors: Sequence[Factor], pairs: int, going: Going
    ) -> None:
        self.scenario, self.factors, self.pairs, self.going = scenario, factors, pairs, going
        self.base = prepare(scenario, going.threads, going.stop)
        self.passes, self.residual = self.base.passes, self.base.residual
        self.is_exact = len(factors) <= MOST_EXACT
        self._lives, _ = work_of(len(factors), pairs)
        self._lived = 0.0
        self._words = ""

    def find(self) -> Found:
        """Live everything that is not kept yet."""
        arms: dict[str, Arrays] = {}
        sides: dict[str, Arrays] = {}
        self._say("other luck", 0)
        piece = self.going.keep(NULL, self._null)
        self._part(piece, arms, sides, ("base", NULL))
        self._say("", 2)
        for factor in self.factors:
            self._say(f"without {factor.words}", 0)
            piece = self.going.keep(f"without-{factor.name}", partial(self._without_one, factor))
            pairs = [f"{effect}-{factor.name}" for effect in (DIRECT, TOTAL)]
            self._part(piece, arms, sides, pairs)
            self._say("", 3)
        shares = self._exact(arms) if self.is_exact else self._sampled()
        return Found(arms, sides, (*self.base.tables.rules.restrictions, "any"), *shares,
                     self.passes, self.residual)  # fmt: skip

    def _say(self, words: str, lives: float) -> None:
        self._words = words or self._words
        self._lived += lives
        self.going.tell(min(1.0, self._lived / self._lives), self._words)

    def _advance(self, lives: int) -> Callable[[int], None]:
        """Progress within a piece: people lived, so many lives each."""
        before, people = self._lived, self.base.sample.people
        done = [0]
        lock = threading.Lock()

        def progress(lived: int) -> None:
            with lock:
                done[0] += lived
            share = (before + lives * done[0] / people) / self._lives
            self.going.tell(min(1.0, share), self._words)

        return progress

    # --- one thing at a time ---------------------------------------------------------------------

    def _null(self) -> Arrays:
        """The same people under the same regime, with other luck."""
        seed = (self.scenario.seed ^ OTHER_LUCK) & (2**64 - 1)
        tables = dataclasses.replace(self.base.tables, events_seed=seed)
        other = self._solved(self.scenario, tables)
        first = self._given(self.base.tables, self.base.trajectory)
        (pair,) = self._side_by_side([first, other])
        return {"passes": self._went(other), **_rows("base", first), **_rows(NULL, other),
                **_cells(NULL, pair)}  # fmt: skip

    def _without_one(self, factor: Factor) -> Arrays:
        changed = self._changed([factor])
        tables = compile_scenario(changed)
        direct = self._given(tables, self._frozen(tables))
        total = self._solved(changed, tables)
        first = self._given(self.base.tables, self.base.trajectory)
        pairs = self._side_by_side([first, direct, total])
        found: Arrays = {"passes": self._went(total)}
        for effect, run, pair in zip((DIRECT, TOTAL), (direct, total), pairs, strict=True):
            name = f"{effect}-{factor.name}"
            found |= _rows(name, run) | _cells(name, pair)
        return found

    def _part(self, piece: Arrays, arms: dict[str, Arrays], sides: dict[str, Arrays],
              names: Sequence[str]) -> None:  # fmt: skip
        """Sort the arrays of a piece by what they are of."""
        self._note(piece["passes"])
        for name in names:
            arms[name] = {key: piece[f"{name}/{key}"] for key in ("by_stratum", "by_replicate")}
            if f"{name}/sides_by_stratum" in piece:
                sides[name] = {
                    key: piece[f"{name}/sides_{key}"] for key in ("by_stratum", "by_replicate")
                }

    def _changed(self, factors: Sequence[Factor]) -> Scenario:
        try:
            return without(self.scenario, factors)
        except InputError as error:
            words = " and ".join(factor.name for factor in factors)
            raise InputError(f"without {words}", f"the rules can't stand: {error}") from None

    def _given(self, tables: Tables, trajectory: Trajectory) -> Run:
        """A run of the base's people, with tables and trajectory given."""
        return dataclasses.replace(
            self.base, tables=tables, trajectory=trajectory, sums=Sums.nothing(), seconds={}
        )

    def _frozen(self, tables: Tables) -> Trajectory:
        """What goes round if people act as they were to be expected to as it is."""
        base = self.base
        if not is_coupled(base.tables):
            return base.trajectory
        return following(tables, base.pilot, base.pilot_sums)

    def _solved(self, scenario: Scenario, tables: Tables) -> Run:
        return prepare(scenario, self.going.threads, self.going.stop, tables=tables,
                       near=self.base.trajectory)  # fmt: skip

    def _went(self, run: Run) -> np.ndarray:
        return np.array([run.passes, run.residual])

    def _note(self, passes: np.ndarray) -> None:
        self.passes = max(self.passes, int(passes[0]))
        self.residual = max(self.residual, float(passes[1]))

    def _side_by_side(self, runs: list[Run]) -> list[Pairing]:
        return live_side_by_side(
            runs, self.going.threads, self._advance(len(runs)), self.going.stop
        )

    # --- shares ----------------------------------------------------------------------------------

    def _run_without(self, members: Set, sample: Sample) -> tuple[Counts, np.ndarray]:
        """The ledger of some blocks without some factors, solved again; and how passes went."""
        if members:
            changed = self._changed([self.factors[i] for i in sorted(members)])
            run = self._solved(changed, compile_scenario(changed))
        else:
            run = self._given(self.base.tables, self.base.trajectory)
        run = dataclasses.replace(run, sample=sample)
        run.sums = live(
            run.tables, sample, run.trajectory, self.going.threads, None, self.going.stop
        )
        found = ledger(run)
        return np.concatenate([found.by_stratum, found.by_replicate]), self._went(run)

    def _exact(self, arms: dict[str, Arrays]) -> Shares:
        """Every set of factors, lived by everybody."""
        n = len(self.factors)
        worths: dict[Set, Counts] = {}
        for members in subsets(n):
            known = ["base", *(f"{TOTAL}-{factor.name}" for factor in self.factors)]
            if len(members) <= 1:
                arm = arms[known[min(members) + 1] if members else "base"]
                worths[members] = np.concatenate([arm["by_stratum"], arm["by_replicate"]])
            else:
                self._say("without " + " and ".join(
                    self.factors[i].words for i in sorted(members)), 0)  # fmt: skip
                name = "set-" + "-".join(str(i) for i in sorted(members))
                piece = self.going.keep(name, partial(self._one_set, members))
                self._note(piece["passes"])
                worths[members] = piece["worth"]
            self._say("", 1)
        shares = -exact_shares(n, lambda members: worths[members])
        return shares, factorial(n), None, None

    def _one_set(self, members: Set) -> Arrays:
        worth, passes = self._run_without(members, self.base.sample)
        return {"worth": worth, "passes": passes}

    def _sampled(self) -> Shares:
        """Every block lives an order and its reverse; blocks of a class share theirs.

        What a factor adds is a sum over blocks, so each block may go by an order of its own.
        """
        sample = self.base.sample
        classes = classes_of(sample, self.pairs)
        found = []
        drawn = orders(len(self.factors), self.pairs)
        for n in range(self.pairs):
            self._say(f"orders {n + 1} of {self.pairs}", 0)
            there = part_of(sample, classes == n)
            both = drawn[2 * n : 2 * n + 2]
            piece = self.going.keep(f"orders-{n}", partial(self._one_class, both, there))
            self._note(piece["passes"])
            found.append(piece["shares"])
            self._say("", 2 * len(self.factors) / self.pairs)
        class_shares = np.array(found)
        return class_shares.sum(axis=0), 2, classes, class_shares

    def _one_class(self, both: list[tuple[int, ...]], sample: Sample) -> Arrays:
        n_strata = len(sample.blocks)
        known: dict[Set, Counts] = {}
        passes = np.zeros(2)
        steps = [members for order in both for members in along(order)]
        for n, members in enumerate(steps):
            if members not in known:
                worth, went = self._run_without(members, sample)
                known[members] = worth[:n_strata]
                passes = np.maximum(passes, went)
            part = 2 * len(self.factors) / self.pairs * (n + 1) / len(steps)
            self.going.tell(min(1.0, (self._lived + part) / self._lives), self._words)
        shares = -sum(shares_along(order, [known[m] for m in along(order)]) for order in both)
        return {"shares": np.asarray(shares), "passes": passes}


def work_of(factors: int, pairs: int) -> tuple[int, int]:
    """How often everybody lives, and how many sets of rules are settled first."""
    n = factors
    lives, alone = 2 + 3 * n, 2 + n
    if n <= MOST_EXACT:
        return lives + 2**n, alone + 2**n - n - 1
    return lives + 2 * n, alone + pairs * (2 * n - 1)


def classes_of(sample: Sample, n: int) -> np.ndarray:
    """Which of n classes each block belongs to: whole replicate groups, dealt out in turn."""
    classes: np.ndarray = (sample.strata * STRIDE + sample.ordinals) % REPLICATES % n
    return classes


def part_of(sample: Sample, mask: np.ndarray) -> Sample:
    """Some blocks of a sample. Weights stay those of the whole."""
    return dataclasses.replace(sample, strata=sample.strata[mask], ordinals=sample.ordinals[mask])


def _rows(name: str, run: Run) -> Arrays:
    found = ledger(run)
    return {f"{name}/by_stratum": found.by_stratum, f"{name}/by_replicate": found.by_replicate}


def _cells(name: str, pair: Pairing) -> Arrays:
    return {f"{name}/sides_by_stratum": pair.people(pair.by_stratum),
            f"{name}/sides_by_replicate": pair.people(pair.by_replicate)}  # fmt: skip
