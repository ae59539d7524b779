"""Socket Mode that tells a listener when its acknowledgement has left.

A form is acknowledged with *update* to a waiting view and then filled by
`views.update`, over another line. A quick answer would overtake the
acknowledgement and be overwritten by it: whoever fills waits for it first.
"""

import threading
from time import time

from slack_bolt import BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

ACKNOWLEDGED = "acknowledged"
"""The context's key of an event that is set once the acknowledgement was sent."""


class TellingSocketModeHandler(SocketModeHandler):
    """Bolt's own handler, with that event in each request's context."""

    def handle(  # type: ignore[override]
        self, client: SocketModeClient, req: SocketModeRequest
    ) -> None:
        start, acknowledged = time(), threading.Event()
        request = BoltRequest(
            mode="socket_mode",
            body=req.payload,
            headers=build_headers(req),
            context={ACKNOWLEDGED: acknowledged},
        )
        response = self.app.dispatch(request)
        try:
            send_response(client, req, response, start)
        finally:
            acknowledged.set()
