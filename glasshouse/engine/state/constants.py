"""Sizes that never change, and values with names: what kernel, oracle and host share.

Values are numbered in the order in which they stand. Where the number is part of a stored life or
of a draw's address, a new one is only ever appended.
"""

from enum import IntEnum, auto

from glasshouse.quantity import YEAR_DAYS as YEAR_DAYS  # noqa: PLC0414 - handed on to kernels

# --- fixed sizes --------------------------------------------------------------------------------
PERIOD_DAYS = 28
POOLS = 8  # sex * 4 + child * 2 + minority: who can be taken for whom
CODES = 12  # deterrence stage (0..2) * 4 + feels a restriction * 2 + knows the rules
REPLICATES = 64
WITNESSES = 16  # people kept per kind of witness
MAX_CONSEQUENCES = 8
MAX_CONTEXTS = 12
MAX_LAYERS = 16
STRETCH_PERIODS = 4  # attempts of whoever something can touch are drawn for so many periods at once
STRETCH_DAYS = STRETCH_PERIODS * PERIOD_DAYS
ATTEMPT_BITS = 24  # tables of counts of attempts, each for twice as many as the one before
LEVEL_ONE = 1 << 24  # height of the lowest layer, in level units
GROUP_CELLS = 240  # (((sex * 6 + age) * 2 + minority) * 5 + income) * 2 + rural: the whole cross
MARGIN_CELLS = 18  # everybody, sex 2, age 6, minority 2, income 5, town and country
CONDUCT_CLASSES = 16  # people whose conduct would cost alike: see conduct_classes.py
INCOMES = 5
SPELL_DAYS, SPELL_CLASSES = 28, 40  # lengths of wrongful spells; the last class is open
SCORE_CLASSES = 128  # equal parts of the way from the floor of the score to its ceiling
DAY_PARTS = 1024  # parts of a person-day that causes share
FAMILY_KEYS = 168 + 200 + 128 + 32  # rows of the weight table: see tickets.py
TOUCHED = 8192  # cells of curves that a block lists as moved
# Refusals by how many 28-day periods ago the same person was last refused: 0 to 13, longer, never.
AGAIN_YEAR, AGAIN_LONGER, AGAIN_NEVER, AGAIN_CLASSES = 13, 14, 15, 16

# --- people who rate people ---------------------------------------------------------------------
STARS, STAR = 5, 1 << 20  # a rating is kept in 2^20ths of a star, other numbers in 1,024ths
BINS, QUANTILES = 64, 32  # of the distribution of ratings; of strangers
BIN_WIDTH = STARS * STAR // BINS
NEAR = 32  # people next door
MANNERS = 16
WATCH_EVERY = 112  # days: so often a day of a person is followed
LAGS = (0, 7, 28, 56, 84)  # days after it
WATCH_KINDS = 8  # (feels a restriction * 2 + was bad the day before) * 2 + is bad
# Bits of `moods`: bad today, and yesterday; was rated today; feels a restriction. Then bits by
# number: a child; an adult who is to be rated today.
BAD, WAS_BAD, WAS_RATED, FEELS = 1, 2, 4, 8
IS_CHILD, IS_DUE = 4, 5
RATER_CIRCLE = 12  # bits of `raters`, above who rates
HOME_SIZE, HOME_INCOME = 12, 16  # bits of `homes`, above the head's place

# --- the two tracks -----------------------------------------------------------------------------
RECORD, TRUTH = 0, 1  # what the regime believes; what would follow from what happened
ON_RECORD, ON_TRUTH, ON_BOTH = 1, 2, 3  # tracks as bits
NOT_FALSE = 0  # in place of a `Wrong`, for what stands on both tracks
STATES = ("wrongful", "spared", "right")  # of a restriction: tracks as bits, less one


