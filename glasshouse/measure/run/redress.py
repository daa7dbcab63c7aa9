"""What came of redress: who learnt of it, what was looked at, how often rightly, how long it took.

In: a solved run of a regime under which restrictions open cases. Out: the key `redress` of the
summary. What people did and what was decided are counts of people; queues are those that the run
was lived under, in cases, by province. docs/measures.md has every definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.queues import (
    CASE,
    LONGEST_WAIT,
    QUOTABLE_IN_PROVINCE,
    QUOTABLE_PEOPLE,
    Queues,
    arrivals_by_day,
    capacity_by_day,
)
from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import INCOMES, Case
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.figures import Summary, rounded, share, with_error
from glasshouse.regime.redress import Appeals, Compensation, Redress

if TYPE_CHECKING:
    from glasshouse.measure.findings.redress import (
        CasesFound,
        LookedAt,
        Office,
        Offices,
        RedressFound,
    )

FEN = 100  # to the yuan


def redress(run: Run, totals: Totals) -> RedressFound | None:
    """The part of the summary about redress; nothing where no restriction opens a case."""
    rules = run.tables.scenario.regime.file.redress
    if rules is None or not run.tables.layout["redress"].size:
        return None
    tally = totals.national("redress")
    of_all = tally.sum().sum(axis=1)
    found: Summary = {**_cases(of_all, rules)}
    if rules.appeals:
        found["appeals"] |= _consequences(of_all, rules.appeals)
        found["offices"] = _offices(run)
    found["restrictions"] = {
        name: _cases(tally[k].sum(axis=1), rules)
        for k, name in enumerate(run.tables.rules.restrictions)
    }
    by_income = tally.sum()
    found["incomes"] = {str(n + 1): _cases(by_income[:, n], rules) for n in range(INCOMES)}
    return with_error(**found)


def _cases(cells: Estimate, rules: Redress) -> CasesFound:
    """What came of some cases. cells: by Case."""
    known = cells[Case.TOLD] + cells[Case.LEARNT]
    found: CasesFound = {"notice": with_error(told=cells[Case.TOLD], learnt=cells[Case.LEARNT])}
    if rules.appeals:
        ends = (Case.LIFTED_WRONGFUL, Case.LIFTED_RIGHTFUL, Case.UPHELD_WRONGFUL,
                Case.UPHELD_RIGHTFUL)  # fmt: skip
        found["appeals"] = with_error(
            filed=cells[Case.FILED], filed_wrongful=cells[Case.FILED_WRONGFUL],
            share_appealing=share(cells[Case.FILED], known), decided=cells[Case.DECIDED],
            **_decided(*(cells[end] for end in ends)), moot=cells[Case.MOOT],
            open_at_end=cells[Case.FILED] - cells[Case.DECIDED],
            mean_waiting_days=share(cells[Case.WAITED], cells[Case.DECIDED]),
        )  # fmt: skip
    if rules.review:
        found["review"] = _looked_at(cells, Case.REVIEWED, Case.REVIEWED_WRONGFUL,
                                     Case.DROPPED_WRONGFUL, Case.DROPPED_RIGHTFUL)  # fmt: skip
    if rules.recheck:
        found["recheck"] = _looked_at(cells, Case.CONFIRMED, Case.CONFIRMED_WRONGFUL,
                                      Case.FREED_WRONGFUL, Case.FREED_RIGHTFUL)  # fmt: skip
    if rules.repair:
        found["repair"] = with_error(lifted=cells[Case.REPAIRED])
    return found


def _decided(lifted_wrongful: Estimate, lifted_rightful: Estimate, upheld_wrongful: Estimate,
             upheld_rightful: Estimate) -> dict[str, Estimate]:  # fmt: skip
    return {
        "rightly_lifted": lifted_wrongful, "wrongly_lifted": lifted_rightful,
        "wrongly_upheld": upheld_wrongful, "rightly_upheld": upheld_rightful,
    }  # fmt: skip


def _looked_at(cells: Estimate, all_of_them: Case, wrongful: Case, lifted: Case,
               lifted_rightful: Case) -> LookedAt:  # fmt: skip
    """What those decided who look at every case: what is not lifted is upheld."""
    looked_at, wrong = cells[all_of_them], cells[wrongful]
    rightly, wrongly = cells[lifted], cells[lifted_rightful]
    ends = _decided(rightly, wrongly, wrong - rightly, looked_at - wrong - wrongly)
    return with_error(decided=looked_at, decided_wrongful=wrong, **ends)


def _consequences(cells: Estimate, rules: Appeals) -> Summary:
    """What appeals bring: points struck off, money either way."""
    figures = {"points_struck": cells[Case.STRUCK]}
    if rules.fee:
        figures["fees_yuan"] = cells[Case.FEES] * (1 / FEN)
    if rules.compensation:
        figures["compensation_yuan"] = compensation(cells, rules.compensation)
    return with_error(**figures)


def compensation(cells: Estimate, owed: Compensation) -> Estimate:
    """Yuan paid for restrictions that appeals lifted. cells: by Case."""
    lifted = cells[Case.LIFTED_WRONGFUL] + cells[Case.LIFTED_RIGHTFUL]
    per_day, once = (float(q.values[0]) if q else 0.0 for q in (owed.per_day, owed.once))
    return cells[Case.PAID_DAYS] * per_day + lifted * once


def _offices(run: Run) -> Offices:
    """The queues that the run was lived under: of the country, and by province."""
    arrivals = arrivals_by_day(run.tables, run.pilot, run.pilot_sums.appealing)
    capacity, queues = capacity_by_day(run.tables), run.trajectory.queues
    lived = run.pilot.blocks * run.pilot.block_people
    provinces: dict[str, Office] = {}
    for p, name in enumerate(run.tables.people.provinces):
        own = slice(p, p + 1)
        people = int(lived[run.tables.people.province == p].sum())
        told = office(arrivals[own], capacity[own], Queues(queues.length[own], queues.waits[own]))
        provinces[name] = with_error(settled_on=people, quotable_from=QUOTABLE_IN_PROVINCE, **told)
    return with_error(
        settled_on=run.pilot.people, quotable_from=QUOTABLE_PEOPLE,
        **office(arrivals, capacity, queues), provinces=provinces,
    )  # fmt: skip


def office(arrivals: np.ndarray, capacity: np.ndarray, queues: Queues) -> Summary:
    """One office or several: arrivals, capacity int64[offices, days], in 1,024ths of a case.

    Waits are none where nobody came, and where somebody will never be decided: no officers.
    """
    length, last = queues.length, queues.waits["last"][arrivals > 0]
    came_in, left = int(arrivals.sum()), int(length[:, -1].sum())
    worst = int(last.max()) if last.size else LONGEST_WAIT
    both = queues.waits["first"].astype(np.int64) + queues.waits["last"]
    waited = int((arrivals * both).sum())
    is_known = worst < LONGEST_WAIT
    return {
        "arrivals": rounded(came_in / CASE),
        "capacity": rounded(int(capacity.sum()) / CASE),
        "decided": rounded((came_in - left) / CASE),
        "backlog_at_end": rounded(left / CASE),
        "mean_waiting_days": rounded(waited / 2 / came_in) if is_known else None,
        "worst_waiting_days": worst if is_known else None,
        "share_of_days_overloaded": rounded(float((length[:, :-1] > capacity).mean())),
        "overloaded_at_end": int((length[:, -1] > capacity[:, -1]).sum()),
    }
