"""Derive the people tables of china-2020 from its published margins and its stated assumptions.

    python tools/fit_people.py            writes the CSV tables beside people.yaml

Comes in: `published.csv` (what was published), `fit.yaml` (what publications leave open) and the
household types of `people.yaml`. Goes out: the CSV tables, and the propensity factors on the
terminal. Makes no draw and is deterministic; running it again changes no file. It is needed only to
change a table: a run reads the CSV tables.

How: household sizes are the national shares tilted exponentially to each province's mean size.
Ages are the national five-year groups scaled to the province's broad groups, then raked. Household
types and heads' ages are the distribution nearest to the assumed one (least Kullback-Leibler
divergence) that has those household sizes and those ages. The other tables are raked.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import brentq, minimize
from scipy.stats import gamma
from shares import PLACES, decimals, largest_remainder, plain, rake, share

from glasshouse.world.people import (
    AGES,
    AREAS,
    EDUCATIONS,
    EMPLOYMENTS,
    INCOMES,
    SEXES,
    SIZES,
    HouseholdType,
    age_bands,
)

FOLDER = Path(__file__).parent.parent / "glasshouse/world/presets/china-2020"
BROAD = {"0-14": range(0, 3), "15-59": range(3, 12), "60-64": range(12, 13), "65+": range(13, 21)}
# Ages may miss their targets where no household type can reach them; small, so that they hardly do.
AGE_SLACK = 1e-5
# Entries that stand for fewer people are dropped; worlds refuse those below 100.
SMALLEST_KEPT = 150


def read_published() -> dict[str, dict[str, float]]:
    """table -> cell -> value."""
    tables: dict[str, dict[str, float]] = {}
    with (FOLDER / "published.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            tables.setdefault(row["table"], {})[row["cell"]] = float(row["value"])
    return tables


def write(name: str, header: list[str], rows: list[list]) -> None:
    """One CSV table."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def fit_strata(published: dict, provinces: list[str]) -> dict[str, list[int]]:
    """People of every province in town and country; the military spread in proportion."""
    civilians = [published["population"][p] for p in provinces]
    people = largest_remainder([int(c) for c in civilians], int(published["population"]["all"]))
    shares = [published["urban_share"][p] / 100 for p in provinces]
    split = {p: largest_remainder([s, round(1 - s, 4)], n)
             for p, s, n in zip(provinces, shares, people, strict=True)}  # fmt: skip
    write("strata", ["province", "area", "population"],
          [[p, a, n] for p in provinces for a, n in zip(AREAS, split[p], strict=True)])  # fmt: skip
    return split


def fit_sizes(published: dict, provinces: list[str]) -> np.ndarray:
    """Household size shares (province, size): national shares tilted to the province's mean."""
    national = np.zeros(len(SIZES))
    for cell, value in published["household_sizes"].items():
        national[min(int(cell.rstrip("+")), len(SIZES)) - 1] += value
    sizes = np.arange(1, len(SIZES) + 1)

    def tilted(tilt: float) -> np.ndarray:
        shares = national * np.exp(tilt * sizes)
        return shares / shares.sum()

    result = np.array([
        tilted(brentq(lambda t, mean=published["mean_household_size"][p]:
                      tilted(t) @ sizes - mean, -3, 3, xtol=1e-14))
        for p in provinces
    ])  # fmt: skip
    write("household_sizes", ["province", *SIZES],
          [[p, *decimals(row)] for p, row in zip(provinces, result, strict=True)])  # fmt: skip
    return result


def age_targets(published: dict, provinces: list[str], people: np.ndarray) -> np.ndarray:
    """Shares (province, band): national groups, the province's broad groups, raked."""
    national = np.array([published["ages"][a] for a in AGES])
    national /= national.sum()
    broad = np.zeros((len(provinces), len(BROAD)))
    for row, p in enumerate(provinces):
        young, middle, old, oldest = (
            published["broad_ages"][f"{p}/{c}"] for c in ("0-14", "15-59", "60+", "65+")
        )
        broad[row] = np.array([young, middle, old - oldest, oldest])
    broad = broad / broad.sum(1, keepdims=True) * (people / people.sum())[:, None]
    totals = np.array([national[list(bands)].sum() for bands in BROAD.values()])
    broad = rake(broad, ((0,), people / people.sum()), ((1,), totals))
    ages = np.zeros((len(provinces), len(AGES)))
    for column, bands in enumerate(BROAD.values()):
        part = national[list(bands)]
        ages[:, list(bands)] = broad[:, [column]] * part / part.sum()
    return ages / ages.sum(1, keepdims=True)


