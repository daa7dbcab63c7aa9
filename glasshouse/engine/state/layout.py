"""Where everything stands in the kernel's arrays: the one place that kernel, oracle and host share.

Only names of positions live here; meanings are told where the thing is used.
"""

import numpy as np

from glasshouse.quantity import YEAR_DAYS as YEAR_DAYS  # noqa: PLC0414 - handed on

# --- fixed sizes --------------------------------------------------------------------------------
PERIOD_DAYS = 28
POOLS = 8  # sex * 4 + child * 2 + minority: who can be taken for whom
CODES = 12  # deterrence stage (0..2) * 4 + feels a restriction * 2 + knows the rules
REPLICATES = 64
MAX_CONSEQUENCES = 8
MAX_LAYERS = 16
GROUP_CELLS = 240  # (((sex * 6 + age) * 2 + minority) * 5 + income) * 2 + rural: the whole cross
MARGIN_CELLS = 18  # everybody, sex 2, age 6, minority 2, income 5, town and country
CONDUCT_CLASSES = 16  # people whose conduct would cost alike: see conduct_classes.py
INCOMES = 5
MAX_CONTEXTS = 12
SPELL_DAYS, SPELL_CLASSES = 28, 40  # lengths of wrongful spells; the last class is open
SCORE_CLASSES = 128  # equal parts of the way from the floor of the score to its ceiling
DAY_PARTS = 1024  # parts of a person-day that causes share
FAMILY_KEYS = 168 + 200 + 128 + 32  # rows of the weight table: see tickets.py
LEVEL_ONE = 1 << 24  # height of the lowest layer, in level units

# --- a person's state (int32 columns) -----------------------------------------------------------
RECORD, TRUTH = 0, 1  # track numbers
S_SCORE = 0  # + track
S_GRADE = 2  # + track
S_TRIGGER = 4  # + track: consequences by bits: condition met; << 8 lifted though it holds, << 16
# condition met and waiting for a review
S_FORCE = 6  # + track: consequences in force on this person, as bits
S_EVER = 8  # record bits 0-7, truth 8-15, wrongful 16-23
S_CODE = 9
S_FADE_DAY = 10
S_POOL = 11
S_HEAD = 12
S_SIZE = 13
S_GROUPS = 14  # group cell | conduct class << 8
S_PERSON = 15  # income quintile | is a child << 3 | curve group << 4
STATE_COLUMNS = 16

# --- processes (int64 columns) ------------------------------------------------------------------
P_KIND, P_ACTIVITY, P_FAMILY, P_CONDUCT, P_ADDRESS, P_CHUNK_LOG = 0, 1, 2, 3, 4, 5
P_FALSE, P_BLAME_RIGHT, P_BLAME_WRONG, P_FOLLOW, P_RESPONSE = 6, 7, 8, 9, 10
P_WRONG = 11  # what makes it false, if it lands on somebody who did not do it
PROCESS_COLUMNS = 12
KIND_ACT, KIND_FALSE, KIND_WANT = 0, 1, 2
BLAME_DOER, BLAME_HEAD, BLAME_OPERATOR, BLAME_ELSEWHERE, BLAME_NOBODY = 0, 1, 2, 3, 4

# --- calendar items: kind << 60 | person << 48 | subject << 40 | tracks << 38 | payload (32 bits)
ITEM_FINE, ITEM_RECHECK, ITEM_EXPIRE, ITEM_FADE = 0, 1, 2, 3
ITEM_VISIT, ITEM_REMOVE = 12, 13
ITEM_NOTICE, ITEM_INTAKE, ITEM_DECISION, ITEM_REVIEW, ITEM_CONFIRM = 4, 5, 6, 7, 8
ITEM_REPAIR = 9

# --- what makes an entry of a record false ------------------------------------------------------
WRONG_IDENTITY, WRONG_FACT, WRONG_CLERICAL, WRONG_MALICE, WRONG_LAW = 0, 1, 2, 3, 4
WRONG_OPINION = 5
WRONGS = ("identity", "fact", "clerical", "malice", "law", "opinion")
N_WRONGS = 6

