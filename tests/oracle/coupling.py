"""False matches go round and appeals wait: what set out last period arrives in this one.

Floats in the same order as the engine's: they are multiplied, divided and added only, so the same
order gives the same bits.
"""

import datetime as dt

POOLS = range(8)


def level_of(hits_per_year: float) -> int:
    """A yearly rate as a level of 2^24ths of 1/256, cut to twelve significant bits."""
    level = int(hits_per_year / (1 / 256) * 2**24)
    cut = 2 ** max(0, level.bit_length() - 12)
    return level // cut * cut


def levels(tables, sample, expected: list | None, t: int) -> list:
    """levels[province][source][pool] of period t, from the probes expected in the period before."""
    provinces = len(tables.people.provinces)
    found = [[[0] * 8 for _ in tables.watching.sources] for _ in range(provinces)]
    for q, source in enumerate(tables.watching.sources):
        for province in range(provinces):
            if source.probe is None:
                found[province][q] = [level_of(float(source.constant))] * 8
        if source.probe is not None and expected is not None:
            hits = wrong_ends(tables, sample, expected, q, t - 1)
            for province in range(provinces):
                found[province][q] = share_out(tables, source, hits, province)
    return found


def wrong_ends(tables, sample, expected: list, q: int, t: int) -> list:
    """Wrong ends of a period's probes, by the gallery and pool they fall on."""
    probe = tables.watching.sources[q].probe
    p = tables.watching.processes.index(probe)
    galleries = probe.outcomes[t]
    per_cell = float(probe.rate * probe.base) / 2 / 365 * 28
    hits = [[0.0] * 8 for _ in galleries]
    for stratum in range(tables.people.n_strata):
        gallery = int(tables.people.province[stratum]) if len(galleries) > 1 else 0
        seen = float(int(tables.threshold[stratum, t, p])) / 2**24
        scale = seen * per_cell * float(sample.weights[stratum])
        for pool in POOLS:
            probes = expected[stratum][q][pool] / 256.0 * scale
            outcome = galleries[gallery][pool]
            for victim in POOLS:
                hits[gallery][victim] += probes * float(outcome.wrong * outcome.victims[victim])
    return hits


def share_out(tables, source, hits: list, province: int) -> list[int]:
    """The level for each pool of a province: hits over the look-alike weight they fall on."""
    weight = tables.census.weight[:, :, tables.families.index(source.family)]
    found = []
    for pool in POOLS:
        if len(hits) > 1:
            among, fallen = float(weight[province, pool]) / 2, hits[province][pool]
        else:
            among = 0.0
            for each in weight[:, pool]:
                among += float(each) / 2
            fallen = hits[0][pool]
        found.append(level_of(fallen * 365 / 28 / among) if among > 0 else 0)
    return found


class Office:
    """One province's office of appeals: its queue, day by day, in 1,024ths of a case."""

    def __init__(self, tables, province: int) -> None:
        people, self.rule = tables.people, tables.scenario.regime.file.redress.appeals
        living = [
            sum(int(n) for n, p in zip(people.population, people.province, strict=True) if p == own)
            for own in range(len(people.provinces))
        ]
        self.start, self.days = tables.scenario.start, tables.scenario.days
        self.own, self.all = living[province], sum(living)
        self.queue, self.length = 0, [0]

    def decides(self, day: int) -> int:
        """Cases decided on a day; after the run as on its last day."""
        date = self.start + dt.timedelta(min(day, self.days - 1))
        if self.rule.officers is not None:
            officers = float(self.rule.officers.at(date)) / self.all
        else:
            officers = float(self.rule.officers_per_100k.at(date)) / 100_000
        return int(self.own * (officers * float(self.rule.cases_per_day.at(date))) * 1024)

    def live(self, day: int, arrivals: int) -> tuple[int, int]:
        """A day: how long the first and the last case of it wait."""
        waits = self.wait(day, self.queue), self.wait(day, self.queue + arrivals)
        self.queue = max(0, self.queue + arrivals - self.decides(day))
        self.length.append(self.queue)
        return waits

    def wait(self, day: int, before: int) -> int:
        """Days until what stands before a case is worked off."""
        n = 0
        while before > 0 and n < 36_500:
            before -= self.decides(day + n)
            n += 1
        return n


def cut(number: int) -> int:
    """Twelve significant bits."""
    unit = 2 ** max(0, number.bit_length() - 12)
    return number // unit * unit


def coming_in(tables, sample, appealing: list, province: int) -> int:
    """Cases a day, from the appeals expected in the period before by stratum."""
    cases = 0.0
    for stratum in range(tables.people.n_strata):
        if tables.people.province[stratum] == province:
            cases += appealing[stratum] / 65_536.0 * float(sample.weights[stratum])
    return cut(int(cases * 1024 / 28))
