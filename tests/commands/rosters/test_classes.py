import pytest

from commands.rosters.classes import cut_cell, cut_known, join_cell


@pytest.mark.parametrize(
    ("cell", "classes"),
    [
        ("6B", ("6B",)),
        ("6B | Chœur d'enfants", ("6B", "Chœur d'enfants")),
        ("6B;Chœur", ("6B", "Chœur")),
        ("6B\nChœur\n", ("6B", "Chœur")),
        (" | 6B || ", ("6B",)),
        ("6B | 6b | 6B", ("6B",)),
        ("Piano 1/2", ("Piano 1/2",)),
        ("Solfège, adultes", ("Solfège, adultes",)),
        ('"A | B" | C', ("A | B", "C")),
        ('Atelier "jazz"', ('Atelier "jazz"',)),
        ('"Le ""Grand"" Chœur"', ('Le "Grand" Chœur',)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_a_cell_is_cut_at_what_always_separates(cell, classes):
    assert cut_cell(cell) == classes


def test_a_slash_or_comma_cuts_where_every_part_is_known():
    several = cut_known(["6B/Chœur", "6B, Inconnu", "Piano 1/2", "chœur"], known=["6b"])
    assert several == {"6B/Chœur": ("6B", "Chœur")}


def test_a_class_with_a_slash_in_its_name_may_stand_beside_others():
    several = cut_known(
        ["6B, Piano 1/2", "Chœur/6B, Jazz"], known=["6B", "Piano 1/2", "Chœur", "Jazz"]
    )
    assert several == {
        "6B, Piano 1/2": ("6B", "Piano 1/2"),
        "Chœur/6B, Jazz": ("Chœur", "6B", "Jazz"),
    }


def test_a_name_the_school_has_is_never_cut():
    assert cut_known(["A/B", "A", "B"], known=["a/b"]) == {}


@pytest.mark.parametrize(
    "names", [("6B",), ("A", "B"), ("A | B", "C;D"), ('"A"', "B"), ('"', '""|'), ("-A", "=B")]
)
def test_what_is_joined_is_cut_the_same(names):
    assert cut_cell(join_cell(names)) == names
