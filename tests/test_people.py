"""The synthetic population: the kernel against plain Python, exactness, schemas, statistics."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from oracle import people as slow

from glasshouse.engine.state import people as fast
from glasshouse.engine.state import people_tables as compiled
from glasshouse.engine.state.records import ATTRIBUTES
from glasshouse.errors import InputError
from glasshouse.world import households
from glasshouse.world.people import AGES, ROLES, age_bands, load_people
from glasshouse.world.people import TABLES as TABLE_NAMES

PRESETS = Path(households.__file__).parent / "presets"
CHINA = load_people(PRESETS / "china-2020")
W1 = load_people(PRESETS / "w1")
TABLES = compiled.compile_people(CHINA, 1024)


def block(tables, stratum, ordinal, seed=1):
    """Attributes and luck of one block."""
    n = tables.block_people
    scratch = np.full((fast.SCRATCH_ROWS, n), 2**64 - 1, np.uint64)
    attributes = np.full(n, 255, ATTRIBUTES)
    luck = np.zeros(n, np.uint32)
    fast.populate_block(
        stratum, np.uint32(stratum << 24 | ordinal), np.uint32(seed & 0xFFFFFFFF),
        np.uint32(seed >> 32), tables.layout, tables.tables, scratch, attributes, luck,
    )  # fmt: skip
    return attributes, luck


@pytest.mark.parametrize(
    ("people", "size", "stratum", "ordinal", "seed"),
    [
        (CHINA, 1024, 0, 0, 1),
        (CHINA, 256, 51, 77, 2**40 + 5),
        (CHINA, 32, 61, 2**24 - 1, 2**64 - 1),
        (W1, 128, 0, 3, 9),
    ],
)
def test_kernel_agrees_with_plain_python_to_the_bit(people, size, stratum, ordinal, seed):
    tables = compiled.compile_people(people, size)
    attributes, luck = block(tables, stratum, ordinal, seed)
    expected = slow.populate(tables, stratum, ordinal, seed)
    assert ATTRIBUTES.names == slow.NAMES
    for name in ATTRIBUTES.names:
        assert attributes[name].tolist() == [person[name] for person in expected], name
    assert luck.tolist() == [person["luck"] for person in expected]


@pytest.mark.parametrize("size", [32, 256, 1024, 4096])
def test_blocks_hold_whole_households_of_exactly_their_people(size):
    tables = compiled.compile_people(CHINA, size)
    sizes = np.array([1, 2, 3, 4, 5, 6, 7, 8, 1])
    assert (tables.hh_counts @ sizes == size).all()
    assert (tables.hh_counts >= 0).all()
    for stratum in range(tables.n_strata):
        start, members = tables.hh_start[stratum].astype(int), tables.hh_size[stratum].astype(int)
        person = np.arange(size)
        assert ((start <= person) & (person < start + members)).all()
        assert (start[start] == start).all() and (members[start] == members).all()
        assert (start == person).sum() == tables.households(stratum)


def test_members_share_what_a_household_shares_and_couples_are_a_man_and_a_woman():
    for stratum in (0, 1, 25, 51):
        attributes, _ = block(TABLES, stratum, 0)
        start = TABLES.hh_start[stratum]
        shared = attributes[["minority", "income", "car", "home"]]
        assert (shared == shared[start]).all()
        role, sex, age = attributes["role"], attributes["sex"], attributes["age"]
        partners = np.flatnonzero(role == ROLES.index("partner"))
        assert len(partners) > 100
        assert (sex[partners] + sex[start[partners]] == 1).all()
        assert (age[partners] >= households.SMALLEST_PARTNER_BAND).all()
        children = np.flatnonzero(role == ROLES.index("child"))
        assert (age[start[children]].astype(int) - age[children] >= 4).all()
        family = (role == ROLES.index("head"))[start]
        assert (~family == (role == ROLES.index("collective"))).all()
        assert not attributes["car"][~family].any()


def test_codes_stay_in_the_vocabulary():
    largest = dict(zip(ATTRIBUTES.names, [1, 20, 1, 4, 4, 3, 1, 1, 1, 15, 5], strict=True))
    for stratum in range(0, 62, 7):
        attributes, _ = block(TABLES, stratum, 5)
        assert all((attributes[name] <= most).all() for name, most in largest.items())


def test_a_block_depends_on_its_address_only():
    first = block(TABLES, 3, 4)
    block(TABLES, 9, 9)
    again = block(TABLES, 3, 4)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    for other in (block(TABLES, 3, 5), block(TABLES, 3, 4, 2), block(TABLES, 3, 4, 1 + 2**32)):
        assert (other[1] != first[1]).mean() > 0.99


def test_blocks_do_not_change_by_accident():
    attributes, luck = block(TABLES, 12, 34, 56)
    place = np.arange(1, 1025)
    found = [int(attributes[name].astype(int) @ place % 65_521) for name in ATTRIBUTES.names]
    assert (found, int(luck[0]), int(luck[1023])) == FROZEN


# Numbers move when this changes: say so in the changelog.
FROZEN = (
    [3854, 28214, 44373, 33290, 2363, 60395, 20434, 41011, 40803, 14401, 60182],
    415989088,
    1025316761,
)


def realised(table, bits):
    """Words out of 2**32 for each answer of an alias table."""
    columns, room = 1 << bits, 2**32 >> bits
    result = [0] * columns
    for column, entry in enumerate(table):
        threshold, alias = entry >> bits, entry & (columns - 1)
        result[column] += threshold
        result[alias] += room - threshold
    return result


@pytest.mark.parametrize("bits", [3, 5])
def test_alias_tables_realise_their_counts_exactly(bits):
    rng = np.random.default_rng(4)
    for _ in range(300):
        n = int(rng.integers(1, 2**bits + 1))
        weights = [int(w) for w in rng.integers(0, 1000, n)]
        weights[0] += 1
        shares = [Fraction(w, sum(weights)) for w in weights]
        table = compiled.alias_table(shares, bits, "a table")
        assert all(0 <= entry < 2**32 for entry in table)
        assert realised(table, bits)[:n] == compiled.word_counts(shares, "a table")
        for share, count in zip(shares, realised(table, bits), strict=False):
            assert abs(Fraction(count, 2**32) - share) <= Fraction(1, 2**32)


def test_probabilities_that_32_bits_cannot_hold_are_refused():
    for share in (Fraction(1, 10**8), Fraction(1, 10**12)):
        with pytest.raises(InputError, match=r"can't be held to 0\.1 %"):
            compiled.cut(share, "cars")
        with pytest.raises(InputError, match=r"can't be held to 0\.1 %"):
            compiled.alias_table([share, 1 - share], 3, "income")
    assert compiled.cut(Fraction(0), "cars") == 0
    assert compiled.cut(Fraction(1), "cars") == 2**32 - 1


@pytest.mark.parametrize("size", [0, 16, 1000, 8192])
def test_block_sizes_that_are_not_powers_of_two_are_refused(size):
    with pytest.raises(InputError, match="block_people"):
        compiled.compile_people(W1, size)


def test_strata_sum_to_the_country():
    assert TABLES.n_strata == 62
    assert int(TABLES.population.sum()) == 1_411_778_724
    assert (TABLES.province == np.arange(62) // 2).all()
    assert (TABLES.urban == 1 - np.arange(62) % 2).all()
    assert TABLES.hh_start.dtype == np.uint16 and TABLES.hh_size.dtype == np.uint8
    assert TABLES.propensity_ppm.sum() == 16_000_000


def test_ages_implied_by_the_tables_are_the_ages_drawn():
    """One province's ages. Households are clustered, so the error is that of blocks."""
    blocks = np.zeros((200, len(AGES)))
    for ordinal in range(200):
        for stratum in (30, 31):
            ages = block(TABLES, stratum, ordinal)[0]["age"]
            blocks[ordinal] += np.bincount(ages, minlength=21)
    shares = blocks / blocks.sum(axis=1, keepdims=True)
    error = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    expected = households.age_shares(CHINA, CHINA.provinces[15])
    assert expected.sum() == pytest.approx(1)
    # Whole households in a block add up to 0.002.
    assert (np.abs(shares.mean(axis=0) - expected) < 0.002 + 4 * error).all() and error.max() < 7e-4


