"""A cell of a sheet as the sheet shows it: `000123`, `12,5%`, `25/09/2026`.

A sheet keeps a number and, apart from it, how it is shown. Of the forms that
only please the eye none is followed: colours, widths, and what parts thousands,
since an identifier is the same number with it and without.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_PIECE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|.', re.DOTALL)
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|\[([^\]]*)\]|(General|E[+-])|(.)', re.IGNORECASE | re.DOTALL
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_NO_DATE = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_MINUTES = re.compile(r"h+[^dmy]*m+|m+[^dmyh]*s", re.IGNORECASE)
_CLOCK = re.compile("[hs]", re.IGNORECASE)
_EXACT = 10**15
"""From here on a spreadsheet has rounded a number."""


@dataclass(frozen=True)
class _Form:
    """One section of a number format: places for digits before and after the point, and texts."""

    before: tuple[tuple[bool, str], ...]
    """Whether it is a place for a digit, and its sign."""
    after: tuple[tuple[bool, str], ...]
    percents: int
    is_general: bool
    """No form of its own, or one that is not followed: fractions, exponents."""
    condition: tuple[str, Decimal] | None


def as_shown(value: object, form: str, language: str, *, iso: bool = False) -> str:
    """The text of a cell's `value` in the number format `form`.

    With `iso` a date is written so that its day and month cannot be confused.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return (("FAUX", "VRAI") if language == "fr" else ("FALSE", "TRUE"))[value]
    if isinstance(value, int | float):
        shown = _general(value) if form == "General" else _formed(value, form)
        return shown.replace(".", ",") if language == "fr" and type(value) is float else shown
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value, form, day_first=language == "fr" and not iso)
    return str(value)


# Numbers --------------------------------------------------------------------------------


def _general(value: float) -> str:
    """All its digits, without `.0`; a number so long that it was rounded is shown as one."""
    if not abs(value) < _EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _formed(value: float, form: str) -> str:
    chosen, keeps_sign = _chosen(value, _forms(form))
    if chosen.is_general or not abs(value) < _EXACT:
        return _general(value)
    number = abs(Decimal(repr(value))) * 100**chosen.percents
    places = sum(is_digit for is_digit, _sign in chosen.after)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, part = f"{rounded:f}".partition(".")
    shown = _before(chosen, whole.lstrip("0")) + _after(chosen.after, part)
    return f"-{shown}" if keeps_sign and value < 0 and rounded else shown


def _chosen(value: float, forms: tuple[_Form, ...]) -> tuple[_Form, bool]:
    """The section for a number, and whether a negative one keeps its sign."""
    if any(form.condition for form in forms[:2]):
        fitting = (f for f in forms[:2] if f.condition and _holds(value, *f.condition))
        return next(fitting, forms[min(len(forms), 3) - 1]), True
    if value < 0 and len(forms) > 1:
        return forms[1], False
    return forms[2 if value == 0 and len(forms) > 2 else 0], True


def _holds(value: float, sign: str, bound: Decimal) -> bool:
    number = Decimal(repr(value)) if math.isfinite(value) else Decimal(_EXACT)
    return {
        "<": number < bound,
        ">": number > bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


@lru_cache(maxsize=256)
def _forms(form: str) -> tuple[_Form, ...]:
    """The sections of a format: for positive numbers, negative ones, zero; or by conditions."""
    sections = [""]
    for piece in _PIECE.findall(form):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return tuple(map(_form, sections[:3]))


def _form(section: str) -> _Form:
    sides: tuple[list[tuple[bool, str]], ...] = ([], [])
    side, percents, is_general, condition = 0, 0, False, None
    for quoted, escaped, bracket, general, sign in _TOKEN.findall(section):
        found = _CONDITION.fullmatch(bracket)
        if found is not None:
            condition = found[1], Decimal(found[2])
        elif general or sign in ("/", "@"):
            is_general = True
        elif sign == "." and side == 0:
            side = 1
        elif sign and sign in "0#?":
            sides[side].append((True, sign))
        else:
            currency = bracket[1:].partition("-")[0] if bracket.startswith("$") else ""
            percents += sign == "%"
            sides[side].append((False, quoted or escaped or currency or sign.strip(",")))
    return _Form(tuple(sides[0]), tuple(sides[1]), min(percents, 3), is_general, condition)


def _before(form: _Form, whole: str) -> str:
    """The digits from the right put where there is a place; the first one takes those left."""
    digits, shown = list(whole), []
    places = sum(is_digit for is_digit, _sign in form.before)
    if not places and form.after:
        shown.append(whole)
    for is_digit, sign in reversed(form.before):
        if not is_digit:
            shown.append(sign)
            continue
        places -= 1
        taken = "".join(digits) if not places else "".join(digits[-1:])
        del digits[-1:]
        shown.append(taken or {"0": "0", "?": " "}.get(sign, ""))
    return "".join(reversed(shown))


def _after(places: tuple[tuple[bool, str], ...], part: str) -> str:
    """The decimals, without the zeros at the end that the form does not ask for."""
    signs = [sign for is_digit, sign in places if is_digit]
    while signs and signs[-1] != "0" and part[len(signs) - 1 : len(signs)] in ("0", ""):
        signs.pop()
    digits = iter(part[: len(signs)])
    shown = "".join(next(digits, "") if is_digit else sign for is_digit, sign in places)
    return f".{shown}" if signs else shown


# Dates ----------------------------------------------------------------------------------


def _moment(value: datetime | date | time | timedelta, form: str, *, day_first: bool) -> str:
    """As the school writes dates, with the parts that the sheet shows; a time of day is kept."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return _clock(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    bare = _NO_DATE.sub("", form.partition(";")[0])
    value = _to_the_second(value)
    day = _day(value, bare, day_first=day_first)
    has_clock = value.time() != time() or _CLOCK.search(bare)
    return f"{day} {_clock(value.time())}" if has_clock else day


def _to_the_second(value: datetime) -> datetime:
    """A sheet keeps times as parts of a day, and they come out a little off."""
    if value.microsecond >= 500_000 and value.year < 9999:
        value += timedelta(seconds=1)
    return value.replace(microsecond=0)


def _clock(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _day(value: datetime, bare: str, *, day_first: bool) -> str:
    """Day, month and year, or those of them that the form has."""
    letters = _MINUTES.sub("h", bare).casefold()
    parts = {"y": f"{value.year:04}", "m": f"{value.month:02}", "d": f"{value.day:02}"}
    shown = [text for letter, text in parts.items() if letter in letters] or [*parts.values()]
    return "/".join(reversed(shown)) if day_first else "-".join(shown)
