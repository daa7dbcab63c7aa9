"""Records: what the kernel reads and writes, field by field, each declared once.

A kernel reads them by name, `block.people[i].score[RECORD]`; the host makes arrays of them. Fields
with a length of two go by track, the record and the truth, where nothing else is said.
"""

import numpy as np

from glasshouse.engine.state.constants import (
    INCOMES,
    MANNERS,
    MAX_CONSEQUENCES,
    MAX_CONTEXTS,
    QUANTILES,
    Circle,
    Witness,
    Wrong,
)
from glasshouse.world.people import LARGEST_HOUSEHOLD

# --- a block of people ----------------------------------------------------------------------------
ATTRIBUTES = np.dtype([  # by person: who they are, for as long as a run; see world/people.py
    ("sex", "u1"), ("age", "u1"), ("minority", "u1"), ("income", "u1"), ("education", "u1"),
    ("employment", "u1"), ("car", "u1"), ("home", "u1"), ("smoker", "u1"),
    ("trait", "u1"),  # latent propensity, as a level
    ("role", "u1"),
])  # fmt: skip
PERSON = np.dtype([
    ("score", "i4", 2),
    ("trigger", "i2", 2),  # consequences by bits: the condition for it is met
    ("lifted", "i2", 2),  # lifted though the condition holds
    ("waiting", "i2", 2),  # the condition is met, and waits for a review
    ("force", "i2", 2),  # consequences in force on this person, as bits
    ("grade", "i2", 2),
    ("ever", "i2", 2),  # consequences that ever were in force
    ("ever_wrongful", "i2"),  # of these, on the record and not on the truth
    ("code", "i2"),  # how the person responds: see respond.py
    ("fade_day", "i4"),  # on which fear falls; -1: never told of a penalty
    ("pool", "i2"),  # who can be taken for whom
    ("head", "i2"),  # place of the household's head in the block
    ("size", "i2"),  # of the household
    ("cell", "i2"),  # of the whole cross of groups
    ("conduct_class", "i2"),
    ("income", "i1"),  # quintile
    ("is_child", "i1"),
    ("curve_group", "i2"),
    ("unused", "i2", 5),  # a record fills a line of the cache: 64 bytes
])  # fmt: skip
TERM = np.dtype([  # by person and consequence
    ("until", "i4", 2),  # day on which it is looked at again
    ("since", "i4"),  # day on which what is in force last changed
    ("sources", "i4", 2),  # members of the household who bring it about
])  # fmt: skip
SPELL = np.dtype([  # by person and consequence
    ("first", "i4"),  # day + 1 on which it first began on the record; 0: never
    ("ended", "i4"),  # day + 1 on which it last ended
    ("listed_context", "i2"),  # part of life of what the person is listed for
    ("listed_rightly", "i2"),  # whether any of that was so
])  # fmt: skip
CASE = np.dtype([  # by person and consequence, where there is redress
    ("began", "i4", 2),  # day on which the restriction began
    ("is_known", "i4"),  # whether the person knows of it
])  # fmt: skip
MARK = np.dtype([  # by person
    ("false_points", "i4", len(Wrong)),  # on the record, by what makes them false
    ("struck", "i4"),  # corrections of the record so far
    ("penalised", "i4", 2),  # day of the last penalty
])  # fmt: skip
CAUSE = np.dtype([  # by person: what restrictions hang on
    ("points", "i4", MAX_CONTEXTS),  # negative points in force on the record, by part of life
    ("rightly", "i4"),  # of these, for what the person did
    ("since", "i4"),  # day until which evenings are counted
    ("ever_baseless", "i2"),  # consequences that ever held with nothing true on the record
    ("ever_for_others", "i2"),  # or for another's conduct alone
    ("grade_a_year_ago", "i4"),
])  # fmt: skip
SCORE_APART = np.dtype([  # by context and person, where every context has a score of its own
    ("score", "i4", 2),
    ("false_points", "i4"),  # on the record
])  # fmt: skip
FALL = np.dtype([  # by person, where people rate each other: see nosedives.py
    ("since", "i4"),  # (day + 1) * 2 + true of the fall that lasts; 0: none
    ("first", "i4"),  # the same of the first that was counted
    ("backs", "i4"),  # falls that ended
    ("kind", "i4"),  # what kind of day is followed, + 1
    ("before", "i4"),  # the rating before it
])  # fmt: skip
OUTCOME = np.dtype([  # by person: what became of them
    ("ever", "i2"),  # consequences that ever were in force on the record, as bits
    ("ever_true", "i2"),
    ("ever_wrongful", "i2"),
    ("unused", "i2"),
    ("witness", "i4", len(Witness)),
])  # fmt: skip
LIFE_EVENT = np.dtype([  # of a life that is told: see trace.py
    ("day", "i4"),
    ("kind", "i4"),  # Event
    ("person", "i4"),  # place in the block
    ("subject", "i4"),
    ("tracks", "i4"),  # as bits
    ("amount", "i4"),
    ("score", "i4", 2),  # as they stand after it
])  # fmt: skip
DUE = np.dtype([  # what falls due on a day: see calendar.py
    ("next", "i4"),  # place of the next one of the same day, -1: none
    ("since", "i4"),  # day on which it began, was issued or filed
    ("amount", "i4"),  # points, or a day
    ("struck", "i4"),  # corrections of the record before it
    ("person", "i2"),
    ("subject", "i2"),  # conduct or consequence
    ("kind", "i1"),  # Item
    ("tracks", "i1"),  # as bits
    ("wrong", "i1"),  # Wrong: what makes it false, if it stands on the record alone
    ("unused", "i1"),
])  # fmt: skip
DUE_DAY = np.dtype([("first", "i4"), ("last", "i4")])  # places of a day's items, -1: none
CALL = np.dtype([  # occasions of one process, layer and chunk, to be drawn: see occasions.py
    ("process", "i4"), ("layer", "i4"), ("chunk", "i4"), ("n", "i4"),
    ("first", "i8"),  # of its Philox calls
])  # fmt: skip

