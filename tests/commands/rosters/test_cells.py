import pytest

from commands.rosters.cells import (
    BadCellError,
    parse_address,
    parse_id,
    parse_licence,
    parse_text,
)
from commands.rosters.lines import Reason
from commands.rosters.text import clean, defuse, restore


@pytest.mark.parametrize(
    "address",
    [
        "zoe.lefevre@ecole.example",
        "O'Brien+piano@mail.ecole.example",
        "ZOE@ECOLE.EXAMPLE",
        "zoë@école.example",
        "info@müller-straße.example",
        "x_1@a-b.example",
        "用户@例子.广告",
    ],
)
def test_an_address_may_have_accents_on_both_sides(address):
    assert parse_address(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "paul(at)ecole.example",
        "paul@",
        "@ecole.example",
        "paul@ecole",
        "paul@ecole.",
        "paul@.example",
        "paul@ecole..example",
        ".paul@ecole.example",
        "paul.@ecole.example",
        "paul@-ecole.example",
        "paul@ecole-.example",
        "paul@ecole.e",
        "paul martin@ecole.example",
        "Paul <paul@ecole.example>",
        "mailto:paul@ecole.example",
        "paul@ecole\u200b.example",
        "paul",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadCellError) as refused:
        parse_address(address)
    assert refused.value.reason is Reason.BAD_ADDRESS


@pytest.mark.parametrize("between", [", ", ";", " ", " / ", "\n"])
def test_two_addresses_in_a_cell_have_a_reason_of_their_own(between):
    with pytest.raises(BadCellError) as refused:
        parse_address(f"a@b.example{between}c@d.example")
    assert refused.value.reason is Reason.SEVERAL_ADDRESSES


@pytest.mark.parametrize(
    "cell", ["oui", "OUI ", "Yes", "1", "x", "X", "vrai", "TRUE", "attribuée", "✓", "☑"]
)
def test_a_held_licence_is_written_in_many_ways(cell):
    assert parse_licence(cell) is True


@pytest.mark.parametrize("cell", ["non", "No", "0", "FAUX", "false", "Non attribuée", "✗"])
def test_so_is_none(cell):
    assert parse_licence(cell) is False


def test_an_empty_cell_says_nothing():
    assert parse_licence("–") is None
    assert (parse_licence(" "), parse_address(""), parse_id("  ")) == (None, None, None)


def test_an_identifier_is_text():
    assert [parse_id(cell) for cell in ("000123", " 2e+1 ", "A-12", "12E10")] == [
        "000123",
        "2e+1",
        "A-12",
        "12E10",
    ]


@pytest.mark.parametrize("cell", ["1,23E+11", "1.23457e+15", "2E+10"])
def test_an_identifier_that_a_spreadsheet_rounded_is_refused(cell):
    with pytest.raises(BadCellError) as refused:
        parse_id(cell)
    assert refused.value.reason is Reason.SPOILED_ID


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Zoé ", "Zoé"),
        ("Léa\r\nMarie", "Léa Marie"),
        ("Lea \n\n Marie", "Lea Marie"),
        ("\ufeffZoé\xa0", "Zoé"),
        ("Anne  Lise", "Anne  Lise"),
        ("d’Été", "d’Été"),
        ("Zoe\u0301", "Zoé"),
        ("\n", ""),
    ],
)
def test_a_name_is_trimmed_and_on_one_line_and_else_as_written(cell, text):
    assert parse_text(cell) == text
    assert clean(text) == text


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("-Anne", "'-Anne"),
        ("+33", "'+33"),
        ("@moi", "'@moi"),
        ("\tA", "'\tA"),
        ("\rA", "'\rA"),
        ("'=A", "''=A"),
        ("''-A", "'''-A"),
        ("O'Brien", "O'Brien"),
        ("'quoted'", "'quoted'"),
        ("<!channel>", "<!channel>"),
        ("A=1", "A=1"),
        ("", ""),
    ],
)
def test_the_formula_guard_is_one_apostrophe_and_comes_off_again(cell, guarded):
    assert defuse(cell) == guarded
    assert restore(guarded) == cell