# --- regime rows: head, then one stretch per conduct, consequence and grade ---------------------
R_TOLD, R_KNOWS, R_FADE_DAYS, R_RESTRICTS, R_BY_GRADE = 0, 1, 2, 3, 4
R_HEAD = 5
RC_POINTS, RC_FINE, RC_DUE_DAYS, RC_UNPAID = 0, 1, 2, 3
RC_LAST_DAYS, RC_LISTS, RC_ADDRESS, RC_CONTEXT, RC_AMOUNT = 4, 5, 6, 7, 8
RC_COLUMNS = 9  # per conduct; the amount of a fine in fen (a hundredth of a yuan)
RK_TERM, RK_REFUSES, RK_WHO, RK_LISTED = 0, 1, 2, 3
RK_COLUMNS = 4  # per consequence
WHO_PERSON, WHO_HOUSEHOLD, WHO_CHILDREN = 0, 1, 2

# --- per-conduct, per-consequence and group tallies ---------------------------------------------
TC_RIGHT, TC_ELSEWHERE, TC_RECEIVED, TC_MISSED, TC_OPERATOR = 0, 1, 2, 3, 4
TC_POINTS_RECORD, TC_POINTS_TRUTH, TC_FINES, TC_UNPAID, TC_PROBES = 5, 6, 7, 8, 9
TC_POINTS_RIGHT, TC_POINTS_ESCAPED = 10, 11  # on both tracks; of probes that found nobody
TC_COLUMNS = 12
TK_EVER_RECORD, TK_EVER_TRUTH, TK_EVER_WRONGFUL = 0, 1, 2
TK_END_RECORD, TK_END_TRUTH, TK_END_WRONGFUL, TK_END_SPARED = 3, 4, 5, 6
TK_DAYS_WRONGFUL, TK_DAYS_SPARED, TK_DAYS_RIGHT = 7, 8, 9  # by state record + 2 * truth, minus 1
TK_BEGUN, TK_REFUSED, TK_REFUSED_WRONGFUL = 10, 11, 12
TK_COLUMNS = 13
TG_EVER, TG_EVER_WRONGFUL, TG_END, TG_END_WRONGFUL, TG_DAYS, TG_DAYS_WRONGFUL = 0, 1, 2, 3, 4, 5
TG_END_SPARED, TG_REFUSED, TG_REFUSED_WRONGFUL = 6, 7, 8
TG_COLUMNS = 9
TE_EVER, TE_EVER_WRONGFUL = 0, 1  # by margin and conduct class
TE_COLUMNS = 2
TB_EVER, TB_END, TB_END_WRONGFUL, TB_DAYS, TB_DAYS_WRONGFUL = 0, 1, 2, 3, 4  # nothing true
TB_COLUMNS = 5
TL_EVER, TL_END, TL_DAYS, TL_DAYS_WRONGFUL, TL_REFUSED, TL_REFUSED_WRONGFUL = 0, 1, 2, 3, 4, 5
TL_COLUMNS = 6  # for somebody else's conduct, by adult or child
SPELL_LIFTED, SPELL_TURNED, SPELL_OPEN = 0, 1, 2  # how a wrongful spell ended
SPELL_ENDINGS = 3
TQ_COLUMNS = 4  # squares of a block's TG_EVER .. TG_END_WRONGFUL, for the error of a province
TR_ENDED, TR_FOLLOWED, TR_RELISTED, TR_BEGUN, TR_NEVER_OUT = 0, 1, 2, 3, 4
TR_COLUMNS = 5
TF_FINED, TF_FINED_WRONG, TF_PAID, TF_PAID_WRONG = 0, 1, 2, 3  # fen
TF_COLUMNS = 4
TM_POINTS, TM_EVENTS, TM_ITEMS, TM_CALLS = 0, 1, 2, 3  # what the engine did
TM_COLUMNS = 4

