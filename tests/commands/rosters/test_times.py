from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commands.rosters.cells import BadCellError
from commands.rosters.lines import NEVER
from commands.rosters.times import DateOrder, parse_login
from tests.commands.rosters.files import PARIS, read

EXPECTED = datetime(2026, 9, 25, 11, 44, tzinfo=UTC)
HEADER = "First name,Last name,Email,Last login\n"


def login(day, *more):
    """A file with these last logins."""
    rows = (f"A{n},B,a{n}@b.example,{cell}\n" for n, cell in enumerate((day, *more)))
    return HEADER + "".join(rows)


@pytest.mark.parametrize(
    "cell",
    [
        "25/09/2026 13:44",
        "25/09/2026 13:44:00",
        " 25/9/2026 13h44 ",
        "25/09/26 13:44",
        "25.09.2026 à 13:44",
        "2026-09-25 13:44",
        "2026-09-25T13:44:00",
        "2026-09-25T11:44:00Z",
        "2026-09-25 13:44+02:00",
        "25/09/2026 1:44 PM",
        "25/09/2026 13 h 44",
        "2026/09/25 13:44",
        "25 septembre 2026 à 13h44",
        "ven. 25 sept. 2026 13:44",
        "vendredi 25 Septembre 2026 13:44",
        "Sep 25, 2026 1:44 PM",
        "Friday, September 25th, 2026 at 1:44 pm",
        "25 Sep 2026 13:44:00",
    ],
)
def test_a_last_login_is_read_in_french_english_and_iso(cell):
    assert parse_login(cell, PARIS) == EXPECTED


@pytest.mark.parametrize(
    "cell", ["1er août 2026", "1 AOÛT 2026", "1 aout 2026", "August 1, 2026", "aug. 1st 2026"]
)
def test_a_month_in_words_may_have_its_accent_or_not(cell):
    assert parse_login(cell, PARIS) == datetime(2026, 7, 31, 22, tzinfo=UTC)


def test_a_date_alone_is_its_first_moment():
    assert parse_login("25/09/2026", PARIS) == datetime(2026, 9, 24, 22, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["Jamais", "NEVER", " jamais "])
def test_never_is_said_in_both_languages(cell):
    assert parse_login(cell, PARIS) is NEVER


def test_an_empty_cell_says_nothing():
    assert parse_login("  ", PARIS) is None


@pytest.mark.parametrize(
    "cell",
    ["hier", "31/02/2026", "25 brumaire 2026", "31 février 2026", "septembre 2026", "25 2026",
     "25/09/2026 25:00", "46290,57", "00/01/2026", "0001-01-01", "2026",
     "25/09/2026 13:44 CET", "9999-12-31", "25/09/2026 0:30 PM", "2026-09-25T13:44+99:99"],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(BadCellError):
        parse_login(cell, PARIS)


def test_a_time_that_comes_twice_is_the_earlier_one():
    assert parse_login("25/10/2026 02:30", PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", ["00", "01", "30", "59"])
def test_a_time_that_does_not_exist_is_the_first_that_does(minute):
    moved = parse_login(f"29/03/2026 02:{minute}", PARIS)
    assert moved == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_gap_of_half_an_hour_at_midnight_ends_where_it_ends():
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    moved = parse_login("2026-10-04 02:10", lord_howe)
    assert moved == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_the_order_can_be_month_first():
    assert parse_login("9/25/2026 13:44", PARIS, DateOrder.MONTH_FIRST) == EXPECTED


def test_one_day_over_12_shows_the_order_of_a_whole_file():
    roster = read(login("9/5/2026 13:44", "9/25/2026 13:44"))
    assert roster.doubt is None
    assert [line.last_login for line in roster.lines] == [
        datetime(2026, 9, 5, 11, 44, tzinfo=UTC),
        EXPECTED,
    ]


def test_dates_of_an_english_file_that_nothing_tells_are_asked():
    roster = read(login("9/5/2026 13:44"))
    assert roster.doubt is not None
    assert roster.doubt.about == "date_order"
    assert [(one.value, one.samples) for one in roster.doubt.readings] == [
        ("day_first", (("9/5/2026", "2026-05-09"),)),
        ("month_first", (("9/5/2026", "2026-09-05"),)),
    ]
    answered = read(login("9/5/2026 13:44"), date_order="month_first")
    assert answered.doubt is None
    assert answered.lines[0].last_login == datetime(2026, 9, 5, 11, 44, tzinfo=UTC)


def test_dates_of_a_french_file_are_day_first():
    text = login("09/05/2026 13:44").replace(",", ";").replace("Last login", "Dernière connexion")
    roster = read(text)
    assert roster.doubt is None
    assert roster.lines[0].last_login == datetime(2026, 5, 9, 11, 44, tzinfo=UTC)
