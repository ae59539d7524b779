import io

import pytest
from sqlalchemy.orm import Session

from commands import exports, journal, loading
from commands.access import Actor, Role
from commands.errors import (
    AlreadyDoneError,
    CannotBeUndoneError,
    ClassGoneError,
    NobodyHasAddressError,
    NobodyMatchesError,
    NotAllowedError,
)
from commands.exports import Figures, Form, Wanted
from commands.rosters.reading import read_roster
from commands.selection import Selection
from commands.undo import undo
from store.models import School
from store.session import Sessions, count_statements
from tests.factories import ADMIN, NOW, Make

STUDENTS = Wanted(Selection(role="student"), Form.SPREADSHEET)
TO_LOAD = Wanted(Selection(role="student"), Form.POSITIONAL)
FAMILY = "famille.martin@tivoli.example"
TEACHER = Actor("T1", "U1", Role.TEACHER)


def written(session: Session, school: School, wanted: Wanted = STUDENTS) -> tuple[str, Figures]:
    out = io.BytesIO()
    figures = exports.write(session, school.id, wanted, out, by=ADMIN)
    return out.getvalue().decode(), figures


def family(make: Make, school: School) -> None:
    members = [
        make.user(school, first_name=first, last_name="Martin", email=FAMILY, external_id=number)
        for first, number in (("Zoé", "000003"), ("Inès", "000001"), ("Hugo", "000002"))
    ]
    make.school_class(school, "Piano", members[0], members[1])
    make.school_class(school, "Chœur", members[0])


def test_a_spreadsheet_has_every_column_in_the_schools_language_and_order_of_name(
    session: Session, make: Make
):
    school = make.school()
    family(make, school)
    make.user(school, first_name="Éric", last_name="Abel", licence=True, last_login_at=NOW)
    make.user(school, role="teacher")
    make.deleted(school)
    make.user()  # of another school
    text, figures = written(session, school)
    assert figures == Figures(4, 0)
    assert text.splitlines() == [
        "\ufeffPrénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion",
        text.splitlines()[1],
        f"Hugo;Martin;{FAMILY};000002;;non;Jamais",
        f"Inès;Martin;{FAMILY};000001;Piano;non;Jamais",
        f"Zoé;Martin;{FAMILY};000003;Chœur | Piano;non;Jamais",
    ]
    assert text.splitlines()[1].startswith("Éric;Abel;")
    assert text.splitlines()[1].endswith(";oui;23/11/2026 10:00")


def test_a_formula_is_guarded_in_a_spreadsheet_and_raw_in_a_list_to_load(
    session: Session, make: Make
):
    school = make.school()
    make.user(school, first_name="=1+1", last_name="Formule", email="f@tivoli.example")
    assert "'=1+1;Formule;" in written(session, school)[0]
    assert written(session, school, TO_LOAD)[0] == "=1+1,Formule,f@tivoli.example\r\n"


def test_who_has_no_address_is_left_out_of_a_list_to_load_and_counted(session: Session, make: Make):
    school = make.school()
    make.user(school, first_name="A", last_name="B", email="a@b.example", further=["x", "y"])
    make.user(school, email=None, external_id="7")
    text, figures = written(session, school, TO_LOAD)
    assert (text, figures) == ("A,B,a@b.example,x,y\r\n", Figures(1, 1))
    assert exports.preview(session, school.id, TO_LOAD, by=ADMIN) == figures


