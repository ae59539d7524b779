from tests.commands.rosters.files import names, read


def about(roster):
    return roster.doubt and roster.doubt.about


def test_last_names_in_capitals_at_the_front_are_asked_about():
    text = "LEFÈVRE;Zoé;zoe@b.example\nDA SILVA;Noé;noe@b.example\n"
    roster = read(text)
    assert about(roster) == "name_order"
    assert [reading.value for reading in roster.doubt.readings] == ["first_last", "last_first"]
    assert roster.doubt.readings[1].samples == (("Zoé", "LEFÈVRE"), ("Noé", "DA SILVA"))
    answered = read(text, name_order="last_first")
    assert (about(answered), names(answered)[0]) == (None, ("Zoé", "LEFÈVRE"))
    kept = read(text, name_order="first_last")
    assert (about(kept), names(kept)[0]) == (None, ("LEFÈVRE", "Zoé"))


def test_addresses_with_the_names_the_other_way_round_are_asked_about():
    text = "Lefèvre,Zoé,zoe.lefevre@b.example\nDa Silva,Noé,noe.dasilva@b.example\n"
    assert about(read(text)) == "name_order"


def test_first_names_first_are_no_question():
    assert about(read("Zoé,LEFÈVRE,zoe.lefevre@b.example\n")) is None


def test_all_in_capitals_is_no_question():
    assert about(read("ZOÉ,LEFÈVRE,zoe@b.example\n")) is None


def test_a_header_leaves_no_question_about_names():
    assert about(read("Nom;Prénom;Courriel\nLEFÈVRE;Zoé;zoe@b.example\n")) is None


def test_two_separators_that_both_give_people_are_asked_with_the_names_as_each_cuts_them():
    text = "Zoé,X;Ann,Y;a@b.example,z@b.example\n" * 4
    roster = read(text)
    assert about(roster) == "separator"
    assert [(one.value, one.samples[0]) for one in roster.doubt.readings] == [
        (";", ("Zoé,X", "Ann,Y")),
        (",", ("Zoé", "X;Ann")),
    ]
    assert all(about(read(text, separator=one.value)) is None for one in roster.doubt.readings)


def test_commas_inside_the_cells_of_a_semicolon_file_are_no_question():
    roster = read("Zoé;A;z@b.example;piano, chant, solfège\n")
    assert (about(roster), roster.separator) == (None, ";")
