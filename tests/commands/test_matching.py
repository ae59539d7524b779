"""Rule 16: people, not addresses."""

from itertools import count

import pytest

from commands.matching import Doubtful, match
from commands.rosters.lines import Line
from store.keys import email_key, name_key
from store.queries.loading import Identity

FAMILY = "famille.martin@tivoli.example"
_ids = count(1)


def line(number: int, first: str, last: str, email: str | None = None, id_: str | None = None):
    return Line(number, first, last, email, id_, (), None, None, ())


def known(
    first: str,
    last: str,
    email: str | None = None,
    id_: str | None = None,
    *,
    role: str = "student",
    deleted: bool = False,
) -> Identity:
    return Identity(next(_ids), role, id_, email_key(email), name_key(first, last), deleted)


def users_of(found):
    return [each.user for each in found.listed]


def reasons(found):
    return [(unclear.line, unclear.reason) for unclear in found.unclear]


def test_the_external_id_comes_first_whatever_name_and_address():
    ines = known("Inès", "Martin", "ines@tivoli.example", "000123")
    found = match([line(2, "Inès", "Roux", "roux@tivoli.example", "000123")], "student", [ines])
    assert users_of(found) == [ines]


def test_an_address_of_one_user_and_one_line_tells_the_person_whatever_the_name():
    ines = known("Inès", "Martin", FAMILY)
    found = match([line(2, "Inès", "Roux", FAMILY.upper())], "student", [ines])
    assert users_of(found) == [ines]
    assert found.listed[0].by_address


def test_brothers_and_sisters_under_one_address_are_told_apart_by_name():
    ines, hugo = known("Inès", "Martin", FAMILY), known("Hugo", "Martin", FAMILY)
    lines = [line(2, "HUGO", "MARTIN", FAMILY), line(3, "Zoé", "Martin", FAMILY)]
    assert users_of(match(lines, "student", [ines, hugo])) == [hugo, None]


def test_who_shares_an_address_with_a_line_that_is_unclear_is_not_taken_for_its_user():
    tom = known("Tom", "Martin", FAMILY)
    lines = [
        line(2, "Tom", "Martin", "tom@tivoli.example", "5"),
        line(3, "Tim", "Martin", FAMILY, "5"),
        line(4, "Zoé", "Martin", FAMILY),
    ]
    found = match(lines, "student", [tom])
    assert (found.listed, reasons(found)[2]) == ([], (4, Doubtful.UNSURE_ADDRESS))
    assert users_of(match([line(4, "Tom", "Martin", FAMILY), *lines[:2]], "student", [tom])) == [
        tom
    ]


def test_one_user_and_two_lines_of_an_address_are_two_people():
    ines = known("Inès", "Martin", FAMILY)
    lines = [line(2, "Inès", "Martin", FAMILY), line(3, "Hugo", "Martin", FAMILY)]
    assert users_of(match(lines, "student", [ines])) == [ines, None]


def test_two_unlike_identifiers_under_one_address_are_brother_and_sister():
    ines = known("Inès", "Martin", FAMILY, "1")
    found = match([line(2, "Hugo", "Martin", FAMILY, "2")], "student", [ines])
    assert users_of(found) == [None]


def test_two_lines_of_one_person_are_one_user():
    lines = [
        line(2, "Zoé", "Lefèvre", "zoe@tivoli.example"),
        line(3, "ZOE", "LEFEVRE", "ZOE@tivoli.example"),
        line(4, "Zoé", "Lefèvre", "zoe@tivoli.example", "7"),
    ]
    found = match(lines, "student", [])
    assert [[each.number for each in listed.lines] for listed in found.listed] == [[2, 3, 4]]
    assert found.listed[0].external_id == "7"


def test_the_zeros_that_a_spreadsheet_took_are_put_back_where_only_one_fits():
    zoe = known("Zoé", "Lefèvre", "zoe@tivoli.example", "000123")
    found = match([line(2, "Zoé", "Lefèvre", "zoe@tivoli.example", "123")], "student", [zoe])
    assert users_of(found) == [zoe]
    assert found.listed[0].id_was_cut
    both = [zoe, known("Zoé", "Lefèvre", "zoe@tivoli.example", "0123")]
    found = match([line(2, "Zoé", "Lefèvre", "zoe@tivoli.example", "123")], "student", both)
    assert reasons(found) == [(2, Doubtful.SEVERAL_FIT)]


