"""Put an operation's change rows into force: one UPDATE a facet, whatever the number of users.

Every operation, undo included, first writes what is to change (`change` rows
with value and stamp before and after) and then applies those rows with these
statements, so that the journal and the data cannot differ.
"""

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from store.models import Change, Deletion, Enrolment, EnrolmentChange, User

INTERNAL = User.access == "internal"
LIVE = User.deleted_at.is_(None)
PAYING: ColumnElement[bool] = and_(User.licence, INTERNAL, LIVE)


def _of(school_id: int, operation_id: int) -> ColumnElement[bool]:
    return and_(
        User.school_id == school_id,
        Change.school_id == school_id,
        Change.operation_id == operation_id,
        Change.user_id == User.id,
    )


def _metered(will_pay: ColumnElement[bool], odometer: int) -> dict[str, object]:
    """How the odometer readings move as paying begins or ends; both sides see the row as it was."""
    begins = and_(~PAYING, will_pay)
    ends = and_(PAYING, ~will_pay)
    return {
        "metered_before": case(
            (ends, User.metered_before + odometer - User.metered_from), else_=User.metered_before
        ),
        "metered_from": case((begins, odometer), (ends, None), else_=User.metered_from),
    }


def licences(
    session: Session, school_id: int, operation_id: int, *, held: bool, odometer: int
) -> int:
    """Give (`held`) or take the licences that the change rows tell; returns how many.

    The rows are of undeleted internal users whose licence differs, so the count
    is also by how many the paying licences move.
    """
    paying = (
        {"metered_from": odometer}
        if held
        else {
            "metered_before": User.metered_before + odometer - User.metered_from,
            "metered_from": None,
        }
    )
    return _rowcount(
        session,
        update(User)
        .where(_of(school_id, operation_id), Change.licence_after.is_(held))
        .values(licence=held, licence_stamp=Change.licence_stamp_after, **paying),
    )


def existence(
    session: Session,
    school_id: int,
    operation_id: int,
    *,
    odometer: int,
    kinds: tuple[str, ...] = ("deleted", "restored"),
) -> int:
    """Delete and restore as the change rows tell; returns by how many the paying licences move.

    With `kinds` one of the two only, where ids change hands in between.
    """
    removed = Change.deletion_after.is_not(None)
    pays = and_(User.licence, INTERNAL)
    moved = session.execute(
        select(
            func.coalesce(
                func.sum(case((removed, -1), else_=1)),
                0,
            )
        )
        .select_from(User)
        .join(Change, _of(school_id, operation_id))
        .where(Change.existence.in_(kinds), pays)
    ).scalar_one()
    deleted_at = (
        select(Deletion.deleted_at)
        .where(Deletion.school_id == school_id, Deletion.id == Change.deletion_after)
        .scalar_subquery()
    )
    for existing in kinds:
        gone = existing == "deleted"
        session.execute(
            update(User)
            .where(_of(school_id, operation_id), Change.existence == existing)
            .values(
                deletion_id=Change.deletion_after,
                deleted_at=deleted_at if gone else None,
                existence_stamp=Change.existence_stamp_after,
                **_metered(and_(pays, literal(not gone, Boolean)), odometer),
            )
            .execution_options(synchronize_session=False)
        )
    return int(moved)


def profiles(session: Session, school_id: int, operation_id: int) -> int:
    """Write names, addresses, ids, further columns and access of the change rows.

    Ids that change hands are freed first, so that two users may exchange theirs.
    """
    profile = Change.profile_after
    session.execute(
        update(User)
        .where(_of(school_id, operation_id), profile.is_not(None))
        .values(external_id=None)
        .execution_options(synchronize_session=False)
    )
    texts = ("first_name", "last_name", "email", "external_id", "email_key", "name_key", "access")
    return _rowcount(
        session,
        update(User)
        .where(_of(school_id, operation_id), profile.is_not(None))
        .values(
            **{name: profile[name].as_string() for name in texts},
            further=profile["further"],
            profile_stamp=Change.profile_stamp_after,
        ),
    )


def logins(session: Session, school_id: int, operation_id: int) -> int:
    return _rowcount(
        session,
        update(User)
        .where(_of(school_id, operation_id), Change.login_changed.is_(True))
        .values(last_login_at=Change.login_after, login_stamp=Change.login_stamp_after),
    )


def enrolments(session: Session, school_id: int, operation_id: int) -> tuple[int, int]:
    """Begin and end enrolments as the change rows tell; how many of each."""
    mine = and_(
        EnrolmentChange.school_id == school_id, EnrolmentChange.operation_id == operation_id
    )
    ended = _rowcount(
        session,
        delete(Enrolment).where(
            Enrolment.school_id == school_id,
            select(EnrolmentChange.user_id)
            .where(
                mine,
                EnrolmentChange.enrolled.is_(False),
                EnrolmentChange.user_id == Enrolment.user_id,
                EnrolmentChange.class_id == Enrolment.class_id,
            )
            .exists(),
        ),
    )
    begun = _rowcount(
        session,
        insert(Enrolment).from_select(
            ["school_id", "class_id", "user_id", "stamp"],
            select(
                EnrolmentChange.school_id,
                EnrolmentChange.class_id,
                EnrolmentChange.user_id,
                EnrolmentChange.stamp_after,
            ).where(mine, EnrolmentChange.enrolled.is_(True)),
        ),
    )
    return begun, ended


def _rowcount(session: Session, statement: object) -> int:
    result = session.execute(  # type: ignore[call-overload]
        statement, execution_options={"synchronize_session": False}
    )
    assert isinstance(result, CursorResult)  # noqa: S101 - an UPDATE or INSERT gives one
    return result.rowcount
