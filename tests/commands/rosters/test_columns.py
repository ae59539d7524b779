import pytest

from commands.rosters.columns import NAMES, Column, column_of, recognise
from commands.rosters.text import bare_words


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("PRÉNOM", Column.FIRST_NAME),
        ("  Prenom : ", Column.FIRST_NAME),
        ("Pre\u0301nom", Column.FIRST_NAME),
        ("first_name", Column.FIRST_NAME),
        ("Nom", Column.LAST_NAME),
        ("Family Name", Column.LAST_NAME),
        ("Mél", Column.EMAIL),
        ("Adresse e-mail", Column.EMAIL),
        ("E-Mail", Column.EMAIL),
        ("N° élève", Column.EXTERNAL_ID),
        ("Student ID", Column.EXTERNAL_ID),
        ("Classe(s)", Column.CLASSES),
        ("Classe 2", Column.CLASSES),
        ("Licence", Column.LICENCE),
        ("Dernière connexion", Column.LAST_LOGIN),
        ("Last-Login", Column.LAST_LOGIN),
        ("First Name [Required]", Column.FIRST_NAME),
        ("Courriel (obligatoire)", Column.EMAIL),
        ("E-mail de l’élève", Column.EMAIL),
        ("Division", Column.CLASSES),
        ("Remarque", None),
        ("Courriel 2", None),
        ("Courriel du père", None),
        ("", None),
    ],
)
def test_names_of_columns_are_compared_without_case_accents_and_punctuation(name, column):
    assert column_of(name) is column


def test_a_further_column_by_its_number_is_the_one_it_was():
    known = ["Prénom", "Nom", "Courriel"]
    for names, places in (
        (["Colonne 2"], (None, 3)),
        (["Column 3", "Column 1"], (4, None, 3)),
        (["Remarque", "Colonne 1", "Étage"], (4, 3, 5)),
        (["Colonne 1", "Colonne 1"], (3, 4)),
        (["Colonne 100", "Remarque"], (3, 4)),
    ):
        layout = recognise([*known, *names])
        assert layout is not None
        assert layout.further == places


def test_no_name_means_two_columns():
    keys = [bare_words(name) for names in NAMES.values() for name in {*map(bare_words, names)}]
    assert len(keys) == len(set(keys))


def test_a_line_with_an_address_is_no_header():
    assert recognise(["Prénom", "Nom", "a@b.example"]) is None


def test_one_known_name_makes_no_header():
    assert recognise(["Nom", "Dupont", "Durand"]) is None


def test_a_header_without_its_last_empty_cells_has_its_places():
    layout = recognise(["Classe 1", "Prénom", "Remarque", "Nom", "Classe 2", "", " "])
    assert layout is not None
    assert layout.width == 5
    assert layout.places[Column.CLASSES] == (0, 4)
    assert (layout.place(Column.LAST_NAME), layout.place(Column.EMAIL)) == (3, None)
    assert layout.further_names == ("Remarque",)