# --- a court's list: its rules, its tallies by period, flags of a conduct's lists ---------------
RO_LISTS, RO_REMOVAL, RO_LATE, RO_LATE_BY, RO_EXTENDED, RO_EXTENSION = 0, 1, 2, 3, 4, 5
RO_COMPLY = 6  # + income * 2 + listed beyond the law: thresholds on a word for paying in 28 days
RO_CORRECTED, RO_CORRECTION = RO_COMPLY + 10, RO_COMPLY + 11
RO_COLUMNS = RO_COMPLY + 12
TO_LISTED, TO_BEYOND_LAW, TO_COMPLIED, TO_REMOVED, TO_LATE, TO_EXTENDED = 0, 1, 2, 3, 4, 5
TO_CORRECTED, TO_SERVED = 6, 7
TO_REFUSED = 8  # + consequence
TO_COLUMNS = TO_REFUSED + MAX_CONSEQUENCES
# Refusals by how many 28-day periods ago the same person was last refused: 0 to 13, longer, never.
AGAIN_YEAR, AGAIN_LONGER, AGAIN_NEVER, AGAIN_COLUMNS = 13, 14, 15, 16
LISTS_MASK, LISTED_BEYOND_LAW, LISTED_BY_COURT = 255, 256, 512  # of RC_LISTS
# --- redress: its rules, its tallies, a person's cases ------------------------------------------
INCOME_CELLS = 5
RR_TOLD, RR_DELAY, RR_HANDLING, RR_STRIKES, RR_BY_LIST = 0, 1, 2, 3, 4
RR_REVIEW_DAYS, RR_CONFIRM_DAYS, RR_REPAIR_DAYS = 5, 6, 7
RR_APPEAL, RR_REVIEW, RR_CONFIRM = 8, 10, 12  # thresholds: upheld if wrongful, lifted if rightful
RR_CHANCE = 14  # + income * 2 + did it: thresholds on a word for appealing; 0 without appeals
RR_FEE = RR_CHANCE + 2 * INCOME_CELLS  # of an appeal, in hundredths of a yuan
# Then, by consequence, the address of its draws; by conduct, the days that a good deed counts for,
# and the context; by context, the consequences it counts for.
RR_HEAD = RR_FEE + 1
RT_TOLD, RT_LEARNT, RT_FILED, RT_FILED_WRONGFUL, RT_DECIDED = 0, 1, 2, 3, 4
RT_LIFTED_WRONGFUL, RT_LIFTED_RIGHTFUL, RT_UPHELD_WRONGFUL, RT_UPHELD_RIGHTFUL = 5, 6, 7, 8
RT_MOOT, RT_WAITED, RT_STRUCK, RT_PAID_DAYS = 9, 10, 11, 12
RT_REVIEWED, RT_DROPPED_WRONGFUL, RT_DROPPED_RIGHTFUL = 13, 14, 15
RT_CONFIRMED, RT_FREED_WRONGFUL, RT_FREED_RIGHTFUL = 16, 17, 18
RT_REPAIRED, RT_REVIEWED_WRONGFUL, RT_CONFIRMED_WRONGFUL = 19, 20, 21
RT_FEES, RT_FEES_WRONGFUL = 22, 23  # hundredths of a yuan; against wrongful restrictions
RT_COLUMNS = 24
CASE_BEGAN, CASE_KNOWN = 0, 2  # times K: day it began, by track; whether the person knows of it
CASE_ROWS = 3
# False points by kind of wrong; corrections; last penalty by track.
M_FALSE, M_STRUCK, M_PENALISED = 0, 6, 7
MARK_ROWS = 9
WAIT_FIRST, WAIT_LAST = 0, 1  # days that the first, and the last, case of a day waits

