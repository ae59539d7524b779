import io
from datetime import UTC, datetime

import pytest

from commands.rosters.columns import Column
from commands.rosters.lines import NEVER, Reason
from commands.rosters.reading import read_roster
from tests.commands.rosters.files import FRENCH, PARIS, POSITIONAL, names, read


def one(text, **options):
    """The only line of a file."""
    roster = read(text, **options)
    assert not roster.rejected, roster.rejected
    (line,) = roster.lines
    return line


def reasons(roster):
    return [(bad.line, bad.column, bad.reason) for bad in roster.rejected]


def test_a_french_header_says_which_column_is_which():
    zoe, noel = read(FRENCH).lines
    assert (zoe.first_name, zoe.last_name, zoe.email) == ("Zoé", "Lefèvre", "zoe@ecole.example")
    assert (zoe.external_id, zoe.classes, zoe.licence) == (
        "000123",
        ("Chœur d'enfants", "6B"),
        True,
    )
    assert zoe.last_login == datetime(2026, 9, 25, 11, 44, tzinfo=UTC)
    assert (noel.licence, noel.last_login) == (False, NEVER)


def test_an_english_header_in_any_order_is_read_too():
    line = one("Class,Email,Student ID,Last name,First name\n6B,a@b.example,007,Moore,Ann\n")
    assert (line.first_name, line.last_name, line.external_id) == ("Ann", "Moore", "007")
    assert line.classes == ("6B",)


