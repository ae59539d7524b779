"""The embedded workspace: a stand-in for Slack on this machine, as strict as Slack.

The bot connects to it over the real protocols (Web API over HTTP, Socket Mode
over WebSocket). Everything is kept in memory. State is touched only on the
server's event loop, so nothing here takes a lock.
"""
