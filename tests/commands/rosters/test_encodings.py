import codecs

import pytest

from commands.rosters.encodings import Encoding
from commands.rosters.errors import MixedEncodingsError, NullByteError, WrongEncodingError
from tests.commands.rosters.files import FRENCH, names, read

NAMES = [("Zoé", "Lefèvre"), ("Noël", "D'Été")]
NO_LIGATURE = FRENCH.replace("œ", "oe")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf-8", Encoding.UTF8),
        ("utf-8-sig", Encoding.UTF8),
        ("cp1252", Encoding.WINDOWS_1252),
        ("mac-roman", Encoding.MAC_ROMAN),
        ("iso8859-15", Encoding.LATIN_9),
        ("utf-16-le", Encoding.UTF16_LE),
        ("utf-16-be", Encoding.UTF16_BE),
        ("utf-16", Encoding.UTF16_LE),
        ("utf-32", Encoding.UTF32_LE),
    ],
)
def test_the_encodings_of_an_office_are_told_without_asking(name, encoding):
    roster = read(FRENCH, name)
    assert (roster.encoding, roster.doubt, names(roster)) == (encoding, None, NAMES)
    assert roster.lines[0].classes[0] == "Chœur d'enfants"


def test_the_encoding_of_an_old_dos_program_is_told_too():
    assert names(read(NO_LIGATURE, "cp850")) == NAMES


def test_utf_16_with_its_bytes_turned_round_is_told_by_its_mark():
    assert names(read(codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"))) == NAMES


def test_plain_ascii_is_no_question():
    assert read("Ann,Moore,a@b.example\n").doubt is None


@pytest.mark.parametrize("name", ["HÉLÈNE", "Zoé", "Inès", "Jérôme", "Chloé", "Hélène"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
def test_one_accent_is_mostly_enough(name, encoding):
    roster = read(f"{name},MARTIN,a@b.example\n", encoding)
    assert (roster.doubt, names(roster)) == (None, [(name, "MARTIN")])


def test_of_two_readings_that_are_both_words_the_french_one_comes_first():
    doubt = read("Françoise,Martin,a@b.example\n", "cp850").doubt
    assert doubt is not None
    assert [reading.samples[0][0] for reading in doubt.readings] == ["Françoise", "Franáoise"]


def test_accents_that_make_a_word_in_two_encodings_are_asked_with_the_names_in_both():
    roster = read("NOËL,MARTIN,a@b.example\nAnn,Lee,b@b.example\n", "cp1252")
    assert roster.doubt is not None
    assert roster.doubt.about == "encoding"
    assert [(one.value, one.samples) for one in roster.doubt.readings] == [
        ("cp1252", (("NOËL", "MARTIN"),)),
        ("mac-roman", (("NOÀL", "MARTIN"),)),
    ]


def test_the_answer_ends_the_doubt():
    data = "NOËL,MARTIN,a@b.example\n".encode("cp1252")
    doubt = read(data).doubt
    assert doubt is not None
    for reading in doubt.readings:
        answered = read(data, encoding=reading.value)
        assert (answered.doubt, names(answered)) == (None, [*reading.samples])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_accents_that_were_misread_and_saved_so_are_asked_with_the_names_in_both(mark):
    data = (mark + FRENCH.encode().decode("cp1252")).encode()
    roster = read(data)
    assert roster.doubt is not None
    assert [(one.value, one.samples) for one in roster.doubt.readings] == [
        ("utf-8-twice", (("Zoé", "Lefèvre"), ("Noël", "D'Été"))),
        ("utf-8", (("ZoÃ©", "LefÃ¨vre"), ("NoÃ«l", "D'Ã‰tÃ©"))),
    ]
    assert names(roster) == NAMES
    answered = read(data, encoding="utf-8-twice")
    assert (answered.doubt, answered.lines[0].classes[0]) == (None, "Chœur d'enfants")


def test_a_name_with_a_tilde_is_no_misread_one():
    assert read("João,SÃO,j@b.example\nÅsa,Â,a@b.example\n").doubt is None
    with pytest.raises(WrongEncodingError):
        read("João,SÃO,j@b.example\n", encoding="utf-8-twice")


def test_at_most_three_names_are_shown():
    text = "".join(f"NOËL,N{n},n{n}@b.example\n" for n in range(9))
    doubt = read(text, "cp1252").doubt
    assert doubt is not None
    assert [len(reading.samples) for reading in doubt.readings] == [3, 3]


def test_an_answer_that_cannot_be_names_the_line_it_fails_at():
    with pytest.raises(WrongEncodingError) as refused:
        read("A,A,a@b.example\nZoé,A,z@b.example\n", "cp1252", encoding="utf-8")
    assert (refused.value.line, refused.value.encoding) == (2, "utf-8")


def test_two_encodings_in_one_file_are_refused_with_the_line_where_they_meet():
    mixed = "Zoé,A,z@b.example\nAnn,A,a@b.example\n".encode() + "Noé,A,n@b.example\n".encode(
        "cp1252"
    )
    with pytest.raises(MixedEncodingsError) as refused:
        read(mixed)
    assert refused.value.line == 3


def test_a_curly_apostrophe_of_a_mac_is_not_taken_for_utf_8():
    text = "Prénom;Nom;Courriel;Classe\nZoé;A;z@b.example;Classe d’éveil\nA;A;a@b.example;d’éveil\n"
    assert read(text, "mac-roman").encoding == Encoding.MAC_ROMAN


def test_a_null_byte_in_a_text_is_refused_with_its_line():
    with pytest.raises(NullByteError) as refused:
        read(b"Ann,A,a@b.example\nBo\0,B,b@b.example\n" * 20)
    assert refused.value.line == 2


def test_a_truncated_utf_16_file_is_refused():
    with pytest.raises(MixedEncodingsError):
        read(codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le")[:-1])