def test_without_a_header_the_first_three_cells_are_the_person_and_the_others_are_kept():
    roster = read(POSITIONAL)
    assert roster.header_line is None
    assert names(roster) == [("Zoé", "Lefèvre"), ("Noël", "Ète")]
    assert [line.further for line in roster.lines] == [(), ("alto", "2e étage")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_comma_semicolon_and_tab_are_told_by_the_lines(separator):
    roster = read(POSITIONAL.replace(",", separator))
    assert roster.separator == separator
    assert len(roster.lines) == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_first_line_sep_names_the_separator_and_is_counted_as_a_line(separator):
    roster = read(f"sep = {separator}\r\n" + POSITIONAL.replace(",", separator))
    assert roster.separator == separator
    assert [line.number for line in roster.lines] == [2, 3]


def test_columns_that_mean_nothing_are_kept_in_their_order():
    roster = read("Remarque;Nom;Prénom;Courriel;Étage\n à voir ;A;B;a@b.example;2\n")
    assert roster.layout.further_names == ("Remarque", "Étage")
    assert roster.lines[0].further == (" à voir ", "2")


def test_a_quoted_cell_with_a_line_break_becomes_one_line_and_the_next_keeps_its_number():
    roster = read('Prénom;Nom;Courriel\r\n"Léa\nMarie";A;a@b.example\r\nBo;B;b@b.example\n')
    assert names(roster) == [("Léa Marie", "A"), ("Bo", "B")]
    assert [line.number for line in roster.lines] == [2, 4]


def test_line_ends_may_be_mixed_and_even_those_of_an_old_mac():
    text = "Prénom;Nom;Courriel\rA;A;a@b.example\r\nB;B;b@b.example\nC;C;c@b.example"
    assert [line.number for line in read(text).lines] == [2, 3, 4]


def test_decomposed_accents_become_composed_ones():
    assert one("Zoe\u0301,Lefe\u0300vre,z@b.example\n").first_name == "Zoé"


def test_blank_lines_are_counted_and_passed_over():
    roster = read("Prénom;Nom;Courriel\n;;\n\nA;A;a@b.example\n ; ;\n")
    assert (len(roster.lines), roster.rejected, roster.blank) == (1, (), 3)


def test_a_header_repeated_below_is_passed_over():
    roster = read("Prénom;Nom;Courriel\nA;A;a@b.example\nPrénom;Nom;Courriel\nB;B;b@b.example\n")
    assert (len(roster.lines), roster.blank) == (2, 1)


def test_title_rows_above_the_header_are_passed_over():
    roster = read("Liste des élèves;;\n;;\nPrénom;Nom;Courriel\nA;A;a@b.example\n")
    assert (roster.header_line, len(roster.lines)) == (3, 1)


def test_two_numbered_class_columns_are_both_classes():
    text = "Prénom;Nom;Courriel;Classe 1;Classe 2\nA;A;a@b.example;6B;Chœur\n"
    assert one(text).classes == ("6B", "Chœur")


def test_cells_at_the_end_that_excel_left_out_are_empty():
    line = one("Prénom;Nom;Courriel;Classes;Remarque\nA;A;a@b.example\n")
    assert (line.classes, line.further) == ((), ("",))


@pytest.mark.parametrize(
    ("header", "cell"), [("Courriel;N° élève", "a@b.fr"), ("N° élève;Courriel", "12")]
)
def test_of_address_and_identifier_the_last_one_may_be_left_out_at_the_end(header, cell):
    line = one(f"Prénom;Nom;{header}\nA;B;{cell}\n")
    assert cell in (line.email, line.external_id)


def test_columns_at_the_end_without_name_and_content_are_no_columns():
    assert one("Prénom;Nom;Courriel;;\nA;A;a@b.example;;\n").further == ()


def test_somebody_may_have_an_identifier_and_no_address():
    line = one("Prénom;Nom;Courriel;N° élève\nA;A;;000123\n")
    assert (line.email, line.external_id) == (None, "000123")


def test_an_address_is_kept_as_written():
    assert one("A,A, HELENE@Ecole.EXAMPLE \n").email == "HELENE@Ecole.EXAMPLE"


def test_a_guarded_formula_is_restored_under_a_header():
    assert one("Prénom;Nom;Courriel\n'=cmd|' /C calc'!A0;'-A;a@b.example\n").first_name == (
        "=cmd|' /C calc'!A0"
    )


def test_the_positional_form_is_raw():
    assert one("'=cmd,A,a@b.example\n").first_name == "'=cmd"


def test_names_are_data_whatever_they_look_like():
    text = "<!channel>,=1+1,a@b.example\n🎻,علي,b@b.example\n"
    assert names(read(text)) == [("<!channel>", "=1+1"), ("🎻", "علي")]


def test_a_file_object_is_read_like_bytes():
    assert read_roster(io.BytesIO(FRENCH.encode()), zone=PARIS) == read(FRENCH)


def test_lines_pasted_from_a_spreadsheet_are_tabbed():
    assert names(read("Zoé\tLefèvre\tzoe@b.example")) == [("Zoé", "Lefèvre")]


def test_every_line_is_read_or_rejected_with_line_column_and_reason():
    roster = read(
        "Prénom;Nom;Courriel;Classes;Remarque\n"
        "Zoé;Lefèvre;zoe@b.example;6B;bonne\n"
        ";Sans;sans@b.example;6B;\n"
        "Sans;;sans@b.example;6B;\n"
        "Paul;Rien;;6B;\n"
        "Paul;Mal;paul(at)b.example;6B;\n"
        "Paul;Deux;p@b.example, q@b.example;6B;\n"
        "Trop;De;trop@b.example;6B;a;b\n"
        "Court;Ligne\n"
        ";;;;\n"
    )
    assert reasons(roster) == [
        (3, Column.FIRST_NAME, Reason.MISSING_FIRST_NAME),
        (4, Column.LAST_NAME, Reason.MISSING_LAST_NAME),
        (5, Column.EMAIL, Reason.NEITHER_ADDRESS_NOR_ID),
        (6, Column.EMAIL, Reason.BAD_ADDRESS),
        (7, Column.EMAIL, Reason.SEVERAL_ADDRESSES),
        (8, None, Reason.TOO_MANY_CELLS),
        (9, None, Reason.TOO_FEW_CELLS),
    ]
    assert (len(roster.lines), roster.blank) == (1, 1)
    assert roster.rejected[3].cell == "paul(at)b.example"
    assert roster.rejected[3].position == 3
    assert roster.rejected[3].record == ("Paul", "Mal", "paul(at)b.example", "6B", "")


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("A;A;a@b.example;;peut-être;", Column.LICENCE, Reason.UNREADABLE_LICENCE),
        ("A;A;a@b.example;;;hier", Column.LAST_LOGIN, Reason.UNREADABLE_DATE),
        ("A;A;a@b.example;;;31/02/2026", Column.LAST_LOGIN, Reason.UNREADABLE_DATE),
        ("A;A;;1,23E+11;;", Column.EXTERNAL_ID, Reason.SPOILED_ID),
        ("#N/A;A;a@b.example;;;", Column.FIRST_NAME, Reason.SPREADSHEET_ERROR),
        ("Zoé;#REF!;a@b.example;;;", Column.LAST_NAME, Reason.SPREADSHEET_ERROR),
        ("A\x02;A;a@b.example;;;", Column.FIRST_NAME, Reason.CONTROL_CHARACTER),
        ("A;\ufffdA;a@b.example;;;", Column.LAST_NAME, Reason.BROKEN_CHARACTER),
        ("A;" + "A" * 300 + ";a@b.example;;;", Column.LAST_NAME, Reason.CELL_TOO_LONG),
        ("A;" + "A" * 10_000 + ";a@b.example;;;", Column.LAST_NAME, Reason.CELL_TOO_LONG),
        ("A;" + "A" * 200_000 + ";a@b.example;;;", None, Reason.CELL_TOO_LONG),
    ],
)
def test_a_cell_that_means_nothing_rejects_its_line_only(cells, column, reason):
    header = "Prénom;Nom;Courriel;Identifiant;Licence;Dernière connexion\n"
    good = "Bo;B;b@b.example;;;\n" * 200
    roster = read(f"{header}{cells}\n{good}")
    assert reasons(roster) == [(2, column, reason)]
    assert len(roster.lines) == 200
    assert all(len(bad.cell) <= 100 for bad in roster.rejected)