# --- ratings: rules and the world's numbers, tallies, what is kept of a person (encounters.py) ---
STARS, STAR = 5, 1 << 20  # a rating is kept in 2^20ths of a star, other numbers in 1,024ths
BINS, QUANTILES = 64, 32  # of the distribution of ratings; of strangers
BIN_WIDTH = STARS * STAR // BINS
FAMILY, NEIGHBOURS, WORK, STRANGERS = 0, 1, 2, 3
CIRCLES = ("family", "neighbours", "work", "strangers")
NEAR = 32  # people next door
MANNERS = 16
RG_RATED, RG_STEP, RG_WEIGHTED, RG_FALL, RG_BACK = 0, 1, 2, 3, 4  # step: 2^24 / window
RG_COST, RG_RATER_COST, RG_STRANGER_BAD, RG_INITIAL = 5, 6, 7, 8
RG_ALIKE, RG_SCALE = 9, 10  # how much a rater counts at first; points a star, times 2^20
RG_CIRCLE = 11  # + circle: thresholds on 16 bits, each for that circle and those before it
RG_STANDING = RG_CIRCLE + 4  # + circle: 1,024ths
RG_BAD = RG_STANDING + 4  # + feels a restriction * 2 + was bad yesterday: thresholds on a word
RG_CLASS = RG_BAD + 4  # + income
RG_MANNER = RG_CLASS + 5  # + level
RG_SETTLED = RG_MANNER + MANNERS  # the first day of the run whose falls are counted
RG_COLUMNS = RG_SETTLED + 1
OTHERS_MEAN, OTHERS_WEIGHT = 0, 1  # of a period: mean rating; + quantile: how much its rater counts
OTHERS_COLUMNS = OTHERS_WEIGHT + QUANTILES
TE_RATED = 0  # + circle: ratings received, by period
TE_STARS, TE_STARS_TRUE, TE_BAD, TE_ADULTS, TE_RATING = 4, 5, 6, 7, 8  # + track, at its start
TE_RATING_COLUMNS = 10
TD_FALLS, TD_BAD, TD_BACK, TD_OPEN, TD_PEOPLE, TD_YEAR_AGO, TD_NEVER_BACK = 0, 1, 2, 3, 4, 5, 6
TD_COLUMNS = 7  # by income, and whether on conduct alone they would have fallen as well
TI_ADULTS, TI_RATING = 0, 1  # + track: at the end, by income
TI_COLUMNS = 3
# `moods`: bad today, and yesterday; was rated today; feels a restriction. Then bits by number:
# a child; an adult who is to be rated today.
BAD, WAS_BAD, WAS_RATED, FEELS = 1, 2, 4, 8
IS_CHILD, IS_DUE = 4, 5
RATER_CIRCLE = 12  # bits of `raters`, above who rates
WATCH_EVERY = 112  # days: so often a day of a person is followed
LAGS = (0, 7, 28, 56, 84)  # days after it
WATCH_KINDS = 8  # (feels a restriction * 2 + was bad the day before) * 2 + is bad
# Rows of `nosedives`: (day + 1) * 2 + true of the fall that lasts (0: none), and of the first;
# falls that ended; what kind of day is followed, + 1; the rating before it.
F_SINCE, F_FIRST, F_BACKS, F_KIND, F_BEFORE = 0, 1, 2, 3, 4
FALL_ROWS = 5
HOME_SIZE, HOME_INCOME = 12, 16  # bits of `homes`, above the head's place

# --- dims: sizes and offsets that the kernel reads ----------------------------------------------
D_BLOCK, D_PROCESSES, D_FAMILIES, D_ACTIVITIES, D_CONDUCTS, D_CONSEQUENCES = 0, 1, 2, 3, 4, 5
D_FALSES, D_PERIODS, D_FIRST_PERIOD, D_FIRST_DAY, D_DAYS = 6, 7, 8, 9, 10
D_INITIAL, D_FLOOR, D_CEILING = 11, 12, 13
D_CELL_CAPACITY, D_POINT_CAPACITY, D_ITEM_CAPACITY = 14, 15, 16
D_CURVE_GROUPS, D_ROW_CONSEQUENCES, D_ROW_GRADES, D_RECORD_ERROR = 17, 18, 19, 20
D_TALLY_GROUPS, D_TALLY_CONDUCTS, D_TALLY_CONSEQUENCES = 21, 22, 23
D_TALLY_CONSEQUENCE_GROUPS, D_TALLY_ACTIVITIES, D_TALLY_WANTS, D_TALLY_FALSES = 24, 25, 26, 27
D_TALLY_CURVES, D_TALLY_ENGINE, D_TALLY_CELLS = 28, 29, 30
D_WEIGHED = 31  # families whose weights are needed
D_CAUSES, D_GRADES = 32, 33
D_TALLY_CLASSES, D_TALLY_CONSEQUENCE_CLASSES, D_TALLY_CAUSES, D_TALLY_BASELESS = 34, 35, 36, 37
D_TALLY_COLLATERAL, D_TALLY_SPELLS, D_TALLY_RETURNS, D_TALLY_YEARS = 38, 39, 40, 41
D_TALLY_FINES, D_TALLY_EXPOSED, D_TALLY_SQUARES = 42, 43, 44
D_COURT, D_TALLY_COURT = 45, 46
D_REDRESS, D_REPAIRS, D_CONTEXTS, D_TALLY_REDRESS, D_TALLY_WRONGS = 47, 48, 49, 50, 51
D_RATED, D_TALLY_RATED, D_TALLY_BINS, D_TALLY_FALLS, D_TALLY_FALL_DAYS = 52, 53, 54, 55, 56
D_TALLY_BAD_DAYS, D_TALLY_STANDING = 57, 58
D_TALLY_SCORES, D_TALLY_LAST_GRADES = 60, 61
D_TALLY_AGAIN = 62
D_COLUMNS = 63

