"""What a spreadsheet does to a file between export and import."""

import csv
import io
from datetime import UTC, datetime

import pytest

from commands.rosters.lines import NEVER, ExportRow
from commands.rosters.writing import write_spreadsheet
from tests.commands.rosters.files import PARIS, names, read
from tests.commands.rosters.workbooks import workbook

ROWS = [
    ExportRow(
        *("Zoé", "=cmd|' /C calc'!A0", "zoe@b.example", "000123", ("6B", "Chœur"), True),
        datetime(2026, 9, 25, 11, 44, 7, tzinfo=UTC),
        ("'quote", "deux\nlignes"),
    ),
    ExportRow("-Anne", "O'Brien", None, "000124", (), False, None, ("", "a;b")),
]


def exported(language="fr"):
    out = io.BytesIO()
    write_spreadsheet(ROWS, out, language=language, zone=PARIS, further=["Note", "Lieu"])
    return out.getvalue().decode("utf-8-sig")


def saved_by_french_excel(text):
    """Leading zeros and seconds are gone; semicolons; the letters of Windows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        cells = [cell.lstrip("0") if cell.isdigit() else cell for cell in row]
        cells[6] = cells[6][:16] if cells[6][:1].isdigit() else cells[6]
        writer.writerow(cells)
    return out.getvalue()


def saved_as_a_workbook(text):
    """Numbers are numbers, dates are dates; the rest is text."""
    rows = [*csv.reader(io.StringIO(saved_by_french_excel(text), newline=""), delimiter=";")]
    for row in rows:
        row[3] = int(row[3]) if row[3].isdigit() else row[3]
        if row[6][:1].isdigit():
            row[6] = datetime.strptime(row[6], "%d/%m/%Y %H:%M")  # noqa: DTZ007

    def shape(made):
        made.active["G2"].number_format = "dd/mm/yyyy\\ hh:mm"

    return workbook(*rows, change=shape)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "mac-roman", None])
def test_an_export_saved_by_excel_is_the_same_but_for_zeros_and_seconds(encoding):
    if encoding is None:
        roster = read(saved_as_a_workbook(exported()))
    else:
        roster = read(saved_by_french_excel(exported()), encoding)
    assert (roster.rejected, roster.doubt) == ((), None)
    assert names(roster) == [(row.first_name, row.last_name) for row in ROWS]
    zoe, anne = roster.lines
    assert (zoe.external_id, anne.external_id) == ("123", "124")
    assert (zoe.classes, anne.classes) == (("6B", "Chœur"), ())
    assert (zoe.last_login, anne.last_login) == (
        datetime(2026, 9, 25, 11, 44, tzinfo=UTC),
        NEVER,
    )
    assert (zoe.further, anne.further) == (("'quote", "deux\nlignes"), ("", "a;b"))


def test_an_english_export_saved_by_an_american_excel_has_its_months_first():
    text = exported("en").replace("2026-09-25 13:44:07", "9/25/2026 13:44")
    roster = read(text)
    assert (roster.rejected, roster.doubt) == ((), None)
    assert roster.lines[0].last_login == datetime(2026, 9, 25, 11, 44, tzinfo=UTC)