def test_traits_and_luck_are_uniform():
    traits, words = np.zeros(16), []
    for stratum in range(62):
        attributes, luck = block(TABLES, stratum, 1)
        traits += np.bincount(attributes["trait"], minlength=16)
        words.append(luck)
    expected = traits.sum() / 16
    # Chi-square of 15 degrees of freedom: 37.7 is passed once in a thousand.
    assert ((traits - expected) ** 2 / expected).sum() < 37.7
    mean = np.concatenate(words).mean() / 2**32
    assert abs(mean - 0.5) < 4 / np.sqrt(12 * 62 * 1024)


def test_w1_has_one_kind_of_person_in_64_classes():
    tables = compiled.compile_people(W1, 1024)
    traits = np.zeros(64)
    for ordinal in range(64):
        attributes, _ = block(tables, 0, ordinal)
        others = attributes[[name for name in ATTRIBUTES.names if name != "trait"]]
        assert (others == others[0]).all()
        traits += np.bincount(attributes["trait"], minlength=64)
    # Chi-square of 63 degrees of freedom: 103.4 is passed once in a thousand.
    assert ((traits - 1024) ** 2 / 1024).sum() < 103.4


def test_minority_is_given_by_province_only():
    keys = {name: table for name, table in CHINA.tables.items() if name != "minority"}
    assert not any("minority" in map(str, key) for table in keys.values() for key in table)
    by_stratum = TABLES.layout["minority"]
    assert (by_stratum[0::2] == by_stratum[1::2]).all()


