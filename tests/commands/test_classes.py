import pytest
from sqlalchemy.orm import Session

from commands import classes
from commands.errors import UnknownClassError
from store.models import SchoolClass
from store.session import Sessions, count_statements
from tests.factories import NOW, Make


def near(session: Session, school_id: int, text: str) -> tuple[str, ...]:
    with pytest.raises(UnknownClassError) as refused:
        classes.by_typed_name(session, school_id, text)
    return refused.value.near


@pytest.mark.parametrize("typed", ["6B", "6b", " 6 b ", "6.B"])
def test_a_class_is_found_whatever_case_and_spaces(session: Session, make: Make, typed: str):
    school = make.school()
    wanted = make.school_class(school, "6B")
    make.school_class(school, "6A")
    make.school_class(make.school(), "6B")
    assert classes.by_typed_name(session, school.id, typed).id == wanted.id


def test_an_exact_name_wins_over_one_with_other_spaces(session: Session, make: Make):
    school = make.school()
    exact = make.school_class(school, "6B")
    make.school_class(school, "6 B")
    assert classes.by_typed_name(session, school.id, "6b").id == exact.id
    assert near(session, school.id, "6.b") == ("6 B", "6B")


def test_a_class_is_found_without_its_accents(session: Session, make: Make):
    school = make.school()
    make.school_class(school, "Chœur d’enfants")
    assert classes.by_typed_name(session, school.id, "choeur d'enfants").name == "Chœur d’enfants"


def test_an_unknown_class_offers_those_that_look_alike_best_first(session: Session, make: Make):
    school = make.school()
    for name in ("Formation musicale 1A", "Formation musicale 1B", "Piano cycle 2", "Harpe"):
        make.school_class(school, name)
    make.school_class(make.school(), "Formation musicale 6B")
    assert near(session, school.id, "Formation musicale 6B")[0] == "Formation musicale 1B"
    assert near(session, school.id, "piano") == ("Piano cycle 2",)
    assert near(session, school.id, "Pianno cycle 2") == ("Piano cycle 2",)
    assert near(session, school.id, "6B") == ("Formation musicale 1B",)
    assert near(session, school.id, "vacances") == ()
    assert near(session, school.id, "  ") == ()


def test_the_figures_of_a_class_are_of_its_undeleted_users(session: Session, make: Make):
    school = make.school()
    piano = make.school_class(
        school,
        "Piano",
        make.user(school, licence=True),
        make.user(school),
        make.user(school, access="external"),
        make.user(school, role="teacher", licence=True),
        make.deleted(school, licence=True),
    )
    empty = make.school_class(school, "Harpe")
    line = classes.by_typed_name(session, school.id, "piano")
    assert line == classes.ClassLine(
        piano.id, "Piano", students=3, teachers=1, licences=2, never_connected=3
    )
    assert classes.search(session, school.id, "harp") == [
        classes.ClassLine(empty.id, "Harpe", students=0, teachers=0, licences=0, never_connected=0)
    ]


def test_a_search_finds_each_word_in_order_of_name_and_no_more_than_wanted(
    session: Session, make: Make
):
    school = make.school()
    for name in ("Piano cycle 2", "Éveil", "Piano cycle 1", "100 % rythme"):
        make.school_class(school, name)

    def found(text: str, limit: int = 100) -> list[str]:
        return [line.name for line in classes.search(session, school.id, text, limit=limit)]

    assert found("cycle PIA") == ["Piano cycle 1", "Piano cycle 2"]
    assert found("%") == ["100 % rythme"]
    assert found("") == ["100 % rythme", "Éveil", "Piano cycle 1", "Piano cycle 2"]
    assert found("", limit=2) == ["100 % rythme", "Éveil"]


def test_a_thousand_classes_take_as_many_statements_as_three(sessions: Sessions):
    with sessions.writing.begin() as session:
        school_id = Make(session).school().id
        session.add_all(
            SchoolClass(
                school_id=school_id, name=f"Solfège {n}", name_key=f"solfege {n}", created_at=NOW
            )
            for n in range(1000)
        )
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    with sessions.reading() as session:
        session.connection()
        seen.clear()  # SQLite's BEGIN counts as one
        assert classes.by_typed_name(session, school_id, "solfège 900").name == "Solfège 900"
        assert len(seen) == 2
        assert len(classes.search(session, school_id, "solfege")) == 100
        assert len(seen) == 3
        assert len(near(session, school_id, "solfège 1001")) == classes.NEAR
