"""The page's own files, and the page itself, which asks for all of its modules at once.

Browsers find a module's imports only once they have read it. Named in the page's head, all of
them come together, and nothing has to be bundled.
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
FRESH = {"Cache-Control": "no-cache"}
"""Asked again at each visit: whoever changes a file sees it by reloading."""


class PageFiles:
    """What is there when the server starts may be had, and nothing else."""

    def __init__(self) -> None:
        self._paths = {
            path.relative_to(STATIC).as_posix(): path
            for path in sorted(STATIC.rglob("*"))
            if path.is_file()
        }

    def routes(self) -> list[BaseRoute]:
        return [Route("/", self.page), Route("/static/{name:path}", self.file)]

    async def page(self, request: Request) -> Response:
        links = "".join(
            f'  <link rel="modulepreload" href="/static/{name}">\n'
            for name in self._paths
            if name.endswith(".js")
        )
        text = self._paths["index.html"].read_text(encoding="utf-8")
        return HTMLResponse(text.replace("</head>", f"{links}</head>", 1), headers=FRESH)

    async def file(self, request: Request) -> Response:
        path = self._paths.get(request.path_params["name"])
        if path is None:
            return PlainTextResponse("Not found", 404)
        return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=FRESH)