def test_of_two_identifiers_that_were_cut_alike_the_name_tells_which():
    noe, ada = known("Noé", "Bois", None, "00456"), known("Ada", "Nord", None, "0456")
    found = match([line(2, "Noé", "Bois", None, "456")], "student", [noe, ada])
    assert users_of(found) == [noe]
    twin = known("Noé", "Bois", None, "0456")
    found = match([line(2, "Noé", "Bois", None, "456")], "student", [noe, twin])
    assert reasons(found) == [(2, Doubtful.SEVERAL_IDS_FIT)]


def test_a_stranger_does_not_take_an_identifier_that_looks_cut():
    zoe = known("Zoé", "Lefèvre", "zoe@tivoli.example", "000123")
    found = match([line(2, "Paul", "Roux", "paul@tivoli.example", "123")], "student", [zoe])
    assert users_of(found) == [None]


TEACHER = known("Anne", "Charles", "anne@tivoli.example", "9", role="teacher")
STUDENT = known("Zoé", "Lefèvre", "zoe@tivoli.example", "1")
OTHER = known("Paul", "Roux", "paul@tivoli.example", "2")
GONE = known("Noé", "Lefort", "noe@tivoli.example", "3", deleted=True)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(2, "Zoé", "L", "paul@tivoli.example", "1")], [(2, Doubtful.ID_AND_ADDRESS)]),
        ([line(2, "Anne", "Charles", "anne@tivoli.example")], [(2, Doubtful.OTHER_ROLE)]),
        ([line(2, "Anna", "C", None, "9")], [(2, Doubtful.OTHER_ROLE)]),
        ([line(2, "Zoé", "Lefèvre", "zoe@tivoli.example", "5")], [(2, Doubtful.OTHER_ID)]),
        ([line(2, "Noé", "Lefort", "noe@tivoli.example")], [(2, Doubtful.DELETED)]),
        ([line(2, "N", "L", None, "3")], [(2, Doubtful.DELETED)]),
        (
            [line(2, "A", "B", "a@b.example", "7"), line(3, "C", "D", "c@d.example", "7")],
            [(2, Doubtful.ID_TWICE), (3, Doubtful.ID_TWICE)],
        ),
        (
            [line(2, "A", "B", "a@b.example", "7"), line(3, "A", "B", "a@b.example", "8")],
            [(2, Doubtful.TWO_IDS), (3, Doubtful.TWO_IDS)],
        ),
        (
            [line(2, "Zoé", "Lefèvre", None, "1"), line(3, "Z", "L", "zoe@tivoli.example")],
            [(3, Doubtful.SAME_USER)],
        ),
    ],
)
def test_what_cannot_be_told_is_unclear_with_its_reason(lines, expected):
    assert reasons(match(lines, "student", [TEACHER, STUDENT, OTHER, GONE])) == expected


def test_a_pupil_under_the_address_of_a_parent_who_teaches_is_somebody_else():
    found = match([line(2, "Léa", "Charles", "anne@tivoli.example")], "student", [TEACHER])
    assert (users_of(found), found.unclear) == ([None], [])


def test_homonyms_with_addresses_of_their_own_are_two_people():
    jean = known("Jean", "Martin", "jean.martin@tivoli.example")
    found = match([line(2, "Jean", "Martin", "j.martin2@tivoli.example")], "student", [jean])
    assert users_of(found) == [None]


def test_a_whole_school_under_one_address_is_not_compared_with_itself():
    compared = 0

    class Name(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    everybody = [known(f"P{n}", "Martin", FAMILY) for n in range(200)]
    counted = [user._replace(name_key=Name(user.name_key)) for user in everybody]
    lines = [line(n, f"P{n}", "Martin", FAMILY) for n in range(200)]
    assert users_of(match(lines, "student", counted)) == counted
    assert compared < 5 * 200
