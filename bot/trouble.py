"""What the log is told of trouble: where it happened and of what kind, never a name."""

import logging
import secrets
import traceback
from collections.abc import Callable

from slack_sdk.errors import SlackApiError

from store.session import UNAVAILABLE

log = logging.getLogger("preau")


def noted(error: BaseException) -> str:
    """Log it under a number that the person is told too; gives the number."""
    number = secrets.token_hex(2).upper()
    log.error("trouble %s: %s", number, without_data(error))
    return number


def met(work: Callable[..., object], *given: object) -> None:
    """Do a job's work for one school, or all of it, and meet its trouble, which stops no other's.

    The scheduler would log what the error says, which may hold names. What was not done
    is done when the job runs next.
    """
    try:
        work(*given)
    except Exception as error:
        noted(error)


def without_data(error: BaseException) -> str:
    """Where it happened, and the kind of error; never its text, which may hold a name."""
    code = ""
    if isinstance(error, SlackApiError):
        code = f" ({error.response.get('error')}, {error.response.api_url})"
    elif isinstance(error, UNAVAILABLE):
        code = " (database away)"
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"  {f.filename}:{f.lineno} in {f.name}" for f in frames)
    cause = error.__cause__
    caused = f"\ncaused by {without_data(cause)}" if cause else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{code}\n{where}{caused}"