# --- a person's terms (int32 rows of K): until by track, since, sources by track ----------------
TERM_UNTIL, TERM_SINCE, TERM_SOURCES = 0, 2, 3  # times K, plus track * K
TERM_ROWS = 5

# --- a life, event by event (int32 columns; see trace.py) ----------------------------------------
E_DAY, E_KIND, E_PERSON, E_SUBJECT, E_TRACKS, E_AMOUNT, E_SCORE = 0, 1, 2, 3, 4, 5, 6  # + track
EVENT_COLUMNS = 8
# Kinds: subject; tracks as bits; amount. Only ever appended.
EVENTS = (
    "act",  # process; -; BLAME_*: whom it was put down to
    "false_hit",  # process; -; -
    "want",  # want; -; -
    "met",  # consequence in force; tracks on which it is; the want that it meets
    "points",  # conduct; tracks; points
    "lapse",  # conduct; tracks; points taken back, with their sign turned
    "fine",  # conduct; tracks; day on which it is due
    "settled",  # conduct; tracks; FINE_*
    "list",  # conduct; tracks; consequences as bits
    "grade",  # grade before; track; grade
    "trigger",  # consequence; tracks; 1: this person's conduct is now a reason for it, 0: no longer
    "force",  # consequence; tracks; 1: in force on this person from today, 0: no longer
    "term",  # consequence; tracks; day on which it is looked at again
    "told",  # -; -; day until which fear stays fresh
    "response",  # code before; -; code
    "case",  # consequence; -; RT_*: what came of it
    "struck",  # consequence; the record; points that were false, with their sign turned
    "nosedive",  # -; the record; 1: fell below the line, 0: back
)
(
    E_ACT, E_FALSE_HIT, E_WANT, E_MET, E_POINTS, E_LAPSE, E_FINE, E_SETTLED, E_LIST, E_GRADE,
    E_TRIGGER, E_FORCE, E_TERM, E_TOLD, E_RESPONSE, E_CASE, E_STRUCK, E_NOSEDIVE,
) = (np.int64(n) for n in range(len(EVENTS)))  # fmt: skip
FINE_PAID, FINE_UNNOTICED, FINE_UNPAID = 0, 1, 2  # unnoticed: paid, and the register missed it

# --- what became of a person (int32 rows), and the kinds of witnesses that are kept ---------------
O_EVER = 0  # bits, as S_EVER
O_WITNESS = 1  # + kind: the higher, the more worth reading
WITNESS_KINDS = (
    "longest-restricted",  # days under restrictions
    "wrongly-restricted",  # of these wrongful
    "trapped",  # times that a restriction began
    "spared",  # days on which a restriction was in force on the truth alone
    "never-told",  # days under restrictions, never told of a penalty
    "household",  # attempts refused by what another's conduct brought about, and not one's own
    "cleared-by-appeal",  # days of wrongful restrictions until an appeal lifted them
)
(W_RESTRICTED, W_WRONGLY, W_TRAPPED, W_SPARED, W_NEVER_TOLD, W_HOUSEHOLD, W_CLEARED) = range(
    len(WITNESS_KINDS)
)
OUTCOME_ROWS = O_WITNESS + len(WITNESS_KINDS)
# --- what a person's restrictions hang on (int32 columns of `causes`) ----------------------------
CAUSE_POINTS = 0  # negative points in force on the record, by context
CAUSE_RIGHT = MAX_CONTEXTS  # of these, for what the person did
CAUSE_SINCE, CAUSE_EVER, CAUSE_GRADE = 13, 14, 15  # days counted until; ever bits; grade a year ago
CAUSE_COLUMNS = 16
EVER_COLLATERAL = 8  # `CAUSE_EVER`: consequences with nothing true 0-7, for others' conduct 8-15
# Rows of K in `spells`: day + 1 on which a consequence first began and last ended on the record
# (0: never); for lists, context | is true << 8 of what the person is listed for.
SPELL_FIRST, SPELL_ENDED, SPELL_LISTING = 0, 1, 2
SPELL_ROWS = 3

