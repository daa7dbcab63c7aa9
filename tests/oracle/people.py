"""A block's people in plain Python: slow, and written apart from the kernel.

It shares the draws and the compiled tables with the kernel and nothing else.
"""

from glasshouse.engine.state.draws import PURPOSE_HOUSEHOLD, PURPOSE_PERSON, U32, philox

NAMES = ("sex", "age", "minority", "income", "education", "employment", "car", "home", "smoker",
         "trait", "role")  # fmt: skip


def words(purpose: int, index: int, block_id: int, seed: int) -> list[int]:
    """The eight words of a household or a person."""
    result = []
    for j in range(2):
        four = philox(U32(index * 4 + j), U32(purpose << 24), U32(0), U32(block_id),
                      U32(seed & 0xFFFFFFFF), U32(seed >> 32))  # fmt: skip
        result += [int(word) for word in four]
    return result


def pick(tables: list[int], start: int, columns: int, word: int) -> int:
    """The alias method as in textbooks: column = floor(u * n), remainder against threshold."""
    column, remainder = divmod(word * columns, 2**32)
    threshold, alias = divmod(tables[start + column], columns)
    return column if remainder < threshold * columns else alias


def populate(compiled, stratum: int, ordinal: int, seed: int) -> list[dict[str, int]]:
    """People of a block, each a dictionary of attributes and luck."""
    layout = compiled.layout[stratum]
    at = {name: int(layout[name]) for name in layout.dtype.names if name != "counts"}
    tables = [int(x) for x in compiled.tables]
    block_id = stratum * 2**24 + ordinal
    people: list[dict[str, int]] = []
    household = 0
    for household_class, count in enumerate(compiled.hh_counts[stratum].tolist()):
        for _ in range(count):
            drawn = words(PURPOSE_HOUSEHOLD, household, block_id, seed)
            members = live_together(at, tables, household_class, drawn)
            first = len(people)
            for member in members:
                drawn = words(PURPOSE_PERSON, len(people), block_id, seed)
                pair = member.pop("pair")
                partner = people[first + pair] if pair is not None else None
                people.append(grow_up(at, tables, member, partner, drawn))
            household += 1
    return people


def live_together(at, tables, household_class: int, drawn: list[int]) -> list[dict]:
    """Members of one household with what they share."""
    collective = household_class == 8
    size = 1 if collective else household_class + 1
    kind = pick(tables, at["types"] + household_class * 8, 8, drawn[0])
    kind += household_class * 8
    head = pick(tables, at["head_ages"] + kind * 32, 32, drawn[1])
    income = pick(tables, at["income"], 8, drawn[2])
    shared = {
        "head": head,
        "income": income,
        "minority": int(drawn[3] < tables[at["minority"]]),
        "car": int(not collective and drawn[4] < tables[at["cars"] + income]),
        "home": int(not collective and drawn[5] < tables[at["homes"] + income]),
    }
    members = []
    for m in range(size):
        pair, role = divmod(tables[at["members"] + kind * 8 + m], 256)
        members.append({**shared, "role": role, "pair": None if pair == 255 else pair})
    return members


def grow_up(at, tables, member: dict, partner: dict | None, drawn: list[int]) -> dict[str, int]:
    """What a person draws alone."""
    person = dict(member)
    row = person["role"] * 21 + person.pop("head")
    age = pick(tables, at["member_ages"] + row * 32, 32, drawn[0])
    if partner is not None:
        sex = 1 - partner["sex"]
    else:
        sex = 0 if drawn[1] < tables[at["sex"] + age] else 1
    person |= {"age": age, "sex": sex}
    person["education"] = pick(tables, at["education"] + age * 8, 8, drawn[2])
    work = at["employment"] + (sex * 21 + age) * 8
    person["employment"] = pick(tables, work, 8, drawn[3])
    person["smoker"] = int(drawn[4] < tables[at["smoking"] + sex * 21 + age])
    person["trait"] = drawn[5] >> at["trait_shift"]
    person["luck"] = drawn[6]
    return person
