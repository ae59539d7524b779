"""The refusals. The fields say why; the bot says it in words."""

from dataclasses import dataclass, field
from datetime import date, datetime


class CommandError(Exception):
    """A refusal: nothing was changed. The fields say why; the bot says it in words."""


@dataclass(eq=False)
class NotAllowedError(CommandError):
    """Only admins may. `admins` are Slack ids, in the order they were named."""

    admins: tuple[str, ...] = ()


@dataclass(eq=False)
class AlreadyPausedError(CommandError):
    since: datetime
    by: str | None
    ends_at: datetime | None


@dataclass(eq=False)
class NotPausedError(CommandError):
    pass


@dataclass(eq=False)
class PauseAlreadyPlannedError(CommandError):
    first_day: date
    last_day: date
    by: str | None


@dataclass(eq=False)
class NoPlannedPauseError(CommandError):
    pass


@dataclass(eq=False)
class PauseHasBegunError(CommandError):
    """A pause that has begun is moved in its end only, and not cancelled."""

    first_day: date


@dataclass(eq=False)
class PauseEndsBeforeItStartsError(CommandError):
    """`earliest` is the first last day that would do."""

    earliest: date


@dataclass(eq=False)
class PauseInThePastError(CommandError):
    """`earliest` is the first day that can still be planned."""

    earliest: date


@dataclass(eq=False)
class MeterOffError(CommandError):
    """Licences are not paid by credits here."""


@dataclass(eq=False)
class BadAmountError(CommandError):
    """Not a number of credits above zero (a correction: other than zero), or more than can be."""


@dataclass(eq=False)
class NotEnoughCreditsError(CommandError):
    """A correction below zero, or an undone purchase of which less is left. Licence-seconds."""

    balance: int
    wanted: int


@dataclass(eq=False)
class NobodyMatchesError(CommandError):
    """The selection is empty."""


@dataclass(eq=False)
class NobodyLeftError(CommandError):
    """Of those whom an operation added nobody is here any more."""


@dataclass(eq=False)
class NothingToChangeError(CommandError):
    """Everybody matched already is as wanted. Figures as in the preview."""

    matched: int
    external: int = 0


@dataclass(eq=False)
class UnknownClassError(CommandError):
    """`near` are names of classes that look alike, best first; may be empty."""

    name: str
    near: tuple[str, ...] = ()


@dataclass(eq=False)
class ClassGoneError(CommandError):
    """A class of the selection was deleted meanwhile."""


@dataclass(eq=False)
class UnknownUserError(CommandError):
    """No such user in this school, or erased."""


@dataclass(eq=False)
class UserDeletedError(CommandError):
    """The user is deleted; restoring comes first. `day` is the day of the deletion."""

    user_id: int
    day: date


@dataclass(eq=False)
class UserNotDeletedError(CommandError):
    """Only a deleted user can be restored or erased."""

    user_id: int


@dataclass(eq=False)
class NothingDeletedError(CommandError):
    """Nobody is left to restore, on `day` if one was asked for."""

    day: date | None = None


@dataclass(eq=False)
class ExternalIdTakenError(CommandError):
    external_id: str
    user_id: int


@dataclass(eq=False)
class SamePersonExistsError(CommandError):
    """Same address and same name as an undeleted user of this role."""

    user_id: int


@dataclass(eq=False)
class BadFieldError(CommandError):
    """A field of a form that cannot be: `column` as in commands.users, `reason` a code."""

    column: str
    reason: str
    value: str = ""


@dataclass(eq=False)
class ConfirmationMissesError(CommandError):
    """What was typed is not what had to be typed."""

    expected: str


@dataclass(eq=False)
class DraftEndedError(CommandError):
    """The preview is too old, or not there any more. Nothing was applied."""


@dataclass(eq=False)
class FiguresMovedError(CommandError):
    """Since the preview the users changed, and the figures with them. Nothing was applied."""

    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class AlreadyDoneError(CommandError):
    """The second click: `operation_id` is what the first one did, at `at`."""

    operation_id: int
    at: datetime


@dataclass(eq=False)
class UnknownOperationError(CommandError):
    pass


@dataclass(eq=False)
class CannotBeUndoneError(CommandError):
    """This kind of operation has no undo (an export, an erasure)."""

    kind: str


@dataclass(eq=False)
class AlreadyUndoneError(CommandError):
    at: datetime
    by: str | None


@dataclass(eq=False)
class NothingLeftToUndoError(CommandError):
    """Everything that the operation did was changed since. `left` is how many were left alone,
    `things` how many of them are no users: pauses, settings, admins, links, classes."""

    left: int
    things: int = 0


@dataclass(eq=False)
class BadSettingError(CommandError):
    """`name` as in commands.settings, `reason` a code."""

    name: str
    reason: str


@dataclass(eq=False)
class LastAdminError(CommandError):
    slack_id: str


@dataclass(eq=False)
class NotEligibleError(CommandError):
    """Bots, deactivated and Slack Connect people cannot be admins."""

    slack_id: str


@dataclass(eq=False)
class AlreadySetUpError(CommandError):
    """Somebody else sent the first settings meanwhile, at `at`."""

    at: datetime


@dataclass(eq=False)
class NotATeacherError(CommandError):
    """Only a teacher can be linked to a Slack person."""

    user_id: int


@dataclass(eq=False)
class NotSamePersonError(CommandError):
    """Only two accounts of one person can be joined: same external id, or address and name."""

    deleted_user_id: int
    live_user_id: int


@dataclass(eq=False)
class NobodyHasAddressError(CommandError):
    """The positional form holds those with an address only, and `left_out` have none."""

    left_out: int


@dataclass(eq=False)
class ClassNameTakenError(CommandError):
    """Another class is called so; merging is what would make one of the two."""

    name: str
    class_id: int


@dataclass(eq=False)
class SameClassError(CommandError):
    """A class is merged, or people moved, into another class than their own."""


@dataclass(eq=False)
class SameClassNameError(CommandError):
    """The class is called exactly so already."""

    name: str


@dataclass(eq=False)
class ListRefusedError(CommandError):
    """A master list that would delete too much, or cannot be one; `because` as in
    commands.lists.safeguards."""

    because: str
    deleted: int
    of: int


@dataclass(eq=False)
class NumberToTypeError(CommandError):
    """So many would be deleted that their number has to be typed; `typed` was something else."""

    deleted: int
    typed: int | None = None


@dataclass(eq=False)
class QuestionsOpenError(CommandError):
    """Classes were asked about, and so many of the questions have no answer yet."""

    count: int


@dataclass(eq=False)
class NamesGoneError(CommandError):
    """The names in this message were removed, since it is older than `days`."""

    days: int


@dataclass(eq=False)
class UnknownQuestionError(CommandError):
    """The preview asks this no more."""


@dataclass(eq=False)
class AnswerSettledError(AlreadyDoneError):
    """An admin acted on this answer at `at`; `operation_id` is 0 where they dismissed it."""


@dataclass(eq=False)
class ProposalChangedError(FiguresMovedError):
    """The teacher has answered something else since the proposal was shown."""
