"""Enrolments that an undo begins or ends again, and whether their absence is still as left."""

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from store.models import Change, Enrolment, EnrolmentChange, Operation, SchoolClass, User

LIVE = User.deleted_at.is_(None)


def write_enrolment_changes(
    session: Session, school_id: int, operation_id: int, *, undone_id: int
) -> None:
    """Exchange begun and ended, where the enrolment, or its absence, is as the operation left it.

    The users' own change rows must be written before, and the classes that come
    back: who is restored by this operation counts as here, and so does who was
    deleted before the undone one. An added user's enrolments stay with them, as
    with any deletion, but those in a class that the operation made: it goes too.
    """
    theirs, mine = aliased(Change), aliased(Change)
    row = EnrolmentChange
    alive = or_(LIVE, mine.existence == "restored", User.existence_stamp < undone_id)
    goes_with_class = and_(mine.existence == "deleted", SchoolClass.stamp == undone_id)
    ends = and_(
        row.enrolled.is_(True),
        Enrolment.user_id.is_not(None),
        Enrolment.stamp.is_not_distinct_from(row.stamp_after),
        or_(theirs.existence.is_distinct_from("added"), goes_with_class),
        row.user_id.not_in(_came_from_classes_gone(school_id, undone_id)),
    )
    begins = and_(
        row.enrolled.is_(False),
        Enrolment.user_id.is_(None),
        SchoolClass.deleted_at.is_(None),
        theirs.existence.is_distinct_from("added"),
        ~_moved_since(school_id, undone_id),
    )
    session.execute(
        insert(EnrolmentChange).from_select(
            [
                "school_id",
                "operation_id",
                "user_id",
                "class_id",
                "enrolled",
                "stamp_before",
                "stamp_after",
            ],
            select(
                row.school_id,
                literal(operation_id, Integer),
                row.user_id,
                row.class_id,
                not_(row.enrolled),
                row.stamp_after,
                row.stamp_before,
            )
            .join(User, and_(User.school_id == row.school_id, User.id == row.user_id))
            .outerjoin(theirs, _same_user(theirs, row, undone_id))
            .outerjoin(mine, _same_user(mine, row, operation_id))
            .outerjoin(
                Enrolment,
                and_(
                    Enrolment.school_id == row.school_id,
                    Enrolment.class_id == row.class_id,
                    Enrolment.user_id == row.user_id,
                ),
            )
            .join(
                SchoolClass,
                and_(SchoolClass.school_id == row.school_id, SchoolClass.id == row.class_id),
            )
            .where(
                row.school_id == school_id,
                row.operation_id == undone_id,
                alive,
                or_(ends, begins),
            ),
        )
    )


def _same_user(
    change: type[Change], row: type[EnrolmentChange], operation_id: int
) -> ColumnElement[bool]:
    return and_(
        change.school_id == row.school_id,
        change.operation_id == operation_id,
        change.user_id == row.user_id,
    )


def _came_from_classes_gone(school_id: int, undone_id: int) -> Select[int]:
    """Users whom the same operation took out of a class that is deleted now.

    They stay where they were put, rather than be left without either.
    """
    left, gone = aliased(EnrolmentChange), aliased(SchoolClass)
    return (
        select(left.user_id)
        .join(gone, and_(gone.school_id == left.school_id, gone.id == left.class_id))
        .where(
            left.school_id == school_id,
            left.operation_id == undone_id,
            left.enrolled.is_(False),
            gone.deleted_at.is_not(None),
        )
    )


def _moved_since(school_id: int, undone_id: int) -> ColumnElement[bool]:
    """The enrolment begun and ended again by others since: its absence is theirs.

    An enrolment that is not there carries no stamp, so that its stamp is read
    from the journal: the newest row of the pair, or, where that one is an undo,
    the newest before what it undid, and so on. The absence is as the operation
    left it if this walk comes down to it.
    """
    row = EnrolmentChange
    ended = aliased(EnrolmentChange)
    later = (
        select(
            row.user_id,
            row.class_id,
            row.operation_id,
            func.lag(row.operation_id)
            .over(partition_by=(row.user_id, row.class_id), order_by=row.operation_id)
            .label("previous"),
        )
        .join(
            ended,
            and_(
                ended.school_id == row.school_id,
                ended.operation_id == undone_id,
                ended.user_id == row.user_id,
                ended.class_id == row.class_id,
                ended.enrolled.is_(False),
            ),
        )
        .where(row.school_id == school_id, row.operation_id > undone_id)
        .cte("later")
    )
    walk = (
        select(
            later.c.user_id, later.c.class_id, func.max(later.c.operation_id).label("operation_id")
        )
        .group_by(later.c.user_id, later.c.class_id)
        .cte("walk", recursive=True)
    )
    undone = later.alias("undone")
    walk = walk.union(
        select(
            walk.c.user_id,
            walk.c.class_id,
            func.coalesce(undone.c.previous, literal(undone_id, Integer)),
        )
        .join(
            Operation,
            and_(Operation.school_id == school_id, Operation.id == walk.c.operation_id),
        )
        .join(
            undone,
            and_(
                undone.c.operation_id == Operation.undoes_id,
                undone.c.user_id == walk.c.user_id,
                undone.c.class_id == walk.c.class_id,
            ),
        )
    )
    pair = tuple_(row.user_id, row.class_id)
    down = select(walk.c.user_id, walk.c.class_id).where(walk.c.operation_id == undone_id)
    return and_(
        pair.in_(select(later.c.user_id, later.c.class_id)),
        pair.not_in(down),
    )