class Numbered(IntEnum):
    """Values numbered from 0 in the order in which they stand."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[int]) -> int:
        return count

    @property
    def word(self) -> str:
        """The name as people write it."""
        return self.name.lower().replace("_", "-")


class ProcessKind(Numbered):
    """What a process is."""

    ACT = auto()  # conduct, seen in one way
    FALSE = auto()  # a way to be blamed for what one did not do


class Blame(Numbered):
    """Whom an act is put down to."""

    DOER = auto()
    HEAD = auto()  # the head of the household, as the owner
    OPERATOR = auto()  # a company
    ELSEWHERE = auto()  # a stranger of another block
    NOBODY = auto()  # nobody was recognised


class Item(Numbered):
    """What can fall due on a day: kinds of one mechanism together (see due.py)."""

    RECHECK = auto()  # a term has run
    EXPIRE = auto()  # points lapse
    FADE = auto()  # fear fades
    FINE = auto()
    LATE = auto()  # a fine still stands unpaid
    LATE_FEE = auto()
    NOTICE = auto()  # somebody is told of a restriction
    INTAKE = auto()  # an office takes an appeal in
    DECISION = auto()  # it decides it
    REVIEW = auto()  # a look before a restriction begins
    CONFIRM = auto()  # a look by duty at one in force
    REPAIR = auto()  # clean for long enough?
    VISIT = auto()  # does a debtor pay by now?
    REMOVE = auto()  # a debtor leaves the list
    ATTEMPTS = auto()  # those of a new stretch of days are to be drawn
    ATTEMPT = auto()


class Wrong(Numbered):
    """What makes an entry of a record false."""

    IDENTITY = auto()
    FACT = auto()
    CLERICAL = auto()
    MALICE = auto()
    LAW = auto()
    OPINION = auto()


class Falls(Numbered):
    """On whom a consequence falls."""

    ON_PERSON = auto()
    ON_HOUSEHOLD = auto()
    ON_CHILDREN = auto()


class Ending(Numbered):
    """How a wrongful spell ended."""

    OVER = auto()  # no longer in force
    TURNED = auto()  # it became rightful
    OPEN = auto()  # it had not


class Payment(Numbered):
    """What became of a fine on the day it was due."""

    PAID = auto()
    UNNOTICED = auto()  # paid, and the register missed it
    UNPAID = auto()


class Circle(Numbered):
    """Where people meet."""

    FAMILY = auto()
    NEIGHBOURS = auto()
    WORK = auto()
    STRANGERS = auto()


class Case(Numbered):
    """What can come of a restriction that somebody may object to, by the person's income."""

    TOLD = auto()  # people told of a restriction
    LEARNT = auto()  # who learnt of it when refused
    FILED = auto()  # appeals
    FILED_WRONGFUL = auto()  # against a wrongful restriction
    DECIDED = auto()
    LIFTED_WRONGFUL = auto()
    LIFTED_RIGHTFUL = auto()
    UPHELD_WRONGFUL = auto()
    UPHELD_RIGHTFUL = auto()
    MOOT = auto()  # it had ended by then
    WAITED = auto()  # days from filing to decision
    STRUCK = auto()  # false points struck off
    PAID_DAYS = auto()  # days that compensation is paid for
    REVIEWED = auto()
    DROPPED_WRONGFUL = auto()
    DROPPED_RIGHTFUL = auto()
    CONFIRMED = auto()
    FREED_WRONGFUL = auto()
    FREED_RIGHTFUL = auto()
    REPAIRED = auto()
    REVIEWED_WRONGFUL = auto()
    CONFIRMED_WRONGFUL = auto()
    FEES = auto()  # hundredths of a yuan
    FEES_WRONGFUL = auto()  # of these against wrongful restrictions


class Event(Numbered):
    """What happens in a life: subject; tracks as bits; amount. Only ever appended."""

    ACT = auto()  # process; -; Blame: whom it was put down to
    FALSE_HIT = auto()  # process; -; -
    WANT = auto()  # want; -; -
    MET = auto()  # consequence in force; tracks on which it is; the want that it meets
    POINTS = auto()  # conduct; tracks; points
    LAPSE = auto()  # conduct; tracks; points taken back, with their sign turned
    FINE = auto()  # conduct; tracks; day on which it is due
    SETTLED = auto()  # conduct; tracks; Payment
    LIST = auto()  # conduct; tracks; consequences as bits
    GRADE = auto()  # grade before; track; grade
    # consequence; tracks; 1: this person's conduct is now a reason for it, 0: no longer
    TRIGGER = auto()
    FORCE = auto()  # consequence; tracks; 1: in force on this person from today, 0: no longer
    TERM = auto()  # consequence; tracks; day on which it is looked at again
    TOLD = auto()  # -; -; day until which fear stays fresh
    RESPONSE = auto()  # code before; -; code
    CASE = auto()  # consequence; -; Case: what came of it
    STRUCK = auto()  # consequence; the record; points that were false, with their sign turned
    NOSEDIVE = auto()  # -; the record; 1: fell below the line, 0: back
    LATE_FEE = auto()  # conduct of the fine; tracks; day on which the fee is due


class Witness(Numbered):
    """Why a life is worth reading: a number per person, the higher, the more so."""

    LONGEST_RESTRICTED = auto()  # days under restrictions
    WRONGLY_RESTRICTED = auto()  # of these wrongful
    TRAPPED = auto()  # times that a restriction began
    SPARED = auto()  # days on which a restriction was in force on the truth alone
    NEVER_TOLD = auto()  # days under restrictions, never told of a penalty
    # attempts refused by what another's conduct brought about, and not one's own
    HOUSEHOLD = auto()
    CLEARED_BY_APPEAL = auto()  # days of wrongful restrictions until an appeal lifted them


class End(Numbered):
    """How a block ended: lived, or stopped at a bound."""

    LIVED = auto()
    OUT_OF_TICKETS = auto()
    OUT_OF_OCCASIONS = auto()
    OUT_OF_ITEMS = auto()
    OUT_OF_LAYERS = auto()


CIRCLES = tuple(circle.word for circle in Circle)
EVENTS = tuple(event.name.lower() for event in Event)
WITNESS_KINDS = tuple(witness.word for witness in Witness)
WRONGS = tuple(wrong.word for wrong in Wrong)
OVERRUN = {
    End.OUT_OF_TICKETS: "a block has more tickets than the world declares",
    End.OUT_OF_OCCASIONS: "a block has more occasions in a period than the world declares",
    End.OUT_OF_ITEMS: "a block has more calendar items than the world declares",
    End.OUT_OF_LAYERS: "a rate is higher than the layers that the world declares",
}
