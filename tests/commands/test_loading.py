from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands import loading, undo
from commands.access import Actor, Role
from commands.errors import NotAllowedError
from commands.loading import InDoubtError, Kept, Loaded
from commands.matching import Doubtful
from commands.rosters.lines import Reason
from commands.rosters.reading import read_roster
from store.models import Change, Enrolment, Operation, School, SchoolClass, User
from store.session import Sessions, count_statements
from tests.factories import ADMIN, NOW, Make

FULL = """Prénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion
Inès;Martin;famille.martin@tivoli.example;000001;Piano | Chœur;oui;Jamais
Hugo;Martin;famille.martin@tivoli.example;000002;Piano;non;25/09/2026 13:44
Zoé;Martin;famille.martin@tivoli.example;000003;;oui;01/11/2026 08:00
"""
PLAIN = """Inès,Martin,famille.martin@tivoli.example
Hugo,Martin,famille.martin@tivoli.example
Zoé,Martin,famille.martin@tivoli.example
"""


def load(
    session: Session,
    school: School,
    text: str,
    role: str = "student",
    *,
    by: Actor = ADMIN,
    now: datetime = NOW,
    **how: str,
) -> Loaded:
    known = loading.known_classes(session, school.id)
    roster = read_roster(text.encode(), zone=school.zone, known_classes=known, **how)
    return loading.load(session, school.id, roster, role, by=by, now=now)


def people(session: Session, school: School) -> list[tuple]:
    """Who is there, with everything a list tells, in order of name."""
    session.expire_all()
    found = session.scalars(
        select(User)
        .where(User.school_id == school.id, User.deleted_at.is_(None))
        .order_by(User.name_key, User.id)
    )
    return [
        (user.first_name, user.email, user.external_id, user.licence, user.last_login_at)
        for user in found
    ]


def classes_of(session: Session, school: School, first_name: str) -> list[str]:
    return list(
        session.scalars(
            select(SchoolClass.name)
            .join(Enrolment, Enrolment.class_id == SchoolClass.id)
            .join(User, User.id == Enrolment.user_id)
            .where(User.school_id == school.id, User.first_name == first_name)
            .order_by(SchoolClass.name_key)
        )
    )