def member_ages(fit: dict, role: str, head: int) -> np.ndarray:
    """Where a member of a role is, by band, given the head's band. Same rule as in the engine."""
    result = np.zeros(len(AGES))
    low = fit["partner_from_band"] if role == "partner" else 0
    for offset, weight in fit["member_offsets"][role].items():
        if low <= head + offset < len(AGES):
            result[head + offset] += weight
    if result.sum() == 0:
        result[max(head, low)] = 1
    return result / result.sum()


def other_ages(fit: dict, national: np.ndarray) -> np.ndarray:
    """Ages of others: a mixture of the young and of everybody."""
    young = np.where(np.arange(len(AGES)) < BROAD["0-14"].stop, national, 0)
    part = fit["other_children"]
    return part * young / young.sum() + (1 - part) * national


def presence(fit: dict, kinds: list[HouseholdType], others: np.ndarray) -> np.ndarray:
    """Expected members (type, head band, band)."""
    result = np.zeros((len(kinds), len(AGES), len(AGES)))
    for t, kind in enumerate(kinds):
        for head in range(len(AGES)):
            result[t, head, head] += 1
            for role in kind.members[1:]:
                result[t, head] += others if role == "other" else member_ages(fit, role, head)
    return result


def starting_units(fit: dict, kinds: list[HouseholdType], units: np.ndarray) -> np.ndarray:
    """Units per person assumed before the fit (type, head band)."""
    bands = np.arange(len(AGES))
    result = np.zeros((len(kinds), len(AGES)))
    for t, kind in enumerate(kinds):
        if kind.members[0] == "collective":
            bell = np.array(fit["collective_ages"])
            weight = 1.0
        else:
            rule = fit["household_types"][kind.name]
            bell = np.exp(-(((bands - rule["centre"]) / rule["width"]) ** 2) / 2)
            bell[(bands < rule["from"]) | (bands > rule["to"])] = 0
            weight = rule["weight"]
        result[t] = bell / bell.sum() * weight * units[kind.household_class]
    return result


def fit_units(start: np.ndarray, members: np.ndarray, classes: np.ndarray, units: np.ndarray,
              ages: np.ndarray) -> np.ndarray:  # fmt: skip
    """Units nearest to the start with the given units per class and people per age band.

    Minimises the dual of the divergence; ages carry a slack of AGE_SLACK, classes none. Collective
    people keep the ages assumed for them: else they take up what families hold less easily.
    """
    family = classes < len(SIZES)
    ages = ages - np.einsum("th,tha->a", start[~family], members[~family])
    whole, start, members = start, start[family], members[family]
    classes, units = classes[family], units[: len(SIZES)]
    rows = np.concatenate([
        members.reshape(-1, len(AGES)).T,
        np.equal.outer(np.arange(len(units)), np.repeat(classes, len(AGES))).astype(float),
    ])  # fmt: skip
    target = np.concatenate([ages, units])
    slack = np.concatenate([np.full(len(ages), AGE_SLACK), np.full(len(units), 1e-9)])
    base = start.ravel()

    def dual(prices: np.ndarray) -> tuple[float, np.ndarray]:
        fitted = base * np.exp(np.clip(prices @ rows, -60, 60))
        value = fitted.sum() - prices @ target + slack @ prices**2 / 2
        return value, rows @ fitted - target + slack * prices

    def curvature(prices: np.ndarray) -> np.ndarray:
        fitted = base * np.exp(np.clip(prices @ rows, -60, 60))
        return (rows * fitted) @ rows.T + np.diag(slack)

    found = minimize(dual, np.zeros(len(target)), jac=True, hess=curvature, method="trust-exact",
                     options={"gtol": 1e-10, "maxiter": 2000})  # fmt: skip
    result = whole.copy()
    result[family] = (base * np.exp(np.clip(found.x @ rows, -60, 60))).reshape(start.shape)
    return result


