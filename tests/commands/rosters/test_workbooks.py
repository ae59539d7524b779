"""Excel workbooks: the first sheet, its cells as shown, and what is refused."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.rosters import errors, packages, workbooks
from commands.rosters.columns import Column
from commands.rosters.errors import FileKind, RosterError
from commands.rosters.lines import Reason, SheetRead
from tests.commands.rosters.files import names, read
from tests.commands.rosters.workbooks import (
    HEADER,
    SHEET,
    ZOE,
    packed,
    parts_of,
    patched,
    shared,
    texts,
    with_rows,
    workbook,
)
from tests.examples import tries

PERSON = texts("Zoé", "Lefèvre", "zoe@ecole.example")
TITLES = texts("Prénom", "Nom", "Courriel")
PLAIN = ("Prénom", "Nom", "Courriel", "Classe")


def refused(error, data, **options):
    with pytest.raises(error) as caught:
        read(data, **options)
    return caught.value


def test_a_workbook_is_read_with_its_cells_as_they_are_shown():
    def shape(made):
        sheet = made.active
        sheet["D2"].number_format = "000000"
        sheet["F2"].value = datetime(2026, 9, 5, 13, 44, 7)  # noqa: DTZ001
        sheet["F2"].number_format = "dd/mm/yyyy hh:mm"

    roster = read(workbook(HEADER, ZOE, change=shape))
    (line,) = roster.lines
    assert (line.number, line.external_id, line.classes) == (2, "000123", ("6B",))
    assert line.last_login == datetime(2026, 9, 5, 11, 44, 7, tzinfo=UTC)
    assert (roster.encoding, roster.separator, roster.doubt) == (None, "", None)
    assert roster.sheet == SheetRead("Élèves", (), 0)


def test_dates_of_an_english_sheet_leave_no_question_about_day_and_month():
    when = datetime(2026, 9, 5, 13, 44)  # noqa: DTZ001
    rows = ("First name", "Last name", "Email", "Last login", "Born"), ("A", "B", "a@b.example")
    made = workbook(rows[0], (*rows[1], when, date(2010, 3, 4)))
    roster = read(made, language="fr")
    assert roster.doubt is None
    assert roster.lines[0].last_login == datetime(2026, 9, 5, 11, 44, tzinfo=UTC)
    assert roster.lines[0].further == ("04/03/2010",)


def test_the_first_sheet_that_is_shown_is_read_and_the_others_with_people_are_named():
    def shape(made):
        made.create_sheet("Notice", 0).sheet_state = "hidden"
        made.worksheets[0]["A1"] = "caché"
        made.create_sheet("Anciens")["C4"] = "quelqu’un"
        made.create_sheet("Vide")
        made.create_sheet("Listes").sheet_state = "hidden"
        made.worksheets[-1]["A1"] = "6B"

    assert read(workbook(change=shape)).sheet == SheetRead("Élèves", ("Anciens",), 0)


def test_an_empty_first_sheet_is_refused_with_the_names_of_the_others():
    found = refused(errors.EmptyFileError, workbook((), change=lambda w: w.create_sheet("Suite")))
    assert found.sheet == SheetRead("Élèves", (), 0)
    made = workbook((), change=lambda w: w.create_sheet("Suite").append(["quelqu’un"]))
    assert refused(errors.EmptyFileError, made).sheet == SheetRead("Élèves", ("Suite",), 0)


def test_rows_that_are_hidden_are_read_and_counted():
    def shape(made):
        for row in (3, 5, 9):
            made.active.row_dimensions[row].hidden = True

    people = [(f"P{n}", "N", f"p{n}@b.example", "6B") for n in range(4)]
    roster = read(workbook(PLAIN, *people, change=shape))
    assert len(roster.lines) == 4
    assert roster.sheet is not None
    assert roster.sheet.hidden_rows == 2  # the third has nothing in it


def test_titles_above_the_header_and_blank_rows_keep_the_numbers_of_the_sheet():
    def shape(made):
        made.active.merge_cells("A1:D1")

    rows = ("Élèves du conservatoire",), (), PLAIN, (), ("A", "B", "a@b.example", "6B"), ("X",)
    roster = read(workbook(*rows, change=shape))
    assert (roster.header_line, [line.number for line in roster.lines]) == (3, [5])
    assert [(bad.line, bad.reason) for bad in roster.rejected] == [(6, Reason.MISSING_LAST_NAME)]


def test_a_row_whose_last_cells_are_empty_is_no_shorter_for_it():
    rows = ("Prénom", "Nom", "Courriel", "N° élève"), ("A", "B", "a@b.fr"), ("C", "D", None, 7)
    roster = read(workbook(*rows))
    assert [(one.email, one.external_id) for one in roster.lines] == [("a@b.fr", None), (None, "7")]


def test_a_heading_over_several_columns_may_stand_above_their_names():
    def shape(made):
        for merged in ("A1:A2", "B1:B2", "C1:D1"):
            made.active.merge_cells(merged)

    rows = ("Prénom", "Nom", "Contact"), (None, None, "Courriel", "Classe"), ("A", "B", "a@b.fr")
    roster = read(workbook(*rows, change=shape))
    assert (roster.header_line, names(roster)) == (2, [("A", "B")])


def test_a_class_that_reaches_over_several_rows_is_everybody_s():
    def shape(made):
        made.active.merge_cells("D2:D3")

    people = [(f"P{n}", "N", f"p{n}@b.example", cell) for n, cell in enumerate(("6B", None, None))]
    roster = read(workbook(PLAIN, *people, change=shape))
    assert [line.classes for line in roster.lines] == [("6B",), ("6B",), ()]


def test_without_a_header_the_first_three_cells_are_the_person():
    roster = read(workbook(("Zoé", "Lefèvre", "zoe@b.example", 12, 3.5)))
    assert (roster.header_line, names(roster)) == (None, [("Zoé", "Lefèvre")])
    assert roster.lines[0].further == ("12", "3,5")


def test_the_result_of_a_formula_is_read_and_a_formula_that_failed_rejects_its_line():
    mail = '<c r="C{0}" t="{1}"><f>LOWER(A{0})</f><v>{2}</v></c></row>'
    roster = read(
        with_rows(
            f'<row r="1">{TITLES}{texts("Classe")}</row>'
            f'<row r="2">{texts("Zoé", "Lefèvre")}' + mail.format(2, "str", "zoe@b.example") +
            f'<row r="3">{texts("Noé", "Bois")}' + mail.format(3, "e", "#N/A") +
            f'<row r="4">{texts("Ada", "Nord", "a@b.example")}'
            '<c t="str"><f>""</f><v></v></c></row>'
        )
    )  # fmt: skip
    assert [line.email for line in roster.lines] == ["zoe@b.example", "a@b.example"]
    (bad,) = roster.rejected
    assert (bad.line, bad.column, bad.reason, bad.cell) == (
        *(3, Column.EMAIL, Reason.SPREADSHEET_ERROR, "#N/A"),
    )


@pytest.mark.parametrize("stored", ["", "<v/>", "<v></v>", "<v> </v>"])
def test_a_formula_that_was_never_worked_out_is_refused_with_its_cell(stored):
    data = with_rows(
        f'<row r="1">{TITLES}</row><row r="2">{PERSON}<c r="D2"><f>A2</f>{stored}</c></row>'
    )
    found = refused(errors.FormulaWithoutResultError, data)
    assert (found.line, found.cell) == (2, "D2")


def test_texts_that_cells_share_are_read_whole_whatever_their_letters_look_like():
    rich = '<c t="inlineStr"><is><r><t>Zo</t></r><r><rPr><b/></rPr><t>é</t></r></is></c>'
    row = f"<row>{rich}{texts(' Bois ', 'z@b.example')}</row>"
    assert names(read(shared(with_rows(f"<row>{TITLES}</row>{row}")))) == [("Zoé", "Bois")]


def test_line_breaks_of_a_cell_are_read_however_they_are_written():
    data = with_rows(
        f'<row r="1">{TITLES}</row><row r="2">{texts("Léa_x000D_Marie", "A", "a@b.fr")}</row>'
        f'<row r="3">{texts("Léa&#10;Marie", "A", "b@b.fr")}</row>'
    )
    assert [line.first_name for line in read(data).lines] == ["Léa Marie", "Léa Marie"]


def test_accents_that_came_misread_into_a_sheet_are_asked_about():
    rows = ("Prénom", "Nom", "Courriel"), ("Zoé", "Été", "z@b.example"), ("Noël", "A", "n@b.fr")
    data = workbook(*([cell.encode().decode("cp1252") for cell in row] for row in rows))
    roster = read(data)
    assert names(roster) == [("Zoé", "Été"), ("Noël", "A")]
    assert roster.doubt is not None
    assert roster.doubt.readings[1].samples[0] == ("ZoÃ©", "Ã‰tÃ©")
    answered = read(data, encoding="utf-8-twice")
    assert (answered.doubt, names(answered)) == (None, names(roster))
    assert read(workbook(*rows)).doubt is None


def test_names_are_data_in_a_sheet_too():
    given_ = ("=cmd|' /C calc'!A0", "<!channel>", "a@b.example"), ("علي", "🎻", "b@b.example")
    data = with_rows(
        f'<row r="1">{TITLES}</row>'
        + "".join(f"<row>{texts(*row).replace('<!', '&lt;!')}</row>" for row in given_)
    )
    assert names(read(data)) == [row[:2] for row in given_]


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("Prénom", "Nom", "Courriel")], errors.HeaderOnlyError),
        ([("Zoé Lefèvre",), ("Ann Moore",)], errors.OneColumnError),
        ([("Zoé;Lefèvre;zoe@b.example",)], errors.OneColumnError),
        ([("Lefèvre", "6B", "Zoé")], errors.UnknownColumnsError),
        ([("Nom", "Courriel"), ("A", "a@b.example")], errors.MissingColumnsError),
        ([("Prénom", "Nom", "Mél", "E-mail"), ("A", "B", "a@b.fr")], errors.DuplicateColumnsError),
        ([PLAIN, ("A", "B", "a@b.fr"), ("Nom", "Prénom", "Courriel")], errors.TwoHeadersError),
    ],
)
def test_a_sheet_that_is_no_list_is_refused_like_a_text_and_names_its_sheet(rows, error):
    found = refused(error, workbook(*rows))
    assert found.sheet is not None
    assert found.sheet.name == "Élèves"


def test_people_beyond_the_limit_are_refused():
    people = [(f"P{n}", "N", f"p{n}@b.example", "6B") for n in range(6)]
    assert refused(errors.TooManyLinesError, workbook(PLAIN, *people), max_lines=5).limit == 5


# What is no workbook, or one to harm ----------------------------------------------------


def locked():
    data = bytearray(workbook())
    for place in range(len(data)):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (locked, FileKind.LOCKED_WORKBOOK),
        (
            lambda: patched(
                workbook(),
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            FileKind.STRICT_WORKBOOK,
        ),
    ],
)
def test_a_workbook_of_another_form_is_named_for_what_it_is(make, kind):
    assert refused(errors.NotTextError, make()).kind is kind


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def far_columns(cell):
    rows = (f'<row>{PERSON}<c r="XFD{n}" {cell}</row>' for n in range(2, 9))
    return with_rows(f"<row>{TITLES}</row>{''.join(rows)}")


def lying():
    """A part that unpacks to more than its directory says."""
    data = bytearray(workbook())
    place = data.index(b"PK\x01\x02")
    size = int.from_bytes(data[place + 24 : place + 28], "little")
    data[place + 24 : place + 28] = (size - 40).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"PK\x03\x04 xl/workbook.xml",
        lambda: workbook()[:-200],
        lambda: packed({"xl/workbook.xml": b"<x/>"}),
        lambda: packed({n: c for n, c in parts_of(workbook()).items() if n != SHEET}),
        lambda: patched(workbook(), "</sheetData>", ""),
        lambda: patched(
            workbook(change=lambda made: made.create_sheet("Suite")),
            'r:id="rId1"', "", "xl/workbook.xml",
        ),
        lambda: patched(workbook(), "<worksheet", BOMB + "<worksheet"),
        lambda: patched(workbook(), "<worksheet", '<?xml encoding="UTF08"?><worksheet'),
        lambda: patched(
            workbook(), "<workbook ", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook ',
            "xl/workbook.xml",
        ),
        lambda: packed(
            parts_of(workbook())
            | {SHEET: (BOMB + parts_of(workbook())[SHEET].decode()).encode("utf-16")}
        ),
        lambda: with_rows(f'<row r="3">{PERSON}</row><row r="2">{PERSON}</row>'),
        lambda: with_rows(f'<row r="999999999">{PERSON}</row>'),
        lambda: with_rows(f'<row r="-1">{PERSON}</row>'),
        lambda: with_rows('<row><c r="A1" t="s"><v>99</v></c></row>'),
        lambda: with_rows('<row><c r="A1"><v>1e</v></c></row>'),
        lambda: with_rows('<row><c r="A1"><v>1' + "0" * 400 + "</v></c></row>"),
        lying,
    ],
)  # fmt: skip
def test_a_damaged_workbook_or_one_that_would_harm_is_refused(make):
    refused(errors.DamagedWorkbookError, make())


def test_a_workbook_that_unpacks_to_far_more_than_a_list_is_refused(monkeypatch):
    refused(errors.HugeWorkbookError, far_columns('t="str"><v>x</v></c>'))
    monkeypatch.setattr(workbooks, "MAX_CELLS", 100_000)
    refused(errors.HugeWorkbookError, far_columns('s="0"/>'))
    refused(errors.HugeWorkbookError, with_rows(f"<row>{texts('x' * 800_000)}</row>"))
    refused(errors.HugeWorkbookError, with_rows(f"<row>{'<c/>' * 400_000}</row>"))
    styles = {"xl/styles.xml": b"<styleSheet>" + b"<xf/>" * 400_000 + b"</styleSheet>"}
    refused(errors.HugeWorkbookError, packed(parts_of(workbook()) | styles))
    monkeypatch.setattr(packages, "UNPACKED_BYTES", 2_000)
    refused(errors.HugeWorkbookError, workbook())


def test_the_size_that_a_sheet_says_it_has_is_not_believed():
    data = patched(workbook(PLAIN, ("A", "B", "a@b.fr")), 'ref="A1:D2"', 'ref="A1:XFD1048576"')
    assert len(read(data).lines) == 1
    data = patched(workbook(PLAIN, ("A", "B", "a@b.fr")), 'ref="A1:D2"', 'ref="A1:A1"')
    assert len(read(data).lines) == 1


WHOLE = shared(workbook(HEADER, ZOE, ("Noël", "Bois", "noel@ecole.example", 7, "6B", "Jamais")))
PARTS = parts_of(WHOLE)


@given(st.data())
@settings(deadline=None, max_examples=tries(60))
def test_no_bytes_of_a_workbook_make_the_reader_raise_anything_but_its_refusals(data):
    """Damaged as a file, or as one part inside a sound one."""
    name = data.draw(st.sampled_from([None, *PARTS]))
    content = bytearray(WHOLE if name is None else PARTS[name])
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, max_size=4)):
        content[place] = data.draw(st.integers(0, 255) | st.sampled_from(b'<>/"=0129'))
    if data.draw(st.booleans()):
        start = data.draw(places)
        del content[start : start + data.draw(st.integers(1, 40))]
    damaged = bytes(content) if name is None else packed(PARTS | {name: bytes(content)})
    try:
        roster = read(damaged)
    except RosterError:
        return
    assert roster.lines or roster.rejected


@given(st.binary(max_size=200), st.sampled_from([b"PK\x03\x04", b"PK\x03\x04xl/workbook.xml"]))
@settings(deadline=None, max_examples=tries(60))
def test_bytes_that_begin_like_a_workbook_are_refused(data, start):
    assert not zipfile.is_zipfile(BytesIO(start))
    with pytest.raises(RosterError):
        read(start + data)