def test_age_classes():
    assert age_bands("0-4") == range(0, 1)
    assert age_bands("65+") == range(13, 21)
    assert age_bands("100+") == range(20, 21)
    for wrong in ("", "3-9", "10-10", "15-12", "105+", "old", "0-200"):
        with pytest.raises(InputError, match="five-year bands"):
            age_bands(wrong)


def w1_with(tmp_path, change):
    """W1's people after a change to the document."""
    document = yaml.safe_load((PRESETS / "w1" / "people.yaml").read_text(encoding="utf-8"))
    change(document)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    (tmp_path / "people.yaml").write_text(text, encoding="utf-8")
    return load_people(tmp_path)


def rows(document, table):
    return document["tables"][table]["rows"]


BROKEN = {
    "unknown key": (lambda d: d.update(person_id=1), "person_id"),
    "missing table": (lambda d: d["tables"].pop("sex"), "sex"),
    "unknown table": (
        lambda d: d["tables"].update(faces={**d["tables"]["minority"], "rows": []}), "faces"),
    "small stratum": (lambda d: rows(d, "strata")[0].update(population=9_999), "at least 10000"),
    "half a person": (lambda d: rows(d, "strata")[0].update(population=20_000.5), "whole people"),
    "unknown area": (lambda d: rows(d, "strata")[0].update(area="suburb"), "urban, rural"),
    "sum": (lambda d: rows(d, "income")[0].update({"1": 0.5}), "sum to 1.5"),
    "share above one": (lambda d: rows(d, "minority")[0].update(share=1.5), "0 to 1"),
    "not a number": (lambda d: rows(d, "minority")[0].update(share="many"), "not a number"),
    "column": (lambda d: rows(d, "minority")[0].update(name="x"), "columns"),
    "second row": (
        lambda d: rows(d, "minority").append({**rows(d, "minority")[0]}), "second row"),
    "age class": (lambda d: rows(d, "sex")[0].update(age="1-7"), "five-year bands"),
    "unknown type": (lambda d: rows(d, "head_ages")[0].update(type="clan"), "clan"),
    "unknown source": (lambda d: d["tables"]["sex"].update(source="hearsay"), "hearsay"),
    "file and rows": (lambda d: d["tables"]["sex"].update(file="a.csv"), "both file and rows"),
    "other folder": (
        lambda d: d["tables"].update(sex={"file": "../a.csv", "source": "w1",
                                          "confidence": "verified"}), "same folder"),
    "no such file": (
        lambda d: d["tables"].update(sex={"file": "a.csv", "source": "w1",
                                          "confidence": "verified"}), "no such table"),
    "no range": (lambda d: d["tables"]["sex"].update(confidence="assumption"), "range"),
    "two heads": (
        lambda d: d["household_types"][0].update(members=["head", "head"]), "only it, is the head"),
    "role": (lambda d: d["household_types"][0].update(members=["boss"]), "boss"),
    "levels": (lambda d: d["propensity"].update(factors=[1, 1, 1]), "power of two"),
    "mean": (lambda d: d["propensity"].update(factors=[1, 2]), "average to one"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_wrong_people_are_refused_with_a_reason(tmp_path, fault):
    change, reason = BROKEN[fault]
    with pytest.raises(InputError, match=reason):
        w1_with(tmp_path, change)


SMALL = {  # what a million people are drawn from -> an entry that stands for 50 of them
    "men": ("sex", {"male": 0.00005}, "sex all 0-4 male"),
    "women": ("sex", {"male": 0.99995}, "sex all 0-4 not male"),
    "minority": ("minority", {"share": 0.00005}, "minority all share"),
    "all but 50": ("minority", {"share": 0.99995}, "minority all not share"),
    "income": ("income", {"3": 0.99995, "5": 0.00005}, "income urban 5"),
    "schooling": ("education", {"senior_high": 0.99995, "none": 0.00005}, "education all urban"),
    "work": ("employment", {"employed": 0.99995, "out": 0.00005}, "employment male 0-4 out"),
    "smokers": ("smoking", {"share": 0.00005}, "smoking urban male 0-4 share"),
    "cars": ("cars", {"3": 0.00005}, "cars urban 3"),
    "no home": ("homes", {"3": 0.99995}, "homes urban not 3"),
    "household": ("household_sizes", {"1": 0.99998, "2": 0.00002}, "household_types all pair"),
    "kind of household": ("household_types", {"share": 0.99995}, "household_types all pair"),
    "age of a head": ("head_ages", {"35-39": 0.99995, "100+": 0.00005}, "head_ages all one adult"),
}  # fmt: skip


@pytest.mark.parametrize("table", SMALL)
def test_a_cell_of_too_few_people_is_refused_in_every_table(tmp_path, table):
    name, cells, place = SMALL[table]

    def small(document):
        rows(document, name)[0].update(cells)
        if "household" in name:  # a second kind: in ones, or in twos
            members, share = (
                (["head"], 0.00005) if name == "household_types" else (["head", "other"], 1)
            )
            document["household_types"].append({"name": "pair", "members": members})
            again = {**rows(document, "head_ages")[0], "type": "pair"}
            rows(document, "head_ages").append(again)
            kind = {"province": "*", "type": "pair", "share": share}
            rows(document, "household_types").append(kind)
            rows(document, "other_ages").append({age: int(age == "0-4") for age in AGES})

    with pytest.raises(InputError, match=re.escape(place)) as refused:
        compiled.compile_people(w1_with(tmp_path, small), 32)
    assert re.search(r"stands for \d\d\.\d people; allowed: 0, or at least 100", str(refused.value))


def test_a_row_for_few_people_is_refused_whatever_it_says_of_them(tmp_path):
    """Nobody, everybody or a share of 40 people: a row of their own is too much."""
    for male in (0, 0.5, 1):

        def few(document, male=male):
            rows(document, "head_ages")[0].update({"35-39": 0.5, "100+": 0.5})
            rows(document, "sex")[:] = [
                {"province": "*", "age": age, "male": share}
                for age, share in (("0-99", 0.5), ("100+", male))
            ]
            rows(document, "strata")[0].update(population=10_000)
            rows(document, "head_ages")[0].update({"35-39": 0.996, "100+": 0.004})

        people = w1_with(tmp_path, few)
        at = dict(households._cells(people))
        of_sex = sorted(at[f"people.yaml tables.sex all 100+{word} male"] for word in ("", " not"))
        assert of_sex == pytest.approx(sorted((40 * male, 40 - 40 * male)))
        with pytest.raises(InputError, match="at least 100 people"):
            households.check_cells(people)


def test_the_cells_of_a_table_stand_for_everybody():
    found = dict.fromkeys(TABLE_NAMES, 0.0)
    for place, number in households._cells(CHINA):
        found[place.split()[1].removeprefix("tables.")] += number
    living = sum(n for _, _, n in CHINA.strata)
    parts = {"strata", "other_ages", "member_ages"}
    in_families = living * (1 - float(CHINA.collective_share))
    for table in set(found) - parts:
        expected = in_families if table == "household_sizes" else living
        assert found[table] == pytest.approx(expected), table
    assert living > found["member_ages"] > found["other_ages"] > 0


def test_published_figures_count_enough_people_and_name_none(tmp_path):
    def published(cell, value, table="population"):
        (tmp_path / "published.csv").write_text(
            f"table,cell,value,source,confidence\n{table},{cell},{value},w1,verified\n"
        )
        return w1_with(tmp_path, lambda d: d.update(published="published.csv"))

    households.check_cells(published("all", 100))
    for figure in (("all", 99), ("all", "0.009", "minority"), ("all/none", 5, "education")):
        with pytest.raises(InputError, match=r"published\.csv .* all.*: stands for \d+\.\d people"):
            households.check_cells(published(*figure))
    with pytest.raises(InputError, match="a cell 'Zhang San'"):
        published("Zhang San", 1000)
    with pytest.raises(InputError, match="'debtors'; allowed: population"):
        published("all", 1000, "debtors")


def test_missing_rows_and_small_cells_are_refused_when_compiling(tmp_path):
    def small(document):
        rows(document, "minority")[0].update(share=0.00005)

    with pytest.raises(InputError, match=r"stands for 50\.0 people"):
        compiled.compile_people(w1_with(tmp_path, small), 32)

    def missing(document):
        rows(document, "sex")[0].update(age="0-64")

    with pytest.raises(InputError, match="nothing for all, 13"):
        compiled.compile_people(w1_with(tmp_path, missing), 32)
