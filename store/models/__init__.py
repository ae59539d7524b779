"""The tables. Every one but `school` carries `school_id`; every foreign key names the pair."""

from store.models.base import Base, UtcDateTime
from store.models.credit import CreditEntry
from store.models.draft import Draft, OutboxMessage, SeenEvent
from store.models.operation import (
    Change,
    EnrolmentChange,
    Operation,
    OperationFigures,
    SchoolChange,
)
from store.models.person import Admin, Person, TeacherLink
from store.models.posting import Posting
from store.models.reminder import Reminder, ReminderAnswer, ReminderWeek
from store.models.roster_draft import RosterDraftLine
from store.models.school import Pause, School, SettingStamp, Workspace
from store.models.user import ClassName, Deletion, Enrolment, SchoolClass, User

__all__ = [
    "Admin",
    "Base",
    "Change",
    "ClassName",
    "CreditEntry",
    "Deletion",
    "Draft",
    "Enrolment",
    "EnrolmentChange",
    "Operation",
    "OperationFigures",
    "OutboxMessage",
    "Pause",
    "Person",
    "Posting",
    "Reminder",
    "ReminderAnswer",
    "ReminderWeek",
    "RosterDraftLine",
    "School",
    "SchoolChange",
    "SchoolClass",
    "SeenEvent",
    "SettingStamp",
    "TeacherLink",
    "User",
    "UtcDateTime",
    "Workspace",
]
