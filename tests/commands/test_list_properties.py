"""What was previewed is what is done, undo gives back exactly, and an export comes in unchanged."""

import csv
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commands import exports, lists, undo
from commands.exports import Form, Wanted
from commands.lists import ListKind, ListOptions, Toggle
from commands.lists.safeguards import Guard
from commands.selection import Selection
from store.queries import lists as stored
from store.session import Sessions
from tests.commands.test_lists import HEADER, state
from tests.examples import tries
from tests.factories import ADMIN, NOW, Make

NAMES = ("Zoé", "Léo", "=cmd|' /C", "<!channel>", "-Anne", "O'Brien")
CLASSES = ("6B", "Chœur", "Piano 1/2", 'Dit "le petit"', "a | b; c")
PEOPLE = st.fixed_dictionaries(
    {
        "first_name": st.sampled_from(NAMES),
        "last_name": st.sampled_from(("Martin", "Roux")),
        "email": st.sampled_from((None, "a@x.example", "b@x.example", "c@x.example")),
        "number": st.sampled_from((None, 1, 2, 3, 4, 12)),
        "classes": st.lists(st.sampled_from(CLASSES), max_size=2, unique=True),
        "licence": st.booleans(),
    }
)


def _school(make: Make, people: list[dict[str, Any]]) -> int:
    """A school of these people, each identity once."""
    school = make.school()
    taken: set[Any] = set()
    members: dict[str, list[Any]] = {name: [] for name in CLASSES}
    for one in people:
        keys = {("id", one["number"])} if one["number"] else set()
        if one["email"]:
            keys.add((one["email"], one["first_name"], one["last_name"]))
        if not keys or keys & taken:
            continue
        taken |= keys
        user = make.user(
            school,
            **{key: one[key] for key in ("first_name", "last_name", "email", "licence")},
            external_id=one["number"] and f"{one['number']:04}",
        )
        for name in one["classes"]:
            members[name].append(user)
    for name, users in members.items():
        make.school_class(school, name, *users)
    return school.id


def _line(one: dict[str, Any]) -> list[str]:
    classes = " | ".join('"' + name.replace('"', '""') + '"' for name in one["classes"])
    number = f"{one['number']:04}" if one["number"] else ""
    held = "oui" if one["licence"] else "non"
    return [one["first_name"], one["last_name"], one["email"] or "", number, classes, held, ""]


def _file(people: list[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    out.write(HEADER)
    csv.writer(out, delimiter=";").writerows(_line(one) for one in people)
    return out.getvalue().encode()


@settings(max_examples=tries(12))
@given(
    there=st.lists(PEOPLE, max_size=7),
    listed=st.lists(PEOPLE, min_size=1, max_size=7),
    kind=st.sampled_from(ListKind),
    toggles=st.sets(st.sampled_from([each for each in Toggle if each is not Toggle.RESTORE])),
    follow=st.booleans(),
)
def test_what_is_applied_is_what_was_previewed_and_undo_gives_back_exactly(
    sessions: Sessions, there, listed, kind, toggles, follow
):
    with sessions.writing() as session, session.begin() as transaction:
        school_id = _school(Make(session), there)
        options = ListOptions("student", kind, licence_for_new=True, follow_licences=follow)
        read = lists.read(session, school_id, _file(listed), follow_licences=follow)
        who = {"by": ADMIN, "now": NOW}
        shown = lists.preview(session, school_id, read, options, **who)
        switched = dict.fromkeys(toggles, True)
        shown = lists.answer(session, school_id, shown.draft_id, toggles=switched, **who)
        school = lists.schools.get(session, school_id)
        before, paying = state(session, school), school.paying
        refused = shown.safeguard.guard is Guard.REFUSED
        if shown.figures.changes and not refused and not shown.open_questions:
            typed = shown.figures.deleted
            done = lists.apply(session, school_id, shown.draft_id, typed_number=typed, **who)
            assert done.figures == shown.figures
            session.expire_all()
            assert school.paying == paying + shown.figures.paying
            undone = undo.undo(session, school_id, done.operation_id, **who)
            assert undone.left == 0
            assert state(session, school) == before
        transaction.rollback()


@settings(max_examples=tries(12))
@given(there=st.lists(PEOPLE, min_size=1, max_size=7), cut=st.booleans(), follow=st.booleans())
def test_an_export_imported_again_changes_nothing_also_after_a_spreadsheet(
    sessions: Sessions, there, cut, follow
):
    with sessions.writing() as session, session.begin() as transaction:
        school_id = _school(Make(session), there)
        out = io.BytesIO()
        wanted = Wanted(Selection(role="student"), Form.SPREADSHEET)
        if stored.count_role(session, school_id, "student")[0]:
            exports.write(session, school_id, wanted, out, by=ADMIN)
            data = _cut(out.getvalue()) if cut else out.getvalue()
            read = lists.read(session, school_id, data, follow_licences=follow)
            options = ListOptions("student", ListKind.MASTER, follow_licences=follow)
            shown = lists.preview(session, school_id, read, options, by=ADMIN, now=NOW)
            assert shown.figures.people == shown.figures.unchanged, shown
            assert (shown.figures.unclear, shown.figures.missing) == (0, 0)
        transaction.rollback()


def _cut(data: bytes) -> bytes:
    """As a spreadsheet saves it: identifiers are numbers."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    for row in rows[1:]:
        row[3] = row[3].lstrip("0")
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")