# --- what stops a block -------------------------------------------------------------------------
FINE, OUT_OF_CELLS, OUT_OF_POINTS, OUT_OF_ITEMS, OUT_OF_LAYERS = 0, 1, 2, 3, 4
OVERRUN = {
    OUT_OF_CELLS: "a block has more tickets than the world declares",
    OUT_OF_POINTS: "a block has more points in a period than the world declares",
    OUT_OF_ITEMS: "a block has more calendar items than the world declares",
    OUT_OF_LAYERS: "a rate is higher than the layers that the world declares",
}


def tally_layout(
    conducts: int, consequences: int, wants: int, falses: int, curve_groups: int, days: int,
    contexts: int, grades: int, court_periods: int = 0, redress: bool = False,
    rated_periods: int = 0,
) -> dict[str, tuple[int, tuple[int, ...]]]:  # fmt: skip
    """Name -> (offset, shape) of every stretch of a block's tally, in order."""
    rated = int(rated_periods > 0)
    shapes = {
        "groups": (GROUP_CELLS,),
        "conducts": (conducts, TC_COLUMNS),
        "consequences": (consequences, TK_COLUMNS),
        "consequence_groups": (consequences, TG_COLUMNS, GROUP_CELLS),
        "activities": (conducts + wants, 2),
        "wants": (wants, 3),
        "falses": (falses,),
        "engine": (TM_COLUMNS,),
        "classes": (MARGIN_CELLS, CONDUCT_CLASSES),
        "consequence_classes": (consequences, TE_COLUMNS, MARGIN_CELLS, CONDUCT_CLASSES),
        "causes": (consequences, contexts + 1),
        "baseless": (consequences, TB_COLUMNS),
        "collateral": (consequences, 2, TL_COLUMNS),
        "spells": (consequences, SPELL_ENDINGS, SPELL_CLASSES + 1),
        "returns": (consequences, INCOMES, TR_COLUMNS),
        "years": (INCOMES, grades, grades),
        "fines": (conducts, INCOMES, TF_COLUMNS),
        "exposed": (POOLS, 2),
        "squares": (consequences, TQ_COLUMNS),
        "court": (court_periods, TO_COLUMNS),
        "again": (court_periods, consequences + 1, AGAIN_COLUMNS),
        "wrongs": (consequences, N_WRONGS),
        "redress": (consequences if redress else 0, RT_COLUMNS, INCOME_CELLS),
        "scores": (2, SCORE_CLASSES),
        "last_grades": (grades, grades),
        "rated": (rated_periods, TE_RATING_COLUMNS),
        "rating_bins": (2 * rated, BINS),
        "falls": (INCOMES * rated, 2, TD_COLUMNS),
        "fall_days": (2 * rated, 2, SPELL_CLASSES + 1),
        "bad_days": (WATCH_KINDS * rated, len(LAGS), 2),
        "rating_by_income": (INCOMES * rated, TI_COLUMNS),
        "curves": (consequences, 3, curve_groups, days + 1),  # last: a block moves few of them
    }  # fmt: skip
    layout: dict[str, tuple[int, tuple[int, ...]]] = {}
    offset = 0
    for name, shape in shapes.items():
        layout[name] = (offset, shape)
        offset += int(np.prod(shape, dtype=np.int64))
    layout["cells"] = (offset, ())
    return layout
