"""Drafts that ended go, once an hour; of a list that stays in Slack its author is told."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.context import Services
from commands import drafts
from commands.lists import sources

GONE = frozenset({"file_not_found", "file_deleted"})


def delete_ended(services: Services, client: WebClient) -> None:
    """A file whose draft ended is removed if the bot may, else its author hears where it is.

    Who deletes the draft says so, in the same transaction: once, by any replica.
    """
    with services.sessions.reading() as session:
        left = sources.left(session, services.clock())
    for each in left:
        if removed(client, each.file):
            with services.sessions.writing.begin() as session:
                sources.cleared(session, each.school_id, each.source_id)
    with services.sessions.writing.begin() as session:
        now = services.clock()
        told = sources.end(session, now)
        drafts.delete_ended(session, now=now)
    if told:
        services.kick_outbox()


def removed(client: WebClient, file: str) -> bool:
    """Delete a file that somebody handed in; whether it is gone. Usually it is theirs alone."""
    try:
        client.files_delete(file=file)
    except SlackApiError as error:
        return error.response.get("error") in GONE
    except (SlackClientError, OSError):
        return False
    return True
