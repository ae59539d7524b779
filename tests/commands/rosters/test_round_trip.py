"""What is written is read back the same, and no bytes break the reader."""

import io
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from commands.rosters.classes import cut_cell
from commands.rosters.encodings import Encoding
from commands.rosters.errors import RosterError
from commands.rosters.lines import NEVER, ExportRow
from commands.rosters.text import clean
from commands.rosters.writing import write_positional, write_spreadsheet
from store.keys import plain
from tests.commands.rosters.files import FRENCH, PARIS, POSITIONAL, read
from tests.examples import tries

ODD = st.sampled_from(
    ["=cmd|' /C calc'!A0", "<!channel>", "-Anne", "O'Brien", "'", "''=x", "'-", "+33 6", "@moi",
     'Le "Grand"', "a;b", "a,b", "a | b", "A/B", "علي", "שרה", "🎻👩‍👧", "Zoé", "x" * 255,
     "Nom", "1e5"]
)  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd")
ANY_NAME = ODD | st.text(LETTERS, max_size=30).map(clean).filter(
    lambda name: name and not re.fullmatch(r"#[A-Z/0]+[!?A]", name)  # no card takes #REF! either
)
CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd")
    | st.sampled_from(";,\"'\n\r\t|=-"),
    max_size=20,
)
ADDRESS = st.from_regex(r"[a-z'éß_-][a-z.]{0,5}[a-z+-]@[a-zé]{1,5}\.[a-zé]{2,5}", fullmatch=True)
MOMENT = st.integers(1_000_000, 4_000_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)


def unambiguous(moment, zone=PARIS):
    """Not in the hour that comes twice and is read as the earlier one."""
    local = moment.astimezone(zone)
    return local.fold == 0


def distinct(names):
    return tuple({plain(name): name for name in names}.values())


ADDRESS_OR_NONE = ADDRESS | st.none()


@st.composite
def rows(draw, address=ADDRESS_OR_NONE):
    email = draw(address)
    external_id = draw(ANY_NAME if email is None else ANY_NAME | st.none())
    return ExportRow(
        draw(ANY_NAME),
        draw(ANY_NAME),
        email,
        None if external_id == "" else external_id,
        distinct(draw(st.lists(ANY_NAME.filter(plain), max_size=3))),
        draw(st.booleans()),
        draw(MOMENT.filter(unambiguous) | st.none()),
        tuple(draw(st.lists(CELL, max_size=3))),
    )


SEPARATORS = st.sampled_from([";", ",", None])
ROWS = st.lists(rows(), min_size=1, max_size=5)


@given(ROWS, st.sampled_from(["fr", "en"]), st.booleans(), SEPARATORS)
@settings(deadline=None, max_examples=tries(80))
def test_a_spreadsheet_out_and_in_again_is_the_same(written, language, bom, separator):
    width = max(len(row.further) for row in written)
    out, form = io.BytesIO(), {"bom": bom, "separator": separator}
    write_spreadsheet(written, out, language=language, zone=PARIS, further=width, **form)
    classes = [name for row in written for name in row.classes]
    roster = read(out.getvalue(), known_classes=classes)
    assert (roster.rejected, roster.blank, roster.doubt) == ((), 0, None)
    for row, line in zip(written, roster.lines, strict=True):
        assert (line.first_name, line.last_name) == (row.first_name, row.last_name)
        assert (line.email, line.external_id) == (row.email, row.external_id)
        assert (line.classes, line.licence) == (row.classes, row.licence)
        assert line.last_login == (row.last_login or NEVER)
        assert line.further == (*row.further, *[""] * (width - len(row.further)))


@given(st.lists(rows(ADDRESS), min_size=1, max_size=5))
@settings(deadline=None, max_examples=tries(50))
def test_the_positional_form_out_and_in_again_is_the_same(written):
    out = io.BytesIO()
    write_positional(written, out)
    roster = read(out.getvalue(), name_order="first_last")
    assert (roster.rejected, roster.blank) == ((), 0)
    assert [(one.first_name, one.last_name, one.email, one.further) for one in roster.lines] == [
        (one.first_name, one.last_name, one.email, one.further) for one in written
    ]


PIECES = st.sampled_from(
    [*(piece.encode() for piece in ("Prénom;Nom;Courriel\n", "Nom", "a@b.example", "sep=")),
     b";", b",", b"\t", b"\n", b"\r", b'"', b"'", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a",
     b"\xe9", b"\x8e", b"\xed\xa0\x80", b"PK\x03\x04", "Dernière connexion;".encode(),
     b"25/10/2026 02:30", b"9/25/2026", b"0000-00-00", b"Classe;", "é".encode(), b"/", b"|"]
)  # fmt: skip


@given(
    st.binary(max_size=300) | st.lists(PIECES | st.binary(max_size=4), max_size=60).map(b"".join),
    st.sampled_from([None, *Encoding]),
    st.sampled_from([None, ";", ",", "\t"]),
)
@settings(deadline=None, max_examples=tries(300))
def test_no_bytes_whatever_make_the_reader_raise_anything_but_its_refusals(data, encoding, mark):
    try:
        roster = read(data, encoding=encoding, separator=mark)
    except RosterError:
        return
    numbers = [line.number for line in roster.lines] + [bad.line for bad in roster.rejected]
    assert len(numbers) == len(set(numbers))


@given(st.sampled_from([FRENCH, POSITIONAL]), st.data())
@settings(deadline=None, max_examples=tries(80))
def test_a_damaged_file_is_refused_or_read_line_by_line(text, data):
    content = bytearray(text.encode(data.draw(st.sampled_from(["utf-8", "cp1252", "utf-16"]))))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        read(bytes(content))
    except RosterError:
        return


@given(st.lists(ANY_NAME, max_size=4), st.sampled_from(["Europe/Paris", "Asia/Kathmandu"]))
def test_reading_a_cell_of_classes_never_fails_on_names(names, zone):
    assert ZoneInfo(zone)
    assert all(clean(name) == name for name in cut_cell(" | ".join(names)))