def test_a_family_of_three_under_one_address_is_three_people(session: Session, make: Make):
    school = make.school()
    done = load(session, school, FULL)
    address = "famille.martin@tivoli.example"
    assert people(session, school) == [
        ("Hugo", address, "000002", False, datetime(2026, 9, 25, 11, 44, tzinfo=UTC)),
        ("Inès", address, "000001", True, None),
        ("Zoé", address, "000003", True, datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
    ]
    assert classes_of(session, school, "Inès") == ["Chœur", "Piano"]
    assert (done.added, done.licences, done.logins, done.enrolments) == (3, 2, 2, 3)
    assert done.classes_made == ("Piano", "Chœur")
    assert school.paying == 2
    assert school.logins_known_at == datetime(2026, 11, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("lists", [(FULL, PLAIN), (PLAIN, FULL)])
def test_lists_in_any_order_give_the_same_people_and_again_change_nothing(
    session: Session, make: Make, lists: tuple[str, str]
):
    school = make.school()
    for text in lists:
        load(session, school, text)
    before, version = people(session, school), school.roster_version
    assert [row[2] for row in before] == ["000002", "000001", "000003"]
    operations = session.scalar(select(func.count()).select_from(Operation))
    for text in lists:
        again = load(session, school, text)
        assert (again.operation_id, again.unchanged, again.refused) == (None, 3, ())
    assert (people(session, school), school.roster_version) == (before, version)
    assert session.scalar(select(func.count()).select_from(Operation)) == operations


def test_undo_takes_a_list_back_whole(session: Session, make: Make):
    school = make.school()
    load(session, school, PLAIN)
    before = people(session, school)
    done = load(session, school, FULL, now=NOW + timedelta(days=1))
    assert (done.changed, done.completed, done.added) == (3, 3, 0)
    undone = undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW + timedelta(days=2))
    assert (undone.left, undone.profiles, undone.licences_taken) == (0, 3, 2)
    assert people(session, school) == before
    assert classes_of(session, school, "Inès") == []
    assert school.paying == 0


def test_undoing_a_first_list_takes_its_people_out(session: Session, make: Make):
    school = make.school()
    done = load(session, school, FULL)
    undone = undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    assert (undone.deleted, undone.left) == (3, 0)
    assert people(session, school) == []
    assert school.paying == 0


def test_the_time_before_a_list_is_settled_with_the_licences_of_then(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    load(session, school, FULL, now=NOW + timedelta(seconds=100))
    assert school.spent == 100
    assert school.paying == 3
    ines = session.scalars(select(User).where(User.external_id == "000001")).one()
    assert (ines.metered_from, ines.metered_before) == (school.odometer, 0)


def test_nothing_that_is_there_is_taken_away_or_overwritten(session: Session, make: Make):
    school = make.school()
    make.user(
        school,
        first_name="Zoé",
        last_name="Lefèvre",
        email="zoe@tivoli.example",
        external_id="1",
        licence=True,
        last_login_at=NOW,
    )
    make.user(school, first_name="Eva", last_name="Roux", external_id="2", access="external")
    before = people(session, school)
    done = load(
        session,
        school,
        "Prénom;Nom;Courriel;Identifiant;Licence;Dernière connexion\n"
        "Zoé;Lefort;autre@tivoli.example;1;non;01/09/2026\n"
        "Eva;Roux;;2;oui;01/01/2031\n",
    )
    assert people(session, school) == before
    assert done.operation_id is None
    assert [(each.line, each.reason) for each in done.differences] == [
        (2, Kept.NAME),
        (2, Kept.ADDRESS),
        (2, Kept.LICENCE),
        (3, Kept.EXTERNAL),
        (3, Kept.FUTURE_LOGIN),
    ]


def test_what_was_empty_is_filled(session: Session, make: Make):
    school = make.school()
    make.user(school, first_name="Zoé", last_name="Lefèvre", email=None, external_id="1")
    text = "Prénom;Nom;Courriel;Identifiant\nZoé;Lefèvre;zoe@tivoli.example;1\n"
    assert load(session, school, text).completed == 1
    assert people(session, school) == [("Zoé", "zoe@tivoli.example", "1", False, None)]


def test_a_list_of_students_never_touches_a_teacher(session: Session, make: Make):
    school = make.school()
    make.user(
        school, role="teacher", first_name="Anne", last_name="Charles", email="a@tivoli.example"
    )
    done = load(session, school, "Prénom;Nom;Courriel;Classe\nAnne;Charles;a@tivoli.example;6B\n")
    assert done.operation_id is None
    assert [unclear.reason for unclear in done.refused] == [Doubtful.OTHER_ROLE]
    assert classes_of(session, school, "Anne") == []


def test_who_is_deleted_is_not_added_again(session: Session, make: Make):
    school = make.school()
    make.deleted(school, first_name="Noé", last_name="Lefort", email="noe@tivoli.example")
    done = load(session, school, "Prénom;Nom;Courriel\nNoé;Lefort;noe@tivoli.example\n")
    assert [unclear.reason for unclear in done.refused] == [Doubtful.DELETED]
    assert people(session, school) == []


def test_another_first_name_under_a_lone_address_is_not_guessed(session: Session, make: Make):
    school = make.school()
    make.user(school, first_name="Inès", last_name="Martin", email="m@tivoli.example")
    text = "Prénom;Nom;Courriel;Classe\nHugo;Martin;m@tivoli.example;6B\n"
    done = load(session, school, text)
    assert [unclear.reason for unclear in done.refused] == [Doubtful.OTHER_NAME]
    assert classes_of(session, school, "Inès") == []


def test_refused_lines_come_in_order_and_the_others_are_taken(session: Session, make: Make):
    school = make.school()
    make.user(
        school, role="teacher", first_name="Anne", last_name="Charles", email="a@tivoli.example"
    )
    done = load(
        session,
        school,
        "Prénom;Nom;Courriel\nAnne;Charles;a@tivoli.example\n;Sans;s@tivoli.example\n"
        "Zoé;Lefèvre;zoe@tivoli.example\nPaul;Mal;paul(at)tivoli.example\n",
    )
    assert [(each.line, each.reason) for each in done.refused] == [
        (2, Doubtful.OTHER_ROLE),
        (3, Reason.MISSING_FIRST_NAME),
        (5, Reason.BAD_ADDRESS),
    ]
    assert done.added == 1


def test_a_class_is_one_whatever_case_and_accents_and_one_that_looks_alike_is_told(
    session: Session, make: Make
):
    school = make.school()
    make.school_class(school, "Chœur d'enfants")
    text = "Prénom;Nom;Courriel;Classe\nA;B;a@b.example;CHOEUR D’ENFANTS\nC;D;c@d.example;6 B\n"
    make.school_class(school, "6B")
    done = load(session, school, text)
    assert classes_of(session, school, "A") == ["Chœur d'enfants"]
    assert done.classes_alike == (("6 B", "6B"),)


def test_another_school_is_neither_recognised_nor_touched(session: Session, make: Make):
    school, other = make.school(), make.school()
    load(session, other, FULL)
    before = people(session, other)
    assert load(session, school, FULL).added == 3
    assert people(session, other) == before


def test_nobody_but_an_admin_loads_a_list(session: Session, make: Make):
    school = make.school()
    with pytest.raises(NotAllowedError):
        load(session, school, FULL, by=Actor("T1", "U1", Role.TEACHER))
    assert people(session, school) == []


def test_a_file_in_doubt_is_asked_about_and_nothing_is_done(session: Session, make: Make):
    school = make.school()
    text = "MARTIN,Inès,ines.martin@tivoli.example\nROUX,Paul,paul.roux@tivoli.example\n"
    with pytest.raises(InDoubtError) as caught:
        load(session, school, text)
    assert caught.value.doubt.readings[1].samples[0] == ("Inès", "MARTIN")
    assert people(session, school) == []
    assert load(session, school, text, name_order="last_first").added == 2


def test_statements_do_not_grow_with_the_lines_but_by_the_thousand(sessions: Sessions):
    counted: list[str] = []
    count_statements(sessions.engine, counted.append)

    def statements(school: School, lines: int) -> int:
        rows = (f"A{n};B{n};a{n}@b.example;{n:05};Piano;oui;Jamais" for n in range(lines))
        text = "Prénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion\n"
        with sessions.writing.begin() as session:
            counted.clear()
            load(session, session.merge(school), text + "\n".join(rows))
            return len(counted)

    with sessions.writing.begin() as session:
        make = Make(session)
        schools = [make.school(), make.school()]
    few, many = statements(schools[0], 10), statements(schools[1], 900)
    assert many == few


def test_the_journal_holds_figures_and_no_name(session: Session, make: Make):
    from commands import journal

    school = make.school()
    done = load(session, school, FULL)
    (line,) = journal.latest(session, school.id)
    assert (line.id, line.kind, line.can_undo) == (done.operation_id, "import", True)
    assert line.figures["added"] == 3
    assert "Martin" not in str(line.figures)
    rows = session.scalar(
        select(func.count()).select_from(Change).where(Change.operation_id == line.id)
    )
    assert rows == 3
