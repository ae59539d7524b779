"""Cells as a sheet shows them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.rosters.formats import as_shown

MOMENT = datetime(2026, 9, 25, 13, 44, tzinfo=UTC).replace(tzinfo=None)
GENERAL = "General"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        ("=1+1", GENERAL, "=1+1"),
        ("000123", "@", "000123"),
        (None, GENERAL, ""),
        (True, GENERAL, "VRAI"),
        (123, GENERAL, "123"),
        (123.0, GENERAL, "123"),
        (0.1 + 0.2, GENERAL, "0,3"),
        (-12.5, GENERAL, "-12,5"),
        (202600012345678, GENERAL, "202600012345678"),
        (1.2345678901234567e17, GENERAL, "1,23457E+17"),
        (123, "000000", "000123"),
        (1234567, "000000", "1234567"),
        (123, "@", "123"),
        (612345678, "00 00 00 00 00", "06 12 34 56 78"),
        (612345678, '0#" "##" "##" "##" "##', "06 12 34 56 78"),
        (42, '"E-"0000', "E-0042"),
        (42, "[$-40C]0", "42"),
        (42, "[Red]0_);[Blue](0)", "42"),
        (-42, "[Red]0_);[Blue](0)", "(42)"),
        (-42, "0", "-42"),
        (0, '0;-0;"–"', "–"),
        (1, '"oui";;"non"', "oui"),
        (0, '"oui";;"non"', "non"),
        (12345, "#,##0", "12345"),
        (12345.678, "#,##0.00", "12345,68"),
        (2.5, "0.0#", "2,5"),
        (2.0, "0.##", "2"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12,5%"),
        (12.5, "# ?/?", "12,5"),
        (12.5, "0.00E+00", "12,5"),
        (5, "[<10]00;[>=10]0", "05"),
        (50, "[<10]00;[>=10]0", "50"),
        (12.5, '#,##0.00" €"', "12,50 €"),
        (12.5, "#,##0.00[$€-40C]", "12,50€"),
        (MOMENT, "dd/mm/yyyy hh:mm", "25/09/2026 13:44"),
        (MOMENT, "mm-dd-yy", "25/09/2026 13:44"),
        (datetime(2010, 3, 4), "mm-dd-yy", "04/03/2010"),  # noqa: DTZ001
        (datetime(2010, 3, 4), "dd/mm/yyyy hh:mm", "04/03/2010 00:00"),  # noqa: DTZ001
        (date(2010, 3, 4), "[$-40C]d mmmm yyyy", "04/03/2010"),
        (date(2010, 3, 4), "mmm-yy", "03/2010"),
        (date(2010, 3, 4), "d-mmm", "04/03"),
        (date(2010, 3, 4), "yyyy", "2010"),
        (MOMENT.replace(second=59, microsecond=999_999), "h:mm dd/mm/yy", "25/09/2026 13:45"),
        (time(8, 5), "h:mm", "08:05"),
        (timedelta(hours=27, minutes=30), "[h]:mm", "27:30"),
    ],
)
def test_a_cell_is_what_a_french_sheet_shows(value, form, shown):
    assert as_shown(value, form, "fr") == shown


def test_an_english_sheet_has_a_point_and_the_year_first():
    assert as_shown(0.125, "0.0%", "en") == "12.5%"
    assert as_shown(True, GENERAL, "en") == "TRUE"
    assert as_shown(MOMENT, "mm-dd-yy", "en") == "2026-09-25 13:44"
    assert as_shown(MOMENT, "mm-dd-yy", "fr", iso=True) == "2026-09-25 13:44"


@given(
    st.one_of(
        st.integers(),
        st.floats(),
        st.datetimes(),
        st.dates(),
        st.times(),
        st.timedeltas(),
        st.none(),
    ),
    st.text('0#?.,;%"\\_*[]<>=$-@/EedmyhsG1 €a', max_size=15) | st.sampled_from(["General", "0"]),
    st.booleans(),
)
def test_no_format_whatever_fails(value, form, iso):
    try:
        assert isinstance(as_shown(value, form, "fr", iso=iso), str)
    except OverflowError:
        assert abs(value) > 1e300


@given(st.integers(0, 10**12), st.integers(1, 15))
def test_a_number_with_zeros_in_front_keeps_them_all(number, places):
    assert as_shown(number, "0" * places, "fr") == f"{number:0{places}}"
