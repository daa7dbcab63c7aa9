"""Numbers, dates and rules in words that a reader of a newspaper takes in.

In: numbers and rules. Out: text. The one place where a number becomes words, in every output.
Three digits are enough for any figure of a synthetic country.
"""

from __future__ import annotations

import datetime as dt
import math

from glasshouse.report.say import say

DIGITS = 3
SCALES = ((1e9, "number.billion"), (1e6, "number.million"))
NONE = "-"
MINUTE, HOUR = 60, 3600
SMALL = 100


def count(number: float) -> str:
    """A count: `11.0 million`, `12,300`, `87`."""
    for scale, word in SCALES:
        if round_to(abs(number)) >= scale:
            return f"{digits(number / scale)} {say(word)}"
    return f"{round_to(number):z,.0f}"  # z: what is rounded to nothing has no sign


def count_with_error(number: float, error: float) -> str:
    """A count and its standard error on the same scale: `11.0 ± 0.1 million`."""
    for scale, word in SCALES:
        if round_to(abs(number)) >= scale:
            value = digits(number / scale)
            places = len(value.partition(".")[2])
            shown = f"{error / scale:.{places}f}" if error else "0"
            if error and float(shown) == 0:
                shown = f"{error / scale:.1g}"
            return f"{value} ± {shown} {say(word)}"
    return f"{count(number)} ± {round_to(error, 2):,.0f}"


def round_to(number: float, kept: int = DIGITS) -> float:
    """A number with so many digits, the rest zeros."""
    if number == 0 or not math.isfinite(number):
        return 0.0
    return round(number, kept - 1 - math.floor(math.log10(abs(number))))


def digits(number: float) -> str:
    """Three digits of a number below a thousand: `11.0`, `1.41`, `254`."""
    rounded = round_to(number)
    whole = max(1, len(str(int(abs(rounded)))))
    return f"{rounded:,.{max(0, DIGITS - whole)}f}"


def share(part: float) -> str:
    """A share in per cent: `3.1 %`."""
    percent = 100 * part
    if 0 < percent < 0.05:  # noqa: PLR2004 - what would be shown as 0.0
        return say("number.under", limit="0.1 %")
    return f"{percent:.1f} %"


def share_with_error(part: float, error: float) -> str:
    """A share and its standard error: `29.4 ± 1.0 %`."""
    return f"{100 * part:.1f} ± {100 * error:.1f} %"


def span(low: float, high: float) -> str:
    """A range of counts: `6.6 to 229 million`."""
    return _joined(count(low), count(high))


def _joined(one: str, two: str) -> str:
    """Two counts as a range, their common unit said once."""
    if one == two:
        return one
    unit = one.rpartition(" ")[2]
    if unit in ("%", *(say(word) for _, word in SCALES)) and two.endswith(unit):
        one = one.rpartition(" ")[0]
    return say("number.to", low=one, high=two)


def rough(number: float) -> str:
    """A count with two digits, as far as it can be trusted: `11 million`, `660,000`."""
    for scale, word in SCALES:
        if round_to(abs(number), 2) >= scale:
            value = round_to(number / scale, 2)
            return f"{value:,.{1 if value < 10 else 0}f} {say(word)}"  # noqa: PLR2004
    return f"{round_to(number, 2):z,.0f}"


def rough_span(low: float, high: float) -> str:
    """A range of counts with two digits: `6.6 to 230 million`."""
    return _joined(rough(low), rough(high))


def rough_share(part: float) -> str:
    """A share in per cent with two digits: `12 %`, `3.1 %`."""
    percent = round_to(100 * part, 2)
    return f"{percent:.{0 if percent >= 10 else 1}f} %"  # noqa: PLR2004


def odds(part: float) -> str:
    """A share as one in how many: `1 in 7`; beyond two in five as `6 in 10`."""
    if part <= 0:
        return say("number.none")
    if part > 0.4:  # noqa: PLR2004
        return say("number.in", some=max(1, round(10 * part)), of="10")
    return say("number.in", some=1, of=f"{round_to(1 / part, 2):,.0f}")


def odds_span(low: float, high: float) -> str:
    """A range of shares, each as one in how many: `1 in 13 to 1 in 4`."""
    return _joined(odds(low), odds(high))


def share_span(low: float, high: float) -> str:
    """A range of shares: `2.6 to 76.4 %`."""
    return _joined(share(low), share(high))


def per_thousand(part: float) -> str:
    """A share as a number out of a thousand: `137`, `4.1`."""
    number = 1000 * part
    if number >= 10 or number == 0:  # noqa: PLR2004
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 0.05 else say("number.under", limit="0.1")  # noqa: PLR2004


def hundredths(part: float | None) -> str:
    """A share in per cent without the sign: `3.1`; a dash where there is none."""
    return NONE if part is None else f"{100 * part:.1f}"


def known(part: float | None) -> str:
    """A share in per cent, or a dash where there is none."""
    return NONE if part is None else share(part)


def whole(number: float) -> str:
    """Three digits of a number, written in full: `12,300,000`."""
    return f"{round_to(number):z,.0f}"


def day(text: str | dt.date) -> str:
    """A date: `30 April 2018`."""
    date = dt.date.fromisoformat(text) if isinstance(text, str) else text
    return say("number.date", day=date.day, month=say(f"month.{date.month}"), year=date.year)


def duration(seconds: float) -> str:
    """A time: `4 min 10 s`, `0.8 s`."""
    if seconds < 10:  # noqa: PLR2004
        return f"{seconds:.1f} s"
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min {seconds % MINUTE:.0f} s"
    return f"{seconds // HOUR:.0f} h {seconds % HOUR // MINUTE:.0f} min"


def size(n_bytes: float) -> str:
    """Bytes: `450 MB`."""
    mega = n_bytes / 1e6
    return f"{digits(mega)} MB" if mega < 1000 else f"{digits(mega / 1000)} GB"  # noqa: PLR2004


def figure(number: float) -> str:
    """A count, or a small number with three digits."""
    return count(number) if abs(number) >= SMALL else f"{number:.3g}"


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) == 1:
        return parts[0]
    return say("number.and", before=", ".join(parts[:-1]), last=parts[-1])


def capital(text: str) -> str:
    """The text with a capital at its head."""
    return text[:1].upper() + text[1:]