def test_a_licence_column_that_is_not_followed_is_not_looked_at():
    text = "Prénom;Nom;Courriel;Licence\nA;A;a@b.example;FFT 1234\n"
    assert one(text, follow_licences=False).licence is None


def test_a_quote_never_closed_costs_its_own_line_and_no_other():
    people = "".join(f"P{n};N{n};p{n}@b.example\n" for n in range(200))
    roster = read(f'Prénom;Nom;Courriel\n"Zoé;Lefèvre;z@b.example\n{people}')
    assert reasons(roster) == [(2, None, Reason.BROKEN_QUOTES)]
    assert len(roster.lines) == 200


def test_two_stray_quotes_swallow_nobody():
    text = 'Prénom;Nom;Courriel;R\nA;A;a@b.example;"Zou\nB;B;b@b.example;\nC;C;c@b.example;zou"\n'
    roster = read(text)
    assert reasons(roster) == [(2, None, Reason.BROKEN_QUOTES)]
    assert [line.first_name for line in roster.lines] == ["B", "C"]


def test_a_slash_separates_only_classes_named_elsewhere():
    text = (
        "Prénom;Nom;Courriel;Classes\nA;A;a@b.example;Piano 1/2\n"
        "B;B;b@b.example;Chœur/6B\nC;C;c@b.example;chœur\nD;D;d@b.example;6b\n"
    )
    roster = read(text)
    assert [line.classes for line in roster.lines[:2]] == [("Piano 1/2",), ("Chœur", "6B")]
    assert roster.unsure_classes == ("Piano 1/2",)
    assert read(text, known_classes=["piano 1/2"]).unsure_classes == ()


def test_progress_is_told_while_a_long_file_is_read():
    told = []
    read("A,A,a@b.example\n" * 12_000, progress=told.append)
    assert told == [5_000, 10_000]


def test_the_classes_of_a_file_are_named_once():
    text = "Prénom;Nom;Courriel;Classe\nA;A;a@b.example;6B\nB;B;b@b.example;6b\n"
    assert read(text).class_names == ("6B",)
