"""What a restriction hangs on: whose conduct, in which part of life, and whether it is true.

Per person: negative points in force on the record, by the context of the conduct; how many of them
are for what the person did; and what a list holds against them. A restriction hangs on the entries
of the person, or, if it falls on a household or its children, of those members who bring it about.
Each evening under a restriction is a person-day of 1,024 parts, shared over the contexts of those
entries by largest remainder (of equals, the first context), so that causes add up exactly. A list's
restriction hangs on the act that listed, and not on points.

Evenings are counted when something changes, before it does (`catch_up`). Out: person-days by
context, with nothing true on the record, and for somebody else's conduct. Makes no draws.
"""

import numpy as np

from glasshouse.engine.numba.compiling import kernel
from glasshouse.engine.state.constants import DAY_PARTS, ON_BOTH, RECORD, TRUTH, Falls

BASELESS, FOR_OTHERS = 1, 2  # bits of what `count_evenings` finds


@kernel
def is_for_others(block, i, k):
    """Whether consequence k is on person i for another's conduct alone (0 or 1)."""
    is_shared = block.consequence_rule[block.now.era, k].falls != Falls.ON_PERSON
    return np.int64(is_shared and not (block.people[i].trigger[RECORD] >> k) & 1)


@kernel
def collect_entries(block, i, k):
    """What consequence k of person i hangs on, by context, into `shares`: (all of it, the true)."""
    n, shares, rule = block.fixed.contexts, block.shares, block.consequence_rule[block.now.era, k]
    first, last = i, i + 1
    if rule.falls != Falls.ON_PERSON:
        first = np.int64(block.people[i].head)
        last = first + block.people[i].size
    for x in range(n):
        shares[0, x] = 0
    everything = right = np.int64(0)
    for m in range(first, last):
        if not (block.people[m].trigger[RECORD] >> k) & 1:
            continue
        if rule.is_list:
            spell = block.spells[m, k]
            shares[0, spell.listed_context] += 1
            everything += 1
            right += spell.listed_rightly
        else:
            cause = block.causes[m]
            for x in range(n):
                shares[0, x] += cause.points[x]
                everything += cause.points[x]
            right += cause.rightly
    return everything, right


@kernel
def share_evenings(block, k, everything, days):
    """Person-days of consequence k to the contexts in `shares`, or to none that is in force."""
    n, shares, causes = block.fixed.contexts, block.shares, block.counts.causes
    if everything == 0:
        causes[k, n] += DAY_PARTS * days
        return
    left = np.int64(DAY_PARTS)
    for x in range(n):
        part = shares[0, x] * DAY_PARTS
        whole = part // everything if part > 0 else np.int64(0)  # mostly nothing: don't divide
        shares[1, x] = part - whole * everything
        shares[0, x] = whole
        left -= whole
    while left > 0:
        best = 0
        for x in range(1, n):
            if shares[1, x] > shares[1, best]:
                best = x
        shares[0, best] += 1
        shares[1, best] = -1
        left -= 1
    for x in range(n):
        causes[k, x] += shares[0, x] * days


@kernel
def count_evenings(block, i, k, days):
    """So many evenings of person i under consequence k; BASELESS, FOR_OTHERS, as they hold."""
    everything, right = collect_entries(block, i, k)
    share_evenings(block, k, everything, days)
    wrongful = 1 - ((np.int64(block.people[i].force[TRUTH]) >> k) & 1)
    found = np.int64(0)
    if everything > 0 and right == 0:
        found |= BASELESS
        count = block.counts.baseless[k]
        count.days += days
        count.days_wrongful += days * wrongful
        block.causes[i].ever_baseless |= 1 << k
    if is_for_others(block, i, k):
        found |= FOR_OTHERS
        other = block.counts.collateral[k, block.people[i].is_child]
        other.days += days
        other.days_wrongful += days * wrongful
        block.causes[i].ever_for_others |= 1 << k
    return found


@kernel
def catch_up(block, i, day):
    """Count person i's evenings under restrictions up to today, as things stood."""
    days = day - np.int64(block.causes[i].since)
    block.causes[i].since = day
    force = np.int64(block.people[i].force[RECORD]) & block.rule[block.now.era].restricts
    if force == 0 or days == 0:
        return
    for k in range(block.fixed.consequences):
        if (force >> k) & 1:
            count_evenings(block, i, k, days)


@kernel
def catch_up_household(block, i, day):
    """The same for everybody on whom person i's conduct may fall."""
    head = np.int64(block.people[i].head)
    for member in range(head, head + block.people[i].size):
        catch_up(block, member, day)


@kernel
def note_points(block, i, c, tracks, points, day):
    """So many more negative points (or fewer, if points > 0) on the record for conduct c."""
    era = block.now.era
    if block.people[i].trigger[RECORD] & block.rule[era].restricts:
        catch_up_household(block, i, day)
    context = block.conduct_rule[era, c].context
    block.causes[i].points[context] -= points
    if tracks == ON_BOTH:
        block.causes[i].rightly -= points
    else:
        block.false_by_context[i, context] -= points


@kernel
def strike_false_points(block, i, day):
    """What is false among the negative points on the record is struck off."""
    catch_up_household(block, i, day)
    for x in range(block.fixed.contexts):
        block.causes[i].points[x] -= block.false_by_context[i, x]
        block.false_by_context[i, x] = 0


@kernel
def note_listing(block, i, k, c, tracks, day):
    """Conduct c lists person i under consequence k; rightly, if one of its acts since then was."""
    spell = block.spells[i, k]
    rightly = np.int64(tracks == ON_BOTH)
    if (block.people[i].trigger[RECORD] >> k) & 1:
        catch_up_household(block, i, day)
        rightly |= spell.listed_rightly
    spell.listed_context = block.conduct_rule[block.now.era, c].context
    spell.listed_rightly = rightly


@kernel
def count_refused(block, i, k, wrongful):
    """An attempt of person i refused by consequence k: for somebody else's conduct?"""
    if is_for_others(block, i, k):
        other = block.counts.collateral[k, block.people[i].is_child]
        other.refused += 1
        other.refused_wrongful += wrongful


@kernel
def close_causes(block, i):
    """The last evening of person i: what is left to count, and people by what ever held."""
    cause, person = block.causes[i], block.people[i]
    days = block.fixed.days - np.int64(cause.since)
    force = np.int64(person.force[RECORD]) & block.rule[block.now.era].restricts
    for k in range(block.fixed.consequences):
        count, other = block.counts.baseless[k], block.counts.collateral[k, person.is_child]
        if (force >> k) & 1:
            found = count_evenings(block, i, k, days)
            wrongful = 1 - ((np.int64(person.force[TRUTH]) >> k) & 1)
            count.end += found & BASELESS
            count.end_wrongful += (found & BASELESS) * wrongful
            other.end += found >> 1
        count.ever += (cause.ever_baseless >> k) & 1
        other.ever += (cause.ever_for_others >> k) & 1