def test_one_class_and_one_role_only(session: Session, make: Make):
    school = make.school()
    student, teacher = make.user(school, last_name="Élève"), make.user(school, role="teacher")
    make.user(school)
    piano = make.school_class(school, "Piano", student, teacher)
    for role, expected in (("student", student), ("teacher", teacher)):
        wanted = Wanted(Selection(role=role, class_ids=(piano.id,)), Form.POSITIONAL)
        text, figures = written(session, school, wanted)
        assert figures == Figures(1, 0)
        assert expected.email in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_out_and_in_again_changes_nothing(session: Session, make: Make, language: str):
    school = make.school(language=language)
    family(make, school)
    make.user(school, first_name="'=x", last_name="D'Arc", licence=True, further=["a", ""])
    make.user(school, first_name="Zo;é", last_name='"Q"', email=None, external_id="007")
    for wanted in (STUDENTS, TO_LOAD):
        data = written(session, school, wanted)[0].encode()
        roster = read_roster(
            data, zone=school.zone, known_classes=loading.known_classes(session, school.id)
        )
        done = loading.load(session, school.id, roster, "student", by=ADMIN, now=NOW)
        assert (done.operation_id, done.refused, done.differences) == (None, (), ())


def test_a_list_of_nobody_is_refused(session: Session, make: Make):
    school = make.school()
    with pytest.raises(NobodyMatchesError):
        written(session, school)
    make.user(school, email=None, external_id="7")
    with pytest.raises(NobodyHasAddressError):
        written(session, school, TO_LOAD)
    with pytest.raises(ClassGoneError):
        written(
            session,
            school,
            Wanted(Selection(role="student", class_ids=(999_999,)), Form.POSITIONAL),
        )


def test_a_class_of_another_school_is_no_class_here(session: Session, make: Make):
    school, other = make.school(), make.school()
    theirs = make.school_class(other, "Piano", make.user(other))
    wanted = Wanted(Selection(role="student", class_ids=(theirs.id,)), Form.SPREADSHEET)
    with pytest.raises(ClassGoneError):
        written(session, school, wanted)


def test_nobody_but_an_admin_gets_a_list_at_any_step(session: Session, make: Make):
    school = make.school()
    make.user(school)
    out = io.BytesIO()
    for ask in (
        lambda: exports.prepare(session, school.id, STUDENTS, by=TEACHER, now=NOW),
        lambda: exports.preview(session, school.id, STUDENTS, by=TEACHER),
        lambda: exports.write(session, school.id, STUDENTS, out, by=TEACHER),
        lambda: exports.record(session, school.id, STUDENTS, Figures(1, 0), by=TEACHER, now=NOW),
    ):
        with pytest.raises(NotAllowedError):
            ask()
    assert out.getvalue() == b""


def test_an_export_is_noted_once_in_figures_and_has_no_undo(session: Session, make: Make):
    school = make.school()
    make.user(school, last_name="Secret")
    draft_id = exports.prepare(session, school.id, STUDENTS, by=ADMIN, now=NOW)
    exports.change(session, school.id, draft_id, TO_LOAD, by=ADMIN, now=NOW)
    wanted = exports.prepared(session, school.id, draft_id, by=ADMIN, now=NOW)
    assert wanted == TO_LOAD
    operation_id = exports.record(
        session, school.id, wanted, Figures(1, 0), draft_id=draft_id, by=ADMIN, now=NOW
    )
    (line,) = journal.latest(session, school.id)
    assert (line.id, line.kind, line.can_undo) == (operation_id, "export", False)
    assert (line.figures["role"], line.figures["form"], line.figures["rows"]) == (
        "student",
        "positional",
        1,
    )
    assert "Secret" not in str(line.figures)
    with pytest.raises(AlreadyDoneError):
        exports.prepared(session, school.id, draft_id, by=ADMIN, now=NOW)
    with pytest.raises(CannotBeUndoneError):
        undo(session, school.id, operation_id, by=ADMIN, now=NOW)


def test_statements_do_not_grow_with_the_users(sessions: Sessions):
    counted: list[str] = []
    count_statements(sessions.engine, counted.append)
    figures = {}
    for number in (10, 3000):
        with sessions.writing.begin() as session:
            make = Make(session)
            school = make.school()
            users = [make.user(school, further=["x"]) for _ in range(number)]
            make.school_class(school, "Piano", *users[:10])
        with sessions.reading() as session:
            counted.clear()
            assert written(session, school)[1].rows == number
            figures[number] = len(counted)
    assert figures[10] == figures[3000]
