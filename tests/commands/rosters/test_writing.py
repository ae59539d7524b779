import io
from datetime import UTC, datetime

import pytest

from commands.rosters.columns import Column
from commands.rosters.lines import ExportRow
from commands.rosters.writing import write_cells, write_positional, write_spreadsheet
from tests.commands.rosters.files import PARIS, read

ZOE = ExportRow(
    "Zoé", "Lefèvre", "zoe@b.example", "000123", ("6B", "Chœur d'enfants"), True,
    datetime(2026, 9, 25, 11, 44, tzinfo=UTC), ("alto",),
)  # fmt: skip
NOE = ExportRow("=1+1", "-Anne", None, "7", (), False, None)


def spreadsheet(*rows, **options):
    out = io.BytesIO()
    options = {"language": "fr", "zone": PARIS, **options}
    assert write_spreadsheet(iter(rows), out, **options) == len(rows)
    return out.getvalue()


def test_a_french_file_opens_right_in_excel_by_a_double_click():
    assert spreadsheet(ZOE, NOE, further=["Instrument"]) == (
        b"\xef\xbb\xbf"
        + (
            "Prénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion;Instrument\r\n"
            "Zoé;Lefèvre;zoe@b.example;000123;6B | Chœur d'enfants;oui;25/09/2026 13:44;alto\r\n"
            "'=1+1;'-Anne;;7;;non;Jamais;\r\n"
        ).encode()
    )


def test_an_english_file_has_commas_and_iso_dates():
    assert (
        spreadsheet(ZOE, language="en", bom=False, further=1)
        == (
            "First name,Last name,Email,Student ID,Classes,Licence,Last login,Column 1\r\n"
            "Zoé,Lefèvre,zoe@b.example,000123,6B | Chœur d'enfants,yes,2026-09-25 13:44,alto\r\n"
        ).encode()
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_header_written_is_one_that_is_recognised(language):
    layout = read(spreadsheet(ZOE, language=language, further=1)).layout
    assert all(layout.has(column) for column in Column)
    assert len(layout.further) == 1


def test_the_other_separator_is_an_option():
    assert b"First name;Last name" in spreadsheet(ZOE, language="en", separator=";", further=1)


def test_further_columns_never_take_a_name_that_means_something():
    header = spreadsheet(ZOE, further=["Nom", "", "a@b.example", "=x"]).split(b"\r\n")[0].decode()
    assert header.endswith(";Colonne 1;Colonne 2;Colonne 3;'=x")


def test_seconds_are_written_where_there_are_any():
    row = ExportRow(
        "A", "B", "a@b.example", None, (), True, datetime(2026, 1, 5, 8, 0, 7, tzinfo=UTC)
    )
    assert b";05/01/2026 09:00:07\r\n" in spreadsheet(row)


def test_the_positional_form_is_raw_and_leaves_out_who_has_no_address():
    out = io.BytesIO()
    assert write_positional([ZOE, NOE], out) == (1, 1)
    assert out.getvalue().decode() == "Zoé,Lefèvre,zoe@b.example,alto\r\n"
    out = io.BytesIO()
    write_positional([ExportRow("-Anne", "=B", "a@b.example", None, (), True, None)], out)
    assert out.getvalue() == b"-Anne,=B,a@b.example\r\n"


def test_rows_are_written_as_they_come():
    out = io.BytesIO()
    sizes = []

    def rows():
        for _ in range(3_000):
            yield ZOE
            sizes.append(len(out.getvalue()))

    write_spreadsheet(rows(), out, language="fr", zone=PARIS, further=1)
    assert sizes[0] == sizes[400] < sizes[600] < sizes[1_600] < sizes[2_600]


def test_any_table_can_be_written_with_its_formulas_guarded():
    out = io.BytesIO()
    rows = [("2", "=x", "a;b")]
    assert write_cells(rows, out, header=("Ligne", "@", "Raison"), separator=";", bom=False) == 1
    assert out.getvalue() == b"Ligne;'@;Raison\r\n2;'=x;\"a;b\"\r\n"