# --- what stays the same throughout a run ---------------------------------------------------------
FIXED = np.dtype([
    ("people", "i8"),  # of a block
    ("processes", "i8"),
    ("families", "i8"),
    ("weighed", "i8"),  # families whose weights are needed
    ("activities", "i8"),
    ("conducts", "i8"),
    ("wants", "i8"),
    ("consequences", "i8"),
    ("false_sources", "i8"),
    ("grades", "i8"),
    ("contexts", "i8"),  # parts of life that conduct belongs to
    ("score_contexts", "i8"),  # of these, with a score of their own; 0: one score for all
    ("curve_groups", "i8"),
    ("periods", "i8"),
    ("first_period", "i8"),  # since the epoch
    ("first_day", "i8"),  # since the epoch
    ("days", "i8"),
    ("initial", "i8"),  # score
    ("floor", "i8"),
    ("ceiling", "i8"),
    ("record_error", "i8"),  # threshold on a word: a payment that a register misses
    ("has_court", "i8"),
    ("has_redress", "i8"),
    ("has_repair", "i8"),
    ("is_rated", "i8"),
    ("tickets", "i8"),  # room for tickets of a family
    ("occasions", "i8"),  # room for those of a period
    ("items", "i8"),  # room for what falls due
    ("curves_at", "i8"),  # first cell of the curves in a tally
    ("cells", "i8"),  # of a tally
])  # fmt: skip
NOW = np.dtype([  # what holds for the block being lived
    ("stratum", "i8"),
    ("province", "i8"),
    ("gallery", "i8"),
    ("rural", "i8"),
    ("block", "i8"),  # its address: stratum << 24 | ordinal
    ("seed_low", "i8"),
    ("seed_high", "i8"),
    ("era", "i8"),  # days under the same rules
    ("period", "i8"),
    ("fits", "i8"),  # 0: what falls due did not fit
    ("touched", "i8"),  # cells of curves that the block has moved
    ("trace_room", "i8"),  # how many events of a life there is room for; 0: nothing is told
    ("trace_first", "i8"),  # whose: the first person, and how many
    ("trace_people", "i8"),
    ("traced", "i8"),  # events so far
    ("first_due", "i8"),  # head of the list of free places for what falls due, -1: none
    ("used_due", "i8"),  # places ever used
])  # fmt: skip
PROCESS = np.dtype([
    ("kind", "i8"),  # ProcessKind
    ("activity", "i8"),
    ("family", "i8"),
    ("subject", "i8"),  # conduct or want
    ("address", "i8"),  # of its draws
    ("chunk_log", "i8"),  # tickets of a chunk, as a power of two
    ("source", "i8"),  # of false hits
    ("right", "i8"),  # Blame of a probe that ends rightly
    ("otherwise", "i8"),  # and wrongly
    ("blame", "i8"),  # which blame table, + 1; 0: the doer always
    ("response", "i8"),  # row of factors by code
    ("wrong", "i8"),  # Wrong: what makes it false, if it lands on somebody who did not do it
])  # fmt: skip

