"""How likely an act in public is seen, and whom a face or a plate is taken for.

In: a world's technology, what the regime chooses, how many people each pool has. Out: chances as
exact or 40-digit decimal numbers, which `watching.py` turns into integers. Sources: ISO/IEC 19795-1
for the terms; FPIR(N) = 1 - (1 - FMR)^N for independent comparisons, here its limit
1 - exp(-N FMR).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property

from glasshouse.engine.state.constants import POOLS
from glasshouse.regime.watch import FaceWatch
from glasshouse.world.technology import Faces, Plates

DIGITS = 40
MODELS = 4_000  # models of car told apart for which worlds say how often two cars are of the same
Candidates = tuple[list[Decimal], Decimal, Decimal]


def decimal(number: float | int | Fraction) -> Decimal:
    """A number as it is written, as a decimal."""
    if isinstance(number, Fraction):
        return Decimal(number.numerator) / Decimal(number.denominator)
    return Decimal(str(number))


def coverage(seen: float, linked_cameras: Fraction, people: int) -> Fraction:
    """Chance that an act happens in front of a recognising camera, where so many people live."""
    with localcontext() as context:
        context.prec = DIGITS
        density = decimal(linked_cameras) * 1000 / people
        return Fraction(1 - (-decimal(seen) * density).exp())


@dataclass(frozen=True)
class Outcome:
    """What a probe of one pool ends as. right, wrong: chances (the rest is nobody);
    victims[pool]: of the wrong ones, how many fall on each pool (they sum to 1)."""

    right: Fraction
    wrong: Fraction
    victims: tuple[Fraction, ...]

    @cached_property
    def falls(self) -> tuple[float, ...]:
        """Chance that a probe ends wrongly in each pool: `float(wrong * victims[pool])`.

        One division of whole numbers rounds as the product would, and needs no common divisor.
        """
        above, below = self.wrong.numerator, self.wrong.denominator
        return tuple(above * v.numerator / (below * v.denominator) for v in self.victims)


def face_outcomes(
    faces: Faces, watch: FaceWatch, rate: float, gallery: list[int]
) -> tuple[Outcome, ...]:
    """Right, wrong or nobody for a probe of each pool. gallery: people per pool; rate: the false
    match rate that the regime's threshold lets through."""
    with localcontext() as context:
        context.prec = DIGITS
        known: dict[int, Candidates] = {}
        anchor = decimal(faces.anchor_false_match_rate.values[0])
        slope = decimal(faces.slope.values[0])
        miss = decimal(faces.anchor_miss.values[0]) * ((anchor / decimal(rate)).ln() * slope).exp()
        return tuple(
            _face_outcome(faces, watch, rate, miss, gallery, pool, known) for pool in range(POOLS)
        )


def _face_outcome(
    faces: Faces,
    watch: FaceWatch,
    rate: float,
    miss: Decimal,
    gallery: list[int],
    pool: int,
    known: dict[int, Candidates],
) -> Outcome:
    """miss: on the curve, for the pool that it was measured on; known: candidates by the first pool
    searched, which every probe of this gallery shares."""
    sex, child, minority = pool >> 2, (pool >> 1) & 1, pool & 1
    for applies, factor in ((sex, faces.miss_female), (child, faces.miss_child),
                            (minority, faces.miss_minority)):  # fmt: skip
        miss *= decimal(factor.values[0]) if applies else 1
    miss = min(miss, Decimal("0.95"))
    outranked = decimal(faces.outranked.values[0])
    right = wrong = Decimal(0)
    victims = [Decimal(0)] * POOLS
    for chance, searched in _searched(faces, watch, sex, child):
        if searched[0] not in known:
            known[searched[0]] = _false_candidates(faces, gallery, searched, rate)
        shares, among, found_false = known[searched[0]]
        mated = pool in searched
        missed = miss if mated else Decimal(1)
        right += chance * (1 - missed) * (1 - outranked * found_false)
        here = chance * found_false * (missed + (1 - missed) * outranked)
        wrong += here
        for victim in searched:
            victims[victim] += here * shares[victim] / among if among else 0
    if watch.human_check:
        right *= decimal(faces.confirmed_right.values[0])
        checked = decimal(faces.confirmed_wrong.values[0])
    else:
        checked = Decimal(1)
    total = sum(victims)
    split = tuple(Fraction(v / total) if total else Fraction(0) for v in victims)
    return Outcome(Fraction(right), Fraction(wrong * checked), split)


def _searched(faces: Faces, watch: FaceWatch, sex: int, child: int):
    """The parts of the gallery that are searched, with their chances: lists of pools."""
    if not watch.attribute_filter:
        yield Decimal(1), list(range(POOLS))
        return
    wrong_sex = decimal(faces.filter_error_sex.values[0])
    wrong_age = decimal(faces.filter_error_age.values[0])
    for as_sex in range(2):
        for as_child in range(2):
            chance = wrong_sex if as_sex != sex else 1 - wrong_sex
            chance *= wrong_age if as_child != child else 1 - wrong_age
            first = as_sex * 4 + as_child * 2
            yield chance, [first, first + 1]


def _false_candidates(
    faces: Faces, gallery: list[int], searched: list[int], rate: float
) -> Candidates:
    """People per pool, times how much more often than the average they match falsely; their sum;
    and the chance that a search among them returns a false candidate."""
    adult = sum(faces.false_match_age.values[4:12]) / 8
    young = sum(faces.false_match_age.values[:4]) / 4
    shares = [Decimal(0)] * POOLS
    for pool in searched:
        share = Decimal(gallery[pool]) * decimal(young if (pool >> 1) & 1 else adult)
        share *= decimal(faces.false_match_female.values[0]) if pool >> 2 else 1
        share *= decimal(faces.false_match_minority.values[0]) if pool & 1 else 1
        shares[pool] = share
    among = sum(shares, Decimal(0))
    return shares, among, 1 - (-decimal(rate) * among).exp() if among else Decimal(0)


def _same_model(plates: Plates) -> Decimal:
    """Chance that a wrongly read plate belongs to a car of the recognised model.

    Of one model it is certain, of MODELS what the world says, between and beyond a power of their
    number: the more are told apart, the more misreads are caught.
    """
    stated, models = (decimal(q.values[0]) for q in (plates.same_model, plates.models))
    if models == 1 or stated == 0:
        return Decimal(int(models == 1))
    return (stated.ln() * models.ln() / Decimal(MODELS).ln()).exp()


def plate_outcome(plates: Plates, model_check: bool, owners: list[int]) -> Outcome:
    """Right, wrong or nobody for a plate that is read. owners: car owners per pool."""
    with localcontext() as context:
        context.prec = DIGITS
        misread = decimal(plates.misread.values[0])
        right, wrong = 1 - misread, misread * decimal(plates.exists.values[0])
        if model_check:
            thousands = decimal(plates.models.values[0]) / 1000
            confusion = decimal(plates.model_confusion.values[0]) * (
                1 + thousands.ln() / Decimal(10).ln()
            )
            confusion = min(max(confusion, Decimal(0)), Decimal(1))
            right *= 1 - confusion
            models = decimal(plates.models.values[0])
            wrong *= min(_same_model(plates) + confusion / models, Decimal(1))
        total = sum(owners)
        split = tuple(Fraction(n, total) if total else Fraction(0) for n in owners)
        return Outcome(Fraction(right), Fraction(wrong), split)