def fit_households(published: dict, fit: dict, kinds: list[HouseholdType], people: np.ndarray,
                   sizes: np.ndarray, ages: np.ndarray) -> np.ndarray:  # fmt: skip
    """Writes types, head ages and member ages; gives units per person (province, type, head)."""
    provinces = fit["provinces"]
    collective = published["collective"]["all"] / published["population"]["all"]
    classes = np.array([kind.household_class for kind in kinds])
    others = other_ages(fit, people @ ages / people.sum())
    members = presence(fit, kinds, others)
    size = np.arange(1, len(SIZES) + 1)
    result, type_rows, age_rows = [], [], []
    for row, p in enumerate(provinces):
        units = np.append((1 - collective) * sizes[row] / (sizes[row] @ size), collective)
        start = starting_units(fit, kinds, units)
        fitted = fit_units(start, members, classes, units, ages[row])
        members_of = np.array([len(kind.members) for kind in kinds])[:, None]
        fitted[fitted * members_of * people[row] < SMALLEST_KEPT] = 0
        for c in range(len(units)):
            chosen = classes == c
            texts = decimals(fitted[chosen].sum(1))
            names = [k.name for k, yes in zip(kinds, chosen, strict=True) if yes]
            type_rows += [[p, n, text] for n, text in zip(names, texts, strict=True)]
        age_rows += [
            [p, k.name, *decimals(fitted[t])] for t, k in enumerate(kinds) if fitted[t].sum() > 0
        ]
        result.append(fitted)
        gap = np.einsum("th,tha->a", fitted, members) - ages[row]
        print(f"{p:15s} worst age gap {np.abs(gap).max():.5f} at {AGES[np.abs(gap).argmax()]}")
    write("household_types", ["province", "type", "share"], type_rows)
    write("head_ages", ["province", "type", *AGES], age_rows)
    write("member_ages", ["role", "offset", "share"], [
        [role, offset, share(weight)]
        for role, offsets in fit["member_offsets"].items() for offset, weight in offsets.items()
    ])  # fmt: skip
    write("other_ages", list(AGES), [decimals(others)])
    return np.array(result)


def fit_sex(published: dict, fit: dict, kinds: list[HouseholdType], units: np.ndarray) -> None:
    """Male share of people whose sex is not set by a partner's, closing the sex ratio."""
    others = presence(fit, kinds, other_ages(fit, published["ages_shares"]))
    rows = []
    for p, fitted in zip(fit["provinces"], units, strict=True):
        pairs = sum(
            fitted[t].sum() * (("partner" in k.members) + (k.members.count("parent") == 2))
            for t, k in enumerate(kinds)
        )
        single = np.einsum("th,tha->a", fitted, others)
        for t, kind in enumerate(kinds):
            for head in range(len(AGES)):
                if "partner" in kind.members:
                    single[head] -= fitted[t, head]
                    single -= fitted[t, head] * member_ages(fit, "partner", head)
                if kind.members.count("parent") == 2:
                    single -= 2 * fitted[t, head] * member_ages(fit, "parent", head)
        child, adult, old = single[:3].sum(), single[3:13].sum(), single[13:].sum()
        ratio = published["sex_ratio"][p]
        men = ratio / (100 + ratio) - pairs
        grown = (men - child * fit["male_share_child"] - old * fit["male_share_old"]) / adult
        print(f"{p:15s} grown men without partner {grown:.3f} of {adult:.3f}")
        rows += [[p, "0-14", share(fit["male_share_child"])], [p, "15-64", share(grown)],
                 [p, "65+", share(fit["male_share_old"])]]  # fmt: skip
    write("sex", ["province", "age", "male"], rows)


def fit_minority(published: dict, fit: dict, people: np.ndarray) -> None:
    """Provincial shares with their odds scaled so that the national share holds."""
    shares = np.array([fit["minority"][p] / 100 for p in fit["provinces"]])
    odds = shares / (1 - shares)

    def national(factor: float) -> float:
        return people @ (odds * factor / (1 + odds * factor)) / people.sum()

    wanted = published["minority"]["all"] / 100
    factor = brentq(lambda f: national(f) - wanted, 0.2, 5)
    print(f"minority odds times {factor:.4f}")
    write("minority", ["province", "share"],
          [[p, share(o * factor / (1 + o * factor))]
           for p, o in zip(fit["provinces"], odds, strict=True)])  # fmt: skip


