"""Money: from whom to whom, in yuan, by income.

In: a run's totals. Out: flows between five incomes, the state and firms: fines paid, rewards, fees
of appeals and compensation for restrictions that appeals lifted, and what people did not buy as it
was refused. Fines are those issued on the record, at the price of the day, as fees are; a dated
reward is averaged over the days on which it was had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.engine.solve.run import Run
from glasshouse.engine.state.constants import REPLICATES, Case
from glasshouse.measure.run.estimates import Estimate, Totals
from glasshouse.measure.run.figures import share, with_error
from glasshouse.measure.run.groups import ByGroup, places
from glasshouse.measure.run.redress import compensation
from glasshouse.measure.run.summary import daily, in_force
from glasshouse.quantity import YEAR_DAYS
from glasshouse.world.people import INCOMES

if TYPE_CHECKING:
    from glasshouse.measure.findings.money import Fines, Income, Money, Purse

FEN = 100
STATE, FIRMS = "state", "firms"
FINES, REWARDS, NOT_SPENT = "fines", "rewards", "not spent"
FEES, COMPENSATION = "fees", "compensation"


@dataclass(frozen=True)
class Flow:
    """Yuan from one to another: incomes are `1` to `5`. wrongful: the part that would not have
    flowed, had every act been attributed to whoever did it (None where that is not known)."""

    what: str
    name: str
    payer: str
    payee: str
    yuan: Estimate
    wrongful: Estimate | None = None


def flows(run: Run, totals: Totals, groups: ByGroup) -> list[Flow]:
    """Every flow of a run. `not spent` is what would have flowed, had it not been refused."""
    return [*_fines(run, totals), *_rewards(run, totals, groups), *_of_appeals(run, totals),
            *_not_spent(run, groups)]  # fmt: skip


def _fines(run: Run, totals: Totals) -> list[Flow]:
    tally, found = totals.national("fines") * (1 / FEN), []
    for c, name in enumerate(run.tables.scenario.world.behaviour.conduct):
        if name in run.tables.scenario.regime.file.fined:
            found += [
                Flow(FINES, name, income, STATE, tally["paid"][c, n],
                     tally["paid_wrong"][c, n])
                for n, income in enumerate(INCOMES)
            ]  # fmt: skip
    return found


def _rewards(run: Run, totals: Totals, groups: ByGroup) -> list[Flow]:
    """A reward on an occasion is paid each time, others per year; by income as they were had."""
    rules, file, found = run.tables.rules, run.tables.scenario.regime.file, []
    cells = places("income")
    for n, name in enumerate(rules.rewards):
        k, reward = len(rules.restrictions) + n, file.rewards[name]
        had = groups.found["days" if reward.on_want is None else "refused"][k]
        amount = _mean_amount(run, totals, k, reward) / (YEAR_DAYS if reward.on_want is None else 1)
        for cell, income in zip(cells, INCOMES, strict=True):
            found.append(Flow(REWARDS, name, reward.payer, income, had[cell] * amount))
    return found


def _of_appeals(run: Run, totals: Totals) -> list[Flow]:
    """Fees to the state, compensation from it, by restriction and by income of whoever appealed."""
    rules = run.tables.scenario.regime.file.redress
    appeals, found = rules.appeals if rules else None, []
    if appeals is None:
        return []
    tally = totals.national("redress")
    for k, name in enumerate(run.tables.rules.restrictions):
        for n, income in enumerate(INCOMES):
            cells = tally[k, :, n]
            if appeals.fee:
                fees, wrongly = (cells[c] * (1 / FEN) for c in (Case.FEES, Case.FEES_WRONGFUL))
                found.append(Flow(FEES, name, income, STATE, fees, wrongly))
            if appeals.compensation:
                paid = compensation(cells, appeals.compensation)
                found.append(Flow(COMPENSATION, name, STATE, income, paid))
    return found


def _mean_amount(run: Run, totals: Totals, k: int, reward) -> float:  # type: ignore[no-untyped-def]
    """The amount of a reward, averaged over the person-days on which it was had."""
    if not reward.amount.dates:
        return float(reward.amount.values[0])
    people = in_force(run, totals)[k]
    had = people.value[0] + people.value[2]
    return float(had @ daily(run, reward.amount) / had.sum()) if had.sum() else 0.0


def _not_spent(run: Run, groups: ByGroup) -> list[Flow]:
    """What refused attempts would have cost, where the world says what that is."""
    scenario, found = run.tables.scenario, []
    wants = scenario.world.behaviour.wants
    for k, (name, rule) in enumerate(scenario.regime.file.consequences.items()):
        prices = [wants[want].spend for want in rule.refuses]
        spends = [float(price.values[0]) for price in prices if price is not None]
        if spends and len(spends) == len(prices) and len(set(spends)) == 1:
            for cell, income in zip(places("income"), INCOMES, strict=True):
                one = groups.found[k]
                refused, wrongly = one["refused"][cell], one["refused_wrongful"][cell]
                found.append(Flow(NOT_SPENT, name, income, FIRMS, refused * spends[0],
                                  wrongly * spends[0]))  # fmt: skip
    return found


def money(run: Run, totals: Totals, groups: ByGroup) -> Money:
    """{incomes: by quintile, state, firms, fines: by conduct}: yuan over the whole time."""
    every = flows(run, totals, groups)
    people = groups.people[places("income")]
    incomes: dict[str, Income] = {}
    purses: dict[str, Purse] = {}
    for n, income in enumerate(INCOMES):
        paid, wrongly = (_sum(every, FINES, payer=income, part=p) for p in ("yuan", "wrongful"))
        fees, unspent = (_sum(every, what, payer=income) for what in (FEES, NOT_SPENT))
        had, owed = (_sum(every, what, payee=income) for what in (REWARDS, COMPENSATION))
        net = had + owed - paid - fees
        incomes[income] = with_error(
            fines_paid=paid, of_these_wrong=wrongly, rewards=had, fees_paid=fees,
            compensation=owed, net=net, net_per_head=share(net, people[n]), not_spent=unspent,
        )  # fmt: skip
    for side in (STATE, FIRMS):
        fines, fees, lost = (_sum(every, what, payee=side) for what in (FINES, FEES, NOT_SPENT))
        rewards, owed = (_sum(every, what, payer=side) for what in (REWARDS, COMPENSATION))
        purses[side] = with_error(
            received=fines, rewards=rewards, fees=fees, compensation=owed,
            net=fines + fees - rewards - owed, not_received=lost,
        )  # fmt: skip
    tally = totals.national("fines").sum(axis=1) * (1 / FEN)
    fines_by_conduct: dict[str, Fines] = {
        name: with_error(issued=tally["fined"][c], issued_wrongly=tally["fined_wrong"][c],
                         paid=tally["paid"][c], paid_wrongly=tally["paid_wrong"][c])
        for c, name in enumerate(run.tables.scenario.world.behaviour.conduct)
        if name in run.tables.scenario.regime.file.fined
    }  # fmt: skip
    return with_error(incomes=incomes, **purses, fines=fines_by_conduct)


def _sum(every: list[Flow], what: str, payer: str = "", payee: str = "", part: str = "yuan"
         ) -> Estimate:  # fmt: skip
    """Flows of a kind from somebody, or to somebody, added up."""
    total = Estimate(np.array(0.0), np.zeros(REPLICATES))
    for flow in every:
        if flow.what == what and payer in ("", flow.payer) and payee in ("", flow.payee):
            total = total + getattr(flow, part)
    return total
