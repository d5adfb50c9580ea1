"""The small HTTP server under both simulators: threads, kept connections, and answers that can be withheld."""

import json
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LARGEST_BODY = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the simulators need it; header names are in lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        """Return the last value of a query parameter."""
        return self.query.get(name, [default])[-1]

    def form(self, name: str) -> str:
        """Return a field of a form that was sent."""
        return parse_qs(self.body.decode("utf-8", "replace")).get(name, [""])[-1]

    def json(self) -> Any:
        """Return the body as JSON; raise ValueError when it is none."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("too deep") from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Withheld(Exception):
    """The request was taken and no answer shall be given: the connection is cut."""


Respond = Callable[[Request], Answer]


def json_answer(value: object, status: int = 200) -> Answer:
    """Answer with JSON in UTF-8."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), status)


def html_answer(text: str, status: int = 200, **headers: str) -> Answer:
    """Answer with a page; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(text.encode(), status, "text/html; charset=utf-8", named)


def see_other(address: str) -> Answer:
    """Lead to a page after something was done."""
    return Answer(status=303, headers={"Location": address})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet an answer
    server: "WebServer"

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(Answer(status=413))
            return
        body = self.rfile.read(int(length))
        try:
            self._send(self.server.respond(self._request(body)))
        except Withheld:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer

    def _request(self, body: bytes) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, unquote(parts.path), parse_qs(parts.query), headers, body)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing: request lines hold phone numbers."""


class WebServer(ThreadingHTTPServer):
    """Serve ``respond`` on a thread of its own; port 0 takes a free one, to be read from ``port``."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, respond: Respond) -> None:
        self.respond = respond
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service for our own name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hung up go quietly."""

    @property
    def port(self) -> int:
        return self.server_port

    def begin(self) -> None:
        """Start serving."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def end(self) -> None:
        """Stop serving and close the port."""
        self.shutdown()
        self.server_close()