def fit_income(published: dict, areas: np.ndarray) -> np.ndarray:
    """Share of each national fifth of income (area, fifth), from urban and rural fifths.

    The logarithm of income runs straight between the middles of an area's fifths and on beyond
    the outer ones; the pooled distribution is cut in fifths.
    """
    ranks = (np.arange(20_000) + 0.5) / 20_000
    middles = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    curves = []
    for area in AREAS:
        means = np.log([published["income_yuan"][f"{area}/{i}"] for i in INCOMES])
        slope = np.diff(means) / np.diff(middles)
        curve = np.interp(ranks, middles, means)
        curve = np.where(ranks < 0.1, means[0] + (ranks - 0.1) * slope[0], curve)
        curves.append(np.where(ranks > 0.9, means[-1] + (ranks - 0.9) * slope[-1], curve))
    incomes = np.concatenate(curves)
    weights = np.repeat(areas / areas.sum() / len(ranks), len(ranks))
    order = np.argsort(incomes, kind="stable")
    fifth = np.minimum((np.cumsum(weights[order]) - weights[order] / 2) * 5, 4.999).astype(int)
    table = np.zeros((2, 5))
    np.add.at(table, (order // len(ranks), fifth), weights[order])
    means = [np.average(np.exp(incomes[order][fifth == q]), weights=weights[order][fifth == q])
             for q in range(5)]  # fmt: skip
    print("means of the pooled fifths:", [round(m) for m in means])
    table = rake(table, ((0,), areas / areas.sum()), ((1,), np.full(5, 0.2)))
    table /= table.sum(1, keepdims=True)
    write("income", ["area", *INCOMES],
          [[a, *decimals(row)] for a, row in zip(AREAS, table, strict=True)])  # fmt: skip
    return table


def fit_means(published: dict, fit: dict, income: np.ndarray) -> None:
    """Households with a car, and with a home of their own, by area and fifth of income."""
    cars, homes = [], []
    for row, area in enumerate(AREAS):
        shape = np.array(fit["car_by_income"])
        rate = published["cars"][area] / 100
        values = shape * rate / (income[row] @ shape)
        assert values.max() < 1, "a car rate above one"
        cars.append([area, *map(share, values)])
        owners = published["homes"]["urban"] / 100 if area == "urban" else fit["home_rural"]
        homes.append([area, *[share(owners)] * 5])
    write("cars", ["area", *INCOMES], cars)
    write("homes", ["area", *INCOMES], homes)


def fit_education(published: dict, fit: dict, split: dict, ages: np.ndarray) -> None:
    """Schooling (province, area, age class, level), raked to each province and the nation."""
    provinces, levels = fit["provinces"], EDUCATIONS[1:]
    people = np.array([sum(split[p]) for p in provinces], float)
    nation = np.array([published["education"][f"all/{e}"] for e in levels]) / 1e5
    read = np.array([f"{p}/college" in published["education"] for p in provinces])
    wanted = np.zeros((len(provinces), len(levels)))
    for row in np.flatnonzero(read):
        wanted[row] = [published["education"][f"{provinces[row]}/{e}"] / 1e5 for e in levels]
    rest = (nation * people.sum() - people @ wanted) / people[~read].sum()
    print("schooling of the provinces not read:", dict(zip(levels, rest.round(4), strict=True)))
    wanted[~read] = rest
    wanted = np.column_stack([1 - wanted.sum(1), wanted])
    classes = list(fit["education"])
    prior = np.array([fit["education"][c] for c in classes], float)
    odds = np.array([np.array(fit["education_urban_odds"]), np.ones(5)])
    rows = []
    for row, p in enumerate(provinces):
        at_age = np.array([ages[row, list(age_bands(c))].sum() for c in classes])
        by_area = np.array(split[p]) / sum(split[p])
        table = prior[None] * odds[:, None, :]
        table *= (by_area[:, None] * at_age)[:, :, None] / table.sum(2, keepdims=True)
        margin = by_area[:, None] * at_age
        table = rake(table, ((2,), wanted[row]), ((0, 1), margin))
        table[table * people[row] < SMALLEST_KEPT] = 0
        rows += [[p, a, c, *decimals(table[i, j])]
                 for i, a in enumerate(AREAS) for j, c in enumerate(classes)]  # fmt: skip
        gap = np.abs(table.sum((0, 1)) - wanted[row]).max()
        if gap > 1e-4:
            print(f"{p:15s} schooling misses by {gap:.5f}")
    write("education", ["province", "area", "age", *EDUCATIONS], rows)


def fit_habits(published: dict, fit: dict, areas: np.ndarray) -> None:
    """Employment by sex and age; smokers of 15 and over by area and sex.

    The odds of work against staying out of the work force, from 15 on, are scaled so that as many
    are employed as published (sex taken as independent of age).
    """
    national = published["ages_shares"]
    bands = {c: national[list(age_bands(c))].sum() for c in fit["employment"]["male"]}
    ratio = published["sex_ratio"]["all"]
    sexes = dict(zip(SEXES, (ratio / (100 + ratio), 100 / (100 + ratio)), strict=True))
    wanted = published["employed"]["all"] / areas.sum()

    def scaled(row: list[float], factor: float) -> np.ndarray:
        work, seeking, study, out = row
        work_again = (work + out) * factor * work / (factor * work + out) if work else 0.0
        return np.array([work_again, seeking, study, work + out - work_again])

    def employed(factor: float) -> float:
        return sum(sexes[s] * bands[c] * scaled(v, factor)[0]
                   for s in SEXES for c, v in fit["employment"][s].items())  # fmt: skip

    factor = brentq(lambda f: employed(f) - wanted, 0.2, 5)
    print(f"odds of work times {factor:.3f}")
    write("employment", ["sex", "age", *EMPLOYMENTS],
          [[s, c, *decimals(scaled(v, factor))]
           for s in SEXES for c, v in fit["employment"][s].items()])  # fmt: skip
    smoking = published["smoking"]
    by_sex = np.array([smoking[s] for s in SEXES])
    by_area = np.array([smoking[a] for a in AREAS]) / smoking["all"]
    rates = by_sex * by_area[:, None] / (areas @ by_area / areas.sum()) / 100
    write("smoking", ["area", "sex", "age", "share"], [
        [a, s, c, share(rates[i, j]) if c == "15+" else "0"]
        for i, a in enumerate(AREAS) for j, s in enumerate(SEXES) for c in ("0-14", "15+")
    ])  # fmt: skip


def propensity(fit: dict) -> list[str]:
    """Means of equal slices of a gamma distribution with mean one."""
    shape, levels = fit["propensity_shape"], fit["propensity_levels"]
    cuts = gamma.ppf(np.arange(levels + 1) / levels, shape, scale=1 / shape)
    means = np.diff(gamma.cdf(cuts, shape + 1, scale=1 / shape)) * levels
    return [plain(c) for c in largest_remainder([round(m, 9) for m in means], levels * 10**PLACES)]


def main() -> None:
    """Derive and write every table."""
    published = read_published()
    fit = yaml.safe_load((FOLDER / "fit.yaml").read_text(encoding="utf-8"))
    document = yaml.safe_load((FOLDER / "people.yaml").read_text(encoding="utf-8"))
    kinds = [HouseholdType.model_validate(k) for k in document["household_types"]]
    provinces = fit["provinces"]
    split = fit_strata(published, provinces)
    people = np.array([sum(split[p]) for p in provinces], float)
    areas = np.array([split[p] for p in provinces], float).sum(0)
    sizes = fit_sizes(published, provinces)
    ages = age_targets(published, provinces, people)
    published["ages_shares"] = people @ ages / people.sum()
    units = fit_households(published, fit, kinds, people, sizes, ages)
    fit_sex(published, fit, kinds, units)
    fit_minority(published, fit, people)
    fit_means(published, fit, fit_income(published, areas))
    fit_education(published, fit, split, ages)
    fit_habits(published, fit, areas)
    print("propensity factors:", ", ".join(propensity(fit)))


if __name__ == "__main__":
    main()
