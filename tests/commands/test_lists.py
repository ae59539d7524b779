"""Rules 15, 16 and 17: the preview of a list, what it asks, and applying it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from commands import drafts, erasure, licences, lists, undo, users
from commands.access import Actor, Role
from commands.errors import (
    AlreadyDoneError,
    DraftEndedError,
    FiguresMovedError,
    NotAllowedError,
    NothingToChangeError,
    QuestionsOpenError,
    UnknownQuestionError,
)
from commands.licences import Action
from commands.lists import Answer, ListKind, ListOptions, ListPreview, Outcome, Toggle, previewing
from commands.loading import InDoubtError
from commands.matching import Doubtful
from commands.rosters.columns import Column
from commands.rosters.lines import Reason
from commands.rosters.writing import write_cells
from commands.selection import Selection
from store.models import Enrolment, Operation, RosterDraftLine, School, SchoolClass, User
from store.queries import operations
from tests.factories import ADMIN, NOW, Make

HEADER = "Prénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion\n"
FAMILY = "famille.martin@tivoli.example"


@pytest.fixture
def school(session: Session, make: Make) -> School:
    """Ten students: Ana is in two classes, Léo and Zoé share an address, Max has no number."""
    school = make.school()
    ana = make.user(school, first_name="Ana", last_name="Roux", external_id="001", licence=True)
    zoe, leo = (
        make.user(school, first_name=name, last_name="Martin", email=FAMILY, external_id=number)
        for name, number in (("Zoé", "002"), ("Léo", "003"))
    )
    maxime = make.user(school, first_name="Max", last_name="Petit", email="max@tivoli.example")
    others = [
        make.user(school, first_name=f"E{n}", last_name="Autre", external_id=f"1{n:02}")
        for n in range(6)
    ]
    make.school_class(school, "Piano cycle 2", ana, zoe, maxime, *others)
    make.school_class(school, "6B", ana, leo)
    return school


def line_of(user: User, **other: str) -> str:
    cells = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email or "",
        "external_id": user.external_id or "",
        "classes": "",
        "licence": "",
        "login": "",
    }
    return ";".join((cells | other).values())


def everybody(session: Session, school: School, *, but: tuple[str, ...] = ()) -> list[str]:
    found = session.scalars(
        select(User)
        .where(User.school_id == school.id, User.deleted_at.is_(None), User.role == "student")
        .order_by(User.id)
    )
    return [line_of(user) for user in found if user.first_name not in but]


def preview(
    session: Session,
    school: School,
    lines: list[str] | str,
    kind: ListKind = ListKind.MASTER,
    *,
    header: str = HEADER,
    by: Actor = ADMIN,
    now: datetime = NOW,
    draft_id: str | None = None,
    role: str = "student",
    **options: Any,
) -> ListPreview:
    text = lines if isinstance(lines, str) else header + "\n".join(lines)
    follow = options.get("follow_licences", False)
    read = lists.read(session, school.id, text.encode(), filename="l.csv", follow_licences=follow)
    chosen = ListOptions(role, kind, **options)
    return lists.preview(session, school.id, read, chosen, draft_id=draft_id, by=by, now=now)


def answer(session: Session, school: School, shown: ListPreview, **how: Any) -> ListPreview:
    return lists.answer(session, school.id, shown.draft_id, **how, by=ADMIN, now=NOW)


def apply(session: Session, school: School, shown: ListPreview, **how: Any) -> lists.ListApplied:
    done = lists.apply(session, school.id, shown.draft_id, **{"by": ADMIN, "now": NOW} | how)
    session.expire_all()
    return done


def told(shown: ListPreview | lists.ListApplied) -> dict[str, int]:
    return {name: figure for name, figure in shown.figures.values().items() if figure}


def student(session: Session, school: School, first_name: str) -> User:
    return session.scalars(
        select(User).where(User.school_id == school.id, User.first_name == first_name)
    ).one()


def classes_of(session: Session, school: School, first_name: str) -> list[str]:
    user = student(session, school, first_name)
    return list(
        session.scalars(
            select(SchoolClass.name)
            .join(Enrolment, Enrolment.class_id == SchoolClass.id)
            .where(Enrolment.user_id == user.id)
            .order_by(SchoolClass.name)
        )
    )


def state(session: Session, school: School) -> list[tuple[Any, ...]]:
    """All that a list can change of the undeleted users, stamps included."""
    session.expire_all()
    found = session.scalars(
        select(User).where(User.school_id == school.id, User.deleted_at.is_(None)).order_by(User.id)
    )
    rows: list[tuple[Any, ...]] = []
    for user in found:
        mine = session.execute(
            select(Enrolment.class_id, Enrolment.stamp)
            .where(Enrolment.user_id == user.id)
            .order_by(Enrolment.class_id)
        ).all()
        values = (getattr(user, c.name) for c in User.__table__.columns)
        rows.append((*map(str, values), tuple(map(tuple, mine))))
    return [*rows, (school.paying,)]


def test_nothing_is_changed_before_it_is_applied(session, school):
    before = state(session, school)
    lines = everybody(session, school, but=("Max",))
    preview(session, school, [*lines, "Noé;Brun;noe@tivoli.example;009;7C;;"])
    assert state(session, school) == before
    assert session.scalars(select(Operation).where(Operation.kind == "import")).all() == []


def test_a_master_list_adds_changes_and_deletes_and_undo_gives_all_back(session, school):
    before = state(session, school)
    ana = student(session, school, "Ana")
    lines = everybody(session, school, but=("Max", "Ana"))
    lines += [line_of(ana, last_name="Roux-Petit"), "Noé;Brun;noe@tivoli.example;009;7C;;"]
    shown = preview(session, school, lines, licence_for_new=True)
    assert told(shown) == {
        **{"people": 10, "added": 1, "changed": 1, "unchanged": 8, "deleted": 1, "missing": 1},
        **{"profiles": 1, "begun": 1, "given": 1, "classes_made": 1},
    }
    assert shown.per_day_after - shown.per_day_before == 86_400
    assert [row.outcome for row in shown.samples] == ["changed", "deleted", "added"]
    (cell,) = shown.samples[0].cells
    assert (cell.column, cell.old, cell.new) == (Column.LAST_NAME, "Roux", "Roux-Petit")
    assert shown.samples[1].first_name == "Max"
    assert shown.samples[2].begun == ("7C",)
    done = apply(session, school, shown)
    assert done.figures == shown.figures
    assert student(session, school, "Ana").last_name == "Roux-Petit"
    assert student(session, school, "Max").deletion_id == done.deletion_id
    assert student(session, school, "Noé").licence
    assert classes_of(session, school, "Noé") == ["7C"]
    assert school.paying == 2
    undone = undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    assert undone.left == 0
    assert state(session, school) == before


def test_the_journal_keeps_figures_and_the_files_digest_and_no_name(session, school):
    done = apply(
        session, school, preview(session, school, everybody(session, school, but=("Max",)))
    )
    figures = operations.figures_of(session, school.id, done.operation_id)
    assert (figures["deleted"], figures["list"], len(figures["digest"])) == (1, "master", 64)
    assert "Max" not in str(figures)


def test_the_second_click_gets_what_the_first_one_did(session, school):
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    done = apply(session, school, shown)
    with pytest.raises(AlreadyDoneError) as refused:
        apply(session, school, shown)
    assert refused.value.operation_id == done.operation_id


def test_only_admins_may(session, school):
    teacher = Actor("T1", "U1", Role.TEACHER)
    with pytest.raises(NotAllowedError):
        preview(session, school, everybody(session, school), by=teacher)
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    with pytest.raises(NotAllowedError):
        apply(session, school, shown, by=teacher)


def test_a_preview_of_yesterday_is_over(session, school):
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    with pytest.raises(DraftEndedError):
        apply(session, school, shown, now=NOW + timedelta(hours=24))


def test_a_doubt_about_the_file_comes_first(session, school):
    with pytest.raises(InDoubtError):
        preview(session, school, "ROUX,Ana,a@b.example\nPETIT,Max,m@b.example\n")


def test_a_list_that_says_what_is_there_changes_nothing(session, school):
    shown = preview(session, school, everybody(session, school))
    assert told(shown) == {"people": 10, "unchanged": 10}
    with pytest.raises(NothingToChangeError):
        apply(session, school, shown)


def test_letter_case_alone_and_empty_cells_and_cut_zeros_change_nothing(session, school):
    lines = [line.upper().replace(";00", ";") for line in everybody(session, school)]
    shown = preview(session, school, lines)
    assert told(shown) == {"people": 10, "unchanged": 10, "ids_cut": 3}


def test_while_a_line_is_unclear_nobody_is_deleted_and_the_rest_can_be_applied(session, school):
    lines = everybody(session, school, but=("Max", "Ana"))
    shown = preview(session, school, [*lines, "Paul;Sans;;;;;", "Noé;Brun;noe@x.example;;;;"])
    assert (shown.figures.unclear, shown.figures.missing, shown.figures.deleted) == (1, 2, 0)
    assert shown.safeguard.held_back
    (unclear,) = shown.unclear
    assert (unclear.line, unclear.reason) == (10, Reason.NEITHER_ADDRESS_NOR_ID)
    header, found = lists.unclear_lines(session, school.id, shown.draft_id, by=ADMIN, now=NOW)
    assert header == tuple(HEADER.strip().split(";"))
    assert [each.cells[:2] for each in found] == [("Paul", "Sans")]
    done = apply(session, school, shown)
    assert (done.figures.added, done.figures.deleted) == (1, 0)
    assert student(session, school, "Max").deleted_at is None


def test_a_corrected_file_takes_the_same_preview_further_with_its_answers(session, school):
    lines = [*everybody(session, school), *(f"{n};Neuf;neuf@x.example;;;;" for n in ("A", "B"))]
    shown = preview(session, school, [*lines, "Paul;Sans;;;;;"])
    (question,) = shown.shared_addresses
    answer(session, school, shown, answers={question.id: Answer.SIBLINGS})
    again = preview(session, school, lines, draft_id=shown.draft_id)
    assert again.draft_id == shown.draft_id
    assert told(again) == {"people": 12, "added": 2, "unchanged": 10}


def test_without_deleting_is_a_choice_too(session, school):
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    shown = answer(session, school, shown, toggles={Toggle.WITHOUT_DELETING: True})
    assert told(shown) == {"people": 9, "unchanged": 9, "missing": 1}


def test_with_a_class_column_a_master_list_sets_the_classes_and_keeping_is_one_click(
    session, school
):
    ana = student(session, school, "Ana")
    lines = [*everybody(session, school, but=("Ana",)), line_of(ana, classes="Piano cycle 2")]
    shown = preview(session, school, lines)
    assert (shown.figures.ended, shown.figures.would_end) == (1, 1)
    assert shown.samples[0].ended == ("6B",)
    kept = answer(session, school, shown, toggles={Toggle.KEEP_ENROLMENTS: True})
    assert (kept.figures.ended, kept.figures.would_end, kept.figures.changed) == (0, 1, 0)
    shown = answer(session, school, shown, toggles={Toggle.KEEP_ENROLMENTS: False})
    done = apply(session, school, shown)
    assert classes_of(session, school, "Ana") == ["Piano cycle 2"]
    undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    assert classes_of(session, school, "Ana") == ["6B", "Piano cycle 2"]


def test_an_additive_list_deletes_nobody_and_adds_to_the_classes_it_names(session, school):
    ana = student(session, school, "Ana")
    shown = preview(
        session, school, [line_of(ana, classes="Chœur", last_name="Brun")], ListKind.ADDITIVE
    )
    assert told(shown) == {
        **{"people": 1, "changed": 1, "differing": 1, "begun": 1, "classes_made": 1},
    }
    assert apply(session, school, shown).figures.deleted == 0
    assert classes_of(session, school, "Ana") == ["6B", "Chœur", "Piano cycle 2"]
    assert student(session, school, "Ana").last_name == "Roux"


def test_other_differences_of_an_additive_list_are_applied_if_ticked(session, school):
    ana = student(session, school, "Ana")
    shown = preview(session, school, [line_of(ana, last_name="Brun")], ListKind.ADDITIVE)
    with pytest.raises(NothingToChangeError):
        apply(session, school, shown)
    shown = answer(session, school, shown, toggles={Toggle.TAKE_DIFFERENCES: True})
    apply(session, school, shown)
    assert student(session, school, "Ana").last_name == "Brun"


def test_another_first_name_under_an_address_is_asked_about_in_an_additive_list(session, school):
    shown = preview(session, school, ["Ugo;Petit;max@tivoli.example;;;;"], ListKind.ADDITIVE)
    (question,) = shown.shared_addresses
    assert (question.known, shown.figures.unclear) == ("Max Petit", 1)
    new = answer(session, school, shown, answers={question.id: Answer.SIBLINGS})
    assert told(new) == {"people": 1, "added": 1}
    same = answer(session, school, shown, answers={question.id: Answer.SAME})
    assert told(same) == {"people": 1, "unchanged": 1, "differing": 1}


def test_everybody_listed_goes_into_the_class_that_was_chosen(session, school):
    lines = [line_of(student(session, school, "Max")), "Noé;Brun;noe@x.example;;;;"]
    shown = preview(session, school, lines, ListKind.ADDITIVE, into_class="6b")
    assert (shown.figures.begun, shown.classes_made) == (2, ())
    apply(session, school, shown)
    assert classes_of(session, school, "Noé") == ["6B"]


def test_two_unlike_names_under_one_new_address_are_asked_once(session, school):
    lines = [
        *everybody(session, school, but=("Max",)),
        "A;N;n@x.example;;;;",
        "B;N;n@x.example;;;;",
    ]
    shown = preview(session, school, lines)
    (question,) = shown.shared_addresses
    assert (question.names, question.lines) == (("A N", "B N"), (11, 12))
    assert {each.reason for each in shown.unclear} == {Doubtful.SHARED_ADDRESS}
    mistake = answer(session, school, shown, answers={question.id: Answer.MISTAKE})
    assert (mistake.figures.added, mistake.figures.deleted) == (0, 0)
    two = answer(session, school, shown, answers={question.id: Answer.SIBLINGS})
    assert (two.figures.added, two.figures.deleted, two.figures.unclear) == (2, 1, 0)
    assert two.shared_addresses[0].answer is Answer.SIBLINGS


def test_an_answer_to_what_is_not_asked_is_refused(session, school):
    shown = preview(session, school, everybody(session, school))
    with pytest.raises(UnknownQuestionError):
        answer(session, school, shown, answers={"x": Answer.YES})


def test_a_removal_and_an_addition_of_one_name_and_class_are_offered_as_one_change(session, school):
    lines = everybody(session, school, but=("Max",))
    shown = preview(session, school, [*lines, "Max;Petit;new@x.example;;Piano cycle 2;;"])
    (question,) = shown.same_people
    assert (question.old_email, question.new_email) == ("max@tivoli.example", "new@x.example")
    assert (shown.figures.added, shown.figures.deleted) == (1, 1)
    one = answer(session, school, shown, answers={question.id: Answer.YES})
    assert told(one) == {"people": 10, "changed": 1, "unchanged": 9, "profiles": 1}
    apply(session, school, one)
    assert student(session, school, "Max").email == "new@x.example"


def test_of_another_class_they_are_two_people(session, school):
    lines = everybody(session, school, but=("Max",))
    shown = preview(session, school, [*lines, "Max;Petit;new@x.example;;6B;;"])
    assert shown.same_people == ()


def test_a_line_that_is_a_deleted_user_is_offered_as_a_restoration(session, school, make):
    lines = everybody(session, school)
    gone = make.deleted(
        school, first_name="Ida", last_name="Noir", licence=True, email="ida@x.example"
    )
    shown = preview(session, school, [*lines, line_of(gone, last_name="Noir", classes="6B")])
    assert told(shown) == {"people": 11, "unchanged": 10, "offered": 1}
    before = state(session, school)
    shown = answer(session, school, shown, toggles={Toggle.RESTORE: True})
    assert told(shown) == {
        **{"people": 11, "unchanged": 10, "restored": 1, "begun": 1, "returned": 1}
    }
    done = apply(session, school, shown)
    assert student(session, school, "Ida").deleted_at is None
    assert classes_of(session, school, "Ida") == ["6B"]
    assert school.paying == 2
    undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    assert state(session, school) == before
    assert classes_of(session, school, "Ida") == []


@pytest.mark.parametrize("kind", ListKind)
@pytest.mark.parametrize("newcomer", ["somebody here", "a line of the list", "one more deleted"])
def test_a_deleted_user_whose_identifier_somebody_else_has_is_not_restored_to_it(
    session, school, make, kind, newcomer
):
    lines = everybody(session, school)
    gone = make.deleted(school, last_name="Noir", email="ida@x.example", external_id="777")
    lines += [line_of(gone, external_id=""), "Noé;Brun;noe@x.example;;;;"]
    if newcomer == "somebody here":
        make.user(school, role="teacher", external_id="777")
    elif newcomer == "one more deleted":
        other = make.deleted(school, last_name="Vert", email="ugo@x.example", external_id="777")
        lines.append(line_of(other, external_id=""))
    else:
        lines[-1] = "Noé;Brun;noe@x.example;777;;;"
    shown = preview(session, school, lines, kind)
    shown = answer(session, school, shown, toggles={Toggle.RESTORE: True})
    assert [each.reason for each in shown.unclear] == [Doubtful.ID_TAKEN]
    done = apply(session, school, shown)
    assert (done.figures.added, done.figures.unclear) == (1, 1)
    assert (gone.deleted_at is None) == (newcomer == "one more deleted")


def test_a_line_that_shares_its_address_with_an_unreadable_one_is_not_taken_for_its_user(
    session, school, make
):
    make.user(school, first_name="Tom", last_name="Noir", email="noir@x.example", external_id=None)
    lines = everybody(session, school, but=("Tom",))
    unread, sister = "Tom;Noir;noir@x.example;;;;32/13/2026", "Zoé;Noir;NOIR@x.example;;;;"
    for kind in ListKind:
        shown = preview(session, school, [*lines, unread, sister], kind)
        reasons = [each.reason for each in shown.unclear]
        assert reasons == [Reason.UNREADABLE_DATE, Doubtful.UNSURE_ADDRESS]
        assert shown.figures.changes == 0


@pytest.mark.parametrize(
    ("header", "guarded"),
    [("Prénom;Nom;Courriel;Mobile\n", "'+33612345678"), ("", "+33612345678")],
)
def test_what_looks_like_a_formula_is_the_same_in_the_corrected_list(
    session, school, header, guarded
):
    """Its lines to correct are written once more, and read once more."""
    lines = f"{header}'-Anne;Brun;anne(at)x.example;{guarded}\nNoé;Brun;noe@x.example;{guarded}\n"
    shown = preview(session, school, lines * 3, ListKind.ADDITIVE)
    out = BytesIO()
    first, found = lists.unclear_lines(session, school.id, shown.draft_id, by=ADMIN, now=NOW)
    rows = (each.cells for each in found)
    is_raw = first is None
    write_cells(rows, out, header=first or next(rows), separator=";", raw=is_raw)
    text = out.getvalue().decode("utf-8-sig").replace("(at)", "@")
    read = lists.read(session, school.id, text.encode()).roster
    assert {line.further for line in read.lines} == {("+33612345678",)}
    assert {line.first_name for line in read.lines} == {"'-Anne" if is_raw else "-Anne"}


def test_a_student_list_never_touches_a_teacher(session, school, make):
    make.user(school, role="teacher", first_name="Eva", last_name="Prof", external_id="t1")
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    assert shown.figures.deleted == 1
    shown = preview(session, school, [*everybody(session, school), "Eva;Prof;;t1;;;"])
    assert [each.reason for each in shown.unclear] == [Doubtful.OTHER_ROLE]


def test_the_same_person_on_two_lines_is_one_user_in_two_classes(session, school):
    lines = ["Noé;Brun;noe@x.example;;6B;;", "NOÉ;BRUN;NOE@x.example;;Piano cycle 2;;"]
    shown = preview(session, school, [*everybody(session, school), *lines])
    assert (shown.figures.added, shown.figures.again, shown.figures.begun) == (1, 1, 2)
    apply(session, school, shown)
    assert classes_of(session, school, "Noé") == ["6B", "Piano cycle 2"]


@pytest.mark.parametrize("count", [2, 3])
def test_ids_exchanged_or_in_a_ring_are_unclear_until_the_list_is_said_to_be_right(
    session, make, count
):
    school = make.school()
    people = [make.user(school, external_id=f"{n}") for n in range(count)]
    before = state(session, school)
    lines = [line_of(user, external_id=str((n + 1) % count)) for n, user in enumerate(people)]
    shown = preview(session, school, lines)
    assert (shown.figures.unclear, shown.figures.ids_differ) == (count, count)
    shown = answer(session, school, shown, toggles={Toggle.TAKE_IDS: True})
    assert told(shown) == {"people": count, "changed": count, "profiles": count}
    done = apply(session, school, shown)
    assert [user.external_id for user in people] == [str((n + 1) % count) for n in range(count)]
    undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    assert state(session, school) == before


def test_an_id_that_somebody_keeps_is_not_taken(session, make):
    school = make.school()
    one, other = make.user(school, external_id="1"), make.user(school, external_id="2")
    lines = [line_of(one, external_id="2"), line_of(other)]
    shown = preview(session, school, lines, ListKind.ADDITIVE)
    toggles = {Toggle.TAKE_IDS: True, Toggle.TAKE_DIFFERENCES: True}
    shown = answer(session, school, shown, toggles=toggles)
    assert shown.figures.unclear == 2


@pytest.mark.parametrize("number", ["1", None])
def test_nor_is_one_of_somebody_whom_the_list_does_not_name(session, make, number):
    school = make.school()
    one = make.user(school, external_id=number)
    make.user(school, external_id="2")
    shown = preview(session, school, [line_of(one, external_id="2")], ListKind.ADDITIVE)
    toggles = {Toggle.TAKE_IDS: True, Toggle.TAKE_DIFFERENCES: True}
    shown = answer(session, school, shown, toggles=toggles)
    assert [each.reason for each in shown.unclear] == [Doubtful.ID_AND_ADDRESS]
    assert shown.figures.changes == 0


def test_a_licence_column_is_ignored_unless_it_is_to_be_followed(session, school):
    ana, maxime = student(session, school, "Ana"), student(session, school, "Max")
    lines = [
        *everybody(session, school, but=("Ana", "Max")),
        line_of(ana, licence="non"),
        line_of(maxime, licence="oui"),
        "Noé;Brun;noe@x.example;;;non;",
    ]
    ignored = preview(session, school, lines, licence_for_new=True)
    assert (ignored.figures.given, ignored.figures.taken) == (1, 0)
    shown = preview(session, school, lines, licence_for_new=True, follow_licences=True)
    assert (shown.figures.given, shown.figures.taken) == (1, 1)
    apply(session, school, shown)
    assert (ana.licence, maxime.licence, school.paying) == (False, True, 1)


def test_a_lists_last_login_moves_one_forward_only_and_never_past_now(session, school):
    ana, maxime = student(session, school, "Ana"), student(session, school, "Max")
    ana.last_login_at = datetime(2026, 11, 1, tzinfo=UTC)
    session.flush()
    lines = [
        line_of(ana, login="25/09/2026 13:44"),
        line_of(maxime, login="25/09/2026 13:44"),
        line_of(student(session, school, "Zoé"), login="25/09/2027 13:44"),
    ]
    shown = preview(session, school, lines, ListKind.ADDITIVE)
    assert (shown.figures.logins, shown.figures.future_logins) == (1, 1)
    apply(session, school, shown)
    assert maxime.last_login_at == datetime(2026, 9, 25, 11, 44, tzinfo=UTC)
    assert ana.last_login_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_class_that_looks_like_one_is_asked_about_before_it_is_made(session, school):
    lines = [*everybody(session, school), "Noé;Brun;noe@x.example;;Piano cy. 2;;"]
    shown = preview(session, school, lines)
    (question,) = shown.class_questions
    assert (question.name, question.like, question.lines) == ("Piano cy. 2", "Piano cycle 2", 1)
    with pytest.raises(QuestionsOpenError):
        apply(session, school, shown)
    new = answer(session, school, shown, answers={question.id: Answer.NEW})
    assert new.classes_made == ("Piano cy. 2",)
    same = answer(session, school, shown, answers={question.id: Answer.SAME})
    assert same.classes_made == ()
    apply(session, school, same)
    assert classes_of(session, school, "Noé") == ["Piano cycle 2"]


def test_a_class_that_is_perhaps_several_is_asked_about(session, school):
    lines = [*everybody(session, school), "Noé;Brun;noe@x.example;;Harpe/Luth;;"]
    shown = preview(session, school, lines)
    (question,) = shown.class_questions
    assert question.parts == ("Harpe", "Luth")
    shown = answer(session, school, shown, answers={question.id: Answer.SEVERAL})
    apply(session, school, shown)
    assert classes_of(session, school, "Noé") == ["Harpe", "Luth"]


def test_a_class_that_a_spreadsheet_made_a_date_of_is_asked_about(session, school, make):
    make.school_class(school, "1/2")
    names = ("01-févr", "2-Jan", "01/02/2026", "03-avr", "1 Mai", "Piano 1/2")
    lines = [f"Noé{n};Brun;noe{n}@x.example;;{name};;" for n, name in enumerate(names)]
    shown = preview(session, school, lines, ListKind.ADDITIVE)
    dates = {each.name: each for each in shown.class_questions if each.is_date}
    assert {name: (each.like, each.parts) for name, each in dates.items()} == {
        "01-févr": ("1/2", ()),
        "2-Jan": ("1/2", ()),
        "01/02/2026": ("1/2", ()),
        "03-avr": ("3/4", ()),
    }
    answers = {each.id: Answer.SAME for each in dates.values()}
    answers |= {each.id: Answer.NEW for each in shown.class_questions if not each.is_date}
    shown = answer(session, school, shown, answers=answers)
    assert sorted(shown.classes_made) == ["1 Mai", "3/4", "Piano 1/2"]
    apply(session, school, shown)
    found = [classes_of(session, school, f"Noé{n}") for n in range(4)]
    assert found == [["1/2"], ["1/2"], ["1/2"], ["3/4"]]


def test_what_moved_since_is_shown_and_what_did_not_matter_is_applied(session, school):
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    student_id = student(session, school, "E1").id
    draft = licences.start(
        session, school.id, Action.ASSIGN, Selection(user_ids=(student_id,)), by=ADMIN, now=NOW
    )
    licences.apply(session, school.id, draft.draft_id, by=ADMIN, now=NOW)
    assert apply(session, school, shown).figures.deleted == 1
    shown = preview(session, school, everybody(session, school, but=("E1",)))
    fields = users.UserFields("student", "Noé", "Brun", "noe@x.example")
    users.add(session, school.id, fields, by=ADMIN, now=NOW)
    with pytest.raises(FiguresMovedError) as moved:
        apply(session, school, shown)
    assert (moved.value.before["deleted"], moved.value.after["deleted"]) == (1, 2)
    again = lists.show(session, school.id, shown.draft_id, by=ADMIN, now=NOW)
    assert apply(session, school, again).figures.deleted == 2


def test_the_full_preview_has_every_line_and_everybody_left_out(session, school):
    lines = [*everybody(session, school, but=("Max",)), "Noé;Brun;noe@x.example;;;;"]
    shown = preview(session, school, lines)
    rows = list(lists.full_rows(session, school.id, shown.draft_id, by=ADMIN, now=NOW))
    assert [row.line for row in rows] == [*range(2, 12), None]
    assert [row.outcome for row in rows[-2:]] == [Outcome.ADDED, Outcome.DELETED]


def test_what_new_people_share_is_in_memory_once(session, school, monkeypatch):
    plans = []
    made = previewing.make_plan
    monkeypatch.setattr(previewing, "make_plan", lambda *how: plans.append(made(*how)) or plans[0])
    lines = [f"Noé{n};Brun;noe{n}@x.example;;Harpe;;" for n in range(3)]
    shown = preview(session, school, lines, ListKind.ADDITIVE)
    assert len({id(wanted) for _each, _outcome, wanted in plans[0].people}) == 1
    apply(session, school, shown)
    assert classes_of(session, school, "Noé2") == ["Harpe"]


def test_further_columns_are_kept_in_place_and_an_empty_one_changes_nothing(session, make):
    school = make.school()
    user = make.user(school, further=["alto", "2e étage"])
    name = f"{user.first_name},{user.last_name},{user.email}"
    assert told(preview(session, school, f"{name},alto,\n")) == {"people": 1, "unchanged": 1}
    shown = preview(session, school, f"{name},,rez-de-chaussée\n")
    apply(session, school, shown)
    assert user.further == ["alto", "rez-de-chaussée"]


def test_an_exported_list_that_lost_a_further_column_changes_the_one_it_has_only(session, make):
    school = make.school()
    user = make.user(school, further=["alto", "2e étage"])
    make.user(school, role="teacher", first_name="Eva", last_name="Bois", email="eva@x.example")
    header = "Prénom;Nom;Courriel;Colonne 2\n"
    name = f"{user.first_name};{user.last_name};{user.email}"
    lines = [f"{name};1er étage", "Paul;Roux;paul(at)x.example;3e", "Eva;Bois;eva@x.example;x"]
    shown = preview(session, school, lines, ListKind.MASTER, header=header)
    _header, found = lists.unclear_lines(session, school.id, shown.draft_id, by=ADMIN, now=NOW)
    assert [line.cells[-1] for line in found] == ["3e", "x"]
    apply(session, school, shown)
    assert user.further == ["alto", "1er étage"]


def test_lines_go_with_their_draft_and_erasure_takes_the_drafts_that_name_somebody(
    session, school, make
):
    gone = make.deleted(school, first_name="Ida", last_name="Noir", email="ida@x.example")
    lines = everybody(session, school)
    naming = preview(session, school, [*lines, line_of(gone, email="other@x.example")])
    other = preview(session, school, lines)
    erasure.erase_one(session, school.id, gone.id, "Ida Noir", by=ADMIN, now=NOW)
    kept = set(session.scalars(select(RosterDraftLine.draft_id)))
    assert kept == {other.draft_id}
    with pytest.raises(DraftEndedError):
        apply(session, school, naming)
    drafts.delete_ended(session, now=NOW + timedelta(hours=25))
    assert session.scalar(select(func.count()).select_from(RosterDraftLine)) == 0


def test_progress_is_told(session, school):
    seen: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: seen.append((done, total))  # noqa: E731
    shown = preview(session, school, everybody(session, school, but=("Max",)))
    lists.answer(session, school.id, shown.draft_id, by=ADMIN, now=NOW, progress=tell)
    assert seen == [(10, 10)]
    lists.apply(session, school.id, shown.draft_id, by=ADMIN, now=NOW, progress=tell)
    assert seen[-1] == (1, 1)


@pytest.fixture
def sent(session: Session) -> Iterator[list[str]]:
    """The statements sent so far."""
    engine, sent = session.get_bind(), []

    def seen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", seen)
    yield sent
    event.remove(engine, "before_cursor_execute", seen)


def _statements(session: Session, sent: list[str], count: int) -> tuple[int, int]:
    """How many a preview takes, and applying it, of a list with so many of each outcome."""
    make = Make(session)
    school = make.school()
    people = [make.user(school, external_id=f"{n:05}") for n in range(3 * count)]
    make.school_class(school, "6B", *people)
    lines = [line_of(user, last_name="Autre", classes="7C") for user in people[: 2 * count]]
    new = [f"Neuf;N{n};n{n}@x.example;;6B;;" for n in range(count)]
    sent.clear()
    shown = preview(session, school, [*lines, *new])
    previewed = len(sent)
    sent.clear()
    lists.apply(
        session, school.id, shown.draft_id, typed_number=shown.figures.deleted, by=ADMIN, now=NOW
    )
    return previewed, len(sent)


def test_the_number_of_statements_does_not_grow_with_the_lines(session, sent):
    few, many = _statements(session, sent, 10), _statements(session, sent, 100)
    assert many[0] <= few[0]
    assert many[1] <= few[1]
