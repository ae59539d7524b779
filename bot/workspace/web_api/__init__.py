"""The Web API: one module a family of methods, one table of them all."""

from __future__ import annotations

from bot.workspace.web_api import chat, conversations, files, general, users, views
from bot.workspace.web_api.call import Method

METHODS: dict[str, Method] = {
    **general.METHODS,
    **views.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **users.METHODS,
    **files.METHODS,
}