# --- rules, one record an era (days under the same rules) -----------------------------------------
RULE = np.dtype([
    ("told", "i8"),  # of a penalty: threshold on half a word
    ("knows", "i8"),  # the rules, from the start
    ("fade_days", "i8"),
    ("restricts", "i8"),  # consequences that are restrictions, as bits
    ("by_grade", "i8"),  # those that end with the grade
])  # fmt: skip
CONDUCT_RULE = np.dtype([
    ("points", "i8"),
    ("lasts", "i8"),  # days until points lapse; 0: never
    ("is_fined", "i8"),
    ("fen", "i8"),  # the fine, in hundredths of a yuan
    ("due_days", "i8"),
    ("unpaid", "i8"),  # the conduct that an unpaid fine is
    ("late_days", "i8"),  # from its due day to a late fee; 0: there is none
    ("late_fen", "i8"),
    ("late_points", "i8"),
    ("lists", "i8"),  # consequences it leads straight to, as bits
    ("is_beyond_law", "i8"),  # no lawful ground for that
    ("is_courts", "i8"),  # a court keeps that list
    ("address", "i8"),  # of what follows from it
    ("context", "i8"),  # the part of life it belongs to
    ("score_context", "i8"),  # the score it counts for, with one score a context; -1: none
    ("repairs", "i8"),  # days of clean record that a good deed counts for
])  # fmt: skip
CONSEQUENCE_RULE = np.dtype([
    ("term", "i8"),  # days; 0: as long as the grade
    ("refuses", "i8"),  # wants, as bits
    ("falls", "i8"),  # Falls
    ("is_list", "i8"),
    ("address", "i8"),  # of what redress draws
])  # fmt: skip
REDRESS_RULE = np.dtype([  # chances are thresholds on a word
    ("told", "i8"),
    ("delay", "i8"),  # days until told
    ("handling", "i8"),  # days from the end of the queue to the decision
    ("strikes", "i8"),  # false points are struck off
    ("by_list", "i8"),  # consequences by a list, as bits
    ("review_days", "i8"),
    ("confirm_days", "i8"),
    ("repair_days", "i8"),
    ("appeal", "i8", 2),  # upheld though wrongful, lifted though rightful
    ("review", "i8", 2),
    ("confirm", "i8", 2),
    ("files", "i8", (INCOMES, 2)),  # an appeal: by income and whether they did it
    ("fee", "i8"),  # of an appeal, in hundredths of a yuan
])  # fmt: skip
COURT_RULE = np.dtype([  # chances are thresholds on a word
    ("lists", "i8"),  # consequences, as bits
    ("removal", "i8"),  # days
    ("late", "i8"),
    ("late_by", "i8"),  # days
    ("extended", "i8"),
    ("extension", "i8"),  # days
    ("pays", "i8", (INCOMES, 2)),  # in 28 days: by income and whether listed beyond the law
    ("corrected", "i8"),
    ("correction", "i8"),  # days
])  # fmt: skip
RATING_RULE = np.dtype([  # the regime's, then the world's; stars in 1,024ths
    ("rated", "i8"),  # threshold on a word
    ("step", "i8"),  # 2^24 / window
    ("weighted", "i8"),  # raters count by their own rating
    ("fall", "i8"),  # a score below it is a nosedive
    ("back", "i8"),
    ("initial", "i8"),  # rating, in 2^20ths of a star
    ("alike", "i8"),  # how much a rater counts at first
    ("scale", "i8"),  # points a star, times 2^20
    ("settled", "i8"),  # first day of the run whose falls are counted
    ("cost", "i8"),  # of a bad day
    ("rater_cost", "i8"),  # of a rater's bad day
    ("stranger_bad", "i8"),  # threshold on 16 bits
    ("circle", "i8", len(Circle)),  # thresholds on 16 bits, each for it and those before it
    ("standing", "i8", len(Circle)),  # how much a rating so far counts
    ("bad", "i8", (2, 2)),  # thresholds on a word: feels a restriction, was bad yesterday
    ("income", "i8", INCOMES),
    ("manner", "i8", MANNERS),
])  # fmt: skip
OTHERS = np.dtype([  # strangers of a period
    ("mean", "i8"),  # rating, in 1,024ths of a star
    ("weight", "i8", QUANTILES),  # how much a rater counts
])  # fmt: skip
WAIT = np.dtype([("first", "i4"), ("last", "i4")])  # days that the cases of a day wait
HOUSEHOLDS = np.dtype([  # by stratum: where its tables start in `people_tables`, and sizes
    ("types", "i8"), ("head_ages", "i8"), ("member_ages", "i8"), ("members", "i8"), ("sex", "i8"),
    ("minority", "i8"), ("income", "i8"), ("cars", "i8"), ("homes", "i8"), ("education", "i8"),
    ("employment", "i8"), ("smoking", "i8"),
    ("trait_shift", "i8"),  # of a word, to a trait
    ("counts", "i8", LARGEST_HOUSEHOLD + 1),  # households of a block by size; collective units last
])  # fmt: skip
BLAMED = np.dtype([("right", "i8"), ("wrong", "i8")])  # thresholds on a word, one above the other
WATCHED = np.dtype([("activity", "i8"), ("response", "i8")])  # of a source of false hits; -1: none
SPAN = np.dtype([("offset", "i8"), ("length", "i8")])  # of a table of counts; length 0: none
NOTED = np.dtype([("amount", "i8"), ("person", "i8")])  # a witness: days or times, and who
assert MAX_CONSEQUENCES <= 8  # as bits of an int16
